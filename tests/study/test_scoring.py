"""The scoring: which days are looked at, how flags are folded and counted, what is kept back, and what the page says."""

from __future__ import annotations

import math

import duckdb
import pandas as pd
import pytest

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.known.catalogue import Flag, Indicator, catalogue
from toolkit.study.scoring import agencies, check_targets, page, rules, run, write
from toolkit.study.scoring.flags import ALL_FLAGS, UNEXPLAINED_FLAGS, _folded
from toolkit.study.scoring.look import Look
from toolkit.study.scoring.run import Scores, score
from toolkit.study.scoring.spans import drift_spans, month_ends, steady_spans
from toolkit.study.scoring.tally import ABOVE, BEFORE, DAYS, FLAGGED, MONTHS, PAIRS, tallied

HELD_OUT = "work thins out"


def span(start: str, end: str, opened: str = "2020-01-01", case: str = "a") -> pd.DataFrame:
    days = {"start": [start], "end": [end], "opened": [opened]}
    return pd.DataFrame({"case_id": [case], **{k: pd.to_datetime(v) for k, v in days.items()}})


@pytest.mark.parametrize(
    "given, days",
    [
        (span("2024-01-31", "2024-03-31"), ["2024-01-31", "2024-02-29", "2024-03-31"]),
        (span("2024-01-30", "2024-02-28"), ["2023-12-31", "2024-01-31"]),
        (span("2024-01-30", "2024-02-29", opened="2024-01-02"), ["2024-01-31", "2024-02-29"]),
        (span("2024-02-01", "2024-02-28"), ["2024-01-31"]),
    ],
)
def test_a_span_is_looked_at_on_the_last_month_end_before_it_and_those_within(given, days):
    assert month_ends(given)["as_of"].tolist() == days


def test_fewer_month_ends_keep_the_one_before():
    found = month_ends(span("2024-01-10", "2024-07-31"), every=3)
    assert found["as_of"].tolist() == ["2023-12-31", "2024-03-31", "2024-06-30"]


def test_flags_are_folded_by_case():
    told = pd.DataFrame(
        {
            "measure": "m",
            "case_id": ["a", "a", "a", "b", "b", "c", "c", "d"],
            "day": [-5, 20, 50, -1, 30, 10, 40, -3],
            "flag": ["yes", "no", "yes", "no", "cannot say", "no", "does not apply", "yes"],
            "worse": [9.0, 1.0, 2.0, 0.0, math.nan, 3.0, math.nan, 1.0],
        }
    )
    found = _folded(told, ALL_FLAGS).set_index("case_id")
    assert found.index.tolist() == ["a", "b", "c"], "d has no month end within its span"
    assert found["asked"].tolist() == [True, False, True]
    assert found["before"].tolist() == [True, False, False]
    assert found["flagged"].tolist() == [True, False, False]
    assert found.loc["a", ["first", "last", "months", "yes", "worse"]].tolist() == [50, 50, 2, 1, 1.5]


def said(group: str, flagged: int, cases: int, before: int = 0, asked: int | None = None) -> pd.DataFrame:
    """So many cases, each a family of its own, of which the first are flagged after 30 days and all are followed for 90."""
    n = range(cases)
    return pd.DataFrame(
        {
            "measure": "m",
            "stage": ALL_FLAGS,
            "group": group,
            "case_id": [f"{group}{i}" for i in n],
            "family": [f"{group}{i}" for i in n],
            "seed": 1,
            "asked": [i < (cases if asked is None else asked) for i in n],
            "before": [i < before for i in n],
            "flagged": [i < flagged for i in n],
            "first": [30.0 if i < flagged else math.nan for i in n],
            "last": 90.0,
            "months": 3,
            "yes": [2 if i < flagged else 0 for i in n],
            "worse": [5.0 if i < flagged else 1.0 for i in n],
        }
    )


def test_shares_differences_days_and_pairs_are_those_worked_by_hand():
    rows = tallied(
        pd.concat([said("visits lapse", 15, 20, before=5), said("quiet", 4, 40), said("changed course", 0, 12, asked=11)])
    )
    by = {(r["measure"], r["group"]): r for r in rows.to_dict("records")}
    hit = by[FLAGGED, "visits lapse"]
    assert (hit["numerator"], hit["denominator"], hit["value"], hit["status"]) == (15, 20, 0.75, "ok")
    assert 0.5 < hit["lower"] < 0.75 < hit["upper"] < 0.92
    assert by[BEFORE, "visits lapse"]["value"] == 0.25
    assert by[FLAGGED, "quiet"]["value"] == 0.1
    assert by[ABOVE, "visits lapse"]["value"] == pytest.approx(0.65)
    assert by[FLAGGED, "changed course"]["missing"] == 1
    assert by[MONTHS, "visits lapse"]["value"] == pytest.approx(30 / 60)
    days = by[DAYS, "visits lapse"]
    assert (days["numerator"], days["denominator"], days["value"]) == (10, 15, 30)
    # 15 of 20 lie above the 36 quiet ones at 1 and beside the 4 at 5; the other 5 lie below those 4.
    assert by[PAIRS, "visits lapse"]["value"] == pytest.approx((15 * (36 + 2) + 5 * 18) / 800)


