"""The catalogue of indicators: each is one `.sql` file whose header says what it asks, of what, and on whose authority."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.record.header import listed, split_header
from toolkit.record.schema import BY_NAME

OURS = Path(__file__).parent / "indicators"
DERIVED = Path(__file__).parent / "derived"
NEEDED = ("name", "question", "definition", "unit", "source", "tables", "reach", "else")
REACHES = ("case", "worker", "cohort")
AIMS = ("purpose", "timeliness")
DIRECTIONS = ("higher is worse", "lower is worse", "neither")
SECTIONS = ("evidence", "changes", "spells")
_FLAG = r"(below|at most|above|at least) (-?\d+(?:\.\d+)?), (.+) \((.+)\)"


@dataclass(frozen=True)
class Parameter:
    """A number that an indicator can be given, with its default and where that comes from."""

    name: str
    default: float
    source: str


@dataclass(frozen=True)
class Flag:
    """The values of an indicator that a reader is shown: how they compare with a threshold, in words, and on whose authority."""

    rule: str
    threshold: float
    words: str
    source: str


@dataclass(frozen=True)
class Indicator:
    """One indicator: its header, its query over the known tables, and the queries that go with it.

    `ours` are those that travel with the toolkit: the tests hold them to the guard, so that no run needs to.
    `tables` must be covered by the record, or the answer is `not recorded`; `also` are used where they are covered.
    `evidence` gives the statements that a number rests on, `changes` the changes that a reason may explain,
    `spells` the waits that it is about, ended or open.
    """

    name: str
    question: str
    definition: str
    unit: str
    source: str
    tables: tuple[str, ...]
    also: tuple[str, ...]
    reach: str
    otherwise: str
    parameters: tuple[Parameter, ...]
    notes: dict[str, str]
    sql: str
    sections: dict[str, str]
    flag: Flag | None = None
    ours: bool = False

    @property
    def evidence_sql(self) -> str:
        """The query for the statements that a number rests on; empty where there is none."""
        return self.sections.get("evidence", "")

    @property
    def queries(self) -> str:
        """All its queries, one under the other."""
        return "\n".join([self.sql, *self.sections.values()])

    @property
    def code(self) -> str:
        """The code that the catalogue of drift indicators knows it by, such as `D1`; empty where it has none."""
        return self.notes.get("code", "")

    @property
    def family(self) -> str:
        """The family of questions that it belongs to (data/known/families.csv); empty where it was not said."""
        return self.notes.get("family", "")

    @property
    def aim(self) -> str:
        """Whether it asks after the `purpose` of the work or after its `timeliness`."""
        return self.notes.get("aims at", "")

    @property
    def direction(self) -> str:
        """Which way it worsens: `higher is worse`, `lower is worse` or `neither`."""
        return self.notes.get("direction", "neither")

    @property
    def label(self) -> str:
        """The indicator's name as people read it."""
        return self.notes.get("label") or self.name.replace("_", " ").capitalize()

    @property
    def values(self) -> dict[str, float]:
        """The parameters' defaults, as the query takes them."""
        return {p.name: p.default for p in self.parameters}


