"""Where the processor's time of one learning review goes: cell by cell in a process forked warm, and in the runner around it.

The cells run as plain code in a process that is made as a kernel of the fork engine is, after another case has filled the
store of what is the same for all. What the kernel's own machinery takes is not in it: that is the whole less these parts.

    python benchmarks/profile_review.py --case C00002 --calls 40
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import io
import json
import os
import pstats
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from toolkit import paths
from toolkit.record.kept import Store, use
from toolkit.report import fork_server

NOTEBOOK = "learning_review"


def main() -> None:
    """Run, and print a line a cell and a line for each part of the runner."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--case", default="C00002", help="the case (default C00002)")
    asked.add_argument("--before", default="C00001", help="the case that fills the store first (default C00001)")
    asked.add_argument("--calls", type=int, default=0, help="print so many of the calls that take longest, profiled")
    asked.add_argument("--sort", default="cumulative", help="how the calls are sorted (default cumulative)")
    asked.add_argument("--only", default="", help="profile only cells whose code holds this")
    asked.add_argument("--runner", action="store_true", help="the runner instead of the cells")
    options = asked.parse_args()
    if options.runner:
        runner(options)
        return
    fork_server.load()
    use(Store.in_memory())
    forked(lambda: cells(options.before, 0, "", ""))
    forked(lambda: cells(options.case, options.calls, options.sort, options.only, tell=True))


def forked(work: Callable[[], object]) -> None:
    """Do something in a process of its own and wait for it."""
    sys.stdout.flush()
    if not (number := os.fork()):
        code = 1
        try:
            work()
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]):
        raise SystemExit("The process ended with an error.")


def cells(case: str, calls: int, sort: str, only: str, tell: bool = False) -> None:
    """Run the notebook's code cells one after the other, and print the processor milliseconds of each."""
    source = json.loads((paths.notebooks() / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8"))
    code = [text for c in source["cells"] if c["cell_type"] == "code" and (text := "".join(c["source"])).strip()]
    profile, room, total = cProfile.Profile(), {"__name__": "__main__"}, 0.0
    with shown_nowhere(), tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for number, text in enumerate(code):
            ran = f"{text}\ncase_id = {case!r}" if number == 0 else text
            wall, processor = time.perf_counter(), time.process_time()
            with profile if calls and only in text else contextlib.nullcontext():
                exec(compile(ran, f"cell {number}", "exec"), room)
            took, total = time.process_time() - processor, total + time.process_time() - processor
            if tell:
                print(f"{took * 1000:8.0f}{(time.perf_counter() - wall) * 1000:8.0f}  {' '.join(text.split())[:100]}")
    if tell:
        print(f"{total * 1000:8.0f}          all cells")
    if calls:
        pstats.Stats(profile).sort_stats(sort).print_stats(calls)


@contextlib.contextmanager
def shown_nowhere() -> Iterator[None]:
    """Have what cells show go nowhere."""
    import IPython.display

    own: Any = IPython.display
    before, own.display = own.display, lambda *_, **__: None
    try:
        yield
    finally:
        own.display = before


def runner(options: argparse.Namespace) -> None:
    """Profile what the runner does for one report: all but its kernel."""
    from toolkit.record.open import open_record
    from toolkit.report import execute, run_notebook

    record, profile = open_record(paths.sample_record()), cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder, execute.quiet(), execute.engine_ready("fork"):
        for case in (options.before, options.case):
            run_notebook(NOTEBOOK, folder, record, {"case_id": case}, engine="fork", checked=True)
        processor = time.process_time()
        run_notebook(NOTEBOOK, folder, record, {"case_id": options.case}, engine="fork", checked=True)
        print(f"{(time.process_time() - processor) * 1000:8.0f}          runner")
        if options.calls:
            with profile:
                run_notebook(NOTEBOOK, folder, record, {"case_id": options.case}, engine="fork", checked=True)
            pstats.Stats(profile, stream=(out := io.StringIO())).sort_stats(options.sort).print_stats(options.calls)
            print(out.getvalue())


if __name__ == "__main__":
    main()
