"""The made-up agency: families one after another, each child's case lived through and written down, then the record."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.record.schema import STATEMENT_TABLES, TABLES
from toolkit.synth import awkward, chance, corrections, course, drift, people, settings, story, truth
from toolkit.synth.case import Case
from toolkit.synth.pen import Pen
from toolkit.synth.plan import Plan
from toolkit.synth.settings import Settings
from toolkit.synth.staff import Staff

if TYPE_CHECKING:
    import pandas as pd

PROFILES = ("tidy", "awkward")
NOT_MADE = (  # what this agency keeps no record of
    "missing",
    "measure",
    "referral",
    "assessment",
    "plan",
    "service",
    "contact",
    "meeting",
    "network_member",
    "supervision",
    "account",
    "statement_about",
    "identity",
    "staff",
    "survey",
    "tombstone",
    "origin",
)
MADE = tuple(t.name for t in TABLES if t.name not in NOT_MADE)
LATER_TABLES = ("visit", "ledger")
_SOURCE = "case system"
_LONGEST_BEFORE_BIRTH = 150
Rows = dict[str, list[dict[str, Any]]]


def make_agency(to: str | Path, cases: int, seed: int, profile: str = "tidy", replace: bool = False) -> Path:
    """Make up an agency's record: every table of the schema, in two clocks, and `truth/` that says what was put in.

    The same seed gives the same bytes. A child's case owes nothing to how many cases are made: the first 40 of 300 are
    the 40 of 40 (whole families only; a family cut short by `cases` has the same first children). The first two cases
    are written by hand (see data/synth/story.toml) and are the same whatever the seed.

    Args:
        to: the record folder to make; the tables lie in it as Parquet, `truth/` and `README.md` beside them.
        cases: how many children, one or more.
        seed: a whole number, zero or more.
        profile: `tidy`, or `awkward` for the same agency with dirt in its record.
        replace: whether a record there may be replaced.

    Returns:
        The folder.

    Raises:
        CaseReviewError: for a number below its range, an unknown profile, or a folder that exists.

    >>> import tempfile
    >>> from toolkit.record.open import open_record
    >>> open_record(make_agency(Path(tempfile.mkdtemp()) / "record", cases=3, seed=1)).has("visit")
    True
    """
    _check(cases, seed, profile)
    set_ = settings.load()
    rows, told = _simulate(cases, seed, set_)
    dirt = None
    if profile == "awkward":
        dirt = awkward.dirty(rows, told, seed, set_.data_date)
    tables = _completed(rows)
    truths = truth.Told(*told, set_.sources, dirt)
    return _publish(Path(to), awkward.repeated(tables) if dirt else tables, truths, _readme(cases, seed, profile), replace)


def _check(cases: int, seed: int, profile: str) -> None:
    problems = []
    if cases < 1:
        problems.append(f"cases: {cases} is below 1")
    if seed < 0:
        problems.append(f"seed: {seed} is below 0")
    if profile not in PROFILES:
        problems.append(f"profile: {profile} is none of {', '.join(PROFILES)}")
    if problems:
        raise CaseReviewError("The agency cannot be made", problems, "Mend these and run again.")


def _simulate(cases: int, seed: int, set_: Settings) -> tuple[Rows, tuple[list, list]]:
    rows: Rows = {name: [] for name in MADE}
    lines, events = [], []
    for family, place, number in people.families(seed, cases, set_):
        case = _whole_case(family, place, number, seed, set_)
        _collect(case.pen, rows)
        lines.append(truth.of_case(case) if number not in story.CASES else story.truth_of(case))
        events += case.pen.happened
    rows["coverage"] = _coverage(set_)
    return rows, (lines, events)


def _whole_case(family: people.Family, place: int, number: int, seed: int, set_: Settings) -> Case:
    case = _new_case(family, place, number, seed, set_)
    if number in story.CASES:
        story.tell(case)
        return case
    _lived(case, _first_day(case))
    if not any(case.pen.entities[e] for e, t in case.pen.tables.items() if t == "case"):
        # It was over before the record began: let the same child come to notice later.
        case = _new_case(family, place, number, seed, set_)
        _lived(case, chance.later(set_.start, chance.between(case.rng, 30, 300)))
    return case


def _new_case(family: people.Family, place: int, number: int, seed: int, set_: Settings) -> Case:
    case_id = f"C{number:05d}"
    case = Case(
        number,
        case_id,
        family,
        place,
        people.child_stream(seed, number),
        set_,
        Pen(case_id),
        team=(number - 1) // int(set_["cases_per_team"]),
    )
    case.drift = drift.put_in(case)
    case.staff, case.plan = Staff(case), Plan(case)
    return case


def _first_day(case: Case) -> date:
    referred = case.family.referred_on
    before_birth = (case.born - referred).days
    if case.place == 0 and 0 < before_birth <= _LONGEST_BEFORE_BIRTH:
        return referred
    return max(referred, chance.later(case.born, chance.between(case.rng, 2, 40)))


def _lived(case: Case, first: date) -> None:
    course.live(case, chance.weekday(first))
    corrections.put_right(case)
    earlier = tuple(t for t in STATEMENT_TABLES if t not in LATER_TABLES)
    corrections.migrate(case.pen, case.set.start, earlier, "carried over from the former system")
    corrections.migrate(case.pen, visits_from(case.set), LATER_TABLES, "carried over from the former system")
    case.pen.read = [r for r in case.pen.read if r["recorded_at"].date() >= visits_from(case.set)]
    corrections.cut(case.pen, case.last)


def visits_from(set_: Settings) -> date:
    """The day from which visits and the ledger are covered."""
    return chance.later(set_.start, set_["visits_from_days"])


def _collect(pen: Pen, rows: Rows) -> None:
    for entity, versions in pen.entities.items():
        rows[pen.tables[entity]] += [{"source": _SOURCE, **v} for v in versions]
    rows["ledger"] += [{**r, "case_id": pen.case_id} for r in pen.read]


def _coverage(set_: Settings) -> list[dict[str, Any]]:
    found = []
    for table in MADE:
        if table != "coverage":
            since = visits_from(set_) if table in LATER_TABLES else set_.start
            found.append(
                {
                    "table_name": table,
                    "covered_from": since,
                    "covered_to": set_.data_date,
                    "recorded_at": datetime.combine(since, time()),
                    "source": _SOURCE,
                }
            )
    return found


def _completed(rows: Rows) -> dict[str, pd.DataFrame]:
    from toolkit.record.write import complete
    from toolkit.synth.frames import frame
    from toolkit.synth.ledger import resolved

    tables = {t: complete(t, frame(t, rows[t])) for t in STATEMENT_TABLES if t in MADE}
    tables["coverage"] = complete("coverage", frame("coverage", rows["coverage"]))
    tables["ledger"] = complete("ledger", frame("ledger", resolved(rows["ledger"], tables)))
    return tables


def _publish(to: Path, tables: dict[str, pd.DataFrame], told: truth.Told, readme: str, replace: bool) -> Path:
    from toolkit.record.write import write_record

    if to.exists() and not replace and (not to.is_dir() or any(to.iterdir())):
        raise CaseReviewError(f"{to} exists already", todo="Name another folder, or say --replace to replace the record there.")
    to.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        made = write_record(room / "record", tables)
        truth.write(made / "truth", told)
        (made / "README.md").write_text(readme, encoding="utf-8")
        _swap(made, to, room)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return to


def _swap(made: Path, to: Path, room: Path) -> None:
    if to.exists():
        to.rename(room / "former")
    made.rename(to)


def _readme(cases: int, seed: int, profile: str) -> str:
    words = (settings.folder() / "readme.md").read_text(encoding="utf-8")
    return words.replace("{cases}", str(cases)).replace("{seed}", str(seed)).replace("{profile}", profile)
