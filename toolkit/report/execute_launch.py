"""How a kernel begins, whichever engine made its process: `python -m toolkit.report.execute_launch ARGUMENTS`."""

from __future__ import annotations

import sys

# A debugger that nobody can reach takes longer to load than all else of a kernel, and traces the code that it watches.
WITHOUT = ("debugpy",)


def leave_out() -> None:
    """Keep what no report needs from being imported."""
    for name in WITHOUT:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


def launch(argv: list[str]) -> None:
    """Run a kernel in this process until it is told to stop.

    Args:
        argv: the arguments of the kernel's application.
    """
    leave_out()
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["kernel", *argv]
    IPKernelApp.launch_instance(argv=argv)


if __name__ == "__main__":
    del sys.path[0]  # the working folder, which the kernel itself puts first again
    launch(sys.argv[1:])
