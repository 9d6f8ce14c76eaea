"""Small returns written by hand: a table of words becomes a folder of CSV files."""

from __future__ import annotations

import csv
from datetime import datetime
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
    "oc3": "CHILD DOB IN_TOUCH ACTIV ACCOM",
    "ad1": "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
    "placed_for_adoption": "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
    "previous_permanence": "CHILD DOB PREV_PERM LA_PERM DATE_PERM",
    "dolo": "CHILD DOB DOLO_START DOLO_END",
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


def whole_return(**tables: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a return; where no header is given, one is made for all children of the other tables."""
    found = {name: rows_of(name, text) for name, text in tables.items()}
    children = sorted({row["CHILD"] for rows in found.values() for row in rows} - {""})
    found.setdefault("header", [USUAL["header"] | {"CHILD": child} for child in children])
    found.setdefault("episodes", [])
    return found


def write_return(folder: Path, encoding: str = "utf-8", **tables: str) -> Path:
    """Write a return as CSV files."""
    found = whole_return(**tables)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in found.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding=encoding) as stream:
            writer = csv.DictWriter(stream, COLUMNS[name].split(), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_book(file: Path, **tables: str) -> Path:
    """Write a return as a workbook: every other date as a date of the workbook, the others as text or as the day's number."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in whole_return(**tables).items():
        sheet = book.create_sheet(f"sheet of {name}")
        sheet.append(COLUMNS[name].split())
        for row in rows:
            sheet.append([_cell(row[column], n) for n, column in enumerate(COLUMNS[name].split())])
    file.parent.mkdir(parents=True, exist_ok=True)
    book.save(file)
    return file


def _cell(text: str, n: int) -> object:
    day = datetime.strptime(text, "%d/%m/%Y") if text.count("/") == 2 and "z" not in text else None
    if not day:
        return text or None
    return [day, text, (day - datetime(1899, 12, 30)).days][n % 3]


def write_xml(file: Path, **tables: str) -> Path:
    """Write a return as XML."""
    from xml.sax.saxutils import escape

    found = whole_return(**tables)
    nested = {"reviews": "AREVIEW", "missing": "AMISSING", "oc2": "OC2", "previous_permanence": "PERMANENCE",
              "placed_for_adoption": "AD_PLACED"}  # fmt: skip
    flat = ("header", "uasc", "oc3", "ad1")

    def cells(row: dict[str, str], *without: str) -> str:
        spelled = {"CHILD": "CHILDID", "PLACE": "PL"}
        return "".join(f"<{spelled.get(k, k)}>{escape(v)}</{spelled.get(k, k)}>" for k, v in row.items() if k not in without)

    def of(name: str, child: str) -> list[dict[str, str]]:
        return [row for row in found.get(name, []) if row["CHILD"] == child]

    children = []
    for head in found["header"]:
        child = head["CHILD"]
        own = {k: v for name in flat for row in of(name, child) for k, v in row.items() if v or k not in head}
        inner = cells(own) + ("<UASC>1</UASC>" if of("uasc", child) else "<UASC>0</UASC>")
        inner += "".join(f"<{tag}>{cells(row, 'CHILD', 'DOB')}</{tag}>" for name, tag in nested.items() for row in of(name, child))
        episodes = "".join(f"<EPISODE>{cells(row, 'CHILD')}</EPISODE>" for row in of("episodes", child))
        children.append(f"<CHILD><HEADER>{inner}</HEADER>{episodes}</CHILD>")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?><EXPSSDA903>{"".join(children)}</EXPSSDA903>', encoding="utf-8")
    return file


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
