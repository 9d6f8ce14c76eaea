from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from toolkit.review.reveal import scored, short_names
from toolkit.review.shift import NET


def test_outcomes_that_are_scored_are_named_as_people_write_them():
    rows = {"measure": ["Brier score", "came, of those given such a chance"], "group": ["went_missing", "went_missing: 0 to 20"]}
    found: Any = SimpleNamespace(forecast=pd.DataFrame(rows))
    assert scored(found)["group"].tolist() == ["a time missing or away"]


def test_net_shares_have_a_short_name_in_the_table_that_says_what_they_are():
    found: Any = SimpleNamespace(shift=pd.DataFrame({"measure": [NET.format("grade"), "chance: shift in the middle"]}))
    assert short_names(found) == {NET.format("grade"): "grade: net share"}
