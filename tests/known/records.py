"""Small records written by hand, as short tables of statements; and asking the indicators about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.known import evidence, measure
from toolkit.record import Record, open_record
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES

EXAMPLES = Path(__file__).parent / "examples"
Rows = list[dict[str, str]]
COVERED = dict.fromkeys(STATEMENT_TABLES, "2020-01-01")


@dataclass(frozen=True)
class Example:
    """One hand-worked case of an indicator: its statements by table, and what each view must say."""

    measure: str
    title: str
    statements: dict[str, Rows]
    views: Rows = field(default_factory=list)


def examples() -> list[Example]:
    """Return every hand-worked case of every indicator."""
    return [
        _example(file.stem, part)
        for file in sorted(EXAMPLES.glob("*_*.md"))
        for part in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.M)[1:]
    ]


def _example(name: str, part: str) -> Example:
    title, _, rest = part.partition("\n")
    tables = [table(text) for text in re.findall(r"(?:^\|.*\n)+", rest + "\n", flags=re.M)]
    return Example(name, title, {next(iter(rows[0])): rows for rows in tables[:-1]}, tables[-1])


def table(text: str) -> Rows:
    """Return the rows of a table as it is written in Markdown, its rule of dashes left out or not."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.strip().split("\n")]
    lines = [line for line in lines if not all(re.fullmatch("-+", cell) for cell in line)]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def case_of(case_id: str, statements: dict[str, Rows]) -> dict[str, Rows]:
    """Return a case's statements with their ids: those of the tables, with the case before each."""
    given = statements if "case" in statements else {**statements, "case": [{"case": "K", "occurred_on": "2020-01-01"}]}
    return {name: [_statement(name, case_id, row) for row in rows] for name, rows in given.items()}


def _statement(name: str, case_id: str, row: dict[str, str]) -> dict[str, str]:
    own = {k: v for k, v in row.items() if k != name}
    days = [own.get(k, "") for k in ("occurred_on", "ended_on")]
    links = {k: f"{case_id}:{own[k]}" for k in ("need_id", "goal_id", "decision_id", "about_id") if own.get(k)}
    lists = {k: " ".join(f"{case_id}:{i}" for i in own[k].split()) for k in ("cites", "links") if own.get(k)}
    return {
        "statement_id": f"{case_id}:{row[name]}",
        "entity_id": f"{case_id}:{row[name].rstrip(chr(39))}",
        "case_id": case_id,
        "recorded_at": max(days) or "2020-01-01",
        **own,
        **links,
        **lists,
    }


def write_cases(folder: Path, *cases: dict[str, Rows], covered: dict[str, str] | Rows = COVERED, form: str = "csv") -> Record:
    """Write cases as a record that covers tables from a day on (or as coverage rows say), and open it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = (
        covered
        if isinstance(covered, list)
        else [{"table_name": name, "covered_from": day, "recorded_at": day} for name, day in covered.items()]
    )
    tables = {name: [row for case in cases for row in case.get(name, [])] for name in (*STATEMENT_TABLES, "ledger")}
    for name, found in {**tables, "coverage": rows}.items():
        if found:
            frame = pd.DataFrame(found).fillna("")
            frame.to_csv(folder / f"{name}.csv", index=False) if form == "csv" else typed(name, frame).to_parquet(
                folder / f"{name}.parquet"
            )
    return open_record(folder)


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table's rows with the types of the schema, as another program might write them to Parquet."""
    kinds = {c.name: c.type for c in BY_NAME[name].columns}
    as_type = {
        "DATE": pd.to_datetime,
        "TIMESTAMP": pd.to_datetime,
        "BIGINT": pd.to_numeric,
        "DOUBLE": pd.to_numeric,
        "BOOLEAN": lambda s: s.map({"true": True, "false": False}),
        "VARCHAR": lambda s: s.where(s != "", None),
    }
    return pd.DataFrame({c: as_type[kinds.get(c, "VARCHAR")](frame[c].where(frame[c] != "", None)) for c in frame})


def views(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Return views `v0, v1 …` of (case, as_of) or (case, as_of, decision) — the latter with the cut before it."""
    return pd.DataFrame(
        [
            {"view_id": f"v{n}", "case_id": case, "as_of": as_of, "decision_id": (*rest, "")[0], "cut": "before" if rest else ""}
            for n, (case, as_of, *rest) in enumerate(rows)
        ]
    )


def answers(
    record: Record, asked: pd.DataFrame, names: list[str] | None = None, rests_on: bool = True, **how: Any
) -> dict[tuple[str, str], dict[str, str]]:
    """Return what each indicator says at each view as text: numbers without trailing noughts, nulls empty, the evidence in words."""
    rests: dict[tuple[str, str], list[str]] = {}
    for row in evidence(record, asked, names, **how).itertuples() if rests_on else ():
        rests.setdefault((row.view_id, row.measure), []).append(f"{row.statement_id.rpartition(':')[2]} {row.role}")
    rows = measure(record, asked, names, **how)
    said = {(row["view_id"], row["measure"]): {k: _text(v) for k, v in row.items()} for row in rows.to_dict("records")}
    return {key: {**row, "evidence": ", ".join(sorted(rests.get(key, [])))} for key, row in said.items()}


def _text(value: object) -> str:
    return "" if value is None or value != value or value is pd.NA else value if isinstance(value, str) else f"{value:.6g}"
