"""What an indicator is: a header in words, a query over the known tables, and the queries that go with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

SECTIONS = ("evidence", "changes", "spells")


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
    `evidence` gives the statements that a number rests on, `changes` the changes that a reason may explain (with `reasoned_on`,
    where it can be told since when a reason of the change itself has stood), `spells` the waits that it is about, ended or open.
    One in Python has a file and the names of its functions for SQL.
    `sql` and `sections` each begin with what the file says once under `-- shared`; `written` is all of them as they stand in it.
    One whose header cannot be read has a `failure`, which its rows give as their reason.
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
    python: Path | None = None
    failure: str = ""
    given: dict[str, float] = field(default_factory=dict)
    written: str = ""

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
        """The parameters as the queries take them: what was given, else the defaults."""
        return {p.name: p.default for p in self.parameters} | self.given
