"""What the files themselves tell of their values, so that reading need not look at every one: Parquet keeps bounds of each column.

Reading turns empty text and days outside the years 1 to 9999 into nothing. Where a file's own bounds say that a column has none of
these, it is read as it stands, which also lets a query pass over those parts of a file that it has no use for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.record.sql import text

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb


class Proven(NamedTuple):
    """Columns in which reading changes nothing, and those of them that are never empty."""

    sound: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()


NOTHING = Proven()


def proven(con: duckdb.DuckDBPyConnection, files: dict[str, Path]) -> dict[str, Proven]:
    """Return what the bounds in files prove of their columns, by table; a file without bounds proves nothing.

    Args:
        con: a connection.
        files: the files of tables, by name.

    >>> from toolkit import paths
    >>> import duckdb
    >>> found = proven(duckdb.connect(), {"visit": paths.sample_record() / "visit.parquet"})
    >>> "withdrawn_at" in found["visit"].sound, "withdrawn_at" in found["visit"].filled, "case_id" in found["visit"].filled
    (True, False, True)
    """
    kept = {str(file): name for name, file in files.items() if file.suffix == ".parquet"}
    if not kept:
        return {}
    sound: dict[str, set[str]] = {name: set() for name in kept.values()}
    filled: dict[str, set[str]] = {name: set() for name in kept.values()}
    for file, column, is_sound, is_filled in con.execute(_BOUNDS.format(files=", ".join(map(text, kept)))).fetchall():
        sound[kept[file]] |= {column} if is_sound else set()
        filled[kept[file]] |= {column} if is_sound and is_filled else set()
    return {name: Proven(frozenset(sound[name]), frozenset(filled[name])) for name in kept.values()}


# Where a column has no value at all in a part of a file, it has no bounds there. A bound of text that was cut short is still text.
_BOUNDS = """
    SELECT file_name, path_in_schema, coalesce(bool_and(stats_null_count = num_values OR CASE
               WHEN type = 'BYTE_ARRAY' THEN stats_min_value > ''
               ELSE TRY_CAST(stats_min_value AS TIMESTAMP) >= TIMESTAMP '0001-01-01'
                   AND TRY_CAST(stats_max_value AS TIMESTAMP) < TIMESTAMP '9999-12-31' END), false),
           sum(coalesce(stats_null_count, 1)) = 0
    FROM parquet_metadata([{files}]) GROUP BY ALL"""
