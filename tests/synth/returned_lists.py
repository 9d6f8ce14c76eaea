"""What an Annex A workbook says of each table of the record: the statements that its import must give back, all and no others.

The kinds of statement and the columns of each come from `data/sources/annex_a_origins.csv`, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.synth.returned import equal, kept
from toolkit.record import codes
from toolkit.record.write import entity_id
from toolkit.sources.snapshot.layout import Part, Statement, spellings, statements, tables
from toolkit.sources.snapshot.layout import codes as spelt
from toolkit.synth.forms.annex_a import CHILD, SOURCE

Row = dict[str, Any]
YESNO = {"Yes": True, "No": False, None: None}
STATED = ("start", "start now", "end", "open", "now", "at end")
READS = {name: {f.name: f.reads for f in fields} for name, fields in tables(SOURCE).items()}
STATEMENTS = {f"{s.table}: {s.name}": s for s in statements(SOURCE)}


def _conference(row: Row) -> str | None:
    if row["Date of Initial Child Protection Conference"]:
        return "conference"
    return "no conference" if YESNO[row["Was an Initial Child Protection Conference deemed unnecessary?"]] else None


def _placed_ended(row: Row) -> date | None:
    placed = row["Date Placed for Adoption"]
    ends = (row["Date of Adoption Order"], row["Date of Decision that Child Should No Longer be Placed for Adoption"])
    return next((day for day in ends if day and placed and day >= placed), None)


def _placed_ended_why(row: Row) -> str | None:
    why = "adopted" if row["Date of Adoption Order"] else "no longer to be placed"
    return why if _placed_ended(row) else None


SUPPORT = {True: "support required", False: "no support required", None: None}
PLAN = {True: "child protection plan", False: "no child protection plan", None: None}
FOLLOWS: dict[str, Callable[[Row], object]] = {
    "support": lambda r: SUPPORT[YESNO[r["Was the child assessed as requiring LA children's social care support?"]]],
    "conference": _conference,
    "plan": lambda r: PLAN[YESNO[r["Did the Initial Child Protection Conference Result in a Child Protection Plan"]]],
    "ceased code": lambda r: r["Reason Ceased to be Looked After"] if r["Reason Ceased to be Looked After"] in REASONS else None,
    "adoption ended": _placed_ended,
    "adoption end reason": _placed_ended_why,
}
REASONS = codes.codes("REC")


def gives_back(imported: Path, told: dict[str, list[Row]], name: str, taken_on: date) -> set[tuple]:
    """Compare one kind of statement of a workbook with the record that it was imported into; return what there was to compare."""
    kind = STATEMENTS[name]
    rows = [_stated(kind, row, taken_on) for row in told.get(kind.origin, ()) if _is_stated(kind, row)]
    columns = [p.column for p in kind.parts if p.role in STATED]
    fixed = " AND ".join(f"{p.column} = '{p.fixed}'" for p in kind.of("fixed")) or "true"
    equal(
        set(rows), kept(imported, taken_on, f"SELECT {', '.join(['case_id', *columns])} FROM {{{kind.table}}} WHERE {fixed}"), name
    )
    return set(rows)


def _is_stated(kind: Statement, row: Row) -> bool:
    start, only = kind.one("start", "start now"), kind.one("only if")
    return bool(row.get(only) if only else start == "first listed" or row.get(start))


def _stated(kind: Statement, row: Row, taken_on: date) -> tuple:
    return (row[CHILD], *(_value(kind, p, row, taken_on) for p in kind.parts if p.role in STATED))


def _value(kind: Statement, part: Part, row: Row, taken_on: date) -> object:
    if part.origin == "first listed":
        return taken_on
    if part.role == "at end" and (end := kind.one("end")) and not (FOLLOWS[end](row) if end in FOLLOWS else row.get(end)):
        return None
    return FOLLOWS[part.origin](row) if part.origin in FOLLOWS else _cell(READS[kind.origin][part.origin], row.get(part.origin))


def _cell(reads: str, cell: Any) -> object:
    if cell is None or reads in ("date", "number", "text"):
        return cell
    if reads == "yesno":
        return YESNO[cell]
    if reads == "worker":
        return entity_id("wk", cell)
    known = spelt(SOURCE, reads.removeprefix("code:"))
    return next((known[s] for s in spellings(str(cell)) if s in known), None) or None
