"""How late things were recorded: what is not recorded yet is not in the data, so time runs backwards."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.contrast.classify import make_classes
from toolkit.contrast.lag_rows import EXACT, families_of, frame_of, lag_row, last_views, least, told_days
from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError
from toolkit.record.clocks import EARLIEST, KNOWLEDGE, Moment, happened, recorded
from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, OK
from toolkit.stats import Interval, ReverseTime, reverse_time

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

REVERSE_TIME = "reverse time"
ALL = "all"
_REFUSED = (
    "what has not been recorded is not in the data: of what happened last week only what was recorded within the week is there. "
    "No lag is ever seen to go on, so a Kaplan-Meier estimate takes the lags that were seen for all of them and is too short. "
    "Time has to run backwards, conditional on the longest lag that could have been seen"
)
# How a statement's record time came to be known: by these the lag is not seen but made.
_MADE = ("migrated", "reconstructed")


def recording_lag(
    record: Record,
    views: pd.DataFrame,
    days: Sequence[int] | None = None,
    knowledge: str = EARLIEST,
    estimator: str = REVERSE_TIME,
) -> pd.DataFrame:
    """Return how long it took until things were recorded, of those recorded within the longest lag that could be seen.

    What is looked at are the things on our record at each case's last view, from their own day to the first version that
    said that they had happened. Each could have shown a lag up to the view and no longer (right truncation); so the estimate runs
    in reverse time and holds only among lags no longer than the longest for which enough things could have shown it. How many
    took longer than that, no record can say.

    Left out, and counted: things whose day is not known exactly, that happened before the case was open or before the record
    was meant to hold them, and whose record time was migrated or made by a rule. Where record times are known only between two
    extracts, they are read both ways (`assumed`), and the bounds reach over both.

    Args:
        record: the record.
        views: `view_id, case_id, as_of`, as text.
        days: lags for which the share is told; by default those of `data/contrast/lags.csv`.
        knowledge: which reading of uncertain record times gives the value.
        estimator: `reverse time`; anything else is refused.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, by table (`group`) and for all together: how long until half were recorded
        (days), and the share recorded within each of the days. `numerator` is how many were seen to be recorded by then,
        `denominator` the things, `missing` those left out. The reason names the longest lag on which it is conditional.

    Raises:
        CaseReviewError: another estimator (a Kaplan-Meier estimate of this lag is wrong), days below 0, bad views.

    Source: Lagakos, Barraj & De Gruttola 1988; Kalbfleisch & Lawless 1989; see :func:`toolkit.stats.reverse_time`.
    """
    if estimator != REVERSE_TIME:
        raise CaseReviewError(
            f"The recording lag cannot be estimated by {estimator}", [_REFUSED], f"Leave the estimator at {REVERSE_TIME}."
        )
    shown = told_days(days)
    things = _things(record, last_views(views, by_holder=False), knowledge)
    things["family"] = families_of(record, things["case_id"])
    parts = [*things.groupby("table_name", sort=True), (ALL, things)]
    return frame_of([row for name, part in parts for row in _rows(str(name), part, shown, knowledge)])


def _things(record: Record, looked: pd.DataFrame, knowledge: str) -> pd.DataFrame:
    con = record.connect()
    try:
        make_classes(con, looked, knowledge)
        bases = " UNION ALL ".join(
            f'SELECT case_id, statement_id, basis FROM "{row["table"]}" SEMI JOIN asked USING (case_id)'
            for row in table("universe")
        )
        return con.execute(_LAGS.format(bases=bases), {"made": list(_MADE)}).df()
    finally:
        con.close()


def _rows(group: str, things: pd.DataFrame, days: Sequence[int], knowledge: str) -> Iterator[dict]:
    inside = things[things["why"] == ""]
    readings = {k: _reverse(inside, k) for k in KNOWLEDGE}
    base = readings[knowledge]
    unsure = int((inside["earliest"] != inside["latest"]).sum())
    chosen = list(readings.values()) if unsure else [base]
    for label, unit, within in (
        ("half were recorded within", "days", math.inf),
        *((f"recorded within {d} days", "share", d) for d in days),
    ):
        found = [r.median() if unit == "days" else r.ended_by(within) for r in chosen]
        value = base.median() if unit == "days" else base.ended_by(within)
        seen = int((inside[knowledge] <= within).sum())
        said = [*_said(base, value, within), *_assumed(found, unsure, len(inside), unit), *_left_out(things)]
        status = OK if not math.isnan(value.value) else INSUFFICIENT if len(things) else NOT_APPLICABLE
        yield lag_row(
            f"recording lag: {label}", group, unit, seen, len(inside), len(things) - len(inside), found, status, said, value.value
        )


def _reverse(inside: pd.DataFrame, reading: str) -> ReverseTime:
    seen = inside[inside[reading] <= inside["observable"]]
    return reverse_time(seen[reading].tolist(), seen["observable"].tolist(), seen["family"].tolist(), least())


def _said(base: ReverseTime, found: Interval, within: float) -> list[str]:
    if math.isnan(base.longest):
        return [f"never could {least()} things have shown the same lag"]
    told = f"among those recorded within {base.longest:g} days; how many took longer cannot be known"
    if not math.isnan(found.value):
        return [told]
    if within < base.shortest:
        return [f"fewer than {least()} were at risk below {base.shortest:g} days", told]
    return [
        f"no lag of {within:g} days or more can be told from shorter ones" if within < math.inf else "half cannot be told",
        told,
    ]


def _assumed(found: list[Interval], unsure: int, n: int, unit: str) -> list[str]:
    if not unsure:
        return []
    ends = [r.value for r in found]
    told = " and ".join("cannot be told" if math.isnan(x) else f"{x:.0%}" if unit == "share" else f"{x:g} days" for x in ends)
    return [
        f"assumed: {unsure} of {n} record times are known only between two extracts; read as early and as late as can be: {told}"
    ]


def _left_out(things: pd.DataFrame) -> list[str]:
    counts = things.loc[things["why"] != "", "why"].value_counts()
    return [f"left out, {why}: {counts[why]}" for why in sorted(counts.index)]


_LATE = Moment("'latest'", "m.upto", "m.not_at")
_EARLY = Moment("'earliest'", "m.upto", "m.not_at")

# From a thing's day, as it stood at the view, to the first version that said that it had happened.
_LAGS = f"""
    WITH basis AS ({{bases}}),
    opened AS (
        SELECT m.of_view, min(s.occurred_on) AS opened_on FROM at_view m JOIN "case" s USING (case_id)
        WHERE {happened("occurred_on")} AND {recorded()} <= m.upto GROUP BY ALL),
    covered AS (
        SELECT m.of_view, c.table_name, min(c.covered_from) AS covered_from FROM at_view m, coverage c
        WHERE c.recorded_at <= m.upto GROUP BY ALL),
    stands AS (
        SELECT r.of_view, r.table_name, r.entity_id, m.case_id, r.stood_on, {EXACT} AS exact, b.basis,
               CAST(m.upto AS DATE) AS last_day
        FROM ruled r JOIN at_view m USING (of_view) JOIN version s ON s.statement_id = r.stood_id AND s.case_id = m.case_id
        JOIN basis b ON b.statement_id = r.stood_id AND b.case_id = m.case_id
        ANTI JOIN uncovered u ON u.of_view = r.of_view
        WHERE r.on_record AND NOT r.is_plan AND r.stood_on IS NOT NULL),
    first_said AS (
        SELECT m.of_view, s.table_name, s.entity_id,
               min(CAST({recorded(m=_EARLY)} AS DATE)) FILTER ({happened("occurred_on", m=_EARLY)}) AS earliest,
               min(CAST({recorded(m=_LATE)} AS DATE)) FILTER ({happened("occurred_on", m=_LATE)}) AS latest
        FROM at_view m JOIN version s USING (case_id) GROUP BY ALL)
    SELECT t.case_id, t.table_name, t.entity_id, date_diff('day', t.stood_on, t.last_day) AS observable,
           date_diff('day', t.stood_on, f.earliest) AS earliest, date_diff('day', t.stood_on, f.latest) AS latest,
           CASE WHEN NOT t.exact THEN 'their day is not known exactly'
                WHEN list_contains($made, t.basis) THEN 'their record time was migrated or made by a rule'
                WHEN o.opened_on IS NULL OR t.stood_on < o.opened_on THEN 'before the case was open'
                WHEN c.covered_from IS NULL OR t.stood_on < c.covered_from THEN 'before the record was meant to hold them'
                WHEN f.earliest IS NULL OR f.latest IS NULL OR f.earliest < t.stood_on
                    THEN 'recorded before the day that was stated last'
                ELSE '' END AS why
    FROM stands t LEFT JOIN first_said f USING (of_view, table_name, entity_id) LEFT JOIN opened o USING (of_view)
    LEFT JOIN covered c USING (of_view, table_name)
    ORDER BY ALL"""
