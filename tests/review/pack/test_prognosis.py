"""Comparisons for which the outcome looked as likely: scored from other families, never shown, and said on the sheet."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from toolkit import paths
from toolkit.contrast.reference_families import Families
from toolkit.known import views as moments
from toolkit.later.follow import NO, YES
from toolkit.record import open_record
from toolkit.review import coordinator, prognosis
from toolkit.review.alike import Alike, Looked, dimensions, look_at
from toolkit.review.choosing import BADLY, ChoosingPlan, choose, draw_index
from toolkit.review.drawn import Drawn, to_know
from toolkit.review.forms import read_form
from toolkit.review.pack.since import NotBlind
from toolkit.review.settings import read_settings
from toolkit.review.wanted import Wanted


def looked(name, answer, foreseen, whole=True, day="2024-01-01", **known):
    view = {"view_id": name, "case_id": f"case {name}", "as_of": day, "decision_id": "", "label": "a kind", "holder": "", "cut": ""}
    return Looked(view, dict.fromkeys(dimensions(), "the same") | known, answer, whole, foreseen)


def test_families_that_share_a_relative_are_one():
    """Full brother and sister, and a half-brother of hers only: he and the brother share no parent, and her pack tells of both."""
    alike = Alike({}, Families({}, {"f1": {"brother", "sister"}, "f2": {"sister", "half"}}))
    assert alike.of_one_family(["half", "stranger", "brother", "half"]) == [[0, 2, 3], [1]]
    assert alike.of_one_family(["brother", "stranger", "sister"]) == [[0, 2], [1]] and alike.of_one_family([]) == []


def chosen(*others, number=1):
    """Whom the decision under review, which went badly and looked middling likely to, is set beside."""
    index = looked("index", YES, 0.0)
    alike = Alike({o.view["view_id"]: o for o in (index, *others)}, Families({}, {}))
    record = SimpleNamespace(has=lambda table: False)
    key = choose(record, pd.DataFrame([index.view]), number, 1, ChoosingPlan(local_case="made up"), alike)
    return set(key.loc[key["role"] == "comparison", "view_id"])


def test_the_nearest_is_taken_though_another_is_alike_in_more():
    far, near = looked("far", NO, 1.5), looked("near", NO, 0.1, need_kind="another")
    assert chosen(far, near) == {"near"}
    assert chosen(looked("a", NO, 0.15), looked("b", NO, -0.05)) == {"b"}


def test_where_none_looked_as_likely_it_is_matched_on_the_rest():
    assert chosen(looked("far", NO, 1.5), looked("further", NO, 2.5)) == {"far"}


def test_without_scores_it_is_drawn_by_seed_as_before():
    assert len(chosen(looked("a", NO, None), looked("b", NO, None))) == 1


def test_a_decision_that_could_not_be_followed_for_the_whole_time_is_no_comparison():
    assert chosen(looked("lately", NO, 0.0, whole=False), looked("before", NO, 0.1)) == {"before"}


def test_decisions_without_comparisons_are_passed_over_when_they_are_drawn(monkeypatch):
    rows = [looked("alone", YES, None, **dict.fromkeys(dimensions(), "another")), looked("fine", YES, None)]
    rows += [looked("one", NO, None), looked("two", NO, None)]
    monkeypatch.setattr(moments, "decisions", lambda record: pd.DataFrame([r.view for r in rows]))
    asked = {
        "plan": ChoosingPlan(local_case="made up", bare=True),
        "alike": Alike({r.view["view_id"]: r for r in rows}, Families({}, {})),
    }
    for comparisons, drawn in ((0, {"alone", "fine"}), (2, {"fine"})):
        found = (draw_index(None, 1, seed, BADLY, comparisons=comparisons, **asked)["view_id"].item() for seed in range(8))
        assert set(found) == drawn
    with pytest.raises(NotBlind, match="there are 0, .* and that have 3 comparisons"):
        draw_index(None, 1, 1, BADLY, comparisons=3, **asked)


def test_a_thin_record_is_scored_by_what_it_holds_and_in_any_order_alike(tmp_path, monkeypatch):
    there = shutil.copytree(paths.sample_record(), tmp_path / "thin", ignore=shutil.ignore_patterns("need*", "visit*", "truth"))
    views = moments.decisions(open_record(there)).head(100)
    record = open_record(there).of_cases(sorted(set(views["case_id"])))
    limits = prognosis.choosing_limit
    monkeypatch.setattr(prognosis, "choosing_limit", lambda name: 1 if name == "prognosis_families" else limits(name))
    one, other = (look_at(record, some, "incident", 365) for some in (views, views.iloc[::-1]))
    assert one.scored and one.looked == other.looked


def test_scores_come_of_other_families_only():
    """How it went in a family bears on the scores of others, and not on its own."""
    ids = [f"v{n}" for n in range(400)]
    rng = np.random.default_rng(1)
    telling = rng.normal(size=400)
    came = dict(zip(ids, (telling + rng.normal(size=400) > 0).tolist(), strict=True))
    families = {v: str(n) for n, v in enumerate(ids)}
    score = prognosis._cross_fitted(telling[:, None], ids, came, families)
    assert np.corrcoef(score, telling)[0, 1] > 0.95
    other = prognosis._cross_fitted(telling[:, None], ids, came | {"v7": not came["v7"]}, families)
    assert score[7] == other[7] and (score != other).any()


def drawn_of(index: Looked, other: Looked) -> Drawn:
    key = pd.DataFrame({"view_id": ["index", "other"], "matched_set": "S1", "role": ["index", "comparison"]})
    return Drawn(
        key.assign(pack=["P01", "P02"], case_id=["c1", "c2"], answer=""),
        [],
        [],
        Alike({"index": index, "other": other}, Families({}, {})),
        1,
    )


def test_the_coordinator_is_told_what_was_decided_too_lately():
    for whole, lines in ((True, 0), (False, 1)):
        said = to_know(drawn_of(looked("index", YES, 0.0, whole), looked("other", NO, 0.1)), "incident")
        assert sum("made so lately" in line for line in said) == lines


@pytest.mark.parametrize(("foreseen", "said"), [(None, "too few families"), (0.1, "In 1 of 1 matched set")])
def test_the_coordinator_is_told_which_way_was_used_and_no_score(foreseen, said):
    drawn = drawn_of(looked("index", YES, foreseen and 0.0), looked("other", NO, foreseen))
    [line] = to_know(drawn, "incident")
    assert said in line and "0.1" not in line
    ready = coordinator.Prepared(Wanted(), read_settings(), read_form("rating"), drawn)
    assert ("how likely the outcome looked" in coordinator.balance(ready)["dimension"].tolist()) is (foreseen is not None)
