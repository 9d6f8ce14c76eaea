"""The fork engine: the same bytes as the plain one, nothing carried over, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.report.making import MADE_UP, code, notebook
from tests.report.test_run import CANARY, ENDS
from toolkit.errors import CaseReviewError
from toolkit.report import execute, fork, run_notebook, stage

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not fork.available(), reason="kernels can be forked on Linux only")

WORLD = """
import hashlib, io, locale, os, sys, time, warnings
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
out = io.BytesIO()
figure, axes = plt.subplots()
axes.plot([1, 3, 2])
figure.savefig(out, format="png")
plt.close(figure)
print(hashlib.sha256(out.getvalue()).hexdigest(), matplotlib.get_backend(), sorted(matplotlib.rcParams.items()))
print([p for p in sys.path], list({"a", "b", "c", "d"}), hash("a"), sys.flags, sys.argv[0], __name__)
print(os.listdir("."), os.path.basename(os.getcwd()), locale.getlocale(), time.tzname, os.environ["PYTHONHASHSEED"], os.umask(0o22))
print(pd.DataFrame({"a": [1, 2]}).to_string(), pd.options.display.max_rows, np.get_printoptions(), "debugpy" in sys.modules)
"""


@pytest.fixture(scope="module", autouse=True)
def _warm():
    with execute.engine_ready("fork"):
        yield


def outputs(report: Path) -> dict[str, str]:
    return json.loads(report.with_name("manifest.json").read_text())["outputs"]


def printed(notebook: Path, to: Path, engine: str) -> str:
    kept = json.loads(run_notebook(notebook, to, engine=engine).with_name("notebook.ipynb").read_text())
    return "".join(o["text"] for cell in kept["cells"] for o in cell.get("outputs", ()) if o["output_type"] == "stream")


def test_the_fork_engine_gives_the_bytes_of_the_plain_one(plain, tmp_path):
    forked = run_notebook(MADE_UP, tmp_path, parameters={"case_id": "00777"}, engine="fork")
    assert outputs(forked) == outputs(plain / "report.html")


def test_a_forked_kernel_is_in_the_same_world(tmp_path):
    path = notebook(tmp_path / "world.ipynb", code(WORLD))
    assert printed(path, tmp_path / "fork", "fork") == printed(path, tmp_path / "plain", "plain")


def test_nothing_goes_from_one_report_to_the_next(tmp_path):
    first = "import builtins, os, random, numpy as np\nprint(hasattr(builtins, 'left'), os.environ.get('LEFT'))\n"
    path = notebook(
        tmp_path / "a.ipynb",
        code(first + "builtins.left = os.environ['LEFT'] = '1'\nnp.left = 1"),
        code("print(random.random(), np.random.random())"),
    )
    (one, chance), (two, other) = (printed(path, tmp_path / "out", "fork").splitlines() for _ in range(2))
    assert one == two == "False None"
    assert not set(chance.split()) & set(other.split())


@pytest.mark.parametrize("how", ENDS)
def test_a_failed_run_says_the_same(how, tmp_path, capfd):
    source, why = ENDS[how]
    path = notebook(tmp_path / "a.ipynb", code('case_id: "id" = ""', "parameters"), code(source), code("1"))
    with pytest.raises(CaseReviewError) as told:
        run_notebook(path, tmp_path / "out", parameters={"case_id": CANARY}, engine="fork")
    [left] = (tmp_path / "out").iterdir()
    assert why in left.read_text().replace("\n", " ")
    assert CANARY not in left.read_text() + str(told.value) + "".join(capfd.readouterr())


def test_a_slow_cell_is_ended(tmp_path):
    path = notebook(tmp_path / "a.ipynb", code("import time; time.sleep(60)"))
    with pytest.raises(CaseReviewError, match="longer than it may"):
        run_notebook(path, tmp_path / "out", cell_seconds=1, engine="fork")


def test_the_server_is_started_anew_where_it_died(tmp_path):
    path = notebook(tmp_path / "a.ipynb", code("print(1)"))
    with fork.warm({}) as server:
        os.kill(server.pid, signal.SIGKILL)
        gone(server.pid)
    assert printed(path, tmp_path / "out", "fork") == "1\n"


def test_no_such_engine(tmp_path):
    with pytest.raises(CaseReviewError, match="did you mean fork"):
        run_notebook(notebook(tmp_path / "a.ipynb", code("1")), tmp_path / "out", engine="forc")


def test_elsewhere_it_falls_back_and_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(fork, "available", lambda: False)
    monkeypatch.setattr(fork, "warm", None)
    assert "Linux only" in execute.falls_back("fork")
    assert printed(notebook(tmp_path / "a.ipynb", code("print(1)")), tmp_path / "out", "fork") == "1\n"


# What the kernel waits in: a library that holds Python still, so that nothing of Python's own could end it.
DEAF = "ctypes.PyDLL(None).sleep(120)"
WAITS = {"fork": DEAF, "plain": "__import__('time').sleep(120)"}
RUNNER = """
import sys
from toolkit.report import run_notebook
run_notebook(sys.argv[1], sys.argv[2], parameters={"pid": sys.argv[3]}, engine=sys.argv[4])
"""


@pytest.mark.parametrize("engine", WAITS)
def test_a_killed_runner_leaves_nothing_behind(engine, tmp_path, monkeypatch):
    path = notebook(
        tmp_path / "a.ipynb",
        code('pid: str = ""', "parameters"),
        code(f"import ctypes, os, pathlib\npathlib.Path(pid).write_text(str(os.getpid()))\n{WAITS[engine]}"),
    )
    with tempfile.TemporaryDirectory(prefix="t") as temporary:
        runner = subprocess.Popen(
            [sys.executable, "-c", RUNNER, path, tmp_path / "out", tmp_path / "pid", engine],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": temporary},
        )
        begun = time.monotonic()
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() - begun < 60
            assert runner.poll() is None
            time.sleep(0.05)
        pids = [*below(runner.pid), int((tmp_path / "pid").read_text())]
        assert len(set(pids)) == (2 if engine == "fork" else 1)
        runner.kill()
        runner.wait()
        gone(*pids)
        assert len(list(Path(temporary).iterdir())) == 2  # the sockets and their lock: a killed process clears nothing
        assert all(p.name.startswith(stage.PREFIX) for p in (tmp_path / "out").iterdir())
        monkeypatch.setattr(tempfile, "tempdir", temporary)
        run_notebook(notebook(tmp_path / "b.ipynb", code("1")), tmp_path / "out", engine="fork")
        assert list(Path(temporary).iterdir()) == []
    assert [p.name[0] for p in (tmp_path / "out").iterdir()] == ["b"]


def below(pid: int) -> list[int]:
    """The numbers of all processes that come from one."""
    own = [int(n) for task in Path(f"/proc/{pid}/task").iterdir() for n in (task / "children").read_text().split()]
    return own + [n for child in own for n in below(child)]


def gone(*pids: int) -> None:
    """Wait until none of these processes runs any more."""
    end = time.monotonic() + 10
    while running := [pid for pid in pids if alive(pid)]:
        assert time.monotonic() < end, running
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
