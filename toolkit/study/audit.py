"""An audit of a set of cases over a period: who is in and who is out, and the views at which the set is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.known import measure
from toolkit.known import views as moments
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, OK
from toolkit.review.cover import LEDGER, cover_at
from toolkit.study.audit_sample import INCIDENT_PART, RANDOM_PART, AuditSample, read_sample
from toolkit.study.frame import CLOSED, JOINED, NO_SPELL, OPEN, PLANNED, read_frame

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

IN, NOT_IN_CARE = "in", "not in care on that day"
CARE_UNKNOWN = "not recorded whether in care on that day"
NOT_DRAWN = "not drawn"
OTHER_PART = {
    RANDOM_PART: "chosen after an incident, and so not looked at here",
    INCIDENT_PART: "drawn at random, and so not looked at here",
}
_STANDINGS = (IN, NOT_DRAWN, *OTHER_PART.values(), NOT_IN_CARE, CARE_UNKNOWN, CLOSED, PLANNED, JOINED, NO_SPELL)
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
        cases: `case_id`, `family`, `standing` (`in`, or why not), one row a case that stood in the record at the end of the period.
        views: the set at the end of the period: one view a case that is in.
        decisions: the views before the decisions of the period, about every case that was in the population at any time in it:
            to take only those still in it at its end would leave out whoever left, and how that went.
        sample: the part of a sample that the set is; none where all of the population is looked at.
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
    sample: AuditSample | None = None

    @property
    def families_known(self) -> bool:
        """Whether the record says of any child who its brothers and sisters are."""
        return bool((self.cases["family"] != "case " + self.cases["case_id"]).any())

    @property
    def families(self) -> dict[str, str]:
        """The family of each case as known at the end of the period; the cluster of every interval."""
        return dict(zip(self.cases["case_id"], self.cases["family"], strict=True))


def open_audit(
    record: Record,
    as_of: str = "",
    months: int = 12,
    horizon_days: int = 365,
    population: str = AUTO,
    sample: str = "",
    part: str = RANDOM_PART,
) -> Audit:
    """Make ready an audit of the cases that were open at the end of a period.

    The period is the months that end `horizon_days` before the day of the audit, so that what came after its last
    decision could be followed. It begins on the day after the same date, so many months before: a period of three months
    to 30 April begins on 1 February. Its decisions are those that were on record at its end, of cases still in the set or not.

    Args:
        record: the record.
        as_of: the day of the audit (ISO); the last day that the record is known to cover where empty.
        months: length of the period, 1 or more.
        horizon_days: days followed after a view, 1 or more.
        population: `open cases`, `children in care`, or `auto`: children in care where there are such and no case on record
            ever ended, as in a record made from returns on children in care, which do not say when a case closes.
        sample: the file of a sample (`casereview sample`); the set is then its cases alone, and so are those of the decisions.
        part: which part of the sample: `drawn at random` or `chosen after an incident`; the two are never taken together.

    Raises:
        CaseReviewError: a length that cannot be, no cover and no day, a sample that cannot be used, or nobody in the set at the end
            of the period.
    """
    day = as_of or last_covered(record)
    start, end = period(day, months, horizon_days)
    drawn = read_sample(sample, part) if sample else None
    now = record.as_it_stood(day)
    before = now.as_it_stood(end)
    population, cases = population_on(before, population, end)
    cases = _only_drawn(cases[["case_id", "family", "standing"]], drawn)
    inside = cases.loc[cases["standing"] == IN, "case_id"].tolist()
    if not inside:
        raise CaseReviewError(
            f"Nobody was in the set on {end}, the end of the period of the audit",
            [f"{n} cases: {standing}" for standing, n in cases["standing"].value_counts().items()],
            "Name another as_of or population, or a shorter horizon_days.",
        )
    views = moments.on_dates(inside, [end])
    decisions = moments.decisions(before, _ever_in(before, population, start, end), start, end).astype({"view_id": "str"})
    if drawn:
        decisions = decisions[decisions["case_id"].isin(drawn.cases)].reset_index(drop=True)
    return Audit(before, now, start, end, day, horizon_days, population, cases, views, decisions, drawn)


def period(day: str, months: int, horizon_days: int) -> tuple[str, str]:
    """Return the first and the last day (ISO) of the months that end `horizon_days` before a day.

    Raises:
        CaseReviewError: a length below 1, or a period that lies outside the calendar.

    >>> period("2025-09-30", 12, 365)
    ('2023-10-01', '2024-09-30')
    """
    lengths = {"months": months, "horizon_days": horizon_days}
    problems = [f"{name} is {n}, and must be 1 or more" for name, n in lengths.items() if n < 1]
    if problems:
        raise CaseReviewError("The audit has no period", problems)
    try:
        end = date.fromisoformat(day) - timedelta(days=horizon_days)
        return months_before(end + timedelta(days=1), months).isoformat(), end.isoformat()
    except (ValueError, OverflowError):
        problem = f"{months} months and {horizon_days} days before {day} is no day"
        raise CaseReviewError("The audit has no period", [problem]) from None


def who_is_in(audit: Audit) -> pd.DataFrame:
    """Return how many cases are in the audit and how many are not, with the reason: `standing`, `cases`, `families`.

    `families` is empty where the record says of no child who its brothers and sisters are. A case that came on record only after
    the end of the period is not here, and not counted: nothing here looks past that day.
    """
    counts = audit.cases.groupby("standing").agg(cases=("case_id", "count"), families=("family", "nunique")).reset_index()
    families = counts["families"].astype("Int64")
    counts["families"] = families if audit.families_known else families.mask(families.notna())
    return counts.sort_values("standing", key=lambda s: s.map(_STANDINGS.index), ignore_index=True)


def cover(audit: Audit) -> pd.DataFrame:
    """Return what the record was known to cover at the end of the period: `table`, `since`, `to`, `entries`.

    `since` and `to` are the days of the last unbroken run that is covered; they and `entries` (things that stood on record) are
    empty where nothing is.
    """
    import pandas as pd

    spans = cover_at(audit.before, audit.views.head(1)).set_index("table")[["since", "to"]]
    things = dict.fromkeys(STATEMENT_TABLES, "count(DISTINCT entity_id)") | {LEDGER: "count(*)"}
    con = audit.before.connect()
    try:
        counts = {
            t: con.execute(f'SELECT {n} FROM "{t}" WHERE withdrawn_at IS NULL').fetchall()[0][0]
            for t, n in things.items()
            if t in spans.index
        }
    finally:
        con.close()
    tables = sorted(things)
    return (
        pd.DataFrame({"table": tables})
        .join(spans, on="table")
        .assign(entries=pd.array([counts.get(t) for t in tables], dtype="Int64"))
    )


def population_on(before: Record, asked: str, end: str) -> tuple[str, pd.DataFrame]:
    """Return the population that is asked for, and every case on record on a day with whether it is in it.

    Args:
        before: the record, as it stood on that day or later.
        asked: `open cases`, `children in care`, or `auto`, as for :func:`open_audit`.
        end: the day (ISO).

    Returns:
        `open cases` or `children in care`; and the columns of :func:`toolkit.study.frame.read_frame`, `standing` being `in` or
        why not.
    """
    cases = read_frame(before, end)
    cases["standing"] = cases["standing"].replace({OPEN: IN})
    if asked == OPEN_CASES or (asked == AUTO and _any_case_ended(before)):
        return OPEN_CASES, cases
    in_care = _only_in_care(before, cases, end)
    return (OPEN_CASES, cases) if asked == AUTO and not (in_care["standing"] == IN).any() else (IN_CARE, in_care)


def _only_drawn(cases: pd.DataFrame, sample: AuditSample | None) -> pd.DataFrame:
    """Leave in who is in the part of the sample that is looked at; whoever was out already stays out for the same reason."""
    if sample is None:
        return cases
    inside, drawn = cases["standing"] == IN, cases["case_id"].isin(sample.cases)
    other = inside & cases["case_id"].isin(sample.other)
    standing = cases["standing"].mask(inside & ~drawn, NOT_DRAWN).mask(other, OTHER_PART[sample.part])
    return cases.assign(standing=standing)


def _ever_in(before: Record, population: str, start: str, end: str) -> list[str] | None:
    """The children who were in care at any time in the period; of open cases, all that have a decision in it."""
    if population == OPEN_CASES:
        return None
    con = before.connect()
    try:
        rows = con.execute(_IN_CARE_IN_PERIOD, {"start": start, "end": end}).fetchall()
    finally:
        con.close()
    return [case_id for (case_id,) in rows]


_IN_CARE_IN_PERIOD = """
    SELECT DISTINCT case_id FROM placement
    WHERE withdrawn_at IS NULL AND occurred_on <= CAST($end AS DATE) AND CAST(recorded_at AS DATE) >= occurred_on
          AND (ended_on IS NULL OR ended_on >= CAST($start AS DATE) OR CAST(recorded_at AS DATE) < ended_on)
    ORDER BY case_id"""


def _any_case_ended(before: Record) -> bool:
    con = before.connect()
    try:
        return bool(con.execute('SELECT count(*) > 0 FROM "case" WHERE ended_on IS NOT NULL').fetchall()[0][0])
    finally:
        con.close()


def _only_in_care(before: Record, cases: pd.DataFrame, end: str) -> pd.DataFrame:
    inside = cases.loc[cases["standing"] == IN, "case_id"].tolist()
    if not inside:
        return cases
    views = moments.on_dates(inside, [end])
    rows = measure(before, views, ["days_in_placement"]).merge(views[["view_id", "case_id"]], on="view_id")
    status = cases["case_id"].map(rows.set_index("case_id")["status"])
    in_care, out = status.isin([OK, INSUFFICIENT]), status == NOT_APPLICABLE
    standing = cases["standing"].mask(cases["standing"] == IN, CARE_UNKNOWN)
    return cases.assign(standing=standing.mask(in_care, IN).mask(out, NOT_IN_CARE))


def last_covered(record: Record) -> str:
    """Return the last day that any table covers; cover without an end reaches to the last day on which anything was recorded.

    Raises:
        CaseReviewError: the record does not say what it covers.
    """
    recorded = " UNION ALL ".join(f'SELECT max(recorded_at) AS stood_at FROM "{t}"' for t in (*STATEMENT_TABLES, "coverage"))
    con = record.connect()
    try:
        found = con.execute(
            f"SELECT max(coalesce(covered_to, (SELECT CAST(max(stood_at) AS DATE) FROM ({recorded})))) FROM coverage"
        ).fetchone()
    finally:
        con.close()
    if not found or found[0] is None:
        raise CaseReviewError(
            "The record does not say what it covers", todo="Give the day of the audit as as_of, or add a coverage table."
        )
    return found[0].isoformat()


def months_before(day: date, months: int) -> date:
    """Return the same date so many months before; the last of the month where that has no such date.

    >>> months_before(date(2025, 5, 31), 3)
    datetime.date(2025, 2, 28)
    """
    import calendar

    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
