"""The CSV form of a return: one file a table, in UTF-8 (with or without a mark) or cp1252."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from toolkit.sources.ssda903.sheet import Found, Sheet, without_blank_rows


def read_csv(file: Path) -> Found:
    """Return the one sheet of a CSV file, or why it cannot be read."""
    text, problem = _text_of(file.read_bytes())
    if problem:
        return Found(problem=problem)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return Found(problem=f"cannot be read as CSV ({error})")
    if not any(any(cell.strip() for cell in line) for line in lines):
        return Found(problem="is empty")
    rows, numbers = without_blank_rows(lines, 1)
    return Found([Sheet(rows[0], rows[1:], numbers[1:])])


def _text_of(content: bytes) -> tuple[str, str]:
    if b"\x00" in content:
        return "", "cannot be read as text (it may be a workbook, or UTF-16); save it as CSV in UTF-8"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    return "", "cannot be read as text: it is neither UTF-8 nor cp1252; save it as CSV in UTF-8"
