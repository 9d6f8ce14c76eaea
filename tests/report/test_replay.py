"""Building again from a manifest: what need and need not be given again, what differs in words, and the comparison file by file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.report.making import code, notebook
from toolkit import cli
from toolkit.errors import CaseReviewError
from toolkit.pseudonyms import ENVIRONMENT, read_key
from toolkit.report import run_notebook
from toolkit.report.replay import replay

CANARY = "Quetzalcoatl-4711"
PARAMETERS = 'record: "path" = ""\ncase_id: "id" = ""\nnotes: "path" = ""\nseed: int = 1\nas_of: "date" = ""'


@pytest.fixture
def made(hand_record, tmp_path) -> tuple[Path, Path, Path, Path]:
    """A notebook, a record, notes and the folder of a report made from them."""
    reads = "from pathlib import Path\nprint(len(case_id), seed, len(Path(notes).read_text()), len(list(Path(record).iterdir())))"
    path = notebook(tmp_path / "review.ipynb", code(PARAMETERS, "parameters"), code(reads))
    (tmp_path / "notes.txt").write_text("words")
    cases = [{"case_id": case} for case in (CANARY, CANARY[:-1], CANARY + "x")]
    record = hand_record(coverage=[{"table_name": "visit"}], case=cases)
    given = {"case_id": CANARY, "notes": str(tmp_path / "notes.txt"), "seed": "1"}
    report = run_notebook(path, tmp_path / "out", record, given, engine="fork")
    return path, record, tmp_path / "notes.txt", report.parent


def test_the_same_inputs_give_the_same_files(made, tmp_path):
    path, record, notes, folder = made
    told = []
    found = replay(
        folder, record, {"case_id": CANARY, "notes": str(notes)}, tmp_path / "again", path, before=lambda words: told.extend(words)
    )
    assert found.same
    assert (told, found.inputs, found.versions) == ([], (), ())
    assert set(found.files) == {"report.html", "notebook.ipynb"}
    assert found.report is not None
    assert found.report.is_file()
    assert CANARY not in (folder / "manifest.json").read_text()


def test_other_inputs_are_named_and_the_files_differ(made, tmp_path):
    path, record, notes, folder = made
    other = shutil.copytree(record, tmp_path / "other")
    (other / "visit.csv").write_text("case_id,statement_id,entity_id,occurred_on,recorded_at\n")
    (other / "coverage.csv").write_text((record / "coverage.csv").read_text().replace("visit", "review"))
    notes.write_text("other words")
    path.write_text(path.read_text().replace("len(case_id)", "case_id"))
    said = json.loads((folder / "manifest.json").read_text())
    said["versions"] |= {"pandas": "2.0.0", "gone": "1"}
    said["commit"] = "0123"
    (tmp_path / "manifest.json").write_text(json.dumps(said))
    found = replay(tmp_path / "manifest.json", other, {"case_id": CANARY[:-1], "notes": str(notes)}, notebook=path)
    assert not found.same
    assert found.inputs == (
        "the notebook review has been changed since",
        "the record's folder has another name, which is printed in the report",
        "the record's table coverage is not what it was",
        "the record's table visit was not there",
        "what is named by notes is not what it was",
    )
    assert [words.split(" and is ")[0] for words in found.versions] == [
        "gone was 1",
        "pandas was 2.0.0",
        "the code's commit was 0123",
    ]
    assert found.files == {"notebook.ipynb": "different", "report.html": "different"}
    assert found.report is None


def test_a_case_need_not_be_given_where_the_key_is_the_same_and_may_be(made):
    path, record, notes, folder = made
    assert json.loads((folder / "manifest.json").read_text())["parameters"]["case_id"].startswith("Case ")
    for case in ({}, {"case_id": CANARY}):
        assert replay(folder, record, {"notes": str(notes)} | case, notebook=path).same


def test_paths_must_be_given_again_and_nothing_that_the_manifest_says(made):
    path, _, _, folder = made
    with pytest.raises(CaseReviewError) as told:
        replay(folder, None, {"seed": "1", "as_of": "2024-01-01", "case": CANARY}, notebook=path)
    assert told.value.problems == [
        "--notes must be given again: a manifest does not hold it",
        "--seed cannot be given: the manifest says it",
        "--as-of cannot be given: the run was not given it",
        "--case cannot be given: the run was not given it (did you mean case_id?)",
        "--record must be given: the run had one",
    ]
    assert CANARY not in str(told.value)


@pytest.mark.parametrize("how", ["another key", "withheld"])
def test_a_case_must_be_given_where_the_manifest_does_not_lead_to_it(how, made, tmp_path, monkeypatch):
    path, record, notes, folder = made
    if how == "another key":
        monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "keys" / "other"))
        read_key()
        why = "the manifest holds its pseudonym, and the key that it was made with is not the one that is here"
    else:
        said = json.loads((folder / "manifest.json").read_text())
        said["parameters"]["case_id"] = "withheld"
        (folder / "manifest.json").write_text(json.dumps(said))
        why = "a manifest does not hold it"
    with pytest.raises(CaseReviewError) as told:
        replay(folder, record, {"notes": str(notes)}, notebook=path)
    assert told.value.problems == [f"--case-id must be given again: {why}"]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"notebook": {"name": "review"}}', '{"notebook": {}, "parameters": 1, "outputs": []}']
)
def test_what_is_no_manifest_is_told_plainly(text, tmp_path):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(CaseReviewError, match="cannot be read as the manifest"):
        replay(tmp_path)


def test_the_command_leaves_with_0_only_where_all_is_the_same(made, capsys):
    path, record, notes, folder = made
    words = ["replay", str(folder), "--record", str(record), "--notebook", str(path), "--notes", str(notes), "--case-id"]
    with pytest.raises(SystemExit) as left:
        cli.main([*words, CANARY])
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert "The same inputs gave the same files." in said
    with pytest.raises(SystemExit) as left:
        cli.main([*words, CANARY + "x"])
    said += capsys.readouterr().out
    assert left.value.code == 1
    assert "report.html     different" in said
    assert CANARY not in said
