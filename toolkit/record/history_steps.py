"""The steps from dated extracts to versions, as SQL: each row's presence is folded into bits, and then only turns are looked at.

`fold` has each row once, however many extracts show it, with `_seen`: one bit an extract, the first one leftmost. `whole` has
each thing once, with the extracts that show it and `_turns`: those at which one of its rows begins, or has just ended. At any
other extract a thing is shown just as at the one before, so nothing is to be learnt there.
"""

from __future__ import annotations

# The name of a table, its query, and the table without whose rows it would change nothing and is left as it is.
Steps = list[tuple[str, str, str]]


def every_step(content: dict[str, str], n: int, in_scope: str, silence_confirms: str) -> Steps:
    """Return the tables to make, in their order, over `given_extracts`, `given_shown` and `given_unreadable`.

    Args:
        content: the columns of the content, and the SQL that reads each.
        n: how many extracts there are.
        in_scope: SQL over an extract `x` and a statement `s`.
        silence_confirms: SQL over an extract `x` and a statement `s`.
    """
    return [
        ("ordered", _ORDERED, ""),
        ("fold", _fold(content, n), ""),
        ("whole", _WHOLE, ""),
        ("run", _run("whole", n), ""),
        ("gap", _NO_GAP, ""),
        ("gap", _gap(n, in_scope, silence_confirms), "run"),
        ("silent", _NEVER_SILENT, ""),
        *(_silence(content, n, in_scope) if silence_confirms != "false" else []),
        ("listed", _LISTED, ""),
        ("compared", _COMPARED, ""),
        ("event", _EVENT, ""),
    ]


def _silence(content: dict[str, str], n: int, in_scope: str) -> Steps:
    """A silence that confirms a plan is one more row of the thing, which the gap after it is measured from."""
    return [
        ("silent", _silent(content, n), "gap"),
        ("fold", "SELECT * FROM fold UNION ALL BY NAME SELECT * EXCLUDE (_at) FROM silent", "silent"),
        ("heard", _WHOLE + " HAVING entity_id IN (SELECT entity_id FROM silent)", "silent"),
        ("whole", "SELECT * FROM whole ANTI JOIN heard USING (entity_id) UNION ALL SELECT * FROM heard", "silent"),
        ("run", _run("heard", n), "silent"),
        ("gap", "SELECT * FROM gap ANTI JOIN heard USING (entity_id) UNION ALL " + _gap(n, in_scope, "false"), "silent"),
    ]


_ORDERED = """
    SELECT *, CAST(row_number() OVER (ORDER BY cut) AS INTEGER) AS _n,
        date_trunc('day', lag(cut) OVER (ORDER BY cut)) + INTERVAL 1 DAY AS _earliest,
        lag(cut) OVER (ORDER BY cut) AS _previous_cut
    FROM given_extracts"""


def _fold(content: dict[str, str], n: int) -> str:
    """Each row once. `_state` is what must be the same for a statement to be unchanged."""
    columns = "".join(f', {sql} AS "{c}"' for c, sql in content.items())
    return f"""
    SELECT CAST(g.entity_id AS VARCHAR) AS entity_id, CAST(g.stage AS INTEGER) AS stage,
        CAST(g.known_from AS TIMESTAMP) AS known_from, CAST(g.ahead AS DATE) AS ahead{columns},
        {_state("CAST(g.ahead AS DATE)", content.values())} AS _state, bitstring_agg(x._n, 1, {n + 1}) AS _seen
    FROM given_shown g JOIN ordered x ON x.extract = g.extract
    GROUP BY ALL"""


def _state(ahead: str, content: object) -> str:
    # Compared within one thing only, where two of its rows do not share 64 bits by chance.
    return f"hash(struct_pack({', '.join(f'_{i} := {sql}' for i, sql in enumerate([ahead, *content]))}))"  # type: ignore[misc]


_WHOLE = """
    SELECT entity_id, bit_or(_seen) AS _seen, bit_or(xor(_seen, _seen >> 1)) & bit_or(_seen) AS _turns,
        max(stage) > min(stage) AS _staged
    FROM fold GROUP BY entity_id"""


