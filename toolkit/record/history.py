"""History from dated extracts: what several snapshots of one table say about when each statement stood in the record.

An extract is a snapshot taken on a day, its *cut*. Four rules make versions out of snapshots:

* a row first shown by an extract stood at the earliest after the cut of the extract before it (or from the day on which it
  could have been known, if that is later), at the latest at the cut of the extract that shows it;
* a changed row is withdrawn and recorded again;
* a row that is absent from an extract that ought to contain it was withdrawn; one outside that extract's scope stands;
* a day that lies ahead of the extract that states it is a plan. It becomes a fact when a later extract states the same day
  on or after it, and is withdrawn as not confirmed when an extract that ought to contain it does not. A planned end that takes
  a row out of a later extract's scope is confirmed by that extract's silence: had it not come, the row would be there.

Most rows of most extracts only say again what stood. So each row's presence over the extracts is folded into one string of
bits before anything is compared, and only the extracts at which something begins or ends are looked at (`history_steps`).

The first extract has none before it, so its statements stand from the day on which they could have been known: `reconstructed`.
Whatever is said about the time up to one cut owes nothing to later extracts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.record import history_steps as steps
from toolkit.record.connection import at_hand
from toolkit.record.sql import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    import pandas as pd

CONTROL = ("extract", "entity_id", "stage", "known_from", "ahead")
OUTCOMES = {
    "new": "shown for the first time",
    "unchanged": "shown as before",
    "changed": "shown with other content",
    "confirmed": "a day stated ahead has come, and is stated again",
    "returned": "shown again after it had been withdrawn",
    "left scope": "not shown, and outside the scope of this extract: it stands",
    "withdrawn": "not shown though it was in scope: withdrawn",
    "not confirmed": "a plan not shown though it was in scope: withdrawn",
    "unreadable": "in a row that was set aside: it stands",
}


@dataclass(frozen=True)
class History:
    """What a table's extracts say: the versions of its statements, and what each extract said of each entity."""

    versions: pd.DataFrame
    outcomes: pd.DataFrame


def history(
    extracts: pd.DataFrame,
    shown: pd.DataFrame,
    in_scope: str,
    unreadable: pd.DataFrame | None = None,
    lookups: Mapping[str, pd.DataFrame] | None = None,
    silence_confirms: str = "false",
    con: duckdb.DuckDBPyConnection | None = None,
) -> History:
    """Return the versions of one table's statements from any number of dated extracts, given in any order.

    Args:
        extracts: `extract` (its name), `cut` (its last instant; no two alike), and any columns that `in_scope` needs.
        shown: what the extracts show: `extract`, `entity_id`, `stage` (whole number: a row that was once open and is now closed
            has two stages), `known_from` (since when this stage could have been known; empty: not known), `ahead` (the day that
            lies after the cut, or empty), and the content, of which missing and empty are the same.
        in_scope: SQL that is true where extract `x` ought to show the statement `s` (its content as last shown).
        unreadable: `extract`, `entity_id` of rows that are there but could not be read: their absence says nothing.
        lookups: further tables that `in_scope` names.
        silence_confirms: SQL that is true where extract `x` would show the statement `s` if what it planned had not come.
        con: a connection to work on, which stays open; the caller makes one for all its tables.

    Returns:
        `versions`: entity_id, the content, recorded_at, recorded_by, withdrawn_at, withdrawn_by, withdrawn_reason, basis, extract,
        ahead. `outcomes`: extract, entity_id, outcome (one of :data:`OUTCOMES`), late (it did not stand when the extract before
        was taken, though it could have been known by then).

    Raises:
        CaseReviewError: two extracts have the same cut, so that nobody can say which came first.

    >>> import pandas as pd
    >>> extracts = pd.DataFrame({"extract": ["a", "b"], "cut": pd.to_datetime(["2020-03-31 23:59", "2021-03-31 23:59"])})
    >>> day = pd.Timestamp("2020-01-05")
    >>> shown = pd.DataFrame([{"extract": "a", "entity_id": "e", "stage": 1, "known_from": day, "ahead": pd.NaT, "kind": "x"}])
    >>> row = history(extracts, shown, "true").versions.iloc[0]
    >>> print(row.recorded_at.date(), row.recorded_by.date(), row.withdrawn_at.date(), row.withdrawn_reason)
    2020-01-05 2020-03-31 2020-04-01 deleted
    """
    content = {c: _typed(shown, c) for c in shown.columns if c not in CONTROL}
    with at_hand(con) as room:
        room.register("given_shown", shown)
        _prepare(room, extracts, unreadable, lookups)
        made = steps.every_step(content, len(extracts), in_scope, silence_confirms)
        _run(room, made)
        found = History(room.execute(steps.versions(content)).df(), room.execute(steps.OUTCOMES).df())
        _let_go(room, made)
        return found


