"""What a review cites as missed: its hindsight share by hand, and citations that are refused with their reasons."""

import pandas as pd
import pytest

from tests.contrast.test_classes import had, told
from toolkit import contrast
from toolkit.errors import CaseReviewError

OPEN = {"occurred_on": "2019-01-01"}
LATE = {"recorded_at": "2020-05-01"}


@pytest.fixture(scope="module")
def record(make_record):
    """One file with two decisions, in March and in June, and a thing of most classes at the first of them."""
    things = {
        "k1": told(),
        "s1": told(),
        "k3": told(**LATE),
        "k4a": told(informant="w2", **LATE),
        "k4b": told(**LATE),
        "k0": told(**LATE),
        "k5": told("2020-03-10", "2020-03-11"),
        "never": told("2020-07-01", "2020-07-02"),
    }
    rows = [{**row, "entity_id": name} for name, row in things.items()]
    rows.append({**told(), "entity_id": "changed", "note": "a", "withdrawn_at": "2020-04-01", "withdrawn_reason": "corrected"})
    rows.append({**told(recorded_at="2020-04-01"), "entity_id": "changed", "note": "b"})
    rows.append(
        {**told(recorded_at="2020-02-02"), "entity_id": "wrong", "withdrawn_at": "2020-02-05", "withdrawn_reason": "in error"}
    )
    rows.append({**told(), "entity_id": "elsewhere", "case_id": "c2"})
    decided = {"decider": "w1", "kind": "plan"}
    return make_record(
        case=[OPEN, {"case_id": "c2", **OPEN}],
        information=rows,
        need=[{"entity_id": "made", "occurred_on": "2020-02-01", "kind": "health"}],
        involvement=[{"entity_id": "inv", "worker_id": "w2", **OPEN}],
        decision=[
            {"entity_id": "d1", "occurred_on": "2020-03-01", "decided_at": "2020-03-01 10:30", "links": "made", **decided},
            {"entity_id": "d2", "occurred_on": "2020-06-01", "decided_at": "2020-06-01 10:30", **decided},
            {"entity_id": "d0", "occurred_on": None, "recorded_at": "2020-03-01", **decided},
        ],
        ledger=[
            {**had("w1", "2020-02-03"), "entity_id": "k1"},
            {**had("police", "2020-02-01", "police"), "entity_id": "k3"},
            {**had("family", "2020-02-01", "family"), "entity_id": "k4b"},
        ],
    )


def cited(*rows):
    return pd.DataFrame(rows, columns=["finding", "decision_id", "entity_id"], dtype="str")


def against(decision, *things, finding="F1"):
    return cited(*((finding, decision, thing) for thing in things))


def statement(record, entity, number=0):
    con = record.connect()
    query = "SELECT statement_id FROM information WHERE entity_id = ? ORDER BY recorded_at"
    return con.execute(query, [entity]).fetchall()[number][0]


def test_by_hand(record):
    """Two of four cited signs, one seen by a worker of ours and one by the family, were on nobody's record at the decision."""
    found = contrast.hindsight_share(record, against("d1", "k1", "k3", "k4a", "k4b")).iloc[0]
    assert (found.group, found.view_id, found.numerator, found.denominator, found.missing) == ("F1", "d1", 2, 4, 0)
    assert (found.value, found.status) == (0.5, "ok")
    assert "1 K1, 1 K3, 1 K4a, 1 K4b" in found.reason
    assert "assumed: 1 of them" in found.reason


def test_what_cannot_be_told_counts_each_way(record):
    found = contrast.hindsight_share(record, against("d1", "k1", "k4b", "k0", "s1")).iloc[0]
    assert (found.numerator, found.denominator, found.missing, found.status) == (1, 4, 1, "insufficient")
    assert pd.isna(found.value)
    assert (found.lower, found.upper) == (0.25, 0.5)


def test_each_finding_and_decision_has_its_own(record):
    rows = contrast.hindsight_share(
        record, pd.concat([against("d1", "k4b"), against("d2", "k4b", "k5"), against("d2", "k1", finding="F2")])
    )
    assert list(zip(rows["group"], rows["view_id"], rows["value"], strict=True)) == [
        ("F1", "d1", 1),
        ("F1", "d2", 0),
        ("F2", "d2", 0),
    ]


def test_a_thing_cited_twice_counts_once(record):
    assert contrast.hindsight_share(record, against("d1", "k1", "k4b", "k4b")).iloc[0].denominator == 2


