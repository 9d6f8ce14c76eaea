"""From the rows of the simulation to frames with the schema's types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.record.schema import BY_NAME, DATE, NUMBER, TEXT, TIME, WHOLE, YESNO, Column, Table

if TYPE_CHECKING:
    import pandas as pd

_PANDAS = {WHOLE: "Int64", NUMBER: "Float64", YESNO: "boolean", TEXT: "str"}


def frame(table_name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows as a frame with all columns of the table that a row may state.

    >>> frame("person", [{"entity_id": "p", "role": "mother"}])["role"].tolist()
    ['mother']
    """
    import pandas as pd

    table = BY_NAME[table_name]
    return pd.DataFrame({c.name: _column(c, rows) for c in _stated(table)})


def _stated(table: Table) -> list[Column]:
    made_on_completion = {"statement_id"} if table.statement else set()
    return [c for c in table.columns if c.name not in made_on_completion]


def _column(column: Column, rows: list[dict[str, Any]]) -> Any:
    import numpy as np
    import pandas as pd

    values = [r.get(column.name) for r in rows]
    if column.type in (DATE, TIME):
        return np.array(values, dtype="datetime64[us]")
    return pd.array([pd.NA if v is None else v for v in values], dtype=_PANDAS[column.type])
