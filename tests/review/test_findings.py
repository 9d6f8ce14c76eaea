"""Findings as people write them: everything wrong told at once by file, row and column, and no hindsight taken in."""

from __future__ import annotations

import csv

import pytest

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.review import findings, language
from toolkit.review.case import reviewed_case
from toolkit.review.factors import crosswalk, lines, schemes, sources, vocabulary
from toolkit.review.findings_file import allowed, columns_of, read_findings, write_template

ONE = {
    "finding": "F1",
    "title": "Notices of the night reach nobody who plans.",
    "pattern": "long",
    "seen": "One stood with police.",
    "why_not_a_quirk": "No post reads them.",
    "reach": "this case",
    "confidence": "low",
    "question": "Who reads them?",
}
FACTOR = {"finding": "F1", "factor": "sharing", "direction": "barrier", "words": "Nobody had to answer.", "rests_on": "record"}
ACTION = {
    "action": "A1",
    "finding": "F1",
    "words": "A task opens in the file.",
    "strength": "forcing",
    "owner": "head of service",
    "measure": "days to reading",
    "due": "2026-03-31",
}
OPEN = {"occurred_on": "2020-01-01"}
DECISIONS = [
    {"thing": f"d{n}", "occurred_on": day, "recorded_at": day, "kind": "plan change", "decider": "W1"}
    for n, day in enumerate(("2020-03-02", "2020-06-01"), 1)
]
NOTES = [
    {"thing": "known", "occurred_on": "2020-02-01", "recorded_at": "2020-02-01", "note": "tired at school"},
    {"thing": "between", "occurred_on": "2020-04-01", "recorded_at": "2020-04-01", "note": "a call at night"},
]


def folder(to, **given):
    """Write a folder of findings: rows by file, columns left out are empty."""
    rows = {"findings": [ONE], "evidence": [], "factors": [FACTOR, FACTOR | {"factor": "systems"}], "actions": [ACTION]} | given
    to.mkdir(exist_ok=True)
    for name, lines_ in rows.items():
        with (to / f"{name}.csv").open("w", newline="", encoding="utf-8") as text:
            writer = csv.DictWriter(text, list(columns_of(name)), restval="")
            writer.writeheader()
            writer.writerows(lines_)
    return to


@pytest.fixture
def case(record):
    return reviewed_case(record(case=[OPEN], decision=DECISIONS, information=NOTES), "c1")


def cites(**more):
    return {"finding": "F1", **more}


def problems(call, *given):
    with pytest.raises(CaseReviewError) as told:
        call(*given)
    return told.value.problems


def test_a_template_can_be_read_back_and_says_what_goes_where(tmp_path):
    made = write_template(tmp_path / "f", "decision,thing\nD1,x\n")
    assert read_findings(made).findings == ()
    said = (made / "README.md").read_text(encoding="utf-8")
    assert all(f"`{column}`" in said for name in ("findings", "evidence", "factors", "actions") for column in columns_of(name))
    assert (made / "things.csv").exists() and made.stat().st_mode & 0o077 == 0
    with pytest.raises(CaseReviewError, match="there already"):
        write_template(made)
    with pytest.raises(CaseReviewError, match="cannot be made"):
        write_template(tmp_path / "no" / "such")


