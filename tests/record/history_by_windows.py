"""History by window functions over every row of every extract: slower and plainer, to hold the folded way against.

It compares each row with the one before it, extract by extract, where `toolkit.record.history` looks at turns only.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    import pandas as pd

from toolkit.record.history import CONTROL, History


def history(
    extracts: pd.DataFrame,
    shown: pd.DataFrame,
    in_scope: str,
    unreadable: pd.DataFrame | None = None,
    lookups: Mapping[str, pd.DataFrame] | None = None,
    silence_confirms: str = "false",
) -> History:
    """As the function of that name in the toolkit."""
    import duckdb
    import pandas as pd

    if extracts["cut"].duplicated().any():
        raise CaseReviewError(
            "Two extracts were taken on the same day, so their order is not known", todo="Give the day on which each one was taken."
        )
    content = [c for c in shown.columns if c not in CONTROL]
    nothing = pd.DataFrame({"extract": pd.Series(dtype="str"), "entity_id": pd.Series(dtype="str")})
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("SET TimeZone = 'UTC'")
        for name, frame in {"extracts": extracts, "shown": shown, **(lookups or {})}.items():
            con.register(f"given_{name}" if name in ("extracts", "shown") else name, frame)
        con.register("given_unreadable", nothing if unreadable is None else unreadable)
        for name, query in _steps(shown, content, in_scope, silence_confirms).items():
            con.execute(f"CREATE TEMP TABLE {name} AS {query}")
        return History(con.execute(_versions(content)).df(), con.execute(_OUTCOMES).df())


def history_of_files(con: duckdb.DuckDBPyConnection, extracts: pd.DataFrame, shown: Path, to: Path) -> None:
    """The versions of extracts in Parquet, on a connection, for measuring; whatever an extract lacks is withdrawn."""
    import pandas as pd

    con.execute("SET TimeZone = 'UTC'")
    con.execute(f"CREATE TEMP VIEW given_shown AS FROM read_parquet('{shown}')")
    con.register("given_extracts", extracts)
    con.register("given_unreadable", pd.DataFrame({"extract": pd.Series(dtype="str"), "entity_id": pd.Series(dtype="str")}))
    types = con.execute("FROM given_shown LIMIT 0").df()
    content = [c for c in types.columns if c not in CONTROL]
    for name, query in _steps(types, content, "true", "false").items():
        con.execute(f"CREATE TEMP TABLE {name} AS {query}")
    con.execute(f"COPY ({_versions(content)}) TO '{to}' (FORMAT parquet, COMPRESSION zstd)")
    con.execute(_OUTCOMES).fetchmany(1)


def _steps(shown: pd.DataFrame, content: list[str], in_scope: str, silence_confirms: str) -> dict[str, str]:
    return {
        "ordered": _ORDERED,
        "stated": _listed(shown, content),
        "missed": _absent(in_scope, "stated"),
        "silent": _silent(silence_confirms),
        "listed": "SELECT * FROM stated UNION ALL SELECT * FROM silent",
        "absent": _absent(in_scope, "listed"),
        "compared": _COMPARED,
        "events": _EVENTS,
    }


_ORDERED = """
    SELECT *, row_number() OVER (ORDER BY cut) AS n,
        date_trunc('day', lag(cut) OVER (ORDER BY cut)) + INTERVAL 1 DAY AS earliest,
        lag(cut) OVER (ORDER BY cut) AS previous_cut
    FROM given_extracts"""


def _listed(shown: pd.DataFrame, content: list[str]) -> str:
    """Each stage that an extract shows; `state` is what must be the same for a statement to be unchanged."""
    columns = ", ".join(f'{_typed(shown, c)} AS "{c}"' for c in content)
    state = ", ".join(f'"{c}" := {_typed(shown, c)}' for c in content)
    return f"""
    SELECT x.n, CAST(g.entity_id AS VARCHAR) AS entity_id, CAST(g.stage AS BIGINT) AS stage,
        CAST(g.known_from AS TIMESTAMP) AS known_from, CAST(g.ahead AS DATE) AS ahead,
        struct_pack(state_ahead := CAST(g.ahead AS DATE), {state}) AS state,
        row_number() OVER (PARTITION BY x.n, g.entity_id ORDER BY g.stage DESC) = 1 AS last_stage,
        {columns}
    FROM given_shown g JOIN ordered x ON x.extract = g.extract"""


def _typed(shown: pd.DataFrame, column: str) -> str:
    kind = shown[column].dtype
    if kind.kind == "M":
        return f'CAST(g."{column}" AS TIMESTAMP)'
    if kind.kind in "bif":
        return f'g."{column}"'
    return f"nullif(CAST(g.\"{column}\" AS VARCHAR), '')"


def _silent(silence_confirms: str) -> str:
    """The plans that an extract's silence confirms: the row as last stated, its day no longer ahead."""
    return f"""
    SELECT x.n, s.entity_id, s.stage, CAST(s.ahead AS TIMESTAMP) AS known_from, CAST(NULL AS DATE) AS ahead,
        struct_update(s.state, state_ahead := CAST(NULL AS DATE)) AS state, true AS last_stage,
        s.* EXCLUDE (n, entity_id, stage, known_from, ahead, state, last_stage)
    FROM missed m
    JOIN ordered x ON x.n = m.n
    JOIN stated s ON s.entity_id = m.entity_id AND s.n = m.last_n AND s.last_stage
    WHERE NOT m.gone AND NOT m.unreadable AND s.ahead <= CAST(x.cut AS DATE) AND ({silence_confirms})
    QUALIFY row_number() OVER (PARTITION BY s.entity_id, m.last_n ORDER BY x.n) = 1"""


