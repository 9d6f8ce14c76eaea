"""A blind pack as one HTML file, as what stands before the questions of its form, and on paper."""

from __future__ import annotations

from functools import cache
from itertools import groupby

from toolkit.report import clean
from toolkit.report.markup import element, items, paragraphs, text
from toolkit.report.page import TEMPLATES, render
from toolkit.review.limits import limit
from toolkit.review.pack import Line, Pack, Page, Section
from toolkit.review.settings import Settings, read_settings

PAPER = "pack_paper.html.j2"
Days = list[tuple[str, list[Line]]]
_TURN = "Open page 2 when you have written down what you would decide"


def pack_html(pack: Pack, settings: Settings | None = None, form_html: str = "") -> str:
    """Return a pack as one page that opens anywhere: page 2 stays closed on screen and begins a new sheet on paper.

    Args:
        pack: the pack.
        settings: the agency's, with its route for urgent concerns, which stands first.
        form_html: markup of a form's questions, to stand after page 2; none where the form is a file of its own.

    Raises:
        CaseReviewError: the form's markup fetches something, or has a picture without words.

    >>> page = Page("Page 1", (Section("What happened", (), (Line("day \u22122", "Visit: <b>"),)),))
    >>> said = pack_html(Pack("P01", "Pack P01", page, Page("Page 2", ())))
    >>> "Visit: &lt;b&gt;" in said, said.index("urgent") < said.index("What happened")
    (True, True)
    """
    return _rendered("pack.html.j2", pack, settings, form_html)


def pack_paper(pack: Pack, settings: Settings | None = None, form_html: str = "") -> str:
    """Return a pack for A4 paper: everything open, page 2 and the form each on a sheet of its own.

    The arguments are those of :func:`pack_html`.
    """
    return _rendered(PAPER, pack, settings, form_html)


def pack_markup(pack: Pack, folded: bool = True) -> dict[int, str]:
    """Return what stands before the questions of a form's pages 1 and 2: `before` of :func:`toolkit.report.form_page.form_html`.

    Args:
        pack: the pack.
        folded: whether the older part of a long run is closed until it is opened, as on a screen; on paper nothing is.
    """
    return {1: _page(pack.page1, 3, folded), 2: _page(pack.page2, 3, folded)}


def _rendered(template: str, pack: Pack, settings: Settings | None, form_html: str) -> str:
    own = settings or read_settings()
    form = clean.clean(form_html)
    folded = template != PAPER
    pages = [_page(pack.page1, 3, folded), _page(pack.page2, 3, folded)]
    clean.refuse(clean.faults("".join([*pages, form])))
    return render(
        template,
        marking=f"{own.agency or 'Case review'} · {pack.number}",
        title=pack.title,
        more_style=_style(),
        pack=pack,
        pages=pages,
        turn=_TURN,
        form=form,
        urgent=own.urgent_lines,
        support=own.support,
        agency=own.agency,
    )


def _page(page: Page, level: int, folded: bool) -> str:
    return "".join(_section(s, f"h{level}", folded) for s in page.sections)


def _section(section: Section, heading: str, folded: bool) -> str:
    said = element(heading, text(section.heading)) + paragraphs(section.lead)
    if any(not line.day for line in section.rows):
        return said + items([line.words for line in section.rows])
    days = [(day, list(lines)) for day, lines in groupby(section.rows, key=lambda line: line.day)]
    older = _older(days) if folded else 0
    return said + _folded(days[:older]) + _listed(days[older:])


def _older(days: Days) -> int:
    """How many days of a run are folded: by its length alone, so that being folded tells nothing of what is in it."""
    shown = int(limit("lines_open"))
    left = sum(len(lines) for _, lines in days) - shown
    if left < shown:
        return 0
    taken = 0
    for n, (_, lines) in enumerate(days):
        if taken >= left:
            return n
        taken += len(lines)
    return len(days) - 1


def _folded(days: Days) -> str:
    if not days:
        return ""
    number = sum(len(lines) for _, lines in days)
    words = text(f"The {number} entries before these: open to read them")
    return element("details", element("summary", words) + _listed(days), class_="earlier")


def _listed(days: Days) -> str:
    listed = "".join(element("dt", text(day)) + "".join(map(_entry, lines)) for day, lines in days)
    return element("dl", listed, class_="days") if listed else ""


def _entry(line: Line) -> str:
    mark = f" {element('small', text(f'({line.mark})'))}" if line.mark else ""
    return element("dd", text(line.words) + mark)


@cache
def _style() -> str:
    return (TEMPLATES / "audit" / "pack.css").read_text(encoding="utf-8")
