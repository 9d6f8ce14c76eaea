"""The command line, forked from a process that has loaded the libraries: each command begins at once, in a process of its own.

So does each kernel that a command asks for, whichever engine it names.

`python -m tests.forked SOCKET` serves until its standard input is closed; `python tests/forked.py SOCKET WORDS...` is the command.
"""

import array
import json
import os
import socket
import sys
from pathlib import Path

_MOST = 1024 * 1024


def ask(address: str, words: list[str]) -> int:
    """Run a command with the files, folder and environment of this process; return its exit code."""
    with socket.socket(socket.AF_UNIX) as channel:
        channel.connect(address)
        files = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))]
        asked = json.dumps({"words": words, "cwd": str(Path.cwd()), "env": dict(os.environ)}).encode()
        channel.sendmsg([len(asked).to_bytes(8, "big")], files)
        channel.sendall(asked)
        said = channel.recv(16)
    return int(said) if said else 1


def serve(address: str) -> None:
    """Load the libraries, say so, and fork for each command until standard input is closed."""
    import gc
    import select

    from toolkit.report import execute, fork_server

    fork_server.load()
    import toolkit.cli  # noqa: F401 - loaded for all that are forked

    gc.freeze()
    with execute.engine_ready(execute.FORK), socket.socket(socket.AF_UNIX) as channel:
        channel.bind(address)
        channel.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([sys.stdin, channel], [], [])[0]:
            asked, _ = channel.accept()
            if not os.fork():
                channel.close()
                _answer(asked)
            asked.close()


def _answer(asked: socket.socket) -> None:
    """Fork the command, wait until it has ended whatever its end, and tell."""
    size, files, _, _ = socket.recv_fds(asked, 8, 3)
    given = json.loads(_read(asked, int.from_bytes(size, "big")))
    number = os.fork()
    if not number:
        asked.close()
        _become(files, **given)
    asked.sendall(str(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])).encode())
    os._exit(0)


def _read(asked: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        found += asked.recv(min(_MOST, size - len(found)))
    return found


def _become(files: list[int], words: list[str], cwd: str, env: dict[str, str]) -> None:
    for place, file in enumerate(files):
        os.dup2(file, place)
        os.close(file)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    _fork_kernels()
    from toolkit.cli import main

    main(words)
    sys.exit(0)


def _fork_kernels() -> None:
    """Let kernels come from the process that was begun for all commands; it is no child of this one, so no news of it comes."""
    from toolkit.report import execute, fork

    class Elsewhere:
        pid = 0

        def poll(self) -> None: ...

        def kill(self) -> None: ...

        def wait(self, seconds: float = 0) -> None: ...

    server = fork._held.server
    assert server is not None
    server._process = Elsewhere()  # type: ignore[assignment]
    execute._engine = lambda name: execute.FORK


if __name__ == "__main__":
    if __spec__ is None:  # begun by its path: no package, and so no library, is loaded
        sys.exit(ask(sys.argv[1], sys.argv[2:]))
    serve(sys.argv[1])
