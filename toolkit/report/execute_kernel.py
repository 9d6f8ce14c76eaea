"""The kernel that a notebook runs in: of this very interpreter, over a channel that nobody else can read.

Imported where a notebook is run and nowhere else: the libraries that it stands on take half a second.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from toolkit.report.fork import Server

_LAUNCHER = "toolkit.report.execute_launch"
_GONE_SECONDS = 5
_ANSWER_SECONDS = 0.5


def manager(channel: Path, environment: dict[str, str], server: Server | None = None) -> type[AsyncKernelManager]:
    """Return the class of manager that starts one kernel.

    Args:
        channel: an empty private folder for the sockets and the key of the connection.
        environment: what the kernel has in its environment besides the runner's.
        server: what the kernel is forked from; started by itself where left out.
    """
    return type("OwnKernelManager", (_Manager,), {"channel": channel, "environment": environment, "server": server})


class _Manager(AsyncKernelManager):
    channel: Path
    environment: dict[str, str]
    server: Server | None

    def __init__(self, *args: Any, **options: Any) -> None:
        own = {"connection_file": str(self.channel / "connection.json"), "client_factory": _Client}
        super().__init__(*args, **(options | own | _way(self.channel)))

    @property
    def kernel_spec(self) -> KernelSpec:
        return self._spec

    @cached_property
    def _spec(self) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", _LAUNCHER, "-f", "{connection_file}", "--HistoryManager.enabled=False"],
            display_name="Python 3",
            language="python",
            env=self.environment,
            metadata={"supported_encryption": ["curve"]},
        )

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if self.provisioner is None:
            kind = _Forked if self.server else LocalProvisioner
            self.kernel_id = self.kernel_id or "kernel"
            self.provisioner = kind(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        # Past what a kernel hands to its runner, a dying library's last words could hold case content.
        return await super()._async_pre_start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)

    pre_start_kernel = _async_pre_start_kernel


class _Client(AsyncKernelClient):
    """Begins as soon as the kernel answers on both channels.

    The library's own then listens for another fifth of a second for messages of before; those are no cell's, and each
    message is matched to its cell.
    """

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        end = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < end:
            self.kernel_info()
            with contextlib.suppress(Empty):
                answer = await self.get_shell_msg(timeout=_ANSWER_SECONDS)
                await self.get_iopub_msg(timeout=_ANSWER_SECONDS)
                self._handle_kernel_info_reply(answer)
                return
            if not await self._async_is_alive():
                raise RuntimeError("the kernel died before it was ready")
        raise RuntimeError("the kernel was not ready in time")

    wait_for_ready = _async_wait_for_ready


class _Forked(LocalProvisioner):
    """Makes a kernel by forking the warm server."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        argv = cmd[cmd.index(_LAUNCHER) + 1 :]
        server: Server = self.parent.server  # type: ignore[union-attr] - a manager that has one makes this provisioner
        self.process = server.fork(argv, dict(options.get("env") or os.environ), str(options.get("cwd") or Path.cwd()))
        self.pid = self.pgid = self.process.pid  # it leads a group of its own, which ends with it
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002 - the manager hands it
        process = self.process
        if process is not None:
            await self.send_signal(signal.SIGKILL)
            process.wait(_GONE_SECONDS)  # milliseconds; the manager itself would look again only after a tenth of a second


def _way(channel: Path) -> dict[str, str]:
    """How runner and kernel speak: sockets in a private folder, or encrypted TCP where there are none (loopback is open to all)."""
    if os.name == "nt":
        return {"transport_encryption": "required"}
    return {"transport": "ipc", "ip": str(channel / "k")}
