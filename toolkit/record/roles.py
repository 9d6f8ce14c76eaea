"""Words of free columns as they are compared: in any letters, blanks around them left out, and each role by one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.record.sql import listed, text

if TYPE_CHECKING:
    import duckdb

HOLDER = "social worker"  # who holds a case


def plain(words: str) -> str:
    """Return SQL for some words as they are compared with others; NULL where there are none but blanks.

    >>> plain("d.chosen")
    "nullif(lower(trim(d.chosen)), '')"
    """
    return f"nullif(lower(trim({words})), '')"


def plain_role(role: str) -> str:
    """Return SQL for a role by its one name. Source: each line of `data/codes/roles.csv` says which words are the same role.

    >>> plain_role("r")[:70]
    "CASE nullif(lower(trim(r)), '') WHEN 'caseworker' THEN 'social worker'"
    """
    same = " ".join(f"WHEN {text(row['word'])} THEN {text(row['role'])}" for row in paths.rows("codes", "roles"))
    return f"CASE {plain(role)} {same} ELSE {plain(role)} END"


def is_social_worker(role: str) -> str:
    """Return SQL for whether a role is that of who holds a case; a worker of no recorded role is taken to do so.

    >>> is_social_worker("i.role")[:97]
    "(i.role = 'social worker' OR coalesce(nullif(lower(trim(i.role)), ''), 'social worker') IN ('soci"
    """
    names = (HOLDER, *(row["word"] for row in paths.rows("codes", "roles") if row["role"] == HOLDER))
    # Most roles are written like this already: to see that first spares the mending of each, which costs more than all else.
    return f"({role} = {text(HOLDER)} OR coalesce({plain(role)}, {text(HOLDER)}) IN {listed(names)})"


def roles_of(words: str) -> str:
    """Return SQL for the roles of a column that holds several, divided by `;`, as a list; NULL where it names none.

    >>> import duckdb
    >>> several, none = roles_of("' Mum; father;'"), roles_of("' ; '")
    >>> duckdb.sql(f"SELECT {several}, {none}").fetchall()
    [(['mother', 'father'], None)]
    """
    each = f"list_transform(string_split({words}, ';'), lambda one: {plain_role('one')})"
    return f"nullif(list_filter({each}, lambda one: one <> ''), [])"


def teach_words(con: duckdb.DuckDBPyConnection, made: str = "MACRO") -> None:
    """Make the macros `plain(words)`, `plain_role(role)`, `is_social_worker(role)` and `roles_of(words)` on a connection.

    Args:
        con: the connection.
        made: what is made: a `MACRO`, or a `TEMP MACRO`, which stands beside whatever the connection sees.

    >>> import duckdb
    >>> con = duckdb.connect()
    >>> teach_words(con)
    >>> con.execute("SELECT plain(' A Word '), plain_role('Dad'), is_social_worker('Caseworker')").fetchall()
    [('a word', 'father', True)]
    """
    con.execute(";".join(f"CREATE OR REPLACE {made} {macro.__name__}(words) AS {macro('words')}" for macro in _MACROS))


_MACROS = (plain, plain_role, is_social_worker, roles_of)
