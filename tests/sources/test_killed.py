"""An import that is killed leaves the old record whole, and the next import leaves nothing of it behind.

The moments are seeded: a process is killed at one of the things that it does to files. `KILLS=50` tries more of them.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.ssda903.returns import write_return
from tests.sources.ssda903.test_forms import ALL

KILLS = int(os.environ.get("KILLS", "3"))
ROOT = Path(__file__).resolve().parents[2]
REPLACED = pytest.mark.skipif(os.name != "posix", reason="a process is killed by a signal that only POSIX systems have")
# For each line that it reads, it imports in a process of its own, ended at that of the things it does to files; none where 0.
RUN = """
import os, signal, sys
from pathlib import Path
import duckdb, pandas
sys.path.insert(0, sys.argv[3])
from toolkit.sources.ssda903 import import_returns
from toolkit.sources.tidy import import_tidy
here, source = Path(sys.argv[1]), sys.argv[2]
EVENTS = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.listdir", "shutil.rmtree", "ctypes.dlsym")
done = at = 0
def watch(event, args):
    global done
    if at is not None and event in EVENTS and (event == "ctypes.dlsym" or str(here) in str(args[0])):
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)
def act():
    if source == "ssda903":
        import_returns([here / "2018"], here / "record", replace=True)
    else:
        import_tidy([here / "visits.csv"], here / "record", here / "m.toml", ["2020-05-01"], replace=True)
for line in sys.stdin:
    if not (child := os.fork()):
        at = int(line)
        sys.addaudithook(watch)
        act()
        at = None
        (here.parent / (here.name + ".done")).write_text(str(done))
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""
MAPPING = """
[extract]
covered_from = 2019-01-01
[file.visits]
match = "visits*"
table = "visit"
key = ["No"]
[file.visits.columns]
case_id = "Child"
occurred_on = { from = "Day", form = "iso" }
kind = { value = "child protection visit" }
"""


class Importer:
    """Imports on demand, and says how each import ended (0, or the signal)."""

    def __init__(self, here: Path, source: str) -> None:
        self.here = here
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(here), source, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def run(self, at: int = 0) -> int:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{at}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def done(self) -> int:
        """How many things the last whole import did to files."""
        return int((self.here.parent / f"{self.here.name}.done").read_text())


def content(record: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in sorted(record.iterdir())}


def write(here: Path, source: str, day: str) -> None:
    if source == "ssda903":
        write_return(here / "2018", **{**ALL, "header": ALL["header"].replace("01/07/2017", day)})
    else:
        (here / "visits.csv").write_text(f"No,Child,Day\n1,007,{day}\n2,008,2020-02-02\n", encoding="utf-8")
        (here / "m.toml").write_text(MAPPING, encoding="utf-8")


@REPLACED
@pytest.mark.parametrize("source", ["ssda903", "tidy"])
def test_a_killed_import_leaves_the_old_record_or_the_new_one_and_the_next_clears_up(tmp_path, source):
    days = ("01/07/2017", "02/07/2017") if source == "ssda903" else ("2020-01-05", "2020-01-06")
    here = tmp_path / "here"
    here.mkdir()
    importer, whole = Importer(here, source), []
    try:
        for day in days:
            write(here, source, day)
            assert importer.run() == 0
            whole.append(content(here / "record"))
        assert whole[0] != whole[1]
        total, beside = importer.done(), {f.name for f in here.iterdir()}
        dice = random.Random(source)
        moments = {total, total - 1, *(dice.randrange(1, total) for _ in range(KILLS))}
        for n, at in enumerate(sorted(moments)):
            write(here, source, days[n % 2])
            assert importer.run(at) == signal.SIGKILL, at
            assert content(here / "record") in whole, at
        write(here, source, days[0])
        assert importer.run() == 0
        assert content(here / "record") == whole[0]
        assert {f.name for f in here.iterdir()} == beside
    finally:
        importer.process.kill()
        importer.process.communicate()
