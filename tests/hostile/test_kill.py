"""A batch killed at moments drawn by lot leaves no half report, no process, no socket and no folder, and is gone on with."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.hostile.killing import WHO, Folder, attack
from toolkit.report import fork

pytestmark = pytest.mark.skipif(not fork.available(), reason="kernels can be forked on Linux only")


def test_it_can_be_killed_at_any_moment():
    with tempfile.TemporaryDirectory(prefix="k") as at:  # a socket's address must be short
        attack(Folder(Path(at)), kills=len(WHO), seed=20240501)
