"""Indicators of one's own, written into a folder for a test."""

from __future__ import annotations

from pathlib import Path

HEADER = """-- name: {name}
-- label: Mine
-- question: Which?
-- definition: A made-up one.
-- unit: things
-- source: nobody
-- tables: {tables}
-- reach: case
-- else: there was nothing
"""
ONE = "SELECT view_no, 1 AS numerator, 1 AS denominator, 0 AS missing, 1 AS value FROM view\n"


def indicator(folder: Path, name: str, body: str, tables: str = "goal", more: str = "") -> Path:
    """Write an indicator in SQL and return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.sql").write_text(HEADER.format(name=name, tables=tables) + more + body)
    return folder


def in_python(folder: Path, name: str, code: str, tables: str = "goal", more: str = "") -> Path:
    """Write an indicator in Python and return the folder."""
    folder.mkdir(exist_ok=True)
    header = (HEADER.format(name=name, tables=tables) + more).replace("-- ", "")
    (folder / f"{name}.py").write_text(f'"""{header}"""\n\n{code}')
    return folder
