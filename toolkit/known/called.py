"""What the fresh process of an indicator in Python runs: it reads one call, makes it, and writes the answer or why there is none.

It imports nothing of the toolkit. An error is told by its kind and line alone, as its text may repeat what a case holds.
"""

from __future__ import annotations

import inspect
import io
import os
import pickle
import runpy
import sys
import traceback


def main() -> None:
    """Read a call from the standard input, and write `rows` with an Arrow stream, or `why` with words, to the standard output."""
    answer = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    call = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the process that started this one
    try:
        said = b"rows\n" + _rows(call)
    except BaseException as error:
        said = f"why\n{type(error).__name__}{_line(error, call['file'])}".encode()
    answer.write(said)
    answer.close()
    os._exit(0)  # nothing that the code left running keeps the process


def _rows(call: dict) -> bytes:
    import pyarrow as pa

    tables = {name: pa.ipc.open_stream(io.BytesIO(sent)).read_all().to_pandas() for name, sent in call["tables"].items()}
    function = runpy.run_path(call["file"])[call["function"]]
    values = {n: v for n, v in call["values"].items() if n in inspect.signature(function).parameters}
    table = pa.Table.from_pandas(function(tables, **values), preserve_index=False)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()


def _line(error: BaseException, file: str) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f", line {lines[-1]}" if lines else ""


if __name__ == "__main__":
    main()
