"""Where each column of the record comes from, source by source: read from `data/sources/*_origins.csv`, one file a source."""

from __future__ import annotations

from functools import cache

from toolkit import paths
from toolkit.sources.settings import rows

ANY_TABLE = "*"
_ENDING = "_origins.csv"


def origins(table: str, column: str) -> list[tuple[str, str]]:
    """Return for a column of a table the sources that fill it, each with the field that it comes from there.

    A source whose importer makes the value itself says `made`. A file's `*` in place of the table stands for every table.

    >>> dict(origins("child", "case_id"))["CIN census"]
    'LAchildID'
    """
    found = _all()
    return [
        (source, found[source, t, column])
        for source in _sources()
        for t in dict.fromkeys((table, ANY_TABLE))
        if (source, t, column) in found
    ]


@cache
def _sources() -> dict[str, str]:
    """The names of the sources, each with its file, in the order in which they are shown."""
    names = {row["file"]: row["source_name"] for row in rows("origin_names.csv")}
    there = sorted(f.name.removesuffix(_ENDING) for f in (paths.data() / "sources").glob(f"*{_ENDING}"))
    order = [*(n for n in names if n in there), *(n for n in there if n not in names)]
    return {names.get(n, n): n + _ENDING for n in order}


@cache
def _all() -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for source, file in _sources().items():
        for row in rows(file):
            if row["column"] and row["from"]:
                found.setdefault((source, row["table"], row["column"]), []).append(row["from"])
    return {key: "; ".join(dict.fromkeys(said)) for key, said in found.items()}
