"""Folding the answers of all indicators under all readings into one row a view and indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.known.given import in_words
from toolkit.record.sql import listed
from toolkit.result import ERROR, INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK, STATUSES

if TYPE_CHECKING:
    import duckdb

    from toolkit.known.indicator import Indicator

_ANSWER = {
    "numerator": "BIGINT",
    "denominator": "BIGINT",
    "missing": "BIGINT",
    "value": "DOUBLE",
    "lower": "DOUBLE",
    "upper": "DOUBLE",
    "status": "VARCHAR",
    "reason": "VARCHAR",
}

_SHAPE = "the indicator's query must give view_no (once a view), a value where the status is ok, and a status that there is"


def make_answer_tables(known: duckdb.DuckDBPyConnection, indicators: list[Indicator]) -> None:
    """Make the tables in which the answers come together, and note what the fold needs of the indicators."""
    columns = ", ".join(f"{name} {type_}" for name, type_ in _ANSWER.items())
    known.execute(f"CREATE TEMP TABLE answer (measure_no SMALLINT, view_no BIGINT, {columns})")
    known.execute("""
        CREATE TEMP TABLE indicator (
            measure_no SMALLINT, measure VARCHAR, unit VARCHAR, otherwise VARCHAR, failure VARCHAR, note VARCHAR)""")
    _insert(known, "indicator", [(n, i.name, i.unit, i.otherwise, None, in_words(i)) for n, i in enumerate(indicators)])
    make_lacking(known, indicators)


def make_lacking(known: duckdb.DuckDBPyConnection, indicators: list[Indicator]) -> None:
    """Make `needs`, the tables that each indicator rests on, and `lacking`: by view and indicator, which of them the record lacks.

    The record covers a table where the last unbroken run of cover reaches the day of the view. As cover hangs on when one looks
    and on no case, `lacking_when` says it once for all views that are `alike` in that.
    """
    known.execute("CREATE TEMP TABLE needs (measure_no SMALLINT, measure VARCHAR, table_name VARCHAR, demanded BOOLEAN)")
    _insert(known, "needs", [(n, i.name, t, t in i.tables) for n, i in enumerate(indicators) for t in i.tables + i.also])
    known.execute(_LACKING)
    known.execute("CREATE TEMP VIEW lacking AS SELECT m.view_no, l.* FROM lacking_when l JOIN moment m USING (alike)")


def _insert(known: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    if not rows:
        return
    columns = [list(values) for values in zip(*rows, strict=True)]
    known.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)


def add_answers(known: duckdb.DuckDBPyConnection, measure_no: int, query: str, values: dict[str, float] | None) -> None:
    """Take an indicator's answers: its query gives `view_no` once a view, `value`, and what else of an answer it has to say."""
    known.execute(f"INSERT INTO answer BY NAME SELECT {measure_no} AS measure_no, * FROM ({query}\n)", values)


def record_failure(known: duckdb.DuckDBPyConnection, measure_no: int, why: str) -> None:
    """Note that an indicator could not be computed; its rows say why, with status `error`."""
    known.execute("UPDATE indicator SET failure = ? WHERE measure_no = ?", [why, measure_no])


def folded(known: duckdb.DuckDBPyConnection, look: bool = True) -> str:
    """Return the query of the result rows, not in order: the base reading's answer, bounds over all readings, the reasons.

    Answers that are not of the agreed shape become their indicator's own error; a number without end is no value. Whether a view is
    answered twice need not be looked for where the rows are counted afterwards (:func:`are_too_many`).
    """
    _refuse(
        known,
        f"""
        SELECT measure_no FROM answer
        WHERE view_no IS NULL OR status NOT IN {listed(STATUSES)}
            OR coalesce(status, '{OK}') = '{OK}' AND (value IS NULL OR NOT isfinite(value))""",
    )
    several = known.execute("SELECT bool_or(NOT base) FROM moment").fetchall()[0][0]
    if look or several:
        _refuse(known, "SELECT measure_no FROM answer GROUP BY measure_no, view_no HAVING count(*) > 1")
    found = _found(known)
    rows = _SAID.format(every=_every(found))
    return (_SEVERAL if several else _ALONE).format(said=rows)


