"""Pseudonyms in reports: nothing of an identifier in any file by default, built again from the manifest, and real ones on request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.report.making import code, notebook
from toolkit.errors import CaseReviewError
from toolkit.pseudonyms import ENVIRONMENT, names_of, read_key
from toolkit.record import open_record
from toolkit.report import run_notebook
from toolkit.report.batch import run_batch
from toolkit.report.release import release
from toolkit.report.replay import replay

CASE, WORKER = "Quetzal-4711", "W-0815"
PARAMETERS = (
    'record: "path" = ""\ncase_id: "id" = ""\nidentifiers: "choice[pseudonyms, as recorded]" = "pseudonyms"\npolicy: "path" = ""'
)
SHOWS = f"""import pandas as pd
from toolkit import draw
from toolkit.record import open_record
from toolkit.report import identity, show
opened = identity.under(open_record(record), identifiers)
note = "Seen by {WORKER} about " + case_id
show.text([note, case_id])
show.table(pd.DataFrame({{"case_id": [case_id], "note": [note]}}), "About " + case_id, name="cases")
show.figure(draw.known_later(pd.DataFrame({{"view": [case_id], "K1": [3]}}), "view", "Things of " + case_id), name="figure")
print(note)
pd.DataFrame({{"note": [note]}})"""


@pytest.fixture
def made(hand_record, tmp_path) -> tuple[Path, Path]:
    """A record, and a notebook that shows its identifiers in every way there is."""
    visit = {"case_id": CASE, "worker_id": WORKER, "occurred_on": "2024-01-01"}
    record = hand_record(case=[{"case_id": CASE}, {"case_id": "other"}], visit=[visit])
    return record, notebook(tmp_path / "own.ipynb", code(PARAMETERS, "parameters"), code(SHOWS), title="A case", subject="case")


def everything(folder: Path) -> str:
    return folder.name + "".join(
        p.name + p.read_bytes().decode("utf-8", "replace") for p in sorted(folder.rglob("*")) if p.is_file()
    )


@pytest.mark.parametrize("engine", ["plain", "fork"])
def test_no_identifier_is_in_any_file_and_both_engines_say_the_same(made, tmp_path, engine):
    record, path = made
    report = run_notebook(path, tmp_path / engine, record, {"case_id": CASE}, engine=engine)
    said, name = everything(report.parent), names_of(open_record(record), read_key()).name("case", CASE)
    assert CASE not in said
    assert WORKER not in said
    page = report.read_text()
    assert name in page
    assert "Restricted: case content (pseudonyms)" in page
    manifest = json.loads((report.parent / "manifest.json").read_text())
    assert manifest["parameters"]["case_id"] == name
    assert manifest["identifiers"] == {"shown": "pseudonyms", "key": read_key().fingerprint, "demonstration": False}
    assert read_key().secret.hex() not in said
    assert not [p for p in (tmp_path / engine).rglob("*") if "identifiers" in p.name]


def test_a_pseudonym_serves_as_a_case_and_the_same_key_gives_the_same_bytes(made, tmp_path):
    record, path = made
    name = names_of(open_record(record), read_key()).name("case", CASE)
    one, two = (run_notebook(path, tmp_path / "out", record, {"case_id": given}, engine="fork") for given in (CASE, name))
    outputs = [json.loads((r.parent / "manifest.json").read_text())["outputs"] for r in (one, two)]
    assert outputs[0] == outputs[1]
    assert replay(one.parent, record, notebook=path).same


def test_with_another_key_a_replay_says_so_and_asks_for_the_case(made, tmp_path, monkeypatch):
    record, path = made
    folder = run_notebook(path, tmp_path / "out", record, {"case_id": CASE}, engine="fork").parent
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "keys" / "other"))
    read_key()
    with pytest.raises(CaseReviewError, match="the key that it was made with is not the one that is here") as told:
        replay(folder, record, notebook=path)
    assert CASE not in str(told.value)
    found = replay(folder, record, {"case_id": CASE}, notebook=path)
    assert not found.same
    assert any("key of the pseudonyms is another one" in line for line in found.inputs)


def test_real_identifiers_are_shown_on_request_and_the_marking_says_so(made, tmp_path):
    record, path = made
    report = run_notebook(path, tmp_path / "out", record, {"case_id": CASE, "identifiers": "as recorded"}, engine="fork")
    assert CASE in report.read_text()
    assert "Restricted: case content (identifiers as recorded)" in report.read_text()
    assert CASE not in (report.parent / "manifest.json").read_text()
    assert replay(report.parent, record, notebook=path).same


def test_a_batch_takes_either_and_a_key_among_the_reports_is_refused(made, tmp_path, monkeypatch):
    record, path = made
    name = names_of(open_record(record), read_key()).name("case", CASE)
    (tmp_path / "rows.csv").write_text(f"case_id\n{name}\nother\n")
    assert [end.state for end in run_batch(path, tmp_path / "rows.csv", record, tmp_path / "many")] == ["built", "built"]
    assert CASE not in "".join(everything(p) for p in (tmp_path / "many").iterdir() if p.is_dir())
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "many" / "key"))
    with pytest.raises(CaseReviewError, match="opens what it closes"):
        run_notebook(path, tmp_path / "many", record, {"case_id": CASE}, engine="fork")


def test_a_single_case_does_not_leave_under_pseudonyms_either(made, tmp_path):
    record, path = made
    folder = run_notebook(path, tmp_path / "out", record, {"case_id": CASE}, engine="fork").parent
    with pytest.raises(CaseReviewError, match="exception"):
        release(folder, tmp_path / "copy")
