"""Comparisons: of another family, alike when known, otherwise afterwards; and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.known import views as moments
from toolkit.record import open_record
from toolkit.review import choosing
from toolkit.review.alike import dimensions, look_at, steps
from toolkit.review.choosing import BADLY, INDEX, KEY_COLUMNS, RANDOM, WELL, ChoosingPlan, choose, draw_index, leaning


@pytest.fixture(scope="module")
def sample():
    return open_record(paths.sample_record())


@pytest.fixture(scope="module")
def alike(sample):
    return look_at(sample, moments.decisions(sample), "incident", 365)


@pytest.fixture(scope="module")
def key(sample, alike):
    index = pd.concat([draw_index(sample, 2, 1, BADLY, alike=alike)])
    more = draw_index(sample, 2, 1, WELL, alike=alike, without=index["case_id"])
    return choose(sample, pd.concat([index, more], ignore_index=True), 2, 1, alike=alike)


def test_sets_are_alike_and_went_otherwise_and_no_family_is_there_twice(key, alike):
    assert list(key.columns) == list(KEY_COLUMNS)
    for _, part in key.groupby("matched_set"):
        assert part["role"].tolist().count(INDEX) == 1
        looked = [alike.looked[v] for v in part["view_id"]]
        assert len({one.pattern(dimensions(steps())) for one in looked}) == 1
        of_index = part.loc[part["role"] == INDEX, "answer"].item()
        others = set(part.loc[part["role"] != INDEX, "answer"])
        assert others == {"yes"} if of_index != "yes" else "yes" not in others
    families = [alike.relatives(case) for case in key["case_id"]]
    assert sum(map(len, families)) == len(frozenset().union(*families))
    assert set(key.groupby("matched_set")["matched_on"].nunique()) == {1}


def test_numbers_tell_nothing_of_the_role_and_the_seed_draws_anew(key, sample, alike):
    assert key["pack"].tolist() == [f"P{n:02}" for n in range(1, 13)]
    assert key["role"].tolist() != sorted(key["role"], reverse=True)
    index = draw_index(sample, 2, 1, BADLY, alike=alike)
    one, again, other = (choose(sample, index, 2, seed, alike=alike) for seed in (3, 3, 4))
    assert one.equals(again)
    assert not one["view_id"].equals(other["view_id"])


def test_what_cannot_be_compared_is_refused_in_plain_words(sample, alike):
    with pytest.raises(CaseReviewError) as error:
        choose(sample, moments.decisions(sample, ["C00001"]), 2, 1, alike=alike)
    said = str(error.value)
    assert "are of one family: the later pack tells what came after the earlier" in said
    assert "comparisons found, alike on the kind of decision" in said
    with pytest.raises(CaseReviewError) as error:
        choose(sample, moments.decisions(sample).head(0), 0, 1, alike=alike)
    assert len(error.value.problems) == 2
    with pytest.raises(CaseReviewError, match="did you mean went well"):
        draw_index(sample, 1, stratum="went wel")
    with pytest.raises(CaseReviewError, match="5000 were asked for"):
        draw_index(sample, 5000, stratum=RANDOM, alike=alike)


def test_a_case_that_raters_may_know_needs_a_reason(sample, alike):
    index = draw_index(sample, 1, 1, BADLY, alike=alike)
    plan = ChoosingPlan(known_locally=tuple(index["case_id"]))
    with pytest.raises(CaseReviewError, match="a pseudonym does not hide it"):
        choose(sample, index, 1, 1, plan, alike)
    allowed = ChoosingPlan(known_locally=tuple(index["case_id"]), local_case="raters come from another county")
    assert len(choose(sample, index, 1, 1, allowed, alike)) == 2
    assert not set(draw_index(sample, 1, 1, BADLY, plan, alike)["case_id"]) & set(index["case_id"])


def test_what_raters_may_know_is_no_comparison_either(sample, alike):
    index = draw_index(sample, 1, 1, BADLY, alike=alike)
    plain = choose(sample, index, 2, 1, alike=alike)
    known = tuple(plain.loc[plain["role"] != INDEX, "case_id"])
    other = choose(sample, index, 2, 1, ChoosingPlan(known_locally=known), alike)
    kin = frozenset().union(*(alike.relatives(case) for case in known))
    assert not kin & set(other["case_id"])
    allowed = ChoosingPlan(known_locally=known, local_case="raters come from another county")
    assert choose(sample, index, 2, 1, allowed, alike)["view_id"].equals(plain["view_id"])


def test_nor_is_a_child_who_died(sample, alike, monkeypatch):
    index = draw_index(sample, 1, 1, BADLY, alike=alike)
    plain = choose(sample, index, 2, 1, alike=alike)
    dead = set(plain.loc[plain["role"] != INDEX, "case_id"])
    monkeypatch.setattr(choosing, "died", lambda record: dead)
    assert not dead & set(choose(sample, index, 2, 1, alike=alike)["case_id"])


def test_decisions_that_all_went_badly_are_told_of(sample, alike):
    index = draw_index(sample, 3, 1, BADLY, alike=alike)
    key = choose(sample, index, 1, 1, alike=alike).to_dict("records")
    [said] = leaning(key, "incident")
    assert said.startswith("3 of 3 decisions under review went badly (incident)") and said.endswith("Draw as many that went well.")
    other = [{"role": INDEX, "answer": a} for a in ("no", "no", "no", "yes", "censored")]
    assert leaning(other, "incident")[0].startswith("3 of 5 decisions under review went well")
    assert leaning([{"role": INDEX, "answer": a} for a in ("yes", "no", "no")], "incident") == []
    assert leaning([{"role": INDEX, "answer": "yes"}], "incident") and not leaning([], "incident")


def test_decisions_of_one_family_are_numbered_in_turn_where_they_are_allowed(sample, alike):
    views = moments.decisions(sample)
    several = views.groupby("case_id").filter(lambda rows: len(rows) > 6)
    for case in several["case_id"].unique():
        index = several[several["case_id"] == case].head(3)
        try:
            key = choose(sample, index, 1, 1, ChoosingPlan(in_turn=True), alike)
        except CaseReviewError:
            continue
        own = key[key["role"] == INDEX]
        assert own["as_of"].tolist() == sorted(own["as_of"])
        return
    pytest.fail("no case has three decisions with comparisons")
