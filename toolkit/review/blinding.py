"""Whether packs gave their endings away: what raters guessed before they were told, against what came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.result import COLUMNS, INSUFFICIENT, OK
from toolkit.review.concordance import as_rows
from toolkit.review.endings import BADLY, WELL
from toolkit.review.limits import limit
from toolkit.review.stages import BLIND
from toolkit.stats.blinding import bang
from toolkit.stats.crossed import crossed_interval
from toolkit.stats.intervals import Interval, jeffreys

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MEASURE = "blinding index (Bang)"
BOTH = "both endings"


def blinding_rows(ratings: pd.DataFrame, endings: Mapping[str, str], seed: int = 0) -> pd.DataFrame:
    """Return the blinding index of each ending: the share of guesses that were right, less the share that were wrong.

    Args:
        ratings: as :func:`toolkit.review.concordance.locked_ratings` returns them.
        endings: pack to `went well`, `went badly` or `unknown`.
        seed: seed of the resampling of packs and raters.

    Returns:
        Result rows: `group` is the ending, and `both endings` the mean of the two, in which a habit of guessing the one or the
        other cancels; `numerator` right guesses, `denominator` guesses with those who could not tell, `missing` packs of raters
        without a guess or with an ending that is not known. `insufficient` below 5 raters or 10 packs with this ending (for
        both, with either). Where all guesses are alike the interval is that of the share of packs that would be so.

    Source: Bang, Ni and Davis 2004, Controlled Clinical Trials 25:143-156; the interval draws packs and raters anew, as guesses of
    one rater, and of one pack, are not independent.
    """
    import pandas as pd

    own = ratings[(ratings["item"] == "guess") & (ratings["stage"] == BLIND) & ~ratings["excluded"]]
    own = own.assign(ending=[endings.get(p, "") for p in own["pack"]])
    known = own[own["ending"].isin([WELL, BADLY]) & own["value"].notna()]
    scored = known.assign(score=[_score(r.value, r.ending) for r in known.itertuples()])
    rows = [_row(scored, end, len(own) - len(known), seed) for end in (WELL, BADLY, BOTH)]
    return as_rows(pd.DataFrame(rows, columns=list(COLUMNS)))


def flags(rows: pd.DataFrame) -> list[str]:
    """Return a sentence for each index above the flag, and one on what an index does not say."""
    high = rows[(rows["status"] == OK) & rows["lower"].notna() & (rows["value"] > limit("blinding_flag"))]
    said = [
        f"Blinding is flagged for packs where it {r.group}: the index is {r.value:z.2f} (above {limit('blinding_flag'):.1f}). Look "
        "for what gave the ending away, and read the blind ratings with that in mind."
        if r.group != BOTH
        else f"Blinding is flagged over both endings: the index is {r.value:z.2f} (above {limit('blinding_flag'):.1f})."
        for r in high.itertuples()
    ]
    good_guesses = "A good guess need not be a leak: what was known may point to how it went on."
    return [*said, good_guesses] if said else [f"No blinding index is above {limit('blinding_flag'):.1f}. {good_guesses}"]


def _score(guess: object, ending: str) -> int:
    return 0 if guess not in (WELL, BADLY) else 1 if guess == ending else -1


def _row(scored: pd.DataFrame, end: str, missing: int, seed: int) -> tuple[Any, ...]:
    own = scored if end == BOTH else scored[scored["ending"] == end]
    counts = (MEASURE, end, "", int((own["score"] == 1).sum()), len(own), missing)
    raters, packs = own["rater"].nunique(), own["pack"].nunique()
    why = ""
    if not len(own):
        why = "no guess of a pack with this ending"
    elif raters < limit("least_raters") or packs < limit("least_cases"):
        why = f"{raters} raters guessed of {packs} packs; it is counted and not computed"
    if end == BOTH and len(set(own["ending"])) < 2:
        why = why or "packs with one ending only"
    if why:
        return (*counts, None, None, None, "index", INSUFFICIENT, why)
    return (*counts, *_index(own, end, seed), "index", OK, "")


def _index(own: pd.DataFrame, end: str, seed: int) -> Interval:
    import numpy as np

    pack, packs = _places(own["pack"])
    rater, raters = _places(own["rater"])
    score, bad = own["score"].to_numpy(float), (own["ending"] == BADLY).to_numpy()

    def value(drawn: np.ndarray, cases: np.ndarray) -> np.ndarray:
        weight = drawn[:, rater] * cases[:, pack]
        parts = [bad, ~bad] if end == BOTH else [np.ones(len(score), bool)]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.mean([(weight[:, p] @ score[p]) / weight[:, p].sum(axis=1) for p in parts], axis=0)

    found = crossed_interval(value, raters, packs, limit("level"), int(limit("resamples")), seed)
    if end == BOTH and found.lower != found.upper:
        return found
    alone = [_alone(part) for _, part in own.groupby("ending")]
    lower, upper = (float(np.mean([getattr(part, name) for part in alone])) for name in ("lower", "upper"))
    return Interval(found.value, float(np.nanmin([found.lower, lower])), float(np.nanmax([found.upper, upper])))


def _alone(own: pd.DataFrame) -> Interval:
    """The index of one ending, as of guesses that are independent; where all are alike, as of packs."""
    right, wrong, unsure = (int((own["score"] == s).sum()) for s in (1, -1, 0))
    if max(right, wrong, unsure) < len(own):
        return bang(right, wrong, unsure, limit("level"))
    packs, index = own["pack"].nunique(), float(own["score"].iloc[0])
    other = 1 - jeffreys(packs, packs, limit("level")).lower
    ends = other * (-1 - index), other * (1 - index)
    return Interval(index, index + ends[0], index + ends[1])


def _places(names: pd.Series) -> tuple[np.ndarray, int]:
    import pandas as pd

    codes, found = pd.factorize(names, sort=True)
    return codes, len(found)
