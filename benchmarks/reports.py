"""How long a report takes: papermill and nbconvert on the command line, beside the plain and the fork engine, in one run.

The engines build as a batch of one worker does, the check of the batch's row included.

Each case is built by all three in turn, so that what else the machine does falls on all alike. Seconds of processor are
those of the whole tree of processes: on a busy machine they are the ones to trust. With a file to keep what was measured in, a
run that was broken off is gone on with; a hundred cases take most of an hour on a quiet machine.

    python benchmarks/reports.py --reports 3
    python benchmarks/reports.py --reports 100 --keep reports-100.jsonl
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit import paths
from toolkit.known.views import decisions
from toolkit.record.open import Record, open_record
from toolkit.report import execute, find, fork, manifest, read_parameters, run_notebook
from toolkit.report.batch_rows import Row, check_rows

NOTEBOOK = "learning_review"
BARE, PLAIN, FORK = "papermill + nbconvert", "plain engine", "fork engine"
ENGINES = {PLAIN: "plain", FORK: "fork"}
HEADS = {"wall min": 10, "median": 8, "processor min": 15, "median ": 8, "ratio wall": 12, "processor": 11}
Measured = dict[str, Any]


def main() -> None:
    """Measure, and print seconds and ratios."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--reports", type=int, default=2, help="how many cases (default 2)")
    asked.add_argument("--without-bare", action="store_true", help="leave out papermill and nbconvert, which take the longest")
    asked.add_argument("--keep", type=Path, help="a file to keep what was measured in, and to go on from")
    options = asked.parse_args()
    record = open_record(paths.sample_record())
    cases = list(islice(sorted(set(decisions(record)["case_id"])), options.reports))
    ways = [*([] if options.without_bare else [BARE]), PLAIN, FORK]
    print(f"{len(cases)} learning reviews of {record.path.name}, {os.cpu_count()} processors, load {load()}", flush=True)
    found = kept(options.keep)
    start = measure(record, cases, ways, found, options.keep)
    table(found, cases, ways)
    print(f"The fork engine's start, once a batch: {start[0]:.2f} s ({start[1]:.2f} s of processor)")
    loads = [row["load"] for row in found.values()]
    print(f"{said_of_bytes(found, cases)} Load while it was measured: {min(loads):.1f} to {max(loads):.1f}")


def kept(file: Path | None) -> dict[tuple[str, str], Measured]:
    """Return what a file holds, by case and way; a line that was broken off is taken out of it."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if file and file.exists() else []
    whole = [line for line in lines if line.endswith("\n")]
    if file and len(whole) < len(lines):
        file.write_text("".join(whole), encoding="utf-8")
    return {(row["case"], row["way"]): row for row in map(json.loads, whole)}


def measure(
    record: Record, cases: list[str], ways: list[str], found: dict[tuple[str, str], Measured], keep: Path | None
) -> tuple[float, float]:
    """Build what was not built yet, each case in all ways in turn, and return wall and processor seconds of the fork engine's start."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        to = Path(folder)
        build(record, cases[0], to, "plain")  # the runner's own imports, which a batch pays once
        start = once(lambda: stack.enter_context(ready()))[1:]
        if FORK in ways:
            build(record, cases[-1], to, "fork")  # what is the same for all cases, worked out once a batch
        for case, way in ((case, way) for case in cases for way in ways if (case, way) not in found):
            bytes_of, wall, processor = once(lambda case=case, way=way: made(record, case, to, way))
            found[case, way] = {"case": case, "way": way, "wall": wall, "processor": processor, "bytes": bytes_of}
            found[case, way] |= {"load": os.getloadavg()[0]}
            if keep:
                with keep.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(found[case, way]) + "\n")
    return start


def made(record: Record, case: str, to: Path, way: str) -> str:
    """Build one report in one way, and return what tells its bytes from others'."""
    if way == BARE:
        by_command_line(record, case, to)
        return ""
    return hashlib.sha256(repr(sorted(build(record, case, to, ENGINES[way]).items())).encode()).hexdigest()


@contextlib.contextmanager
def ready() -> Iterator[None]:
    """The fork engine with its libraries loaded: a first kernel waits for them."""
    with execute.engine_ready("fork"):
        if fork.available():
            with fork.warm({}) as server:
                server.fork(["--version"], dict(os.environ), "/").wait()
        yield


def build(record: Record, case: str, to: Path, engine: str) -> dict[str, str]:
    """Build one report as a batch does and return the hashes of its files."""
    row, notebook = Row(1, {"case_id": case}), find.resolve(NOTEBOOK)
    check_rows([row], read_parameters(notebook), record, notebook.stem)
    report = run_notebook(notebook, to, record, row.values, engine=engine, checked=True)
    return {
        f.relative_to(report.parent).as_posix(): manifest.sha256(f)
        for f in report.parent.rglob("*")
        if f.is_file() and f.name != manifest.NAME
    }


def by_command_line(record: Record, case: str, to: Path) -> None:
    """Build one report as without this project: two commands, an executed notebook, a page of the stock template."""
    source, out = paths.notebooks() / f"{NOTEBOOK}.ipynb", to / f"bare-{case}.ipynb"
    said = {"record": str(record.path.resolve()), "case_id": case}
    given = [word for name, value in said.items() for word in ("-r", name, value)]
    environment = os.environ | {"PYTHONPATH": str(paths.PACKAGE.parent)}
    for words in (["papermill", str(source), str(out), *given], ["jupyter", "nbconvert", "--to", "html", str(out)]):
        subprocess.run([sys.executable, "-m", *words], check=True, capture_output=True, env=environment, cwd=to)


def once(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what something gives, and the wall and the processor seconds that it took."""
    wall, processor = time.perf_counter(), processor_seconds()
    given = work()
    return given, time.perf_counter() - wall, processor_seconds() - processor


def processor_seconds() -> float:
    """Return the processor seconds of this process, of its ended children, and of the fork server and its ended kernels."""
    own = sum(os.times()[:4])
    return own + sum(_of(child) for child in Path("/proc/self/task").glob("*/children") for child in child.read_text().split())


def _of(pid: str) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def table(found: dict[tuple[str, str], Measured], cases: list[str], ways: list[str]) -> None:
    """Print what each way took a report, and how that is to the first of them."""
    heads = "".join(f"{head:>{width}}" for head, width in HEADS.items())
    print(f"\n{'seconds a report':24}{heads}")
    for way in ways:
        walls, processors = ([found[case, way][k] for case in cases] for k in ("wall", "processor"))
        ratios = [statistics.median(found[case, way][k] / found[case, ways[0]][k] for case in cases) for k in ("wall", "processor")]
        print(
            f"{way:24}{min(walls):10.2f}{statistics.median(walls):8.2f}{min(processors):15.2f}{statistics.median(processors):8.2f}"
            f"{ratios[0]:12.2f}{ratios[1]:11.2f}"
        )
    print("Ratios are medians of those case by case.\n")


def said_of_bytes(found: dict[tuple[str, str], Measured], cases: list[str]) -> str:
    """Say whether the plain and the fork engine gave the same."""
    other = [case for case in cases if found[case, PLAIN]["bytes"] != found[case, FORK]["bytes"]]
    return f"Plain and fork engine gave {f'DIFFERENT BYTES for {len(other)}' if other else 'the same bytes'}."


def load() -> str:
    """Return how busy the machine is."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"


if __name__ == "__main__":
    main()
