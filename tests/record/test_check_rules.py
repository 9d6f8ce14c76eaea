from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from tests.record.check_cases import HOUSE, LAST, RETURNS, Row, Rows
from toolkit.paths import data
from toolkit.record import open_record
from toolkit.record.check import check_record
from toolkit.record.checkdata import Tables
from toolkit.record.checkrules import rules
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES

CASES = [*HOUSE, *RETURNS]
# Their fault is in the record as a whole, so each has a test of its own below.
APART = {
    "identity-across-an-adoption",
    "identity-loop",
    "identity-of-nothing",
    "identity-twice",
    "migration-spike",
    "no-coverage",
    "table-not-covered",
    "unknown-table-in-coverage",
}


def test_every_rule_has_a_fault_and_an_innocent_neighbour():
    assert {rule.name for rule in rules()} == {case[0] for case in CASES} | APART


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """All cases in one record: the faults under f0, f1, …, the innocent ones under i0, i1, …"""
    folder = tmp_path_factory.mktemp("record")
    written: dict[str, list[Row]] = {}
    for n, (_, fault, innocent) in enumerate(CASES):
        for case_id, said in ((f"f{n}", fault), (f"i{n}", innocent)):
            _add(written, case_id, said)
    written["coverage"] = [
        {"table_name": name, "covered_from": "2000-01-01", "covered_to": LAST, "recorded_at": at}
        for name in STATEMENT_TABLES
        for at in ("2000-01-01", "2020-04-01")
    ]
    for name, listed in written.items():
        _write(folder / f"{name}.csv", listed)
    with Tables(open_record(folder)) as made:
        yield made


def _add(written: dict[str, list[Row]], case_id: str, said: Rows) -> None:
    for table, listed in said.items():
        for row in listed:
            own = f"{case_id}-{table}-{len(written.get(table, []))}"
            ids = {"statement_id": own, "entity_id": own} if {"entity_id"} <= {c.name for c in BY_NAME[table].columns} else {}
            day = row.get("occurred_on") or "2020-02-03"
            whole = {**ids, "case_id": case_id, "recorded_at": day, **row}
            filled = {k: v.replace("@", f"{case_id}-") for k, v in whole.items()}
            written.setdefault(table, []).append(filled)


def _write(file: Path, listed: list[Row]) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(k for row in listed for k in row)), restval="")
        writer.writeheader()
        writer.writerows(listed)


_BY_NAME = cache(lambda: {rule.name: rule for rule in rules()})
_FOUND: dict[str, set[str]] = {}


def found(tables: Tables, name: str) -> set[str]:
    """The cases in which a rule finds something."""
    if name not in _FOUND:
        rows = [
            row
            for target in _BY_NAME()[name].targets
            for row in tables.con.execute(f"SELECT entity_id FROM ({target.sql})").fetchall()
        ]
        _FOUND[name] = {str(entity).split("-")[0] for (entity,) in rows}
    return _FOUND[name]


@pytest.mark.parametrize("n", range(len(CASES)), ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_the_rule_finds_the_fault_and_lets_its_neighbour_be(tables, n):
    assert (f"f{n}" in found(tables, CASES[n][0]), f"i{n}" in found(tables, CASES[n][0])) == (True, False)


def joined(alias: str, case: str) -> Row:
    return {"alias_case_id": alias, "case_id": case, "recorded_at": "2020-01-01"}


def place(case: str, start: str, end: str = "", reason: str = "") -> Row:
    return {"case_id": case, "occurred_on": start, "ended_on": end, "end_reason": reason}


@pytest.mark.parametrize(
    "rule, rows",
    [
        ("identity-loop", [joined("a", "b"), joined("b", "a")]),
        ("identity-loop", [joined("a", "a")]),
        ("identity-loop", [joined("a", "b"), joined("b", "c"), joined("c", "a")]),
        ("identity-twice", [joined("x", "a"), joined("x", "b")]),
        ("identity-of-nothing", [joined("x", "nobody")]),
        ("identity-across-an-adoption", [joined("x", "adopted")]),
        ("identity-across-an-adoption", [joined("adopted", "a")]),
        ("", [joined("x", "a"), joined("y", "a"), joined("z", "x")]),
    ],
)
def test_joins_of_numbers_and_no_number_is_told(hand_record, rule, rows):
    there = [place(case, "2020-01-01") for case in ("a", "b", "c", "x")] + [place("adopted", "2019-01-01", "2019-06-01", "E11")]
    record = hand_record(placement=there, identity=rows, coverage=[{"table_name": "placement"}])
    listed = [f for f in check_record(record) if f.rule.startswith("identity")]
    assert {f.rule for f in listed} == ({rule} if rule else set())
    assert all(one.startswith("row ") for f in listed for one in f.first)


def test_a_chain_of_many_numbers_takes_no_minute(hand_record):
    rows = [joined(f"n{i}", f"n{i + 1}") for i in range(20_000)]
    record = hand_record(placement=[place("n1", "2020-01-01")], identity=rows, coverage=[{"table_name": "placement"}])
    assert "identity-loop" not in {f.rule for f in check_record(record)}


@pytest.mark.parametrize("entries, spikes", [(49, 0), (50, 1)])
def test_many_entries_of_one_day_are_a_spike_unless_they_are_of_that_day(hand_record, entries, spikes):
    moved = [
        {"case_id": "a", "occurred_on": "2020-01-01", "recorded_at": f"2020-03-01 10:{n:02}", "outcome": "completed"}
        for n in range(entries)
    ]
    of_the_day = [{"case_id": "a", "occurred_on": "2020-05-01", "recorded_at": f"2020-05-01 10:{n:02}"} for n in range(60)]
    record = hand_record(visit=moved, contact=of_the_day, coverage=[{"table_name": "visit"}, {"table_name": "contact"}])
    assert [(f.table, f.years) for f in check_record(record) if f.rule == "migration-spike"] == [("visit", ((2020, 1),))] * spikes


def test_what_the_coverage_says_of_the_tables(hand_record):
    record = hand_record(placement=[place("a", "2020-01-01")], coverage=[{"table_name": "plecement"}])
    assert {(f.rule, f.first) for f in check_record(record)} == {
        ("table-not-covered", ("placement",)),
        ("unknown-table-in-coverage", ("plecement",)),
    }


def test_every_link_column_of_the_schema_is_followed():
    linking = {"person_id", "need_id", "goal_id", "decision_id", "about_id", "cites", "links"}
    there = {(table.name, c.name) for table in BY_NAME.values() for c in table.columns if c.name in linking}
    followed = {(t.table, t.column) for name in ("link-to-nothing", "list-of-links-to-nothing") for t in _BY_NAME()[name].targets}
    assert there == followed


def test_every_coded_column_names_lists_that_there_are():
    from toolkit.record.codes import codes

    text = (data() / "checks" / "code_columns.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert all(codes(name) for name in row["lists"].split()), row
