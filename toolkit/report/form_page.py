"""A form as one HTML file that is filled in offline and saves a file of answers, and the same on paper with boxes to tick."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.report import clean
from toolkit.report.page import TEMPLATES, render
from toolkit.review.forms.form import CHOICE, NUMBER, Form, Item
from toolkit.review.forms.read import limit
from toolkit.review.settings import Settings, read_settings

STAGE_WORDS = {
    "blind": "before anything later is shown",
    "widen": "with what others held",
    "reveal": "once it is known how it went on",
    "again": "once more",
    "opposite": "consider the opposite",
}
_LINES = {"text": 1, "long": 6, "evidence": 3}


def form_html(
    form: Form,
    review: str,
    pack: str,
    rater: str = "",
    stage: str = "blind",
    before: Mapping[int, str] | None = None,
    settings: Settings | None = None,
    pack_sha256: str = "",
) -> str:
    """Return a form as one page that works without a network, from a file, by keyboard alone and on a phone.

    A page of a gated form is shown once the one before is answered; the answers of a page that is `fixed` then stay as they are.
    What is typed is kept in the browser until it is saved, under a name that holds form, review, pack, stage and rater.

    Args:
        form: the form.
        review, pack, stage: what the answers are to.
        rater: whose they are; where it is empty the page asks for the rater's code first.
        before: markup that stands before the questions of a page, by its number: what is to be read there.
        settings: the agency's settings, with its route for urgent concerns.
        pack_sha256: the hash of the pack, to be saved with the answers.

    Raises:
        CaseReviewError: the markup fetches something, or has a picture without words.

    >>> from toolkit.review.forms import read_form
    >>> form_html(read_form("rating"), "r", "P<1>", "R1").count("P&lt;1&gt;") > 1
    True
    """
    return _rendered("form.html.j2", form, review, pack, rater, stage, before, settings, pack_sha256, script=_file("form.js"))


def form_paper(
    form: Form,
    review: str,
    pack: str,
    rater: str = "",
    stage: str = "blind",
    before: Mapping[int, str] | None = None,
    settings: Settings | None = None,
    pack_sha256: str = "",
) -> str:
    """Return a form as a page for A4 paper: boxes to tick, lines to write on, each page on sheets of its own; no script.

    The arguments are those of :func:`form_html`.

    >>> from toolkit.review.forms import read_form
    >>> "<script" in form_paper(read_form("rating"), "r", "P01")
    False
    """
    return _rendered("form_paper.html.j2", form, review, pack, rater, stage, before, settings, pack_sha256)


def _rendered(
    template: str,
    form: Form,
    review: str,
    pack: str,
    rater: str,
    stage: str,
    before: Mapping[int, str] | None,
    settings: Settings | None,
    pack_sha256: str,
    script: str = "",
) -> str:
    read = {number: clean.clean(said) for number, said in (before or {}).items()}
    faults = [f"page {number}: {fault}" for number, said in read.items() for fault in clean.faults(said)]
    if faults:
        raise CaseReviewError("What stands before the questions cannot be shown", faults, "Mend what is to be read there.")
    own = settings or read_settings()
    head = {"form": form.name, "sha": form.sha256, "review": review, "pack": pack, "digest": pack_sha256, "rater": rater}
    return render(
        template,
        marking=f"{own.agency or 'Case review'} · {pack}",
        title=form.title,
        script=script,
        more_style=_file("pack.css") + _file("form.css"),
        form=form,
        head=head | {"stage": stage},
        stage_words=STAGE_WORDS.get(stage, stage),
        urgent=own.urgent_lines,
        support=own.support,
        agency=own.agency,
        pages=[_page(form, number, read) for number in range(len(form.pages))],
        most=limit("answer_characters"),
    )


def _page(form: Form, place: int, read: Mapping[int, str]) -> dict[str, Any]:
    page = form.pages[place]
    sections: dict[str, list[dict[str, Any]]] = {}
    for item in form.on(page.number):
        sections.setdefault(item.section, []).append(_asked(item))
    return {
        "place": place,
        "number": page.number,
        "title": page.title,
        "lead": page.lead,
        "next": page.next,
        "fixed": page.fixed,
        "read": read.get(page.number, ""),
        "sections": sections,
    }


def _asked(item: Item) -> dict[str, Any]:
    """A question as the template shows it."""
    short = item.kind == "text"
    return {
        "item": item,
        "choices": item.choices if item.answer == CHOICE else (),
        "ends": item.ends if item.answer == NUMBER else (),
        "lines": _LINES.get(item.kind, 3),
        "most": limit("short_characters" if short else "answer_characters"),
        "when": "|".join(f"{name}={value}" for name, value in item.when),
    }


@cache
def _file(name: str) -> str:
    return (TEMPLATES / "audit" / name).read_text(encoding="utf-8")
