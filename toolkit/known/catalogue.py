"""The catalogue of indicators: each is one `.sql` file whose header says what it asks, of what, and on whose authority."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.header import listed, split_header
from toolkit.record.schema import BY_NAME

OURS = Path(__file__).parent / "indicators"
DERIVED = Path(__file__).parent / "derived"
NEEDED = ("name", "question", "definition", "unit", "source", "tables", "reach", "else")
REACHES = ("case", "worker", "cohort")


@dataclass(frozen=True)
class Parameter:
    """A number that an indicator can be given, with its default and where that comes from."""

    name: str
    default: float
    source: str


@dataclass(frozen=True)
class Indicator:
    """One indicator: its header, its query over the known tables, and the query for the statements it rests on.

    `ours` are those that travel with the toolkit: the tests hold them to the guard, so that no run needs to.
    `tables` must be covered by the record, or the answer is `not recorded`; `also` are used where they are covered.
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
    evidence_sql: str
    ours: bool = False

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
    sql, _, evidence = body.partition("-- evidence\n")
    problems = [f"the header has no line `-- {k}: …`" for k in NEEDED if not header.get(k)]
    tables, also = listed(header.get("tables", "")), listed(header.get("also", ""))
    problems += [f"there is no table {t}{nearest(t, BY_NAME)}" for t in tables + also if t not in BY_NAME]
    if header.get("reach") and header["reach"] not in REACHES:
        problems.append(f"reach is one of {', '.join(REACHES)}")
    parameters, bad = _parameters(header.get("parameters", ""))
    if problems + bad:
        raise CaseReviewError(f"{file.name} is not an indicator", problems + bad)
    notes = {k: v for k, v in header.items() if k not in (*NEEDED, "also", "parameters")}
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
        sql.strip().rstrip(";"),
        evidence.strip().rstrip(";"),
        file.parent == OURS,
    )


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
