"""The rows of a batch: a CSV file whose columns are parameters of a notebook, one report a row, checked before any runs."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError, nearest
from toolkit.report.against import check_against, named
from toolkit.report.manifest import RECORD
from toolkit.report.parameters import Parameter, quoted, typed_value

if TYPE_CHECKING:
    from toolkit.record.open import Record

FIRST_ROW = 2  # as a spreadsheet counts: the heading is row 1


@dataclass(frozen=True)
class Row:
    """One report to build: its row in the file, and the typed values of its parameters."""

    number: int
    values: dict[str, Any]


def read_rows(over: str | Path, parameters: list[Parameter]) -> list[Row]:
    """Read the rows of a batch. Every cell is text; an empty one is accepted where the parameter's default is empty.

    Args:
        over: a CSV file in UTF-8 with a heading of parameter names.
        parameters: the parameters of the notebook.

    Returns:
        One for each row that is not blank, in the file's order.

    Raises:
        CaseReviewError: everything wrong with the file at once, by row and column. What stands in a cell is not repeated:
            in the wrong column it may be an identifier.
    """
    file = Path(over)
    heading, body = _cells(file)
    known = {p.name: p for p in parameters}
    problems = _heading_problems(heading, known)
    if not problems:
        rows, problems = _typed(heading, body, known)
        if rows or problems:
            if problems:
                raise CaseReviewError(f"The rows of {file.name} cannot be used", problems, "Nothing was run. Mend these cells.")
            return rows
        problems = ["it has a heading and no row"]
    taken = ", ".join(name for name in known if name != RECORD)
    raise CaseReviewError(f"The rows of {file.name} cannot be used", problems, f"Nothing was run. Columns may be: {taken}.")


def check_rows(rows: list[Row], parameters: list[Parameter], record: Record, notebook: str) -> None:
    """Hold all rows against the record that they are for.

    Raises:
        CaseReviewError: everything that does not fit, by row and column.
    """
    problems = [p for row in rows for p in _misfits(row, parameters, record, notebook)]
    if problems:
        raise CaseReviewError("The rows do not fit this record", problems, "Nothing was run. Mend these cells.")


def _misfits(row: Row, parameters: list[Parameter], record: Record, notebook: str) -> list[str]:
    try:
        check_against({p.name: row.values.get(p.name, p.default) for p in named(parameters)}, record, notebook)
    except CaseReviewError as error:
        parts = {part.strip() for value in row.values.values() for part in str(value).split(",")} - {""}
        return [f"row {row.number}, {_unnamed(problem, parts)}" for problem in error.problems]
    return []


def _unnamed(problem: str, parts: set[str]) -> str:
    for part in parts:
        problem = problem.replace(f"there is no {part}", "there is nothing called what stands there")
    return problem


def _cells(file: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    if not file.is_file():
        raise CaseReviewError(f"There is no file at {file}", todo="Name a CSV file with one row for each report.")
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            rows = list(csv.reader(text, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise CaseReviewError(f"{file.name} cannot be read", ["it is not a CSV file in UTF-8"]) from None
    heading = [name.strip() for name in rows[0]] if rows else []
    return heading, [(n, row) for n, row in enumerate(rows[1:], FIRST_ROW) if any(cell.strip() for cell in row)]


def _heading_problems(heading: list[str], known: dict[str, Parameter]) -> list[str]:
    if not any(heading):
        return ["it has no heading with the names of parameters"]
    unknown = [f"column {n} has no name" if not name else f"column {name}: there is no such parameter{nearest(name, known)}"
               for n, name in enumerate(heading, 1) if name not in known]  # fmt: skip
    twice = [f"column {name} is there twice" for name in known if heading.count(name) > 1]
    own = [f"column {RECORD}: the record is named once, for all rows"] if RECORD in heading else []
    return unknown + twice + own


def _typed(heading: list[str], body: list[tuple[int, list[str]]], known: dict[str, Parameter]) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    problems: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in body:
        if len(cells) != len(heading):
            problems.append(f"row {number}: {len(cells)} cells where the heading has {len(heading)}")
            continue
        values: dict[str, Any] = {}
        for name, cell in zip(heading, cells, strict=True):
            try:
                values[name] = typed_value(known[name], cell.strip())
            except ValueError as error:
                problems.append(f"row {number}, {name}: {_without(cell.strip(), known[name], error)}")
        if (first := seen.setdefault(tuple(cells), number)) != number:
            problems.append(f"row {number}: the same as row {first}")
        rows.append(Row(number, values))
    return rows, problems


def _without(cell: str, parameter: Parameter, error: ValueError) -> str:
    """What is wrong with a cell, without what stands in it."""
    if not cell:
        return "empty"
    if parameter.type == "path":
        return "there is no such file or folder"
    return str(error).replace(quoted(cell), "what stands there")
