"""Flags by hand: when one stands, since when, and what several changes come to."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.study.drifting import MONTHS, flags
from toolkit.known.catalogue import Flag
from toolkit.known.flagged import is_beyond, with_flags
from toolkit.study.drift_cases import _since, _statement
from toolkit.study.drift_flags import by_flag, runs


@pytest.mark.parametrize(
    ("rule", "below", "at", "above"),
    [
        ("below", True, False, False),
        ("at most", True, True, False),
        ("above", False, False, True),
        ("at least", False, True, True),
    ],
)
def test_a_threshold_and_the_numbers_beside_it(rule, below, at, above):
    flag = Flag(rule, 0.8, "words", "source")
    assert [is_beyond(flag, v) for v in (0.79, 0.8, 0.81)] == [below, at, above]


class Made:
    """An indicator, as far as a flag needs one."""

    def __init__(self, name: str, rule: str, threshold: float) -> None:
        self.name, self.flag = name, Flag(rule, threshold, "words", "source") if rule else None


AT_LEAST = ("insufficient", None)


@pytest.mark.parametrize(
    ("rule", "status", "value", "lower", "said"),
    [
        ("above", "ok", 43.0, 43.0, "yes"),
        ("above", "ok", 42.0, 42.0, "no"),
        ("above", *AT_LEAST, 43.0, "yes"),
        ("above", *AT_LEAST, 42.0, "cannot say"),
        ("above", *AT_LEAST, None, "cannot say"),
        ("at least", *AT_LEAST, 42.0, "yes"),
        ("at least", *AT_LEAST, 41.0, "cannot say"),
        ("below", *AT_LEAST, 42.0, "no"),
        ("below", *AT_LEAST, 41.0, "cannot say"),
        ("below", *AT_LEAST, None, "cannot say"),
        ("at most", *AT_LEAST, 43.0, "no"),
        ("at most", *AT_LEAST, 42.0, "cannot say"),
        ("above", "not applicable", None, None, "does not apply"),
        ("above", "not recorded", None, None, "cannot say"),
        ("above", "error", None, None, "cannot say"),
        ("below", "not recorded", None, None, "cannot say"),
    ],
)
def test_what_decides_a_flag(rule, status, value, lower, said):
    rows = pd.DataFrame({"measure": ["m"], "status": [status], "value": [value], "lower": [lower]}, index=[7])
    found = with_flags(rows.astype({"value": "float64", "lower": "float64"}), [Made("m", rule, 42)])
    assert found["flag"].to_dict() == {7: said}


def test_a_measure_without_a_flag_has_no_row():
    rows = pd.DataFrame({"measure": ["m", "n"], "status": "ok", "value": [1.0, 1.0], "lower": [1.0, 1.0]})
    assert with_flags(rows, [Made("m", "", 0), Made("n", "above", 0)])["measure"].tolist() == ["n"]


RUNS = [
    ("..x.", None),
    ("....", None),
    ("...x", ("2025-04", 1, False, 0)),
    ("..xx", ("2025-03", 2, False, 0)),
    ("xxxx", ("2025-01", 4, True, 0)),
    ("x.xx", ("2025-03", 2, False, 1)),
    ("x.x.", None),
    ("xx?x", ("2025-04", 1, True, 1)),
    (".? x", ("2025-04", 1, False, 0)),
    ("? ?x", ("2025-04", 1, True, 0)),
]


@pytest.mark.parametrize(("marks", "said"), RUNS)
def test_since_when_a_flag_stands(marks, said):
    found = runs(flags(f"c m |{marks}|"), MONTHS)
    assert [tuple(r)[2:] for r in found.itertuples(index=False)] == ([said] if said else [])


def test_a_child_who_came_later_may_have_had_it_earlier():
    late = flags("c m |xx|").assign(month=lambda f: f["month"].map({"2025-01": "2025-03", "2025-02": "2025-04"}))
    assert runs(late, MONTHS).iloc[0, 2:].tolist() == ["2025-03", 2, True, 0]


def test_what_nobody_explained_decides():
    rows = [("v", "m", "explained"), ("v", "m", "unexplained"), ("v", "n", "explained late"), ("w", "m", "reason not recorded")]
    found = by_flag(pd.DataFrame(rows, columns=["view_id", "measure", "standing"]))
    assert found.to_numpy().tolist() == [
        ["v", "m", "unexplained", 2],
        ["v", "n", "explained late", 1],
        ["w", "m", "reason not recorded", 1],
    ]


def test_nothing_is_a_frame_too():
    assert len(runs(flags("c m |..|"), MONTHS)) == 0
    assert len(by_flag(pd.DataFrame(columns=["view_id", "measure", "standing"]))) == 0


def test_evidence_names_parts_of_the_record_in_words():
    days = dict.fromkeys(("occurred_on", "recorded_on"), pd.Timestamp("2021-10-24"))
    found = _statement({"role": "first member", "table": "network_member", "statement_id": "s1", **days})
    assert (found["table"], found["statement_id"], found["occurred_on"]) == ("network member", "s1", "24 Oct 2021")


def test_since_when_a_flag_stands_is_a_month_in_words():
    run = {"since": "2025-04", "or_earlier": True, "before": 0}
    assert _since(pd.Series(run)) == "Apr 2025 or earlier"
    assert _since(pd.Series(run | {"or_earlier": False, "before": 1})) == "Apr 2025; stood once before"
