"""The rules of the check: each is one `.sql` file in `data/checks` whose header says what it finds and what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES

SEVERITIES = ("error", "warning", "note")
_NEEDED = ("words", "severity", "over", "column", "todo", "source")
_GROUPS = {
    "statements": STATEMENT_TABLES,
    "spells": tuple(name for name, table in BY_NAME.items() if table.spell),
}


@dataclass(frozen=True)
class Rule:
    """One rule: its words, how grave it is, the tables that it goes over, the column it points at, and its query.

    The query gives one row a fault with the column `entity_id`. `{table}` in it stands for the table.
    """

    name: str
    words: str
    severity: str
    tables: tuple[str, ...]
    column: str
    todo: str
    source: str
    sql: str


def rules(folder: Path | None = None) -> list[Rule]:
    """Return all rules in order of severity, then name.

    Args:
        folder: where the files are; those that travel with the toolkit where not given.

    Raises:
        CaseReviewError: for headers that are not whole, all at once.

    >>> "overlapping-placements" in [rule.name for rule in rules()]
    True
    """
    found, problems = [], []
    for file in sorted((folder or paths.data() / "checks").glob("*.sql")):
        header, sql = _split(file.read_text(encoding="utf-8"))
        faults = _faults(header)
        problems += [f"{file.name}: {fault}" for fault in faults]
        if not faults:
            found.append(_rule(file.stem, header, sql))
    if problems:
        raise CaseReviewError(
            "These rules cannot be read", problems, "Each needs these lines: " + ", ".join(f"-- {n}: …" for n in _NEEDED)
        )
    return sorted(found, key=lambda rule: (SEVERITIES.index(rule.severity), rule.name))


def _rule(name: str, header: dict[str, str], sql: str) -> Rule:
    return Rule(
        name, header["words"], header["severity"], _tables(header["over"]), header["column"], header["todo"], header["source"], sql
    )


def _split(text: str) -> tuple[dict[str, str], str]:
    return dict(re.findall(r"^-- (\w+): (.+)$", text, re.MULTILINE)), re.sub(r"^--.*\n", "", text, flags=re.MULTILINE).strip()


def _tables(over: str) -> tuple[str, ...]:
    return _GROUPS.get(over) or tuple(name.strip() for name in over.split(","))


def _faults(header: dict[str, str]) -> list[str]:
    faults = [f"no line -- {name}: …" for name in _NEEDED if name not in header]
    if header.get("severity") not in SEVERITIES:
        faults.append(f"severity is one of {', '.join(SEVERITIES)}")
    for name in _tables(header.get("over", "")):
        if name not in BY_NAME:
            faults.append(f"there is no table {name}{nearest(name, BY_NAME)}")
        elif header.get("column") not in {c.name for c in BY_NAME[name].columns}:
            faults.append(f"the table {name} has no column {header.get('column')}")
    return faults
