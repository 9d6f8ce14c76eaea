"""Practice standards: folded by year, an agency's own before them, every problem of a local file at once, and days counted."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.record.standards import Standards, national_lines, nations, year_files
from toolkit.record.standards_line import COLUMNS, FOREVER, units
from toolkit.record.workdays import Counting, nation

HEAD = "duty,step,amount,unit,in_force\n"


@pytest.fixture
def own(tmp_path):
    """Return a function that writes an agency's own file and gives the standards with it."""

    def write(text: str) -> Standards:
        (tmp_path / "own.csv").write_text(text, encoding="utf-8")
        return Standards(local=tmp_path / "own.csv")

    return write


def problems(held: Standards) -> list[str]:
    with pytest.raises(CaseReviewError) as refused:
        assert held.lines
    return refused.value.problems or [refused.value.what]


class TestTheFilesOfANation:
    @pytest.mark.parametrize("name", nations())
    def test_every_line_is_whole(self, name: str) -> None:
        for file in year_files(name):
            with file.open(encoding="utf-8", newline="") as text:
                for row in csv.DictReader(text):
                    assert tuple(row) == COLUMNS
                    assert all(row.values()), (file.name, row)
                    assert row["unit"] in units()
                    assert row["status"] in ("statute", "statutory guidance", "local")
                    assert row["in_force"][:4] == file.stem

    @pytest.mark.parametrize("name", nations())
    def test_a_year_states_only_what_changed(self, name: str) -> None:
        by_step: dict[tuple[str, int], list] = {}
        for line in national_lines(name):
            by_step.setdefault((line.duty, line.step), []).append(line)
        for lines in by_step.values():
            for one, then in zip(lines, lines[1:], strict=False):
                assert (one.amount, one.unit, one.status) != (then.amount, then.unit, then.status)

    def test_one_line_of_a_step_holds_on_any_day(self) -> None:
        for name in nations():
            for day in ("1998-01-01", "2006-09-30", "2006-10-01", "2013-04-15", "2026-11-22"):
                held = [(line.duty, line.step) for line in Standards(name).lines_on(day)]
                assert len(held) == len(set(held))

    def test_a_line_holds_to_the_day_before_the_next(self) -> None:
        first, then = (line for line in national_lines("us_federal") if line.duty == "out-of-state visit")
        assert (first.valid_to, then.valid_from, then.valid_to) == (date(2006, 9, 30), date(2006, 10, 1), FOREVER)
        assert [s.words for s in Standards("us_federal").lines_on("2006-09-30", "out-of-state visit")] == ["12 months"]

    def test_proceedings_have_a_limit_only_since_the_act(self) -> None:
        assert Standards().lines_on("2014-04-21", "care proceedings") == []
        assert Standards().lines_on("2014-04-22", "care proceedings")[0].words == "26 inclusive weeks"

    def test_unknown_names_come_with_the_nearest(self) -> None:
        with pytest.raises(CaseReviewError, match="did you mean england"):
            assert Standards("englnd").lines
        with pytest.raises(CaseReviewError, match="did you mean core group"):
            Standards().lines_on("2024-01-01", "core groups")
        with pytest.raises(CaseReviewError, match="not a day"):
            Standards().lines_on("yesterday")


class TestAnAgencysOwn:
    def test_it_goes_before_the_nations_from_its_day_on(self, own) -> None:
        held = own(HEAD + "child protection visit,1,15,working days,2020-01-01\n")
        assert [(s.words, s.status, s.starts_from) for s in held.lines_on("2020-01-01", "child protection visit")] == [
            ("15 working days", "local", "start of the plan, or previous visit")
        ]
        assert held.lines_on("2019-12-31", "child protection visit")[0].words == "10 working days"
        assert held.lines_on("2020-01-01", "core group") == Standards().lines_on("2020-01-01", "core group")

    def test_its_own_lines_fold_by_day(self, own) -> None:
        held = own(HEAD + "child in need visit,1,3,weeks,2022-01-01\nchild in need visit,1,2,weeks,2020-01-01\n")
        assert [held.lines_on(day, "child in need visit")[0].words for day in ("2021-12-31", "2022-01-01")] == [
            "2 weeks",
            "3 weeks",
        ]

    def test_one_from_before_the_nations_first_takes_its_place(self, own) -> None:
        held = own(HEAD + "core group,1,5,working days,2001-01-01\n")
        assert [s.words for s in held.lines_on("2024-01-01", "core group")] == ["5 working days"]

    def test_all_problems_come_at_once(self, own) -> None:
        said = problems(
            own(
                HEAD
                + "core grup,1,10,working days,2020-01-01\n"
                + "core group,7,10,working days,2020-01-01\n"
                + "core group,1,-3,wroking days,2020-13-01\n"
                + "looked after review,1,30,working days,2020-01-01\n"
            )
        )
        assert "line 2: there is no duty 'core grup' (did you mean core group?)" in said
        assert "line 3: core group has no step '7', only 1" in said
        assert any("line 4" in p and "whole number" in p for p in said)
        assert any("line 4" in p and "did you mean working days" in p for p in said)
        assert any("line 4" in p and "2020-13-01" in p for p in said)
        assert any("line 5" in p and "longer than the 20 working days" in p for p in said)

    def test_a_line_twice_is_told(self, own) -> None:
        line = "core group,1,5,working days,2020-01-01\n"
        assert problems(own(HEAD + line + line)) == ["line 3: line 2 is about the same step of core group from the same day"]

    def test_columns_that_lack_or_mean_nothing(self, own) -> None:
        assert problems(own("duty,step,amuont,unit,in_force\n")) == [
            "there is no column amount",
            "there is a column amuont that means nothing (did you mean amount?)",
        ]

    @pytest.mark.parametrize("name", ["none.csv", "."])
    def test_no_file(self, tmp_path: Path, name: str) -> None:
        assert "There is no file" in problems(Standards(local=tmp_path / name))[0]

    def test_not_text(self, tmp_path: Path) -> None:
        (tmp_path / "own.csv").write_bytes(b"\xff\xfe\x00\x01")
        assert "not a CSV file in UTF-8" in problems(Standards(local=tmp_path / "own.csv"))[0]

    def test_a_comma_that_makes_a_cell_too_many(self, own) -> None:
        assert problems(own(HEAD + "core group,1,5,working days,2020-01-01,a,b\n")) == [
            "line 2 has more cells than there are columns"
        ]

    def test_quotes_that_never_close_and_bytes_that_are_none(self, own) -> None:
        for text in (HEAD + '"core group,1,5\n', HEAD + "core\x00group,1,5,working days,2020-01-01\n"):
            assert problems(own(text))

    @pytest.mark.parametrize("amount", ["1e3", "²", "0", "", "9" * 5000, "1.5", "00000000000005"])
    def test_an_amount_is_a_whole_number(self, own, amount: str) -> None:
        assert "whole number" in problems(own(HEAD + f"core group,1,{amount},working days,2020-01-01\n"))[0]

    def test_a_file_with_no_lines_changes_nothing(self, own) -> None:
        assert own(HEAD).lines == national_lines("england")

    def test_a_byte_order_mark_is_no_part_of_the_first_name(self, own) -> None:
        assert own("\ufeff" + HEAD + "core group,1,5,working days,2020-01-01\n").lines_on("2024-01-01", "core group")


