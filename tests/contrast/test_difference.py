"""What arrived between, on six families counted by hand: the same number of days in both, one child a family, no causal word."""

from dataclasses import replace

import pandas as pd
import pytest

from toolkit.contrast import reference_pool
from toolkit.contrast.difference import HAD, HAD_NOT, NO_CAUSE, difference, pairs, shares

DAY = "2020-03-01"


def agency():
    """Twelve children alike on 1 March 2020. c00 to c04 have an incident on 1 June; c11 has one on the very next day.

    In the 91 days between, c00, c01 and c02 have a visit and c05 one; c06 has one after 91 days, which is too late to count.
    c00 has two notes, one of them restricted. c04 is of c03's family.
    """
    tables = {"child": [], "case": [], "incident": [], "visit": [], "information": []}
    for n in range(12):
        own = {"case_id": f"c{n:02}"}
        family = "f03" if n == 4 else f"f{n:02}"
        tables["child"].append({**own, "born_on": "2010-01-01", "family_id": family, "recorded_at": "2018-01-01"})
        tables["case"].append({**own, "occurred_on": "2018-01-01"})
    for n in (0, 1, 2, 3, 4, 11):
        on = "2020-03-02" if n == 11 else "2020-06-01"
        tables["incident"].append({"case_id": f"c{n:02}", "kind": "injury", "occurred_on": on})
    for n, on in [(0, "2020-03-02"), (1, "2020-04-01"), (2, "2020-05-31"), (5, "2020-04-01"), (6, "2020-06-01"), (7, DAY)]:
        tables["visit"].append({"case_id": f"c{n:02}", "kind": "home visit", "occurred_on": on})
    for n, more in enumerate([{"kind": "concern"}, {"kind": "concern", "restricted": "sealed by a court"}]):
        tables["information"].append({"case_id": "c00", "entity_id": f"note-{n}", "occurred_on": "2020-04-01", **more})
    return tables


@pytest.fixture(scope="module")
def record(make_record):
    return make_record(**agency(), cover=("case", "incident", "visit", "information"))


@pytest.fixture(scope="module")
def pool(record):
    views = pd.DataFrame([{"view_id": f"v{n:02}", "case_id": f"c{n:02}", "as_of": DAY} for n in range(12)])
    return reference_pool(record, views, ["age_years"])


def counted(record, paired):
    rows = difference(record, paired)
    return {(r.table, r.kind): list(r[3:]) for r in rows.itertuples()}


def test_pairs_are_of_one_child_a_family_and_of_the_same_number_of_days(pool):
    found = pairs(pool, "incident", seed=3)
    assert len(found) == 2 * 4  # c00, c01, c02 and one of c03 and c04; c11 has no day between
    assert found["case_id"].is_unique
    assert len(set(found["case_id"]) & {"c03", "c04"}) == 1
    assert set(found.loc[found["side"] == HAD_NOT, "case_id"]) <= {f"c{n:02}" for n in range(5, 11)}
    assert set(zip(found["since"], found["until"], found["days"], strict=True)) == {("2020-03-02", "2020-05-31", 91)}
    turned = replace(pool, views=pool.views.iloc[::-1])
    assert pairs(turned, "incident", seed=3).equals(found)


def test_one_child_against_all_others_by_hand(record, pool):
    found = counted(record, pairs(pool, "incident", view_id="v00"))
    # Six others were followed without: c05 alone has a visit in the same days (c06's came later, c07's on the view's own day).
    assert found[("visit", "")] == [6, 0, 6, 1, 5, 0, 6, 1]
    assert found[("visit", "home visit")] == [6, 0, 6, 1, 5, 0, 6, 1]
    assert found[("information", "")] == [6, 0, 6, 0, 6, 0, 12, 0]
    assert found[("information", "concern")] == [6, 0, 6, 0, 6, 0, 6, 0]
    assert found[("information", "restricted")] == [6, 0, 6, 0, 6, 0, 6, 0]
    assert found[("incident", "")] == [6, 0, 0, 0, 0, 0, 0, 0]  # the ending itself is not between
    assert found[("goal", "")] == [0, 6, 0, 0, 0, 0, 0, 0]  # not covered: missing, never none


def test_one_child_without_it_against_all_who_came_to_it(record, pool):
    found = counted(record, pairs(pool, "incident", view_id="v05"))
    assert found[("visit", "")][:4] == [5, 0, 3, 5]
    assert pairs(pool, "incident", view_id="v11").empty


def test_shares_have_denominators_and_few_give_none(record, pool):
    rows = shares(difference(record, pairs(pool, "incident", seed=3)))
    visits = rows[rows["measure"] == "visit"].set_index("group")
    assert visits.loc[HAD, ["denominator", "status", "reason"]].tolist() == [4, "insufficient", "4 pairs are fewer than 10"]
    assert rows[rows["measure"] == "goal"]["status"].tolist() == ["not recorded"] * 2


def test_nobody_to_pair(record, pool):
    none = pairs(pool.among(["v05", "v06"]), "incident")
    assert none.empty
    assert set(shares(difference(record, none))["status"]) == {"not recorded"}


def test_no_causal_word():
    said = NO_CAUSE.lower()
    assert not any(word in said for word in ("because", "caused", "led to", "due to", "should have", "could have", "was missed"))
