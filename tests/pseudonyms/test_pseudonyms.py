"""Pseudonyms: short, the same for the same key, never the same for two, found in free text as whole words, and a key kept apart."""

from __future__ import annotations

import os
import stat
import threading

import pandas as pd
import pytest

from toolkit import cli, paths
from toolkit.errors import CaseReviewError
from toolkit.pseudonyms import Key, Names, Veil, names_of, read_key
from toolkit.pseudonyms.names import pseudonyms
from toolkit.record import open_record

KEY = Key(b"a key of the tests")
KNOWN = {"case": ["00123", "7", "C00001", "LA/001-b"], "worker": ["JS", "W012", "D1"], "family": ["f-1"]}


@pytest.fixture
def veil() -> Veil:
    return Veil(Names(pseudonyms(KNOWN, KEY), KEY.fingerprint))


def test_the_same_key_gives_the_same_and_another_gives_others():
    assert pseudonyms(KNOWN, KEY) == pseudonyms(KNOWN, KEY)
    other = pseudonyms(KNOWN, Key(b"another"))
    assert all(other[kind][i] != said for kind, named in pseudonyms(KNOWN, KEY).items() for i, said in named.items())


def test_no_two_of_a_kind_are_the_same_and_a_record_that_grows_changes_few():
    many = {"case": [f"{n:05}" for n in range(20_000)]}
    said = pseudonyms(many, KEY)["case"]
    assert len(set(said.values())) == len(many["case"])
    fewer = pseudonyms({"case": many["case"][:1000]}, KEY)["case"]
    assert all(said[i].startswith(name) for i, name in fewer.items())


def test_a_pseudonym_is_never_an_identifier_of_the_record():
    alone = pseudonyms({"case": ["00123"]}, KEY)["case"]["00123"].split()[1]
    assert pseudonyms({"case": ["00123", alone]}, KEY)["case"]["00123"].split()[1] != alone


@pytest.mark.parametrize("text", ["{}", "({}).", "seen by {}, then", "x/{}/y", "a {}\nb", "«{}»"])
@pytest.mark.parametrize("identifier", ["00123", "C00001", "c00001", "LA/001-b", "W012", "JS", "f-1"])
def test_an_identifier_in_free_text_is_replaced_as_a_whole_word(veil, text, identifier):
    said = veil.text(text.format(identifier))
    assert identifier not in said
    assert veil.text(said) == said


@pytest.mark.parametrize("text", ["C000011", "xC00001", "001234", "js", "W0123", "7 visits", "D1 and 12 of 40", "aLA/001-b", ""])
def test_what_only_looks_alike_stays(veil, text):
    assert veil.text(text) == text


def test_the_word_is_not_said_twice(veil):
    code = veil.names.name("case", "00123").split()[1]
    assert veil.text("the case 00123 and 00123") == f"the case {code} and Case {code}"


def test_tags_stay_as_they_are_and_columns_of_identifiers_are_replaced_whatever_they_hold(veil):
    assert veil.markup('<p class="JS" id="W012">JS</p>').startswith('<p class="JS" id="W012">Worker ')
    frame = veil.frame(pd.DataFrame({"case_id": ["7", "not there", None], "view_id": "v-1", "note": "7"}))
    assert frame["case_id"].tolist()[:2] == [veil.names.name("case", "7"), "Case not on record"]
    assert frame["view_id"].tolist() == ["", "", ""]
    assert veil.frame(frame)["case_id"].tolist()[:2] == frame["case_id"].tolist()[:2]
    assert frame["note"].tolist() == ["7"] * 3


