"""Texts and names as SQL has them, for where no parameter can stand: in a view, in COPY, in the name of a column."""

from __future__ import annotations

from collections.abc import Iterable


def text(value: object) -> str:
    """Return a text, or a path, as SQL.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + str(value).replace("'", "''") + "'"


def listed(values: Iterable[object]) -> str:
    """Return texts as the list of SQL that `IN` asks for.

    >>> listed(("E4A", "E4B"))
    "('E4A', 'E4B')"
    """
    return f"({', '.join(text(v) for v in values)})"


def quoted(name: str) -> str:
    """Return a name of a table or column as SQL.

    >>> quoted('the "old" one')
    '"the ""old"" one"'
    """
    return '"' + name.replace('"', '""') + '"'
