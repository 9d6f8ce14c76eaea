"""The rules of time as readable tables: read here for the tests, and joined into a page of the reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """One rule: its title, the statements of the example, and what each view is to show of them."""

    title: str
    statements: list[dict[str, str]]
    views: list[dict[str, str]]


def examples() -> list[Example]:
    """Return every example of every chapter, in order."""
    return [_example(part) for chapter in chapters() for part in re.split(r"^## ", chapter, flags=re.M)[1:]]


def chapters() -> list[str]:
    """Return the chapters as they are written."""
    return [file.read_text(encoding="utf-8") for file in sorted(HERE.glob("*.md"))]


def _example(part: str) -> Example:
    title, _, rest = part.partition("\n")
    tables = re.findall(r"(?:^\|.*\n)+", rest + "\n", flags=re.M)
    statements, views = (_rows(t) for t in tables)
    return Example(title, statements, views)


def _rows(table: str) -> list[dict[str, str]]:
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().split("\n")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]
