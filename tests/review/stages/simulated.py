"""Ratings as they would be locked, with a shift that is planted: no packs, no files."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.review.arms import draw_arms
from toolkit.review.concordance import RATING_COLUMNS


def ratings(
    seed: int, raters: int = 6, packs: int = 12, grade: float = 0, points: float = 0, drift: float = 0.3, guess: float = 0.5
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ratings and endings: seeing the ending moves the grade by `grade` and chances by `points` toward it; rating twice by `drift`.

    `guess` is how often the ending is guessed right.
    """
    draw = np.random.default_rng(seed)
    names, people = [f"P{n:02}" for n in range(1, packs + 1)], [f"R{n}" for n in range(1, raters + 1)]
    arms = {(a["pack"], a["rater"]): a["stage"] for a in draw_arms(names, people, 0.5, seed)}
    rows, told = [], []
    for n, pack in enumerate(names):
        bad = n % 2 == 0
        told += [(pack, "incident", "bad", "yes" if bad else "no"), (pack, "permanence", "good", "no" if bad else "yes")]
        quality, base = draw.normal(2.5, 0.4), {o: draw.uniform(30, 70) for o in ("incident", "permanence")}
        for rater in people:
            own, chance = quality + draw.normal(0, 0.5), {o: b + draw.normal(0, 8) for o, b in base.items()}
            right = draw.random() < guess
            rows.append((pack, rater, "blind", "guess", "went badly" if bad == right else "went well"))
            for stage in ("blind", arms[pack, rater]):
                second, seen = stage != "blind", stage == "reveal"
                value = own + draw.normal(0, 0.3) + drift * second + grade * seen * (-1 if bad else 1)
                rows.append((pack, rater, stage, "grade", int(np.clip(round(value), 1, 4))))
                for outcome, middle in chance.items():
                    happened = (outcome == "incident") == bad
                    moved = middle + draw.normal(0, 4) + 10 * drift * second + points * seen * (1 if happened else -1)
                    rows.append((pack, rater, stage, f"chance_{outcome}", int(np.clip(round(moved), 0, 100))))
                if second:
                    rows.append((pack, rater, stage, "change_reason", "ending" if seen else "nothing"))
    frame = pd.DataFrame(rows, columns=["pack", "rater", "stage", "item", "value"])
    frame = frame.assign(review="rv", excluded=False, why="")[list(RATING_COLUMNS)]
    return frame, pd.DataFrame(told, columns=["pack", "outcome", "kind", "answer"])
