"""The agency's parameters, delays, codes and words, read from data/synth, where each line names its source."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest

Row = dict[str, str]
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
OLDEST = 17  # the word lists are about children


@dataclass(frozen=True)
class Delay:
    """How late a table is written up: lognormal days, and the share that waits for the weekly batch."""

    median: float
    sigma: float
    batch: float


@dataclass(frozen=True)
class Settings:
    """Everything that shapes the made-up agency."""

    numbers: dict[str, float]
    lists: dict[str, tuple[float, ...]]
    data_date: date
    delays: dict[str, Delay]
    codes: dict[str, list[Row]]
    notes: dict[str, tuple[str, ...]]
    needs: list[Row] = field(repr=False)
    information: list[Row] = field(repr=False)
    incidents: list[Row] = field(repr=False)
    decisions: dict[str, list[Row]] = field(repr=False)
    causes: list[Row] = field(repr=False)
    factors: dict[str, Row] = field(repr=False)
    survey: list[Row] = field(repr=False)
    dependence: dict[str, list[Row]] = field(repr=False)
    sources: list[Row] = field(repr=False)

    def __getitem__(self, name: str) -> float:
        """The parameter of that name."""
        return self.numbers[name]

    @property
    def start(self) -> date:
        """The first day that the record covers."""
        return date(self.data_date.year - int(self["years"]), self.data_date.month, self.data_date.day) + timedelta(days=1)


def folder() -> Path:
    """Return the folder of parameters and words."""
    return paths.data() / "synth"


@cache
def load() -> Settings:
    """Return the settings of data/synth.

    >>> load()["goal_share"]
    0.85
    """
    here = folder()
    lines = _rows(here / "parameters.csv")
    return Settings(
        numbers={r["name"]: float(r["value"]) for r in lines if ";" not in r["value"] and r["unit"] != "date"},
        lists={r["name"]: tuple(float(v) for v in r["value"].split(";")) for r in lines if ";" in r["value"]},
        data_date=next(date.fromisoformat(r["value"]) for r in lines if r["name"] == "data_date"),
        delays={
            r["table"]: Delay(float(r["median_days"]), float(r["sigma"]), float(r["batch_share"]))
            for r in _rows(here / "delays.csv")
        },
        codes=_grouped(here / "codes.csv", "list"),
        notes={k: tuple(r["text"] for r in v) for k, v in _grouped(here / "notes.csv", "group").items()},
        needs=_rows(here / "needs.csv"),
        information=_rows(here / "information.csv"),
        incidents=_rows(here / "incidents.csv"),
        decisions=_grouped(here / "decisions.csv", "kind"),
        causes=_rows(here / "causes.csv"),
        factors={r["need"]: r for r in _rows(here / "factors.csv")},
        survey=_rows(here / "survey.csv"),
        dependence=_grouped(here / "dependence.csv", "outcome"),
        sources=lines,
    )


def chosen(causes: Sequence[str] | None = None, parameters: str | Path | None = None) -> Settings:
    """Return the settings with only those causes of drift switched on, and with the values of a user's own file.

    Args:
        causes: names of data/synth/causes.csv; all where nothing is said.
        parameters: a CSV file with the columns name and value.

    Raises:
        CaseReviewError: for causes and parameters that there are not, or values that are no numbers; all at once.

    >>> [c["cause"] for c in chosen(["visits lapse"]).causes]
    ['visits lapse']
    """
    set_, problems = load(), []
    known = [c["cause"] for c in set_.causes]
    wanted = known if causes is None else list(causes)
    problems += [f"there is no cause {c}{nearest(c, known)}" for c in wanted if c not in known]
    own, wrong = _own_values(Path(parameters), set_) if parameters else ({}, [])
    problems += wrong
    if problems:
        raise CaseReviewError(
            "The agency cannot be made so", problems, "The names are in data/synth/causes.csv and parameters.csv."
        )
    sources = [
        {**r, "value": f"{own[r['name']]:g}", "source": "given by the user"} if r["name"] in own else r for r in set_.sources
    ]
    kept = [c for c in set_.causes if c["cause"] in wanted]
    return replace(set_, causes=kept, numbers={**set_.numbers, **own}, sources=sources)


def _own_values(file: Path, set_: Settings) -> tuple[dict[str, float], list[str]]:
    try:
        lines = _rows(file)
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}, [f"the file {file.name} cannot be read as CSV"]
    if not lines or not {"name", "value"} <= set(lines[0]):
        return {}, [f"the file {file.name} needs the columns name and value"]
    own, problems = {}, []
    for row, line in enumerate(lines, start=2):
        name, value = line["name"] or "", line["value"] or ""
        if name not in set_.numbers:
            problems.append(f"{file.name}, row {row}: there is no parameter {name}{nearest(name, set_.numbers)}")
        elif not _NUMBER.fullmatch(value):
            problems.append(f"{file.name}, row {row}: the value of {name} is no number")
        else:
            own[name] = float(value)
            problems += [f"{file.name}, row {row}: {name} must lie from 0 to 1"] if _is_wrong_share(name, own[name], set_) else []
    return own, problems


def _is_wrong_share(name: str, value: float, set_: Settings) -> bool:
    unit = next(r["unit"] for r in set_.sources if r["name"] == name)
    return (unit == "share" or unit.startswith("per ")) and not 0 <= value <= 1


def fits_age(row: Row, age: int) -> bool:
    """Whether a line of a word list is about children of that age.

    >>> fits_age({"from_age": "4", "to_age": "17"}, 3)
    False
    """
    return int(row["from_age"]) <= min(max(age, 0), OLDEST) <= int(row["to_age"])


def fits_use(use: str, age: int) -> bool:
    """Whether a code is used at an age: `any`, `from N` or `under N`.

    >>> fits_use("from 16", 15), fits_use("under 2", 1), fits_use("any", 9)
    (False, True, True)
    """
    if use == "any":
        return True
    word, number = use.split()
    return age >= int(number) if word == "from" else age < int(number)


def _rows(file: Path) -> list[Row]:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def _grouped(file: Path, key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in _rows(file):
        found.setdefault(row[key], []).append(row)
    return found
