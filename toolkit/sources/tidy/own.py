"""The record's own form: files whose sheets or names are tables and whose headings are columns, as the templates have them.

Such files need no mapping. `id` is the writer's own short name of a thing; `recorded_on` says when it was written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.errors import nearest
from toolkit.record.schema import BY_NAME, DATE, TIME, Column, Table
from toolkit.sources.cells import IN_DOUBT, date_form
from toolkit.sources.files import Form, Grid, read_file, sheets
from toolkit.sources.tidy.mapping import ColumnMap, FileMap, TidyMapping, mappable, mappable_columns
from toolkit.sources.workbooks import Refused

ID, RECORDED_ON, ABOUT, EXAMPLES = "id", "recorded_on", "About", "Examples"
NEEDED = "*"
NAME = "Filled in by hand"


def headings(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table's template: the case, the writer's own name of the thing, when it was written, the rest."""
    rest = [c for c in table.columns if c.name in mappable_columns(table) and c.name != "case_id"]
    case = [table.column("case_id")] if any(c.name == "case_id" for c in table.columns) else []
    own = Column(
        ID, "VARCHAR", f"Your own short name for this {table.name.replace('_', ' ')}; keep it when you correct a row.", True
    )
    when = Column(RECORDED_ON, TIME, "When this was written down; if that is not known, leave it empty.")
    return (*case, own, when, *rest)


def heading_of(column: Column) -> str:
    """Return the heading of a column in a template: its name, with a star where it must be filled."""
    return column.name + (NEEDED if column.needed else "")


def own_mapping(files: Sequence[Path], problems: list[str]) -> TidyMapping:
    """Return the mapping that filled-in templates carry in themselves; what is no template is added to the problems."""
    maps: dict[tuple[str, str], FileMap] = {}
    for file in files:
        for grid, table in _filled(file, problems):
            made = _file_map(file, grid, table, problems)
            maps.setdefault((file.name.lower(), grid.form.sheet), made)
    if not maps and not problems:
        problems.append(f"{', '.join(dict.fromkeys(f.name for f in files))}: nothing is filled in")
    return TidyMapping(NAME, tuple(maps.values()))


def _filled(file: Path, problems: list[str]) -> list[tuple[Grid, Table]]:
    """The sheets of a workbook that are tables and have rows, or the one table of a text file."""
    try:
        names = {sheet: (sheet or file.stem).lower() for sheet in sheets(file) if sheet not in (ABOUT, EXAMPLES)}
        known = {sheet: BY_NAME[name] for sheet, name in names.items() if name in mappable()}
        odd = [sheet or file.name for sheet, name in names.items() if name not in mappable()]
        problems += [
            f"{file.name}: without --mapping, {one} must be named after a table"
            + nearest(names.get(one, file.stem.lower()), mappable())
            for one in odd
        ]
        grids = [(read_file(file, Form(sheet=sheet, heading=(1,))), table) for sheet, table in known.items()]
    except Refused as refusal:
        problems.append(f"{file.name}: {refusal}")
        return []
    return [(grid, table) for grid, table in grids if grid.read]


def _file_map(file: Path, grid: Grid, table: Table, problems: list[str]) -> FileMap:
    columns = {c.name: c for c in headings(table)}
    given = {h.rstrip(NEEDED).strip().lower(): h for h in grid.frame.columns}
    where = f"{file.name}, {grid.form.sheet}" if grid.form.sheet else file.name
    problems += [
        f"{where}: the table {table.name} has no column {given[h]}{nearest(h, columns)}" for h in given if h not in columns
    ]
    problems += [f"{where}: no column {c.name}, which is needed" for c in columns.values() if c.needed and c.name not in given]
    maps = {h: _column(where, columns[h], given[h], grid, problems) for h in given if h in columns}
    times = {"created": maps.pop(RECORDED_ON)} if RECORDED_ON in maps else {}
    key = (maps.pop(ID).heading,) if ID in maps else ()
    form = replace(grid.form, heading=(1,))
    return FileMap(where, file.name, form, table, key, maps, times)


def _column(where: str, column: Column, heading: str, grid: Grid, problems: list[str]) -> ColumnMap:
    if column.type not in (DATE, TIME):
        return ColumnMap(heading)
    form, _ = date_form([c.strip() for c in grid.frame[heading]], grid.epoch)
    if form == IN_DOUBT:
        problems.append(f"{where}: the dates under {heading} can be read with the day or the month first; write them as 2024-05-01")
    return ColumnMap(heading, "iso" if form in ("", IN_DOUBT) else form)
