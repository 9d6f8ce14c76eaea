"""How long a report takes: papermill and nbconvert on the command line, beside the plain and the fork engine, in one run.

The engines build as a batch of one worker does, the check of the batch's row included.

Each case is built by all three in turn, so that what else the machine does falls on all alike. Seconds of processor are
those of the whole tree of processes: on a busy machine they are the ones to trust.

    python benchmarks/reports.py --reports 3
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from toolkit import paths
from toolkit.record.open import Record, open_record
from toolkit.report import execute, find, fork, manifest, read_parameters, run_notebook
from toolkit.report.batch_rows import Row, check_rows

NOTEBOOK = "learning_review"
CASE = "C{:05}"
BARE, PLAIN, FORK = "papermill + nbconvert", "plain engine", "fork engine"
HEADS = {"wall min": 10, "median": 8, "processor min": 15, "median ": 8, "ratio wall": 12, "processor": 11}
Times = dict[str, list[tuple[float, float]]]


def main() -> None:
    """Measure, and print seconds and ratios."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--reports", type=int, default=2, help="how many cases (default 2)")
    asked.add_argument("--without-bare", action="store_true", help="leave out papermill and nbconvert, which take the longest")
    options = asked.parse_args()
    print(f"{options.reports} learning reviews of {paths.sample_record().name}, {os.cpu_count()} processors, load {load()}")
    times, start, same = measured(options.reports, not options.without_bare)
    table(times)
    print(f"The fork engine's start, once a batch: {start[0]:.2f} s ({start[1]:.2f} s of processor)")
    print(f"Plain and fork engine gave {'the same bytes' if same else 'DIFFERENT BYTES'}. Load at the end {load()}")


def measured(reports: int, bare: bool) -> tuple[Times, tuple[float, float], bool]:
    """Return wall and processor seconds of each report by way, those of the fork engine's start, and whether bytes were equal."""
    record = open_record(paths.sample_record())
    times: Times = {way: [] for way in ((BARE,) if bare else ()) + (PLAIN, FORK)}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        to = Path(folder)
        once(lambda: build(record, CASE.format(1), to, "plain"))  # the runner's own imports, which a batch pays once
        start = once(lambda: stack.enter_context(ready()))
        outputs = []
        for case in (CASE.format(n) for n in range(1, reports + 1)):
            if bare:
                times[BARE].append(once(lambda case=case: by_command_line(record, case, to)))
            for way, engine in ((PLAIN, "plain"), (FORK, "fork")):
                times[way].append(once(lambda case=case, engine=engine: outputs.append(build(record, case, to, engine))))
    return times, start, outputs[::2] == outputs[1::2]


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


def once(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall and the processor seconds that something took."""
    wall, processor = time.perf_counter(), processor_seconds()
    work()
    return time.perf_counter() - wall, processor_seconds() - processor


def processor_seconds() -> float:
    """Return the processor seconds of this process, of its ended children, and of the fork server and its ended kernels."""
    own = sum(os.times()[:4])
    return own + sum(_of(child) for child in Path("/proc/self/task").glob("*/children") for child in child.read_text().split())


def _of(pid: str) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def table(times: Times) -> None:
    """Print what each way took a report, and how that is to the first of them."""
    first = next(iter(times.values()))
    heads = "".join(f"{head:>{width}}" for head, width in HEADS.items())
    print(f"\n{'seconds a report':24}{heads}")
    for way, took in times.items():
        walls, processors = zip(*took, strict=True)
        ratios = [statistics.median(a[k] / b[k] for a, b in zip(took, first, strict=True)) for k in (0, 1)]
        print(
            f"{way:24}{min(walls):10.2f}{statistics.median(walls):8.2f}{min(processors):15.2f}{statistics.median(processors):8.2f}"
            f"{ratios[0]:12.2f}{ratios[1]:11.2f}"
        )
    print("Ratios are medians of those case by case.\n")


def load() -> str:
    """Return how busy the machine is."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"


if __name__ == "__main__":
    main()
