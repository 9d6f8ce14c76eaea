"""The grid of decision quality by outcome: the same bytes each time, and no number where one is hidden."""

import pandas as pd
import pytest

from toolkit.draw import quality
from toolkit.errors import CaseReviewError

ROWS = {"judged": ["well judged", "concerns"], "went well": [12, "suppressed"], "went badly": [4, 9], "unknown": [0, None]}


def test_it_is_the_same_each_time_and_says_what_it_shows():
    one, two = (quality(pd.DataFrame(ROWS), "Decisions.", "Nothing follows.") for _ in range(2))
    assert one.svg == two.svg
    assert one.alt.startswith("Decisions. well judged: went well 12, went badly 4, unknown 0. concerns: went well suppressed,")
    assert one.alt.endswith("unknown suppressed. Nothing follows.")
    assert one.table["went well"].tolist() == [12, "suppressed"]


def test_an_empty_table_is_drawn():
    assert quality(pd.DataFrame(columns=list(ROWS))).alt.endswith("0 rows.")


def test_a_missing_column_is_told():
    with pytest.raises(CaseReviewError, match="no column unknown"):
        quality(pd.DataFrame(ROWS).drop(columns="unknown"))
