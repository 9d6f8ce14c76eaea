"""Putting a folder in the place of another in one step, so that whoever looks, and whatever dies, finds one of them whole."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

# Linux: renameat2(2), which swaps two names in one step.
_HERE, _EXCHANGE = -100, 2


def put_in_place(made: Path, target: Path, old: Path) -> None:
    """Put a folder where another may stand; that other is then at `made` (swapped in one step) or at `old` (in two)."""
    if not target.exists():
        made.rename(target)
    elif not _exchanged(made, target):
        target.rename(old)
        made.rename(target)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two names could be swapped in one step, as Linux can on most file systems."""
    swap = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    return bool(swap) and swap(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