def _absent(in_scope: str, listed: str) -> str:
    """Each extract that does not show a statement which an earlier one showed, and whether it ought to have."""
    return f"""
    WITH gaps AS (
        SELECT e.entity_id, x.n, max(l.n) AS last_n
        FROM (SELECT entity_id, min(n) AS first_n FROM {listed} GROUP BY entity_id) e
        JOIN ordered x ON x.n > e.first_n
        JOIN {listed} l ON l.entity_id = e.entity_id AND l.n <= x.n
        GROUP BY e.entity_id, x.n
        HAVING max(l.n) < x.n
    )
    SELECT gaps.entity_id, gaps.n, gaps.last_n, s.ahead,
        u.entity_id IS NOT NULL AS unreadable,
        u.entity_id IS NULL AND coalesce(({in_scope}), false) AS gone
    FROM gaps
    JOIN ordered x ON x.n = gaps.n
    JOIN {listed} s ON s.entity_id = gaps.entity_id AND s.n = gaps.last_n AND s.last_stage
    LEFT JOIN (SELECT DISTINCT extract, entity_id FROM given_unreadable) u
        ON u.extract = x.extract AND u.entity_id = gaps.entity_id"""


# What stood when an extract was taken is the last thing said before it: a state, or that it was gone.
_COMPARED = """
    WITH said AS (
        SELECT entity_id, n, false AS gone, state, ahead FROM listed WHERE last_stage
        UNION ALL
        SELECT entity_id, n, true, NULL, NULL FROM absent WHERE gone
    )
    SELECT *,
        lag(n) OVER w IS NULL AS first_time,
        coalesce(lag(gone) OVER w, true) AS was_gone,
        lag(state) OVER w AS was_state,
        lag(ahead) OVER w AS was_ahead
    FROM said WINDOW w AS (PARTITION BY entity_id ORDER BY n)"""

