"""How near the chances that raters gave blind came to what happened; over all raters, and never for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.result import COLUMNS, INSUFFICIENT, NOT_RECORDED, OK
from toolkit.review.concordance import as_rows
from toolkit.review.endings import NO, YES
from toolkit.review.limits import limit
from toolkit.review.stages import BLIND
from toolkit.stats.blinding import skill
from toolkit.stats.crossed import crossed_interval
from toolkit.stats.intervals import Interval, jeffreys

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SCORE, SKILL, BIN = "Brier score", "skill against the reference class", "came, of those given such a chance"
ALL = "all outcomes"
_POINTS = 100


def forecast_rows(
    ratings: pd.DataFrame, told: pd.DataFrame, rates: Mapping[tuple[str, str], float] | None = None, seed: int = 0
) -> pd.DataFrame:
    """Return the score of blind forecasts, their skill where a reference class gives rates, and how they are calibrated.

    Args:
        ratings: as :func:`toolkit.review.concordance.locked_ratings` returns them.
        told: as :func:`toolkit.review.endings.came` returns it.
        rates: (pack, outcome) to the share of the reference class to whom it came; a skill needs one for every forecast.
        seed: seed of the resampling of packs and raters.

    Returns:
        Result rows by outcome, and for all of them together: `denominator` forecasts, `missing` those with an ending that is not
        known. Below 30 forecasts, 5 raters or 10 packs there are counts alone; so too for a bin of the calibration below 5 raters
        or 10 packs. Where all are alike the interval is that of the share of packs that would be so.

    Source: Brier 1950; Murphy 1973; the interval draws packs and raters anew.
    """
    import pandas as pd

    asked = ratings[ratings["item"].str.startswith("chance_") & (ratings["stage"] == BLIND) & ~ratings["excluded"]]
    asked = asked.assign(outcome=asked["item"].str.removeprefix("chance_"), chance=pd.to_numeric(asked["value"], errors="coerce"))
    both = asked.merge(told[["pack", "outcome", "answer"]], on=["pack", "outcome"], how="left")
    own = both[both["answer"].isin([YES, NO]) & both["chance"].notna()]
    at = rates or {}
    own = own.assign(
        chance=own["chance"] / _POINTS,
        came=(own["answer"] == YES),
        rate=pd.Series([at.get((r.pack, r.outcome)) for r in own.itertuples()], index=own.index, dtype="float64"),
    )
    rows = [r for name, part in _parts(own) for r in _rows(part, name, _missing(both, own, name), seed)]
    return as_rows(pd.DataFrame(rows, columns=list(COLUMNS)))


def _parts(own: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield ALL, own
    for outcome, part in own.groupby("outcome", sort=True):
        yield str(outcome), part


def _missing(both: pd.DataFrame, own: pd.DataFrame, name: str) -> int:
    return len(both) - len(own) if name == ALL else int((both["outcome"] == name).sum() - (own["outcome"] == name).sum())


def _rows(own: pd.DataFrame, name: str, missing: int, seed: int) -> Iterator[tuple[Any, ...]]:
    raters, packs = own["rater"].nunique(), own["pack"].nunique()
    enough = len(own) >= limit("least_forecasts") and raters >= limit("least_raters") and packs >= limit("least_cases")
    few = f"{len(own)} forecasts by {raters} raters of {packs} packs; they are counted and not scored"
    counts = (int(own["came"].sum()), len(own), missing)
    if not enough:
        yield (SCORE, name, "", *counts, None, None, None, "score", INSUFFICIENT, few)
    else:
        wrong = ((own["chance"] - own["came"]) ** 2).to_numpy()
        yield (SCORE, name, "", *counts, *_mean(own, wrong, seed), "score", OK, "")
        yield _skill(own, name, counts, wrong, seed)
    if name != ALL:
        yield from _bins(own, name, enough, few, seed)


def _skill(own: pd.DataFrame, name: str, counts: tuple[int, int, int], wrong: np.ndarray, seed: int) -> tuple[Any, ...]:
    if own["rate"].isna().any():
        why = "there is no rate of a reference class for every forecast"
        return (SKILL, name, "", *counts, None, None, None, "share", NOT_RECORDED, why)
    reference = ((own["rate"] - own["came"]) ** 2).to_numpy()
    rater, pack, raters, packs = _places(own)

    def value(drawn: np.ndarray, cases: np.ndarray) -> np.ndarray:
        import numpy as np

        weight = drawn[:, rater] * cases[:, pack]
        pairs = zip(weight @ wrong, weight @ reference, strict=True)
        return np.array([skill(float(a), float(b)) for a, b in pairs])

    found = crossed_interval(value, raters, packs, limit("level"), int(limit("resamples")), seed)
    if found.lower == found.upper:
        why = "all forecasts are alike, so no interval can be told"
        return (SKILL, name, "", *counts, None, None, None, "share", INSUFFICIENT, why)
    return (SKILL, name, "", *counts, *found, "share", OK, "")


def _bins(own: pd.DataFrame, name: str, enough: bool, few: str, seed: int) -> Iterator[tuple[Any, ...]]:
    number = int(limit("bins"))
    place = (own["chance"] * number).clip(upper=number - 1).astype(int)
    for n in range(number):
        part = own[place == n]
        group = f"{name}: {n * _POINTS // number} to {(n + 1) * _POINTS // number}"
        counts = (int(part["came"].sum()), len(part), 0)
        why = _too_few(part) if enough else few
        if why:
            yield (BIN, group, "", *counts, None, None, None, "share", INSUFFICIENT, why)
        else:
            yield (BIN, group, "", *counts, *_mean(part, part["came"].to_numpy(float), seed), "share", OK, "")


def _too_few(part: pd.DataFrame) -> str:
    raters, packs = part["rater"].nunique(), part["pack"].nunique()
    if raters >= limit("least_raters") and packs >= limit("least_cases"):
        return ""
    return f"given by {raters} raters of {packs} packs; it is counted and not computed" if len(part) else "no forecast"


def _mean(own: pd.DataFrame, numbers: np.ndarray, seed: int) -> Interval:
    import numpy as np

    rater, pack, raters, packs = _places(own)

    def value(drawn: np.ndarray, cases: np.ndarray) -> np.ndarray:
        weight = drawn[:, rater] * cases[:, pack]
        with np.errstate(invalid="ignore", divide="ignore"):
            return (weight @ numbers) / weight.sum(axis=1)

    found = crossed_interval(value, raters, packs, limit("level"), int(limit("resamples")), seed)
    return found if found.lower != found.upper else _alike(found.value, packs)


def _alike(value: float, packs: int) -> Interval:
    """Of numbers from 0 to 1 that are alike in every pack: other packs could differ, in the share that Jeffreys leaves open."""
    other = 1 - jeffreys(packs, packs, limit("level")).lower
    return Interval(value, value - other * value, value + other * (1 - value))


def _places(own: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, int, int]:
    import pandas as pd

    (rater, raters), (pack, packs) = (pd.factorize(own[c], sort=True) for c in ("rater", "pack"))
    return rater, pack, len(raters), len(packs)
