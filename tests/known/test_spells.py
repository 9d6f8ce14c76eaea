"""Waits as estimators take them: open ones without an end, late entry, only where the indicator is recorded."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.known.own import ONE, indicator
from tests.known.records import COVERED, case_of, table, views, write_cases
from toolkit.known import spells
from toolkit.known.spells import SPELL_COLUMNS

BODY = """-- spells
SELECT g.view_no, entity_id, statement_id, occurred_on AS started_on, greatest(occurred_on, covered_from) AS entered_on, ended_on,
       CASE WHEN ended_on IS NOT NULL THEN 'reached' END AS end_kind
FROM goal g JOIN cover c ON c.view_no = g.view_no AND c.table_name = 'goal'
"""
GOALS = table("""
    | goal | occurred_on | ended_on |
    | A | 2019-06-01 | 2023-02-01 |
    | B | 2023-01-01 | |
    | C | 2023-01-01 | 2023-05-01 |""")


def test_waits_as_known_at_each_view(tmp_path: Path) -> None:
    record = write_cases(
        tmp_path / "record", case_of("1", {"goal": [{**r, "recorded_at": "2023-01-02"} if r["goal"] == "B" else r for r in GOALS]})
    )
    folder = indicator(tmp_path / "mine", "reached", ONE + BODY)
    found = spells(record, views(("1", "2023-03-01"), ("1", "2023-05-01"), ("nobody", "2023-05-01")), ["reached"], folder=folder)
    assert list(found.columns) == list(SPELL_COLUMNS)
    told = [["" if v is pd.NaT else str(v).removesuffix(" 00:00:00") for v in row] for row in found.astype("object").to_numpy()]
    a = ["1", "reached", "1:A", "1:A", "2019-06-01", "2020-01-01", "2023-02-01", "reached"]
    b = ["1", "reached", "1:B", "1:B", "2023-01-01", "2023-01-01", "", ""]
    c = ["1", "reached", "1:C", "1:C", "2023-01-01", "2023-01-01", "2023-05-01", "reached"]
    assert told == [["v0", *a], ["v0", *b], ["v1", *a], ["v1", *b], ["v1", *c]]


def test_where_the_measure_is_not_recorded_there_are_none(tmp_path: Path) -> None:
    covered = {k: v for k, v in COVERED.items() if k != "goal"}
    record = write_cases(tmp_path / "record", case_of("1", {"goal": GOALS}), covered=covered)
    found = spells(record, views(("1", "2023-03-01")), ["reached"], folder=indicator(tmp_path / "mine", "reached", ONE + BODY))
    assert len(found) == 0 and list(found.columns) == list(SPELL_COLUMNS)
