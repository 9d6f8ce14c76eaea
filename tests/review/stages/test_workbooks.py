"""Answers in workbooks, filled in as people do, through every stage to the chain."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

from tests.review.stages import room
from tests.review.stages.room import locked, saved
from toolkit.report.form_workbook import form_workbook
from toolkit.report.reviewing import forms_of, make_stage
from toolkit.review.folder import open_review
from toolkit.review.forms import book as layout
from toolkit.review.stages import FORM_OF, next_steps


def filled(content: bytes, told: dict, to: Path, form) -> Path:
    """A workbook with a rater's code and answers, as somebody chooses and types them: words of a list, numbers, texts."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book[layout.ABOUT].iter_rows():
        if row[0].value == layout.LABELS["rater"]:
            row[1].value = told["rater"]
    for page in form.pages:
        for row in book[layout.page_name(page.number)].iter_rows():
            if (item := form.by_id.get(row[0].value)) and (value := told["answers"][item.id]) is not None:
                words = dict(zip(item.values, layout.shown(item), strict=True)) if item.answer == "choice" else {}
                row[layout.ANSWER].value = words.get(str(value), value)
    book.save(to)
    return to


def hand_in(folder: Path, pack: str, stage: str, content: bytes = b"") -> list:
    """Lock the workbook of a stage, filled in by R1, and return what was locked."""
    review = open_review(folder)
    told, form = saved(review, "R1", pack, stage), forms_of(review)[FORM_OF[stage]]
    given = content or form_workbook(form, review.id, pack, "R1", stage, pack_sha256=review.plan["packs"][pack]["digest"])
    new = locked(folder, filled(given, told, folder / "in" / f"{pack} {stage} (1).xlsx", form)).locked
    assert [e.content["answers"] for e in new] == [told["answers"]]
    return new


def test_a_workbook_of_each_stage_is_locked_as_it_was_filled_in(made, copy):
    folder = copy(made)
    review = open_review(folder)
    arms = {review.arms[p, "R1"]: p for p in review.packs}
    [entry] = hand_in(folder, arms["reveal"], "blind", (folder / "packs" / f"{arms['reveal']}.xlsx").read_bytes())
    assert entry.content["pack_sha256"] == review.plan["packs"][arms["reveal"]]["digest"]
    others(folder, "blind", set(review.packs) - {arms["reveal"]})
    make_stage(folder, "R1", "widen")
    hand_in(folder, arms["reveal"], "widen")
    others(folder, "widen", set(review.packs) - {arms["reveal"]})
    make_stage(folder, "R1", "again")
    hand_in(folder, arms["again"], "again")
    others(folder, "again", {p for p in review.packs if review.arms[p, "R1"] == "again"} - {arms["again"]})
    for stage in ("reveal", "opposite"):
        make_stage(folder, "R1", stage, arms["reveal"])
        hand_in(folder, arms["reveal"], stage)
    assert f"{arms['reveal']}: make reference" in next_steps(open_review(folder), "R1")


def others(folder: Path, stage: str, packs: set[str]) -> None:
    """The rest of R1's packs at a stage, in the other form of answers."""
    review = open_review(folder)
    locked(folder, *[room.hand_in(folder, saved(review, "R1", pack, stage)) for pack in sorted(packs)])
