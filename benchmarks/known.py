"""How fast what was known is worked out: the toolkit, SQL and frames written by hand for the same result, side by side.

Each way runs in a process of its own, one after the other, on the same files; time begins when everything is imported.

* `count`: things of one table as known at each view, by kind;
* `ten`: ten indicators at every view, without evidence, as tidy rows in a file;
* `ten in 2 GB`: the same within that memory;
* `all`: every indicator of the catalogue, which nobody has written by hand: what one takes is set beside one of the ten by hand;
* `months`: things as known at every month end of every case;
* `classes`: things in each class of who had them, at each view.

    python benchmarks/known.py --sizes S M --goes 5

A machine's speed wanders, so only ratios within a go tell: of several goes each is worked out by itself, and the middle one is shown
with the least and the most.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

import known_sql
from known_data import SIZES, make_contacts, make_record, make_views

_Said = dict[str, float]
WHAT = ("wall", "cpu", "memory")
START, END = "2019-01-01", "2022-12-31"
TASKS = {
    "count": ("ours", "sql", "pandas", "polars"),
    "ten": ("ours", "ours in 2 GB", "sql", "pandas"),
    "all": ("ours", "ours in 2 GB"),
    "months": ("ours", "sql", "pandas"),
    "classes": ("ours", "sql", "pandas"),
}


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--sizes", nargs="+", choices=list(SIZES), default=["S", "M"])
    words.add_argument("--tasks", nargs="+", choices=list(TASKS), default=list(TASKS))
    words.add_argument("--without", nargs="+", default=[], help="ways to leave out, such as pandas where memory is short")
    words.add_argument("--goes", type=int, default=1, help="how often every way is run, in turn; the middle of the goes is shown")
    words.add_argument("--folder", type=Path, help="where the records are, or are to be; else a folder that is gone afterwards")
    words.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.one:
        print(json.dumps(_timed(given.one[0], given.one[1], given.one[2], given.folder)))
        return
    print(f"{platform.machine()}, Python {platform.python_version()}, {', '.join(map(_version, ('duckdb', 'pandas', 'polars')))}")
    with tempfile.TemporaryDirectory() as own:
        folder = given.folder or Path(own)
        for size in given.sizes:
            _make(folder, size)
            found = {task: _side_by_side(folder, size, task, given.without, given.goes) for task in given.tasks}
            _an_indicator(found)


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"no {package}"


def _make(folder: Path, name: str) -> None:
    folder.mkdir(exist_ok=True)
    size = SIZES[name]
    if not (folder / f"views{name}.parquet").exists():
        make_record(folder / f"rec{name}", size)
        make_contacts(folder / f"con{name}", size)
        make_views(folder / f"views{name}.parquet", size)
    print(f"\n{name}: {size.facts:,} facts, {size.views:,} views")


def _side_by_side(folder: Path, size: str, task: str, without: list[str], goes: int) -> dict[str, _Said]:
    left_out = [*without, *(["polars"] if _version("polars").startswith("no ") else [])]
    ways = [way for way in TASKS[task] if way not in left_out]
    runs = [{way: _in_own_process(folder, size, task, way) for way in ways} for _ in range(goes)]
    found = {way: {what: median(run[way][what] for run in runs) for what in WHAT} for way in ways}
    for way, said in found.items():
        ratio = "" if way == "ours" else f"   ours / this: {_ratios(runs, way)}"
        print(f"{task:7} {way:13} {said['wall']:8.2f} s {said['cpu']:8.2f} CPU s {said['memory'] / 1e9:6.2f} GB{ratio}", flush=True)
    return found


def _an_indicator(found: dict[str, dict[str, _Said]]) -> None:
    """What one indicator of all takes, beside one of the ten that are written by hand."""
    by_hand = found.get("ten", {}).get("sql")
    if by_hand and "all" in found:
        from toolkit.known.catalogue import catalogue

        number = len(catalogue())
        ours, hand = found["all"]["ours"]["cpu"] / number, by_hand["cpu"] / len(known_sql.TEN)
        print(
            f"all     of {number}, each {ours:.3f} CPU s; of the ten by hand, each {hand:.3f} CPU s: {ours / hand:.2f}", flush=True
        )


def _ratios(runs: list[dict[str, _Said]], way: str) -> str:
    return ", ".join(_ratio(what, [run["ours"][what] / max(run[way][what], 1e-9) for run in runs]) for what in WHAT)


def _ratio(what: str, ratios: list[float]) -> str:
    between = f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""
    return f"{what} {median(ratios):.2f}{between}"


def _in_own_process(folder: Path, size: str, task: str, way: str) -> _Said:
    words = [sys.executable, __file__, "--folder", str(folder), "--one", size, task, way]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _timed(size: str, task: str, way: str, folder: Path) -> _Said:
    with tempfile.TemporaryDirectory(dir=folder) as room:
        run = _ways(folder, size, Path(room) / "out.parquet")[task, way]
        start, began = time.perf_counter(), time.process_time()
        run()
        wall, cpu = time.perf_counter() - start, time.process_time() - began
    return {"wall": wall, "cpu": cpu, "memory": _most_held()}


def _most_held() -> float:
    """The most memory that this process held, in bytes: what Linux says of itself, as `getrusage` starts from what the parent held."""
    import resource

    told = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\s+(\d+) kB", told.read_text(encoding="utf-8")) if told.is_file() else None
    return float(peak[1] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024


def _ways(folder: Path, size: str, to: Path) -> dict[tuple[str, str], Callable[[], object]]:
    """By task and way, what does it; whatever that needs is imported by now."""
    import classes_frames
    import classes_sql
    import duckdb  # noqa: F401 - as the SQL by hand runs on it
    import known_frames
    import pandas as pd
    import pyarrow.dataset  # noqa: F401 - as pandas reads Parquet with it

    from toolkit.contrast import classes
    from toolkit.known import counts
    from toolkit.known.partitions import parts_of
    from toolkit.known.write import write_parts
    from toolkit.record import open_record

    record, contacts, views = folder / f"rec{size}", folder / f"con{size}", folder / f"views{size}.parquet"

    def ours(names: list[str] | None, memory: str = "") -> None:
        with parts_of(open_record(record), pd.read_parquet(views), names, memory=memory, room=to.parent) as parts:
            write_parts(parts, to, memory=memory)

    ten: list[str] = [*known_sql.TEN]
    return {
        ("count", "ours"): lambda: counts.counted(open_record(contacts), pd.read_parquet(views), "contact", "kind", to=to),
        ("count", "sql"): lambda: _by_sql(known_sql.counted(contacts, views, "contact", "kind", to)),
        ("count", "pandas"): lambda: known_frames.counted_pandas(contacts, views, "contact", "kind", to),
        ("count", "polars"): lambda: known_frames.counted_polars(contacts, views, "contact", "kind", to),
        ("ten", "ours"): lambda: ours(ten),
        ("ten", "ours in 2 GB"): lambda: ours(ten, "2GB"),
        ("ten", "sql"): lambda: _by_sql(known_sql.ten(record, views, to)),
        ("ten", "pandas"): lambda: known_frames.ten_pandas(record, views, to),
        ("all", "ours"): lambda: ours(None),
        ("all", "ours in 2 GB"): lambda: ours(None, "2GB"),
        ("months", "ours"): lambda: counts.monthly(open_record(contacts), "contact", START, END, to=to),
        ("months", "sql"): lambda: _by_sql(known_sql.monthly(contacts, "contact", START, END, to)),
        ("months", "pandas"): lambda: known_frames.monthly_pandas(contacts, "contact", START, END, to),
        ("classes", "ours"): lambda: classes(open_record(record), pd.read_parquet(views)).to_parquet(to),
        ("classes", "sql"): lambda: _by_sql(classes_sql.classed(record, views, to)),
        ("classes", "pandas"): lambda: classes_frames.classed_pandas(record, views, to),
    }


def _by_sql(steps: list[str]) -> None:
    import duckdb

    with duckdb.connect() as con:
        con.execute("SET enable_progress_bar = false")
        for step in steps:
            con.execute(step)


if __name__ == "__main__":
    main()