def test_few_are_not_enough_and_none_is_not_applicable():
    rows = tallied(pd.concat([said("visits lapse", 3, 9), said("quiet", 4, 40), said("changed course", 0, 12, asked=0)]))
    by = {(r["measure"], r["group"]): r for r in rows.to_dict("records")}
    assert by[FLAGGED, "visits lapse"]["status"] == "insufficient" == by[ABOVE, "visits lapse"]["status"]
    assert by[FLAGGED, "changed course"]["status"] == "not applicable"
    assert "half" in by[DAYS, "quiet"]["reason"]


def test_what_is_named_stands_in_the_data_and_means_indicators():
    assert set(rules.causes()) == {r["cause"] for r in rules._rows("scoring")}
    assert rules.held_out_cause() not in {c["cause"] for c in rules_of_the_agency()}
    assert rules.named_for("plan not revised", catalogue())["D16"]
    one = [i for i in catalogue() if i.name == "days_since_seen"][0]
    assert rules._meant("D1", [one]) == [], "D12 is not D1"
    assert rules._meant("child last seen", [one]) == ["days_since_seen"]
    assert rules._meant("proof-seeking", catalogue()) == ["proof_seeking_share"], "a hyphen is no other word"


def rules_of_the_agency() -> list[dict[str, str]]:
    from toolkit.synth.settings import load

    return load().causes


@pytest.fixture(scope="module")
def steady(tmp_path_factory):
    return agencies.steady(tmp_path_factory.mktemp("steady"), 3, 30)


def test_quiet_spans_are_drawn_alike_and_stay(steady):
    spans = steady_spans(steady, 3)
    pd.testing.assert_frame_equal(spans, steady_spans(steady, 3))
    assert set(spans["group"]) == {rules.QUIET, rules.CHANGED}
    assert (spans["start"] <= spans["end"]).all() and (spans["opened"] <= spans["start"]).all()
    assert ((spans["end"] - spans["start"]).dt.days <= rules.rules()["follow_up_days"]).all()
    assert not {"C00001", "C00002"} & set(spans["case_id"])


def test_the_mechanism_kept_back_thins_only_what_comes_after(steady, tmp_path):
    spans = steady_spans(steady, 3)
    quiet = spans[spans["group"] == rules.QUIET]
    thin = agencies.thinned(steady, tmp_path / "thin", quiet, 3)
    con = duckdb.connect()
    con.register("q", quiet)

    def count(folder, table: str, where: str) -> int:
        file = folder / f"{table}.parquet"
        return con.execute(f"SELECT count(*) FROM '{file}' t LEFT JOIN q USING (case_id) WHERE {where}").fetchall()[0][0]

    for line in rules.held_out():
        untouched = "q.start IS NULL OR coalesce(t.occurred_on, CAST(t.recorded_at AS DATE)) <= q.start"
        after = "coalesce(t.occurred_on, CAST(t.recorded_at AS DATE)) > q.start"
        assert count(thin, line["table"], untouched) <= count(steady, line["table"], untouched)
        assert count(thin, line["table"], "q.start IS NULL") == count(steady, line["table"], "q.start IS NULL")
        kept = count(thin, line["table"], after) / count(steady, line["table"], after)
        assert 0.1 < kept < 0.6
    assert count(thin, "visit", "true") == count(steady, "visit", "true")


@pytest.fixture(scope="module")
def scored():
    names = ["days_since_seen", "worker_changes", "information_absorbed", "workers_so_far"]
    return score(seeds=[12], cases=16, causes=["visits lapse", HELD_OUT], indicators=names, every=3)


def test_a_small_run_gives_whole_rows(scored):
    rows = scored.rows
    assert set(rows["group"]) == {"visits lapse", HELD_OUT, rules.QUIET, rules.CHANGED}
    assert UNEXPLAINED_FLAGS in set(rows.loc[rows["indicator"] == "worker_changes", "stage"])
    ok = rows[(rows["status"] == "ok") & rows["unit"].eq("share")]
    assert len(ok) and ok["denominator"].ge(10).all()
    assert not rows.duplicated(["indicator", "stage", "measure", "group"]).any()
    assert [i.name for i in scored.left_out] in ([], ["workers_so_far"])


def test_the_same_seeds_give_the_same_rows(scored):
    again = score(seeds=[12], cases=16, causes=["visits lapse", HELD_OUT], indicators=["days_since_seen"], every=3)
    one = scored.rows[(scored.rows["indicator"] == "days_since_seen") & ~scored.rows["measure"].str.contains("at once")]
    two = again.rows[~again.rows["measure"].str.contains("at once")]
    pd.testing.assert_frame_equal(one.reset_index(drop=True), two.reset_index(drop=True))


