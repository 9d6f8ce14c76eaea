"""Numbers as a page writes them."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.report import cells


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.2834, "score", "0.283 score"),
        (0.25, "score", "0.250 score"),
        (-0.003, "coefficient", "0.00 coefficient"),
        (-0.17, "coefficient", "-0.17 coefficient"),
        (-0.0001, "share", "0.0%"),
        (-0.04, "points of 100", "0.0 points of 100"),
        (2.25, "moves", "2.2 moves"),
        (1, "points of 10", "1 point of 10"),
        (1.0, "moves per 1,000 days", "1 move per 1,000 days"),
        (1880.0, "days", "1,880 days"),
        (1880, "days", "1,880 days"),
        (999, "days", "999 days"),
        (2025.5, "days", "2,025.5 days"),
    ],
)
def test_small_numbers_keep_their_decimals_and_nought_has_no_sign(value, unit, said):
    assert cells._amount(value, unit) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2022-11-16", "16 Nov 2022"),
        ("2022-11-16T09:30:00", "16 Nov 2022, 09:30"),
        ("2024-02-25 to 2025-04-24", "25 Feb 2024 to 24 Apr 2025"),
        (pd.Timestamp("2022-11-16"), "16 Nov 2022"),
        (pd.Timestamp("2022-11-16 09:30"), "16 Nov 2022, 09:30"),
        ("She was seen on 2022-11-16.", "She was seen on 2022-11-16."),  # a note stays as it was written
        ("2022-11-16-7", "2022-11-16-7"),
        ("2022-19-16", "2022-19-16"),
    ],
)
def test_a_day_is_read_as_people_write_it(value, said):
    assert cells.written(value).replace("\xa0", " ") == said


def test_no_line_is_broken_within_a_day():
    assert cells.written("2024-02-25 to 2025-04-24") == "25\xa0Feb\xa02024 to 24\xa0Apr\xa02025"


def test_a_csv_keeps_days_as_machines_read_them():
    assert "2022-11-16" in cells.csv(pd.DataFrame({"day": ["2022-11-16"]}), {})
