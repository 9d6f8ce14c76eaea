"""How the shipped queries are run: no pair of rows is looked at that no key brings together."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from toolkit import paths
from toolkit.known import catalogue
from toolkit.known.ask import asked
from toolkit.known.guard import refusals
from toolkit.known.indicator import SECTIONS
from toolkit.known.prepare import derived_tables, prepared
from toolkit.known.viewfile import checked_views
from toolkit.known.words import words_of
from toolkit.record import open_record

DAYS = [(case, day) for case in range(1, 13) for day in ("2021-03-31", "2022-06-30", "2024-05-01")]
ASKED = checked_views(
    pd.DataFrame([{"view_id": f"{case} {day}", "case_id": f"C{case:05}", "as_of": day} for case, day in DAYS], dtype="str")
)
SECTION = ("", *SECTIONS)
FEW = {"standard", "code", "word_group", "indicator", "needs"}  # lines of data, never facts


def _nodes(plan: dict) -> list[dict]:
    return [plan, *(node for child in plan.get("children", []) for node in _nodes(child))]


def _scanned(plan: dict) -> set[str]:
    return {str(n.get("extra_info", {}).get("Table", "")).rpartition(".")[2].strip('"') for n in _nodes(plan)} - {""}


def _pairs_up(plan: dict) -> list[str]:
    """The joins of a plan that compare each row of facts with each of other facts."""
    return [
        f"{node['name']} of {sorted(left)} and {sorted(right)}"
        for node in _nodes(plan)
        if "NESTED_LOOP" in node["name"] or "CROSS_PRODUCT" in node["name"] or "BLOCKWISE" in node["name"]
        for left, right in [[_scanned(child) - FEW for child in node["children"][:2]]]
        if left and right
    ]


@pytest.fixture(scope="module", params=SECTION, ids=lambda s: s or "numbers")
def section(request):
    """One connection with what all indicators need for their numbers, or for one of their sections."""
    wanted = [i for i in catalogue() if not request.param or request.param in i.sections]
    with prepared(open_record(paths.sample_record()), ASKED, wanted, "earliest", request.param) as known:
        yield request.param, wanted, known


def test_no_query_pairs_up_facts_and_all_are_fit_to_run_unjudged(section) -> None:
    name, wanted, known = section
    faults = []
    for indicator in wanted:
        with asked(known, indicator, name) as (query, values):
            plan = json.loads(known.execute(f"EXPLAIN (FORMAT json) {query}", values).fetchall()[0][1])
            faults += [f"{indicator.name}: {fault}" for fault in [*_pairs_up(plan[0]), *refusals(known, query)]]
    for table, sql in derived_tables(words_of(" ".join(i.sections.get(name, i.sql) for i in wanted))).items():
        plan = json.loads(known.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()[0][1])
        faults += [f"{table}: {fault}" for fault in _pairs_up(plan[0])]
    assert faults == []


def test_the_look_finds_facts_that_are_paired_up(section) -> None:
    _, _, known = section
    known.execute("CREATE OR REPLACE TEMP TABLE fact AS SELECT view_no, day FROM view")
    for joined in ("a.view_no = b.view_no OR a.day = b.day", "a.day <> b.day", "true"):
        plan = json.loads(known.execute(f"EXPLAIN (FORMAT json) FROM fact a JOIN fact b ON {joined}").fetchall()[0][1])
        assert _pairs_up(plan[0]), joined