def are_too_many(known: duckdb.DuckDBPyConnection, rows: int) -> bool:
    """Whether so many result rows are more than there are views and indicators, as some view was answered twice."""
    return rows > known.execute("SELECT count(*) FILTER (base) * (SELECT count(*) FROM indicator) FROM moment").fetchall()[0][0]


class _Found(NamedTuple):
    """What may change a row at all: what is not found is left out of the query, as it would be asked at every row."""

    last: int
    fallen: bool
    lacking: bool
    failed: bool
    noted: bool


def _found(known: duckdb.DuckDBPyConnection) -> _Found:
    return _Found(*known.execute(_LOOK).fetchall()[0])


def _refuse(known: duckdb.DuckDBPyConnection, bad: str) -> None:
    found = [number for (number,) in known.execute(f"SELECT DISTINCT measure_no FROM ({bad})").fetchall()]
    if found:
        known.execute("UPDATE indicator SET failure = coalesce(failure, ?) WHERE list_contains(?, measure_no)", [_SHAPE, found])
        known.execute("DELETE FROM answer WHERE list_contains(?, measure_no)", [found])


_LOOK = """
    SELECT coalesce(max(measure_no), 0), (SELECT count(*) FROM moment) > (SELECT count(*) FROM case_stands),
           (SELECT count(*) FROM lacking_when) > 0, count(failure) > 0, count(nullif(note, '')) > 0
    FROM indicator"""

_LACKING = """
    CREATE TEMP TABLE lacking_when AS
    WITH seen AS (SELECT * FROM view SEMI JOIN moment ON moment.alike = view.view_no),
    short AS (
        SELECT v.view_no AS alike, n.table_name, c.covered_to
        FROM seen v CROSS JOIN (SELECT DISTINCT table_name FROM needs WHERE demanded) n
        LEFT JOIN cover_when c ON c.alike = v.view_no AND c.table_name = n.table_name
        WHERE c.table_name IS NULL OR c.covered_to < v.day)
    SELECT s.alike, n.measure_no, any_value(n.measure) AS measure, concat_ws('; ',
               'the record is not known to cover '
                   || string_agg(n.table_name, ', ' ORDER BY n.table_name) FILTER (s.covered_to IS NULL),
               'the record covers ' || string_agg(n.table_name || ' only to ' || s.covered_to, ', ' ORDER BY n.table_name)
                   FILTER (s.covered_to IS NOT NULL)) AS lacks
    FROM short s JOIN needs n ON n.table_name = s.table_name AND n.demanded
    GROUP BY s.alike, n.measure_no"""


class _Rows(NamedTuple):
    """SQL for rows of views `m` and indicators `i`: what is said of them, where nothing forbids it, and which they are."""

    status: str
    reason: str
    numbers: str
    of: str


_ANSWERED = _Rows(
    f"coalesce(a.status, '{OK}')",
    "coalesce(a.reason, '')",
    """, a.numerator, a.denominator, a.missing, a.value, CASE WHEN isfinite(a.lower) THEN a.lower END AS lower,
       CASE WHEN isfinite(a.upper) THEN a.upper END AS upper""",
    "answer a JOIN moment m ON m.view_no = a.view_no JOIN indicator i ON i.measure_no = a.measure_no",
)
_UNANSWERED = _Rows(
    f"'{NOT_APPLICABLE}'",
    "i.otherwise",
    "",
    """(SELECT * FROM moment LEFT JOIN (
           SELECT view_no, bitstring_agg(measure_no, 0, {last}) AS answered FROM answer GROUP BY view_no) USING (view_no)) m
       JOIN indicator i ON coalesce(get_bit(m.answered, i.measure_no), 0) = 0""",
)


def _every(found: _Found) -> str:
    """SQL for every view and indicator with what was answered, or why nothing was.

    Answers look up their view and indicator, which are few; to have each of those look up its answer would cost twice as much.
    """
    unanswered = _UNANSWERED._replace(of=_UNANSWERED.of.format(last=found.last))
    return f"{_told(found, _ANSWERED)} UNION ALL BY NAME {_told(found, unanswered)}"