class TestCounting:
    def test_christmas_and_easter(self) -> None:
        held = Standards()
        assert held.due("2023-12-20", "looked after review") == date(2024, 1, 22)
        assert held.due("2024-03-02", "looked after review") == date(2024, 4, 2)

    def test_the_first_day_as_day_one(self) -> None:
        held = Standards(count_from=1)
        assert held.due("2023-12-20", "looked after review") == date(2024, 1, 19)
        assert held.due("2024-03-02", "looked after review") == date(2024, 4, 2), "a Saturday is no working day, whichever it is"
        assert held.due("2024-01-08", "looked after visit") == date(2024, 1, 14)

    def test_weekends_and_holidays_may_count(self) -> None:
        every = Standards(weekends_count=True, holidays_count=True)
        assert every.due("2023-12-20", "looked after review") == date(2024, 1, 9)
        assert Standards(holidays_count=True).due("2023-12-20", "looked after review") == date(2024, 1, 17)
        assert "all days" in every.told

    def test_each_nation_has_its_own_holidays(self) -> None:
        assert Counting(nation("us_federal")).is_working(date(2024, 7, 4)) is False
        assert Counting(nation("england")).is_working(date(2024, 7, 4)) is True

    def test_months_end_on_the_last_day_where_there_is_no_such_day(self) -> None:
        count = Counting(nation("england"))
        assert count.due(date(2023, 11, 30), 3, "months") == date(2024, 2, 29)
        assert count.due(date(2022, 11, 30), 3, "months") == date(2023, 2, 28)
        assert count.due(date(2024, 1, 31), 1, "calendar months") == date(2024, 2, 29)
        assert count.due(date(2024, 5, 1), 72, "hours") == date(2024, 5, 4)

    def test_a_day_beyond_the_calendar_is_refused(self) -> None:
        for day in (date(1999, 12, 31), date(2045, 12, 30)):
            with pytest.raises(CaseReviewError, match="does not cover"):
                Counting(nation("england")).due(day, 20, "working days")

    def test_between_is_the_other_way_round(self) -> None:
        count = Counting(nation("england"))
        assert count.between(date(2023, 12, 20), date(2024, 1, 22)) == 20
        assert Counting(nation("england"), count_from=1).between(date(2023, 12, 20), date(2024, 1, 19)) == 20
        assert count.between(date(2024, 1, 1), date(2024, 1, 1)) == 0

    def test_the_convention_is_told(self) -> None:
        assert "day that starts the clock is day 1" in Standards(count_from=1).told
        assert "own file" in Standards(local=paths.data() / "x.csv").told
        with pytest.raises(CaseReviewError, match="day 0 or day 1"):
            assert Standards(count_from=2).counting


@pytest.mark.parametrize(
    ("duty", "told"),
    [
        ("looked after visit, with a parent before assessment", ["1 week", "6 weeks"]),
        ("looked after visit, temporary approval", ["1 week", "4 weeks"]),
        ("looked after visit, care order at home", ["1 week", "6 weeks"]),
        ("health assessment, under five", ["6 months"]),
        ("health assessment, five or older", ["12 months"]),
        ("police protection", ["72 hours"]),
        ("emergency protection order", ["8 calendar days"]),
    ],
)
def test_limits_that_are_listed_though_no_measure_holds_the_record_to_them(duty, told):
    assert [line.words for line in Standards().lines_on("2015-06-01", duty)] == told


def test_an_assessment_order_counts_the_day_on_which_it_begins():
    assert Standards().due("2024-05-01", "child assessment order").isoformat() == "2024-05-07"
    assert Standards().due("2024-05-01", "emergency protection order").isoformat() == "2024-05-09"