def test_everything_wrong_is_told_at_once_by_file_row_and_column(tmp_path):
    bad = folder(
        tmp_path / "f",
        findings=[ONE, ONE | {"finding": "F1", "pattern": "lng"}, ONE | {"finding": "two", "reach": "most cases", "title": ""}],
        factors=[FACTOR | {"factor": "supervison", "finding": "F9"}],
        actions=[
            ACTION | {"owner": "Jane Smith", "due": "31/03/2026", "strength": "blame"},
            ACTION | {"owner": "Dr Green, team manager"},
        ],
    )
    told = problems(read_findings, bad)
    assert "findings.csv, row 3, finding: the same as in row 2" in told
    assert any(t.startswith("findings.csv, row 3, pattern: not one of") and "did you mean long?" in t for t in told)
    assert "findings.csv, row 4, finding: a short name is letters and a number, such as F1" in told
    assert "findings.csv, row 4, title: it is empty" in told
    assert "findings.csv, row 4, reach_shown_by: it is empty, and the reach is most cases" in told
    assert any(t.startswith("factors.csv, row 2, factor") and "did you mean supervision?" in t for t in told)
    assert "factors.csv, row 2, finding: findings.csv has no such finding" in told
    assert any(t.startswith("actions.csv, row 2, owner: no role is named in it") for t in told)
    assert "actions.csv, row 2, due: not a day such as 2026-03-31" in told
    assert any(t.startswith("actions.csv, row 2, strength") for t in told)
    assert "actions.csv, row 3, owner: a role is asked for, not a name" in told
    assert "actions.csv, row 3, action: the same as in row 2" in told


def test_there_is_no_column_for_a_culprit_or_a_single_cause(tmp_path):
    made = folder(tmp_path / "f")
    (made / "findings.csv").write_text("finding,title,root_cause,titel\nF1,x,y,z\n", encoding="utf-8")
    told = problems(read_findings, made)
    assert any("no culprit and no single cause" in t for t in told)
    words = {column for name in ("findings", "evidence", "factors", "actions") for column in columns_of(name)}
    assert not {"blame", "culpability", "worker", "root_cause", "error"} & words


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b'a\n"b', b""])
def test_what_is_no_such_file_is_told(tmp_path, content):
    made = folder(tmp_path / "f")
    (made / "actions.csv").unlink()
    if content is not None:
        (made / "actions.csv").write_bytes(content)
    assert all(t.startswith("actions.csv") for t in problems(read_findings, made))
    assert problems(read_findings, tmp_path / "none") == ["there is no folder none"]


def test_what_is_cited_has_the_class_that_it_had_at_its_decision(case, tmp_path):
    given = findings.given(
        case, folder(tmp_path / "f", evidence=[cites(decision="D1", thing="known"), cites(decision="d2", thing="between")])
    )
    assert given.cited["class"].tolist() == ["K1/2", "K1/2"]
    assert given.cited["decision"].tolist() == ["D1", "D2"]
    assert findings.shares(given)["group"].tolist() == ["F1 at D1", "F1 at D2"]
    assert findings.shares(given)["value"].tolist() == [0.0, 0.0]


def test_what_happened_after_a_decision_cannot_be_cited_against_it(case, tmp_path):
    told = problems(findings.given, case, folder(tmp_path / "f", evidence=[cites(decision="D1", thing="between")]))
    assert len(told) == 1
    assert told[0].startswith("evidence.csv, row 2, thing: it happened after the decision (K5), so to cite it there is hindsight")
    assert "against D2 of 2020-06-01 it may be cited" in told[0]


def test_nor_at_a_point_that_is_derived(record, tmp_path):
    stay = {"thing": "p1", "occurred_on": "2020-03-02", "change": "S", "placement_type": "U6"}
    derived = reviewed_case(record(case=[OPEN], placement=[stay], information=NOTES), "c1")
    told = problems(findings.given, derived, folder(tmp_path / "f", evidence=[cites(decision="D1", thing="between")]))
    assert "(K5), so to cite it there is hindsight" in told[0]
    good = findings.given(derived, folder(tmp_path / "f", evidence=[cites(decision="D1", thing="known")]))
    assert len(good.cited) == 1 and len(findings.shares(good)) == 0


def test_unknown_decisions_and_things_are_told_together(case, tmp_path):
    told = problems(
        findings.given,
        case,
        folder(
            tmp_path / "f",
            evidence=[cites(decision="D7", thing="known"), cites(thing="nothing"), cites(decision="D1", thing="nothing")],
            factors=[FACTOR | {"decision": "D8"}],
        ),
    )
    assert len(told) == 4
    assert any(t.startswith("factors.csv, row 2, decision: no decision of this case") for t in told)


