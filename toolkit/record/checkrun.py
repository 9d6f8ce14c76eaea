"""Running one rule of the check over the tables of a record: what it found, and where it could not look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.record.checkdata import Tables
from toolkit.record.checkrules import Rule, Target
from toolkit.record.finding import Finding, NotRun

if TYPE_CHECKING:
    import duckdb

FIRST = 3
_LONGEST_ID = 60
_ANSWERS = {"entity_id": "VARCHAR", "statement_id": "VARCHAR", "day": "DATE"}


@dataclass(frozen=True)
class Place:
    """One of the first faults: the thing, and the version of it where the rule says so."""

    entity_id: str
    statement_id: str = ""


def run(tables: Tables, rule: Rule) -> tuple[list[tuple[Finding, list[Place]]], list[NotRun], bool]:
    """Run a rule over each of its tables.

    Returns:
        The findings, each with its first places; where it could not run; and whether it ran anywhere.
    """
    found, stopped, ran = [], [], False
    for target in rule.targets:
        why = _obstacle(tables, rule, target)
        if why:
            stopped.append((target, why))
            continue
        try:
            found += _found(tables.con, rule, target)
            ran = True
        except _Broken as broken:
            stopped.append((target, str(broken)))
    return found, _not_run(rule, stopped, ran), ran


class _Broken(Exception):
    """A query that cannot be run; its words hold no value of the record."""


def _not_run(rule: Rule, stopped: list[tuple[Target, str]], ran: bool) -> list[NotRun]:
    if rule.grouped and not ran and stopped:
        stopped = [next((s for s in stopped if "query" in s[1]), stopped[0])]
    told = [(t, why) for t, why in stopped if not (rule.grouped and ran) or "query" in why]
    return [NotRun(rule.name, t.words, t.table, why, ran) for t, why in dict.fromkeys(told)]


def _obstacle(tables: Tables, rule: Rule, target: Target) -> str:
    """Why a rule cannot run over a table, in words; nothing where it can."""
    if target.table != "coverage" and (why := tables.missing(target.table)):
        return why
    few = tables.extracts(target.table) if rule.extracts > 1 else rule.extracts
    if few < rule.extracts:
        return f"it compares {rule.extracts} extracts of a table, and the coverage shows {few}"
    missing = [why for need in target.needs if (why := tables.missing(need))]
    bare = [f"the coverage does not claim {name}" for name in target.covered if not tables.covers(name)]
    return "; ".join([*missing, *bare, *_other_years(tables, rule)])


def _other_years(tables: Tables, rule: Rule) -> list[str]:
    first, last = rule.years
    spoken = tables.years() if first or last else None
    if not (first or last) or (spoken and (not first or spoken[1] >= first) and (not last or spoken[0] <= last)):
        return []
    return [f"it holds for collection years {rule.years_told()}, and the record has none of them"]


def _found(con: duckdb.DuckDBPyConnection, rule: Rule, target: Target) -> list[tuple[Finding, list[Place]]]:
    import duckdb

    try:
        return _counted(con, rule, target)
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:  # told before a row is read
        raise _Broken(f"its query is wrong: {str(error).splitlines()[0]}") from None
    except duckdb.Error as error:
        raise _Broken(f"its query stopped ({type(error).__name__})") from None


def _counted(con: duckdb.DuckDBPyConnection, rule: Rule, target: Target) -> list[tuple[Finding, list[Place]]]:
    _make_found(con, rule, target)
    picked = ", ".join(f"CAST({name} AS {type_}) AS {name}" for name, type_ in _ANSWERS.items())
    found = f"(SELECT {picked} FROM found {_within(rule)})"
    count, dated = con.execute(f"SELECT count(*), count(day) FROM {found}").fetchall()[0]
    if not count:
        return []
    first = con.execute(f"SELECT entity_id, statement_id FROM {found} ORDER BY 1, 2 LIMIT {FIRST}").fetchall()
    by_year = f"SELECT collection_year(day), count(*) FROM {found} WHERE day IS NOT NULL GROUP BY 1 ORDER BY 1"
    years = tuple((int(year), int(n)) for year, n in con.execute(by_year).fetchall()) if dated else ()
    places = [Place(entity or "", statement or "") for entity, statement in first]
    names = tuple(shortened(place.entity_id) for place in places)
    finding = Finding(rule.severity, target.words, rule.todo, target.table, target.column, count, names, (), rule.name, years)
    return [(finding, places)]


def shortened(id_: str) -> str:
    """Return an id as it is shown: what no id of a record has is cut off or marked.

    >>> shortened("pl-1\x1b[31m"), shortened("")
    ('pl-1\ufffd[31m', 'without an id')
    """
    said = "".join(c if c.isprintable() else "\ufffd" for c in id_[:_LONGEST_ID])
    return f"{said}…" if len(id_) > _LONGEST_ID else said or "without an id"


def _make_found(con: duckdb.DuckDBPyConnection, rule: Rule, target: Target) -> None:
    """Put what the query gives into the table `found`, with every column that may be given."""
    statements = con.extract_statements(target.sql)
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        raise _Broken("its query is not one SELECT")
    con.execute(f"CREATE OR REPLACE TEMP TABLE found AS SELECT * FROM ({target.sql})")
    given = {c[0] for c in con.execute("SELECT * FROM found LIMIT 0").description or ()}
    needed = ["entity_id", *(["day"] if rule.years != (None, None) else [])]
    if missing := [name for name in needed if name not in given]:
        raise _Broken(f"its query does not give {' and '.join(missing)}")
    for name in [name for name in _ANSWERS if name not in given]:
        con.execute(f"ALTER TABLE found ADD COLUMN {name} {_ANSWERS[name]}")


def _within(rule: Rule) -> str:
    first, last = rule.years
    bounds = [f"collection_year(day) >= {first}"] * bool(first) + [f"collection_year(day) <= {last}"] * bool(last)
    return f"WHERE {' AND '.join(bounds)}" if bounds else ""
