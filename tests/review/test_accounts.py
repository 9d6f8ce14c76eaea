"""Accounts of people who were there: used where they agreed, beside the record, under a role, and never mixed with it."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.record.write import complete, write_record
from toolkit.review import accounts, learning
from toolkit.review.case import reviewed_case
from toolkit.review.factors import lines
from toolkit.review.forms import blank, read_form

OPEN = {"occurred_on": "2020-01-01"}
DECISION = {
    "thing": "d1",
    "occurred_on": "2020-03-02",
    "kind": "plan change",
    "reason": "the mother asks for help",
    "uncertainty": "the evenings",
}
VISIT = {"thing": "v1", "occurred_on": "2020-02-10", "outcome": "completed", "seen": True, "note": "he was quiet"}
SAID = {"consent": "yes", "role": "social worker", "decision": "D1", "quote_ok": "yes", "corrected": "no"}


@pytest.fixture
def case(record):
    return reviewed_case(record(case=[OPEN], decision=[DECISION], visit=[VISIT]), "c1")


def sheet(to, name="a.json", form="account_practitioner", concern="", **given):
    to.mkdir(exist_ok=True)
    told = blank(read_form(form), "accounts", "account", "A1", "account") | {"concern": concern}
    told["answers"] |= SAID | given
    (to / name).write_text(json.dumps(told), encoding="utf-8")
    return to


def shown(case, folder):
    return accounts.beside(case, accounts.given(case, folder), {"D1": "weighted cases: 9"}).set_index("asked")


def test_there_is_a_sheet_for_each_speaker_and_it_asks_no_name():
    assert len(lines("account_speakers")) == 5
    for row in lines("account_speakers"):
        form = read_form(row["form"])
        assert {"consent", "role", "decision", "quote_ok", "corrected", *(t["topic"] for t in lines("account_topics"))} == set(
            form.by_id
        )
        assert form.stop is not None and (form.stop.item, form.stop.value) == ("consent", "no")
        assert "no name" in form.by_id["role"].help
        assert all(item.source for item in form.items)


def test_a_recollection_stands_in_its_own_column_beside_the_record(case, tmp_path):
    made = shown(
        case,
        sheet(
            tmp_path / "a", knew="of the school", saw="a tidy room", thought="that it would hold", sense="she asked", time="little"
        ),
    )
    assert made.loc["what made sense", ["decision", "record", "recalled", "who"]].tolist() == [
        "D1",
        "the mother asks for help",
        "“she asked”",
        "practitioner: social worker",
    ]
    assert made.loc["what they thought likely", "record"] == "the evenings"
    assert "he was quiet" in made.loc["what they saw and heard", "record"]
    assert made.loc["what they knew", "record"].startswith("2 things stood in the record")
    assert made.loc["what they had time for", "record"] == "weighted cases: 9"


def test_what_they_know_only_since_stands_after_what_came_later(case, tmp_path):
    told = accounts.given(case, sheet(tmp_path / "a", since="of the police notice", helped="the aunt"))
    assert accounts.since(case, told)["recalled"].tolist() == ["“of the police notice”"]
    assert accounts.beside(case, told)["recalled"].tolist() == ["“the aunt”"]


def test_words_are_quoted_only_where_the_speaker_agreed_and_corrections_are_marked(case, tmp_path):
    made = shown(case, sheet(tmp_path / "a", sense="SECRET", quote_ok="no", corrected="yes"))
    assert "SECRET" not in made.to_csv()
    assert made.loc["what made sense", "marks"] == "corrected by the participant"


def test_without_consent_nothing_is_used(case, tmp_path):
    folder = sheet(tmp_path / "a", consent="no", sense="SECRET")
    told = accounts.given(case, folder)
    assert told.said == ()
    assert accounts.summary(told) == [accounts.RECORD_ONLY, "1 account is left out, as use was not agreed to."]


def test_a_concern_is_for_the_coordinator_and_shown_nowhere(case, tmp_path):
    told = accounts.given(case, sheet(tmp_path / "a", sense="SECRET", concern="he is in danger"))
    assert told.said == ()
    assert "give it to the coordinator now" in told.left_out[0]


def test_a_child_is_named_as_a_child_and_no_more(case, tmp_path):
    told = accounts.given(case, sheet(tmp_path / "a", form="account_child", role="ten", decision="", helped="my dog"))
    assert accounts.beside(case, told)[["decision", "who"]].to_numpy().tolist() == [["all", "child"]]


def test_the_first_screen_says_record_only_where_it_is(case, tmp_path):
    assert accounts.RECORD_ONLY in learning.summary(case)
    told = accounts.given(case, sheet(tmp_path / "a", sense="she asked"))
    said = learning.summary(case, told)
    assert accounts.RECORD_ONLY not in said
    assert any("recall, asked afterwards: 1 answer of a practitioner." in line for line in said)


def test_everything_wrong_in_any_file_is_told_at_once(case, tmp_path):
    folder = sheet(tmp_path / "a", decision="D9", sense="x")
    sheet(folder, "b.json", consent="perhaps")
    (folder / "c.json").write_text("{", encoding="utf-8")
    told = blank(read_form("rating"), "r", "P01", "R1", "blind")
    (folder / "d.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(CaseReviewError) as error:
        accounts.given(case, folder)
    assert [p.split(":")[0].split(",")[0] for p in error.value.problems] == ["a.json", "b.json", "c.json", "d.json"]


@pytest.mark.parametrize("make", [True, False])
def test_a_folder_without_sheets_is_told(case, tmp_path, make):
    if make:
        (tmp_path / "a").mkdir()
    with pytest.raises(CaseReviewError, match="The accounts cannot be used"):
        accounts.given(case, tmp_path / "a")


def recorded(to, **more):
    row = {
        "case_id": "c1",
        "entity_id": "a1",
        "occurred_on": "2021-01-01",
        "recorded_at": "2021-01-01",
        "speaker": "parent or carer",
        "decision_id": "d1",
        "topic": "sense",
        "note": "I was afraid",
        "consent": True,
        "quote_approved": True,
        "corrected_by_speaker": True,
    }
    return write_record(to, {"account": complete("account", pd.DataFrame([row | more]))})


def test_a_record_may_hold_them_and_is_asked_only_where_it_is_named(record, tmp_path):
    given = {
        "case": [OPEN],
        "decision": [DECISION],
        "account": [{"occurred_on": "2021-01-01", "speaker": "child", "note": "SECRET", "consent": True, "quote_approved": True}],
    }
    case = reviewed_case(record(**given), "c1")
    assert accounts.given(case).said == ()
    assert accounts.RECORD_ONLY in learning.summary(case)
    assert "The record itself holds 1 answer" in accounts.since_said(case, accounts.given(case))[0]
    told = accounts.given(case, case.record.path)
    assert [one.words for one in told.said] == ["SECRET"]


def test_accounts_of_another_record_stand_by_the_decision_they_name(case, tmp_path):
    told = accounts.given(case, recorded(tmp_path / "r"))
    assert accounts.beside(case, told)[["decision", "recalled", "marks"]].to_numpy().tolist() == [
        ["D1", "“I was afraid”", "corrected by the participant"]
    ]
    assert accounts.given(case, recorded(tmp_path / "s", consent=None)).said == ()
    with pytest.raises(CaseReviewError, match="no such decision"):
        accounts.given(case, recorded(tmp_path / "t", decision_id="d9"))


def test_no_account_says_how_to_ask(case):
    assert "account_child" in accounts.note(accounts.Accounts())[0]
    assert accounts.since_said(case, accounts.Accounts()) == ["No account was given to this page."]
