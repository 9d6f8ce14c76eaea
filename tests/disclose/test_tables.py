"""A table that is not what the policy says stays behind, and the reason quotes none of its cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.disclose.making import policy, shares
from toolkit.disclose import protect, read_policy, understand
from toolkit.disclose.policy import Shape
from toolkit.disclose.tables import _LISTS, NotUnderstood, read_table
from toolkit.result import COLUMNS, SUPPRESSED

HEAD = ",".join(COLUMNS) + "\n"
UNITS = Shape("made_up", "teams", "Teams", "results", of="children", measures=("seen",), groups="unit", by="Team")
CANARY = "Quetzalcoatl"


def row(group="", measure="seen", k="20", n="40", value="0.5", status="ok", view="") -> str:
    return f"{measure},{group},{view},{k},{n},0,{value},0.3,0.7,share,{status},\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (HEAD + row(view="v-1"), "list of cases"),
        (HEAD + row(measure=CANARY), "a measure holds words"),
        (HEAD + row(group="north") + row(group="East"), "fixed order"),
        (HEAD + row(k="41"), "both its counts"),
        (HEAD + row(value="0.6"), "one count over the other"),
        (HEAD + row(k="x"), "not a number"),
        (HEAD + row(k="1.5"), "whole number"),
        (HEAD + row(status="suppressed"), "suppressed before"),
        (HEAD + row(status=CANARY), "none of the toolkit's"),
        (HEAD + row() + row(), "the same name"),
        ("measure,worker\nseen,W1\n", "columns are not those"),
    ],
)
def test_what_does_not_fit_stays_behind(text, why):
    with pytest.raises(NotUnderstood, match=why) as told:
        read_table(UNITS, text)
    assert CANARY not in str(told.value)


def test_words_on_pages_are_ours_as_names_are():
    assert {"network_member", "network member"} <= _LISTS["parts of the record"]()
    assert {"re_entry", "re entry", "coming back into care"} <= _LISTS["outcomes"]()


def test_groups_need_a_policy_that_says_what_they_are():
    with pytest.raises(NotUnderstood, match="does not say by what"):
        read_table(replace(UNITS, groups="none"), HEAD + row(group="W1"))
    with pytest.raises(NotUnderstood, match="a group holds words"):
        read_table(replace(UNITS, groups="children", order=("young", "old")), HEAD + row(group="W1"))


def test_an_order_by_value_is_refused_for_children_too():
    shape = replace(UNITS, groups="children", order=("young", "old"))
    with pytest.raises(NotUnderstood, match="order by value"):
        read_table(shape, HEAD + row(group="old", k="10", value="0.25") + row(group="young"))


def test_a_figure_is_read_from_its_percentages_where_they_tell_the_count():
    shape = Shape("made_up", "figure", "Figure", "figure", of="children", measures=("seen",))
    text = "measure,estimate,n,state\nseen,48.8% (interval 39.5% to 58.1%),{},ok\n"
    assert read_table(shape, text.format(121)).frame.loc[0, "numerator"] == 59
    with pytest.raises(NotUnderstood, match="does not tell the count"):
        read_table(shape, text.format(5000))


def test_tables_that_no_policy_lists_stay_behind():
    texts = {"who": "Case,Note\nC1,secret\n", "notes": "entry\nsecret\n", "other": "x\n1\n"}
    understood, left = understand(read_policy(), "case_review_audit", texts)
    assert understood == []
    assert [one.reason.partition("; ")[2] for one in left] == [
        "its columns name cases or people",
        "its columns hold texts from the record",
        "",
    ]


def test_a_unit_needs_five_workers_and_has_to_say_so():
    rows = [row(group="East"), row(group="North"), row(group="South")]
    staff = "workers,{},,,,,{},,,workers,ok,\n"
    text = HEAD + "".join(rows) + staff.format("East", 6) + staff.format("North", 4)
    done = protect([read_table(UNITS, text)], policy())
    out = done.tables[0].frame.set_index("group")
    assert out["status"].to_dict() == {"East": "ok", "North": SUPPRESSED, "South": SUPPRESSED}
    assert "workers" not in out["measure"].tolist()
    assert [e.reason for e in done.log] == ["too few workers"]


def test_two_tables_that_contradict_each_other_do_not_both_leave():
    done = protect([shares(("", 45, 100, 0), name="a"), shares(("", 46, 100, 0), name="b")], policy())
    assert [t.shape.name for t in done.tables] == ["a"]
    assert [one.name for one in done.left] == ["b"]


def test_a_median_of_few_is_hidden_and_its_count_of_exact_values_never_shown():
    shape = replace(UNITS, groups="none", statistic="median", by="")
    line = "seen,,,{},{},0,12.5,3,20,days,ok,between 3 and 4: 2 values\n"
    few, enough = (protect([read_table(shape, HEAD + line.format(n, n))], policy()).tables[0].frame.iloc[0] for n in (19, 42))
    assert few["status"] == SUPPRESSED
    assert (enough["value"], enough["denominator"], enough["reason"]) == (13, 40, "")
    assert enough.isna()["numerator"]
