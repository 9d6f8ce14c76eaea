"""Choosing when to look: the views of a record at decisions, reviews, month ends or given dates.

A view is a case on a date. Choosing the dates reads which decisions and reviews the record came to hold; what is then
measured at a view reads only what stood in the record there. Case numbers that were found to be one child's give a view each
until that was recorded, and one from then on, under the number that holds on; whichever number is asked for, it is the child's.
A recorded decision keeps the number under which it was made: a view under either sees the statements of both.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.known.viewfile import is_bare
from toolkit.record.clocks import EARLIEST, NOT_AT, UPTO, Moment, happened, in_the_record
from toolkit.record.identity import final_numbers, joined_at_views
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record

VIEW_COLUMNS = ("view_id", "case_id", "as_of", "decision_id", "holder", "cut", "kind", "label")
_END = Moment("'earliest'", "TIMESTAMP '9999-12-30'", "TIMESTAMP '0001-01-01'", "DATE '9999-12-30'")
_KIND = "CASE WHEN restricted IS NULL THEN kind END"  # a view's label is shown
RECORDED, DERIVED = "recorded decision", "derived point"


def decisions(record: Record, case_ids: list[str] | None = None, start: str | None = None, end: str | None = None) -> pd.DataFrame:
    """Return a view before every decision: those recorded or, for a case without any, points derived from its course.

    Derived points are the start of care, a move, a legal change and the end of care; `kind` says `derived point` and their
    decider is not recorded. A decision without a date, or one planned for a day and never confirmed, gives no view:
    :func:`undated_decisions` lists it.

    Args:
        record: the record.
        case_ids: the cases; all where none are given.
        start: first day (ISO), included.
        end: last day (ISO), included.

    Returns:
        Columns of `VIEW_COLUMNS`, by case and time; `as_of` is a time where the decision has one, else its day; `cut` is `before`.
    """
    return _views(
        record,
        f"""
        WITH final_decision AS ({_final("decision")}),
        recorded AS (
            SELECT case_id, coalesce(strftime(decided_at, '%Y-%m-%dT%H:%M:%S'), strftime(occurred_on, '%Y-%m-%d')) AS as_of,
                   entity_id AS decision_id, decider AS holder, 'before' AS cut, '{RECORDED}' AS kind,
                   coalesce({_KIND}, 'decision') AS label
            FROM final_decision s WHERE {_MADE}),
        derived AS (
            SELECT case_id, strftime(day, '%Y-%m-%d') AS as_of, NULL AS decision_id, NULL AS holder, 'before' AS cut,
                   '{DERIVED}' AS kind, string_agg(DISTINCT what, ', ' ORDER BY what) AS label
            FROM ({_POINTS}) ANTI JOIN final_decision USING (case_id) GROUP BY case_id, day)
        SELECT * FROM recorded UNION ALL SELECT * FROM derived""",
        case_ids,
        start,
        end,
    )


def undated_decisions(record: Record, case_ids: list[str] | None = None) -> pd.DataFrame:
    """Return decisions without a date, or with one stated ahead and never confirmed: `case_id, decision_id, label`.

    Without a day there is no view at which they lie: numbers are one child's here where the record has it so in the end.
    """
    con = record.connect()
    try:
        rows = con.execute(f"""
            SELECT case_id, entity_id AS decision_id, coalesce({_KIND}, 'decision') AS label FROM ({_final("decision")}) s
            WHERE case_id IS NOT NULL AND NOT {_MADE} ORDER BY ALL""").df()
        final = final_numbers(con)
    finally:
        con.close()
    if case_ids is None:
        return rows
    asked = {final.get(case, case) for case in case_ids}
    of_asked = [case for case in rows["case_id"].unique() if final.get(case, case) in asked]
    return rows[rows["case_id"].isin(of_asked)].reset_index(drop=True)


def reviews(record: Record, case_ids: list[str] | None = None, start: str | None = None, end: str | None = None) -> pd.DataFrame:
    """Return a view at the end of every day on which a review was held or due."""
    return _views(
        record,
        f"""
        SELECT case_id, strftime(day, '%Y-%m-%d') AS as_of, NULL AS decision_id, NULL AS holder, NULL AS cut, 'review' AS kind,
               string_agg(DISTINCT coalesce({_KIND}, 'review') || ' ' || what, ', '
                   ORDER BY coalesce({_KIND}, 'review') || ' ' || what) AS label
        FROM (SELECT *, unnest([occurred_on, due_on]) AS day, unnest(['held', 'due']) AS what FROM ({_final("review")})) s
        WHERE day IS NOT NULL AND (what = 'due' OR {happened("occurred_on", m=_END)})
        GROUP BY case_id, day""",
        case_ids,
        start,
        end,
    )


def month_ends(record: Record, start: str, end: str, case_ids: list[str] | None = None) -> pd.DataFrame:
    """Return a view at every month end from `start` to `end` (ISO days, both included) for each case."""
    return _views(
        record,
        f"""
        SELECT case_id, strftime(day, '%Y-%m-%d') AS as_of, NULL AS decision_id, NULL AS holder, NULL AS cut, 'month end' AS kind,
               strftime(day, '%Y-%m') AS label
        FROM (SELECT DISTINCT case_id FROM "case"),
             (SELECT last_day(CAST(d AS DATE)) AS day
              FROM range(date_trunc('month', DATE '{_day(start)}'), DATE '{_day(end)}' + 1, INTERVAL 1 MONTH) r (d))
        """,
        case_ids,
        start,
        end,
    )


def on_dates(case_ids: list[str], dates: list[str]) -> pd.DataFrame:
    """Return a view of each case at the end of each day.

    >>> on_dates(["00123"], ["2024-05-01"])[["case_id", "as_of", "label"]].to_dict("records")
    [{'case_id': '00123', 'as_of': '2024-05-01', 'label': '2024-05-01'}]
    """
    import pandas as pd

    rows = [
        {"case_id": c, "as_of": _day(d), "decision_id": "", "holder": "", "cut": "", "kind": "date", "label": d}
        for c in case_ids
        for d in dates
    ]
    return _named(pd.DataFrame(rows, columns=list(VIEW_COLUMNS[1:]), dtype="str"))


def on_days(record: Record, case_ids: list[str], days: list[str]) -> pd.DataFrame:
    """Return a view of each child at the end of each day: as :func:`on_dates`, but numbers known there to be one child's are one.

    A case or a day that is named twice is looked at once, however the day is written.

    >>> from toolkit.record import open_record
    >>> on_days(open_record(paths.sample_record()), ["00123"], ["2024-05-01", "20240501"])["as_of"].tolist()
    ['2024-05-01']
    """
    rows = on_dates(list(dict.fromkeys(case_ids)), list(dict.fromkeys(map(_day, days))))
    con = record.connect()
    try:
        return _named(_one_a_child(rows, _joined(con, rows), None, set()))
    finally:
        con.close()


def _views(record: Record, query: str, case_ids: list[str] | None, start: str | None, end: str | None) -> pd.DataFrame:
    con = record.connect()
    try:
        _load_groups(con)
        rows = con.execute(
            f"""
            SELECT * FROM ({query}) WHERE case_id IS NOT NULL AND as_of[:10] BETWEEN ? AND ?
            ORDER BY case_id, as_of, decision_id, kind, label
            """,
            [_day(start or "0001-01-01"), _day(end or "9999-12-30")],
        ).df()
        rows = rows.fillna("").astype("str")
        joined = _joined(con, rows)
        decided = (
            {c for (c,) in con.execute(f"SELECT DISTINCT case_id FROM ({_final('decision')})").fetchall()} if joined else set()
        )
    finally:
        con.close()
    asked = None if case_ids is None else frozenset(case_ids)
    return _named(_one_a_child(rows, joined, asked, decided))


def _joined(con: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> dict[int, tuple[frozenset[str], str]]:
    """Of each row (by its place) whose case was known there to be one of several numbers: those numbers, and the one that holds."""
    if not con.execute("SELECT 1 FROM identity WHERE alias_case_id <> case_id LIMIT 1").fetchall():
        return {}
    bare = {day: is_bare(day) for day in rows["as_of"].unique()}
    chosen = rows[["case_id", "as_of", "cut"]].assign(of_view=range(len(rows)), bare=rows["as_of"].map(bare).astype("bool"))
    con.register("chosen_rows", chosen)
    con.execute(f"""
        CREATE TEMP TABLE reading AS
        SELECT of_view, case_id, '{EARLIEST}' AS knowledge, true AS base, CAST(as_of AS DATE) AS day,
               {UPTO} AS upto, {NOT_AT} AS not_at
        FROM (SELECT * REPLACE (CAST(as_of AS TIMESTAMP) AS as_of, nullif(cut, '') AS cut), false AS same_day FROM chosen_rows)""")
    return {view: (frozenset(numbers), holds) for view, numbers, holds in joined_at_views(con)}


def _one_a_child(
    rows: pd.DataFrame, joined: dict[int, tuple[frozenset[str], str]], asked: frozenset[str] | None, decided: set[str]
) -> pd.DataFrame:
    """The rows asked for, each under the number that holds on at it; what several numbers say alike of one day is one view.

    A recorded decision stays under the number under which it was made, for that is where its own words are.
    """
    numbers = [joined.get(n, (frozenset([case]), case)) for n, case in enumerate(rows["case_id"])]
    kept = [
        (asked is None or bool(of & asked)) and not (kind == DERIVED and len(of) > 1 and of & decided)
        for (of, _), kind in zip(numbers, rows["kind"], strict=True)
    ]
    own = zip(rows["case_id"], numbers, rows["kind"], strict=True)
    rows = rows.assign(case_id=[case if kind == RECORDED else holds for case, (_, holds), kind in own])
    rows = rows.iloc[[n for n, keep in enumerate(kept) if keep]]
    if joined:
        keys = [c for c in VIEW_COLUMNS if c not in ("view_id", "label")]
        rows = rows.groupby(keys, sort=False, as_index=False)["label"].agg(_together)
        rows = rows.sort_values([*("case_id", "as_of", "decision_id", "kind", "label")])
    return rows.reset_index(drop=True)


def _together(labels: pd.Series) -> str:
    if len(labels) == 1:
        return labels.iloc[0]
    return ", ".join(sorted({word for label in labels for word in label.split(", ")}))


def _load_groups(con: duckdb.DuckDBPyConnection) -> None:
    """The groups of codes; a reason to leave that is no English one is of the list `REC` here, as no two of the codes are alike."""
    files = ", ".join(text(paths.data() / "codes" / name) for name in ("ssda903.csv", "afcars.csv"))
    con.execute(f"""
        CREATE TEMP TABLE code_group AS
        SELECT CASE list WHEN 'afcars' THEN 'REC' ELSE list END AS list, code,
            unnest(string_split(coalesce(groups, ''), ' ')) AS in_group
        FROM read_csv([{files}], header = true, all_varchar = true)""")


def _named(views: pd.DataFrame) -> pd.DataFrame:
    keys = map(chr(31).join, zip(*(views[c] for c in ("case_id", "as_of", "decision_id", "kind")), strict=True))
    views = views.assign(view_id=[f"v-{hashlib.sha256(k.encode()).hexdigest()[:12]}" for k in keys])
    return views[list(VIEW_COLUMNS)]


def _day(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise CaseReviewError(f"{text} is not a day", todo="Write it as 2024-05-01.") from None


def _final(table: str) -> str:
    """The versions that stand at the end of the record, one an entity."""
    return f"""
        SELECT * FROM {table} s WHERE {in_the_record("s", _END)}
        QUALIFY row_number() OVER (PARTITION BY case_id, entity_id ORDER BY recorded_at DESC, statement_id DESC) = 1"""


_MADE = f"coalesce(occurred_on IS NULL AND decided_at IS NOT NULL OR {happened('occurred_on', m=_END)}, false)"

_POINTS = f"""
    SELECT s.case_id, s.occurred_on AS day, CASE WHEN g.in_group = 'start' THEN 'start of care'
           WHEN g.in_group = 'placement_change' THEN 'move'
           ELSE 'legal change' END AS what
    FROM ({_final("placement")}) s
    JOIN code_group g ON g.list = 'RNE' AND g.code = s.change AND g.in_group IN ('start', 'placement_change', 'legal_change')
    WHERE {happened("occurred_on", m=_END)}
    UNION ALL
    SELECT s.case_id, s.ended_on, 'end of care'
    FROM ({_final("placement")}) s JOIN code_group g ON g.list = 'REC' AND g.code = s.end_reason AND g.in_group = 'final'
    WHERE {happened("ended_on", m=_END)}"""
