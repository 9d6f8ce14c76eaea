"""What the known tables of some views have to take care of, looked up beforehand: queries leave out what none of it can matter to.

What is looked at is all that the record ever held of these cases. It only spares work: a known table is the same with any care.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.record.clocks import EARLIEST, NEVER, UNSURE, M, Moment
from toolkit.record.schema import BY_NAME

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

MANY = 2000  # views from which on it costs less to look at a whole table beforehand than to treat every row with care


@dataclass(frozen=True)
class Care:
    """What the known tables of some views have to take care of.

    Attributes:
        uncertain: the tables in which the record times of some statement may be uncertain.
        doubtful: those in which a statement may stand under one reading of a view and not under another.
        own: those with rows that may be a view's own decision, or made by it.
        together: those in which a thing may have two versions at once; none where it was not looked for.
        cut: whether any view is cut before a decision, so that a midnight may stand for a day without a time.
        many: whether there are so many views that whole tables were looked at.
        apart: those in which it is known beforehand that no thing has two versions at once.
    """

    uncertain: frozenset[str]
    doubtful: frozenset[str]
    own: frozenset[str]
    together: frozenset[str] | None = None
    cut: bool = True
    many: bool = False
    apart: frozenset[str] = frozenset()

    def moment(self, table: str) -> Moment:
        """Return how a moment is read for a table's statements."""
        knowledge = M.knowledge if table in self.uncertain else f"'{EARLIEST}'"
        return Moment(knowledge, not_at=M.not_at if self.cut else NEVER)

    def one_version(self, table: str) -> bool:
        """Return whether it is known that no thing of a table has two versions at once."""
        return table in self.apart or (self.together is not None and table not in self.together)


def are_many(views: pd.DataFrame | str) -> bool:
    """Whether views are so many that their tables are made where they are asked; those of a file (SQL that reads them) are."""
    return isinstance(views, str) or len(views) >= MANY


def look(con: duckdb.DuckDBPyConnection, tables: tuple[str, ...], exact: frozenset[str] = frozenset()) -> Care:
    """Look what the statements of some tables need to be taken care of; of some it is known that no record time is uncertain.

    The connection has `given_view`, `reading` and `own_link`.

    Of a few views it makes the table `written`: whose statements in the tables were on record from when to when.
    """
    number, cut, decided = con.execute("SELECT count(*), count(cut) > 0, count(decision_id) > 0 FROM given_view").fetchall()[0]
    if not tables:
        return Care(frozenset(), frozenset(), frozenset(), frozenset(), cut)
    if number >= MANY:
        every = frozenset(tables)
        uncertain = frozenset(
            t for t in tables if t not in exact and con.execute(f'SELECT 1 FROM "{t}" WHERE {UNSURE} LIMIT 1').fetchall()
        )
        return Care(uncertain, every if cut else uncertain, every if decided else frozenset(), None, cut, many=True)
    con.execute(f"CREATE OR REPLACE TEMP TABLE written AS {' UNION ALL '.join(map(_written, tables))}")
    found = con.execute(_LOOK).fetchall()
    uncertain, doubtful, own = (frozenset(row[0] for row in found if row[n]) for n in (1, 2, 3))
    together = frozenset(name for (name,) in con.execute(_TOGETHER).fetchall())
    return Care(uncertain, doubtful, own, together, cut)


def may_be_doubted() -> str:
    """Return SQL for a statement that may stand under one reading of a view and not under another.

    Its times are uncertain, or on the day of a view with a cut (that of its case or of any: it only has to leave out few).
    """
    days = "(SELECT day FROM reading WHERE same_day)"
    return f"({UNSURE} OR CAST(recorded_at AS DATE) IN {days} OR CAST(withdrawn_at AS DATE) IN {days})"


def _written(table: str) -> str:
    decision = "decision_id" if "decision_id" in {c.name for c in BY_NAME[table].columns} else "NULL::VARCHAR AS decision_id"
    return f"""
        SELECT '{table}' AS table_name, case_id, entity_id, {decision}, recorded_at, recorded_by, withdrawn_at, withdrawn_by
        FROM "{table}" SEMI JOIN reading USING (case_id)"""


_LOOK = f"""
    SELECT table_name, bool_or({UNSURE}), bool_or({may_be_doubted()}),
           bool_or(entity_id IN (SELECT decision_id FROM reading WHERE decision_id IS NOT NULL)
                   OR decision_id IN (SELECT decision_id FROM reading WHERE decision_id IS NOT NULL)
                   OR entity_id IN (SELECT entity_id FROM own_link WHERE entity_id IS NOT NULL))
    FROM written GROUP BY table_name"""


def _may_meet(begin: str, end: str) -> str:
    """SQL for two versions `a` and `b` of which some moment may see both, under one reading of when they began and ended.

    Midnight stands for a day without a time: what ends on it and what begins later that day may stand together.
    """
    later_that_day = (
        f"{one}.{end} = date_trunc('day', {one}.{end}) AND {other}.{begin} > {one}.{end} "
        f"AND {other}.{begin} < {one}.{end} + INTERVAL 1 DAY"
        for one, other in (("a", "b"), ("b", "a"))
    )
    overlap = " AND ".join(f"({one}.{end} IS NULL OR {one}.{end} > {other}.{begin})" for one, other in (("a", "b"), ("b", "a")))
    return " OR ".join(f"({way})" for way in (overlap, *later_that_day))


_TOGETHER = f"""
    WITH version AS (SELECT row_number() OVER () AS version, * FROM written)
    SELECT DISTINCT a.table_name
    FROM version a JOIN version b USING (table_name, case_id)
    WHERE a.entity_id IS NOT DISTINCT FROM b.entity_id AND a.version < b.version
        AND ({_may_meet("recorded_at", "withdrawn_at")} OR {_may_meet("recorded_by", "withdrawn_by")})"""
