"""The sample of an audit: which of its rows count, that chance and incidents are never pooled, and that every fault is told."""

from __future__ import annotations

import pytest

from tests.review.hand import record_of
from toolkit.errors import CaseReviewError
from toolkit.study import audit_known, audit_later
from toolkit.study.audit import open_audit, who_is_in
from toolkit.study.audit_sample import INCIDENT_PART, RANDOM_PART, read_sample

DAY = "2021-12-31"
OPEN, STAY = {"occurred_on": "2019-01-01"}, {"occurred_on": "2019-02-01", "change": "S", "placement_type": "U6"}


def file(folder, *lines, head="use,case_id,family_no,weight,chosen"):
    path = folder / "sample.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def test_drawn_and_taken_count_and_the_parts_stay_apart(tmp_path):
    lines = [
        "drawn,00123,1,2.0,random",
        "taken,c,3,2.1,",
        "replacement,d,4,,random",
        "replaced,e,5,2.0,random",
        "drawn,x,6,,incident",
    ]
    path = file(tmp_path, *lines)
    found = read_sample(path)
    assert (found.cases, found.other, found.weights) == (("00123", "c"), ("x",), (2.0, 2.1))
    assert "nearly the same chance" in found.said[0]
    other = read_sample(path, INCIDENT_PART)
    assert (other.cases, other.other, other.by_outcome) == (("x",), ("00123", "c"), True)
    assert "no picture of the agency's work" in other.said[0]


def test_a_list_of_cases_alone_is_of_cases_chosen_after_an_incident(tmp_path):
    path = file(tmp_path, "a", "b", head="case_id")
    assert read_sample(path, INCIDENT_PART).cases == ("a", "b")
    with pytest.raises(CaseReviewError, match="no column use"):
        read_sample(path)


def test_unlike_chances_are_said(tmp_path):
    far = read_sample(file(tmp_path, "drawn,a,1,1.0,random", "drawn,b,2,4.0,random"))
    assert "weights from 1.00 to 4.00" in far.said[0]
    assert "not weighted" in far.said[0]
    assert "not known" in read_sample(file(tmp_path, "drawn,a", head="use,case_id")).said[0]


def test_all_faults_are_told_by_row_and_never_by_case(tmp_path):
    lines = ["drawn,secret,1,2,random", "drawn,secret,1,2,random", "drawm,b,1,2,random", "drawn,,1,2,random", "drawn,c,1,-2,chance"]
    with pytest.raises(CaseReviewError) as told:
        read_sample(file(tmp_path, *lines))
    said = str(told.value)
    for words in (
        "row 4: use is none of",
        "did you mean drawn?",
        "row 5: no case_id",
        "row 6: weight",
        "row 6: chosen",
        "stands there twice",
    ):
        assert words in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column use"),
        ("use,caseid\ndrawn,a\n", "did you mean caseid?"),
        ("use,case_id\ndrawn,a,b\n", "row 2: 3 cells where the heading has 2"),
        ("use,case_id\n", "no case was drawn at random"),
        ("use,case_id,use\ndrawn,a,b\n", "column use is there twice"),
    ],
)
def test_files_that_are_no_sample(tmp_path, text, words):
    path = tmp_path / "sample.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseReviewError, match=words.replace("?", r"\?")):
        read_sample(path)


def test_no_file_and_no_such_part(tmp_path):
    with pytest.raises(CaseReviewError, match="There is no sample at nowhere.csv"):
        read_sample(tmp_path / "nowhere.csv")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00use")
    with pytest.raises(CaseReviewError, match="not a CSV file in UTF-8"):
        read_sample(tmp_path / "bytes.csv")
    with pytest.raises(CaseReviewError, match="did you mean drawn at random"):
        read_sample(tmp_path / "nowhere.csv", "drawn at randon")


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    cases = [f"c{n:02}" for n in range(8)]
    return record_of(
        tmp_path_factory.mktemp("record") / "record",
        case=[{**OPEN, "case": c} for c in cases],
        placement=[{**STAY, "case": c, "thing": f"p-{c}"} for c in cases],
        decision=[{"case": c, "thing": f"d-{c}", "occurred_on": "2020-03-01", "decider": "W1"} for c in cases],
    )


@pytest.fixture
def sample(tmp_path):
    return str(
        file(tmp_path, *(f"drawn,c{n:02},{n},2.0,random" for n in range(4)), "drawn,c04,4,,incident", "replacement,c05,5,,random")
    )


def test_the_set_is_the_sample_and_everybody_else_is_left_out_with_a_reason(record, sample):
    audit = open_audit(record, DAY, sample=sample, part=RANDOM_PART)
    assert audit.views["case_id"].tolist() == ["c00", "c01", "c02", "c03"]
    assert set(audit.decisions["case_id"]) == {"c00", "c01", "c02", "c03"}
    found = who_is_in(audit).set_index("standing")["cases"].to_dict()
    assert found == {"in": 4, "not drawn": 3, "chosen after an incident, and so not looked at here": 1}
    assert audit_known.drawn_words(audit) == audit.sample.said


def test_of_cases_chosen_after_an_incident_no_share_of_outcomes_is_given(record, sample):
    audit = open_audit(record, DAY, sample=sample, part=INCIDENT_PART)
    assert audit.views["case_id"].tolist() == ["c04"]
    tables = audit_later.tables(audit, audit_later.beside(audit))
    assert all(frame.empty for frame in tables.values())
    said = audit_later.summary(audit, lambda name: tables[name])
    assert any("it would say how they were chosen" in line for line in said)


def test_a_sample_of_none_of_the_record_is_refused(record, tmp_path):
    with pytest.raises(CaseReviewError, match="Nobody was in the set"):
        open_audit(record, DAY, sample=str(file(tmp_path, "drawn,elsewhere,1,,random")))
