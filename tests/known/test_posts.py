"""In what kind of post the workers of a case were: of its own workers only, as known at the view, and nothing of a later day."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.known.records import COVERED, Rows, answers, table, views, write_cases
from toolkit.record import Record, open_record

INVOLVED = """
| statement_id | case_id | worker_id | role | occurred_on | ended_on | recorded_at |
| I1 | A | W1 | social worker | 2023-01-01 | 2023-03-01 | 2023-03-01 |
| I2 | A | W2 | social worker | 2023-03-01 | 2023-04-01 | 2023-04-01 |
| I3 | A | W3 | social worker | 2023-04-01 | | 2023-04-01 |
| I4 | B | W4 | social worker | 2023-01-01 | | 2023-01-01 |
"""
POSTS = """
| statement_id | worker_id | agency_worker | occurred_on | recorded_at |
| P1 | W1 | true | 2022-01-01 | 2022-01-01 |
| P2 | W2 | false | 2022-01-01 | 2022-01-01 |
| P4 | W4 | true | 2023-01-11 | 2023-02-01 |
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return written(tmp_path_factory.mktemp("posts"), POSTS)


def written(folder: Path, posts: str, involved: str = INVOLVED) -> Record:
    cases = "\n".join(f"| {c} | {c} | 2023-01-01 | 2023-01-01 |" for c in "AB")
    opened = table("| statement_id | case_id | occurred_on | recorded_at |\n" + cases)
    tables = {"case": _with_entities(opened), "involvement": _with_entities(table(involved))}
    write_cases(folder, tables, covered={**COVERED, "staff": "2020-01-01"})
    pd.DataFrame(_with_entities(table(posts))).to_csv(folder / "staff.csv", index=False)
    return open_record(folder)


def _with_entities(rows: Rows) -> Rows:
    return [{**row, "entity_id": row["statement_id"].rstrip("'")} for row in rows]


def said(record: Record, case: str, as_of: str) -> dict[str, str]:
    return answers(record, views((case, as_of)), ["agency_worker_share"])["v0", "agency_worker_share"]


def test_days_with_a_worker_from_an_agency(record: Record) -> None:
    """59 days with W1 from an agency, 31 with W2 who is not, 30 with W3 of whom no post is on record."""
    row = said(record, "A", "2023-05-01")
    assert (row["numerator"], row["denominator"], row["missing"], row["value"]) == ("59", "90", "30", "0.655556")


def test_a_post_counts_from_its_first_day_and_once_it_is_recorded(record: Record) -> None:
    """W4's post began on 11 January and was recorded on 1 February."""
    assert said(record, "B", "2023-01-31")["status"] == "not applicable"
    row = said(record, "B", "2023-02-10")
    assert (row["numerator"], row["denominator"], row["missing"]) == ("30", "30", "10")


def test_a_post_recorded_later_changes_nothing_before(record: Record, tmp_path: Path) -> None:
    later = written(tmp_path, POSTS + "| P3 | W3 | true | 2022-01-01 | 2023-05-02 |\n")
    assert said(later, "A", "2023-05-01") == said(record, "A", "2023-05-01")
    assert said(later, "A", "2023-05-02")["numerator"] == "90"


def test_days_with_one_worker_twice_at_once_count_once(tmp_path: Path) -> None:
    """W1 was involved twice over from 11 to 31 January; forty days with an agency's worker, and ten with another of February."""
    involved = """
| statement_id | case_id | worker_id | role | occurred_on | ended_on | recorded_at |
| I1 | A | W1 | social worker | 2023-01-01 | 2023-01-31 | 2023-01-31 |
| I2 | A | W1 | caseworker | 2023-01-11 | 2023-02-10 | 2023-02-10 |
| I3 | A | W2 | social worker | 2023-02-01 | 2023-02-11 | 2023-02-11 |
| I4 | A | W3 | | 2023-02-11 | 2023-02-21 | 2023-02-21 |
"""
    row = said(written(tmp_path, POSTS + "| P0 | W1 | true | 2022-06-01 | 2022-06-01 |\n", involved), "A", "2023-02-28")
    assert (row["numerator"], row["denominator"], row["missing"], row["value"]) == ("40", "50", "10", "0.8")
