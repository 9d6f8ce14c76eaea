"""The agency's parameters, delays, codes and words, read from data/synth, where each line names its source."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from toolkit import paths

Row = dict[str, str]


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
    sources: list[Row] = field(repr=False)

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]

    @property
    def start(self) -> date:
        """The first day that the record covers."""
        return date(self.data_date.year - int(self["years"]), self.data_date.month + 1, 1)


@cache
def load() -> Settings:
    """Return the settings of data/synth.

    >>> load()["goal_share"]
    0.85
    """
    folder = paths.data() / "synth"
    lines = _rows(folder / "parameters.csv")
    return Settings(
        numbers={r["name"]: float(r["value"]) for r in lines if ";" not in r["value"] and r["unit"] != "date"},
        lists={r["name"]: tuple(float(v) for v in r["value"].split(";")) for r in lines if ";" in r["value"]},
        data_date=next(date.fromisoformat(r["value"]) for r in lines if r["name"] == "data_date"),
        delays={r["table"]: Delay(float(r["median_days"]), float(r["sigma"]), float(r["batch_share"]))
                for r in _rows(folder / "delays.csv")},
        codes=_grouped(folder / "codes.csv", "list"),
        notes={k: tuple(r["text"] for r in v) for k, v in _grouped(folder / "notes.csv", "group").items()},
        needs=_rows(folder / "needs.csv"), information=_rows(folder / "information.csv"),
        incidents=_rows(folder / "incidents.csv"), decisions=_grouped(folder / "decisions.csv", "kind"),
        causes=_rows(folder / "causes.csv"), sources=lines)


def fits_age(row: Row, age: int) -> bool:
    """Whether a line of a word list is about children of that age.

    >>> fits_age({"from_age": "4", "to_age": "17"}, 3)
    False
    """
    return int(row["from_age"]) <= max(age, 0) <= int(row["to_age"])


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
