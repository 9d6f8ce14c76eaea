"""Where a fault came from: the file and row of an import, or the row of a record's own CSV file."""

from __future__ import annotations

from dataclasses import replace

from toolkit.record.checkdata import Tables
from toolkit.record.checkrun import Place, shortened
from toolkit.record.finding import Finding
from toolkit.record.schema import BY_NAME


def placed(tables: Tables, finding: Finding, places: list[Place]) -> Finding:
    """Return a finding with the file and row of each of its first places, where the record knows them."""
    columns = {c.name for c in BY_NAME[finding.table].columns}
    if not {"statement_id", "entity_id"} <= columns:
        return finding
    origins = tuple(_origin(tables, finding.table, place) for place in places)
    return replace(finding, origins=origins) if any(origins) else finding


def _origin(tables: Tables, table: str, place: Place) -> str:
    """The newest extract's row of a thing (or of the version at fault); of a CSV file the first row that speaks of it."""
    if not (place.statement_id or place.entity_id):
        return ""
    key, value = ("statement_id", place.statement_id) if place.statement_id else ("entity_id", place.entity_id)
    if tables.filled("origin.statement_id"):
        found = tables.con.execute(
            f"""SELECT extract, file, "row" FROM origin WHERE statement_id IN (SELECT statement_id FROM "{table}" WHERE {key} = ?)
            ORDER BY recorded_at DESC, extract DESC, file, "row" LIMIT 1""",
            [value],
        ).fetchall()
        if found:
            extract, file, row = found[0]
            return f"{shortened(extract or '')}: {shortened(file or '')}" + (f" row {row}" if row is not None else "")
    file = tables.record.files.get(table)
    if file is None or file.suffix != ".csv":
        return ""
    rows = tables.con.execute(f'SELECT min(rowid) + 2 FROM "{table}" WHERE {key} = ?', [value]).fetchall()
    return f"{file.name} row {rows[0][0]}" if rows[0][0] is not None else ""
