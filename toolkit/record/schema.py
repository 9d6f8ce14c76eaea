"""The tables of a case record and their columns: one source for validation, made-up data and the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, DATE, TIME, WHOLE, YESNO = "VARCHAR", "DATE", "TIMESTAMP", "BIGINT", "BOOLEAN"


@dataclass(frozen=True)
class Column:
    """One column of a table: its DuckDB type, its meaning in a sentence, and the values it may take where they are few."""

    name: str
    type: str
    meaning: str
    needed: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: what a row of it states, its own columns, and whether its rows are spells with an end."""

    name: str
    states: str
    own: tuple[Column, ...]
    spell: bool = False
    statement: bool = True

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
)
ENDED_ON = Column("ended_on", DATE, "The day on which the spell ended; empty while it goes on.")

_DECIDED = Column("decision_id", TEXT, "The decision (entity) that this followed from.")
_CITES = Column("cites", TEXT, "Entities that this rests on, separated by spaces.")

TABLES: tuple[Table, ...] = (
    Table(
        "child",
        "who the child is",
        (
            Column("sex", TEXT, "Sex as recorded.", values=("female", "male", "unknown")),
            Column("born_on", DATE, "Date of birth, or the expected one before birth."),
            Column("ethnicity", TEXT, "Ethnicity code as recorded."),
            Column("family_id", TEXT, "The sibling group; the cluster of every interval."),
        ),
    ),
    Table(
        "person",
        "somebody in the child's life",
        (
            Column("role", TEXT, "Who they are to the child, as a role and never a name."),
            Column("born_on", DATE, "Date of birth where recorded."),
        ),
    ),
    Table(
        "relationship",
        "who was known to be whom to the child, and in the household",
        (
            Column("person_id", TEXT, "The person (entity)."),
            Column("kind", TEXT, "The relationship to the child."),
            Column("in_household", YESNO, "Whether they were known to live with the child."),
        ),
        spell=True,
    ),
    Table(
        "case",
        "a spell in which the case was open to the agency",
        (
            Column("team", TEXT, "The team that held it."),
            Column("end_reason", TEXT, "Why it closed."),
        ),
        spell=True,
    ),
    Table(
        "status",
        "a legal or practice status of the child, from referral to leaving care",
        (
            Column(
                "kind",
                TEXT,
                "Which status.",
                values=(
                    "referred",
                    "assessment",
                    "child in need",
                    "child protection plan",
                    "looked after",
                    "care leaver",
                    "unaccompanied asylum-seeking child",
                ),
            ),
            Column("end_reason", TEXT, "Why it ended."),
            _DECIDED,
        ),
        spell=True,
    ),
    Table(
        "placement",
        "an episode in one placement, under one legal status",
        (
            Column(
                "change",
                TEXT,
                "Why the episode began (the SSDA903 reason for a new episode).",
                values=("S", "L", "P", "T", "B", "U"),
            ),
            Column("placement_type", TEXT, "Type of placement (SSDA903 code)."),
            Column("provider", TEXT, "Who provides it (SSDA903 code)."),
            Column("setting_id", TEXT, "The setting (its registration number where there is one)."),
            Column("carer_id", TEXT, "The carer or household, where recorded."),
            Column("short_break", YESNO, "Whether it is part of an agreed series of short breaks."),
            Column("end_reason", TEXT, "Why the episode ceased (SSDA903 code)."),
            Column("change_reason", TEXT, "Why the placement changed (SSDA903 code, stated on the episode that ceased)."),
            _DECIDED,
        ),
        spell=True,
    ),
    Table(
        "legal",
        "the child's legal status",
        (
            Column("legal_status", TEXT, "Legal status (SSDA903 code)."),
            Column("category_of_need", TEXT, "Category of need at the start of the period of care (SSDA903 code)."),
            _DECIDED,
        ),
        spell=True,
    ),
    Table(
        "review",
        "a review that was held, or is due",
        (
            Column(
                "kind", TEXT, "Which review.", values=("looked after review", "child protection review", "child in need review")
            ),
            Column("due_on", DATE, "The day by which it was due."),
            Column("participation", TEXT, "How the child took part (SSDA903 code)."),
            Column("outcome", TEXT, "What it concluded."),
        ),
    ),
    Table(
        "visit",
        "a visit to the child",
        (
            Column("outcome", TEXT, "Whether it took place.", values=("completed", "attempted", "cancelled", "planned")),
            Column("seen", YESNO, "Whether the child was seen."),
            Column("seen_alone", YESNO, "Whether the child was seen alone."),
            Column("worker_id", TEXT, "The worker who visited, as a pseudonym."),
            Column("note", TEXT, "What was written."),
        ),
    ),
    Table(
        "need",
        "a need of the child",
        (
            Column("kind", TEXT, "Which need."),
            Column("severity", WHOLE, "1 lower, 2 middle, 3 high."),
            Column("note", TEXT, "What was written."),
            _CITES,
        ),
        spell=True,
    ),
    Table(
        "goal",
        "a goal of the plan",
        (
            Column("need_id", TEXT, "The need (entity) that it answers."),
            Column("note", TEXT, "The goal in words."),
            Column("due_on", DATE, "The day by which it is to be reached."),
            Column("outcome", TEXT, "How it ended.", values=("reached", "dropped", "replaced")),
            _CITES,
            _DECIDED,
        ),
        spell=True,
    ),
    Table(
        "action",
        "an action of the plan; ended_on is the day it was done or dropped",
        (
            Column("goal_id", TEXT, "The goal (entity) that it serves."),
            Column("owner_role", TEXT, "The role that is to do it."),
            Column("note", TEXT, "The action in words."),
            Column("due_on", DATE, "The day by which it is due."),
            Column("outcome", TEXT, "How it ended.", values=("done", "dropped")),
            _CITES,
            _DECIDED,
        ),
        spell=True,
    ),
    Table(
        "involvement",
        "a worker's time with the case",
        (
            Column("worker_id", TEXT, "The worker, as a pseudonym."),
            Column("role", TEXT, "Their role label."),
            Column("team", TEXT, "Their team."),
        ),
        spell=True,
    ),
    Table(
        "decision",
        "a decision about the child",
        (
            Column("kind", TEXT, "What it was about."),
            Column("decided_at", TIME, "The moment, where the time is known."),
            Column("decider", TEXT, "The holder who decided."),
            Column("options", TEXT, "The options that were weighed."),
            Column("chosen", TEXT, "What was chosen."),
            Column("reason", TEXT, "The reason on record."),
            Column("uncertainty", TEXT, "What was said to be uncertain."),
            Column("links", TEXT, "Entities that the decision made or changed, separated by spaces."),
            _CITES,
        ),
    ),
    Table(
        "information",
        "something that came to somebody's knowledge",
        (
            Column("kind", TEXT, "What it is about."),
            Column("significance", TEXT, "Whether it bears on the plan.", values=("significant", "routine")),
            Column("note", TEXT, "What was written."),
        ),
    ),
    Table(
        "incident",
        "something that happened to the child",
        (
            Column("kind", TEXT, "What happened."),
            Column("severity", WHOLE, "1 lower, 2 middle, 3 high."),
            Column("note", TEXT, "What was written."),
        ),
        spell=True,
    ),
    Table(
        "ledger",
        "who had which statement, and since when",
        (
            Column("statement_id", TEXT, "The statement that was known.", True),
            Column("case_id", TEXT, "The case of that statement.", True),
            Column("holder", TEXT, "Who had it: a worker's pseudonym, a team, an agency.", True),
            Column(
                "holder_kind",
                TEXT,
                "What kind of holder.",
                values=("worker", "team", "own agency", "police", "health", "school", "other agency", "family"),
            ),
            Column("known_from", TIME, "Since when they had it."),
            Column("recorded_at", TIME, "When this entry stood in the ledger.", True),
            Column("withdrawn_at", TIME, "When it stopped standing there."),
            Column("evidence", TEXT, "How it is known.", values=("contemporaneous", "recollection")),
            Column("document", TEXT, "The document that shows it."),
        ),
        statement=False,
    ),
    Table(
        "coverage",
        "what the record was meant to hold, and since when",
        (
            Column("table_name", TEXT, "The table.", True),
            Column("covered_from", DATE, "First day that the record was meant to cover.", True),
            Column("covered_to", DATE, "Last day that it was meant to cover; empty while it goes on."),
            Column("recorded_at", TIME, "Since when the record can be said to cover it.", True),
            Column("source", TEXT, "Where this is known from."),
        ),
        statement=False,
    ),
)

BY_NAME = {t.name: t for t in TABLES}
STATEMENT_TABLES = tuple(t.name for t in TABLES if t.statement)
