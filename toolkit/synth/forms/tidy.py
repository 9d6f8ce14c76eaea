"""A record written as tidy files: a CSV file a table in the record's own headings, as the templates have them."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

from toolkit.record.schema import BY_NAME, STATEMENT_TABLES, Column, Table
from toolkit.sources.tidy.mapping import mappable
from toolkit.sources.tidy.own import ID, RECORDED_ON, heading_of, headings
from toolkit.sources.tidy.rows import link_tables
from toolkit.synth.forms.standing import Row, Standing

_NOT_WRITTEN = {"source"}
_LINKS = link_tables()


def tables() -> tuple[str, ...]:
    """Return the tables that a tidy extract holds: the statements that a file can fill."""
    return tuple(t for t in STATEMENT_TABLES if t in mappable())


def write_extract(record: str | Path, folder: Path, taken_on: date) -> None:
    """Write what stood in a record at the end of a day: a file for each table of statements that has rows."""
    standing = Standing(record, taken_on)
    found = {name: standing.rows(f"SELECT * FROM {{{name}}} ORDER BY case_id, entity_id") for name in tables()}
    of = {row["entity_id"]: name for name, rows in found.items() for row in rows}
    folder.mkdir(parents=True)
    for name, rows in found.items():
        if rows:
            _csv(folder / f"{name}.csv", BY_NAME[name], rows, of)


def _csv(file: Path, table: Table, rows: list[Row], of: dict[str, str]) -> None:
    columns = [c for c in headings(table) if c.name not in _NOT_WRITTEN]
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(heading_of(c) for c in columns)
        writer.writerows([_cell(row, c, of) for c in columns] for row in rows)


def _cell(row: Row, column: Column, of: dict[str, str]) -> str:
    if column.name == ID:
        return row["entity_id"]
    value = row["recorded_at"] if column.name == RECORDED_ON else row[column.name]
    if value and column.name in _LINKS:
        return _links(str(value), _LINKS[column.name], of)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _links(value: str, table: str, of: dict[str, str]) -> str:
    """Things that do not stand on that day cannot be named in the extract."""
    there = [e for e in value.split() if e in of]
    return " ".join(e if table else f"{of[e]}:{e}" for e in there)
