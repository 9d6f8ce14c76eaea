"""The tables of a case record and their columns: one source for validation, templates, made-up data and the data dictionary."""

from __future__ import annotations

from toolkit.record.columns import (
    ASSERTIONS,
    BASES,
    DATE,
    ENDED_ON,
    NUMBER,
    PRECISIONS,
    RESTRICTIONS,
    STATEMENT,
    TEXT,
    TIME,
    WHOLE,
    WITHDRAWALS,
    YESNO,
    Column,
    Table,
)
from toolkit.record.tables_about import ABOUT
from toolkit.record.tables_child import CHILD
from toolkit.record.tables_work import WORK

__all__ = [
    "ASSERTIONS",
    "BASES",
    "BY_NAME",
    "DATE",
    "ENDED_ON",
    "NUMBER",
    "PRECISIONS",
    "RESTRICTIONS",
    "STATEMENT",
    "STATEMENT_TABLES",
    "TABLES",
    "TEXT",
    "TIME",
    "WHOLE",
    "WITHDRAWALS",
    "YESNO",
    "Column",
    "Table",
]

TABLES: tuple[Table, ...] = (*CHILD, *WORK, *ABOUT)
BY_NAME = {t.name: t for t in TABLES}
STATEMENT_TABLES = tuple(t.name for t in TABLES if t.statement)
