"""What seeing the ending did to ratings: those who saw it, against those who rated the same pack again without it.

Rating twice moves ratings by itself. So each rater who saw the ending is set against each who did not, of the same pack: how far
the one moved from the blind rating, less how far the other did. What is left is what the ending did. It is a result about a set of
ratings; it says nothing of any one rater, and none has a row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.result import COLUMNS, INSUFFICIENT, OK
from toolkit.review.arms import AGAIN, REVEAL
from toolkit.review.concordance import as_rows
from toolkit.review.endings import BADLY, NO, WELL, YES, endings
from toolkit.review.limits import limit
from toolkit.review.stages import BLIND
from toolkit.review.wording import plural
from toolkit.stats.crossed import crossed_interval, weighted_middle
from toolkit.stats.signed import sign_test, signed_rank

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

GRADE, CHANCE = "grade", "chance"
TOWARD = "toward the ending"
NET = "{}: moved further toward the ending with it than without, less the other way"
SIGN, RANK = "{}: sign test over packs", "{}: signed-rank test over packs (Pratt)"
MIDDLE = "chance: shift in the middle (Hodges-Lehmann)"
MOVED = "{}: moved after {}, {}"
REASON = "reason given for a change, {}"
_NO_INTERVAL = "so no interval can be told"
_SEEN = {REVEAL: "with the ending", AGAIN: "without the ending"}
_SIGNS = {GRADE: {WELL: 1.0, BADLY: -1.0}, CHANCE: {YES: 1.0, NO: -1.0}}
_GROUPS = {
    GRADE: {WELL: "after a good ending", BADLY: "after a bad ending"},
    CHANCE: {YES: "of what happened", NO: "of what did not"},
}


@dataclass(frozen=True)
class _Compared:
    """Comparisons: `pack`, `one` (saw the ending) and `two` (did not) as places; `apart`, the move of one less that of two."""

    packs: int
    raters: int
    pack: np.ndarray
    one: np.ndarray
    two: np.ndarray
    apart: np.ndarray

    @property
    def here(self) -> tuple[int, int]:
        """How many raters and packs there are comparisons of."""
        return len({*self.one.tolist(), *self.two.tolist()}), len(set(self.pack.tolist()))

    def middles(self, raters: np.ndarray, cases: np.ndarray) -> np.ndarray:
        """The middle of each pack's comparisons (draws by packs); NaN where a draw has none."""
        import numpy as np

        parts = [np.flatnonzero(self.pack == p) for p in range(self.packs)]
        found = [weighted_middle(self.apart[n], raters[:, self.one[n]] * raters[:, self.two[n]]) for n in parts]
        return np.stack(found, axis=1) if found else np.empty((len(cases), 0))

    def net(self, raters: np.ndarray, cases: np.ndarray) -> np.ndarray:
        """Share of comparisons above nought, less the share below."""
        import numpy as np

        weight = raters[:, self.one] * raters[:, self.two] * cases[:, self.pack]
        with np.errstate(invalid="ignore", divide="ignore"):
            return (weight @ np.sign(self.apart)) / weight.sum(axis=1)

    def shift(self, raters: np.ndarray, cases: np.ndarray) -> np.ndarray:
        """The median of the means of all pairs of packs' middles, a pack drawn twice being two."""
        import numpy as np

        middle = self.middles(raters, cases)
        count = np.where(np.isnan(middle), 0.0, cases)
        one, two = np.triu_indices(self.packs)
        same = one == two
        weight = np.where(same, count[:, one] * (count[:, one] + 1) / 2, count[:, one] * count[:, two])
        return weighted_middle((middle[:, one] + middle[:, two]) / 2, weight)


