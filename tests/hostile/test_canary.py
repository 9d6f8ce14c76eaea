"""A word that stands in every text and every identifier of a record, looked for in all that the toolkit says about its work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.placing import DECIDED, Placed, place
from tests.report.making import code, notebook
from tests.sources.ssda903.returns import write_return
from toolkit import cli
from toolkit.contrast import classes, contrast
from toolkit.errors import CaseReviewError
from toolkit.known.views import decisions
from toolkit.record import open_record
from toolkit.report import fork

ROOT = Path(__file__).resolve().parents[2]
CANARY = "Quetzalcoatl"
CONTENT = ("report.html", "notebook.ipynb", "tables.xlsx")  # these are case content, and marked so
PARAMETERS = 'record: "path" = ""\ncase_id: "id" = ""'
FAILS = {
    "raises": "raise ValueError(case_id)",
    "looks up": "{}[case_id]",
    "asks a record": "from toolkit.record import open_record\nopen_record(record).connect().execute(f'SELECT {case_id!r}::DATE')",
    "refuses": "from toolkit.errors import CaseReviewError\nraise CaseReviewError(f'There is no case {case_id}', [case_id], case_id)",
    "an error of its own": "raise type(case_id.replace('-', ''), (Exception,), {})(case_id)",
    "warns and dies": "import os, sys, warnings\nwarnings.warn(case_id)\nprint(case_id, file=sys.stderr)\nos.write(2, case_id.encode())\n"
    "os.kill(os.getpid(), 9)",
    "draws without words": "import base64\nfrom IPython.display import display\ndisplay({'image/png': 'AAAA', 'text/plain': case_id}, raw=True)",
    "in a heading": "from toolkit.report import show\nshow.details(case_id, [case_id])\nraise KeyError(case_id)",
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Placed:
    words = [f"{CANARY}-{n} was here" for n in range(40)]
    return place(tmp_path_factory.mktemp("planted") / "record", words, [f"{CANARY}-{n}" for n in range(100)])


@pytest.fixture
def casereview(capfd, caplog):
    """Run the command line in this process; all that it says must be silent about the case. Returns exit code and words.

    `places` lets it name things by their ids where it lists what is doubtful: no log and no error may.
    """

    def run(*words: object, places: bool = False) -> tuple[int, str]:
        ended = 0
        try:
            cli.main([str(word) for word in words])
        except SystemExit as end:
            ended = int(end.code or 0)
        seen = capfd.readouterr()
        said = ("" if places else seen.out) + seen.err + caplog.text
        assert CANARY not in said, said
        assert "Traceback" not in said
        return ended, said

    return run


def told_in(folder: Path) -> list[str]:
    """Where the word stands though it should not: in a name, or in a file that is not the content of a report."""
    names = [p.name for p in folder.rglob("*") if CANARY in p.name]
    files = [p for p in folder.rglob("*") if p.is_file() and p.name not in CONTENT and p.suffix != ".csv"]
    return names + [p.name for p in files if CANARY.encode() in p.read_bytes()]


def tells_all(folder: Path) -> Path:
    """A notebook that shows what was written of a case, quickly."""
    return notebook(
        folder / "tells_all.ipynb",
        code(PARAMETERS, "parameters"),
        code("from toolkit.record import open_record\nfrom toolkit.report import show\nopened = open_record(record).connect()"),
        code("notes = opened.execute('SELECT case_id, kind, note FROM information WHERE case_id = ?', [case_id]).df()"),
        code("show.table(notes, 'What was written', name='notes')"),
    )


def test_a_batch_a_replay_and_a_release_of_reports(planted, casereview, tmp_path):
    (tmp_path / "rows.csv").write_text("case_id\n" + "".join(f"{case}\n" for case in planted.cases[:2]), encoding="utf-8")
    out, path = tmp_path / "out", tells_all(tmp_path)
    assert casereview("batch", path, "--over", tmp_path / "rows.csv", "--record", planted.folder, "--to", out)[0] == 0
    reports = [m.parent for m in out.glob("*/manifest.json")]
    assert len(reports) == 2
    assert told_in(out) == []
    for case in (planted.cases[0], f"{CANARY}-99"):
        casereview("replay", reports[0], "--record", planted.folder, "--notebook", path, "--case-id", case)
    casereview("release", reports[0], "--to", tmp_path / "released")
    assert told_in(out) == []
    assert not (tmp_path / "released").exists()


@pytest.mark.parametrize("how", FAILS)
def test_a_notebook_that_fails(how, planted, casereview, tmp_path):
    path = notebook(tmp_path / "failing.ipynb", code(PARAMETERS, "parameters"), code(FAILS[how]))
    (tmp_path / "rows.csv").write_text(f"case_id\n{planted.first}\n", encoding="utf-8")
    ended, said = casereview("batch", path, "--over", tmp_path / "rows.csv", "--record", planted.folder, "--to", tmp_path / "out")
    assert ended == 1, said
    assert told_in(tmp_path / "out") == []
    assert len(list((tmp_path / "out").glob("*.error.txt"))) == 1


def test_records_that_are_checked_measured_and_drawn_from(planted, casereview, tmp_path):
    casereview("check", planted.folder, places=True)
    (tmp_path / "views.csv").write_text(
        "view_id,case_id,as_of\n"
        + "".join(f"{CANARY}{n},{case},{day}\n" for n, (case, day) in enumerate(zip(planted.cases, DECIDED, strict=False)))
    )
    known = ("known", planted.folder, "--views", tmp_path / "views.csv", "--to", tmp_path / "measured.csv")
    assert casereview(*known, "--evidence", tmp_path / "evidence.csv")[0] == 0
    casereview("sample", planted.folder, "--n", 5, "--seed", 1, "--to", tmp_path / "sample.csv")
    casereview("run", "learning_review", "--record", planted.folder, "--case-id", f"{CANARY}-nobody", "--to", tmp_path / "out")
    casereview("run", "case_review_audit", "--record", planted.folder, "--as-of", "1990-01-01", "--to", tmp_path / "out")
    assert told_in(tmp_path) == []


def test_questions_that_are_asked_of_a_record(planted, caplog, capfd):
    """What is asked beside what was known says its answers to whoever asks, and nothing to a log."""
    opened = open_record(planted.folder)
    views = decisions(opened, [planted.first])
    assert len(contrast(opened, views)) > 0
    assert len(classes(opened, views)) == len(views)
    with pytest.raises(CaseReviewError) as told:
        contrast(opened, views.drop(columns="as_of"))
    seen = capfd.readouterr()
    assert CANARY not in seen.out + seen.err + caplog.text + str(told.value)


BROKEN = {
    "rows": (
        "visit",
        "statement_id,entity_id,case_id,occurred_on,recorded_at,seen\ns,e,{0},{0},2020-01-01,yes\nt,e,{0},2020-01-01,{0},yes\n"
        "u,e,{0},2020-01-01,2020-01-01,{0}\nv,e,{0},2020-01-01,2020-01-01,yes,{0}\n",
    ),
    "a quote that never ends": ("visit", 'statement_id,entity_id,case_id,recorded_at\ns,e,{0},"2020-01-01 {0}\n'),
    "no heading": ("visit", "{0},{0},{0}\n"),
    "a heading twice": ("visit", "statement_id,{0},{0},case_id,recorded_at\n"),
    "not text": ("visit", b"statement_id,entity_id,case_id,recorded_at\ns,e," + CANARY.encode() + b"\xff\xfe,2020-01-01\n"),
    "parquet cut off": ("information", None),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_file_that_is_broken(how, planted, casereview, tmp_path):
    name, text = BROKEN[how]
    record = tmp_path / "record"
    record.mkdir()
    for file in planted.folder.iterdir():
        if file.stem != name:
            (record / file.name).symlink_to(file)
    if text is None:
        whole = (planted.folder / f"{name}.parquet").read_bytes()
        (record / f"{name}.parquet").write_bytes(whole[: len(whole) // 2] + whole[-400:])
    else:
        (record / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.format(CANARY).encode())
    (tmp_path / "views.csv").write_text(f"view_id,case_id,as_of\nv,{planted.first},2024-01-01\n")
    casereview("check", record, places=True)
    casereview("known", record, "--views", tmp_path / "views.csv", "--to", tmp_path / "m.csv")
    casereview("run", "learning_review", "--record", record, "--case-id", planted.first, "--to", tmp_path / "out")
    assert told_in(tmp_path / "out") == []


def test_returns_that_are_imported(casereview, tmp_path):
    head = "CHILD DECOM RNE DEC REC REASON_PLACE_CHANGE"
    rows = "\n".join([head, *(f"{CANARY}{n} 01/06/2018 S - - -" for n in range(5)), f"{CANARY}9 {CANARY} S - - -"])
    made = write_return(tmp_path / "2019", episodes=rows, reviews=f"CHILD REVIEW\n{CANARY}1 {CANARY}")
    for more in ((), ("--accept-faults",)):
        casereview("import", "ssda903", made, "--to", tmp_path / "record", *more)
    (made / "episodes.csv").write_bytes((made / "episodes.csv").read_bytes() + CANARY.encode() + b'"\xff,"x\n')
    casereview("import", "ssda903", made, "--to", tmp_path / "other")
    assert [n for n in told_in(tmp_path / "record") if not n.endswith(".parquet")] == []


FULL = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); from toolkit.cli import main; main(sys.argv[1:])"
)


@pytest.mark.skipif(not fork.available(), reason="the limit on a file's size is of Unix")
@pytest.mark.parametrize("most", [1_000, 6_000])
def test_a_disk_that_is_full(most, planted, tmp_path):
    """No file may grow beyond so many bytes: as a full disk, the first to be too long fails."""
    given = ["run", tells_all(tmp_path), "--record", planted.folder, "--case-id", planted.first, "--to", tmp_path / "out"]
    done = subprocess.run(
        [sys.executable, "-c", FULL.format(most), *map(str, given)], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert CANARY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    out = tmp_path / "out"
    assert told_in(out) == [] if out.exists() else True
    assert not list(out.glob("*/report.html"))
    assert [p.name for p in out.iterdir() if p.name.startswith(".")] == [] if out.exists() else True


def test_a_manifest_is_only_words_of_ours(planted, tmp_path):
    """Made by hand to be sure that the looking itself works."""
    (tmp_path / "manifest.json").write_text(json.dumps({"case": planted.first}))
    assert told_in(tmp_path) == ["manifest.json"]
