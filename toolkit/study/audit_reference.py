"""The audit's afterwards part on decisions that looked alike: what followed, as could be known when the period began, and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.contrast.difference import NO_CAUSE, difference, pairs, shares
from toolkit.contrast.reference import read_as, reference_pool
from toolkit.contrast.reference_members import Came, one_a_child
from toolkit.contrast.settings import table
from toolkit.known import views as moments
from toolkit.later import outcomes
from toolkit.later.catalogue import called, chosen
from toolkit.later.follow import NOT_APPLICABLE, YES
from toolkit.result import NOT_RECORDED
from toolkit.review.wording import day_words
from toolkit.study.summaries import result_frame, share_row

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.contrast import ReferencePool
    from toolkit.record import Record
    from toolkit.study.audit import Audit

PAIRED = ("age_years", "placement_kind")
ALIKE = (*PAIRED, "legal_kind")
THEN, NOW, BETWEEN = "alike-then", "alike-now", "came-between"
_LAST = ("other", "none", "not applicable", "not known")
_UNKNOWN = "not known"


def tables(audit: Audit, alike: str, sought: str, seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables on decisions that looked alike, by name, as the policy of release lists them.

    `alike-then` and `alike-now` are of all children on record: one decision a child, by seed, grouped by what was known at it. The
    first reads the record as it stood before the period, and counts only those whose follow-up was over by then; the second reads
    it as it stood on the day of the audit. Both leave out, as missing, who was not followed to the horizon or a final end.
    `came-between` pairs children of the set who looked alike and of whom one came to the first of the outcomes.

    Args:
        audit: the audit.
        alike: one of :data:`ALIKE`: the dimension by which decisions are grouped.
        sought: outcomes, with commas between them, in the order in which they are told.
        seed: chooses the one decision a child.
    """
    names = [part.strip() for part in sought.split(",") if part.strip()]
    chosen(names)
    began = (date.fromisoformat(audit.start) - timedelta(days=1)).isoformat()
    then = audit.record.as_it_stood(began)
    before, after = _over_by(then, began, audit), _over_by(audit.record, audit.as_of, audit)
    now = _pool(audit.record, _together(after, audit.decisions), names, audit.horizon_days)
    return {
        THEN: _rows(_pool(then, before, names, audit.horizon_days), alike, names, audit.horizon_days, seed),
        NOW: _rows(now.among(after["view_id"], now.followed), alike, names, audit.horizon_days, seed),
        BETWEEN: _between(audit, now, names[:1], seed),
    }


def groups() -> tuple[str, ...]:
    """Return the words of all groups, in the fixed order in which they stand; the policy of release lists the same.

    >>> groups()[:2], groups()[-1]
    (('under 1', '1 to 4'), 'not known')
    """
    rows = [*table("bands"), *table("groupings")]
    labels = dict.fromkeys(row["label"] for row in rows if row["dimension"] in ALIKE)
    return (*(label for label in labels if label not in _LAST), *_LAST)


def words(audit: Audit, alike: str) -> list[str]:
    """Return what the two tables are of, in sentences; they hold no count."""
    return [
        f"Decisions about all children on record, one a child by seed, by what was known at them ({alike.replace('_', ' ')}). "
        f"First as could be known before {day_words(audit.start)}, when the period began: decisions whose follow-up was over by "
        f"then, from the record as it stood. Then as is known on {day_words(audit.as_of)}.",
        f"This is {read_as([alike])}. The option that was chosen is not one of the dimensions. It is no chance for any child. An "
        "agency's records watch some families more closely than others, and what nobody wrote down is not in them.",
    ]


def between_words(sought: str) -> list[str]:
    """Return what is counted between view and ending, in sentences."""
    outcome = called(sought.split(",")[0].strip())
    return [
        "Children of the set who looked alike at a decision (age and kind of placement), in pairs: one came to the outcome "
        f"({outcome}), the other was followed without it. For both: whether anything of each part of the record was first "
        "written down between the decision and the day before that ending, over the same number of days. Parts that were not "
        "kept over these days are left out.",
        NO_CAUSE,
    ]


def _over_by(record: Record, day: str, audit: Audit) -> pd.DataFrame:
    """The decisions on record whose horizon was over by a day, whatever came within it."""
    import pandas as pd

    views = moments.decisions(record).astype({"view_id": "str"})
    last = date.fromisoformat(day) - timedelta(days=audit.horizon_days)
    over = pd.Series([date.fromisoformat(as_of[:10]) <= last for as_of in views["as_of"]], index=views.index, dtype=bool)
    return views[over].reset_index(drop=True)


def _together(views: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Decisions with those of the set that the record has come to date otherwise."""
    import pandas as pd

    return pd.concat([views, own[~own["view_id"].isin(views["view_id"])]], ignore_index=True)


def _pool(record: Record, views: pd.DataFrame, names: Sequence[str], horizon_days: int) -> ReferencePool:
    followed = outcomes(record, views, horizon_days, list(names), bounds=True)
    return reference_pool(record, views, ALIKE, followed=followed)


def _rows(pool: ReferencePool, alike: str, names: Sequence[str], horizon_days: int, seed: int) -> pd.DataFrame:
    return result_frame([row for name in names for row in _outcome_rows(pool, alike, name, horizon_days, seed)])


def _outcome_rows(pool: ReferencePool, alike: str, name: str, horizon_days: int, seed: int) -> list[dict]:
    came = [c for c in pool.what_came(name, horizon_days) if c.answer != NOT_APPLICABLE]
    by_group: dict[str, list[Came]] = {}
    for c in one_a_child(came, seed):
        label = pool.known[c.view_id][ALIKE.index(alike)]
        by_group.setdefault(label if label == label else _UNKNOWN, []).append(c)
    return [_row(pool, name, group, by_group[group]) for group in groups() if group in by_group]


def _row(pool: ReferencePool, name: str, group: str, part: list[Came]) -> dict:
    import pandas as pd

    whole = [c for c in part if c.followed]
    had = pd.Series([c.answer == YES for c in whole], dtype=bool)
    family = pd.Series([pool.families.last.get(c.case_id, c.case_id) for c in whole], dtype="str")
    return share_row(called(name), had, family, len(part) - len(whole), group)


def _between(audit: Audit, pool: ReferencePool, names: Sequence[str], seed: int) -> pd.DataFrame:
    if not len(audit.decisions) or not names:
        return result_frame([])
    same = replace(
        pool.among(audit.decisions["view_id"], pool.followed),
        dimensions=PAIRED,
        known={view: known[: len(PAIRED)] for view, known in pool.known.items()},
    )
    found = shares(difference(audit.record, pairs(same, names[0], audit.horizon_days, seed)))
    its_own = set(chosen(list(names))[0].tables)  # where the outcome itself is written it is in the one by definition
    return found[(found["status"] != NOT_RECORDED) & ~found["measure"].isin(its_own)].reset_index(drop=True)
