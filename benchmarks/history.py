"""What folding each row's presence into bits saves: versions from dated extracts, against window functions over every row.

Makes extracts of an agency's table, then runs each way in a process of its own, one after the other, on the same files:

* `folded`: `toolkit.record.history.history_of_files`, with all of its rules;
* `windows`: the same rules by window functions over every row of every extract (what the tests hold the folded way against);
* `bare`: the least that window functions can do: compare each row with the one before, keep what changed, say when it ended;
  no stages, plans, scope or outcomes.

    python benchmarks/history.py --versions 2000000
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

EXTRACTS = 24
_WAYS = ("bare", "windows", "folded")

_MADE = """
    COPY (
        SELECT 'x{n}' AS extract, 'pl-' || printf('%016x', hash(e)) AS entity_id, 1 AS stage,
               TIMESTAMP '2018-01-01' + INTERVAL (hash(e, 'day') % 1500) DAY AS known_from, CAST(NULL AS DATE) AS ahead,
               'C' || (e // 5) AS case_id, TIMESTAMP '2018-01-01' + INTERVAL (hash(e, 'day') % 1500) DAY AS occurred_on,
               'U' || (hash(e, 'kind') % 6) AS placement_type, version AS note
        FROM (SELECT e, hash(e, 'from') % 18 AS first_n, 1 + hash(e, 'long') % 24 AS long,
                     list_sum(list_transform(range(1, {n} + 1), lambda i: CAST(hash(e, i) % 24 = 0 AS INTEGER))) AS version
              FROM range({entities}) r (e))
        WHERE {n} BETWEEN first_n AND first_n + long
    ) TO '{file}' (FORMAT parquet, COMPRESSION zstd)"""

_BARE = """
    COPY (
        WITH shown AS (SELECT *, CAST(extract[2:] AS INTEGER) AS n FROM read_parquet('{files}')),
        compared AS (
            SELECT *, lag(n) OVER w AS was_n, hash(case_id, occurred_on, placement_type, note) AS state,
                lag(hash(case_id, occurred_on, placement_type, note)) OVER w AS was_state, lead(n) OVER w AS next_n
            FROM shown WINDOW w AS (PARTITION BY entity_id ORDER BY n)),
        turned AS (
            SELECT entity_id, case_id, occurred_on, placement_type, note, n, false AS gone FROM compared
            WHERE was_n IS NULL OR was_n < n - 1 OR state <> was_state
            UNION ALL
            SELECT entity_id, NULL, NULL, NULL, NULL, n + 1, true FROM compared
            WHERE n < {last} AND (next_n IS NULL OR next_n > n + 1))
        SELECT * FROM (SELECT *, lead(n) OVER (PARTITION BY entity_id ORDER BY n, gone) AS until_n FROM turned)
        WHERE NOT gone ORDER BY ALL
    ) TO '{to}' (FORMAT parquet, COMPRESSION zstd)"""


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--versions", type=int, default=500_000, help="about how many versions the extracts hold")
    words.add_argument("--memory", default="", help="the most memory that each way may use, such as 4GB")
    words.add_argument("--way", choices=_WAYS, help=argparse.SUPPRESS)
    words.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.way:
        print(json.dumps(_timed(given.way, given.folder, given.memory)))
        return
    with tempfile.TemporaryDirectory() as room:
        rows = _make(Path(room), int(given.versions / 1.45))
        told = {way: _in_own_process(way, room, given.memory) for way in _WAYS}
    print(f"{EXTRACTS} extracts, {rows:,} rows, {told['folded']['versions']:,} versions")
    for way, said in told.items():
        took = f"{said['wall']:7.1f} s  {said['cpu']:7.1f} CPU s"
        print(f"{way:8} {took}  {said['memory'] / 1e9:5.2f} GB  {said['versions']:,} versions")
    for other in ("windows", "bare"):
        shares = ", ".join(f"{what} {told['folded'][what] / told[other][what]:.2f}" for what in ("wall", "cpu", "memory"))
        print(f"folded / {other}: {shares}")


def _make(room: Path, entities: int) -> int:
    import duckdb

    with duckdb.connect() as con:
        for n in range(EXTRACTS):
            con.execute(_MADE.format(n=n, entities=entities, file=room / f"x{n:02}.parquet"))
        return con.execute(f"SELECT count(*) FROM read_parquet('{room}/x*.parquet')").fetchall()[0][0]


def _in_own_process(way: str, room: str, memory: str) -> dict[str, float]:
    words = [sys.executable, __file__, "--way", way, "--folder", room, "--memory", memory]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _timed(way: str, folder: Path, memory: str) -> dict[str, float]:
    import resource

    import duckdb
    import pandas as pd

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.record import history_by_windows
    from toolkit.record.history import history_of_files

    extracts = pd.DataFrame(
        {"extract": [f"x{n}" for n in range(EXTRACTS)], "cut": pd.date_range("2023-01-31", periods=EXTRACTS, freq="ME")}
    )
    to = folder / f"{way}.out"
    limits: dict[str, Any] = {"temp_directory": str(folder)} | ({"memory_limit": memory} if memory else {})
    start, began = time.perf_counter(), time.process_time()
    if way == "folded":
        history_of_files(extracts, folder / "x*.parquet", to, "true", memory=memory)
    elif way == "windows":
        with duckdb.connect(config=limits) as con:
            history_by_windows.history_of_files(con, extracts, folder / "x*.parquet", to)
    else:
        with duckdb.connect(config=limits) as con:
            con.execute(_BARE.format(files=folder / "x*.parquet", to=to, last=EXTRACTS - 1))
    wall, cpu = time.perf_counter() - start, time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with duckdb.connect() as con:
        versions = con.execute(f"SELECT count(*) FROM read_parquet('{to}')").fetchall()[0][0]
    return {"wall": wall, "cpu": cpu, "memory": peak, "versions": versions}


if __name__ == "__main__":
    main()
