"""Counting classes at many views in ranges of cases, so that memory does not grow with the record; any division gives the same."""

from __future__ import annotations

import math
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.contrast.classify import make_views
from toolkit.contrast.plain import count_by_rule, kinds_of
from toolkit.contrast.settings import table
from toolkit.contrast.tally import NUMBERS
from toolkit.known.reunited import spans_of, views_within, write_views
from toolkit.record.connection import arrow_of, cores
from toolkit.record.span import joined_beyond, ranges_needed, within

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toolkit.record import Record

PAIRS = 8_000_000  # statements times views of their case, in a range: a few seconds of work
OF_EACH = 500_000  # the same where each thing may have to be classed at each view, which takes memory for every pair


def counts_of_classes(record: Record, views: pd.DataFrame, knowledge: str, pairs: int | None = None) -> pd.DataFrame:
    """Return how many things are in each class at each view, with what is counted apart.

    Args:
        record: the record.
        views: as :func:`toolkit.known.viewfile.checked_views` returns them.
        knowledge: how uncertain record times are read.
        pairs: about how many pairs of statement and view a range has; as memory allows where it is left out.

    Returns:
        `of_view`, `view_id`, a column for each class, `corrected`, `assumed`, `recollections`, `entities` and `lacks` (whether the
        case did not stand), by view.
    """
    many = _ranges_needed(record, views, pairs)
    if many > 1:
        return _in_ranges(record.looked_up(row["table"] for row in table("universe")), views, knowledge, many)
    con = record.connect()
    try:
        make_views(con, views, knowledge)
        count_by_rule(con, record, knowledge)
        return con.execute(f"{tallied()} ORDER BY of_view").df()
    finally:
        con.close()


def _ranges_needed(record: Record, views: pd.DataFrame, pairs: int | None) -> int:
    cases = views["case_id"].nunique()
    if record.cases:
        return 1
    at_each = bool((views["cut"] != "").any()) or record.has("ledger")
    files = [record.files[row["table"]] for row in table("universe") if record.has(row["table"])]
    lanes = cores()
    many = ranges_needed(files, len(views), cases, pairs or (OF_EACH if at_each else PAIRS), lanes)
    return min(cases, many if many == 1 else math.ceil(many / lanes) * lanes)  # so that no thread is idle at the end


def _in_ranges(record: Record, views: pd.DataFrame, knowledge: str, many: int) -> pd.DataFrame:
    import pyarrow as pa

    room = tempfile.mkdtemp(prefix="casereview-")
    try:
        file = str(Path(room) / "views.parquet")
        write_views(views, file)
        spans = spans_of(views, many)
        kinds = _kinds(record, file, knowledge)
        with ThreadPoolExecutor(cores()) as lanes:  # queries hold no lock of Python's
            parts = list(lanes.map(lambda span: _part(record, file, span, knowledge, kinds), spans))
        return pa.concat_tables(parts).sort_by("of_view").to_pandas()
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _kinds(record: Record, views: str, knowledge: str) -> pd.DataFrame | None:
    """What kind of holder a name is rests on all cases asked, so no range may answer it for itself."""
    con = record.connect()
    try:
        return kinds_of(con, record, lambda: make_views(con, views_within(views, "", ""), knowledge))
    finally:
        con.close()


def _part(record: Record, views: str, span: tuple[str, str], knowledge: str, kinds: pd.DataFrame | None) -> pa.Table:
    rows = views_within(views, *span)
    with record.connect(1, within(*span, joined_beyond(record, rows, *span))) as con:
        make_views(con, rows, knowledge)
        count_by_rule(con, record, knowledge, kinds)
        return arrow_of(con, tallied())


def tallied() -> str:
    """SQL for the counts of a view's things in each class, over what :func:`toolkit.contrast.plain.count_by_rule` makes."""
    of_class: dict[str, list[int]] = {}
    for rule, number in NUMBERS.items():
        of_class.setdefault(class_of(rule), []).append(number)
    each = ", ".join(f'{_sum("things", _one_of(numbers))} AS "{c}"' for c, numbers in of_class.items())
    own = _one_of([number for rule, number in NUMBERS.items() if rule.endswith(" own")])
    return f"""
        WITH tally AS (
            SELECT of_view, {each}, {_sum("corrected")} AS corrected,
                   {_sum(f"CASE WHEN {own} THEN things ELSE uncertain END")} AS assumed,
                   {_sum("recollected")} AS recollections, {_sum("things")} AS entities
            FROM counted GROUP BY of_view)
        SELECT v.of_view, v.view_id, coalesce(columns(t.* EXCLUDE (of_view)), 0), u.of_view IS NOT NULL AS lacks
        FROM at_view v LEFT JOIN tally t USING (of_view) LEFT JOIN uncovered u USING (of_view)"""


def class_of(rule: str) -> str:
    """Return the class of a rule.

    >>> class_of("K4a own"), class_of("same day")
    ('K4a', 'same day')
    """
    return rule if rule == "same day" else rule.split()[0]


def _one_of(numbers: list[int]) -> str:
    return f"rule IN ({', '.join(map(str, numbers))})"


def _sum(of: str, where: str = "") -> str:
    return f"coalesce(CAST(sum({of}){f' FILTER ({where})' if where else ''} AS BIGINT), 0)"
