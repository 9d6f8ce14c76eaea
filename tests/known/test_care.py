"""What known tables have to take care of: found where it is, and nothing is different where it was left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.known.records import case_of, table, views, write_cases
from tests.wall.futures import random_record, random_views, write
from toolkit.known import care, measure, statements, tables
from toolkit.known.care import Care
from toolkit.known.moments import make_moments
from toolkit.known.tables import known_tables
from toolkit.known.viewfile import checked_views
from toolkit.record import open_record
from toolkit.record.together import find_together

ASKED = views(("1", "2023-06-30"))


def _care(folder: Path, rows: str, asked: pd.DataFrame = ASKED) -> Care:
    record = write_cases(folder / "record", case_of("1", {"visit": table(rows)}))
    with record.connect() as con:
        return make_moments(con, checked_views(asked), ("visit", "goal"))


class TestWhatIsLookedFor:
    def test_a_sound_table_needs_none(self, tmp_path) -> None:
        care = _care(tmp_path, "| visit | occurred_on |\n| V1 | 2023-06-01 |")
        assert (care.uncertain, care.doubtful, care.own, care.together) == (frozenset(),) * 4
        assert care.one_version("visit")

    def test_times_between_two_extracts(self, tmp_path) -> None:
        care = _care(tmp_path, "| visit | occurred_on | recorded_at | recorded_by |\n| V1 | 2023-06-01 | 2023-06-01 | 2023-07-01 |")
        assert care.uncertain == care.doubtful == {"visit"}

    @pytest.mark.parametrize(("day", "found"), [("2023-06-29", set()), ("2023-06-30", {"visit"}), ("2023-07-01", set())])
    def test_the_day_of_a_view_with_a_cut(self, tmp_path, day: str, found: set) -> None:
        rows = f"| visit | occurred_on | recorded_at | recorded_by |\n| V1 | 2023-06-01 | {day}T10:00:00 | {day}T10:00:00 |"
        assert _care(tmp_path, rows, ASKED.assign(cut="before")).doubtful == found
        assert not _care(tmp_path / "whole", rows).doubtful

    @pytest.mark.parametrize(
        ("ended", "begun", "meets"),
        [
            ("2023-06-10T09:00:00", "2023-06-10T09:00:00", False),
            ("2023-06-10T09:00:00", "2023-06-10T08:59:59", True),
            ("2023-06-10T00:00:00", "2023-06-10T00:00:00", False),
            ("2023-06-10T00:00:00", "2023-06-10T15:00:00", True),
            ("2023-06-10T00:00:00", "2023-06-11T00:00:00", False),
            ("", "2023-06-11T00:00:00", True),
        ],
    )
    def test_two_versions_at_once(self, tmp_path, ended: str, begun: str, meets: bool) -> None:
        """Midnight stands for a day without a time: another version of that day may stand beside what ended on it."""
        rows = f"""
| visit | statement_id | occurred_on | recorded_at | recorded_by | withdrawn_at | withdrawn_by |
| V1 | a | 2023-06-01 | 2023-06-01 | 2023-06-01 | {ended} | {ended} |
| V1 | b | 2023-06-01 | {begun} | {begun} | | |"""
        assert ("visit" in (_care(tmp_path, rows).together or ())) == meets

    def test_a_version_between_two_hides_nothing(self, tmp_path) -> None:
        rows = """
| visit | statement_id | occurred_on | recorded_at | recorded_by | withdrawn_at | withdrawn_by |
| V1 | a | 2023-06-01 | 2023-06-01 | 2023-06-01 | 2023-06-10 | 2023-06-10 |
| V1 | b | 2023-06-01 | 2023-06-10 | 2023-06-10 | 2023-06-10T09:00:00 | 2023-06-10T09:00:00 |
| V1 | c | 2023-06-01 | 2023-06-10T10:00:00 | 2023-06-10T10:00:00 | | |"""
        assert _care(tmp_path, rows).together == {"visit"}
        with open_record(tmp_path / "record").connect() as con:
            assert find_together(con, "visit", uncertain=False)  # as it is looked for where views are many


def test_a_table_without_a_file_is_not_looked_through(tmp_path, monkeypatch) -> None:
    record = write_cases(tmp_path / "record", case_of("1", {"visit": table("| visit | occurred_on |\n| V1 | 2023-06-01 |")}))
    looked_through = []

    def find(con, name: str, uncertain: bool) -> bool:
        looked_through.append(name)
        return find_together(con, name, uncertain)

    monkeypatch.setattr(tables, "find_together", find)
    asked = checked_views(views(*[("1", "2023-06-30")] * care.MANY))
    with known_tables(record, asked, ("visit", "goal")) as known:
        assert known.execute("SELECT (SELECT count(*) FROM visit), (SELECT count(*) FROM goal)").fetchall() == [(care.MANY, 0)]
    assert looked_through == ["visit"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("knowledge", ["earliest", "latest"])
def test_what_is_left_out_changes_nothing(tmp_path, monkeypatch, seed: int, knowledge: str) -> None:
    """With all care that there is, every number is the same."""
    rng = np.random.default_rng(seed)
    as_of = pd.Timestamp("2020-03-01 10:30")
    asked, record = random_views(rng, as_of, bare=False), open_record(write(random_record(rng), tmp_path / "record", "parquet"))
    names = ["carer_moves", "cancelled_visits", "times_missing", "duplicate_actions", "decisions_revisited", "need_visits_late"]
    found = measure(record, asked, names, knowledge), statements(record, asked, knowledge=knowledge)

    from toolkit.known import moments

    look = moments.look

    def with_all(con, tables, exact=frozenset()) -> Care:
        look(con, tables)
        return Care(frozenset(tables), frozenset(tables), frozenset(tables))

    monkeypatch.setattr(moments, "look", with_all)
    again = measure(record, asked, names, knowledge), statements(record, asked, knowledge=knowledge)
    for one, other in zip(found, again, strict=True):
        pd.testing.assert_frame_equal(one, other)
