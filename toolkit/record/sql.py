"""Texts and names as SQL has them, for where no parameter can stand: in a view, in COPY, in the name of a column."""

from __future__ import annotations

from collections.abc import Iterable

MANY_WORDS = 5000  # different ones, beyond which each is kept with its row


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


def one_of(words: Iterable[str]) -> str:
    """Return a type whose values are a number in memory, where words are few: rows with them are handled without copying any.

    >>> one_of(["ok", "it's"])
    "ENUM ('ok', 'it''s')"
    """
    found = list(words)
    return f"ENUM ({', '.join(map(text, found))})" if 0 < len(found) <= MANY_WORDS else "VARCHAR"