def _last_stages(rows: str, n: str) -> str:
    """Of rows with `_staged`, those of the last stage at each extract; where a thing has one stage there is nothing to choose."""
    return f"""
    (SELECT * FROM {rows} WHERE NOT _staged UNION ALL
     SELECT * FROM {rows} WHERE _staged QUALIFY stage = max(stage) OVER (PARTITION BY entity_id, {n}))"""


def _run(whole: str, n: int) -> str:
    """Each run of extracts that do not show a thing after one that did."""
    return f"""
    SELECT w.entity_id, w._seen AS _whole_seen, w._staged, x._n AS _last_n
    FROM {whole} w JOIN ordered x ON x._n < {n} AND get_bit(w._seen, x._n - 1) = 1 AND get_bit(w._seen, x._n) = 0"""


_NO_GAP = """
    SELECT entity_id, 0 AS _last_n, CAST(NULL AS DATE) AS ahead, 0 AS _gone_n, 0 AS _silent_n,
        CAST([] AS INTEGER[]) AS _unreadable_ns, false AS _left_scope
    FROM whole WHERE false"""


def _gap(n: int, in_scope: str, silence_confirms: str) -> str:
    """Of each such run: when the thing was first missed, and what else was there."""
    return f"""
    SELECT * FROM (
    WITH shown_last AS (
        SELECT f.*, r._last_n, r._whole_seen, r._staged
        FROM run r JOIN fold f ON f.entity_id = r.entity_id AND get_bit(f._seen, r._last_n - 1) = 1),
    s AS {_last_stages("shown_last", "_last_n")},
    missed AS (
        SELECT s.entity_id, s._last_n, s.ahead, x._n, CAST(x.cut AS DATE) AS _cut, u.entity_id IS NOT NULL AS _unreadable,
            u.entity_id IS NULL AND coalesce(({in_scope}), false) AS _gone, coalesce(({silence_confirms}), false) AS _confirms
        FROM s JOIN ordered x ON x._n > s._last_n
            AND bit_count((s._whole_seen << s._last_n) >> ({n + 1} - x._n + s._last_n)) = 0  -- not shown since then
        LEFT JOIN (SELECT DISTINCT extract, entity_id FROM given_unreadable) u
            ON u.extract = x.extract AND u.entity_id = s.entity_id)
    SELECT entity_id, _last_n, any_value(ahead) AS ahead, min(_n) FILTER (_gone) AS _gone_n,
        min(_n) FILTER (NOT _gone AND NOT _unreadable AND ahead <= _cut AND _confirms) AS _silent_n,
        list(_n ORDER BY _n) FILTER (_unreadable) AS _unreadable_ns,
        bool_or(_n = _last_n + 1 AND NOT _gone AND NOT _unreadable) AS _left_scope
    FROM missed GROUP BY entity_id, _last_n)"""


_NEVER_SILENT = "SELECT entity_id, 0 AS _at FROM fold WHERE false"


def _silent(content: dict[str, str], n: int) -> str:
    """The plans that an extract's silence confirms: the row as last stated, its day no longer ahead."""
    state = _state("CAST(NULL AS DATE)", [f's."{c}"' for c in content])
    return f"""
    SELECT s.* REPLACE (CAST(s.ahead AS TIMESTAMP) AS known_from, CAST(NULL AS DATE) AS ahead, {state} AS _state,
                        set_bit(CAST(repeat('0', {n + 1}) AS BIT), g._silent_n - 1, 1) AS _seen), g._silent_n AS _at
    FROM gap g JOIN fold s ON s.entity_id = g.entity_id AND get_bit(s._seen, g._last_n - 1) = 1
    WHERE g._silent_n IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY s.entity_id, g._last_n ORDER BY s.stage DESC) = 1"""


# What is shown at each turn.
_LISTED = """
    SELECT f.entity_id, x._n, f.stage, f.known_from, f.ahead, f._state, w._staged
    FROM fold f JOIN whole w ON w.entity_id = f.entity_id JOIN ordered x ON get_bit(f._seen & w._turns, x._n - 1) = 1"""


