"""What is common and where, by hand; teams, chance, and the gap between the aims."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.study.drifting import MONTHS, flags, many
from toolkit.result import OK
from toolkit.stats import jeffreys
from toolkit.study.drift_chance import came_and_went, several
from toolkit.study.drift_gap import gap, gap_words, in_order
from toolkit.study.drift_groups import WORKERS, any_of, by_month, by_team, lasting, prevalence, reasons, untold
from toolkit.study.drift_page import explained_counts
from toolkit.study.drift_teams import by_chance, compared


def test_a_share_of_children_by_hand():
    row = prevalence(many("m", yes=9, no=31, unknown=3), ["m"]).iloc[0]
    assert row[["numerator", "denominator", "missing", "status"]].tolist() == [9, 40, 3, "ok"]
    assert (row["lower"], row["upper"]) == pytest.approx(jeffreys(9, 40)[1:])


def test_who_is_only_known_from_below_counts_from_both_sides():
    unsure = many("m", yes=9, no=30, unknown=1)
    unsure.loc[unsure["flag"] == "cannot say", "status"] = "insufficient"
    row = prevalence(unsure, ["m"]).iloc[0]
    assert row[["numerator", "denominator", "missing"]].tolist() == [9, 40, 0]
    assert (row["lower"], row["upper"]) == pytest.approx((jeffreys(9, 40).lower, jeffreys(10, 40).upper))


def test_families_are_one_piece_of_evidence():
    alone = prevalence(many("m", yes=12, no=12), ["m"]).iloc[0]
    three = many("m", yes=12, no=12)
    three["cluster"] = [f"f{n // 3}" for n in range(24)]
    assert prevalence(three, ["m"]).iloc[0]["lower"] < alone["lower"]


def test_an_indicator_that_applies_to_nobody_says_so_and_the_order_is_kept():
    found = prevalence(many("m", yes=5, no=15), ["z", "m"])
    assert found[["measure", "status"]].to_numpy().tolist() == [["z", "not applicable"], ["m", "ok"]]


def test_each_month_is_of_its_own_children():
    both = pd.concat([many("m", 5, 5, month="2025-03"), many("m", 2, 18)])
    found = by_month(both, ["m"], ["2025-03", "2025-04"])
    assert found[["group", "numerator", "denominator"]].to_numpy().tolist() == [["2025-03", 5, 10], ["2025-04", 2, 20]]


def test_teams_stand_together_or_not_at_all():
    large = [many("m", 10, 30, team=t).assign(case_id=lambda f, t=t: t + f["case_id"]) for t in ("North", "East")]
    small = [
        many("n", 10 if t == "East" else 4, 30, team=t).assign(case_id=lambda f, t=t: t + f["case_id"]) for t in ("North", "East")
    ]
    found = by_team(pd.concat(large + small), ["m", "n"], ["East", "North"], {"East": 6, "North": 7})
    assert found[["measure", "group"]].to_numpy().tolist() == [[WORKERS, "East"], [WORKERS, "North"], ["m", "East"], ["m", "North"]]
    assert found["missing"].isna().all()


def test_any_flag_of_a_set():
    text = "a m |x|\na n |?|\nb m |.|\nb n |.|\nc m |.|\nc n |?|\nd m |?|\nd n |?|"
    rows = pd.concat([flags(text.replace(" m", f"{k} m").replace(" n", f"{k} n")) for k in range(10)])
    rows.loc[(rows["measure"] == "n") & (rows["flag"] == "cannot say"), "status"] = "not recorded"
    row = any_of(rows, {"set": ["m", "n"]}).iloc[0]
    assert row[["numerator", "denominator", "missing"]].tolist() == [10, 30, 10]
    assert row["upper"] == jeffreys(20, 30).upper


def test_what_cannot_be_told_is_counted_by_why():
    rows = flags("a m |x|\nb m |?|\nc m |?|\nd m |?|\ne m | |")
    rows.loc[rows["case_id"] == "c", "status"] = "insufficient"
    rows.loc[rows["case_id"] == "d", "status"] = "error"
    assert untold(rows, ["m"]).iloc[0].tolist() == ["m", 5, 1, 1, 1, 1, 1]
    assert reasons(rows, ["m"]) == {"m": "not kept"}


def test_lasting_is_of_those_who_were_there_all_along():
    text = "\n".join([*(f"x{n} m |xxxx|" for n in range(6)), *(f"y{n} m |.xxx|" for n in range(6)), "z m |xx?x|", "w m |x |"])
    row = lasting(flags(text), ["m"], MONTHS).iloc[0]
    assert row[["numerator", "denominator", "missing"]].tolist() == [6, 12, 1]


def test_flags_by_chance_add_up_and_come_together_where_they_do():
    apart = pd.concat([many("m", 10, 30), many("n", 0, 40)])
    found = several(apart, (0, 1, 2))
    assert found["expected"].round(9).tolist() == [30, 10, 0]
    together = several(pd.concat([many("m", 10, 30), many("n", 10, 30)]), (0, 1, 2))
    assert together["children"].tolist() == [30, 0, 10]
    assert together["expected"].round(9).tolist() == [22.5, 15, 2.5]  # 40 × (0.75², 2 × 0.25 × 0.75, 0.25²)


def test_bands_have_words():
    assert several(many("m", 1, 1))["flags"].tolist() == [
        "none",
        "1 or 2",
        "3 or 4",
        "5 to 7",
        "8 to 11",
        "12 to 16",
        "17 to 22",
        "23 or more",
    ]


def test_chance_alone_raises_about_as_many_as_are_expected():
    """Children like each other, and each flag by lot: what is seen is what is expected, in flags and in teams."""
    lot = random.Random(7)
    names, teams = [f"m{n:02}" for n in range(20)], ["A", "B", "C", "D", "E"]
    parts = []
    for name in names:
        share = lot.uniform(0.1, 0.5)
        marks = "".join("x" if lot.random() < share else "." for _ in range(300))
        part = flags("\n".join(f"c{n:03} {name} |{mark}|" for n, mark in enumerate(marks)))
        parts.append(part.assign(team=[teams[n % 5] for n in range(300)]))
    every = pd.concat(parts)
    seen = several(every)
    assert ((seen["children"] - seen["expected"]).abs() < 4 * seen["expected"].clip(lower=1) ** 0.5).all()
    found = compared(every, names, teams)
    assert len(found) == 100
    assert (found["plain"] != "within").sum() <= 10  # about 4 are expected: binomial limits leave less than 5% outside
    assert (found["adjusted"] < 0.05).sum() == 0
    assert "100 comparisons: 20 indicators in 5 teams" in by_chance(found)[0]


def test_repeated_months_are_no_more_children():
    month = pd.concat(
        [
            many("m", 4, 16, team=t).assign(case_id=lambda f, t=t: t + f["case_id"], cluster=lambda f, t=t: t + f["cluster"])
            for t in "AB"
        ]
    )
    once = compared(month, ["m"], ["A", "B"])
    often = compared(pd.concat([month.assign(month=m) for m in MONTHS]), ["m"], ["A", "B"])
    assert once["size"].tolist() == [20, 20]
    assert often["size"].tolist() == [17, 17]  # 80 child-months of 20 children, and the price of few families


def test_a_team_that_stands_out_is_found_and_allowing_for_others_is_wider():
    rates = {"A": 2, "B": 3, "C": 2, "D": 3, "E": 25}
    parts = [
        many("m", k, 40 - k, team=t).assign(case_id=lambda f, t=t: t + f["case_id"], cluster=lambda f, t=t: t + f["cluster"])
        for t, k in rates.items()
    ]
    found = compared(pd.concat(parts), ["m"], list(rates)).set_index("team")
    assert found.loc["E", "plain"] == "outside 99.8%"
    assert found["tau"].iloc[0] > 0
    assert found["team" if "team" in found else "measure"].tolist() == ["m"] * 5


def test_no_two_teams_no_comparison():
    assert by_chance(compared(many("m", 10, 10), ["m"], ["Team 1"])) == [
        "No two teams are large enough here to be held side by side."
    ]


def gapped(purpose: int, timely: int) -> pd.DataFrame:
    """Forty children: of so many no flag of each aim stands."""
    return pd.concat([many("p", 40 - purpose, purpose), many("t", 40 - timely, timely, aim="timeliness")])


def test_the_gap_is_that_of_the_two_shares():
    rows = gapped(purpose=20, timely=36)
    found = gap(rows, "2025-04")
    assert found.value == pytest.approx(0.4)
    assert found.lower < 0.4 < found.upper
    shown = in_order(rows, ["2025-04"])
    assert shown[["measure", "value", "status"]].to_numpy().tolist() == [["purpose", 0.5, OK], ["timeliness", 0.9, OK]]
    assert "gap of 40 points" in gap_words(shown, found, "2025-04")
    assert "done on time than was done for the child" in gap_words(shown, found, "2025-04")


def test_a_gap_that_may_be_none_is_not_read():
    rows = gapped(purpose=30, timely=31)
    assert "cannot be told apart" in gap_words(in_order(rows, ["2025-04"]), gap(rows, "2025-04"), "2025-04")


def test_a_gap_without_one_of_its_sides_is_not_told():
    rows = many("p", 20, 20)
    assert "cannot be told here" in gap_words(in_order(rows, ["2025-04"]), gap(rows, "2025-04"), "2025-04")


def test_flags_that_came_and_went():
    rows = flags("a m |.x|\nb m |x.|\nc m |xx|\nd m |?x|")
    assert came_and_went(rows, "2025-02", "2025-01") == (1, 1)
    assert came_and_went(rows, "2025-04", "2025-03") == (0, 0)


def test_many_answers_of_few_children_are_not_told():
    few = pd.concat([many(f"{aim[0]}{n}", 4, 4, aim=aim) for aim in ("purpose", "timeliness") for n in range(9)])
    shown = in_order(few, ["2025-04"])
    assert shown[["status", "denominator"]].fillna(0).to_numpy().tolist() == [["insufficient", 0]] * 2
    assert "cannot be told here" in gap_words(shown, gap(few, "2025-04"), "2025-04")


class Set:
    """A set, as far as its changes are counted."""

    indicators = (
        SimpleNamespace(name="m", label="Goals", sections={"changes": ""}),
        SimpleNamespace(name="n", label="No", sections={}),
    )


@pytest.mark.parametrize(("children", "rows"), [(10, [["Goals", 20, 10, 0, 10, 0]]), (9, [])])
def test_changes_are_told_of_ten_children_or_more(children, rows):
    said = [(f"v{n}", "m", standing) for n in range(children) for standing in ("explained", "unexplained")]
    found = explained_counts(Set(), pd.DataFrame(said, columns=["view_id", "measure", "standing"]))
    assert found.to_numpy().tolist() == rows