def test_all_identifiers_of_a_record_are_known_also_those_in_one_table_only(hand_record):
    record = open_record(
        hand_record(
            case=[{"case_id": "K-1001"}],
            visit=[{"case_id": "K-1002", "worker_id": "W9", "informant": "police", "occurred_on": "2024-01-01"}],
            decision=[{"case_id": "K-1001", "decider": "A.Smith", "occurred_on": "2024-01-01"}],
            ledger=[
                {"statement_id": "s", "case_id": "K-1003", "holder": "North", "holder_kind": "team", "recorded_at": "2024-01-01"}
            ],
        )
    )
    shown = names_of(record, KEY).shown
    assert list(shown["case"]) == ["K-1001", "K-1002", "K-1003"]
    assert list(shown["worker"]) == ["A.Smith", "W9"]


def test_the_sample_has_a_public_key_and_nothing_else_has_it(tmp_path, monkeypatch, hand_record):
    monkeypatch.delenv("CASEREVIEW_KEY", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    assert read_key(open_record(paths.sample_record())).demonstration
    assert not (tmp_path / "settings").exists()
    own = read_key(open_record(hand_record(case=[{"case_id": "1"}])))
    assert not own.demonstration
    assert "secret" not in repr(own)


@pytest.mark.skipif(os.name == "nt", reason="rights of files are others there")
def test_a_key_is_made_once_for_its_owner_alone_and_refused_where_it_opens_what_it_closes(tmp_path, hand_record):
    record = open_record(hand_record(case=[{"case_id": "1"}]))
    file = tmp_path / "keys" / "k"
    found: list[Key] = []
    threads = [threading.Thread(target=lambda: found.append(read_key(record, file))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [p.name for p in file.parent.iterdir()] == ["k"]
    for inside in (record.path / "k", tmp_path / "reports" / "deep" / "k"):
        with pytest.raises(CaseReviewError, match="opens what it closes"):
            read_key(record, inside, apart_from=[tmp_path / "reports"])
        assert not inside.exists()
    file.chmod(0o604)
    with pytest.raises(CaseReviewError, match="read by everybody"):
        read_key(record, file)


@pytest.mark.parametrize("text", ["", "casereview-key-1 00", "x" * 64, "casereview-key-1 " + "0" * 64 + "\n" + "y"])
def test_what_is_no_key_is_refused_without_its_words(tmp_path, text):
    (tmp_path / "k").write_text(text)
    (tmp_path / "k").chmod(0o600)
    with pytest.raises(CaseReviewError, match="is not a key") as told:
        read_key(None, tmp_path / "k")
    assert "00" not in str(told.value).replace("casereview-key-1", "")


def test_the_command_tells_one_or_writes_all_or_nothing(tmp_path, capsys, hand_record, monkeypatch):
    monkeypatch.delenv("CASEREVIEW_KEY", raising=False)
    record = hand_record(case=[{"case_id": "=K1"}, {"case_id": "00123"}])
    key = tmp_path / "key"
    words = ["pseudonyms", str(record), "--key", str(key)]

    def run(*more: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main([*words, *more])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    name = names_of(open_record(record), read_key(None, key)).name("case", "00123")
    assert run("--of", name)[1].startswith(f"{name}: case 00123")
    assert run("--of", name.split()[1].lower())[0] == 0
    assert run("--of", "Case 2222")[0] == cli.BAD_INPUT
    assert run("--to", str(tmp_path / "table.csv"))[0] == 0
    assert stat.S_IMODE((tmp_path / "table.csv").stat().st_mode) == 0o600
    assert "'=K1" in (tmp_path / "table.csv").read_text()
    before = (tmp_path / "table.csv").read_text()
    assert run("--to", str(tmp_path / "table.csv"))[0] == cli.BAD_INPUT
    assert (tmp_path / "table.csv").read_text() == before
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "index.html").write_text("")
    assert run("--to", str(tmp_path / "reports" / "t.csv"))[0] == cli.BAD_INPUT
    assert run("--to", str(tmp_path / "none" / "t.csv"))[0] == cli.BAD_INPUT
    assert run()[0] == cli.BAD_INPUT
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".table")]
    monkeypatch.delenv("CASEREVIEW_KEY", raising=False)