def test_what_came_after_is_refused_with_where_it_may_be_cited(record):
    with pytest.raises(CaseReviewError) as refused:
        contrast.hindsight_share(record, against("d1", "k1", "k5", "never"))
    assert len(refused.value.problems) == 2
    first, second = refused.value.problems
    assert first.startswith("row 3: it happened after the decision (K5)")
    assert "against decision d2 of 2020-06-01 it may be cited (K1/2: on our record" in first
    assert "no later decision is on record" in second


def test_a_review_that_is_written_can_still_be_measured(record):
    found = contrast.hindsight_share(record, against("d1", "k1", "k5", "never", "k4b"), count_refused=True).iloc[0]
    assert (found.numerator, found.denominator, found.value) == (3, 4, 0.75)


def test_a_later_version_that_says_something_else_was_not_there_to_be_read(record):
    rows = pd.DataFrame({"finding": ["F1", "F2"], "decision_id": ["d1", "d1"]})
    rows["statement_id"] = [statement(record, "changed", 0), statement(record, "changed", 1)]
    found = contrast.hindsight_share(record, rows).set_index("group")
    assert (found.loc["F1", "value"], found.loc["F1", "missing"]) == (0, 0)
    assert (found.loc["F2", "missing"], found.loc["F2", "status"]) == (1, "insufficient")
    assert "1 a later version" in found.loc["F2", "reason"]


BAD = [
    ("d9", "k1", "there is no such decision"),
    ("d0", "k1", "the decision has no day"),
    ("d1", "nothing", "the record has nothing of that entity_id"),
    ("d1", "inv", "it stands in the table involvement, which is not classed"),
    ("d1", "elsewhere", "not in the files that were looked at (child)"),
    ("d1", "wrong", "was never on record as a fact"),
    ("d1", "made", "the decision made it"),
]


def test_everything_wrong_is_told_at_once_k5_among_it(record):
    rows = cited(*(("F1", decision, thing) for decision, thing, _ in BAD), ("F1", "d1", "k5"))
    with pytest.raises(CaseReviewError) as refused:
        contrast.hindsight_share(record, rows)
    assert [p.split(":")[0] for p in refused.value.problems] == [f"row {n}" for n in range(2, 10)]
    for problem, (_, _, words) in zip(refused.value.problems, BAD, strict=False):
        assert words in problem
    assert "hindsight" in refused.value.problems[-1]


def test_the_text_of_a_finding_is_not_repeated(record):
    with pytest.raises(CaseReviewError) as refused:
        contrast.hindsight_share(record, against("d1", "k5", finding="Mother said that"))
    assert "Mother" not in str(refused.value)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame({"finding": ["F"], "decision": ["d1"]}), ["no column decision_id (did you mean decision?)", "nor entity_id"]),
        (cited(("", "d1", "k1"), ("F", "", "k1"), ("F", "d1", "")), ["row 2, finding", "row 3, decision_id", "row 4: neither"]),
    ],
)
def test_bad_form_is_told_at_once(record, frame, words):
    with pytest.raises(CaseReviewError) as refused:
        contrast.hindsight_share(record, frame)
    assert all(w in str(refused.value) for w in words)


def test_a_thing_of_the_household_may_be_cited_where_that_is_the_scope(record):
    with pytest.raises(CaseReviewError, match="did you mean"):
        contrast.hindsight_share(record, against("d1", "k1"), scope="linkd")
    with pytest.raises(CaseReviewError, match="linked"):
        contrast.hindsight_share(record, against("d1", "elsewhere"), scope="linked")


def test_a_file_of_citations(record, tmp_path):
    file = tmp_path / "cited.csv"
    against("d1", "k1", "k4b").to_csv(file, index=False)
    assert contrast.hindsight_share(record, contrast.read_cited(file)).iloc[0].value == 0.5
    file.write_text("finding,decision_id,entity_id\nF,d1\n", encoding="utf-8")
    with pytest.raises(CaseReviewError, match="row 2: 2 cells"):
        contrast.read_cited(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CaseReviewError, match="UTF-8"):
        contrast.read_cited(file)
    with pytest.raises(CaseReviewError, match="no file of citations"):
        contrast.read_cited(tmp_path / "none.csv")


def test_the_order_of_rows_does_not_matter(record):
    rows = pd.concat([against("d1", "k1", "k4b", "k0"), against("d2", "k1", "k5")])
    assert contrast.hindsight_share(record, rows).equals(contrast.hindsight_share(record, rows.iloc[::-1]))
