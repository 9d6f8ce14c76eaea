"""What a column and a table of the record are, and the columns that every statement has."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, DATE, TIME, WHOLE, NUMBER, YESNO = "VARCHAR", "DATE", "TIMESTAMP", "BIGINT", "DOUBLE", "BOOLEAN"


@dataclass(frozen=True)
class Column:
    """One column of a table: its DuckDB type, its meaning in a sentence, and the values it may take where they are few."""

    name: str
    type: str
    meaning: str
    needed: bool = False
    values: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what a row of it states, its own columns, and whether its rows are spells with an end.

    `ended` says which day `ended_on` is, where that is not simply the last of the spell.
    """

    name: str
    states: str
    own: tuple[Column, ...]
    spell: bool = False
    statement: bool = True
    ended: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in the order in which they are written: the statement columns first."""
        if not self.statement:
            return self.own
        return (*STATEMENT, *((ENDED_ON,) if self.spell else ()), *self.own)

    def column(self, name: str) -> Column:
        """Return the column of that name; raises KeyError for one that the table does not have."""
        return {c.name: c for c in self.columns}[name]


PRECISIONS = ("day", "month", "year", "on or before", "unknown")
BASES = ("recorded", "snapshot", "reconstructed", "migrated")
ASSERTIONS = ("observed", "reported", "alleged", "professional opinion", "finding", "disputed")
WITHDRAWALS = ("corrected", "in error", "deleted", "merged", "not confirmed", "changed")

RESTRICTIONS = ("third party", "police-sensitive", "privileged")

STATEMENT = (
    Column("statement_id", TEXT, "This version of the statement; made from its table, entity, content and recording.", True),
    Column("entity_id", TEXT, "The thing that is spoken of; the same over all corrections.", True),
    Column("case_id", TEXT, "One child's whole record with the agency.", True),
    Column("occurred_on", DATE, "The day on which it was true, began, or is to be (a day ahead is a plan)."),
    Column("occurred_precision", TEXT, "How exactly that day is known.", values=PRECISIONS),
    Column("recorded_at", TIME, "The earliest moment at which it can have stood in the record.", True),
    Column("recorded_by", TIME, "The latest moment by which it stood there; equal to recorded_at where the system kept the time."),
    Column("withdrawn_at", TIME, "The earliest moment at which it can have stopped standing there."),
    Column("withdrawn_by", TIME, "The latest moment by which it had stopped standing there."),
    Column("withdrawn_reason", TEXT, "Why it was withdrawn.", values=WITHDRAWALS),
    Column("basis", TEXT, "How its time in the record is known.", values=BASES),
    Column("source", TEXT, "The system or extract that it came from."),
    Column("informant", TEXT, "The holder who made the observation or brought it."),
    Column("assertion", TEXT, "What kind of claim it is.", values=ASSERTIONS),
    Column("restricted", TEXT, "Why it may not be shown in packs and reports.", values=RESTRICTIONS),
)
ENDED_ON = Column("ended_on", DATE, "The day on which the spell ended; empty while it goes on.")

DECIDED = Column("decision_id", TEXT, "The decision (entity) that this followed from.")
CITES = Column("cites", TEXT, "Entities that this rests on, separated by spaces.")
