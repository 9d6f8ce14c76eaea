"""A made-up set of ratings, to see what a report on a review looks like before there is one; nobody gave these answers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from toolkit.review.arms import REVEAL, draw_arms
from toolkit.review.concordance import RATING_COLUMNS, as_answers
from toolkit.review.endings import BAD, BADLY, NO, WELL, YES, standing
from toolkit.review.stages import BLIND

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.measured import Measured

PACKS, RATERS = 12, 6
_POINTS, _GRADES, _KNOWS = 12, 0.7, ("P03", "R4")  # how far the made-up ending moves the made-up raters, and one who knows a case


def example(seed: int = 1) -> Measured:
    """Return a made-up review of twelve packs by six raters, whose second ratings lean toward the ending.

    >>> found = example(1)
    >>> found.id, len(found.came_in)
    ('', 9)
    """
    import pandas as pd

    from toolkit.review.measured import Measured

    packs, raters = [f"P{n:02}" for n in range(1, PACKS + 1)], [f"R{n}" for n in range(1, RATERS + 1)]
    arms = {(a["pack"], a["rater"]): a["stage"] for a in draw_arms(packs, raters, 0.5, seed)}
    draw = random.Random(seed)
    rows, told = [], []
    for n, pack in enumerate(packs):
        bad = bool(n % 2)
        came = {o: YES if (kind == BAD) == bad and draw.random() < 0.5 else NO for o, (kind, _) in standing().items()}
        came |= {"incident": YES if bad else NO, "permanence": NO if bad else YES}
        told += [(pack, o, standing()[o][0], answer) for o, answer in came.items()]
        quality, base = draw.gauss(2.6, 0.5), {o: draw.uniform(15, 70) for o in came}
        for rater in raters:
            rows += _answers(draw, pack, rater, arms[pack, rater], quality, base, came, bad)
    frame = pd.DataFrame([("", *r, r[:2] == _KNOWS, "knows the case" if r[:2] == _KNOWS else "") for r in rows])
    ratings = as_answers(frame.set_axis(list(RATING_COLUMNS), axis=1))
    endings = pd.DataFrame(told, columns=["pack", "outcome", "kind", "answer"]).astype("str")
    return Measured("", ratings, endings, _came_in(ratings), seed=seed)


def _answers(
    draw: random.Random, pack: str, rater: str, arm: str, quality: float, base: dict[str, float], came: dict[str, str], bad: bool
) -> list[tuple[str, str, str, str, object]]:
    own, chance = quality + draw.gauss(0, 0.5), {o: b + draw.gauss(0, 8) for o, b in base.items()}
    guess = draw.choices([BADLY if bad else WELL, WELL if bad else BADLY, "cannot tell"], [45, 35, 20])[0]
    rows: list[tuple[str, str, str, str, object]] = [(pack, rater, BLIND, "guess", guess)]
    for stage in (BLIND, arm):
        seen = stage == REVEAL
        grade = own + draw.gauss(0, 0.3) + _GRADES * seen * (-1 if bad else 1)
        rows.append((pack, rater, stage, "grade", min(4, max(1, round(grade)))))
        rows += [(pack, rater, stage, f"p{n}", str(min(2, max(0, round(own - 1.2 + draw.gauss(0, 0.6)))))) for n in range(1, 11)]
        for outcome, middle in chance.items():
            moved = middle + draw.gauss(0, 4) + _POINTS * seen * (1 if came[outcome] == YES else -1)
            rows.append((pack, rater, stage, f"chance_{outcome}", min(100, max(0, round(moved)))))
        if stage != BLIND:
            reasons = ("nothing", "new fact", "blind error", "ending")
            rows.append((pack, rater, stage, "change_reason", draw.choices(reasons, [4, 1, 2, 3 * seen])[0]))
    return rows


def _came_in(ratings: pd.DataFrame) -> pd.DataFrame:
    from toolkit.review.concordance import counted

    pairs = ratings[["pack", "rater", "stage", "excluded"]].drop_duplicates()
    used = pairs[~pairs["excluded"]]["stage"].value_counts()
    out = int(pairs[pairs["excluded"] & (pairs["stage"] == BLIND)].shape[0])
    blind = int(used[BLIND])
    return counted((blind + out, out, 0, 0, blind, int(used["reveal"]), int(used["again"]), 0), blind + out)
