"""Choosing what raters read: decisions under review beside decisions of other families that looked alike and went otherwise.

Where only what went badly is reviewed, being chosen tells the ending. So each decision under review is put into a set with others
of the same known pattern and another outcome, drawn by seed, and the packs are numbered in an order drawn by seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.known import views as moments
from toolkit.later.follow import COMPETING, NO, YES
from toolkit.review.alike import WRITTEN, Alike, Looked, dimensions, look_at, steps, words_of
from toolkit.review.deaths import counts_as, died
from toolkit.review.pack.make import numbered
from toolkit.review.pack.since import NotBlind
from toolkit.review.pack.tables import rows_of
from toolkit.review.prognosis import caliper, choosing_limit
from toolkit.review.wording import plural
from toolkit.stats.lots import lot

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

INDEX, COMPARISON = "index", "comparison"
RANDOM, WELL, BADLY = "random", "went well", "went badly"
STRATA = (RANDOM, WELL, BADLY)
KEY_COLUMNS = (
    "pack", "view_id", "case_id", "as_of", "decision_id", "holder", "cut", "matched_set", "role", "reveal", "answer", "matched_on",
)  # fmt: skip
_Pools = list[dict[tuple[str, ...], list[Looked]]]
_FEWER = "Ask for fewer, for fewer comparisons to each, or take another outcome or more of the record."
_WAY_OUT = (
    "Name or draw other decisions (another seed draws others), ask for fewer comparisons, or take more of the record or another "
    "outcome; a pack on its own would tell by being chosen how it went."
)


@dataclass(frozen=True)
class ChoosingPlan:
    """How comparisons are drawn.

    Attributes:
        outcome: the outcome that comparisons differ in, of `toolkit.later`.
        horizon_days: days followed.
        period_days: how far apart in time decisions of a set may lie; the project's own where 0.
        local_case: why a case that raters may know (a child died, it was in the news, it is of their own office) is used all the
            same; empty: it is refused.
        known_locally: case numbers that the coordinator says raters may know.
        in_turn: whether two decisions of one family may be under review; the earlier is then numbered first, and must be locked
            before the later is handed out (`toolkit.review.rounds`).
        bare: whether decisions of which nothing was written on their day may be drawn; raters can hardly judge them.
    """

    outcome: str = "incident"
    horizon_days: int = 365
    period_days: int = 0
    local_case: str = ""
    known_locally: tuple[str, ...] = ()
    in_turn: bool = False
    bare: bool = False


def choose(
    record: Record,
    index_views: pd.DataFrame,
    comparisons: int = 2,
    seed: int = 0,
    plan: ChoosingPlan | None = None,
    alike: Alike | None = None,
) -> pd.DataFrame:
    """Draw comparison decisions for decisions under review, and number the packs.

    A comparison is of another family, of the same known pattern (`data/review/choosing_dimensions.csv`, dropped step by step
    where none is left), made within the period, followed for the whole time, and went otherwise. In a record that is large
    enough it is one for which the outcome looked as likely, from what was known then (`toolkit.review.prognosis`), and of these
    the nearest. No family is in the review twice, and cases that raters may know are no comparisons either. Which decisions
    there are is read from all of the record, so the key is the coordinator's alone.

    Args:
        record: the record, with all that it came to hold.
        index_views: the decisions under review: rows of `toolkit.known.views.decisions`.
        comparisons: for each of them, 1 or more.
        seed: of the review.
        plan: what they are to differ in, and what is allowed.
        alike: all decisions of the record, where they have been looked at already (`toolkit.review.alike.look_at`).

    Returns:
        Columns of :data:`KEY_COLUMNS` by pack: `matched_set` (S1 …), `role` (index | comparison), `reveal` (yes), `answer` (what
        came after, as on record), `matched_on` (on what the set is alike). It can be handed to `make_packs` as its views.

    Raises:
        CaseReviewError: a decision without enough comparisons, two of one family, or a case that raters may know; all at once.
    """
    plan = plan or ChoosingPlan()
    _check(index_views, comparisons, plan)
    alike = alike or look_at(record, with_named(moments.decisions(record), index_views), plan.outcome, plan.horizon_days)
    index = [alike.looked[v] for v in sorted(index_views["view_id"], key=lambda v: lot(seed, v))]
    problems = [*_same_family(alike, index, plan), *_known_locally(record, alike, index, plan)]
    sets, few = _drawn_sets(alike, index, comparisons, seed, plan, _may_be_known(record, alike, plan))
    problems += few
    if problems:
        raise NotBlind("These decisions cannot be reviewed blind", problems, _WAY_OUT)
    return _key(alike, sets, seed)


def draw_index(
    record: Record,
    number: int,
    seed: int = 0,
    stratum: str = RANDOM,
    plan: ChoosingPlan | None = None,
    alike: Alike | None = None,
    without: Iterable[str] = (),
    comparisons: int = 0,
) -> pd.DataFrame:
    """Draw decisions to review by seed, one a family: any that were followed, or those that went well or badly.

    Reviewing what went well as often as what went badly keeps selection from telling anything, and good practice is learnt from.

    Args:
        record: the record.
        number: how many decisions.
        seed: of the review.
        stratum: `random`, `went well` or `went badly` on the plan's outcome.
        plan: its outcome, horizon and cases that raters may know.
        alike: as for :func:`choose`.
        without: cases whose families are not drawn.
        comparisons: decisions with fewer comparisons than these are passed over, as no blind review can be made of them.

    Returns:
        Rows of `toolkit.known.views.decisions`.

    Raises:
        CaseReviewError: an unknown stratum, or fewer decisions than are asked for.
    """
    plan = plan or ChoosingPlan()
    if stratum not in STRATA:
        raise CaseReviewError(f"There is no stratum {stratum}{nearest(stratum, STRATA)}", todo=f"Choose from {', '.join(STRATA)}.")
    views = moments.decisions(record)
    alike = alike or look_at(record, views, plan.outcome, plan.horizon_days)
    used = _may_be_known(record, alike, plan).union(*(alike.relatives(case) for case in without))
    order, pools = (alike.looked[v] for v in sorted(alike.looked, key=lambda v: lot(f"{seed} index", v))), _pools(alike, seed)
    fitting = (o for o in order if _of_stratum(o, stratum, plan) and _has(alike, o, comparisons, pools, used, plan))
    found = _of_other_families(alike, fitting, number, used)
    if len(found) < number:
        raise NotBlind("There are not enough decisions to draw from", [_too_few(number, stratum, len(found), comparisons)], _FEWER)
    return views[views["view_id"].isin([one.view["view_id"] for one in found])].reset_index(drop=True)


def _of_stratum(one: Looked, stratum: str, plan: ChoosingPlan) -> bool:
    """Whether a decision may be drawn: followed to the end, gone that way, and, unless bare ones may be, with words of its day."""
    way = _went(one, plan.outcome)
    return one.whole and (plan.bare or one.known[WRITTEN] == "yes") and (way == stratum or (bool(way) and stratum == RANDOM))


def _has(alike: Alike, one: Looked, comparisons: int, pools: _Pools, used: set[str], plan: ChoosingPlan) -> bool:
    """Whether there are so many comparisons to a decision by itself; another under review may still take one of them."""
    apart = used | alike.relatives(one.view["case_id"])
    return len(_found(alike, one, comparisons, pools, apart, plan)[1]) >= comparisons


def _too_few(number: int, stratum: str, found: int, comparisons: int) -> str:
    beside = f", and that have {plural(comparisons, 'comparison')}" if comparisons else ""
    return (
        f"{number} were asked for ({stratum}); there are {found}, of as many families, that were followed, of which something was "
        f"written on the day{beside}"
    )


def _drawn_sets(
    alike: Alike, index: list[Looked], comparisons: int, seed: int, plan: ChoosingPlan, known: set[str]
) -> tuple[list[tuple[Looked, list[Looked], int]], list[str]]:
    used = known.union(*(alike.relatives(one.view["case_id"]) for one in index))
    pools = _pools(alike, seed)
    sets, problems = [], []
    for one in index:
        drop, found = _found(alike, one, comparisons, pools, used, plan)
        if len(found) < comparisons:
            other = "another outcome" if _went(one, plan.outcome) else "a known outcome"
            problems.append(
                f"{_named(one)}: {len(found)} of {comparisons} comparisons found, alike on {words_of(steps())}, of another family, "
                f"within {_period(plan)} days, and with {other} ({plan.outcome})"
            )
            continue
        sets.append((one, found, drop))
        used = used.union(*(alike.relatives(c.view["case_id"]) for c in found))
    return sets, problems


def _found(
    alike: Alike,
    one: Looked,
    comparisons: int,
    pools: _Pools,
    used: set[str],
    plan: ChoosingPlan,
) -> tuple[int, list[Looked]]:
    """The comparisons for which the outcome looked as likely, and that are alike on as much as can be; a whole set on the same."""
    found: list[Looked] = []
    for furthest in (caliper(), inf) if alike.scored else (inf,):
        for drop, pool in enumerate(pools):
            fitting = [o for o in pool.get(one.pattern(dimensions(drop)), ()) if _fits(one, o, plan) and one.apart(o) <= furthest]
            found = _of_other_families(alike, sorted(fitting, key=one.apart), comparisons, used)
            if len(found) == comparisons:
                return drop, found
    return len(pools) - 1, found


def _fits(one: Looked, other: Looked, plan: ChoosingPlan) -> bool:
    near = abs((other.day - one.day).days) <= _period(plan)
    return near and other.whole and _otherwise(one, other, plan.outcome)


def _of_other_families(alike: Alike, fitting: Iterable[Looked], number: int, used: set[str]) -> list[Looked]:
    """The first so many, no family twice; those that looked most alike come first, else the order is drawn by seed."""
    found, taken = [], set(used)
    for other in fitting if number else ():
        own = alike.relatives(other.view["case_id"])
        if not own & taken:
            found.append(other)
            taken |= own
        if len(found) == number:
            break
    return found


def _pools(alike: Alike, seed: int) -> _Pools:
    """All decisions by what was known, once for each number of steps, in an order drawn by seed."""
    order = [alike.looked[v] for v in sorted(alike.looked, key=lambda v: lot(f"{seed} comparison", v))]
    return [_pooled(order, dimensions(drop)) for drop in range(steps() + 1)]


def _pooled(looked: Iterable[Looked], on: tuple[str, ...]) -> dict[tuple[str, ...], list[Looked]]:
    pools: dict[tuple[str, ...], list[Looked]] = {}
    for one in looked:
        pools.setdefault(one.pattern(on), []).append(one)
    return pools


def _key(alike: Alike, sets: list[tuple[Looked, list[Looked], int]], seed: int) -> pd.DataFrame:
    import pandas as pd

    rows = [
        one.view | {"matched_set": f"S{n}", "role": role, "reveal": "yes", "answer": one.answer, "matched_on": words_of(drop)}
        for n, (index, others, drop) in enumerate(sets, 1)
        for one, role in [(index, INDEX), *((o, COMPARISON) for o in others)]
    ]
    order = sorted((r["view_id"] for r in rows), key=lambda v: lot(f"{seed} pack", v))
    order = _in_turn(alike, order)
    numbers = {v: numbered(n, len(order)) for n, v in enumerate(order, 1)}
    key = pd.DataFrame([{"pack": numbers[r["view_id"]], **r} for r in rows], dtype="str")
    return key[list(KEY_COLUMNS)].sort_values("pack", ignore_index=True)


def _in_turn(alike: Alike, order: list[str]) -> list[str]:
    """The views in an order in which those of one family keep their order of time, in the places that the family has."""
    out = list(order)
    for places in alike.of_one_family([alike.looked[v].view["case_id"] for v in order]):
        in_time = sorted((order[p] for p in places), key=lambda v: (alike.looked[v].view["as_of"], v))
        for place, view_id in zip(places, in_time, strict=True):
            out[place] = view_id
    return out


def _same_family(alike: Alike, index: list[Looked], plan: ChoosingPlan) -> list[str]:
    seen: dict[str, Looked] = {}
    problems = []
    for one in sorted(index, key=lambda i: i.view["as_of"]):
        own = alike.relatives(one.view["case_id"])
        if not plan.in_turn and (before := next((seen[c] for c in own if c in seen), None)):
            problems.append(
                f"{_named(one)} and {_named(before)} are of one family: the later pack tells what came after the earlier; "
                "review one of them, or say that they are handed out in turn"
            )
        seen.update(dict.fromkeys(own, one))
    return problems


def _known_locally(record: Record, alike: Alike, index: list[Looked], plan: ChoosingPlan) -> list[str]:
    if plan.local_case.strip():
        return []
    told, dead = {alike.number(c) for c in plan.known_locally}, _died(record, alike)
    why = {"raters may know the case": told, "the child's death is on record, so people will know the case": dead}
    return [
        f"{_named(one)}: {words}; a pseudonym does not hide it. Take another, or give a reason as local_case"
        for one in index
        for words, cases in why.items()
        if alike.number(one.view["case_id"]) in cases
    ]


def _may_be_known(record: Record, alike: Alike, plan: ChoosingPlan) -> set[str]:
    """The cases that are drawn neither for review nor for comparison, unless there is a reason to use one all the same."""
    return set() if plan.local_case.strip() else {alike.number(c) for c in plan.known_locally} | _died(record, alike)


def _died(record: Record, alike: Alike) -> set[str]:
    return {alike.number(case) for case in died(record)}


def _check(index_views: pd.DataFrame, comparisons: int, plan: ChoosingPlan) -> None:
    needed = ("view_id", "case_id", "as_of", "decision_id", "label")
    problems = [f"the decisions have no column {c}" for c in needed if c not in index_views.columns]
    if not len(index_views):
        problems.append("there is no decision to review")
    elif not problems and index_views["view_id"].duplicated().any():
        problems.append("a decision is named twice")
    if comparisons < 1:
        problems.append("each decision needs 1 comparison or more")
    if plan.period_days < 0:
        problems.append("the period must be 0 days (the project's own) or more")
    if problems:
        raise CaseReviewError("Decisions cannot be chosen", problems, "`toolkit.known.views.decisions` returns decisions to name.")


def with_named(views: pd.DataFrame, index_views: pd.DataFrame) -> pd.DataFrame:
    """Return views with those under review among them, also where these are views of another kind."""
    import pandas as pd

    named = index_views[~index_views["view_id"].isin(views["view_id"])]
    return pd.concat([views, named[[c for c in views.columns if c in named]]], ignore_index=True).fillna("")


def went(answer: str, outcome: str) -> str:
    """Return how a decision went by its answer to one outcome: `went well`, `went badly`, or nothing where it is not known.

    >>> went("yes", "incident"), went("no", "incident"), went("competing: the child died", "incident"), went("censored", "incident")
    ('went badly', 'went well', 'went badly', '')
    """
    if answer in counts_as():
        return counts_as()[answer]
    if answer not in (YES, NO, COMPETING):
        return ""
    return WELL if (answer == YES) == (_kind(outcome) == "good") else BADLY


def leaning(key: Iterable[Mapping[str, str]], outcome: str) -> list[str]:
    """Return a warning where the decisions under review went the same way more often than not; nothing where they are balanced.

    Args:
        key: rows of :func:`choose`.
        outcome: that comparisons differ in.

    >>> rows = [{"role": "index", "answer": a} for a in ("yes", "yes", "yes", "no")]
    >>> leaning(rows, "incident")[0][:57], leaning(rows[2:], "incident")
    ('3 of 4 decisions under review went badly (incident): who ', [])
    """
    ways = [went(row["answer"], outcome) for row in key if row["role"] == INDEX]
    number = {way: ways.count(way) for way in (BADLY, WELL)}
    most, least = sorted(number, key=lambda way: number[way], reverse=True)
    if number[most] - number[least] <= 1 and (number[least] or not number[most]):
        return []
    return [
        f"{number[most]} of {len(ways)} decisions under review {most} ({outcome}): who foresees well how a decision went on can "
        f"then tell which were asked about. Draw as many that {least}."
    ]


def _went(one: Looked, outcome: str) -> str:
    return went(one.answer, outcome)


def _otherwise(one: Looked, other: Looked, outcome: str) -> bool:
    """Whether another decision's ending is known and is not that of the first."""
    return _went(other, outcome) not in ("", _went(one, outcome))


def _kind(outcome: str) -> str:
    return next((row["kind"] for row in rows_of("standing_outcomes") if row["outcome"] == outcome), "bad")


def _period(plan: ChoosingPlan) -> int:
    return plan.period_days or int(choosing_limit("period_days"))


def _named(one: Looked) -> str:
    return f"the decision {one.view['decision_id'] or one.view['view_id']}"
