"""Answers to a form: an empty set of them, what is wrong with a set, and its one form as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from toolkit.errors import nearest
from toolkit.review.forms.form import CHOICE, CONCERN, NUMBER, Form, Item
from toolkit.review.forms.read import limit

MARK = "answers"
HEAD = ("casereview", "form", "form_sha256", "review", "pack", "pack_sha256", "rater", "stage", "saved_at")
REOPENED = "reopened"
FIELDS = (*HEAD, "answers", CONCERN, REOPENED)
_NEEDED = ("casereview", "form", "form_sha256", "review", "pack", "rater", "stage", "answers")
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_LABELS = ("review", "pack", "rater", "stage")
_SHOWN = 60


@dataclass(frozen=True)
class Answers:
    """What one person answered.

    Attributes:
        form, form_sha256: the form, and the hash of what it asked.
        review, pack, rater, stage: whose answers to what they are.
        pack_sha256: the hash of the pack that was read; empty where there was none.
        saved_at: when they were saved, by the clock of the person's machine.
        answers: the value of each item; None where it was not answered.
        concern: an immediate concern; where there is one, the rest need not be answered.
        reopened: whether a page that stays as it is was filled in again after a later one had been open.
    """

    form: str
    form_sha256: str
    review: str
    pack: str
    rater: str
    stage: str
    pack_sha256: str = ""
    saved_at: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    concern: str = ""
    reopened: bool = False

    def told(self) -> dict[str, Any]:
        """Return the answers as they are saved, fields in their order."""
        return {name: MARK if name == "casereview" else getattr(self, name) for name in FIELDS}


def blank(form: Form, review: str, pack: str, rater: str, stage: str, pack_sha256: str = "") -> dict[str, Any]:
    """Return a set of answers of which none is given yet, as it would be saved.

    >>> from toolkit.review.forms import read_form
    >>> blank(read_form("rating"), "r", "P01", "R1", "blind")["answers"]["knows_case"] is None
    True
    """
    empty = dict.fromkeys(form.by_id)
    return Answers(form.name, form.sha256, review, pack, rater, stage, pack_sha256, answers=empty).told()


def written(answers: Answers) -> str:
    """Return answers as the JSON that is saved: one order of fields, and so one text for the same answers.

    >>> written(Answers("rating", "0", "r", "P01", "R1", "blind"))[:27]
    '{\\n "casereview": "answers",'
    """
    return json.dumps(answers.told(), ensure_ascii=False, indent=1) + "\n"


def tidied(item: Item, value: Any) -> Any:
    """Return an answer in its one form: no answer is None, numbers and grades are numbers, breaks are line feeds.

    >>> from toolkit.review.forms import read_form
    >>> items = read_form("rating").by_id
    >>> tidied(items["confidence"], 50.0), tidied(items["grade"], "3"), tidied(items["p1"], 2), tidied(items["would_decide"], " ")
    (50, 3, '2', None)
    """
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        if not value.strip():
            return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if item.answer == CHOICE and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if item.kind == "grade" and isinstance(value, str) and re.fullmatch("[0-9]{1,3}", value):
        return int(value)
    return value


def check_answers(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """Return all that is wrong with a set of answers, in plain words, each with its page and item; nothing where all is well.

    Args:
        form: the form.
        answers: the answers by item, or a whole set as it is saved (then its head is looked at too).

    >>> from toolkit.review.forms import read_form
    >>> check_answers(read_form("rating_opposite"), {"opposite_1": "a", "opposite_2": "b", "opposite_chance": 101})
    ['page 1, opposite_chance: must be a whole number from 0 to 100']
    """
    whole = "casereview" in answers
    given = answers.get("answers") if whole else answers
    problems = _head(form, answers) if whole else []
    if not isinstance(given, Mapping):
        return [*problems, "the answers are not given by question"]
    said = {i.id: tidied(i, given.get(i.id)) for i in form.items}
    problems += [f"there is no question {_short(i)}{nearest(str(i), form.by_id)}" for i in given if i not in form.by_id]
    released = whole and bool(str(answers.get(CONCERN) or "").strip()) or form.stopped(said)
    for item in form.items:
        if why := _wrong(item, said[item.id], item.asked(said), released):
            problems.append(f"page {item.page}, {item.id}: {why}")
    return problems


def _wrong(item: Item, value: Any, asked: bool, released: bool) -> str:
    if value is None:
        return "not answered" if item.needed and asked and not released else ""
    if not asked:
        return "answered, though the answers before it do not lead to it; take the answer out, or look at those"
    if item.answer == CHOICE:
        return "" if not isinstance(value, bool) and str(value) in item.values else f"must be one of {', '.join(item.values)}"
    if item.answer == NUMBER:
        least, most = item.ends
        right = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return "" if right else f"must be a whole number from {least} to {most}"
    return wrong_text(value, limit("short_characters" if item.kind == "text" else "answer_characters"))


def wrong_text(value: Any, most: int) -> str:
    """Return what is wrong with a text, or nothing.

    >>> wrong_text("a", 5), wrong_text("a\\x00", 5)
    ('', 'holds a character that no text has')
    """
    if not isinstance(value, str):
        return "must be a text"
    if any(0xD800 <= ord(c) <= 0xDFFF or (ord(c) < 32 and c not in "\n\t\r") for c in value):
        return "holds a character that no text has"
    return "" if len(value) <= most else f"is longer than {most:,} characters"


def _head(form: Form, told: Mapping[str, Any]) -> list[str]:
    wrong = [f"there is no field {_short(k)}{nearest(str(k), FIELDS)}" for k in told if k not in FIELDS]
    wrong += [f"the field {k} is missing" for k in _NEEDED if k not in told]
    wrong += ["the file does not say that it holds answers"] if told.get("casereview", MARK) != MARK else []
    if told.get("form", form.name) != form.name:
        wrong.append(f"these are answers to another form, {_short(told['form'])}, and not to {form.name}")
    elif told.get("form_sha256", form.sha256) != form.sha256:
        wrong.append(f"these are answers to another version of the form {form.name}; read them with the form that was handed out")
    wrong += [
        f"{k} must be a short label of letters, figures, dots and dashes"
        for k in _LABELS
        if k in told and not (isinstance(told[k], str) and LABEL.fullmatch(told[k]))
    ]
    if (digest := told.get("pack_sha256", "")) and not re.fullmatch("[0-9a-f]{64}", str(digest)):
        wrong.append("pack_sha256 must be a hash of 64 small letters and figures")
    wrong += ["saved_at must be a time such as 2024-05-01T10:30:00"] if not _a_time(told.get("saved_at", "")) else []
    wrong += [] if isinstance(told.get(REOPENED, False), bool) else [f"{REOPENED} must be true or false"]
    concern = wrong_text(told.get(CONCERN, ""), limit("answer_characters"))
    return wrong + ([f"{CONCERN} {concern}"] if concern else [])


def _a_time(value: Any) -> bool:
    try:
        return value == "" or bool(isinstance(value, str) and datetime.fromisoformat(value))
    except ValueError:
        return False


def _short(name: object) -> str:
    """A name of a stranger's file as a message may hold it."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in str(name))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
