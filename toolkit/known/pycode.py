"""Indicators in Python: each is called in a fresh process, with copies of the known tables and nothing else of ours.

The process is handed no future. That it opens no file of its own cannot be enforced, so its results are marked `user code`.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from toolkit.known.indicator import Indicator

LONGEST_SECONDS = 3600
_CALLED = Path(__file__).parent / "called.py"
_ALWAYS = ("view", "cover", "case_stands")


def answered(known: duckdb.DuckDBPyConnection, indicator: Indicator, function: str) -> pa.Table | str:
    """Return what a function of a user's own indicator answers to the known tables, or in words why it gave no answer.

    It is called as `function(tables)`, and with those of the header's parameters that it takes by their names. `tables` holds
    pandas frames by name: the tables of its header with all columns, `<table>_planned`, `view`, `cover` and `case_stands`.
    """
    import pyarrow as pa

    file = str(Path(str(indicator.python)).resolve())  # the process runs in another folder
    call = {"file": file, "function": function, "values": indicator.values, "tables": _copies(known, indicator)}
    with tempfile.TemporaryDirectory() as empty:
        try:
            done = subprocess.run(
                [sys.executable, "-s", "-P", str(_CALLED)],
                input=pickle.dumps(call),
                capture_output=True,
                cwd=empty,
                env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {"PYTHONHASHSEED": "0"},
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"the indicator's code did not answer within {LONGEST_SECONDS} seconds"
    kind, _, rest = done.stdout.partition(b"\n")
    if kind == b"rows":
        return pa.ipc.open_stream(io.BytesIO(rest)).read_all()
    return f"the indicator's code failed ({rest.decode('utf-8', 'replace') if kind == b'why' else 'its process ended early'})"


_THERE = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"


def _copies(known: duckdb.DuckDBPyConnection, indicator: Indicator) -> dict[str, bytes]:
    there = {name for (name,) in known.execute(_THERE).fetchall()}
    names = [n for t in indicator.tables + indicator.also for n in (t, f"{t}_planned")]
    return {n: _sent(known, n) for n in dict.fromkeys((*names, *_ALWAYS)) if n in there}


def _sent(known: duckdb.DuckDBPyConnection, name: str) -> bytes:
    import pyarrow as pa

    table = known.sql(f'SELECT * FROM "{name}" ORDER BY ALL').to_arrow_table()
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()
