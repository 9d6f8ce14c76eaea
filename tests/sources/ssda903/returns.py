"""Small returns written by hand: a table of words becomes a folder of CSV files."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pandas as pd

from toolkit.record.open import open_record

COLUMNS = {
    "header": "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
    "episodes": "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST URN",
    "reviews": "CHILD DOB REVIEW REVIEW_CODE",
    "uasc": "CHILD SEX DOB DUC",
    "missing": "CHILD DOB MISSING MIS_START MIS_END",
    "sw_episodes": "CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON",
    "oc2": "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT SUBSTANCE_MISUSE "
    "INTERVENTION_RECEIVED INTERVENTION_OFFERED",
}
USUAL = {
    "header": {"SEX": "2", "DOB": "01/05/2009", "ETHNIC": "WBRI"},
    "episodes": {"RNE": "S", "LS": "C2", "CIN": "N1", "PLACE": "U4", "PLACE_PROVIDER": "PR1", "URN": "1234567"},
    "reviews": {"REVIEW_CODE": "PN1"},
    "missing": {"MISSING": "M"},
}


def rows_of(table: str, text: str) -> list[dict[str, str]]:
    """Read a table of words: the first line names columns, `-` is an empty cell, other columns are as usual."""
    lines = [line.split() for line in text.strip().splitlines()]
    given = [dict(zip(lines[0], ["" if c == "-" else c for c in cells], strict=True)) for cells in lines[1:]]
    return [dict.fromkeys(COLUMNS[table].split(), "") | USUAL.get(table, {}) | row for row in given]


def write_return(folder: Path, encoding: str = "utf-8", **tables: str) -> Path:
    """Write a return; where no header is given, one is made for all children of the other tables."""
    found = {name: rows_of(name, text) for name, text in tables.items()}
    children = sorted({row["CHILD"] for rows in found.values() for row in rows} - {""})
    found.setdefault("header", [USUAL["header"] | {"CHILD": child} for child in children])
    if "episodes" not in found:
        found["episodes"] = []
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in found.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding=encoding) as stream:
            writer = csv.DictWriter(stream, COLUMNS[name].split(), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def table(record: Path, name: str) -> pd.DataFrame:
    """Return a table of a record."""
    with open_record(record).connect() as con:
        return con.execute(f'SELECT * FROM "{name}" ORDER BY ALL').df()


def told(record: Path, name: str, *columns: str) -> list[str]:
    """The versions of a table in words: columns, then when each stood in the record, in the order of its recording."""
    picked = ", ".join(f"coalesce(CAST({c} AS VARCHAR), '-')" for c in ("case_id", *columns))
    with open_record(record).connect() as con:
        return [
            " ".join(row)
            for row in con.execute(f"""
            SELECT {picked}, ':', strftime(recorded_at, '%Y-%m-%d') || '..' || strftime(recorded_by, '%Y-%m-%d'),
                coalesce('to ' || strftime(withdrawn_at, '%Y-%m-%d') || '..' || strftime(withdrawn_by, '%Y-%m-%d')
                    || ' ' || withdrawn_reason, 'stands')
            FROM "{name}" ORDER BY case_id, recorded_at, occurred_on""").fetchall()
        ]


def standing_by(record: Path, cut: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a record says of the time up to the end of a day: later rows left out, later withdrawals blank."""
    found = {}
    opened = open_record(record)
    with opened.connect() as con:
        for name in opened.files:
            found[name] = con.execute(_standing(con, name), {"cut": f"{cut} 23:59:59.999999"}).fetchall()
    return found


def _standing(con: duckdb.DuckDBPyConnection, name: str) -> str:
    columns = [row[0] for row in con.execute(f'DESCRIBE "{name}"').fetchall()]
    hidden = ", ".join(
        f"CASE WHEN withdrawn_at <= CAST($cut AS TIMESTAMP) THEN {c} END AS {c}" for c in columns if c.startswith("withdrawn_")
    )
    replaced = f"REPLACE ({hidden})" if hidden else ""
    return f'SELECT * {replaced} FROM "{name}" WHERE recorded_at <= CAST($cut AS TIMESTAMP) ORDER BY ALL'
