"""From rows a case to rows a set, worked by hand: medians and flags, what is missing, and what is known only at least."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from toolkit.contrast.settings import flagged
from toolkit.result import COLUMNS
from toolkit.stats import clustered_share, jeffreys
from toolkit.stats.medians import clustered_median
from toolkit.study.summaries import LEAST, flags, medians, share_row

SEEN, MOVES, WORKER = "days_since_seen", "moves_last_12_months", "days_with_worker"
NOT_SEEN, MOVED, NEW = "not seen for more than six weeks", "two or more moves in twelve months", "a worker for less than a month"
NOT_KEPT = "the record is not known to cover visit"


def rows(measure: str, values, at_least=(), missing: int = 0, does_not_apply: int = 0) -> pd.DataFrame:
    """Result rows of a measure: exact values, values known only to be at least so much, and children without one."""
    said = [("ok", v, v, "") for v in values] + [("insufficient", None, v, "at least this many") for v in at_least]
    said += [("not recorded", None, None, NOT_KEPT)] * missing + [("not applicable", None, None, "not in care")] * does_not_apply
    full = [
        {"measure": measure, "case_id": f"c{n:02}", "status": status, "value": value, "lower": lower, "reason": reason}
        for n, (status, value, lower, reason) in enumerate(said)
    ]
    return pd.DataFrame(full).astype({"value": "float64", "lower": "float64"})


def families(frame: pd.DataFrame, size: int = 1) -> dict[str, str]:
    cases = sorted(set(frame["case_id"]))
    return {case: f"f{n // size:02}" for n, case in enumerate(cases)}


def median(frame: pd.DataFrame, size: int = 1) -> pd.Series:
    return medians(frame, families(frame, size)).iloc[0]


def flag(frame: pd.DataFrame, words: str, size: int = 1) -> pd.Series:
    return flags(frame, families(frame, size)).set_index("measure").loc[words]


def test_a_median_by_hand():
    row = median(rows(SEEN, range(10, 31), missing=4, does_not_apply=3))
    # The middle of 21 is the eleventh; the interval runs from the seventh to the fifteenth.
    assert row[["value", "lower", "upper"]].tolist() == [20, 16, 24]
    assert row[["numerator", "denominator", "missing", "status", "unit"]].tolist() == [21, 21, 4, "ok", "days"]


def test_a_median_of_families_is_less_certain():
    frame = rows(SEEN, range(24))
    alone, of_three = median(frame), median(frame, size=3)
    assert of_three["value"] == alone["value"]
    assert (of_three["lower"], of_three["upper"]) == clustered_median(range(24), [n // 3 for n in range(24)])[1:]
    assert of_three["lower"] < alone["lower"]


def test_at_least_enters_a_median_from_both_sides():
    # 16 exact from 1 to 16, 5 known to be 1 or more: as 1 the middle of 21 is 6, as beyond all it is 11.
    row = median(rows(SEEN, range(1, 17), at_least=[1] * 5))
    assert pd.isna(row["value"])
    assert row["reason"] == "between 6 and 11: 5 of 21 values are only known to be at least so much"
    low = clustered_median([*range(1, 17), *[1] * 5], range(21))
    high = clustered_median([*range(1, 17), *[math.inf] * 5], range(21))
    assert (row["lower"], row["upper"]) == (low.lower, high.upper)
    assert row[["numerator", "denominator", "status"]].tolist() == [16, 21, "insufficient"]


def test_at_least_that_changes_nothing_is_not_spoken_of():
    # The 5 are at least 30, beyond the middle either way.
    row = median(rows(SEEN, range(1, 17), at_least=[30] * 5))
    assert row[["value", "reason"]].tolist() == [11, ""]


def test_where_half_are_only_known_to_be_at_least_so_much_there_is_no_median():
    row = median(rows(SEEN, [5] * 6, at_least=[3] * 8))
    assert row["status"] == "insufficient"
    assert row["reason"] == "at least 3: 8 of 14 values are only known to be at least so much"
    assert pd.isna(row["value"])
    assert pd.isna(row["upper"])
    assert row["lower"] == 3


@pytest.mark.parametrize(("n", "words"), [(1, "1 is fewer than 10"), (LEAST - 1, "9 are fewer than 10")])
def test_fewer_than_ten_are_refused(n, words):
    for row in (median(rows(SEEN, range(n), missing=30)), flag(rows(SEEN, range(n), missing=30), NOT_SEEN)):
        assert row[["status", "reason", "missing"]].tolist() == ["insufficient", words, 30]
        assert row[["value", "lower", "upper"]].isna().all()


def test_not_recorded_and_not_applicable_are_no_numbers():
    for frame, status, missing, reason in (
        (rows(SEEN, [], missing=12, does_not_apply=2), "not recorded", 12, NOT_KEPT),
        (rows(SEEN, [], does_not_apply=12), "not applicable", 0, "not in care"),
    ):
        for row in (median(frame), flag(frame, NOT_SEEN)):
            assert row[["status", "missing", "reason"]].tolist() == [status, missing, reason]
            assert row[["numerator", "denominator", "value", "lower", "upper"]].isna().all()


def test_a_flag_by_hand():
    # More than 42 days: 43 is, 42 is not. Two of twelve; those missing are not in it, those it does not apply to are not missing.
    row = flag(rows(SEEN, [*range(1, 11), 42, 43, 90][1:], missing=5, does_not_apply=4), NOT_SEEN)
    assert row[["numerator", "denominator", "missing", "status", "unit"]].tolist() == [2, 12, 5, "ok", "share"]
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx(tuple(jeffreys(2, 12)))


def test_a_flag_has_its_interval_by_family():
    frame = rows(SEEN, [50, 50, 50, *range(9)])
    row = flag(frame, NOT_SEEN, size=3)
    assert (row["lower"], row["upper"]) == clustered_share([3, 0, 0, 0], [3] * 4)[1:3]
    assert row["upper"] > flag(frame, NOT_SEEN)["upper"]


def test_never_seen_for_longer_than_the_threshold_is_beyond_it():
    # Nobody has seen three of these for at least 60 days: they are beyond 42, whatever the true number.
    row = flag(rows(SEEN, [10] * 9, at_least=[60] * 3), NOT_SEEN)
    assert row[["numerator", "denominator", "reason"]].tolist() == [3, 12, ""]


def test_at_least_too_little_to_say_enters_a_flag_from_both_sides():
    # Three are not seen for at least 20 days, which may be more than 42 or not.
    row = flag(rows(SEEN, [10] * 8 + [50] * 2, at_least=[20] * 3), NOT_SEEN)
    assert row[["numerator", "denominator"]].tolist() == [2, 13]
    assert (row["value"], row["lower"]) == pytest.approx(tuple(jeffreys(2, 13)[:2]))
    assert row["upper"] == pytest.approx(jeffreys(5, 13).upper)
    assert row["reason"].startswith("at least this share: of 3 it cannot be told")


def test_at_least_so_much_is_surely_not_below_a_threshold():
    # With the same worker for at least 40 days is not less than 30; for at least 10 days it may be.
    row = flag(rows(WORKER, [100] * 10, at_least=[40, 10]), NEW)
    assert row[["numerator", "denominator"]].tolist() == [0, 12]
    assert "of 1 it cannot be told" in row["reason"]


def test_ten_are_needed_of_whom_it_can_be_told():
    row = flag(rows(MOVES, [0] * 9, at_least=[0] * 20), MOVED)
    assert row[["status", "reason"]].tolist() == ["insufficient", "9 are fewer than 10"]
    # One more is known to have moved twice or more, and that is the tenth.
    assert flag(rows(MOVES, [0] * 9, at_least=[0] * 20 + [2]), MOVED)["numerator"] == 1


def test_flags_stand_in_the_order_of_the_file_and_in_its_words():
    frame = rows(SEEN, range(12))
    found = flags(frame, families(frame))
    assert found["measure"].tolist() == [i.flag.words for i in flagged()]
    assert tuple(found.columns) == COLUMNS


def test_a_share_of_nobody():
    nobody = pd.Series([], dtype=bool)
    assert share_row("m", nobody, nobody, 3)["status"] == "not recorded"
    assert share_row("m", nobody, nobody, 0)["status"] == "not applicable"
