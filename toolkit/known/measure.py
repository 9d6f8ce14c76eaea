"""Running indicators over the known tables: one row a view and indicator, with bounds for what is uncertain in time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.known.catalogue import DERIVED, Indicator, chosen
from toolkit.known.fold import add_answers, describe_indicators, fold, make_answer_tables, record_failure, refuse_bad_answers
from toolkit.known.guard import refusals
from toolkit.known.tables import known_tables, words_of
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.result import EVIDENCE_COLUMNS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record


def measure(
    record: Record,
    views: pd.DataFrame,
    indicators: list[str] | None = None,
    knowledge: str = EARLIEST,
    folder: str | Path | None = None,
) -> pd.DataFrame:
    """Measure indicators at views, from what stood in the record at each view and nothing else.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.
        indicators: their names; all where none are given.
        knowledge: how uncertain record times are read: `earliest` (they count from when they can have stood) or `latest`.
        folder: a folder with indicators of one's own.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, one row a view and indicator, sorted by `view_id` and `measure`.
        `lower` and `upper` bound the value over all readings of uncertain record times and of a decision's own day;
        where the status is `insufficient`, `lower` is the least that it can be.

    Raises:
        CaseReviewError: unknown indicators or views that are not well formed; never because of what the record holds.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> measure(open_record(paths.sample_record()), views, ["carer_moves"]).status[0]
    'not recorded'
    """
    wanted = chosen(indicators, folder)
    known = _known_for(record, checked_views(views), wanted, knowledge)
    try:
        make_answer_tables(known)
        describe_indicators(known, wanted)
        for indicator in wanted:
            _answer(known, indicator)
        refuse_bad_answers(known)
        return fold(known)
    finally:
        known.close()


def evidence(
    record: Record,
    views: pd.DataFrame,
    indicators: list[str] | None = None,
    knowledge: str = EARLIEST,
    folder: str | Path | None = None,
) -> pd.DataFrame:
    """Return the statements that each number rests on, under the base reading.

    Returns:
        Columns of :data:`toolkit.result.EVIDENCE_COLUMNS`, sorted.
    """
    wanted = chosen(indicators, folder)
    known = _known_for(record, checked_views(views), wanted, knowledge)
    try:
        known.execute("CREATE TEMP TABLE rests_on (measure VARCHAR, view_no BIGINT, statement_id VARCHAR, role VARCHAR)")
        for indicator in wanted:
            _gather(known, indicator)
        return known.execute(f"""
            SELECT DISTINCT {", ".join(EVIDENCE_COLUMNS)} FROM rests_on JOIN moment USING (view_no) WHERE base ORDER BY ALL""").df()
    finally:
        known.close()


def _known_for(record: Record, views: pd.DataFrame, wanted: list[Indicator], knowledge: str) -> duckdb.DuckDBPyConnection:
    queries = "\n".join(i.queries for i in wanted)
    derived = _derived(words_of(queries))
    text = "\n".join([queries, *derived.values()])
    behind = words_of(" ".join(derived.values())) & set(STATEMENT_TABLES)
    tables = tuple(sorted(behind.union(*(i.tables + i.also for i in wanted))))
    known = known_tables(record, views, tables, words_of(text), knowledge)
    for name, sql in derived.items():
        known.execute(f"CREATE TABLE {name} AS {sql}")
    return known


def _derived(words: set[str]) -> dict[str, str]:
    """The derived tables that a query names, and those that they name in turn, in the order in which they are made."""
    every = {f.stem.split("_", 1)[1]: f.read_text(encoding="utf-8") for f in sorted(DERIVED.glob("*.sql"))}
    wanted: set[str] = set()
    while more := {n for n in every if n in words and n not in wanted}:
        wanted |= more
        words = words.union(*(words_of(every[n]) for n in more))
    return {n: sql for n, sql in every.items() if n in wanted}


def _refused(known: duckdb.DuckDBPyConnection, indicator: Indicator, sql: str) -> list[str]:
    return [] if indicator.ours else refusals(known, sql)


def _answer(known: duckdb.DuckDBPyConnection, indicator: Indicator) -> None:
    """Put an indicator's answers beside the others'; a broken one answers with its own error and the others still run."""
    import duckdb

    if problems := _refused(known, indicator, indicator.sql):
        return record_failure(known, indicator.name, f"refused: {'; '.join(problems)}")
    try:
        add_answers(known, indicator)
    except duckdb.Error as error:
        record_failure(known, indicator.name, f"the indicator's query failed ({type(error).__name__})")


def _gather(known: duckdb.DuckDBPyConnection, indicator: Indicator) -> None:
    import duckdb

    if not indicator.evidence_sql or _refused(known, indicator, indicator.evidence_sql):
        return
    given = {p.name: p.default for p in indicator.parameters if f"${p.name}" in indicator.evidence_sql}
    try:
        measure = indicator.name.replace("'", "''")
        known.execute(
            f"INSERT INTO rests_on SELECT '{measure}', view_no, statement_id, role FROM ({indicator.evidence_sql})", given or None
        )
    except duckdb.Error:
        return
