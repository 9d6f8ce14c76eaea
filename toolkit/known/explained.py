"""Which changes a reason on record explains: a reason of the change itself, or a decision linked to the thing that changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.known.catalogue import chosen
from toolkit.known.fold import make_lacking
from toolkit.known.prepare import prepared
from toolkit.known.sections import gather
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST
from toolkit.record.schema import STATEMENT_TABLES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.known.indicator import Indicator
    from toolkit.record import Record
    from toolkit.record.standards import Standards

EXPLAINED, LATE, UNEXPLAINED, NO_REASONS = "explained", "explained late", "unexplained", "reason not recorded"
STANDINGS = (EXPLAINED, LATE, UNEXPLAINED, NO_REASONS)
EXPLANATION_COLUMNS = (
    "view_id",
    "measure",
    "entity_id",
    "statement_id",
    "changed_on",
    "standing",
    "explained_by",
    "explained_on",
    "reason",
)


def explanations(
    record: Record,
    views: pd.DataFrame,
    indicators: list[str] | None = None,
    knowledge: str = EARLIEST,
    folder: str | Path | None = None,
    given: Mapping[str, Mapping[str, float]] | None = None,
    days_before: int | None = None,
    working_days_after: int | None = None,
    standards: Standards | None = None,
) -> pd.DataFrame:
    """Say of each change that an indicator looks at whether the record as known explains it; people judge the reason.

    A change is `explained` by a reason of its own that stood in the record by the end of a window around the change, or by a
    decision with a reason that is linked to the thing that changed and was recorded within the window; `explained late` by such a
    reason or decision recorded after the window and before the view; `unexplained` where decisions were covered over the window and
    none is found; else `reason not recorded`. A reason of its own counts from the first version that gave it after any that did
    not, and as in time where an indicator does not say since when it has stood. A decision recorded before the window explains
    nothing. A window still open at the view is said so in `reason`. A link names an id and no table: where things of two tables had
    one id at the view, which of them a decision is about cannot be told, so it neither explains a change nor leaves it unexplained:
    `reason not recorded`, and `reason` says so. The check `list-of-links-to-two-things` finds such links.

    Args:
        record, views, indicators, knowledge, folder, given: as for :func:`toolkit.known.measure`.
        days_before: days before the change at which the window opens; None: as in data/known/explanations.csv.
        working_days_after: working days after the change at which it closes, both ends within it; None: as there.
        standards: whose calendar of working days counts; that of England where none are given.

    Returns:
        Columns of :data:`EXPLANATION_COLUMNS`, sorted, under the base reading: days as dates; `explained_by` is the
        statement that explains (empty where none does), `explained_on` the day on which its decision or reason was recorded. Views
        at which the indicator is `not recorded` have no rows. `attrs["failed"]` says of which indicators there are none, and why.

    Raises:
        CaseReviewError: as for :func:`toolkit.known.measure`, and a window that is not of whole days from nought up.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> len(explanations(open_record(paths.sample_record()), views))
    0
    """
    window = _window(days_before=days_before, working_days_after=working_days_after)
    wanted = [i for i in chosen(indicators, folder, given) if "changes" in i.sections or i.failure]
    with prepared(
        record, checked_views(views), wanted, knowledge, "changes", _STANDING, ("statement_id", "restricted"), standards
    ) as known:
        make_lacking(known, wanted)
        failed = gather(known, wanted, "changes")
        known.execute(f"CREATE TEMP TABLE closed AS {_closed(known, wanted)}")
        rows = known.execute(_STANDING, window).df()
    rows.attrs["failed"] = failed
    return rows


@cache
def _limits() -> dict[str, int]:
    """The window around a change. Source: each line of `data/known/explanations.csv` names its own."""
    return {row["name"]: int(row["value"]) for row in paths.rows("known", "explanations")}


def _window(**asked: int | None) -> dict[str, int]:
    window = {name: _limits()[name] if days is None else days for name, days in asked.items()}
    longest = 36525
    problems = [
        f"{name} is {days}"
        for name, days in window.items()
        if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= longest
    ]
    if problems:
        raise CaseReviewError("The window around a change cannot be used", problems, "Give whole days from 0 up.")
    return window


def _closed(known: duckdb.DuckDBPyConnection, wanted: list[Indicator]) -> str:
    """The statements whose words may not be shown, of the tables that the indicators name."""
    tables = sorted({t for i in wanted for t in i.tables + i.also} - {"coverage"})
    there = {
        name
        for (name,) in known.execute("SELECT DISTINCT table_name FROM duckdb_columns() WHERE column_name = 'restricted'").fetchall()
    }
    parts = [f'SELECT view_no, statement_id FROM "{t}" WHERE restricted IS NOT NULL' for t in tables if t in there]
    return " UNION ".join(parts) or "SELECT 0 AS view_no, '' AS statement_id WHERE false"


# Whatever has an entity id at a view, known to have happened or planned: a link may be to any of them.
_THINGS = " UNION ALL ".join(
    f"SELECT view_no, entity_id, '{t.replace('_', ' ')}' AS thing FROM \"{t}{which}\""
    for t in STATEMENT_TABLES
    for which in ("", "_planned")
)

# A change is looked for from the day on which its window opens to the day on which it closes; the closing day is counted in
# working days, and is the day of the change itself where the calendar does not reach.
_STANDING = f"""
    WITH change AS (
        SELECT DISTINCT m.view_id, g.measure, g.view_no, g.entity_id, g.statement_id, g.changed_on, g.reasoned_on,
               CASE WHEN x.statement_id IS NULL THEN nullif(trim(g.reason), '')
                    WHEN trim(g.reason) <> '' THEN 'restricted' END AS own
        FROM changes g JOIN moment m USING (view_no) JOIN case_stands USING (view_no)
        LEFT JOIN closed x ON x.view_no = g.view_no AND x.statement_id = g.statement_id
        ANTI JOIN lacking l ON l.view_no = g.view_no AND l.measure = g.measure
        WHERE m.base AND g.changed_on IS NOT NULL),
    timed AS (
        SELECT c.*, v.day, c.changed_on - $days_before AS opens, coalesce(ends.day, c.changed_on) AS closes
        FROM change c JOIN view v USING (view_no)
        LEFT JOIN working_day began ON began.day = c.changed_on
        LEFT JOIN working_day ends ON ends.number = began.number + $working_days_after AND ends.is_working),
    told AS (
        SELECT t.*, e.statement_id AS decision, e.recorded_on AS decided, e.reason AS why, e.recorded_on <= t.closes AS in_time
        FROM timed t LEFT JOIN explanation e ON e.view_no = t.view_no AND e.entity_id = t.entity_id AND e.recorded_on >= t.opens
        QUALIFY row_number() OVER (
            PARTITION BY t.view_no, t.measure, t.entity_id, t.statement_id, t.changed_on, t.own, t.reasoned_on
            ORDER BY e.recorded_on, e.statement_id, e.reason) = 1),
    shared AS (
        SELECT view_no, entity_id, string_agg(DISTINCT thing, ', ' ORDER BY thing) AS things
        FROM ({_THINGS}) SEMI JOIN (FROM told WHERE decision IS NOT NULL) USING (view_no, entity_id)
        GROUP BY ALL HAVING count(DISTINCT thing) > 1),
    meant AS (
        SELECT t.* REPLACE (CASE WHEN s.things IS NULL THEN decision END AS decision, s.things IS NULL AND in_time AS in_time,
                            CASE WHEN s.things IS NULL THEN decided END AS decided), s.things
        FROM told t LEFT JOIN shared s USING (view_no, entity_id)),
    weighed AS (
        SELECT *, own IS NOT NULL AND coalesce(reasoned_on <= closes, true) AS own_in_time,
               own_in_time OR own IS NOT NULL AND in_time IS NOT TRUE AND coalesce(reasoned_on <= decided, true) AS by_own
        FROM meant),
    judged AS (
        SELECT t.*, CASE WHEN own_in_time OR in_time THEN '{EXPLAINED}' WHEN by_own OR decision IS NOT NULL THEN '{LATE}'
                    WHEN things IS NOT NULL THEN '{NO_REASONS}'
                    WHEN k.covered_from <= opens AND k.covered_to >= least(closes, day) THEN '{UNEXPLAINED}'
                    ELSE '{NO_REASONS}' END AS standing
        FROM weighed t LEFT JOIN cover k ON k.view_no = t.view_no AND k.table_name = 'decision')
    SELECT view_id, measure, entity_id, statement_id, changed_on, standing,
           CASE WHEN by_own THEN statement_id ELSE coalesce(decision, '') END AS explained_by,
           CASE WHEN by_own THEN reasoned_on ELSE decided END AS explained_on,
           CASE WHEN by_own THEN own WHEN decision IS NOT NULL THEN why
                WHEN things IS NOT NULL THEN 'a decision names an id that several things have (' || things || ')'
                WHEN standing = '{UNEXPLAINED}' AND closes > day THEN 'the window is open until ' || closes
                WHEN standing = '{NO_REASONS}'
                    THEN 'decisions are not known to be covered from ' || opens || ' to ' || least(closes, day)
                ELSE '' END AS reason
    FROM judged ORDER BY ALL"""