def test_a_citation_held_against_no_decision_is_taken_and_said_to_be_so(case, tmp_path):
    given = findings.given(case, folder(tmp_path / "f", evidence=[cites(thing="between")]))
    assert given.cited["said"].tolist() == ["held against no decision"]


def test_no_findings_say_how_to_write_some(case):
    none = findings.given(case, "")
    assert "findings template" in findings.said(none)[0]
    assert findings.panels(none) == []
    assert [len(made(none)) for made in (findings.factors, findings.actions, findings.shares)] == [0, 0, 0]
    assert language.table(findings.spoken(none)).empty


def test_a_single_factor_and_weak_actions_are_asked_about(case, tmp_path):
    weak = [ACTION | {"strength": "train"}, ACTION | {"action": "A2", "strength": "remind"}]
    said = findings.said(findings.given(case, folder(tmp_path / "f", factors=[FACTOR], actions=weak)))
    assert any("one factor only" in s for s in said) and any("All actions train or remind (A1, A2)" in s for s in said)
    assert any("cites nothing" in s for s in said)


def test_actions_stand_from_the_strongest_to_the_weakest(case, tmp_path):
    kinds = [ACTION | {"action": f"A{n}", "strength": s} for n, s in enumerate(reversed(allowed("actions", "strength")))]
    made = findings.actions(findings.given(case, folder(tmp_path / "f", actions=kinds)))
    assert made["strength"].tolist() == ["elimination", "forcing", "standardise", "train", "remind"]


def test_an_agencys_own_wording_takes_the_place_of_ours(case, tmp_path):
    own = {"factor": "sharing", "name": "Information integration", "source": "licensed to us"}
    given = findings.given(case, folder(tmp_path / "f", wording=[own]))
    assert findings.factors(given)["name"].tolist()[0] == "Information integration"
    assert findings.panels(given)[0].lists["Made good work harder"][0].startswith("Information integration: ")


def test_the_words_of_findings_are_looked_at_where_they_stand(case, tmp_path):
    given = findings.given(case, folder(tmp_path / "f", findings=[ONE | {"title": "The team failed to read it."}]))
    assert language.table(findings.spoken(given))["where"].tolist() == ["findings.csv, row 2, title"]


def test_things_that_can_be_cited_leave_out_what_came_after(case):
    made = findings.things(case)
    assert set(made.loc[made["decision"] == "D1", "thing"]) >= {"known"}
    assert "between" not in set(made.loc[made["decision"] == "D1", "thing"])
    assert "between" in set(made.loc[made["decision"] == "D2", "thing"])


def test_every_factor_stands_beside_each_other_vocabulary_with_its_source():
    table = crosswalk()
    assert table["factor"].tolist() == list(vocabulary())
    assert (table[list(schemes())] != "").all().all()
    assert all(row["checked"] in ("yes", "no") and row["source"] for row in lines("factor_crosswalk"))
    unread = [row for row in lines("factor_crosswalk") if row["checked"] == "no"]
    assert {row["scheme"] for row in unread} == {"SCIE", "SSIT"}
    assert table.loc[table["factor"] == "child", "SSIT"].item() == "Family (not checked)"
    assert len(sources()) == len(schemes()) + 1


def test_no_factor_is_an_error_of_a_person():
    words = " ".join(f"{f.name} {f.words}" for f in vocabulary().values())
    assert language.check_text(words).places == ()
    assert all(f.barrier and f.facilitator and f.source for f in vocabulary().values())


@pytest.mark.parametrize("name", ["action_strengths", "finding_patterns", "finding_words", "roles", "findings_columns", "worked"])
def test_every_line_of_the_data_has_a_source(name):
    assert all(row["source"] for row in lines(name))
    assert (paths.data() / "review" / f"{name}.csv").exists()


def test_wording_of_a_factor_that_there_is_not_is_refused():
    with pytest.raises(CaseReviewError, match="did you mean supervision"):
        vocabulary({"supervison": {"name": "x"}})