def shift_rows(
    ratings: pd.DataFrame, told: pd.DataFrame, seed: int = 0, planned: Collection[tuple[str, str]] | None = None
) -> pd.DataFrame:
    """Return what seeing the ending did to the grade and to the chances.

    Args:
        ratings: as :func:`toolkit.review.concordance.locked_ratings` returns them.
        told: as :func:`toolkit.review.endings.came` returns it.
        seed: seed of the resampling.
        planned: each (pack, rater) of the plan; those that have a rating where none are given.

    Returns:
        Result rows. `toward the ending` takes a rise after a good ending and a fall after a bad one as toward it; for chances, a
        rise of what happened and a fall of what did not. First how many moved, always; then the shift, the tests over packs (a
        pack being one number: the middle of its comparisons) and, for chances only, the shift in the middle. Intervals draw packs
        and raters anew. `missing` are the planned ratings, of the packs that a row is of, that do not enter it: never made, left
        out, not given twice, or without a known ending. `insufficient`, with counts alone, below 5 raters or 10 packs.

    Source: the protocol of docs/explanation/hindsight.md; Pratt 1959; Hodges and Lehmann 1963; Owen 2007 (intervals).
    """
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    pairs = _pairs(ratings) if planned is None else set(planned)
    for what in (GRADE, CHANCE):
        moves = _moves(ratings, told, what)
        rows += _moved(moves, what)
        for group, came, part in _groups(moves, what):
            rows += _group_rows(part, what, group, len(_of(pairs, told, what, came) - _pairs(part)), seed)
    return as_rows(pd.DataFrame([*rows, *_reasons(ratings)], columns=list(COLUMNS)))


def _moves(ratings: pd.DataFrame, told: pd.DataFrame, what: str) -> pd.DataFrame:
    """Each answer given twice: `pack, rater, stage, item, ending, by` (after less blind) and `toward` (by, toward the ending)."""
    import pandas as pd

    own = ratings[
        ~ratings["excluded"] & (ratings["item"].str.startswith("chance_") if what == CHANCE else ratings["item"] == GRADE)
    ]
    own = own.assign(value=pd.to_numeric(own["value"], errors="coerce")).dropna(subset="value")
    blind = own[own["stage"] == BLIND][["pack", "rater", "item", "value"]]
    after = own[own["stage"].isin([REVEAL, AGAIN])]
    both = after.merge(blind, on=["pack", "rater", "item"], suffixes=("", "_blind"))
    came = _endings_of(told, what)
    keys = zip(both["pack"], both["item"] if what == CHANCE else [""] * len(both), strict=True)
    both = both.assign(ending=[came.get(k, "") for k in keys], by=both["value"] - both["value_blind"])
    both = both.assign(toward=both["by"] * both["ending"].map(_SIGNS[what]).astype("float64"))
    return both.reset_index(drop=True)


def _endings_of(told: pd.DataFrame, what: str) -> dict[tuple[str, str], str]:
    if what == GRADE:
        return {(pack, ""): came for pack, came in endings(told).items()}
    return {(r.pack, f"chance_{r.outcome}"): r.answer for r in told.itertuples()}


