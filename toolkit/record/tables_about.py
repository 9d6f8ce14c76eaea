"""Tables about the record itself: who held what, what it covers, and where it came from."""

from __future__ import annotations

from toolkit.record.columns import DATE, NUMBER, TEXT, TIME, WHOLE, YESNO, Column, Table

_STOOD = (
    Column("recorded_at", TIME, "The earliest moment at which it can have stood in the record.", True),
    Column("recorded_by", TIME, "The latest moment by which it stood there."),
    Column("withdrawn_at", TIME, "The earliest moment at which it can have stopped standing there."),
    Column("withdrawn_by", TIME, "The latest moment by which it had stopped standing there."),
)

# The ledger's document for what was written after a critical incident about days before it: nobody is taken to have had it then.
WRITTEN_AFTERWARDS = "written afterwards"

ABOUT: tuple[Table, ...] = (
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
    Table(
        "statement_about",
        "which persons a statement is about",
        (
            Column("statement_id", TEXT, "The statement.", True),
            Column("case_id", TEXT, "The case of that statement.", True),
            Column("person_id", TEXT, "The person (entity) that it is about.", True),
            *_STOOD,
        ),
        statement=False,
    ),
    Table(
        "identity",
        "two case numbers that were found to be one child's",
        (
            Column("alias_case_id", TEXT, "The number that was given up.", True),
            Column("case_id", TEXT, "The number that holds on.", True),
            Column("reason", TEXT, "Why they were joined.", values=("merged", "renumbered", "transferred")),
            *_STOOD,
        ),
        statement=False,
    ),
    Table(
        "staff",
        "a worker's time in a post: what workload is measured against, never the worker",
        (
            Column("statement_id", TEXT, "This version of the statement.", True),
            Column("entity_id", TEXT, "The post held; the same over all corrections.", True),
            Column("worker_id", TEXT, "The worker, as a pseudonym.", True),
            Column("occurred_on", DATE, "The day on which it began."),
            Column("ended_on", DATE, "The day on which it ended; empty while it goes on."),
            *_STOOD,
            Column("role", TEXT, "Their role label."),
            Column("team", TEXT, "Their team."),
            Column("fte", NUMBER, "Their share of full time.", unit="full-time equivalents"),
            Column("case_cap", NUMBER, "The most cases that the agency means them to hold.", unit="cases"),
            Column("agency_worker", YESNO, "Whether they come from an employment agency."),
            Column("source", TEXT, "The system or extract that it came from."),
        ),
        statement=False,
    ),
    Table(
        "survey",
        "answers to a question put to a group of staff or families, counted",
        (
            Column("survey", TEXT, "Which survey.", True),
            Column("item", TEXT, "Which question.", True),
            Column("team", TEXT, "The team asked; empty for all."),
            Column("asked_on", DATE, "The day on which it was asked."),
            Column("answer", TEXT, "The answer.", True),
            Column("answers", WHOLE, "How many gave it.", unit="people"),
            Column("asked", WHOLE, "How many were asked.", unit="people"),
            *_STOOD,
            Column("source", TEXT, "The system or extract that it came from."),
        ),
        statement=False,
    ),
    Table(
        "tombstone",
        "what was erased by law: that it was, and nothing of what it said",
        (
            Column("table_name", TEXT, "The table from which rows were removed.", True),
            Column("statements", WHOLE, "How many statements were removed.", unit="statements"),
            Column("reason", TEXT, "The ground for erasing.", True),
            Column("recorded_at", TIME, "When it was erased.", True),
        ),
        statement=False,
    ),
    Table(
        "origin",
        "the file and row from which a statement was read",
        (
            Column("statement_id", TEXT, "The statement.", True),
            Column("case_id", TEXT, "The case of that statement.", True),
            Column("extract", TEXT, "The extract, as the importer names it.", True),
            Column("file", TEXT, "The file within the extract.", True),
            Column("row", WHOLE, "The row in that file; the first row under the heading is 2.", unit="row"),
            Column("recorded_at", TIME, "When the extract can first have been read.", True),
        ),
        statement=False,
    ),
)