def catalogue(folder: str | Path | None = None) -> list[Indicator]:
    """Return all indicators, ours and those of a folder of one's own, by name.

    Raises:
        CaseReviewError: a header that is not whole, or two indicators of one name.

    >>> "carer_moves" in [i.name for i in catalogue()]
    True
    """
    if folder and not Path(folder).is_dir():
        raise CaseReviewError(f"There is no folder of indicators at {folder}", todo="Name a folder that holds .sql files.")
    files = sorted(OURS.glob("*.sql")) + (sorted(Path(folder).glob("*.sql")) if folder else [])
    found, problems = [], []
    for file in files:
        try:
            found.append(read_indicator(file))
        except CaseReviewError as error:
            problems += [f"{file.name}: {p}" for p in error.problems]
    names = [i.name for i in found]
    problems += [f"{n}: two indicators have this name" for n in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise CaseReviewError(
            "These indicators cannot be read", problems, "Mend their headers; `casereview indicators` shows whole ones."
        )
    return sorted(found, key=lambda i: i.name)


def chosen(names: list[str] | None, folder: str | Path | None = None) -> list[Indicator]:
    """Return the indicators of these names, all where none are given; unknown names stop with the nearest valid one."""
    every = {i.name: i for i in catalogue(folder)}
    unknown = [f"{n}{nearest(n, every)}" for n in names or [] if n not in every]
    if unknown:
        raise CaseReviewError("There is no indicator of this name", unknown, "`casereview indicators` lists them all.")
    return [every[n] for n in sorted(set(names))] if names else list(every.values())


def read_indicator(file: Path) -> Indicator:
    """Read one indicator file; the CaseReviewError of a bad one lists everything that its header lacks."""
    header, body = split_header(file.read_text(encoding="utf-8"))
    sql, sections = _sections(body)
    problems = [f"the header has no line `-- {k}: …`" for k in NEEDED if not header.get(k)]
    tables, also = listed(header.get("tables", "")), listed(header.get("also", ""))
    problems += [f"there is no table {t}{nearest(t, BY_NAME)}" for t in tables + also if t not in BY_NAME]
    if header.get("reach") and header["reach"] not in REACHES:
        problems.append(f"reach is one of {', '.join(REACHES)}")
    problems += _unknown_words(header)
    parameters, bad = _parameters(header.get("parameters", ""))
    flag, bad_flag = _flag(header.get("flag", ""))
    bad += bad_flag
    if problems + bad:
        raise CaseReviewError(f"{file.name} is not an indicator", problems + bad)
    notes = {k: v for k, v in header.items() if k not in (*NEEDED, "also", "parameters", "flag")}
    return Indicator(
        header["name"],
        header["question"],
        header["definition"],
        header["unit"],
        header["source"],
        tables,
        also,
        header["reach"],
        header["else"],
        parameters,
        notes,
        sql,
        sections,
        flag,
        file.parent == OURS,
    )


def _sections(body: str) -> tuple[str, dict[str, str]]:
    """The query of the numbers, and those under a line `-- evidence`, `-- changes` or `-- spells`."""
    parts = re.split(rf"^-- ({'|'.join(SECTIONS)})\s*\n", body, flags=re.MULTILINE)
    queries = [part.strip().rstrip(";") for part in parts[::2]]
    return queries[0], dict(zip(parts[1::2], queries[1:], strict=True))


def _unknown_words(header: dict[str, str]) -> list[str]:
    """What a header says in words of which there are only some."""
    known = {"family": tuple(families()), "aims at": AIMS, "direction": DIRECTIONS}
    return [f"{key} is one of {', '.join(words)}" for key, words in known.items() if header.get(key, words[0]) not in words]


@cache
def families() -> dict[str, str]:
    """Return the families of indicators in the order in which reports show them, each with its question."""
    with (paths.data() / "known" / "families.csv").open(encoding="utf-8", newline="") as file:
        return {row["family"]: row["question"] for row in csv.DictReader(file)}


def _flag(text: str) -> tuple[Flag | None, list[str]]:
    """`below 0.8, a fifth of the needs is not served (source)`."""
    if not text:
        return None, []
    match = re.fullmatch(_FLAG, text)
    if not match:
        return None, [f"a flag is written `below 0.8, what that means in words (source)`, not `{text}`"]
    return Flag(match[1], float(match[2]), match[3], match[4]), []


def _parameters(text: str) -> tuple[tuple[Parameter, ...], list[str]]:
    """`name = 12 (source); name = 4 (source)`."""
    found, bad = [], []
    for part in filter(None, (p.strip() for p in re.split(r";(?![^(]*\))", text))):
        match = re.fullmatch(r"(\w+) = (-?\d+(?:\.\d+)?) \((.+)\)", part)
        if match:
            found.append(Parameter(match[1], float(match[2]) if "." in match[2] else int(match[2]), match[3]))
        else:
            bad.append(f"a parameter is written `name = number (source)`, not `{part}`")
    return tuple(found), bad