def _told(found: _Found, rows: _Rows) -> str:
    """SQL for some rows, each with the first reason that there is to say nothing of it."""
    why = [
        (found.fallen, "c.view_no IS NULL", f"'{NOT_RECORDED}'", "'the case did not stand in the record on that date'"),
        (found.lacking, "l.lacks IS NOT NULL", f"'{NOT_RECORDED}'", "l.lacks"),
        (found.failed, "i.failure IS NOT NULL", f"'{ERROR}'", "i.failure"),
        (True, "true", rows.status, rows.reason),
    ]
    status = " ".join(f"WHEN {when} THEN {said}" for may_be, when, said, _ in why if may_be)
    reason = " ".join(f"WHEN {when} THEN {said}" for may_be, when, _, said in why if may_be)
    return f"""
        SELECT m.of_view, m.view_id, m.base, i.measure_no, i.measure, i.unit, {"i.note" if found.noted else "''"} AS note,
               CASE {status} END AS status, CASE {reason} END AS reason {rows.numbers}
        FROM {rows.of}
        {"LEFT JOIN case_stands c ON c.view_no = m.view_no" if found.fallen else ""}
        {"LEFT JOIN lacking_when l ON l.alike = m.alike AND l.measure_no = i.measure_no" if found.lacking else ""}"""


_SAID = f"""
    SELECT * EXCLUDE (numerator, denominator, missing, value, lower, upper), status IN ('{OK}', '{INSUFFICIENT}') AS speaks,
           CASE WHEN speaks THEN numerator END AS numerator, CASE WHEN speaks THEN denominator END AS denominator,
           CASE WHEN speaks THEN missing END AS missing, CASE WHEN status = '{OK}' THEN e.value END AS value,
           CASE status WHEN '{OK}' THEN least(e.value, e.lower) WHEN '{INSUFFICIENT}' THEN e.lower END AS least,
           CASE status WHEN '{OK}' THEN greatest(e.value, e.upper) WHEN '{INSUFFICIENT}' THEN e.upper END AS most
    FROM ({{every}}) e"""

# Each view is read in one way only: nothing is left to fold.
_ALONE = """
    SELECT of_view, measure_no, measure, '' AS "group", view_id, numerator, denominator, missing, value,
           least AS lower, most AS upper, unit, status,
           CASE WHEN note = '' THEN reason ELSE concat_ws('; ', nullif(reason, ''), note) END AS reason
    FROM ({said})"""

_DOUBTS = """
    SELECT d.of_view, n.measure_no, sum(d.assumed) AS assumed, sum(d.same_day) AS same_day
    FROM doubt d JOIN needs n USING (table_name) GROUP BY d.of_view, n.measure_no"""

_SEVERAL = f"""
    WITH doubts AS ({_DOUBTS}),
    one AS (
        SELECT of_view, measure_no, any_value(measure) AS measure, any_value(view_id) AS view_id, any_value(unit) AS unit,
               any_value(note) AS note, max(status) FILTER (base) AS status, max(reason) FILTER (base) AS reason,
               max(numerator) FILTER (base) AS numerator, max(denominator) FILTER (base) AS denominator,
               max(missing) FILTER (base) AS missing, max(value) FILTER (base) AS value, bool_or(speaks) FILTER (base) AS speaks,
               min(least) AS lower, max(most) AS upper, bool_and(most IS NOT NULL) AS bounded, count(DISTINCT status) > 1 AS differs
        FROM ({{said}}) GROUP BY of_view, measure_no),
    told AS (SELECT o.*, coalesce(d.assumed, 0) AS assumed, coalesce(d.same_day, 0) AS same_day
             FROM one o LEFT JOIN doubts d USING (of_view, measure_no))
    SELECT of_view, measure_no, measure, '' AS "group", view_id, numerator, denominator, missing, value,
           CASE WHEN speaks THEN lower END AS lower,
           CASE WHEN status = '{OK}' OR speaks AND bounded THEN upper END AS upper, unit, status,
           concat_ws('; ', nullif(reason, ''),
               CASE WHEN speaks AND assumed > 0 THEN 'assumed: ' || assumed
                    || CASE assumed WHEN 1 THEN ' statement has' ELSE ' statements have' END
                    || ' a record time that is known only between two extracts' END,
               CASE WHEN speaks AND same_day > 0 THEN 'same day, order unknown: ' || same_day
                    || CASE same_day WHEN 1 THEN ' entry' ELSE ' entries' END || ' not counted, the bounds give both ways' END,
               CASE WHEN differs THEN 'under another reading of what is uncertain in time the status differs' END,
               nullif(note, '')) AS reason
    FROM told"""
