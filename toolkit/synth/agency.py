"""The made-up agency: families one after another, each child's case lived through and written down, then the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.record.beside import PARTS, whole
from toolkit.record.looked import look_through
from toolkit.record.schema import TABLES
from toolkit.synth import awkward, corrections, faults, life, settings, story, survey, truth
from toolkit.synth.case import Case
from toolkit.synth.people import families
from toolkit.synth.settings import Settings
from toolkit.synth.stream import Rows, Stream
from toolkit.synth.team import Teams

PROFILES = ("tidy", "awkward")
NOT_MADE = (  # accounts are gathered by a review, the others come of imports and erasures
    "account",
    "tombstone",
    "origin",
)
MADE = tuple(t.name for t in TABLES if t.name not in NOT_MADE)
BLOCK = 200
_MORE_DIRT = (faults.a_case_for_each_rule, faults.joined_numbers, faults.moved_in_one_night, faults.coverage_in_disorder)
_SOURCE = "case system"


def make_agency(
    to: str | Path,
    cases: int,
    seed: int,
    profile: str = "tidy",
    replace: bool = False,
    causes: Sequence[str] | None = None,
    parameters: str | Path | None = None,
) -> Path:
    """Make up an agency's record: the tables of the schema, in two clocks, and `truth/` that says what was put in.

    The same seed gives the same bytes. A child's case owes nothing to how many cases are made: the first 40 of 300 are
    the 40 of 40 (whole families only; a family cut short by `cases` has the same first children). The first two cases
    are written by hand (see data/synth/story.toml) and are the same whatever the seed. A tidy agency is written block by
    block and may be of any size; an awkward one is made dirty in memory.

    Args:
        to: the record folder to make; the tables lie in it as Parquet, `truth/` and `README.md` beside them.
        cases: how many children with a case, one or more; children who are only ever referred and screened out come on top.
        seed: a whole number, zero or more.
        profile: `tidy`, or `awkward` for the same agency with dirt in its record.
        replace: whether a record there may be replaced.
        causes: the causes of drift that are switched on (data/synth/causes.csv); all of them unless said; none for ().
        parameters: a CSV file (name, value) with other values for some of data/synth/parameters.csv.

    Returns:
        The folder.

    Raises:
        CaseReviewError: for a number below its range, an unknown profile, cause or parameter, or a folder that exists.

    >>> import tempfile
    >>> from toolkit.record.open import open_record
    >>> open_record(make_agency(Path(tempfile.mkdtemp()) / "record", cases=3, seed=1)).has("visit")
    True
    """
    target = Path(to)
    set_ = settings.chosen(causes, parameters)
    _check(cases, seed, profile)
    with whole(target, replace) as made:
        _make(made, cases, seed, profile, set_)
        look_through(made)
        (made / "README.md").write_text(_readme(cases, seed, profile), encoding="utf-8")
    return target


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


def _make(made: Path, cases: int, seed: int, profile: str, set_: Settings) -> None:
    dirty = profile == "awkward"
    stream, told = Stream(made.parent / PARTS), truth.Writer(made / "truth", set_.sources)
    for rows, lines in _blocks(cases, seed, set_, cases if dirty else BLOCK):
        told.dirt(awkward.dirty(rows, lines, seed, set_.data_date, _MORE_DIRT) if dirty else [])
        stream.add(rows)
        told.add(lines)
    told.close()
    stream.finish(made, awkward.REPEATED if dirty else frozenset())


def _blocks(cases: int, seed: int, set_: Settings, size: int) -> Iterator[tuple[Rows, truth.Lines]]:
    """Yield the rows and the truth of so many cases at a time; what concerns the whole agency comes with the last."""
    teams = Teams(seed, set_, story.posts())
    rows, lines = _empty(), truth.Lines()
    for family, place, number in families(seed, cases, set_):
        case = life.of_child(family, place, number, seed, teams)
        _collect(case, rows, lines)
        if place == 0 and (other := life.at_the_door(family, number, seed, teams)):
            _collect(other, rows, lines, only_door=True)
        if number % size == 0 and number < cases:
            yield rows, lines
            rows, lines = _empty(), truth.Lines()
    rows["staff"] = [{"source": _SOURCE, **r} for _, team in sorted(teams.made.items()) for r in team.rows()]
    rows["survey"] = [{"source": _SOURCE, **r} for r in survey.rows([t for _, t in sorted(teams.made.items())], seed, set_)]
    rows["coverage"] = _coverage(set_)
    yield rows, lines


def _empty() -> Rows:
    return {name: [] for name in MADE}


def _collect(case: Case, rows: Rows, lines: truth.Lines, only_door: bool = False) -> None:
    for pen in (case.pen, *case.others):
        for entity, versions in pen.entities.items():
            rows[pen.tables[entity]] += [{"source": _SOURCE, **v} for v in versions]
        rows["ledger"] += [{**r, "case_id": pen.case_id} for r in pen.read]
        rows["statement_about"] += [{"entity_id": e, "case_id": pen.case_id, "person_id": p} for e, p in pen.about]
        lines.events += pen.happened
    rows["identity"] += [m for m in case.merged if m["recorded_at"].date() <= case.last]
    if not only_door:
        lines.cases.append(truth.of_case(case) if case.number not in story.CASES else story.truth_of(case))
        lines.hazards += case.hazards


def _coverage(set_: Settings) -> list[dict[str, Any]]:
    found = []
    for table in MADE:
        if table != "coverage":
            since = corrections.visits_from(set_) if table in corrections.LATER_TABLES else set_.start
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


def _readme(cases: int, seed: int, profile: str) -> str:
    words = (settings.folder() / "readme.md").read_text(encoding="utf-8")
    return words.replace("{cases}", str(cases)).replace("{seed}", str(seed)).replace("{profile}", profile)
