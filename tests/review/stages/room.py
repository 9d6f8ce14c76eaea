"""A room of made-up raters: what they answer to a pack, blind and later, with a shift that is planted."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.report.reviewing import forms_of, make_stage
from toolkit.review.arms import AGAIN, REVEAL
from toolkit.review.endings import YES, came, ending, standing
from toolkit.review.folder import Review, open_review
from toolkit.review.forms import Form, blank
from toolkit.review.forms.form import CHOICE, NUMBER
from toolkit.review.stages import FORM_OF
from toolkit.review.taking import Taken, take_in

POINTS = 20
Change = Callable[[dict[str, Any]], dict[str, Any]]


def saved(review: Review, rater: str, pack: str, stage: str, **given: Any) -> dict[str, Any]:
    """A whole set of answers of a rater, as the form would save it; `given` are answers in the place of the rater's own."""
    form = forms_of(review)[FORM_OF[stage]]
    told = blank(form, review.id, pack, rater, stage, review.plan["packs"][pack]["digest"])
    told["answers"] = _answers(form, f"{rater}|{pack}", {**_thought(review, rater, pack, stage), **given})
    return told | {"saved_at": datetime.now().isoformat(timespec="seconds")}


def hand_in(folder: Path, told: Mapping[str, Any], name: str = "") -> Path:
    """Put answers into the folder's `in`."""
    file = folder / "in" / (name or f"{told['pack']}-{told['rater']}-{told['stage']}.json")
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return file


def locked(folder: Path, *files: Path) -> Taken:
    """Lock some files, or all."""
    return take_in(folder, list(files), forms_of)[1]


def rate(folder: Path, stage: str, raters: tuple[str, ...] = (), change: Change | None = None) -> None:
    """Have raters give answers at a stage (its material being there), and lock them all at once."""
    review = open_review(folder)
    for rater in raters or review.raters:
        for pack in review.packs:
            own = stage if stage not in (REVEAL, AGAIN) else review.arms[pack, rater]
            if own == stage:
                told = saved(review, rater, pack, own)
                hand_in(folder, change(told) if change else told)
    locked(folder)


def go_through(folder: Path, *stages: str, raters: tuple[str, ...] = ()) -> None:
    """Make and rate stages for all raters, or some; each is made for all of a rater's packs at once."""
    for stage in stages:
        for rater in raters or open_review(folder).raters:
            make_stage(folder, rater, stage)
        if stage in FORM_OF:
            rate(folder, stage, raters)


def _thought(review: Review, rater: str, pack: str, stage: str) -> dict[str, Any]:
    """What a rater thinks of a pack: a grade and chances around the pack's own; after the ending, moved toward it."""
    own, both = random.Random(f"{review.id[:3]}|{pack}"), random.Random(f"{rater}|{pack}")
    grade = own.choice([2, 3]) + both.choice([-1, 0, 0, 1]) * 0.4
    chance = {o: own.randint(30, 60) + both.randint(-6, 6) for o in standing()}
    if stage == REVEAL:
        told = came(review)
        answers = dict(told[told["pack"] == pack][["outcome", "answer"]].itertuples(index=False))
        grade += {"went well": 1, "went badly": -1}.get(ending(answers), 0)
        chance = {o: c + (POINTS if answers.get(o) == YES else -POINTS if o in answers else 0) for o, c in chance.items()}
    if stage in (REVEAL, AGAIN):
        chance = {o: c + random.Random(f"{rater}|{pack}|{o}").randint(-3, 3) for o, c in chance.items()}
    return {"grade": max(1, min(4, round(grade))), **{f"chance_{o}": max(0, min(100, c)) for o, c in chance.items()}}


def _answers(form: Form, seed: str, given: Mapping[str, Any]) -> dict[str, Any]:
    draw, said = random.Random(seed), {}
    for item in form.items:
        if not item.asked(said):
            said[item.id] = None
        elif item.id in given:
            said[item.id] = given[item.id]
        elif item.id in ("knows_case", "recognised"):
            said[item.id] = "no"
        elif item.answer == CHOICE:
            said[item.id] = draw.choice(item.values)
        elif item.answer == NUMBER:
            said[item.id] = draw.randint(*item.ends)
        else:
            said[item.id] = f"in my own words, {seed} {item.id}"
    return said