# Of an extract's stages only those count that go beyond what stood: later than the one that is as before, and from the one on
# that confirms a plan. Of two stages that can have stood from the same moment the later one stands.
_EVENTS = """
    WITH matched AS (
        SELECT l.*, x.cut, x.earliest, c.was_ahead,
            max(CASE WHEN NOT c.was_gone AND l.state IS NOT DISTINCT FROM c.was_state THEN l.stage END) OVER w AS same_stage,
            max(CASE WHEN l.ahead IS NULL AND CAST(l.known_from AS DATE) = c.was_ahead THEN l.stage END) OVER w AS confirming_stage
        FROM listed l
        JOIN compared c ON c.entity_id = l.entity_id AND c.n = l.n
        JOIN ordered x ON x.n = l.n
        WINDOW w AS (PARTITION BY l.entity_id, l.n)
    ), told AS (
        SELECT *, max(least(cut, CASE WHEN n = 1 THEN coalesce(known_from, cut) ELSE greatest(earliest, known_from) END))
            OVER (PARTITION BY entity_id, n ORDER BY stage) AS since
        FROM matched
        WHERE (same_stage IS NULL OR stage > same_stage) AND (confirming_stage IS NULL OR stage >= confirming_stage)
    ), stood AS (
        SELECT * FROM told
        QUALIFY lead(since) OVER (PARTITION BY entity_id, n ORDER BY stage) IS DISTINCT FROM since
    )
    SELECT entity_id, n, stage, since, cut AS surely_since, false AS gone, confirming_stage IS NOT NULL AS confirms FROM stood
    UNION ALL
    SELECT c.entity_id, c.n, 0, x.earliest, x.cut, true, false
    FROM compared c JOIN ordered x ON x.n = c.n WHERE c.gone AND NOT c.was_gone"""


def _versions(content: list[str]) -> str:
    columns = ", ".join(f'l."{c}"' for c in content)
    return f"""
    WITH followed AS (
        SELECT *, lead(since) OVER w AS next_at, lead(surely_since) OVER w AS next_by, lead(gone) OVER w AS next_gone,
            lead(confirms) OVER w AS next_confirms
        FROM events WINDOW w AS (PARTITION BY entity_id ORDER BY n, stage)
    )
    SELECT e.entity_id, {columns}, e.since AS recorded_at, e.surely_since AS recorded_by,
        e.next_at AS withdrawn_at, e.next_by AS withdrawn_by,
        CASE WHEN e.next_at IS NULL THEN NULL
            WHEN l.ahead <= CAST(e.next_by AS DATE) AND NOT e.next_confirms THEN 'not confirmed'
            WHEN e.next_gone THEN 'deleted' ELSE 'changed' END AS withdrawn_reason,
        CASE WHEN e.n = 1 THEN 'reconstructed' ELSE 'snapshot' END AS basis, x.extract, l.ahead
    FROM followed e
    JOIN listed l ON l.entity_id = e.entity_id AND l.n = e.n AND l.stage = e.stage
    JOIN ordered x ON x.n = e.n
    WHERE NOT e.gone
    ORDER BY ALL"""


_OUTCOMES = """
    WITH first_known AS (SELECT entity_id, n, min(known_from) AS known_from FROM listed GROUP BY entity_id, n),
    made AS (SELECT entity_id, n, bool_or(confirms) AS confirms FROM events WHERE NOT gone GROUP BY entity_id, n),
    said AS (
        SELECT c.n, c.entity_id, CASE
            WHEN q.entity_id IS NOT NULL THEN 'left scope'
            WHEN c.first_time THEN 'new'
            WHEN c.was_gone THEN 'returned'
            WHEN m.confirms THEN 'confirmed'
            WHEN m.entity_id IS NOT NULL THEN 'changed'
            ELSE 'unchanged' END AS outcome,
            c.was_gone AND coalesce(k.known_from <= x.previous_cut, false) AS late
        FROM compared c
        JOIN ordered x ON x.n = c.n
        JOIN first_known k ON k.entity_id = c.entity_id AND k.n = c.n
        LEFT JOIN made m ON m.entity_id = c.entity_id AND m.n = c.n
        LEFT JOIN silent q ON q.entity_id = c.entity_id AND q.n = c.n
        WHERE NOT c.gone
        UNION ALL
        SELECT a.n, a.entity_id, CASE WHEN a.ahead <= CAST(x.cut AS DATE) THEN 'not confirmed' ELSE 'withdrawn' END, false
        FROM absent a
        JOIN compared c ON c.entity_id = a.entity_id AND c.n = a.n
        JOIN ordered x ON x.n = a.n
        WHERE a.gone AND NOT c.was_gone
        UNION ALL
        SELECT n, entity_id, CASE WHEN unreadable THEN 'unreadable' ELSE 'left scope' END, false
        FROM absent WHERE NOT gone AND (unreadable OR last_n = n - 1)
    )
    SELECT x.extract, s.entity_id, s.outcome, s.late FROM said s JOIN ordered x ON x.n = s.n ORDER BY s.n, s.entity_id"""
