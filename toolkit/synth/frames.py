"""From the rows of the simulation to frames with the schema's types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.record.schema import BY_NAME, DATE, NUMBER, TEXT, TIME, WHOLE, YESNO, Column

if TYPE_CHECKING:
    import pandas as pd

_PANDAS = {WHOLE: "Int64", NUMBER: "Float64", YESNO: "boolean", TEXT: "str"}
LINKED = frozenset({"ledger", "statement_about"})  # they name a thing until it is known which version of it is meant
_THING = Column("entity_id", TEXT, "The thing that is meant, until it is known which version of it.")


def raw_columns(table_name: str) -> list[Column]:
    """Return the columns that a row of the simulation may state: those of the table, with a thing for a statement's id.

    >>> [c.name for c in raw_columns("statement_about")][:3]
    ['entity_id', 'case_id', 'person_id']
    """
    table = BY_NAME[table_name]
    stated = [c for c in table.columns if c.name != "statement_id"]
    if table.statement:
        return stated
    return [_THING, *stated] if table_name in LINKED else list(table.columns)


def raw_frame(table_name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows as a frame with all columns that they may state.

    >>> raw_frame("person", [{"entity_id": "p", "role": "mother"}])["role"].tolist()
    ['mother']
    """
    import pandas as pd

    return pd.DataFrame({c.name: _column(c, rows) for c in raw_columns(table_name)})


def _column(column: Column, rows: list[dict[str, Any]]) -> Any:
    import numpy as np
    import pandas as pd

    values = [r.get(column.name) for r in rows]
    if column.type in (DATE, TIME):
        return np.array(values, dtype="datetime64[us]")
    return pd.array([pd.NA if v is None else v for v in values], dtype=_PANDAS[column.type])
