"""How late outcomes are recorded: what is not on record yet is not in the data, so time runs backwards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.later.catalogue import Delay
from toolkit.later.facts import END, beginnings, make_words
from toolkit.later.settings import limits
from toolkit.record.clocks import happened, in_the_record, recorded
from toolkit.record.identity import join_in_the_end
from toolkit.stats import reverse_time

if TYPE_CHECKING:
    import datetime as dt

    import duckdb
    import numpy as np
    import pandas as pd

    from toolkit.record import Record
    from toolkit.stats import ReverseTime

# How a statement's record time came to be known: by these the delay is not seen but made.
_MADE = ("migrated", "reconstructed")


@dataclass(frozen=True)
class Curve:
    """The share recorded within each number of days from 0 on; of all days past the last, everything.

    Attributes:
        value: the share, NaN where it cannot be told.
        lower, upper: what can be said at least and at most.
    """

    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


@dataclass(frozen=True)
class Delays:
    """How long it took until things of one kind were recorded, under each reading of uncertain record times.

    Attributes:
        curves: the one reading, or the two where any record time is known only between two extracts: earliest, latest.
        longest: the delay on which they are conditional, in days; NaN where nothing can be estimated.
        n: how many things there are; `unsure` of them have such a record time, and `left_out` (reason to number) are not in it.
    """

    curves: tuple[Curve, ...]
    longest: float
    n: int
    unsure: int
    left_out: dict[str, int]


def last_day(con: duckdb.DuckDBPyConnection, record: Record) -> dt.date | None:
    """Return the day on which a record ends, and make ready for :func:`delays_of`.

    It is the last day on which anything was recorded, withdrawn or said to be covered. Where all cover has an end, what was
    recorded long after it is taken for a slip: one such entry would make every view look old.
    """
    join_in_the_end(con)
    make_words(con)
    con.execute(f"CREATE TEMP TABLE beginning AS {beginnings(record)}")
    con.execute(f"CREATE TEMP TABLE last_recorded AS {_LAST_DAY}", {"beyond": int(limits()["recorded_beyond_days"])})
    found = con.execute("SELECT last_day FROM last_recorded").fetchone()
    return found[0] if found else None


def delays_of(con: duckdb.DuckDBPyConnection, what: Delay) -> Delays:
    """Return how late things of one kind were recorded, on a connection that :func:`last_day` made ready.

    Looked at is each thing that stands in the record at its end, from its own day to the first version that said that it had
    happened. Each could have shown a delay up to the end of the record and no longer (right truncation). Left out, and counted:
    things whose day is not known exactly, that happened before the case was open or before the record was meant to hold them, and
    whose record time was migrated or made by a rule, or lies after the end of the record.

    Source: Lagakos, Barraj & De Gruttola 1988; Kalbfleisch & Lawless 1989; see :func:`toolkit.stats.reverse_time`.
    """
    exact = "coalesce(s.occurred_precision, 'day') = 'day'" if what.column == "occurred_on" else "true"
    query = _DELAYS.format(table=what.table, day=what.column, which=what.which, exact=exact, is_fact=happened(what.column, m=END))
    things = con.execute(query, {"made": list(_MADE), "table": what.table}).df()
    inside = things[things["why"] == ""]
    unsure = int((inside["earliest"] != inside["latest"]).sum())
    readings = [_reverse(inside, reading) for reading in (("earliest", "latest") if unsure else ("latest",))]
    longest = min(r.longest for r in readings) if all(r.longest == r.longest for r in readings) else math.nan
    seen = set(inside["earliest"].tolist()) | set(inside["latest"].tolist())
    curves = tuple(_curve(found, seen) for found in readings) if longest == longest else ()
    left_out = things.loc[things["why"] != "", "why"].value_counts().sort_index()
    return Delays(curves, longest, len(inside), unsure, {str(why): int(n) for why, n in left_out.items()})


def _reverse(inside: pd.DataFrame, reading: str) -> ReverseTime:
    return reverse_time(inside[reading].tolist(), inside["observable"].tolist(), inside["family"].tolist(), int(limits()["least"]))


def _curve(found: ReverseTime, lags: set[int]) -> Curve:
    """The estimates at each day below the longest delay: a step at each lag that was seen, level in between.

    Below the shortest that can be told only the upper bound is known. As a share never falls with time, what it is at least at
    one day it is at least on all later ones, and what it is at most on all earlier ones.
    """
    import numpy as np

    days = np.arange(int(found.longest))
    at = np.array(sorted({0, math.ceil(found.shortest), *lags} & set(days.tolist())), dtype="int64")
    rows = np.array([found.ended_by(float(day)) for day in at]).reshape(len(at), 3)[np.searchsorted(at, days, "right") - 1]
    lower, upper = np.nan_to_num(rows[:, 1], nan=0.0), np.nan_to_num(rows[:, 2], nan=1.0)
    return Curve(rows[:, 0], np.maximum.accumulate(lower), np.minimum.accumulate(upper[::-1])[::-1])


_LAST_DAY = """
    WITH bound AS (
        SELECT CASE WHEN count(*) > 0 AND count(*) = count(covered_to)
               THEN least(max(covered_to), DATE '9999-01-01') + CAST($beyond AS INTEGER) ELSE DATE '9999-12-31' END AS latest
        FROM coverage),
    days AS (SELECT CAST(last_at AS DATE) AS day FROM beginning UNION ALL SELECT CAST(recorded_at AS DATE) FROM coverage)
    SELECT coalesce(max(day) FILTER (day <= latest), min(latest) FILTER (day IS NOT NULL)) AS last_day
    FROM days CROSS JOIN bound"""

_DELAYS = f"""
    WITH family AS (
        SELECT case_id, 'family ' || arg_max(family_id, (recorded_at, statement_id)) AS family FROM child WHERE family_id <> ''
        GROUP BY case_id),
    opened AS (
        SELECT case_id, min(occurred_on) AS opened_on FROM "case" s
        WHERE {in_the_record(m=END)} AND {happened("occurred_on", m=END)} GROUP BY case_id),
    stands AS (
        SELECT s.case_id, s.entity_id, s.{{day}} AS day, {{exact}} AS exact, s.basis FROM "{{table}}" s
        WHERE {in_the_record(m=END)} AND {{is_fact}} AND {{which}}
        QUALIFY row_number() OVER (
            PARTITION BY s.case_id, s.entity_id ORDER BY {recorded(m=END)} DESC, s.statement_id DESC) = 1),
    first_said AS (
        SELECT case_id, entity_id, min(greatest(CAST(recorded_at AS DATE), {{day}})) AS earliest,
               min(CAST(recorded_by AS DATE)) AS latest
        FROM "{{table}}" WHERE CAST(recorded_by AS DATE) >= {{day}} GROUP BY ALL)
    SELECT coalesce(m.family, 'case ' || t.case_id) AS family, date_diff('day', t.day, e.last_day) AS observable,
           date_diff('day', t.day, f.earliest) AS earliest, date_diff('day', t.day, f.latest) AS latest,
           CASE WHEN NOT t.exact THEN 'their day is not known exactly'
                WHEN list_contains($made, t.basis) THEN 'their record time was migrated or made by a rule'
                WHEN o.opened_on IS NULL OR t.day < o.opened_on THEN 'before the case was open'
                WHEN c.covered_from IS NULL OR t.day < c.covered_from THEN 'before the record was meant to hold them'
                WHEN f.earliest IS NULL OR f.earliest < t.day THEN 'recorded before the day that was stated last'
                WHEN f.latest > e.last_day THEN 'recorded after the record ends'
                ELSE '' END AS why
    FROM stands t CROSS JOIN last_recorded e LEFT JOIN family m USING (case_id) LEFT JOIN opened o USING (case_id)
    LEFT JOIN first_said f USING (case_id, entity_id)
    LEFT JOIN (SELECT min(covered_from) AS covered_from FROM coverage WHERE table_name = $table) c ON true
    ORDER BY ALL"""
