"""Checking a record: one run lists every problem, with its count, the first places and what to do; no text of any note."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record.checkfiles import file_findings
from toolkit.record.checkrules import SEVERITIES, Rule, rules
from toolkit.record.finding import Finding
from toolkit.record.open import Record, open_record
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES

if TYPE_CHECKING:
    import duckdb

FIRST = 3
_HEADINGS = {"error": "Errors", "warning": "Doubts", "note": "Worth a look"}


def check_record(path: str | Path, folder: Path | None = None) -> list[Finding]:
    """Check a record against the schema and every rule, and return what was found.

    Args:
        path: the folder of the record.
        folder: a folder of rules of one's own; those that travel with the toolkit where not given.

    Returns:
        One finding a rule and table with at least one fault, gravest first. A rule that could not run is a finding too.

    Raises:
        CaseReviewError: no such record, or one whose files cannot be opened.

    >>> from toolkit import paths
    >>> all(finding.count for finding in check_record(paths.sample_record()))
    True
    """
    record = open_record(path)
    found = file_findings(record)
    with record.connect() as con:
        _lend(con)
        for rule in rules(folder):
            found += [
                finding
                for table in rule.tables
                if record.has(table) or table == "coverage"
                for finding in _run(con, record, rule, table)
            ]
    return sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.words, f.table, f.column))


def told(findings: list[Finding]) -> str:
    """Return the findings in words for a terminal: by severity, each with its count, first places and what to do.

    >>> print(told([]))
    Nothing doubtful was found. That the record is whole and true is more than a check can say.
    """
    if not findings:
        return "Nothing doubtful was found. That the record is whole and true is more than a check can say."
    lines = []
    for severity, group in groupby(findings, key=lambda f: f.severity):
        lines += ["", f"{_HEADINGS[severity]}:"]
        for (words, todo), same in groupby(group, key=lambda f: (f.words, f.todo)):
            lines += [f"  {words}", *(f"    {finding.place()}" for finding in same), f"    -> {todo}"]
    counts = {s: sum(f.count for f in findings if f.severity == s) for s in SEVERITIES}
    return "\n".join([*lines, "", ", ".join(f"{_HEADINGS[s].lower()}: {n:,}" for s, n in counts.items())]).lstrip("\n")


def _lend(con: duckdb.DuckDBPyConnection) -> None:
    """Make the two views that rules may use beside the tables: every statement, and the names of all tables."""
    parts = (
        f"SELECT '{name}' AS table_name, statement_id, entity_id, case_id, occurred_on FROM \"{name}\"" for name in STATEMENT_TABLES
    )
    con.execute("CREATE TEMP VIEW any_statement AS " + " UNION ALL ".join(parts))
    names = ", ".join(f"('{name}')" for name in BY_NAME)
    con.execute(f"CREATE TEMP VIEW known_table AS SELECT * FROM (VALUES {names}) AS t(name)")


def _run(con: duckdb.DuckDBPyConnection, record: Record, rule: Rule, table: str) -> list[Finding]:
    import duckdb

    try:
        ids = [str(row[0]) for row in con.execute(rule.sql.replace("{table}", f'"{table}"')).fetchall()]
    except duckdb.Error as error:
        return [
            Finding("warning", f"the rule {rule.name} could not run ({type(error).__name__})", rule.todo, table, rule.column, 1)
        ]
    return [Finding(rule.severity, rule.words, rule.todo, table, rule.column, len(ids), tuple(sorted(ids)[:FIRST]))] if ids else []
