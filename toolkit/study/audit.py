"""An audit of a set of cases over a period: who is in and who is out, and the views at which the set is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.known import measure
from toolkit.known import views as moments
from toolkit.result import INSUFFICIENT, OK
from toolkit.study.frame import CLOSED, NO_SPELL, OPEN, PLANNED, read_frame

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

IN, NOT_YET, NOT_IN_CARE = "in", "not on record at the end of the period", "not in care on that day"
OPEN_CASES, IN_CARE, AUTO = "open cases", "children in care", "auto"


@dataclass(frozen=True)
class Audit:
    """A set of cases over a period.

    Attributes:
        before: the record as it stood at the end of the period; all that is called known rests on it.
        record: the record as it stood on the day of the audit.
        start, end: first and last day of the period (ISO).
        as_of: the day of the audit; what came later is followed up to it.
        horizon_days: days followed after a view.
        population: `open cases`, or `children in care`.
        cases: `case_id`, `family`, `standing` (`in`, or why not), one row a case.
        views: the set at the end of the period: one view a case that is in.
        decisions: the views before the decisions of these cases within the period.
    """

    before: Record
    record: Record
    start: str
    end: str
    as_of: str
    horizon_days: int
    population: str
    cases: pd.DataFrame
    views: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def families_known(self) -> bool:
        """Whether the record says of any child who its brothers and sisters are."""
        return bool((self.cases["family"] != self.cases["case_id"]).any())

    @property
    def families(self) -> dict[str, str]:
        """The family of each case as known at the end of the period; the cluster of every interval."""
        return dict(zip(self.cases["case_id"], self.cases["family"], strict=True))


def open_audit(record: Record, as_of: str = "", months: int = 12, horizon_days: int = 365, population: str = AUTO) -> Audit:
    """Make ready an audit of the cases that were open at the end of a period.

    The period is the months that end `horizon_days` before the day of the audit, so that what came after its last
    decision could be followed.

    Args:
        record: the record.
        as_of: the day of the audit (ISO); the last day that the record is known to cover where empty.
        months: length of the period.
        horizon_days: days followed after a view.
        population: `open cases`, `children in care`, or `auto`: children in care where no case on record ever ended, as in a
            record made from returns on children in care, which do not say when a case closes.

    Raises:
        CaseReviewError: the record states no cover and no day is given, or no case was open at the end of the period.
    """
    day = as_of or _last_covered(record)
    now = record.as_it_stood(day)
    end = date.fromisoformat(day) - timedelta(days=horizon_days)
    start = _months_before(end, months) + timedelta(days=1)
    before = now.as_it_stood(end.isoformat())
    cases = _cases(before, now, end.isoformat())
    if population == IN_CARE or (population == AUTO and not _any_case_ended(before)):
        population, cases = IN_CARE, _only_in_care(before, cases, end.isoformat())
    inside = cases.loc[cases["standing"] == IN, "case_id"].tolist()
    if not inside:
        raise CaseReviewError(
            f"Nobody was in the set on {end}, the end of the period of the audit", todo="Name another as_of, or a shorter horizon_days.")
    decisions = moments.decisions(before, inside, start.isoformat(), end.isoformat())
    return Audit(before, now, start.isoformat(), end.isoformat(), day, horizon_days, OPEN_CASES if population == AUTO else population, cases,
                 moments.on_dates(inside, [end.isoformat()]), decisions)


def who_is_in(audit: Audit) -> pd.DataFrame:
    """Return how many cases are in the audit and how many are not, with the reason: `standing`, `cases`, `families`."""
    counts = audit.cases.groupby("standing").agg(cases=("case_id", "count"), families=("family", "nunique")).reset_index()
    order = [IN, NOT_IN_CARE, CLOSED, PLANNED, NO_SPELL, NOT_YET]
    return counts.sort_values("standing", key=lambda s: s.map(order.index), ignore_index=True)


def cover(audit: Audit) -> pd.DataFrame:
    """Return what the record was known to cover at the end of the period: `table`, `since`, `to`, `entries`."""
    from toolkit.record.schema import STATEMENT_TABLES

    con = audit.before.connect()
    try:
        counts = " UNION ALL ".join(f"SELECT '{t}' AS table_name, count(DISTINCT entity_id) AS entries FROM \"{t}\"" for t in STATEMENT_TABLES)
        return con.execute(f"""
            SELECT e.table_name AS "table", strftime(min(c.covered_from), '%Y-%m-%d') AS since,
                   strftime(max(least(coalesce(c.covered_to, DATE '{audit.end}'), DATE '{audit.end}')), '%Y-%m-%d') AS "to",
                   CASE WHEN min(c.covered_from) IS NOT NULL THEN any_value(e.entries) END AS entries
            FROM ({counts}) e LEFT JOIN coverage c USING (table_name) GROUP BY e.table_name ORDER BY e.table_name""").df()
    finally:
        con.close()


def _cases(before: Record, now: Record, end: str) -> pd.DataFrame:
    import pandas as pd

    frame = read_frame(before, end)[["case_id", "family", "standing"]]
    frame["standing"] = frame["standing"].replace({OPEN: IN})
    con = now.connect()
    try:
        every = con.execute('SELECT DISTINCT case_id FROM "case" ORDER BY case_id').df()
    finally:
        con.close()
    later = every[~every["case_id"].isin(frame["case_id"])].assign(standing=NOT_YET)
    later["family"] = later["case_id"]
    return pd.concat([frame, later], ignore_index=True)


def _any_case_ended(before: Record) -> bool:
    con = before.connect()
    try:
        return bool(con.execute('SELECT count(*) > 0 FROM "case" WHERE ended_on IS NOT NULL').fetchone()[0])
    finally:
        con.close()


def _only_in_care(before: Record, cases: pd.DataFrame, end: str) -> pd.DataFrame:
    views = moments.on_dates(cases.loc[cases["standing"] == IN, "case_id"].tolist(), [end])
    rows = measure(before, views, ["days_in_placement"]).merge(views[["view_id", "case_id"]], on="view_id")
    in_care = set(rows.loc[rows["status"].isin([OK, INSUFFICIENT]), "case_id"])
    return cases.assign(standing=cases["standing"].mask((cases["standing"] == IN) & ~cases["case_id"].isin(in_care), NOT_IN_CARE))


def _last_covered(record: Record) -> str:
    con = record.connect()
    try:
        found = con.execute("SELECT max(coalesce(covered_to, CAST(recorded_at AS DATE))) FROM coverage").fetchone()
    finally:
        con.close()
    if not found or found[0] is None:
        raise CaseReviewError("The record does not say what it covers", todo="Give the day of the audit as as_of, or add a coverage table.")
    return found[0].isoformat()


def _months_before(day: date, months: int) -> date:
    import calendar

    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
