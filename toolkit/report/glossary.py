"""Terms explained at first use: each is linked, where the prose of a report first has it, to its explanation in the report itself.

Prose is what the notebook's author wrote, and sentences of our own that are marked as such. Text from a record is never looked
at, nor are headings, links, code, tables and captions. Which terms a part of a report explains follows from that part alone, so
what came later leaves no trace above itself. A link and a list need no script, work by touch, by keyboard and by screen reader,
and on paper the list is there to be read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import unescape

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.report import markup

BEGIN, END = "<!--prose-->", "<!--/prose-->"
HEADING = "Words used here"
HEADING_LATER = "Words used in what came later"
_COLUMNS = ("term", "forms", "explanation", "source")
_LEAD = "Terms with dots under them, in the order in which they first come up."
_LEAD_COLUMNS = "Words that stand over columns of tables have no dots."
_PIECES = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
_OVER_COLUMN = re.compile(r'<th scope="col"[^>]*>([^<]*)</th>')
_NOT_IN = frozenset({"a", "abbr", "caption", "code", "dfn", "figcaption", "h2", "h3", "h4", "h5", "h6", "pre", "summary", "table"})
_EMPTY_ELEMENTS = frozenset({"br", "hr", "img", "col"})


@dataclass(frozen=True)
class Term:
    """A term, the forms in which prose has it, its explanation and where that comes from."""

    name: str
    forms: tuple[str, ...]
    explanation: str
    source: str

    @property
    def slug(self) -> str:
        """The term as a part of an id."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower().replace("k1/2", "k1-or-2")).strip("-")


def prose(said: str) -> str:
    """Return clean markup marked as prose, in which terms may be linked."""
    return f"{BEGIN}{said}{END}" if said.strip() else said


@cache
def terms() -> tuple[Term, ...]:
    """Return all terms, in the order of the alphabet, from `data/report/glossary.csv`.

    Raises:
        CaseReviewError: the file breaks its own rules (everything wrong at once).

    >>> next(t.forms for t in terms() if t.name == "median")[:2]
    ('median', 'medians')
    """
    with (paths.data() / "report" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    problems = [f"row {n}: no {c}" for n, row in enumerate(rows, 2) for c in _COLUMNS if c != "forms" and not row.get(c)]
    found = [Term(r["term"], tuple((r["forms"] or r["term"]).split("|")), r["explanation"], r["source"]) for r in rows]
    forms = [form.lower() for term in found for form in term.forms]
    problems += [f"{form} is a form of more than one term" for form in sorted({f for f in forms if forms.count(f) > 1})]
    if problems:
        raise CaseReviewError("The glossary cannot be used", problems, "Mend data/report/glossary.csv.")
    return tuple(sorted(found, key=lambda t: t.name.lower()))


def explained(said: str, used: set[str], later: bool = False) -> str:
    """Return the markup of one part of a report with its terms linked and, at its end, explained.

    Args:
        said: markup in which prose stands between `BEGIN` and `END`; these marks are taken out.
        used: terms that an earlier part has explained; those of this part are added.
        later: whether this is the part that holds what came later.
    """
    here: list[Term] = []
    pattern = re.compile(f"{re.escape(BEGIN)}(.*?){re.escape(END)}", re.S)
    linked = pattern.sub(lambda found: _linked(found[1], used, here), said)
    here += _over_columns(linked, used)
    return linked + (_list(here, linked, later) if here else "")


def _linked(prose: str, used: set[str], here: list[Term]) -> str:
    """Link each term that has not come up yet; the pieces between tags are text, whose characters are escaped."""
    inside: list[str] = []
    out = []
    for piece in _PIECES.split(prose):
        tag = re.match(r"<(/?)([a-z][a-z0-9]*)", piece)
        if tag:
            _follow(inside, tag[2], bool(tag[1]))
        elif piece and not _NOT_IN.intersection(inside):
            piece = _pattern().sub(lambda found: _link(found[0], used, here), piece)
        out.append(piece)
    return "".join(out)


def _follow(inside: list[str], name: str, closes: bool) -> None:
    if closes and name in inside:
        del inside[len(inside) - 1 - inside[::-1].index(name) :]
    elif not closes and name not in _EMPTY_ELEMENTS:
        inside.append(name)


def _link(words: str, used: set[str], here: list[Term]) -> str:
    written = unescape(words)
    term = _by_form().get(written) or _by_form()[written.lower()]
    if term.slug in used:
        return words
    used.add(term.slug)
    here.append(term)
    return f'<a class="term" id="use-{term.slug}" href="#word-{term.slug}">{words}</a>'


def _over_columns(said: str, used: set[str]) -> list[Term]:
    """Terms that stand over a column and nowhere in prose: explained as well, and not linked, for a heading may be from a file."""
    headings = dict.fromkeys(unescape(words) for words in _OVER_COLUMN.findall(said))
    found = [term for words in headings if (term := _by_form().get(words)) and term.slug not in used]
    used.update(term.slug for term in found)
    return list(dict.fromkeys(found))


def _list(here: Iterable[Term], linked: str, later: bool) -> str:
    level, heading = ("h3" if "<h2" in linked else "h2", HEADING_LATER) if later else ("h2", HEADING)
    back = [f'id="use-{term.slug}"' in linked for term in here]
    lead = " ".join([_LEAD] * any(back) + [_LEAD_COLUMNS] * (not all(back)))
    said = "".join(_entry(term, to) for term, to in zip(here, back, strict=True))
    inside = markup.element(level, heading) + markup.element("p", lead) + markup.element("dl", said)
    return markup.element("section", inside, class_="glossary", aria_label=heading)


def _entry(term: Term, linked: bool) -> str:
    to = {"href": f"#use-{term.slug}", "aria_label": f"Back to the text: {term.name}"}
    back = " " + markup.element("a", "Back to the text", **to) if linked else ""
    name = markup.element("dt", markup.element("dfn", markup.text(term.name)), id=f"word-{term.slug}")
    return markup.element("div", name + markup.element("dd", markup.text(term.explanation) + back))


@cache
def _by_form() -> dict[str, Term]:
    return {_key(form): term for term in terms() for form in term.forms}


@cache
def _pattern() -> re.Pattern[str]:
    """All forms, the longest first; one with a capital beyond its first letter stands only as it is written."""
    forms = sorted((form for term in terms() for form in term.forms), key=lambda f: (-len(f), f))
    each = (re.escape(markup.text(f)) if _is_name(f) else f"(?i:{re.escape(markup.text(f))})" for f in forms)
    return re.compile(rf"(?<![\w/&#-])(?:{'|'.join(each)})(?![\w/-]|&#)")


def _key(form: str) -> str:
    return form if _is_name(form) else form.lower()


def _is_name(form: str) -> bool:
    """Whether a form is written with capitals or figures that are part of it.

    >>> _is_name("IRO"), _is_name("K1"), _is_name("Jeffreys"), _is_name("median")
    (True, True, True, False)
    """
    return form != form.lower()
