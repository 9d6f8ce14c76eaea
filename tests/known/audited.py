"""Cases that were worked out from the headers of indicators alone, and what the indicators say of them, in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.known.records import Rows, answers, case_of, table, write_cases

CASES = Path(__file__).parent / "audited"


@dataclass(frozen=True)
class Case:
    """One case: the indicator, its statements by table, and what it must say by day."""

    measure: str
    statements: dict[str, Rows]
    expected: dict[str, str]


def cases() -> dict[str, Case]:
    """Return every case by its title."""
    return {
        title: _case(text)
        for file in sorted(CASES.glob("[a-z]*.md"))
        for title, _, text in (part.partition("\n") for part in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.M)[1:])
    }


def _case(text: str) -> Case:
    *statements, expected = [table(rows) for rows in re.findall(r"(?:^\|.*\n)+", text + "\n", flags=re.M)]
    measure = re.findall("`(.+?)`", text)[0]
    return Case(measure, {next(iter(rows[0])): rows for rows in statements}, {row["as_of"]: row["answer"] for row in expected})


def said(folder: Path, asked: dict[str, Case]) -> dict[str, dict[str, str]]:
    """Return by title and day what the indicators say of some cases, each a case of one record."""
    numbered = list(enumerate(asked.items()))
    record = write_cases(folder, *(case_of(f"K{n}", _recorded(case.statements)) for n, (_, case) in numbered))
    days = [{"view_id": f"{n} {day}", "case_id": f"K{n}", "as_of": day} for n, (_, case) in numbered for day in case.expected]
    found = answers(record, pd.DataFrame(days), sorted({case.measure for case in asked.values()}), rests_on=False)
    return {title: {day: line(found[f"{n} {day}", case.measure]) for day in case.expected} for n, (title, case) in numbered}


def line(row: dict[str, str]) -> str:
    """Return an answer in one line: the numbers, with bounds where they differ from the value; else the status, and why.

    >>> line(dict(numerator="1", denominator="2", missing="1", value="0.5", lower="0.5", upper="1", status="ok", reason=""))
    '1 of 2, 1 missing: 0.5 (0.5 to 1)'
    """
    bounds = "" if row["lower"] == row["upper"] == row["value"] else f" ({row['lower']} to {row['upper']})"
    if row["status"] == "ok":
        return f"{row['numerator']} of {row['denominator']}, {row['missing']} missing: {row['value']}{bounds}"
    return row["status"] if row["status"] == "not applicable" else f"{row['status']}: {row['reason']}{bounds}"


def _recorded(statements: dict[str, Rows]) -> dict[str, Rows]:
    return {name: [version for row in rows for version in _versions(name, row)] for name, rows in statements.items()}


def _versions(name: str, row: dict[str, str]) -> Rows:
    """What ended was recorded when it began, and again when it ended, unless its row says when it was recorded."""
    own = {k: v.replace("BLANK", "  ") for k, v in row.items() if k != "recorded_at" or v}
    begun, ended = own.get("occurred_on", ""), own.get("ended_on", "")
    if "recorded_at" in own or not begun < ended:
        return [own]
    while_open = {k: "" for k in ("ended_on", "outcome", "end_reason") if k in own}
    return [own | while_open | {name: f"{own[name]}'", "recorded_at": begun, "withdrawn_at": ended}, own | {"recorded_at": ended}]
