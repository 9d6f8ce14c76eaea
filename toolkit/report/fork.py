"""The fork engine, seen from the runner: a warm server while it is wanted, and the kernels forked from it.

Each kernel is a process of its own that begins with the libraries loaded and ends with its report. Nothing goes from one
report to the next but what was worked out from all of the record, and would be worked out to the same (`record.kept`).
Linux only; elsewhere :func:`available` says no and the plain engine is used.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit import paths
from toolkit.report.fork_server import NUMBER

_START = "import sys; from toolkit.report.fork_server import main; main(int(sys.argv[1]))"
_END_SECONDS = 10
# Read at import, so before any kernel says what to draw with; a kernel sets the same.
_DRAWING = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}


def available() -> bool:
    """Return whether kernels can be forked here: on Linux, with descriptors for processes.

    >>> available() in (True, False)
    True
    """
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and hasattr(socket, "SOCK_SEQPACKET")


@contextlib.contextmanager
def warm(environment: dict[str, str]) -> Iterator[Server]:
    """Give the server that kernels are forked from; it is started for the first who asks and ended after the last.

    Args:
        environment: what it has in its environment besides the runner's; must hold what Python reads at its start.
    """
    with _held.lock:
        if not _held.users:
            _held.server = Server(environment)
        _held.users += 1
        server = _held.server
    assert server is not None
    try:
        yield server
    finally:
        with _held.lock:
            _held.users -= 1
            if not _held.users:
                _held.server = None
                server.stop()


class Server:
    """A running server; it is started anew where it has died."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> Kernel:
        """Return a new kernel, in its own session, with these arguments, environment and folder.

        Raises:
            OSError: the server could not be reached, or could not make another process.
        """
        process = self._process
        try:
            return self._ask(argv, env, cwd)
        except (ChildProcessError, ConnectionError):  # it died while it was asked: another is asked, once
            with self._lock:
                if self._process is process:
                    self._renew()
            return self._ask(argv, env, cwd)

    def _ask(self, argv: list[str], env: dict[str, str], cwd: str) -> Kernel:
        told, tells = os.pipe()
        try:
            with self._lock:
                if self._process.poll() is not None:
                    self._renew()
                socket.send_fds(self._channel, [json.dumps({"argv": argv, "env": env, "cwd": cwd}).encode()], [tells])
        except BaseException:
            os.close(told)
            raise
        finally:
            os.close(tells)
        return Kernel(told)

    def _renew(self) -> None:
        self._channel.close()
        self._process.kill()
        self._process.wait()
        self._start()

    def stop(self) -> None:
        """End the server, and with it every kernel that still runs."""
        self._channel.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, str(theirs.fileno())],
                cwd=paths.PACKAGE.parent,
                env=os.environ | self._environment | _DRAWING,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a dying library's last words can hold case content
                start_new_session=True,  # an interrupt at the keyboard is for the runner, which then ends this
            )
        self._channel = ours


class Kernel:
    """A forked kernel, with the part of `subprocess.Popen` that its manager uses."""

    stdin = stdout = stderr = None

    def __init__(self, told: int) -> None:
        self._told = told
        self._forget = weakref.finalize(self, os.close, told)
        self.returncode: int | None = None
        number = self._read()
        if number is None:
            self._end(-signal.SIGKILL)
            raise ChildProcessError("the process that kernels are forked from has died")
        self.pid = number

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code when it has ended.

        Raises:
            subprocess.TimeoutExpired: it had not by then.
        """
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None and _readable(self._told, timeout):
            code = self._read()
            self._end(-signal.SIGKILL if code is None else code)  # silent where the server died, and this with it
        return self.returncode

    def _read(self) -> int | None:
        said = os.read(self._told, NUMBER.size)
        return NUMBER.unpack(said)[0] if said else None

    def _end(self, code: int) -> None:
        self._forget()
        self.returncode = code


def _readable(descriptor: int, timeout: float | None) -> bool:
    look = select.poll()
    look.register(descriptor, select.POLLIN)
    return bool(look.poll(None if timeout is None else timeout * 1000))


@dataclass
class _Held:
    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0
    server: Server | None = None


_held = _Held()
