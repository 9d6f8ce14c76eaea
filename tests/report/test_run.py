from __future__ import annotations

import json
import os
import re
import stat

import pytest

from tests.report.making import MADE_UP, Page, code, folder_of, notebook, words
from toolkit.errors import CaseReviewError
from toolkit.report import build_index, run_notebook, stage

CANARY = "Quetzalcoatl-4711"


def test_a_run_leaves_one_whole_folder(plain):
    assert sorted(p.relative_to(plain).as_posix() for p in plain.rglob("*") if p.is_file()) == [
        "manifest.json",
        "notebook.ipynb",
        "report.html",
        "tables.xlsx",
        "tables/afterwards/classes.csv",
        "tables/afterwards/outcomes.csv",
        "tables/measures.csv",
        "tables/table-03.csv",
        "tables/table-05.csv",
        "tables/timeline.csv",
        "tables/visits.csv",
    ]
    assert re.fullmatch(r"made_up_review-\d{8}-\d{6}-[0-9a-f]{4}", plain.name)
    assert [p.name for p in plain.parent.iterdir()] == [plain.name]
    assert stat.S_IMODE(plain.stat().st_mode) == stage.PRIVATE_FOLDER


def test_the_manifest_holds_no_case_content(plain):
    text = (plain / "manifest.json").read_text()
    said = json.loads(text)
    assert said["parameters"] == {"record": "", "case_id": "withheld", "as_of": "2023-05-02", "seed": 1, "hostile": ""}
    assert said["status"] == "ok"
    assert said["seed"] == 1
    assert "00777" not in text
    assert os.sep + "tmp" not in text
    assert set(said["outputs"]) >= {"report.html", "notebook.ipynb", "tables/visits.csv"}


def test_the_same_inputs_give_the_same_bytes(plain, tmp_path):
    again = folder_of(MADE_UP, tmp_path, case_id="00777")
    first, second = (json.loads((f / "manifest.json").read_text())["outputs"] for f in (plain, again))
    assert first == second


def test_the_record_is_opened_hashed_and_named_without_its_path(tmp_path):
    (tmp_path / "quarter").mkdir()
    (tmp_path / "quarter" / "coverage.csv").write_text("table_name,covered_from,recorded_at\n")
    path = notebook(tmp_path / "a.ipynb", code('record: "path" = ""', "parameters"), code("print(len(record) > 8)"))
    report = run_notebook(path, tmp_path / "out", record=tmp_path / "quarter")
    said = json.loads(report.with_name("manifest.json").read_text())
    assert said["record"]["name"] == "quarter"
    assert list(said["record"]["sha256"]) == ["coverage"]
    assert str(tmp_path) not in "".join(p.read_text("utf-8", "replace") for p in report.parent.iterdir() if p.is_file())


