"""The warm process that kernels are forked from: it has loaded the libraries, opens nothing, and does nothing else.

It lends its kernels a file in memory (:mod:`toolkit.record.kept`), which ends with them.

:mod:`toolkit.report.fork` starts it and speaks to it over a pair of sockets without a name, so there is nothing on disk
that could be left behind or connected to. A request is one message in JSON with the write end of a pipe. On the pipe come
back the number of the new process and, at its end, its exit code. Linux only.

Whatever happens to the runner, nothing stays: its end of the pair closes with it, this process then ends, and the
system ends every kernel with this process (`PR_SET_PDEATHSIG`), also one that is deep in a library and runs no Python.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from typing import Any, NoReturn

from toolkit.record.kept import Store, use
from toolkit.report.execute_launch import launch, leave_out

NUMBER = struct.Struct("q")
LONGEST_REQUEST = 1024 * 1024
LIBRARIES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "encodings.ascii",
    "encodings.latin_1",
    "tornado.platform.asyncio",
    "tornado.queues",
    "pandas",
    "pandas.io.formats.csvs",
    "pyarrow.pandas_compat",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "scipy.stats",
    "duckdb",
    "holidays.countries",
)
_ON_TOP = ("toolkit.__main__", "toolkit.cli", "toolkit.commands")
_PR_SET_PDEATHSIG = 1


def main(channel: int) -> NoReturn:
    """Load the libraries, then fork a kernel for each request, until the other end of the channel is closed."""
    os.chdir("/")
    sys.path[:] = [place for place in sys.path if place]  # a kernel puts its own folder there itself
    load()
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the kernels: a collection in one would copy its pages
    use(Store.in_memory())  # each kernel finds there what one before it worked out from all of the record
    with socket.socket(fileno=channel) as requests:
        _serve(requests)
    os._exit(0)


def load() -> None:
    """Load what kernels need, and read the indicators: a kernel reads again those whose file has changed since."""
    leave_out()
    for name in (*LIBRARIES, *_rooms()):
        with contextlib.suppress(Exception):  # what cannot be loaded fails where a notebook asks for it
            importlib.import_module(name)
    with contextlib.suppress(Exception):
        importlib.import_module("toolkit.known.catalogue").every_indicator()


def _rooms() -> Iterator[str]:
    """All modules of this package but the command line: importing one loads and opens nothing heavy."""
    import toolkit

    yield from (found.name for found in pkgutil.walk_packages(toolkit.__path__, "toolkit.") if not found.name.startswith(_ON_TOP))


def _serve(requests: socket.socket) -> None:
    kernels: dict[int, tuple[int, int]] = {}  # the kernel's descriptor → its number, and the pipe to tell
    with selectors.DefaultSelector() as events:
        events.register(requests, selectors.EVENT_READ)
        while True:
            for event, _ in events.select():
                if event.fd in kernels:
                    events.unregister(event.fd)
                    _ended(event.fd, *kernels.pop(event.fd))
                    continue
                message, pipes, _, _ = socket.recv_fds(requests, LONGEST_REQUEST, 1)
                if not message:
                    return
                server, number = os.getpid(), os.fork()
                if not number:
                    _close(requests.fileno(), *pipes, *(d for known, (_, pipe) in kernels.items() for d in (known, pipe)))
                    _become_kernel(server, **json.loads(message))
                _tell(pipes[0], number)
                watched = os.pidfd_open(number)
                kernels[watched] = (number, pipes[0])
                events.register(watched, selectors.EVENT_READ)


def _ended(watched: int, number: int, pipe: int) -> None:
    _tell(pipe, os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))
    _close(watched, pipe)


def _tell(pipe: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # the runner has gone
        os.write(pipe, NUMBER.pack(number))


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _become_kernel(server: int, argv: list[str], env: dict[str, str], cwd: str) -> NoReturn:
    code: Any = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != server:  # it ended before it could be said that this process ends with it
            os._exit(1)
        os.setsid()
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        os.chdir(cwd)
        _reseed()
        launch([*argv, f"--IPKernelApp.parent_handle={server}"])
        code = 0
    except SystemExit as end:
        code = end.code
    finally:
        os._exit(code if isinstance(code, int) else int(code is not None))


def _reseed() -> None:
    """Give each kernel chance of its own: the state of a library's generator was forked with it (Python's own reseeds itself)."""
    import numpy as np

    np.random.seed()
