"""Which identifiers a record holds, and of what kind each is, read from its columns that hold identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.record.schema import TABLES

if TYPE_CHECKING:
    from toolkit.record import Record
    from toolkit.record.schema import Table

WORKER = "worker"
# These columns name a worker where they do not name an agency, a team or the family.
_HOLDERS = ("holder", "informant", "decider")
_SAME = {"alias_case": "case"}
_OPAQUE = {"statement_id", "entity_id", "about_id", "view_id"}
_NAMED = {"case_id", "person_id"}
# What a page itself is full of: the names of decisions and of the ledger's classes.
_OURS = re.compile(r"D\d{1,3}|K[0-5][ab]?")


def kind_of(column: str) -> str | None:
    """Return the kind of identifier that a column holds, or None: also for the toolkit's own links between statements.

    >>> kind_of("case_id"), kind_of("worker_id"), kind_of("decision_id"), kind_of("note")
    ('case', 'worker', None, None)
    """
    links = _OPAQUE | {f"{table.name}_id" for table in TABLES} - _NAMED
    if not column.endswith("_id") or column in links:
        return None
    kind = column.removesuffix("_id")
    return _SAME.get(kind, kind)


def identifiers(record: Record) -> dict[str, list[str]]:
    """Return every identifier of a record, by kind and in order; of the whole record, however it is narrowed to a day.

    A holder, informant or decider counts as a worker unless the ledger says that it is none, or it is written as a plain word.
    """
    whole = record.as_it_stood("")
    each = [part for table in TABLES if table.name in record.files for part in _parts(table)]
    if not each:
        return {}
    con = whole.connect(1)
    try:
        rows = con.execute(" UNION ".join(each)).fetchall()
        others = {h for (h,) in con.execute(f"SELECT DISTINCT holder FROM ledger WHERE holder_kind <> '{WORKER}'").fetchall()}
    finally:
        con.close()
    found: dict[str, set[str]] = {}
    for kind, identifier, sure in rows:
        if sure or (identifier not in others and is_telling(identifier)):
            found.setdefault(kind, set()).add(identifier)
    return {kind: sorted(named) for kind, named in sorted(found.items())}


def is_telling(identifier: str) -> bool:
    """Return whether a text can be nothing but an identifier where it stands among words: no plain word, no small number.

    >>> [is_telling(t) for t in ("C00001", "00123", "45678", "0123", "2024", "7", "police", "other agency", "JS", "--")]
    [True, True, True, True, False, False, False, False, True, False]
    """
    bare = identifier.strip()
    if bare.isdigit():
        return len(bare) >= 5 or (len(bare) >= 3 and bare.startswith("0"))
    return len(bare) > 1 and not _OURS.fullmatch(bare) and any(c.isdigit() or (c.isalpha() and c != c.lower()) for c in bare)


def _parts(table: Table) -> Iterator[str]:
    for column in table.columns:
        kind = kind_of(column.name)
        if kind or column.name in _HOLDERS:
            said = f"'{kind or WORKER}' AS kind, {column.name} AS identifier, {str(bool(kind)).lower()} AS sure"
            yield f'SELECT DISTINCT {said} FROM "{table.name}" WHERE {column.name} IS NOT NULL'
