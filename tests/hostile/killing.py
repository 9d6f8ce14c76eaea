"""A batch that is killed again and again at moments drawn by lot: the runner, what kernels are forked from, a kernel, or all.

python -m tests.hostile.killing --kills 60 --seed 1
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.report.making import code, notebook

ROOT = Path(__file__).resolve().parents[2]
WHO = ("runner", "server", "kernel", "all")
CASES = ("00123", "7", "C-9")
MARK = "CASEREVIEW_TEST_MARK"
_GONE_SECONDS = 20
_PARAMETERS = 'record: "path" = ""\ncase_id: "id" = ""\nseed: int = 1'
_CELLS = (
    "import time\ntime.sleep(0.1)",
    "from toolkit.report import show\nimport pandas as pd\nshow.table(pd.DataFrame({'a': [case_id] * 50}), 'A table')",
    "time.sleep(0.1)\nprint('done')",
)


@dataclass
class Folder:
    """Where a batch works: its record, its rows, its reports and its temporary files, and which of them were killed when."""

    at: Path
    kills: collections.Counter = field(default_factory=collections.Counter)

    def __post_init__(self) -> None:
        record = self.at / "record"
        record.mkdir()
        (record / "case.csv").write_text(
            "statement_id,entity_id,case_id,recorded_at\n" + "".join(f"s{c},e{c},{c},2020-01-01\n" for c in CASES)
        )
        (record / "coverage.csv").write_text("table_name,covered_from,recorded_at\ncase,2020-01-01,2020-01-01\n")
        self.notebook = notebook(self.at / "short.ipynb", code(_PARAMETERS, "parameters"), *(code(c) for c in _CELLS))
        self.temporary.mkdir()

    @property
    def out(self) -> Path:
        return self.at / "out"

    @property
    def temporary(self) -> Path:
        return self.at / "t"

    @property
    def mark(self) -> str:
        return f"{MARK}={self.at}"

    def start(self, seed: int) -> subprocess.Popen[bytes]:
        """Begin a batch of which no report was built before, unless the seed was used before."""
        rows = self.at / "rows.csv"
        rows.write_text("case_id,seed\n" + "".join(f"{c},{seed}\n" for c in CASES))
        given = ["--over", rows, "--record", self.at / "record", "--to", self.out, "--workers", "2"]
        return subprocess.Popen(
            [sys.executable, "-m", "toolkit", "batch", self.notebook, *given],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(self.temporary), MARK: str(self.at)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self, batch: subprocess.Popen[bytes], who: str, after: float) -> None:
        """Kill one of them after so many seconds, or as soon as it is there, and wait until the batch has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            batch.wait(after)
        chosen: list[int] = []
        while batch.poll() is None and not chosen:
            chosen = self._chosen(batch.pid, who)
        for pid in chosen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kills[who if chosen else "nobody"] += 1
        batch.wait(120)

    def _chosen(self, runner: int, who: str) -> list[int]:
        servers = below(runner)
        kernels = [k for s in servers for k in below(s)]
        return {"runner": [runner], "server": servers[:1], "kernel": kernels[:1], "all": [runner, *servers, *kernels]}[who]

    def alive(self) -> list[int]:
        """Every process that was begun for this folder, whoever is its parent now; waits a little for the dying."""
        end = time.monotonic() + _GONE_SECONDS
        while (found := [int(p.name) for p in Path("/proc").glob("[0-9]*") if self._ours(p)]) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    def _ours(self, process: Path) -> bool:
        try:
            zombie = (process / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
            return not zombie and self.mark.encode() in (process / "environ").read_bytes()
        except OSError:
            return False

    def halves(self) -> list[str]:
        """What stands there under a report's name and is not whole, and files that nothing explains."""
        found = []
        for there in self.out.iterdir() if self.out.is_dir() else ():
            if there.is_dir() and not there.name.startswith("."):
                found += [there.name] if not whole(there) else []
            elif not there.name.startswith((".staging-", ".batch.jsonl", ".index.html-")) and not there.name.endswith(".error.txt"):
                found += [there.name] if there.name != "index.html" else []
        index = self.out / "index.html"
        return found + (["index.html"] if index.exists() and not index.read_text().rstrip().endswith("</html>") else [])

    def age(self) -> None:
        """Let an hour go by for what was being written when it was killed: what is young may be somebody's at work."""
        then = time.time() - 3600
        for file in [*self.out.glob(".*-*"), *self.temporary.iterdir()]:
            os.utime(file, (then, then))

    def left(self) -> list[str]:
        """Temporary files and folders that are still there when a batch has ended well."""
        hidden = [p.name for p in self.out.iterdir() if p.name.startswith(".") and p.name != ".batch.jsonl"]
        return sorted(hidden + [p.name for p in self.temporary.iterdir()])


def whole(folder: Path) -> bool:
    said = json.loads((folder / "manifest.json").read_text())
    return all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in said["outputs"].items())


def below(pid: int) -> list[int]:
    """The processes that another has begun itself."""
    try:
        return [int(n) for task in Path(f"/proc/{pid}/task").iterdir() for n in (task / "children").read_text().split()]
    except OSError:
        return []


def attack(folder: Folder, kills: int, seed: int, say: bool = False) -> None:
    """Kill as often, look each time, and at last let a batch run to its end; raises AssertionError where anything is wrong."""
    lot = random.Random(seed)
    begun = time.monotonic()
    assert folder.start(-1).wait(300) == 0
    usual = time.monotonic() - begun
    for n in range(kills):
        who, after = WHO[n % len(WHO)], lot.uniform(0.1, usual)
        folder.kill(folder.start(n), who, after)
        assert folder.alive() == [], (n, who, after)
        assert folder.halves() == [], (n, who, after)
        if say:
            print(n, who, f"{after:.2f}", dict(folder.kills), flush=True)
    built = len(list(folder.out.glob("*/manifest.json")))
    folder.age()
    assert folder.start(kills - 1).wait(300) == 0
    assert folder.alive() == []
    assert folder.halves() == []
    assert folder.left() == []
    assert len(list(folder.out.glob("*/manifest.json"))) - built <= len(CASES)
    assert folder.start(kills - 1).wait(300) == 0  # nothing is left to build
    assert len(list(folder.out.glob("*/manifest.json"))) - built <= len(CASES)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=60)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="k") as at:
        folder = Folder(Path(at))
        attack(folder, options.kills, options.seed, say=True)
        reports = len(list(folder.out.glob("*/report.html")))
        print(f"{sum(folder.kills.values())} kills {dict(folder.kills)}: {reports} reports, each whole; nothing left behind")


if __name__ == "__main__":
    main()