# What stood when an extract was taken is the last thing said before it: a state, or that it was gone.
_COMPARED = f"""
    WITH said AS (
        SELECT entity_id, _n, false AS gone, _state, stage, known_from, ahead, _staged FROM {_last_stages("listed", "_n")}
        UNION ALL
        SELECT entity_id, _gone_n, true, NULL, NULL, NULL, NULL, NULL FROM gap WHERE _gone_n IS NOT NULL
    )
    SELECT *,
        lag(_n) OVER w IS NULL AS first_time,
        coalesce(lag(gone) OVER w, true) AS was_gone,
        lag(_state) OVER w AS was_state,
        lag(ahead) OVER w AS was_ahead
    FROM said WINDOW w AS (PARTITION BY entity_id ORDER BY _n)"""

_CONFIRMS = "{row}.ahead IS NULL AND CAST({row}.known_from AS DATE) = c.was_ahead"
_SINCE = "least(x.cut, CASE WHEN x._n = 1 THEN coalesce({row}.known_from, x.cut) ELSE greatest(x._earliest, {row}.known_from) END)"

# Of an extract's stages only those count that go beyond what stood: later than the one that is as before, and from the one on
# that confirms a plan. Of two stages that can have stood from the same moment the later one stands. A thing of one stage
# needs none of this.
_EVENT = f"""
    WITH matched AS (
        SELECT l.*, x.cut, {_SINCE.format(row="l")} AS own_since,
            max(CASE WHEN NOT c.was_gone AND l._state = c.was_state THEN l.stage END) OVER w AS same_stage,
            max(CASE WHEN {_CONFIRMS.format(row="l")} THEN l.stage END) OVER w AS confirming_stage
        FROM listed l
        JOIN compared c ON c.entity_id = l.entity_id AND c._n = l._n
        JOIN ordered x ON x._n = l._n
        WHERE l._staged
        WINDOW w AS (PARTITION BY l.entity_id, l._n)
    ), told AS (
        SELECT *, max(own_since) OVER (PARTITION BY entity_id, _n ORDER BY stage) AS since
        FROM matched
        WHERE (same_stage IS NULL OR stage > same_stage) AND (confirming_stage IS NULL OR stage >= confirming_stage)
    ), stood AS (
        SELECT * FROM told
        QUALIFY lead(since) OVER (PARTITION BY entity_id, _n ORDER BY stage) IS DISTINCT FROM since
    )
    SELECT entity_id, _n, stage, since, cut AS surely_since, false AS gone, confirming_stage IS NOT NULL AS confirms FROM stood
    UNION ALL
    SELECT c.entity_id, c._n, c.stage, {_SINCE.format(row="c")}, x.cut, false, coalesce({_CONFIRMS.format(row="c")}, false)
    FROM compared c JOIN ordered x ON x._n = c._n
    WHERE NOT c._staged AND (c.was_gone OR c._state <> c.was_state)
    UNION ALL
    SELECT c.entity_id, c._n, 0, x._earliest, x.cut, true, false
    FROM compared c JOIN ordered x ON x._n = c._n WHERE c.gone AND NOT c.was_gone"""


def versions(content: dict[str, str]) -> str:
    """Return the query of the versions, in their order."""
    columns = ", ".join(f'l."{c}"' for c in content)
    return f"""
    WITH followed AS (
        SELECT *, lead(since) OVER w AS next_at, lead(surely_since) OVER w AS next_by, lead(gone) OVER w AS next_gone,
            lead(confirms) OVER w AS next_confirms
        FROM event WINDOW w AS (PARTITION BY entity_id ORDER BY _n, stage)
    )
    SELECT e.entity_id, {columns}, e.since AS recorded_at, e.surely_since AS recorded_by,
        e.next_at AS withdrawn_at, e.next_by AS withdrawn_by,
        CASE WHEN e.next_at IS NULL THEN NULL
            WHEN l.ahead <= CAST(e.next_by AS DATE) AND NOT e.next_confirms THEN 'not confirmed'
            WHEN e.next_gone THEN 'deleted' ELSE 'changed' END AS withdrawn_reason,
        CASE WHEN e._n = 1 THEN 'reconstructed' ELSE 'snapshot' END AS basis, x.extract, l.ahead
    FROM followed e
    JOIN fold l ON l.entity_id = e.entity_id AND l.stage = e.stage AND get_bit(l._seen, e._n - 1) = 1
    JOIN ordered x ON x._n = e._n
    WHERE NOT e.gone
    ORDER BY e.entity_id, e.since, l._state"""


