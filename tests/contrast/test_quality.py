"""Decision quality by outcome: which ratings enter, which row and column a decision is in, and what is said of so few."""

import math

import pandas as pd
import pytest

from toolkit.contrast.quality import BY_OUTCOME, NO_EVIDENCE, RATIO, direction, judged, quality_by_outcome, went
from toolkit.errors import CaseReviewError
from toolkit.stats import jeffreys

KINDS = {"incident": "bad", "re_referral": "bad", "permanence": "good"}


def ratings(**packs):
    """`P01=(3, 4)` are the blind grades that two raters gave."""
    rows = [
        {
            "review": "r",
            "pack": pack,
            "rater": f"R{n}",
            "stage": "blind",
            "item": "grade",
            "value": grade,
            "excluded": False,
            "why": "",
        }
        for pack, grades in packs.items()
        for n, grade in enumerate(grades, 1)
    ]
    return pd.DataFrame(rows)


def answers(**views):
    """`v1=("no", "no", "yes")` are the answers for incident, re-referral and permanence."""
    rows = [
        {"view_id": view, "outcome": o, "answer": a, "detail": "the child died" if a == "competing end" else ""}
        for view, told in views.items()
        for o, a in zip(KINDS, told, strict=True)
    ]
    return pd.DataFrame(rows)


def rows_of(**packs):
    return dict(zip(judged(ratings(**packs))["pack"], judged(ratings(**packs))["judged"], strict=True))


def test_the_row_is_by_the_median_of_two_or_more():
    found = rows_of(P01=(3, 3), P02=(4, 1, 3), P03=(2, 2), P04=(2, 3), P05=(4,), P06=(1, 2, 2, 3), P07=(1, 4))
    assert list(found.values()) == ["well judged", "well judged", "concerns", "divided", "too few ratings", "concerns", "divided"]


def test_only_blind_ratings_that_enter_count():
    given = ratings(P01=(3, 3, 1, 1))
    given.loc[given["rater"] == "R3", "stage"] = "reveal"
    given.loc[given["rater"] == "R4", "excluded"] = True
    more = given.assign(item="confidence", value=99)
    assert judged(pd.concat([given, more]))[["raters", "median", "judged"]].to_numpy().tolist() == [[2, 3.0, "well judged"]]
    empty = given.assign(value=None)
    assert judged(empty)["judged"].tolist() == ["too few ratings"]


def test_bad_ratings_are_all_told():
    given = ratings(P01=(3, 7), P02=("x", 2))
    with pytest.raises(CaseReviewError) as told:
        judged(pd.concat([given, given[given["pack"] == "P02"].tail(1)]))
    assert told.value.problems == [
        "pack P01: a grade that is none of 1 to 4",
        "pack P02: a grade that is none of 1 to 4",
        "pack P02: a rater has two blind grades",
    ]
    with pytest.raises(CaseReviewError, match="no column stage"):
        judged(given.drop(columns="stage"))


@pytest.mark.parametrize(
    ("told", "column"),
    [
        (("no", "no", "yes"), "went well"),
        (("no", "not applicable", "yes"), "went well"),
        (("yes", "no", "yes"), "went badly"),
        (("yes", "censored", "no"), "went badly"),
        (("no", "no", "no"), "unknown"),  # nothing bad, and nothing good either
        (("no", "censored", "yes"), "unknown"),
        (("no", "not recorded", "yes"), "unknown"),
        (("no", "no", "not recorded"), "unknown"),
        (("competing end", "no", "yes"), "went badly"),  # the child died
    ],
)
def test_the_column(told, column):
    assert went(answers(v=told), KINDS) == {"v": column}


def case(n, grade, good, family=None, matched=""):
    return {"pack": f"P{n:02}", "grade": grade, "good": good, "family": family or f"f{n}", "matched": matched}


def asked(cases, **more):
    packs = pd.DataFrame(
        [{"pack": c["pack"], "view_id": f"v{c['pack']}", "case_id": f"c{c['pack']}", "matched_set": c["matched"]} for c in cases]
    )
    came = {True: ("no", "no", "yes"), False: ("yes", "no", "no"), None: ("censored", "no", "no")}
    families = {f"c{c['pack']}": c["family"] for c in cases}
    return quality_by_outcome(
        ratings(**{c["pack"]: (c["grade"], c["grade"]) for c in cases}),
        packs,
        answers(**{f"v{c['pack']}": came[c["good"]] for c in cases}),
        KINDS,
        families=families,
        **more,
    )


# Fisher's tea, told as decisions: 3 and 1, 1 and 3; and one more of which nobody knows how it went.
TEA = [case(n, 4, n <= 3) for n in range(1, 5)] + [case(n, 1, n == 5) for n in range(5, 9)] + [case(9, 2, None)]


