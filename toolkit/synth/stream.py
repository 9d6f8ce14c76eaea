"""The tables of a made-up record, written block by block: no more than one block of families lies in memory."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.record.sql import text
from toolkit.record.write import completion
from toolkit.synth.frames import LINKED, raw_columns, raw_frame

if TYPE_CHECKING:
    import duckdb

Rows = dict[str, list[dict[str, Any]]]
_MEMORY = "1200MB"
_LEVEL = 15  # the sample is handed on with the program: small files are worth the time


class Stream:
    """Takes the rows of block after block and, at the end, makes the record's Parquet files of them."""

    def __init__(self, room: Path) -> None:
        """An empty stream that keeps its parts in a folder of its own."""
        import duckdb

        self.room = room
        self.con: duckdb.DuckDBPyConnection = duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY})
        self.con.execute("SET TimeZone = 'UTC'")
        self.con.execute(f"SET temp_directory = {text(room / 'spilled')}")
        self.parts: dict[str, int] = defaultdict(int)

    def add(self, rows: Rows) -> None:
        """Write the rows of a block, by table, as a part of each."""
        for table, found in rows.items():
            if found or not self.parts[table]:
                self._part(table, found)

    def finish(self, to: Path, repeat: frozenset[str] = frozenset()) -> int:
        """Make the record of all parts; return how many rows it has.

        Args:
            to: the folder, which must exist.
            repeat: tables whose first rows are written twice.
        """
        for table in self.parts:
            self._view(table)
        told = [t for t in self.parts if t not in LINKED]
        rows = sum(self._write(to, t, completion(t, [c.name for c in raw_columns(t)], f"given_{t}"), t in repeat) for t in told)
        self._versions(to, [t for t in told if t in STATEMENT_TABLES])
        linked = {"ledger": _KNOWN, "statement_about": _ABOUT}
        rows += sum(self._write(to, t, _filled(t, sql), False) for t, sql in linked.items() if t in self.parts)
        self.con.close()
        return rows

    def _part(self, table: str, rows: list[dict[str, Any]]) -> None:
        folder = self.room / table
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.parts[table]:06d}.parquet"
        self.con.register("block", raw_frame(table, rows))
        picked = ", ".join(f'CAST("{c.name}" AS {c.type}) AS "{c.name}"' for c in raw_columns(table))
        self.con.execute(f"COPY (SELECT {picked} FROM block) TO {text(file)} (FORMAT parquet)")
        self.con.unregister("block")
        self.parts[table] += 1

    def _view(self, table: str) -> None:
        files = text(self.room / table / "*.parquet")
        self.con.execute(f'CREATE VIEW "given_{table}" AS SELECT * FROM read_parquet({files})')

    def _write(self, to: Path, table: str, sql: str, repeat: bool) -> int:
        file = text(to / f"{table}.parquet")
        if repeat:
            self.con.execute(f"CREATE TABLE twice AS {sql}")
            sql = "SELECT * FROM twice UNION ALL (SELECT * FROM twice LIMIT 3)"
        told = self.con.execute(f"COPY ({sql}) TO {file} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL {_LEVEL})").fetchone()
        self.con.execute("DROP TABLE IF EXISTS twice")
        return int(told[0]) if told else 0

    def _versions(self, to: Path, tables: list[str]) -> None:
        asked = " UNION ".join(f'SELECT entity_id FROM "given_{t}"' for t in sorted(LINKED & set(self.parts)))
        every = " UNION ALL ".join(
            f"SELECT entity_id, statement_id, recorded_at, recorded_by, withdrawn_at, withdrawn_by "
            f"FROM read_parquet({text(to / f'{t}.parquet')})"
            for t in tables
        )
        self.con.execute(f"CREATE TABLE versions AS SELECT * FROM ({every}) SEMI JOIN ({asked}) USING (entity_id)")


# The version that stood when it was known, or the first one recorded afterwards.
_KNOWN = """
    SELECT g.*, coalesce(
        (SELECT arg_max(v.statement_id, (v.recorded_at, v.statement_id)) FROM versions AS v
            WHERE v.entity_id = g.entity_id AND v.recorded_at <= g.known_from),
        (SELECT arg_min(v.statement_id, (v.recorded_at, v.statement_id)) FROM versions AS v
            WHERE v.entity_id = g.entity_id)) AS statement_id
    FROM given_ledger AS g"""
_ABOUT = """
    SELECT v.statement_id, g.case_id, g.person_id, v.recorded_at, v.recorded_by, v.withdrawn_at, v.withdrawn_by
    FROM given_statement_about AS g JOIN versions AS v USING (entity_id)"""


def _filled(table: str, sql: str) -> str:
    given = {c.name for c in raw_columns(table)} | {"statement_id"}
    picked = ", ".join(f'CAST({c.name if c.name in given else "NULL"} AS {c.type}) AS "{c.name}"' for c in BY_NAME[table].columns)
    return f"SELECT DISTINCT {picked} FROM ({sql}) WHERE statement_id IS NOT NULL ORDER BY ALL"
