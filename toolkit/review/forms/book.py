"""A form as a workbook: what stands where, the same for the one who writes it and the one who reads it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.review.forms.form import CHOICE, CONCERN, NUMBER, Form, Item
from toolkit.sources.workbooks import Refused, SheetCells, read_sheet, sheet_names

ABOUT = "About"
HEADINGS = ("Id", "Question", "How to answer", "Your answer")
ID, ANSWER = 0, 3
# What heads a set of answers, with the words for it on the first sheet.
LABELS = {
    "form": "Form",
    "form_sha256": "Hash of the form",
    "review": "Review",
    "pack": "Pack",
    "pack_sha256": "Hash of the pack",
    "rater": "Your code",
    "stage": "Stage",
}
__all__ = ["ABOUT", "ANSWER", "HEADINGS", "ID", "LABELS", "Refused", "how", "page_name", "read", "shown"]


def page_name(number: int) -> str:
    """Return the name of a page's sheet.

    >>> page_name(2)
    'Page 2'
    """
    return f"Page {number}"


def shown(item: Item) -> tuple[str, ...]:
    """Return what can be chosen as a person reads it; two that read alike are told apart by what is kept of them."""
    words = [c.words for c in item.choices]
    return tuple(c.words if words.count(c.words) == 1 else f"{c.words} ({c.value})" for c in item.choices)


def how(item: Item) -> str:
    """Return how a question is answered, in words.

    >>> from toolkit.review.forms import read_form
    >>> how(read_form("rating").by_id["confidence"])
    'From 0 (a guess) to 100 (certain). A whole number from 0 to 100.'
    """
    if item.answer == NUMBER:
        least, most = item.ends
        said = f"A whole number from {least} to {most}."
    elif item.answer == CHOICE:
        said = f"One of: {'; '.join(shown(item))}."
    else:
        said = "In your own words."
    return " ".join([*([item.help] if item.help else []), said, *([] if item.needed else ["May be left empty."])])


def read(file: Path, form: Form | None) -> dict[str, Any]:
    """Return what a filled-in workbook says, as a set of answers is saved; without a form only its head.

    Raises:
        Refused: it is no workbook of a form, or holds a formula.
    """
    names = sheet_names(file)
    if ABOUT not in names:
        raise Refused(f"it has no sheet {ABOUT}; it is another workbook")
    fields = {words: name for name, words in LABELS.items()}
    about = {fields[r[0]]: r[1].strip() for r in _rows(file, ABOUT) if len(r) > 1 and r[0] in fields}
    told: dict[str, Any] = {"casereview": "answers", **about, "saved_at": ""}
    if form is None:
        return told
    given: dict[str, Any] = {}
    concerns: list[str] = []
    for page in form.pages:
        if page_name(page.number) not in names:
            raise Refused(f"its sheet {page_name(page.number)} is missing")
        for name, answer in _answers(_rows(file, page_name(page.number))):
            if name == CONCERN:
                concerns.append(answer)
            elif name in given:
                raise Refused(f"its sheet {page_name(page.number)} answers {name} again")
            else:
                given[name] = _value(form.by_id[name], answer) if name in form.by_id else answer
    return {**told, "answers": given, CONCERN: "\n".join(dict.fromkeys(c for c in concerns if c.strip()))}


def _rows(file: Path, sheet: str) -> list[list[str]]:
    found: SheetCells = read_sheet(file, sheet)
    if found.notes:  # it tells of formulas, and of nothing else
        raise Refused(f"its sheet {sheet} holds formulas; answers are typed")
    return found.rows


def _answers(rows: list[list[str]]) -> list[tuple[str, str]]:
    """The ids and answers below the headings; an id is what stands in the first column, whatever was added around."""
    start = next((n for n, r in enumerate(rows, 1) if r[:1] == [HEADINGS[ID]]), len(rows))
    below = [r for r in rows[start:] if r and re.fullmatch(r"\w{1,60}", r[ID].strip())]
    return [(r[ID].strip(), r[ANSWER] if len(r) > ANSWER else "") for r in below]


def _value(item: Item, answer: str) -> Any:
    """An answer as it is kept: the value of the words that were chosen, a number as such; what is none stays as it was typed."""
    plain = answer.strip()
    if item.answer == NUMBER:
        return int(plain) if re.fullmatch(r"-?\d{1,9}", plain) else plain or None
    if item.answer == CHOICE:
        words: Mapping[str, str] = {w.casefold(): v for w, v in zip(shown(item), item.values, strict=True)}
        values = {v.casefold(): v for v in item.values}
        return words.get(plain.casefold(), values.get(plain.casefold(), plain)) or None
    return answer or None
