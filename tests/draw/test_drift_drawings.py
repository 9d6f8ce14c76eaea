"""The pictures of a drift audit: what an ear is told, what a grey print shows, and what stands under them."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.draw import absorptions, flag_strip, flag_strips, funnel, funnels, prevalence, share_strip, standing
from toolkit.draw.drawing import MOST_ROWS
from toolkit.draw.funnel import Limits
from toolkit.errors import CaseReviewError
from toolkit.result import COLUMNS

MONTHS = ["2025-01", "2025-02", "2025-03"]


def rows(*given: dict) -> pd.DataFrame:
    base = dict.fromkeys(COLUMNS) | {"group": "", "view_id": "", "unit": "share", "status": "ok", "reason": "", "missing": 0}
    return pd.DataFrame([base | row for row in given], columns=list(COLUMNS))


def share(measure: str, k: int, n: int, group: str = "", **other) -> dict:
    return {
        "measure": measure,
        "group": group,
        "numerator": k,
        "denominator": n,
        "value": k / n,
        "lower": 0.1,
        "upper": 0.6,
    } | other


def hidden(measure: str, group: str = "") -> dict:
    return {"measure": measure, "group": group, "status": "suppressed"}


def marks(*states: str, row: str = "not seen", head: str = "timeliness") -> pd.DataFrame:
    return pd.DataFrame({"head": head, "row": row, "month": MONTHS[: len(states)], "state": list(states)})


def test_a_strip_says_its_months_in_words_and_keeps_its_order():
    both = pd.concat([marks("yes", "yes", "no", row="b"), marks("cannot say", "no", "yes", row="a")])
    drawn = flag_strip(both, MONTHS, "One child.")
    assert drawn.alt.endswith(
        "b (timeliness): stands in 2025-01 to 2025-02. a (timeliness): stands in 2025-03, 1 month cannot be told."
    )
    assert drawn.table.columns.tolist() == ["flag", "family", *MONTHS]
    assert drawn.table.iloc[1, 2:].tolist() == ["cannot say", "no", "yes"]


def test_a_strip_of_nothing_and_one_with_a_column_missing():
    assert flag_strip(marks(), MONTHS, "Nothing.").alt == "Nothing. 3 months from 2025-01 to 2025-03."
    with pytest.raises(CaseReviewError, match="cannot be drawn"):
        flag_strip(marks("yes").drop(columns="state"), MONTHS, "x")


def test_each_child_has_a_strip_in_the_order_given():
    both = pd.concat([marks("yes").assign(case_id=case, others=n) for case, n in (("z", 0), ("a", 2))])
    assert [d.caption for d in flag_strips(both, MONTHS)] == [
        "z: flags month by month.",
        "a: flags month by month. 2 other indicators never stood.",
    ]


def test_a_hidden_share_is_a_letter_and_never_a_shade():
    frame = rows(share("m", 10, 40, "2025-01"), hidden("m", "2025-02"), share("m", 20, 40, "2025-03"))
    drawn = share_strip(frame, MONTHS, {"m": "direction"}, {"m": "needs"}, "Shares.")
    assert drawn.table.iloc[0].tolist() == ["needs", "direction", "25%", "s", "50%"]
    assert drawn.alt == "Shares. 3 months from 2025-01 to 2025-03. needs: 25% in the first month, 50% in the last. s: suppressed."
    assert drawn.rows is frame


def test_prevalence_keeps_the_order_of_its_rows():
    frame = rows(share("n", 5, 50), hidden("m"), share("l", 45, 50))
    drawn = prevalence(frame, {"n": "direction", "m": "direction", "l": "tempo"}, {}, "Shares.")
    assert drawn.table["indicator"].tolist() == ["n", "m", "l"]
    assert "m (direction): suppressed." in drawn.alt


def limits() -> list[Limits]:
    return [Limits(n, 0.1, 0.4, 0.05, 0.5) for n in (10, 60)]


def test_only_a_group_outside_is_named_in_a_funnel():
    points = pd.DataFrame({"group": ["East", "North"], "value": [0.2, 0.7], "size": [40, 50], "outside": [False, True]})
    drawn = funnel(points, limits(), 0.25, "Teams.")
    assert "outside the limits of 99.8%, and worth a conversation: North." in drawn.alt
    assert drawn.table["state"].tolist() == ["within the limits of 99.8%", "outside 99.8%: worth a conversation"]
    with pytest.raises(CaseReviewError):
        funnel(points, limits()[:1], 0.25, "Teams.")


def test_a_funnel_is_drawn_where_somebody_lies_outside_and_nobody_is_hidden():
    frame = rows(share("m", 10, 50, "East"), share("m", 30, 50, "North"), share("n", 10, 50, "East"), hidden("n", "North"))
    compared = pd.DataFrame(
        [
            ("m", "East", 0.0, "within", "within"),
            ("m", "North", 0.0, "outside 99.8%", "outside 99.8%"),
            ("n", "North", 0.0, "outside 95%", "within"),
        ],
        columns=["measure", "team", "tau", "plain", "allowing"],
    )
    [drawn] = funnels(frame, compared, {"m": "needs"})
    assert drawn.caption.startswith("needs: teams by")
    assert "worth a conversation: North" in drawn.alt


def test_a_curve_keeps_its_ends_apart_and_says_who_was_still_waiting():
    days = [(0, 40), (30, 25), (61, 10)]
    frame = rows(
        *(share(f"m: {kind}", 1, 40, f"day {day}", denominator=risk, value=value * day / 100) for kind, value in (("met", 1), ("left", 0.5)) for day, risk in days),
        share("n: met", 1, 40, "day 0"),
    )  # fmt: skip
    [drawn] = absorptions(frame, {"m": "Days to a meeting"})
    assert "met: 0% by day 0" in drawn.alt
    assert drawn.table.columns.tolist() == ["day", "met", "left", "still waiting"]
    assert drawn.table["still waiting"].tolist() == ["40", "25", "10"]


def test_the_same_numbers_make_the_same_picture():
    one, two = (prevalence(rows(share("m", 5, 50)), {}, {}, "Shares.").svg for _ in range(2))
    assert one == two


def test_many_rows_are_drawn_on_several_sheets_and_told_once():
    found = rows(*(share(f"m{n}", n, 40) for n in range(1, 41)))
    heads = {f"m{n}": f"family {n // 7}" for n in range(1, 41)}
    months = pd.concat([found.assign(group=m) for m in MONTHS], ignore_index=True)
    for drawn in (prevalence(found, heads, {}, "Shares."), share_strip(months, MONTHS, heads, {}, "Shares.")):
        assert len(drawn.address.split(" ")) == len(drawn.more) + 1 == 6
        assert len(drawn.table) == 40
        assert all(len(one.table) <= MOST_ROWS for one in drawn.more)
        assert all(f"m{n}" in drawn.alt for n in range(1, 41))
        assert drawn.rows is not None


def by_month(*names: str, months: list[str] = MONTHS) -> pd.DataFrame:
    return rows(*(share(name, 10 + n, 40, month) for name in names for n, month in enumerate(months)))


def test_the_last_day_stands_beside_the_months_before_it():
    found = pd.concat([by_month("m"), rows(hidden("n", MONTHS[0]), share("n", 5, 50, MONTHS[1]), hidden("n", MONTHS[2]))])
    drawn = standing(found, MONTHS, {"m": "direction", "n": "direction"}, {"m": "needs"}, "Shares.")
    assert drawn.alt == (
        "Shares. needs (direction): 30%, interval 10% to 60%, 12 of 40; 25% in 2025-01. n (direction): suppressed; s in 2025-01."
    )
    assert drawn.table.columns.tolist() == ["indicator", "family", *MONTHS, "state"]
    assert drawn.table["2025-02"].tolist() == ["28%", "10%"]
    assert drawn.rows is found and not drawn.more


@pytest.mark.parametrize("months", [3, 8])
def test_what_has_no_row_for_the_last_month_stands_in_its_turn_and_says_so(months):
    named = [f"2025-{n:02}" for n in range(1, months + 1)]
    found = pd.concat([by_month("m", months=named[:-1]), by_month("n", months=named)], ignore_index=True)
    drawn = standing(found, named, {}, {}, "Shares.")
    assert drawn.table["indicator"].tolist() == ["m", "n"]
    assert drawn.table["state"].tolist() == [f"no number was worked out for {named[-1]}", "ok"]


@pytest.mark.parametrize(("months", "pictures"), [(1, 1), (7, 1), (8, 2)])
def test_months_that_leave_the_dots_no_room_have_a_picture_of_their_own(months, pictures):
    named = [f"2025-{n:02}" for n in range(1, months + 1)]
    drawn = standing(by_month("m", months=named), named, {}, {}, "Shares.")
    assert len(drawn.address.split(" ")) == pictures
    assert drawn.table.columns.tolist() == ["indicator", "family", *named, "state"]


def test_strips_of_few_months_stand_beside_each_other_one_for_each_head():
    both = pd.concat([marks("yes", row="b", head="purpose"), marks("no", "yes")])
    few, many = (flag_strip(both, [*MONTHS, *more], "x") for more in ([], ["2025-04", "2025-05", "2025-06", "2025-07"]))
    assert (few.narrow, len(few.more), many.narrow, len(many.more)) == (True, 1, False, 0)
    assert few.written and few.table["flag"].tolist() == ["b", "not seen"]