def history_of_files(
    extracts: pd.DataFrame,
    shown: str | Path,
    to: str | Path,
    in_scope: str,
    unreadable: pd.DataFrame | None = None,
    lookups: Mapping[str, pd.DataFrame] | None = None,
    silence_confirms: str = "false",
    memory: str = "",
) -> pd.DataFrame:
    """Write the versions of a table whose extracts are too many for memory: as :func:`history`, from Parquet to Parquet.

    Args:
        extracts: as for :func:`history`.
        shown: Parquet files (a pattern), with the columns that :func:`history` names.
        to: the Parquet file to write, with the columns of :class:`History`'s versions, in their order.
        in_scope: as for :func:`history`.
        unreadable: as for :func:`history`.
        lookups: as for :func:`history`.
        silence_confirms: as for :func:`history`.
        memory: the most memory to use, such as `4GB`; what goes beyond it is kept on disk meanwhile.

    Returns:
        How many things each extract says what of: extract, outcome, late, things.

    Raises:
        CaseReviewError: two extracts have the same cut.
    """
    import tempfile

    import duckdb

    target = Path(to)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".history-") as room:
        limits: dict[str, Any] = {"temp_directory": room} | ({"memory_limit": memory} if memory else {})
        with duckdb.connect(config=limits) as con:
            con.execute(f"CREATE TEMP VIEW given_shown AS FROM read_parquet({text(shown)})")
            content = {name: _read(name, kind) for name, kind in _columns(con) if name not in CONTROL}
            _prepare(con, extracts, unreadable, lookups)
            _run(con, steps.every_step(content, len(extracts), in_scope, silence_confirms))
            made = Path(room) / "versions.parquet"
            con.execute(f"COPY ({steps.versions(content)}) TO {text(made)} (FORMAT parquet, COMPRESSION zstd)")
            tally = con.execute(steps.TALLY).df()
        made.replace(target)
    return tally


def _prepare(
    con: duckdb.DuckDBPyConnection,
    extracts: pd.DataFrame,
    unreadable: pd.DataFrame | None,
    lookups: Mapping[str, pd.DataFrame] | None,
) -> None:
    import pandas as pd

    if extracts["cut"].duplicated().any():
        raise CaseReviewError(
            "Two extracts were taken on the same day, so their order is not known", todo="Give the day on which each one was taken."
        )
    nothing = pd.DataFrame({"extract": pd.Series(dtype="str"), "entity_id": pd.Series(dtype="str")})
    given = {"given_extracts": extracts, "given_unreadable": nothing if unreadable is None else unreadable, **(lookups or {})}
    con.execute("SET TimeZone = 'UTC'")
    for name, frame in given.items():
        con.register(name, frame)


def _run(con: duckdb.DuckDBPyConnection, made: steps.Steps) -> None:
    for name, query, needs in made:
        if not needs or con.execute(f"FROM {needs} LIMIT 1").fetchall():
            con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _let_go(con: duckdb.DuckDBPyConnection, made: steps.Steps) -> None:
    """Drop what was made on a connection that is kept for other tables: it holds as much as what was given."""
    for name in dict.fromkeys(name for name, _, _ in made):
        con.execute(f"DROP TABLE IF EXISTS {name}")
    con.unregister("given_shown")


def _columns(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in con.execute("DESCRIBE given_shown").fetchall()]


def _typed(shown: pd.DataFrame, column: str) -> str:
    kind = shown[column].dtype.kind
    return _read(column, "TIMESTAMP" if kind == "M" else "" if kind in "bif" else "VARCHAR")


def _read(column: str, kind: str) -> str:
    """SQL that reads a column of an extract: days and times alike, empty text as none."""
    if kind.startswith(("DATE", "TIMESTAMP")):
        return f'CAST(g."{column}" AS TIMESTAMP)'
    return f"nullif(CAST(g.\"{column}\" AS VARCHAR), '')" if kind == "VARCHAR" else f'g."{column}"'
