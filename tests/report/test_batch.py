"""Batches: all rows checked first, one failure not stopping the rest, gone on with where they stopped, silent about cases."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.report.making import code, notebook
from toolkit import cli
from toolkit.errors import CaseReviewError
from toolkit.report import batch_state, execute, stage
from toolkit.report.batch import run_batch

CASES = ["Quetzalcoatl-1", "Quetzalcoatl-2", "Quetzalcoatl-3", "Quetzalcoatl-4"]
PARAMETERS = 'record: "path" = ""\ncase_id: "id" = "C1"\nas_of: "date" = ""\nseed: int = 1\nwhich: "choice[a, b]" = "a"'


@pytest.fixture(scope="module", autouse=True)
def _warm():
    with execute.engine_ready("fork"):
        yield


@pytest.fixture
def record(hand_record) -> Path:
    return hand_record(coverage=[{"table_name": "visit"}], case=[{"case_id": case} for case in CASES])


@pytest.fixture
def review(tmp_path) -> Path:
    """A notebook that fails for the third case, until it finds a file called mended beside the record."""
    fails = (
        "from pathlib import Path\nif case_id.endswith('3') and not Path(record, '../mended').exists(): raise ValueError(case_id)"
    )
    return notebook(tmp_path / "review.ipynb", code(PARAMETERS, "parameters"), code(fails), code("print(case_id, seed)"))


def rows(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "cases.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def states(ended) -> list[tuple[int, str]]:
    return [(end.row, end.state) for end in ended]


def everything_in(folder: Path) -> str:
    """All names in a folder and all texts in it but the reports' own."""
    own = ("report.html", "notebook.ipynb")
    return " ".join(f"{p.name} {p.read_text() if p.is_file() and p.name not in own else ''}" for p in folder.rglob("*"))


def test_a_failure_stops_nothing_and_the_next_call_goes_on(review, record, tmp_path):
    over, to, told = rows(tmp_path, "case_id,as_of", *(f"{c}," for c in CASES)), tmp_path / "out", []
    first = run_batch(review, over, record, to, workers=2, progress=lambda *said: told.append(said))
    assert states(first) == [(2, "built"), (3, "built"), (4, "failed"), (5, "built")]
    assert first[2].why == ("code cell 2", "an error of type ValueError")
    assert told[0] == (0, 0, 4)
    assert told[-1] == (4, 1, 4)
    assert "3 of 4 runs have a report" in (to / "index.html").read_text()
    assert "Quetzalcoatl" not in everything_in(to) + str(first)

    (tmp_path / "mended").touch()
    (to / first[0].folder / "report.html").unlink()
    second = run_batch(review, over, record, to)
    assert states(second) == [(2, "built"), (3, "kept"), (4, "built"), (5, "kept")]
    assert second[1].folder == first[1].folder


def test_other_inputs_are_built_anew(review, record, tmp_path):
    over, to = rows(tmp_path, "case_id", CASES[0]), tmp_path / "out"
    run_batch(review, over, record, to)
    (record / "visit.csv").write_text("case_id,statement_id,entity_id,occurred_on,recorded_at\n")
    assert states(run_batch(review, over, record, to)) == [(2, "built")]
    assert states(run_batch(review, over, record, to)) == [(2, "kept")]