ENDS = {
    "raises": (f"raise ValueError('{CANARY}')", "an error of type ValueError"),
    "refuses": (
        f"from toolkit.errors import CaseReviewError\nraise CaseReviewError('There is no record folder at {CANARY} 1234')",
        "There is no record folder at …",
    ),
    "dies": ("import os; os._exit(1)", "the kernel died"),
    "leaves": ("import sys; sys.exit(0)", "left the run early"),
    "waits": ("input('who?')", "the cell asked for input"),
    "draws": (
        "import base64\nfrom IPython.display import display\ndisplay({'image/png': 'AAAA'}, raw=True)\nobject()",
        "code cell 2: a figure without a text alternative (show it with show.figure); code cell 2: an address in memory",
    ),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_failed_run_leaves_an_error_file_and_nothing_else(how, tmp_path, caplog, capfd):
    source, why = ENDS[how]
    path = notebook(
        tmp_path / "failing.ipynb", code('case_id: "id" = ""', "parameters"), words("## The visits"), code(source), code("1")
    )
    with pytest.raises(CaseReviewError) as told:
        run_notebook(path, tmp_path / "out", parameters={"case_id": CANARY})
    [left] = (tmp_path / "out").iterdir()
    text = left.read_text()
    assert left.name.endswith(".error.txt")
    assert stat.S_IMODE(left.stat().st_mode) == stage.PRIVATE_FILE
    assert why in text.replace("\n", " ")
    assert "code cell 2" in text
    seen = capfd.readouterr()
    assert CANARY not in text + str(told.value) + seen.out + seen.err + caplog.text + left.name
    assert told.value.__suppress_context__


def test_an_interrupt_leaves_an_error_file_and_nothing_else(tmp_path):
    def stop(begun: int, of: int) -> None:
        if begun == of == 2:
            raise KeyboardInterrupt

    path = notebook(tmp_path / "a.ipynb", code("1"), code("2"))
    with pytest.raises(KeyboardInterrupt):
        run_notebook(path, tmp_path / "out", progress=stop)
    [left] = (tmp_path / "out").iterdir()
    assert "the run was interrupted" in left.read_text()


def test_a_full_disk_leaves_an_error_file_and_nothing_else(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left", str(tmp_path / CANARY))

    monkeypatch.setattr("toolkit.report.manifest.write", full)
    with pytest.raises(CaseReviewError, match="the disk may be full"):
        run_notebook(notebook(tmp_path / "a.ipynb", code("1")), tmp_path / "out")
    [left] = (tmp_path / "out").iterdir()
    assert CANARY not in left.read_text()


def test_what_a_dead_run_left_is_cleared_and_a_living_one_is_not(tmp_path):
    dead = tmp_path / f"{stage.PREFIX}dead"
    dead.mkdir()
    (tmp_path / f"{stage.PREFIX}dead{stage.LOCK}").touch()
    with stage.staging(tmp_path) as first:
        assert not dead.exists()
        with stage.staging(tmp_path):
            assert first.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_aside_when_its_process_was_killed_is_cleared_once_it_is_old(tmp_path):
    names = [f"{stage.PREFIX}ab12{stage.LOCK}{stage.UNSEEN}", ".index.html-0a1b2c3d"]
    old, young = tmp_path / "old", tmp_path / "young"
    for folder in (old, young):
        folder.mkdir()
        for name in names:
            (folder / name).write_text("half")
    for file in old.iterdir():
        os.utime(file, (0, 0))
    for folder in (old, young):
        with stage.staging(folder):
            build_index(folder)
    assert [p.name for p in old.iterdir()] == ["index.html"]
    assert {p.name for p in young.iterdir()} == {"index.html", *names}


def test_bad_parameters_start_nothing(tmp_path):
    path = notebook(tmp_path / "a.ipynb", code("seed: int = 1", "parameters"))
    with pytest.raises(CaseReviewError, match="seeed"):
        run_notebook(path, tmp_path / "out", parameters={"seeed": "1"})
    assert not (tmp_path / "out").exists()


def test_the_index_lists_runs_and_survives_a_deleted_report(plain, tmp_path):
    import shutil

    kept, bare = (shutil.copytree(plain, tmp_path / f"made_up_review-20240501-10000{n}-0a1b") for n in (1, 2))
    (bare / "report.html").unlink()
    (tmp_path / "a_review-20240501-100003-0a1b.error.txt").write_text("words")
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "manifest.json").write_text("{")
    page = Page(build_index(tmp_path).read_text())
    assert [a["href"] for a in page.attributes if a.get("href", "#")[0] != "#"] == [f"{kept.name}/report.html"]
    assert "the report was removed" in page.text
    assert "failed: see a_review-20240501-100003-0a1b.error.txt" in page.text
    assert "00777" not in page.text
    assert "1 of 3 runs have a report" in page.text


def test_an_empty_folder_has_an_index(tmp_path):
    assert "No report has been built here yet" in build_index(tmp_path / "new").read_text()
