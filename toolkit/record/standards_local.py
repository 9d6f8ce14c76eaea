"""An agency's own standards: one file of lines that go before a nation's, checked for everything that may be wrong with it."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.standards_line import COLUMNS, LOCAL, Line, line_of, units

_NEEDED = ("duty", "step", "amount", "unit", "in_force")
_LONGEST = 10_000
_LARGEST = 1_000_000  # bytes: such a file has some dozens of lines


def read_local(file: Path, national: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines of an agency's own file; their status is `local`, their clock the nation's where they name none.

    Args:
        file: a CSV file, UTF-8, with the columns `duty, step, amount, unit, in_force` and, if wanted, `starts_from, source`.
        national: the nation's lines: the duties and steps that a local line can be about, and the limits it may not lengthen.

    Raises:
        CaseReviewError: the file cannot be read, or lines are not well formed; all problems at once.
    """
    rows = _rows(file)
    clocks = {(line.duty, line.step): line.starts_from for line in national}
    problems = [f"line {number}: {said}" for number, row in rows for said in _problems(row, national)] or _twice(rows)
    if problems:
        raise CaseReviewError(
            f"The file of local standards {file.name} cannot be used",
            problems,
            "Mend it and run again; see docs/how-to/local-standards.md.",
        )
    return tuple(_local(row, clocks) for _, row in rows)


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        if file.stat().st_size > _LARGEST:
            raise CaseReviewError(
                f"The file of local standards {file.name} is too large to be one", [f"more than {_LARGEST} bytes"]
            )
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, strict=True)
            rows = [(reader.line_num, row) for row in reader if any(row.values())]
    except OSError:
        raise CaseReviewError(f"There is no file of local standards at {file}", todo="Name a CSV file.") from None
    except (UnicodeDecodeError, csv.Error):
        raise CaseReviewError(f"{file.name} is not a CSV file in UTF-8", todo="Save it as CSV UTF-8 and run again.") from None
    _refuse_columns(file, list(reader.fieldnames or []))
    if wide := [f"line {number} has more cells than there are columns" for number, row in rows if None in row]:
        raise CaseReviewError(f"The file of local standards {file.name} cannot be used", wide, "Put words with commas into quotes.")
    return [(number, {k: (row.get(k) or "").strip() for k in COLUMNS}) for number, row in rows]


def _refuse_columns(file: Path, names: list[str]) -> None:
    lacking = [f"there is no column {name}" for name in _NEEDED if name not in names]
    extra = [f"there is a column {name} that means nothing{nearest(name, COLUMNS)}" for name in names if name not in COLUMNS]
    twice = [f"there are two columns {name}" for name in sorted({n for n in names if names.count(n) > 1})]
    if lacking + extra + twice:
        raise CaseReviewError(
            f"The file of local standards {file.name} cannot be used",
            lacking + extra + twice,
            f"Give it the columns {', '.join(COLUMNS)}.",
        )


def _problems(row: dict[str, str], national: tuple[Line, ...]) -> list[str]:
    """What is wrong with a row's own cells, or, where each is right, with the limit that they make together."""
    duties = {line.duty for line in national}
    steps = {str(line.step) for line in national if line.duty == row["duty"]}
    found = []
    if row["duty"] not in duties:
        found.append(f"there is no duty {row['duty']!r}{nearest(row['duty'], duties)}")
    elif row["step"] not in steps:
        found.append(f"{row['duty']} has no step {row['step']!r}, only {', '.join(sorted(steps))}")
    if not (re.fullmatch("[0-9]{1,5}", row["amount"]) and 0 < int(row["amount"]) <= _LONGEST):
        found.append(f"the amount is a whole number from 1 to {_LONGEST}, not {row['amount']!r}")
    if row["unit"] not in units():
        found.append(f"there is no unit {row['unit']!r}{nearest(row['unit'], units())}; there are {', '.join(units())}")
    if not _is_day(row["in_force"]):
        found.append(f"in_force is a day like 2024-05-01, not {row['in_force']!r}")
    if row["status"] not in ("", LOCAL):
        found.append(f"the status of an agency's own line is {LOCAL}, not {row['status']!r}")
    return found or _longer(row, national)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _longer(row: dict[str, str], national: tuple[Line, ...]) -> list[str]:
    """A local limit may be shorter than one that is not local itself, never longer (said where both have one unit)."""
    bound = [
        line
        for line in national
        if (line.duty, str(line.step), line.unit) == (row["duty"], row["step"], row["unit"])
        and line.status != LOCAL
        and line.valid_to >= date.fromisoformat(row["in_force"])
        and line.amount < int(row["amount"])
    ]
    return [f"{row['amount']} {row['unit']} is longer than the {line.words} of {line.source}" for line in bound]


def _twice(rows: list[tuple[int, dict[str, str]]]) -> list[str]:
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for number, row in rows:
        key = (row["duty"], row["step"], row["in_force"])
        if key in seen:
            found.append(f"line {number}: line {seen[key]} is about the same step of {row['duty']} from the same day")
        seen.setdefault(key, number)
    return found


def _local(row: dict[str, str], clocks: dict[tuple[str, int], str]) -> Line:
    clock = row["starts_from"] or clocks[row["duty"], int(row["step"])]
    return line_of({**row, "starts_from": clock, "status": LOCAL, "source": row["source"] or "the agency's own file"})
