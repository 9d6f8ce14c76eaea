"""Cases worth a conversation: both kinds, by the printed rule, in an order that only the seed gives."""

import pandas as pd

from toolkit.contrast import question_rule, questions
from toolkit.contrast.questions import QUIET, SPARED
from toolkit.contrast.settings import flagged

CALM = {"moves_last_12_months": 0, "days_since_seen": 20, "review_lateness": 0, "plan_need_coverage": 1.0}
FLAGGED = {**CALM, "moves_last_12_months": 2, "days_since_seen": 43}
WELL = {"incident": "no", "re_entry": "not applicable", "re_referral": "not applicable", "next_placement_end": "no"}
MOVED = {**WELL, "next_placement_end": "yes"}


def view(case_id, known, later, detail="", **more):
    row = {"view_id": f"v-{case_id}", "case_id": case_id, "as_of": "2020-03-01"}
    for name, value in known.items():
        row |= {f"known_{name}": value, f"known_{name}_status": "ok"}
    for name, answer in later.items():
        row |= {f"later_{name}": answer, f"later_{name}_detail": detail if answer == "yes" else None}
    return row | more


RULE = [
    ("calm and an incident", view("a", CALM, {**WELL, "incident": "yes"}, "injury"), QUIET),
    ("calm and well", view("b", CALM, WELL), ""),
    ("flagged and an incident", view("c", FLAGGED, {**WELL, "incident": "yes"}, "injury"), ""),
    ("flagged and well", view("d", FLAGGED, WELL), SPARED),
    ("one flag is not several", view("e", {**CALM, "moves_last_12_months": 2}, WELL), ""),
    ("just within each threshold", view("f", {**FLAGGED, "days_since_seen": 42}, WELL), ""),
    ("flagged and lost sight of", view("g", FLAGGED, {**WELL, "incident": "censored"}), ""),
    ("flagged and nothing followed", view("h", FLAGGED, dict.fromkeys(WELL, "not recorded")), ""),
    ("flagged, well, incidents not recorded", view("i", FLAGGED, {**WELL, "incident": "not recorded"}), SPARED),
    ("calm and moved unplanned", view("j", CALM, MOVED, "moved, unplanned: the child asked"), QUIET),
    ("calm and moved as planned", view("k", CALM, MOVED, "moved, planned: care plan"), ""),
    ("nothing could be looked at, an incident", view("l", {}, {**WELL, "incident": "yes"}, "injury"), ""),
]


def test_the_rule_by_hand():
    found = questions(pd.DataFrame([row for _, row, _ in RULE]), seed=1, n=50).set_index("view_id")["kind"]
    assert {story: found.get(row["view_id"], "") for story, row, _ in RULE} == {story: kind for story, _, kind in RULE}


def test_what_was_not_looked_at_is_said():
    found = questions(pd.DataFrame([RULE[8][1]]), seed=1, n=5).iloc[0]
    assert "incident" in found["not_looked_at"]
    assert "oldest_undone_action" in found["not_looked_at"]


def test_one_view_a_case_in_seeded_order_whatever_the_rows():
    rows = [view(f"case{n}", CALM, {**WELL, "incident": "yes"}, "injury") for n in range(10)]
    rows += [view(f"case{n}", FLAGGED, WELL) for n in range(10, 20)]
    rows += [{**row, "view_id": row["view_id"] + "-2"} for row in rows]
    frame = pd.DataFrame(rows)
    found = questions(frame, seed=3, n=4)
    assert found["kind"].to_list() == [QUIET, SPARED] * 4
    assert found["case_id"].is_unique
    assert found.equals(questions(frame.iloc[::-1], seed=3, n=4))
    assert not found.equals(questions(frame, seed=4, n=4))


def test_questions_ask_and_do_not_judge():
    found = questions(pd.DataFrame([row for _, row, _ in RULE]), seed=1, n=50)
    assert found["question"].str.endswith("?").all()
    assert not found["question"].str.contains("should have|failed|mistake|fault|wrong|blame").any()


def test_how_many_flags_could_be_looked_at_is_said():
    ends = ({**WELL, "incident": "yes"}, "injury")
    frame = pd.DataFrame([view("a", CALM, *ends), view("b", {"days_since_seen": 20}, *ends)])
    said = {r["case_id"]: r["question"].split("; ")[0] for r in questions(frame, seed=1, n=5).to_dict("records")}
    assert said["a"] == f"No flag stood at this view, of the 4 of {len(flagged())} that could be looked at"
    assert said["b"] == f"One of {len(flagged())} flags could be looked at here, and it did not stand"


def test_nothing_fits():
    assert len(questions(pd.DataFrame([RULE[1][1]]), seed=1, n=5)) == 0


def test_the_rule_prints_its_flags_with_their_standing():
    rule = question_rule(3, 4)
    assert all(i.flag.words in rule and i.flag.source in rule for i in flagged())
    assert "seed 3" in rule