_OUTCOME = """
    CASE WHEN q.entity_id IS NOT NULL THEN 'left scope'
        WHEN c.first_time THEN 'new'
        WHEN c.was_gone THEN 'returned'
        WHEN {confirms} THEN 'confirmed'
        WHEN {changes} THEN 'changed'
        ELSE 'unchanged' END AS outcome,
    c.was_gone AND coalesce({known_from} <= x._previous_cut, false) AS late"""

# What each extract said of each thing, where it said more than that all is as before.
_TURNED = f"""
    SELECT c._n, c.entity_id, {
    _OUTCOME.format(
        confirms=f"c._state <> c.was_state AND coalesce({_CONFIRMS.format(row='c')}, false)",
        changes="c._state <> c.was_state",
        known_from="c.known_from",
    )
}
    FROM compared c
    JOIN ordered x ON x._n = c._n
    LEFT JOIN silent q ON q.entity_id = c.entity_id AND q._at = c._n
    WHERE NOT c.gone AND NOT c._staged
    UNION ALL
    SELECT c._n, c.entity_id, {_OUTCOME.format(confirms="m.confirms", changes="m.entity_id IS NOT NULL", known_from="k.known_from")}
    FROM compared c
    JOIN ordered x ON x._n = c._n
    JOIN (SELECT entity_id, _n, min(known_from) AS known_from FROM listed WHERE _staged GROUP BY entity_id, _n) k
        ON k.entity_id = c.entity_id AND k._n = c._n
    LEFT JOIN (SELECT entity_id, _n, bool_or(confirms) AS confirms FROM event WHERE NOT gone GROUP BY entity_id, _n) m
        ON m.entity_id = c.entity_id AND m._n = c._n
    LEFT JOIN silent q ON q.entity_id = c.entity_id AND q._at = c._n
    WHERE NOT c.gone AND c._staged
    UNION ALL
    SELECT _gone_n, entity_id, CASE WHEN ahead <= CAST(x.cut AS DATE) THEN 'not confirmed' ELSE 'withdrawn' END, false
    FROM gap JOIN ordered x ON x._n = _gone_n
    UNION ALL
    SELECT unnest(_unreadable_ns), entity_id, 'unreadable', false FROM gap
    UNION ALL
    SELECT _last_n + 1, entity_id, 'left scope', false FROM gap WHERE _left_scope"""

OUTCOMES = f"""
    WITH said AS (
        {_TURNED}
        UNION ALL
        SELECT x._n, w.entity_id, 'unchanged', false
        FROM whole w JOIN ordered x ON get_bit(w._seen & ~w._turns, x._n - 1) = 1)
    SELECT x.extract, s.entity_id, s.outcome, s.late FROM said s JOIN ordered x USING (_n) ORDER BY _n, s.entity_id"""

TALLY = f"""
    WITH said AS (
        SELECT _n, outcome, late, count(*) AS things FROM ({_TURNED}) GROUP BY ALL
        UNION ALL
        SELECT x._n, 'unchanged', false, (SELECT count(*) FROM whole w WHERE get_bit(w._seen & ~w._turns, x._n - 1) = 1)
        FROM ordered x)
    SELECT x.extract, s.outcome, s.late, CAST(sum(s.things) AS BIGINT) AS things
    FROM said s JOIN ordered x USING (_n) GROUP BY x._n, x.extract, s.outcome, s.late
    HAVING sum(s.things) > 0 ORDER BY x._n, s.outcome, s.late"""