def test_the_page_is_made_of_the_rows_and_written_whole(scored, tmp_path):
    made = write(scored, tmp_path / "scores", tmp_path / "page.md")
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert text == (made / "scoring.md").read_text(encoding="utf-8") == page.page_of(scored)
    assert text.startswith(page.MADE)
    assert "{" not in text.replace("{text}", "")
    assert page._NOT_KEPT in text
    with pytest.raises(CaseReviewError, match="exists already"):
        write(scored, tmp_path / "scores")
    with pytest.raises(CaseReviewError, match="cannot be written"):
        write(scored, tmp_path / "other", tmp_path / "nowhere" / "page.md")


def test_what_could_not_be_written_is_told_before_anything_is_made(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CaseReviewError, match="exists already"):
        check_targets(tmp_path / "taken")
    with pytest.raises(CaseReviewError, match="cannot be written"):
        check_targets(tmp_path / "new", tmp_path / "nowhere" / "page.md")


ONE = Indicator(
    "m", "?", ".", "x", "s", ("visit",), (), "case", "e", (), {"code": "D12"}, "", {}, Flag("above", 1, "words", "a test")
)


def said_of_both(hits: int, cases: int, alarms: int, quiet: int) -> pd.DataFrame:
    return pd.concat([said("visits lapse", hits, cases), said("quiet", alarms, quiet)])


def weak(hits: int, cases: int, alarms: int, quiet: int) -> str:
    both = said_of_both(hits, cases, alarms, quiet)
    look = Look(Scores(tallied(both), both, (ONE,), (), (1,), cases, ("visits lapse",)))
    return page.weakness(look, "m", "visits lapse") or ("finds" if look.meets("m", "visits lapse") else "")


def test_weakness_is_told_in_words():
    assert "below chance" in weak(1, 40, 60, 80)
    assert "no better than chance" in weak(10, 40, 20, 80)
    assert "misses most" in weak(9, 40, 0, 200)
    assert "too few" in weak(3, 5, 10, 80)
    assert weak(30, 40, 4, 80) == "finds"
    assert weak(38, 40, 40, 80) == ""


@pytest.mark.parametrize("seeds", [None, [31], [5, 6]])
def test_what_is_found_on_other_seeds_stands_beside_it(seeds, monkeypatch):
    """The seeds kept back alone make the scores; those that were seen before are asked only where none are named."""
    fixed = rules.rules()
    asked = []

    def of_seed(room, seed, *how):
        asked.append(seed)
        return said_of_both(30, 40, 4 if seed in fixed.held_out_seeds else 40, 80).assign(seed=seed)

    monkeypatch.setattr(run, "_of_seed", of_seed)
    monkeypatch.setattr(run, "chosen", lambda *_: [ONE])
    found = score(seeds=seeds, causes=["visits lapse"])
    assert asked == (seeds or [*fixed.held_out_seeds, *fixed.seen_seeds])
    assert set(found.said["seed"]) == set(found.seeds) == set(seeds or fixed.held_out_seeds)
    told = page.page_of(found).split("## On other seeds")[1].split("##")[0]
    if seeds:
        assert found.elsewhere is None and "No other seeds were asked" in told
    else:
        assert "1 of 1 causes are found on the seeds 31, 32, 33, 0 on the seeds 11, 12, 13, 0 on both" in told
        assert "| visits lapse | `m` | – |" in told


@pytest.mark.parametrize(
    "options, told",
    [
        ({"seeds": []}, "there is no seed"),
        ({"seeds": [-1], "cases": 0, "every": 0}, "seed -1 is below 0"),
        ({"causes": ["visits laps"]}, "did you mean visits lapse?"),
        ({"indicators": ["days_since_sen"]}, "did you mean days_since_seen?"),
        ({"folder": "nowhere"}, "no folder of indicators"),
    ],
)
def test_what_cannot_be_scored_is_told(options, told):
    with pytest.raises(CaseReviewError, match=".") as error:
        score(**options)
    assert told in str(error.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(CaseReviewError) as error:
        run._check((-1,), 0, 0)
    assert len(error.value.problems) == 3


def test_the_page_in_the_documents_is_one_that_the_command_made():
    text = (paths.PACKAGE.parent / "docs" / "explanation" / "scoring.md").read_text(encoding="utf-8")
    assert text.startswith(page.MADE)
    assert page._KEPT in text
    assert all(f"### {cause.capitalize()}" in text for cause in rules.causes())


def test_drift_begins_where_the_truth_says(tmp_path):
    record = agencies.drifting(tmp_path, 3, "visits lapse", 10)
    truth = pd.read_csv(record / "truth" / "cases.csv", dtype="str").set_index("case_id")
    spans = drift_spans(record)
    assert len(spans) and set(spans["group"]) == {"visits lapse"}
    same = [str(s.date()) == truth.loc[c, "since"] for c, s in zip(spans["case_id"], spans["start"], strict=True)]
    assert sum(same) >= len(same) - 1