def test_all_that_is_wrong_with_the_rows_is_told_at_once_without_what_stands_there(review, record, tmp_path):
    over = rows(tmp_path, "case_id,as_of,seed,which", "Q1,Q2,Q3,Q4", "Q5,,1,a", "", "Q6", ",2024-02-30,2,b", "Q5,,1,a")
    with pytest.raises(CaseReviewError) as told:
        run_batch(review, over, record, tmp_path / "out")
    assert told.value.problems == [
        "row 2, as_of: what stands there is not a day such as 2024-05-01",
        "row 2, seed: what stands there is not a whole number",
        "row 2, which: what stands there is none of a, b",
        "row 5: 1 cells where the heading has 4",
        "row 6, case_id: empty",
        "row 6, as_of: what stands there is not a day such as 2024-05-01",
        "row 7: the same as row 3",
    ]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "lines, problem",
    [
        (["case,record,seed,seed", "1,2,3,4"], "column case: there is no such parameter (did you mean case_id?)"),
        (["case_id,record", "1,2"], "column record: the record is named once, for all rows"),
        (["case_id,case_id", "1,2"], "column case_id is there twice"),
        (["case_id,", "1,2"], "column 2 has no name"),
        (["case_id"], "it has a heading and no row"),
        ([""], "it has no heading with the names of parameters"),
        (['case_id,seed\n"1', "2"], "it is not a CSV file in UTF-8"),
    ],
)
def test_a_heading_that_cannot_be_used(lines, problem, review, record, tmp_path):
    with pytest.raises(CaseReviewError) as told:
        run_batch(review, rows(tmp_path, *lines), record, tmp_path / "out")
    assert problem in told.value.problems


def test_rows_that_do_not_fit_the_record_are_told_before_anything_runs(review, record, tmp_path):
    over = rows(tmp_path, "case_id,as_of", "Quetzalcoatl-9,", f"{CASES[0]},1990-01-01")
    with pytest.raises(CaseReviewError) as told:
        run_batch(review, over, record, tmp_path / "out")
    assert told.value.problems == [
        "row 2, case_id: the record holds no such case",
        "row 3, as_of: the record covers nothing before 2000-01-01",
    ]
    assert not (tmp_path / "out").exists()


def test_a_relative_folder_is_that_of_the_runner(review, record, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows(tmp_path, "case_id", CASES[0])
    assert states(run_batch("review.ipynb", "cases.csv", "record", "out")) == [(2, "built")]
    assert (tmp_path / "out" / "index.html").is_file()


def test_what_else_cannot_be_used(review, record, tmp_path):
    over = rows(tmp_path, "case_id", CASES[0])
    for wrong in ({"workers": 0}, {"engine": "forc"}, {"to": over}, {"over": tmp_path / "none.csv"}, {"record": tmp_path / "none"}):
        with pytest.raises(CaseReviewError):
            run_batch(**{"notebook": review, "over": over, "record": record, "to": tmp_path / "out"} | wrong)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_batch_goes_on(workers, review, record, tmp_path):
    def stop(done: int, _failed: int, _of: int) -> None:
        if done:
            raise KeyboardInterrupt

    over, to = rows(tmp_path, "case_id", CASES[0], CASES[1]), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        run_batch(review, over, record, to, workers=workers, progress=stop)
    assert not list(to.glob(f"{stage.PREFIX}*"))
    assert sorted(state for _, state in states(run_batch(review, over, record, to))) == ["built", "kept"]


def test_the_state_is_private_keyed_and_survives_a_torn_line(tmp_path):
    with batch_state.opened(tmp_path) as state:
        key = state.key({"case_id": "1"})
        state.add(key, "folder")
        with pytest.raises(CaseReviewError, match="Another batch"), batch_state.opened(tmp_path):
            pass
    file = tmp_path / batch_state.NAME
    assert stat.S_IMODE(file.stat().st_mode) == stage.PRIVATE_FILE
    file.write_text(file.read_text() + '{"built": "half')
    with batch_state.opened(tmp_path) as state:
        assert state.folder(key) == "folder"
        state.add("other", "folder")
    assert [list(json.loads(line)) for line in file.read_text().splitlines() if "half" not in line] == [["salt"]] + [
        ["built", "folder"]
    ] * 2
    (tmp_path / "b").mkdir()
    with batch_state.opened(tmp_path / "b") as state:
        assert state.key({"case_id": "1"}) != key


def test_the_command_lists_what_failed_by_row_and_leaves_with_1(review, record, tmp_path, capsys):
    over = rows(tmp_path, "case_id", CASES[2], CASES[3])
    words = ["batch", str(review), "--record", str(record), "--over", str(over), "--to", str(tmp_path / "out")]
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    said = "".join(capsys.readouterr())
    assert left.value.code == 1
    assert "1 report built" in said
    assert "row 2: code cell 2; an error of type ValueError" in said
    assert "Quetzalcoatl" not in said
