"""The reviewers' own grades of one case: none is shown where two grades would be each rater's own path."""

import pandas as pd
import pytest

from toolkit.review.reviewers import _row


def grades(seen: int, again: int) -> pd.DataFrame:
    arms = ["reveal"] * seen + ["again"] * again
    rows = [(f"R{n}", stage, value) for n, arm in enumerate(arms) for stage, value in (("blind", 4 - n % 2), (arm, 2))]
    return pd.DataFrame(rows, columns=["rater", "stage", "value"]).assign(excluded=False)


@pytest.mark.parametrize("seen, again", [(1, 1), (2, 2), (4, 0)])
def test_below_the_least_raters_no_grade_is_given(seen, again):
    found = _row("D1", grades(seen, again))
    assert found["blind"] == found["seen"] == found["moved"] == "fewer than 5 raters"
    assert not any(c.isdigit() for k in ("again", "moved_again") for c in str(found[k]).replace("5", ""))


def test_an_arm_of_two_is_not_shown_and_one_of_three_is():
    found = _row("D1", grades(3, 2))
    assert (found["blind"], found["seen"], found["moved"]) == ("4, 4, 4, 3, 3", "2, 2, 2", "of 3: 0 higher, 0 the same, 3 lower")
    assert found["again"] == found["moved_again"] == "fewer than 3 in this arm"


def test_nobody_in_an_arm_is_said_as_such():
    assert (_row("D1", grades(5, 0))["again"], _row("D1", grades(0, 0))["blind"]) == ("none", "none")
