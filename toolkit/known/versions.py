"""SQL for what stood in one table at each moment: one version an entity, with only the columns that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.own import not_its_own
from toolkit.record.clocks import Moment, happened, in_the_record, planned, reached, recorded, withdrawn
from toolkit.record.schema import BY_NAME, Table
from toolkit.record.together import THING

if TYPE_CHECKING:
    from toolkit.known.care import Care

TIMELESS = ("child", "person")  # who somebody is, they are on every day: no day needs to be stated
_AHEAD = {"service": "offered_on", "review": "due_on", "meeting": "due_on"}  # what is planned before it has a day of its own
CLOCK = {"recorded_at", "recorded_by", "withdrawn_at", "withdrawn_by", "withdrawn_reason", "case_id", "source", "basis"}
END_ONLY = ("end_reason", "change_reason", "outcome")


def known_rows(name: str, words: set[str] | None, care: Care, together: bool | None = None) -> str:
    """Return SQL for what stood at each moment, `is_plan` with it, one version an entity.

    That is the latest, ties to the greater statement id, then by content.

    Args:
        name: the table.
        words: the columns that are wanted are among these; all where none are given.
        care: what the views and the record need to be taken care of.
        together: what :func:`toolkit.record.together.find_together` said, so that only things that may have two versions at
            once are put in order; none where it was not asked: then all are, unless the care says that there are none.
    """
    if together is None and care.one_version(name):
        return _plain(name, words, care, f'"{name}"')
    if together is None:
        return latest_rows(name, words, care, f'"{name}"')
    only = f'(FROM "{name}" {{}} JOIN together ON together.thing = {THING})'
    plain = _plain(name, words, care, only.format("ANTI") if together else f'"{name}"')
    return f"{plain} UNION ALL {latest_rows(name, words, care, only.format('SEMI'))}" if together else plain


def _plain(name: str, words: set[str] | None, care: Care, rows: str) -> str:
    return f"SELECT {_columns(name, words)}, is_plan FROM ({_stood(name, care, rows)})"


def latest_rows(name: str, words: set[str] | None, care: Care, rows: str) -> str:
    """Return SQL for the latest version of each thing that stood at each moment, of those among some rows.

    Args:
        name: the table.
        words, care: as for :func:`known_rows`.
        rows: the table's rows to choose from: SQL that can be joined to, or a name.
    """
    return f"""
        SELECT * EXCLUDE (stood_from, tie, of_entity, of_statement) FROM (
            SELECT *, hash(*COLUMNS(* EXCLUDE (view_no))) AS tie FROM (
                SELECT {_columns(name, words)}, is_plan, stood_from, entity_id AS of_entity, statement_id AS of_statement
                FROM ({_stood(name, care, rows)})))
        QUALIFY row_number() OVER (PARTITION BY view_no, of_entity ORDER BY stood_from DESC, of_statement DESC, tie) = 1"""


def _stood(name: str, care: Care, rows: str) -> str:
    m = care.moment(name)
    timeless = "OR s.occurred_on IS NULL" if name in TIMELESS else ""
    ahead = f"OR s.{_AHEAD[name]} IS NOT NULL" if name in _AHEAD else ""
    plan = planned("occurred_on", m=m)
    own = not_its_own(name) if name in care.own else "true"
    return f"""
        SELECT m.view_no, s.*, {recorded(m=m)} AS stood_from, {f"({plan} OR s.occurred_on IS NULL)" if ahead else plan} AS is_plan
               {_ended(name, m)}
        FROM moment m JOIN {rows} s USING (case_id)
        WHERE {in_the_record(m=m)} AND (s.occurred_on IS NOT NULL {timeless}{ahead}) AND {own}"""


def all_rows(name: str, words: set[str] | None, care: Care) -> str:
    """Return SQL for every version that has stood, with `withdrawn_reason` where it stands no more."""
    m = care.moment(name)
    own = not_its_own(name) if name in care.own else "true"
    ahead = f"OR s.{_AHEAD[name]} IS NOT NULL" if name in _AHEAD else ""
    return f"""
        SELECT {_columns(name, words)}, gone AS withdrawn_reason
        FROM (SELECT m.view_no, s.*, {recorded(m=m)} AS stood_from {_ended(name, m)},
                     CASE WHEN {reached(withdrawn(m=m), m)} THEN coalesce(s.withdrawn_reason, 'changed') END AS gone
              FROM moment m JOIN "{name}" s USING (case_id)
              WHERE {reached(recorded(m=m), m)} AND ({happened("occurred_on", m=m)} {ahead}) AND {own})"""


def _ended(name: str, m: Moment) -> str:
    if not BY_NAME[name].spell:
        return ""
    return f""", CASE WHEN {happened("ended_on", m=m)} THEN s.ended_on END AS known_end,
                 CASE WHEN {planned("ended_on", m=m)} THEN s.ended_on END AS planned_end_on"""


def _columns(name: str, words: set[str] | None) -> str:
    table = BY_NAME[name]
    made = {
        "recorded_on": "CAST(stood_from AS DATE) AS recorded_on",
        **({"ended_on": "known_end AS ended_on", "planned_end_on": "planned_end_on"} if table.spell else {}),
    }
    own = {c.name: _outcome(table, c.name) for c in table.columns if c.name not in CLOCK and c.name not in made}
    return ", ".join(["view_no", *(sql for column, sql in {**own, **made}.items() if words is None or column in words)])


def _outcome(table: Table, column: str) -> str:
    """What a spell's end brought is known only once the end is."""
    if table.spell and column in END_ONLY:
        return f"CASE WHEN known_end IS NOT NULL THEN {column} END AS {column}"
    return column
