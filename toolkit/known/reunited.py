"""The rows of all parts as one: what their files hold as numbers is put in order as numbers, and only then said in words.

A part knows each view by its place among all views, in the order of their names, and each indicator by its place among those that
were asked there. So that little is written twice, names and units are written once, beside the parts.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from toolkit.known.viewfile import NEEDED, OPTIONAL
from toolkit.record.sql import MANY_WORDS, one_of, text
from toolkit.result import STATUSES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.known.indicator import Indicator


class Parts(NamedTuple):
    """The rows of all parts: SQL that reads them from their files, and a connection to ask it on, as to open another takes time."""

    rows: str
    con: duckdb.DuckDBPyConnection


def write_views(views: pd.DataFrame, to: str) -> None:
    """Write views for parts to read, sorted by case, each with its place in the order of their names.

    Args:
        views: as :func:`toolkit.known.viewfile.checked_views` returns them.
        to: the Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    named = views[[*NEEDED, *OPTIONAL]].sort_values("view_id", kind="stable")
    named.insert(0, "place", range(1, len(named) + 1))
    rows = pa.Table.from_pandas(named.sort_values("case_id", kind="stable"), preserve_index=False)
    pq.write_table(rows, to, row_group_size=20480, use_dictionary=["as_of", *OPTIONAL], compression="none")


def views_within(views: str, first: str, last: str) -> str:
    """Return SQL for the views of a range of cases, in the file that :func:`write_views` wrote; of all where it is empty."""
    within = f" WHERE case_id BETWEEN {text(first)} AND {text(last)}" if first else ""
    return f"SELECT * FROM {_read([views])}{within}"


def spans_of(views: pd.DataFrame, many: int) -> list[tuple[str, str]]:
    """Return so many ranges of the case numbers of views, each of about as many cases; fewer where there are fewer cases.

    >>> import pandas as pd
    >>> spans_of(pd.DataFrame({"case_id": ["b", "a", "c", "a"]}), 2)
    [('a', 'b'), ('c', 'c')]
    """
    cases = views["case_id"].drop_duplicates().sort_values().array
    spans = min(many, len(cases))
    ends = [-(-len(cases) * n // spans) for n in range(spans + 1)] if spans else [0]
    return [(cases[first], cases[end - 1]) for first, end in pairwise(ends)]


def coded(rows: str) -> str:
    """Return SQL for a part's result rows as it writes them, from those that :func:`toolkit.known.fold.folded` gives."""
    return f"""
        SELECT CAST(of_view AS INTEGER) AS place, measure_no, numerator, denominator, missing, value, lower, upper, status, reason
        FROM ({rows})"""


def evidence_of(files: list[str]) -> str:
    """Return SQL for the evidence in the files of parts."""
    return f"SELECT * FROM {_read(files)}"


def rows_of(con: duckdb.DuckDBPyConnection, groups: list[tuple[list[str], list[Indicator]]], views: str) -> str:
    """Return SQL for the result rows in the files of parts, and `in_order`, a number by which they are in order.

    Args:
        con: a connection.
        groups: files, and the indicators that were asked in them, in the order of their numbers there.
        views: the file that :func:`write_views` wrote.
    """
    asked = [indicator for _, indicators in groups for indicator in indicators]
    units = sorted({i.unit for i in asked})
    measures = sorted({i.name for i in asked})
    began = [sum(len(indicators) for _, indicators in groups[:n]) for n in range(len(groups))]
    parts = " UNION ALL ".join(
        f"SELECT * REPLACE (measure_no + {first} AS measure_no) FROM {_read(files)}"
        for first, (files, _) in zip(began, groups, strict=True)
    )
    said = ", ".join(f"({n}, {measures.index(i.name)}, {text(i.name)}, {text(i.unit)})" for n, i in enumerate(asked))
    return f"""
        SELECT i.measure, '' AS "group", n.view_id, p.numerator, p.denominator, p.missing, p.value, p.lower, p.upper, i.unit,
               CAST(p.status AS {one_of(STATUSES)}) AS status, CAST(nullif(p.reason, '') AS {_reasons(con, parts)}) AS reason,
               n.place * {len(asked)} + i.rank AS in_order
        FROM ({parts}) p JOIN {_read([views])} n USING (place)
        JOIN (SELECT measure_no, rank, CAST(measure AS {one_of(measures)}) AS measure, CAST(unit AS {one_of(units)}) AS unit
              FROM (VALUES {said}) v (measure_no, rank, measure, unit)) i USING (measure_no)"""


def _read(files: list[str]) -> str:
    return f"read_parquet([{', '.join(map(text, files))}])"


def _reasons(con: duckdb.DuckDBPyConnection, parts: str) -> str:
    """The type of reasons; where they are too many, each is kept with its row."""
    found = con.execute(
        f"SELECT DISTINCT reason FROM ({parts}) WHERE reason <> '' ORDER BY reason LIMIT {MANY_WORDS + 1}"
    ).fetchall()
    return one_of(reason for (reason,) in found)