def test_the_table_and_its_sentences_by_hand():
    found = asked(TEA)
    assert found.table.to_numpy().tolist() == [["well judged", 3, 1, 0], ["concerns", 1, 3, 1]]
    rows = found.rows.set_index("group")
    assert (rows.loc["concerns", "numerator"], rows.loc["concerns", "denominator"], rows.loc["concerns", "missing"]) == (3, 4, 1)
    assert tuple(rows.loc["concerns", ["value", "lower", "upper"]]) == pytest.approx(tuple(jeffreys(3, 4)))
    ratio = rows.loc[""]
    assert (ratio["measure"], round(ratio["value"], 4), ratio["denominator"]) == (RATIO, 6.4083, 8)
    assert found.said == [
        "In these 8 decisions how they were judged and how they went are not distinguishably associated (odds ratio 6.41; "
        "exact 95 % interval from 0.212 to 626).",
        "Of 1 more it is not known how they went. No news is not good news.",
        NO_EVIDENCE,
    ]


def test_the_direction_without_a_number():
    assert direction(asked(TEA).rows).endswith("are not distinguishably associated.")
    assert direction(asked([case(1, 4, True)]).rows).endswith("cannot be compared.")
    clear = [case(n, 4 if n < 10 else 1, n < 10) for n in range(20)]
    assert direction(asked(clear).rows) == "In these decisions those that were judged well went well more often than the others."
    turned = [{**c, "good": not c["good"]} for c in clear]
    assert "went well less often" in direction(asked(turned).rows)


def test_no_name_is_given_to_a_cell():
    said = " ".join([*asked(TEA).said, asked(TEA).table.to_csv(), asked(TEA).rows.to_csv()]).lower()
    assert not any(word in said for word in ("lucky", "luck", "misfortune", "foreseeable", "earned", "deserved", "escape"))


def test_where_cases_were_chosen_by_outcome_there_is_no_share():
    found = asked(TEA, chosen_by_outcome=True)
    shares = found.rows[found.rows["measure"] == "went badly"]
    assert shares["status"].tolist() == ["not applicable"] * 2
    assert shares[["value", "lower", "upper"]].isna().all(axis=None)
    assert BY_OUTCOME in found.said
    assert found.rows[found.rows["measure"] == RATIO]["status"].tolist() == ["ok"]


def test_one_decision_a_family_chosen_before_it_is_known_how_it_was_judged_or_went():
    two = [case(1, 4, True, "f"), case(2, 1, False, "f"), case(3, 1, True), case(4, 4, False)]
    found = asked(two)
    assert found.table[["went well", "went badly", "unknown"]].to_numpy().sum() == 3
    assert found.left_out["a further decision about a child or family of which another was drawn"] == 1
    assert "1 (a further decision about a child or family of which another was drawn)" in found.said[-2]
    other_way = [{**c, "good": not c["good"]} for c in two]
    assert found.decisions["pack"].tolist() == asked(other_way).decisions["pack"].tolist()


def test_how_the_drawn_decision_was_judged_does_not_draw_another_in_its_place():
    one, two = case(1, 4, True, "f"), case(2, 4, False, "f")
    [drawn] = asked([one, two]).decisions["pack"]
    grades = {"P01": (4, 4), "P02": (4, 4)} | {drawn: (2, 3)}  # the drawn one now divides its raters
    packs = pd.DataFrame([{"pack": p, "view_id": f"v{p}", "case_id": f"c{p}", "matched_set": ""} for p in grades])
    told = answers(**{f"v{p}": ("no", "no", "yes") for p in grades})
    found = quality_by_outcome(ratings(**grades), packs, told, KINDS, families={"cP01": "f", "cP02": "f"})
    assert found.decisions.empty
    assert list(found.left_out.values()) == [0, 1, 1]


def test_matched_sets_are_compared_within_themselves():
    """Each set is all of one quality's opposite: pooled there is nothing to see, within sets there is."""
    sets = [case(2 * n + i, 4 if i else 1, bool(i) or n % 4 == 0, matched=f"S{n}") for n in range(1, 9) for i in (0, 1)]
    found = asked(sets, chosen_by_outcome=True).rows.iloc[-1]
    # Two sets went well throughout and tell nothing; in six the one that was judged well went well, and the other not.
    assert (found["value"] != found["value"], found["status"]) == (True, "insufficient")
    # P(6 of 6) = (x / (1 + x)) ** 6 = 0.025
    assert found["lower"] == pytest.approx(1 / (0.025 ** (-1 / 6) - 1))


def test_nothing_to_compare():
    for cases in ([case(1, 4, True)], [case(1, 4, None)]):
        found = asked(cases)
        assert "cannot be compared" in found.said[0]
        assert found.rows.iloc[-1]["status"] == "insufficient"
        assert math.isnan(found.rows.iloc[-1]["value"])


def test_a_pack_of_no_known_view_is_told():
    with pytest.raises(CaseReviewError, match="pack P02: of no known view"):
        quality_by_outcome(
            ratings(P01=(3, 3), P02=(3, 3)),
            pd.DataFrame([{"pack": "P01", "view_id": "v", "case_id": "c"}]),
            answers(v=("no", "no", "yes")),
            KINDS,
        )
