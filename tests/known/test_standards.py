"""Measures are held against the standards of a nation and of an agency, on each view's own day, and never fail for a record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.known.records import COVERED, Rows, answers, case_of, table, views, write_cases
from toolkit.errors import CaseReviewError
from toolkit.known import measure
from toolkit.known.yardsticks import load_yardsticks
from toolkit.record.standards import Standards

IN_CARE = table("| placement | change | placement_type | occurred_on |\n| A | S | U6 | 2024-01-08 |")
ON_PLAN = table("| status | kind | occurred_on |\n| P | child protection plan | 2024-01-08 |")
SEEN = table("| visit | outcome | seen | occurred_on |\n| V | completed | true | 2024-01-26 |")


def ask(folder: Path, name: str, as_of: str, standards: Standards | None = None, covered=COVERED, **tables: Rows) -> dict[str, str]:
    record = write_cases(folder / "r", case_of("1", tables), covered=covered)
    how: Any = {"standards": standards}
    return answers(record, views(("1", as_of)), [name], rests_on=False, **how)["v0", name]


def test_a_nations_standards_hold(tmp_path: Path) -> None:
    """In England a visit is due a week after 8 January and a care plan after ten working days; in the United States a visit by the
    end of the next month and a case plan after 60 days."""
    held = {
        name: ask(tmp_path / name, "milestones_late", "2024-02-29", Standards(name), placement=IN_CARE)
        for name in ("england", "us_federal")
    }
    assert {name: (row["numerator"], row["denominator"]) for name, row in held.items()} == {
        "england": ("3", "3"),
        "us_federal": ("0", "1"),
    }


def test_a_hearing_is_due_a_year_after_entry_which_is_sixty_days_after_removal(tmp_path: Path) -> None:
    """Sixty days after 8 January 2024 is 8 March; a year later is 8 March 2025."""
    hearing = table("| meeting | kind | occurred_on |\n| M | permanency hearing | 2025-03-20 |")
    done = {"plan": table("| plan | kind | occurred_on |\n| P | permanence plan | 2024-02-01 |"), "meeting": hearing}
    only = dict.fromkeys(("case", "placement", "meeting"), "2020-01-01")
    for as_of, said in {"2025-03-07": "", "2025-03-08": "0", "2025-03-09": "1", "2026-03-19": "1"}.items():
        row = ask(tmp_path / as_of, "milestones_late", as_of, Standards("us_federal"), only, placement=IN_CARE, **done)
        assert (row["numerator"], row["denominator"]) == (said, "1" if said else ""), as_of


def test_an_agencys_own_limit_is_measured_from_its_day_on(tmp_path: Path) -> None:
    """Seen 14 working days after the plan began: late by the common ten, in time by the agency's fifteen."""
    own = tmp_path / "own.csv"
    own.write_text("duty,step,amount,unit,in_force\nchild protection visit,1,15,working days,2024-02-01\n", encoding="utf-8")
    for as_of, late in {"2024-01-31": "1", "2024-02-01": "0"}.items():
        row = ask(tmp_path / as_of, "protection_visits_late", as_of, Standards(local=own), status=ON_PLAN, visit=SEEN)
        assert (row["numerator"], row["denominator"]) == (late, "1")


def test_day_one_makes_the_limit_a_day_shorter(tmp_path: Path) -> None:
    row = {n: ask(tmp_path / str(n), "review_lateness", "2024-02-05", Standards(count_from=n), placement=IN_CARE) for n in (0, 1)}
    assert (row[0]["value"], row[0]["numerator"], row[1]["numerator"]) == ("0", "0", "3"), "from a Monday to the Friday before"


def test_the_last_day_is_the_same_in_sql_and_in_python() -> None:
    import duckdb

    for held in (Standards(), Standards(count_from=1), Standards("us_federal"), Standards(weekends_count=True)):
        con = duckdb.connect()
        load_yardsticks(con, {"standard", "working_day"}, held)
        rows = con.execute("""
            SELECT CAST(d AS DATE), amount, unit, coalesce(calendar_due(CAST(d AS DATE), amount, unit, count_from), a.day)
            FROM range(DATE '2023-11-20', DATE '2024-04-10', INTERVAL 7 DAY) r (d) CROSS JOIN (SELECT DISTINCT amount, unit, count_from FROM standard)
            LEFT JOIN working_day b ON unit = 'working days' AND b.day = CAST(d AS DATE)
            LEFT JOIN working_day a ON a.number = b.number + amount - (CASE WHEN b.is_working THEN count_from ELSE 0 END) AND a.is_working
            """).fetchall()
        if held.nation == "england":
            assert {unit for _, _, unit, _ in rows} >= {"working days", "months", "weeks", "hours"}
        for began, amount, unit, due in rows:
            expected = held.counting.due(began, amount, unit)
            assert due == expected or not held.counting.is_working(began) and amount == 0, (held, began, amount, unit)


def test_a_day_beyond_the_calendar_is_missing_and_no_error(tmp_path: Path) -> None:
    late = table(
        "| status | kind | occurred_on |\n| P | child protection plan | 2045-12-28 |\n| Q | child protection plan | 2044-01-04 |"
    )
    seen = table(
        "| visit | outcome | seen | occurred_on |\n| V | completed | true | 2044-01-05 |\n| W | completed | true | 2045-12-30 |"
    )
    row = ask(tmp_path, "protection_visits_late", "2046-02-01", status=late, visit=seen)
    assert (row["status"], int(row["missing"]) > 0) == ("ok", True)


def test_what_no_table_covers_is_not_recorded(tmp_path: Path) -> None:
    row = ask(tmp_path, "milestones_late", "2024-06-30", covered={"case": "2020-01-01"}, placement=IN_CARE)
    assert (row["status"], row["reason"]) == ("not recorded", "the record covers none of the duties on that day")


def test_a_duty_whose_table_is_not_covered_is_left_out_not_late(tmp_path: Path) -> None:
    only = dict.fromkeys(("case", "placement", "review"), "2020-01-01")
    row = ask(tmp_path, "milestones_late", "2024-02-06", covered=only, placement=IN_CARE)
    assert (row["numerator"], row["denominator"]) == ("1", "1"), "only the review"


def test_a_clock_that_began_before_the_record_covered_it_is_left_out(tmp_path: Path) -> None:
    only = {"case": "2020-01-01", "placement": "2020-01-01", "review": "2024-01-09"}
    assert ask(tmp_path, "milestones_late", "2024-06-30", covered=only, placement=IN_CARE)["status"] == "not applicable"


def test_bad_standards_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    record = write_cases(tmp_path / "r", case_of("1", {}))
    asked = pd.DataFrame({"view_id": ["v"], "case_id": ["1"], "as_of": ["2024-01-01"]})
    for wrong in (Standards("wales"), Standards(local=tmp_path / "none.csv"), Standards(count_from=5)):
        with pytest.raises(CaseReviewError):
            measure(record, asked, ["review_lateness"], standards=wrong)
