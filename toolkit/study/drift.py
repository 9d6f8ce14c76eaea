"""A set of cases on one day or several: who is in on each, and the views at which drift is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, Checks, nearest
from toolkit.known import views as moments
from toolkit.known.catalogue import families
from toolkit.record.standards import DEFAULT_NATION, Standards
from toolkit.review.wording import plural
from toolkit.study.audit import AUTO, IN, NOT_IN_CARE, OPEN_CASES, last_covered, months_before, population_on
from toolkit.study.drift_nations import another_nations
from toolkit.study.drift_own import with_own
from toolkit.study.frame import CLOSED, NOT_RECORDED
from toolkit.study.sample import family_number

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.known import Indicator
    from toolkit.record import Record
    from toolkit.record.workdays import Counting

LONGEST = 60
FEWEST_WORKERS = 5  # project rule: no report may be read as being about a worker
LEFT_OUT, OTHER_TEAM, NOT_NAMED, NOT_DRAWN = "left out", "in another team", "not among the cases named", "not drawn"
_PURPOSE = "purpose"


@dataclass(frozen=True)
class Drift:
    """A set of cases, looked at on one day or on several.

    Attributes:
        record: the record as it stood on the last day; all of this report rests on it.
        days: the days looked at (ISO), the last one the day of the report, those before it month ends.
        population: `open cases` or `children in care`.
        team: the team that the set is of; empty where it is of all.
        cases: every case that stood in the record on the last day, with `standing`: `in`, or why not.
        members: who was in on each day: `view_id, case_id, month, as_of, cluster, team`. `month` is written 2025-09, `cluster`
            is the family; a child is in on a day by what stood in the record on that day.
        followed: who was ever in the set by the last day, as far as waits go: `case_id, cluster, inside` (in on the last day, or
            gone from it since).
        indicators: what is looked at, purpose before timeliness, the families of questions in their order.
        looked_at: the names by which these were asked for; empty where all are.
        nation: whose standards and working days hold.
        own: a folder with indicators of the agency's own; empty for none.
        standards: what measures are held against: the nation's, and the agency's own before them where it has some.
    """

    record: Record
    days: tuple[str, ...]
    population: str
    team: str
    cases: pd.DataFrame
    members: pd.DataFrame
    followed: pd.DataFrame
    indicators: tuple[Indicator, ...]
    looked_at: str = ""
    nation: str = DEFAULT_NATION
    own: str = ""
    standards: Standards = field(default_factory=Standards)

    @property
    def end(self) -> str:
        """The last day looked at."""
        return self.days[-1]

    @property
    def months(self) -> list[str]:
        """The months looked at."""
        return [day[:7] for day in self.days]

    @property
    def views(self) -> pd.DataFrame:
        """A view of each member on each day: `view_id, case_id, as_of`."""
        return self.members[["view_id", "case_id", "as_of"]]

    @property
    def now(self) -> pd.DataFrame:
        """The members on the last day."""
        return self.members[self.members["month"] == self.months[-1]]


def open_drift(
    record: Record,
    as_of: str = "",
    months: int = 6,
    team: str = "",
    case_ids: str = "",
    sampled: int = 0,
    looked_at: str = "",
    seed: int = 1,
    population: str = AUTO,
    nation: str = DEFAULT_NATION,
    own: str = "",
    local: str = "",
    count_from: int = 0,
) -> Drift:
    """Make ready a look at drift in a set of cases.

    Args:
        record: the record.
        as_of: the day of the report (ISO); the last day that the record is known to cover where empty.
        months: days looked at: that day, and the month ends before it.
        team: only cases that were in this team on the day looked at; all where empty.
        case_ids: only these cases, with commas between them; all where empty.
        sampled: so many families of the set, drawn by chance; all where 0.
        looked_at: names of indicators or of families of questions, with commas; all with a flag where empty.
        seed: gives the draw.
        population: `open cases`, `children in care` or `auto`, as for :func:`toolkit.study.audit.open_audit`.
        nation: whose standards hold (see :func:`toolkit.record.standards.nations`).
        own: a folder with indicators of the agency's own, in SQL or Python; those with a flag that speak of a case are looked at
            beside the toolkit's. One that cannot be read is told by :func:`toolkit.study.drift_own.own_told`; the others run.
        local: a CSV file of the agency's own standards, which go before the nation's.
        count_from: whether the day that starts a clock is day 0 or day 1.

    Raises:
        CaseReviewError: a number that cannot be, an unknown name, no such folder, local standards that cannot be used, a day that
            the nation's calendar does not cover, or nobody in the set on the last day.
    """
    checks = Checks("Drift cannot be looked for")
    indicators, standards = checks.make(looked_for, looked_at, nation, own), checks.make(_held_to, nation, local, count_from)
    checks.tell()
    assert indicators is not None and standards is not None
    day = as_of or last_covered(record)
    days = days_before(day, months)
    _in_calendar(standards.counting, days)
    if sampled < 0:
        raise CaseReviewError("No sample can be drawn", [f"sampled is {sampled}, and must be 0 or more"])
    before = record.as_it_stood(day)
    wanted = {part.strip() for part in case_ids.split(",") if part.strip()}
    frames: dict[str, pd.DataFrame] = {}
    for one in reversed(days):  # the last day decides which population it is
        population, frames[one] = population_on(before, population, one)
    keep = _drawn(frames, sampled, seed, team, wanted)
    cases = _left_out(frames[day], team, wanted, keep)
    if team and workers_in(before, day).get(team, 0) < FEWEST_WORKERS:
        raise CaseReviewError(
            f"{team} cannot be looked at alone on {day}", [f"fewer than {FEWEST_WORKERS} people worked in it"], "Leave team empty."
        )
    members = _members({d: _left_out(frames[d], team, wanted, keep) for d in days})
    if not (members["as_of"] == day).any():
        raise CaseReviewError(
            f"Nobody was in the set on {day}",
            [f"{plural(n, 'case')}: {why}" for why, n in cases["standing"].value_counts().items()],
            "Name another as_of, team or population.",
        )
    followed = _followed(frames[day], population, team, wanted, keep)
    return Drift(before, days, population, team, cases, members, followed, indicators, looked_at.strip(), nation, own, standards)


def days_before(day: str, months: int) -> tuple[str, ...]:
    """Return a day and the month ends before it, so many in all, in their order.

    Raises:
        CaseReviewError: fewer than one or more than :data:`LONGEST`, or no day of the calendar.

    >>> days_before("2025-03-15", 3)
    ('2025-01-31', '2025-02-28', '2025-03-15')
    """
    if not 1 <= months <= LONGEST:
        raise CaseReviewError("There are no such months", [f"months is {months}, and must be from 1 to {LONGEST}"])
    try:
        last = date.fromisoformat(day[:10])
        first = last.replace(day=1)
        ends = [months_before(first, back) - timedelta(days=1) for back in range(months - 1)]
    except (ValueError, OverflowError):
        raise CaseReviewError("There are no such months", [f"{months} months to {day} do not lie in the calendar"]) from None
    return (*(end.isoformat() for end in reversed(ends)), last.isoformat())


def looked_for(names: str = "", nation: str = DEFAULT_NATION, own: str = "") -> tuple[Indicator, ...]:
    """Return the indicators that have a flag and speak of a case, purpose before timeliness, families of questions in their order.

    A flag whose threshold is the law, guidance or published measure of one nation is no reason to ask in another: it is left out
    there, unless the indicator is named.

    Args:
        names: names of indicators or of families of questions, with commas; all where empty.
        nation: whose standards hold.
        own: a folder with indicators of one's own, looked at beside ours; empty for none.

    Raises:
        CaseReviewError: an unknown nation, no such folder, a name that is neither, or one that has no flag; with the nearest that
            has.
    """
    elsewhere = another_nations(nation)
    every = [i for i in with_own(own) if i.flag and i.reach == "case"]
    valid = {*families(), *(i.name for i in every)}
    asked = [part.strip() for part in names.split(",") if part.strip()]
    unknown = [f"there is no indicator with a flag, nor a family of questions, called {n}{nearest(n, valid)}" for n in asked]
    unknown = [said for n, said in zip(asked, unknown, strict=True) if n not in valid]
    kept = [i for i in every if i.name in asked or i.name not in elsewhere and (not asked or i.family in asked)]
    if unknown or not kept:
        raise CaseReviewError(
            "What is to be looked at cannot be told",
            unknown or ["no indicator of these has a flag"],
            f"Families of questions: {', '.join(families())}. `casereview indicators` lists the indicators.",
        )
    places = {name: place for place, name in enumerate(families())}
    return tuple(sorted(kept, key=lambda i: (i.aim != _PURPOSE, places.get(i.family, len(places)), i.label)))


def _held_to(nation: str, local: str, count_from: int) -> Standards:
    standards = Standards(nation, local or None, count_from)
    assert standards.lines  # they are read here, so that what is wrong with them is said before anything is measured
    return standards


def _in_calendar(counting: Counting, days: tuple[str, ...]) -> None:
    outside = [day for day in (days[0], days[-1]) if not counting.first_day <= date.fromisoformat(day) <= counting.last_day]
    if outside:
        raise CaseReviewError(
            f"The calendar of working days of {counting.nation.label} does not cover the days looked at",
            [f"{day} is not between {counting.first_day} and {counting.last_day}" for day in dict.fromkeys(outside)],
            "Name another as_of, fewer months, or another nation.",
        )


def _followed(frame: pd.DataFrame, population: str, team: str, wanted: set[str], drawn: set[str] | None) -> pd.DataFrame:
    """Who is in on the last day, and who has left since: to follow only those still in would leave out how waits end by leaving."""
    left = (CLOSED,) if population == OPEN_CASES else (CLOSED, NOT_IN_CARE)
    gone = _left_out(frame.assign(standing=IN), "", wanted, drawn)["standing"] == IN
    inside = _left_out(frame, team, wanted, drawn)["standing"] == IN
    kept = frame[inside | gone & frame["standing"].isin(list(left))]
    named = kept[["case_id", "family"]].set_axis(["case_id", "cluster"], axis=1)
    return named.assign(inside=inside[kept.index]).reset_index(drop=True)


def _drawn(frames: dict[str, pd.DataFrame], sampled: int, seed: int, team: str, wanted: set[str]) -> set[str] | None:
    """The families that are drawn: those with the lowest numbers of all that were in on any day."""
    if not sampled:
        return None
    inside = [frame[_left_out(frame, team, wanted, None)["standing"] == IN]["family"] for frame in frames.values()]
    return set(sorted({f for part in inside for f in part}, key=lambda family: family_number(seed, family))[:sampled])


def _left_out(frame: pd.DataFrame, team: str, wanted: set[str], drawn: set[str] | None) -> pd.DataFrame:
    standing = frame["standing"]
    for why, stays in (
        (OTHER_TEAM, frame["team"] == team if team else None),
        (NOT_NAMED, frame["case_id"].isin(list(wanted)) if wanted else None),
        (NOT_DRAWN, frame["family"].isin(list(drawn)) if drawn is not None else None),
    ):
        if stays is not None:
            standing = standing.mask((standing == IN) & ~stays, why)
    return frame.assign(standing=standing)


def _members(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    parts = []
    for day, frame in frames.items():
        inside = frame[frame["standing"] == IN]
        views = moments.on_dates(inside["case_id"].tolist(), [day])[["view_id", "case_id", "as_of"]]
        parts.append(views.assign(month=day[:7], cluster=inside["family"].to_numpy(), team=inside["team"].to_numpy()))
    columns = ["view_id", "case_id", "month", "as_of", "cluster", "team"]
    return pd.concat(parts, ignore_index=True)[columns].astype("str")


def named_teams(drift: Drift) -> list[str]:
    """Return the teams of the members on the last day, in the order of their names; without those of whom it is not recorded."""
    return sorted({t for t in drift.now["team"] if t != NOT_RECORDED}, key=str.casefold)


def workers_in(record: Record, day: str) -> dict[str, int]:
    """Return how many people worked in each team on a day, by posts on record or, without those, by who worked with a child.

    The number is for the gate, which hides a team of too few; it is never shown.

    Args:
        record: the record as it stood on that day.
        day: the day (ISO).
    """
    asked = " UNION ".join(
        f"SELECT team, worker_id FROM {table} WHERE withdrawn_at IS NULL AND occurred_on <= CAST($day AS DATE) "
        "AND (ended_on IS NULL OR ended_on > CAST($day AS DATE)) AND team <> '' AND worker_id <> ''"
        for table in ("staff", "involvement")
    )
    con = record.connect()
    try:
        return dict(
            con.execute(
                f"SELECT team, count(DISTINCT worker_id) FROM ({asked}) GROUP BY team ORDER BY team", {"day": day}
            ).fetchall()
        )
    finally:
        con.close()
