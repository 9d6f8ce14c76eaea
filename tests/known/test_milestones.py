"""Single duties with the day they were due, the day they were done and what started their clock."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.known.records import case_of, table, views, write_cases
from toolkit.known.milestones import MILESTONE_COLUMNS, milestones
from toolkit.record.standards import Standards

CASE = {
    "placement": table("| placement | change | placement_type | occurred_on |\n| A | S | U6 | 2024-01-08 |"),
    "visit": table("| visit | outcome | seen | occurred_on |\n| V | completed | true | 2024-01-16 |"),
    "plan": table("| plan | kind | occurred_on |\n| P | care plan | 2024-01-08 |"),
}


def told(folder: Path, as_of: str, standards: Standards | None = None) -> list[tuple[str, ...]]:
    record = write_cases(folder, case_of("1", CASE))
    found = milestones(record, views(("1", as_of)), standards=standards)
    assert tuple(found.columns) == MILESTONE_COLUMNS
    kept = found[["duty", "step", "clock_on", "due_on", "done_on", "days_late"]]
    return [tuple(_text(cell) for cell in row) for row in kept.to_numpy()]


def _text(cell: object) -> str:
    return "" if pd.isna(cell) else cell if isinstance(cell, str) else str(cell)[:10].removesuffix(".0")


def test_each_duty_of_a_child_in_care(tmp_path: Path) -> None:
    assert told(tmp_path / "england", "2024-02-06") == [
        ("care plan", "1", "2024-01-08", "2024-01-22", "2024-01-08", "0"),
        ("looked after review", "1", "2024-01-08", "2024-02-05", "", "1"),
        ("looked after visit", "1", "2024-01-08", "2024-01-15", "2024-01-16", "1"),
        ("looked after visit", "2", "2024-01-16", "2024-02-27", "", "0"),
        ("permanence plan", "1", "2024-01-08", "2024-05-08", "", "0"),
    ]


def test_each_duty_in_the_united_states(tmp_path: Path) -> None:
    assert told(tmp_path / "us", "2024-02-06", Standards("us_federal")) == [
        ("case plan", "1", "2024-01-08", "2024-03-08", "2024-01-08", "0"),
        ("looked after review", "1", "2024-01-08", "2024-07-08", "", "0"),
        ("looked after visit", "1", "2024-01-08", "2024-02-29", "2024-01-16", "0"),
        ("looked after visit", "2", "2024-01-16", "2024-02-29", "", "0"),
        ("permanency hearing", "1", "2024-01-08", "2025-03-08", "", "0"),
    ]


def test_a_case_that_does_not_stand_has_none(tmp_path: Path) -> None:
    assert told(tmp_path / "early", "2019-12-31") == []
