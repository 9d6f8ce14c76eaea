"""Asking indicators for what goes with their numbers: evidence, changes and spells, each gathered in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.ask import Unanswered, asked

if TYPE_CHECKING:
    import duckdb

    from toolkit.known.indicator import Indicator

# Each section's table, and the columns that its query gives beside `view_no`.
SHAPES = {
    "evidence": ("statement_id VARCHAR", "role VARCHAR"),
    "changes": ("entity_id VARCHAR", "statement_id VARCHAR", "changed_on DATE", "reason VARCHAR", "reasoned_on DATE"),
    "spells": (
        "entity_id VARCHAR",
        "statement_id VARCHAR",
        "started_on DATE",
        "entered_on DATE",
        "ended_on DATE",
        "end_kind VARCHAR",
    ),
}


# What a query need not give: since when the reason of a change has stood in the record.
_MAY_LACK = {"changes": " UNION ALL BY NAME SELECT NULL::DATE AS reasoned_on WHERE false"}


def gather(known: duckdb.DuckDBPyConnection, wanted: list[Indicator], section: str) -> dict[str, str]:
    """Make the temporary table of a section's name with what the indicators say under it, at every moment.

    Returns:
        By indicator, why it could not be asked; its rows are absent and the others' are there.
    """
    columns = ", ".join(SHAPES[section])
    known.execute(f"CREATE TEMP TABLE {section} (measure VARCHAR, view_no BIGINT, {columns})")
    told = {i.name: _gathered(known, i, section) for i in wanted}
    return {name: why for name, why in told.items() if why}


def _gathered(known: duckdb.DuckDBPyConnection, indicator: Indicator, section: str) -> str:
    if section not in indicator.sections:
        return indicator.failure
    names = ", ".join(["view_no", *(c.split()[0] for c in SHAPES[section])])
    measure = indicator.name.replace("'", "''")
    try:
        with asked(known, indicator, section) as (query, values):
            rows = f"FROM ({query}\n){_MAY_LACK.get(section, '')}"
            known.execute(f"INSERT INTO {section} SELECT '{measure}', {names} FROM ({rows})", values)
    except Unanswered as why:
        return str(why)
    return ""