def _groups(moves: pd.DataFrame, what: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    yield TOWARD, "", moves.dropna(subset="toward")
    for came, words in _GROUPS[what].items():
        yield f"{TOWARD}, {words}", came, moves[moves["ending"] == came]


def _compared(moves: pd.DataFrame) -> _Compared:
    """Every rater who saw the ending against every one who did not, of the same pack and question."""
    import numpy as np

    both = moves[moves["stage"] == REVEAL].merge(moves[moves["stage"] == AGAIN], on=["pack", "item"], suffixes=("", "_two"))
    packs, raters = sorted(set(both["pack"])), sorted({*both["rater"], *both["rater_two"]})
    at = {name: n for n, name in enumerate(packs)}, {name: n for n, name in enumerate(raters)}
    pack, one, two = (np.array([at[k][v] for v in both[c]], int) for k, c in ((0, "pack"), (1, "rater"), (1, "rater_two")))
    return _Compared(len(packs), len(raters), pack, one, two, (both["toward"] - both["toward_two"]).to_numpy(dtype=float))


def _group_rows(moves: pd.DataFrame, what: str, group: str, lacking: int, seed: int) -> Iterator[tuple[Any, ...]]:
    import numpy as np

    all_ = _compared(moves)
    why = _too_few(all_)
    above = int((all_.apart > 0).sum())
    yield _row(NET.format(what), group, above, len(all_.apart), lacking, all_, all_.net, "share of comparisons", why, seed)
    middles = all_.middles(np.ones((1, all_.raters)), np.ones((1, all_.packs)))[0]
    signs, ranks = sign_test(middles), signed_rank(middles)
    for name, p in ((SIGN, signs.p), (RANK, ranks.p)):
        nothing = why or ("" if p == p else "no pack moved")
        numbers = (None, None, None) if nothing else (p, None, None)
        counts = (signs.above, len(middles), lacking)
        yield (name.format(what), group, "", *counts, *numbers, "p-value", INSUFFICIENT if nothing else OK, nothing)
    if what == CHANCE:
        yield _row(MIDDLE, group, above, len(all_.apart), lacking, all_, all_.shift, "points of 100", why, seed)


def _row(
    name: str, group: str, above: int, of: int, lacking: int, all_: _Compared, statistic: Callable, unit: str, why: str, seed: int
) -> tuple[Any, ...]:
    if why:
        return (name, group, "", above, of, lacking, None, None, None, unit, INSUFFICIENT, why)
    found = crossed_interval(statistic, all_.raters, all_.packs, limit("level"), int(limit("resamples")), seed)
    if found.lower == found.upper:
        return (name, group, "", above, of, lacking, None, None, None, unit, INSUFFICIENT, f"{_all_one_way(all_)}, {_NO_INTERVAL}")
    return (name, group, "", above, of, lacking, *found, unit, OK, "")


def _all_one_way(all_: _Compared) -> str:
    """How comparisons lie that are so alike that every draw of them says the same."""
    of = plural(len(all_.apart), "comparison")
    if (all_.apart > 0).all():
        return f"in all of {of} the one who saw the ending moved further toward it"
    if (all_.apart < 0).all():
        return f"in all of {of} the one who did not see the ending moved further toward it"
    if not all_.apart.any():
        return f"in none of {of} did one move further toward the ending than the other"
    return f"{of} are alike whichever are drawn"


def one_way(row: Mapping[Hashable, Any]) -> bool:
    """Return whether a row has no interval because its comparisons all go one way."""
    return str(row["reason"]).endswith(_NO_INTERVAL)


def _too_few(all_: _Compared) -> str:
    if not len(all_.apart):
        return "nobody rated the same pack with the ending and nobody without it, so nothing can be set against it"
    raters, packs = all_.here
    if raters >= limit("least_raters") and packs >= limit("least_cases"):
        return ""
    least = f"{limit('least_raters'):.0f} raters and {limit('least_cases'):.0f} packs"
    return f"{raters} raters and {packs} packs can be compared; below {least} it is counted and not computed"


def _moved(moves: pd.DataFrame, what: str) -> Iterator[tuple[Any, ...]]:
    """How many moved which way, by ending and by whether it was seen."""
    for came, words in _GROUPS[what].items():
        for stage, seen in _SEEN.items():
            own = moves[(moves["ending"] == came) & (moves["stage"] == stage)]["toward"]
            for way, number in (("toward it", own > 0), ("not at all", own == 0), ("away from it", own < 0)):
                name = MOVED.format(what, "the second rating", seen)
                count = int(number.sum())
                yield (name, f"{words}: {way}", "", count, len(own), 0, count, None, None, "ratings", OK, "")


def _pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(frame["pack"], frame["rater"], strict=True))


def _of(pairs: Collection[tuple[str, str]], told: pd.DataFrame, what: str, came: str) -> set[tuple[str, str]]:
    """Those of some (pack, rater) whose pack had such an ending; all where none is named."""
    packs = {pack for (pack, _), ending in _endings_of(told, what).items() if ending == came}
    return {(pack, rater) for pack, rater in pairs if not came or pack in packs}


def _reasons(ratings: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    own = ratings[(ratings["item"] == "change_reason") & ~ratings["excluded"]]
    for stage, seen in _SEEN.items():
        said = own[own["stage"] == stage]["value"]
        for reason, number in said.dropna().value_counts().sort_index().items():
            counts = (int(number), len(said), int(said.isna().sum()))
            yield (REASON.format(seen), str(reason), "", *counts, int(number), None, None, "ratings", OK, "")
