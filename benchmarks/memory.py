"""How much memory many reports take: made by the fork engine, one after the other, and what is held at each step.

The runner and the process that kernels are forked from live as long as a batch: what they hold must not grow with it. A kernel
ends with its report, so its peak is of one report. A thousand of the small notebook beside this file, each a kernel, a page, a
workbook and a folder, take minutes; of the learning review an hour.

    python benchmarks/memory.py --reports 1000 --quick
    python benchmarks/memory.py --reports 1000 --every 50
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from toolkit import paths
from toolkit.known.views import decisions
from toolkit.record.open import Record, open_record
from toolkit.report import execute, fork, run_notebook

NOTEBOOK, QUICK = "learning_review", Path(__file__).with_name("parts_of_a_record.ipynb")
STEPS = (1, 10, 20, 50)  # the first hold what is loaded once
SHARES = (0.01, 0.1, 0.25, 0.5, 0.75, 1)


def main() -> None:
    """Build, and print a line at each step."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--reports", type=int, default=100, help="how many reports (default 100)")
    asked.add_argument("--quick", action="store_true", help="a very small notebook in place of the learning review")
    asked.add_argument("--every", type=int, default=0, help="print a line after so many reports, in place of at growing steps")
    options = asked.parse_args()
    notebook = QUICK if options.quick else NOTEBOOK
    steps = {*STEPS, *(round(share * options.reports) for share in SHARES)}
    steps = {1, *range(options.every, options.reports + 1, options.every)} if options.every else steps
    if not fork.available():
        raise SystemExit("Kernels can be forked on Linux only.")
    record = open_record(paths.sample_record())
    print(f"{'reports':>8}{'runner MB':>11}{'server MB':>11}{'open files':>12}{'processes':>11}{'seconds':>9}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, execute.quiet(), execute.engine_ready("fork"), fork.warm({}) as server:
        for n, case in enumerate(islice(cycle(cases(record)), options.reports), 1):
            report = run_notebook(notebook, folder, record, {"case_id": case}, engine="fork", checked=True)
            for file in sorted(report.parent.rglob("*"), reverse=True):
                file.unlink() if file.is_file() else file.rmdir()
            if n in steps:
                held = megabytes(os.getpid()), megabytes(server.pid)
                counted = len(list(Path("/proc/self/fd").iterdir())), len(list(below(os.getpid())))
                print(
                    f"{n:8}{held[0]:11.1f}{held[1]:11.1f}{counted[0]:12}{counted[1]:11}{time.monotonic() - start:9.0f}", flush=True
                )


def cases(record: Record) -> list[str]:
    """The cases that have something to review."""
    return sorted(set(decisions(record)["case_id"]))


def megabytes(pid: int) -> float:
    """The resident set of a process, with what it shares with others."""
    said = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(said.partition("VmRSS:")[2].split()[0]) / 1024


def below(pid: int) -> Iterator[int]:
    """The numbers of all processes that come from one."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield int(child)
            yield from below(int(child))


if __name__ == "__main__":
    main()
