"""Texts that a careless reader of records would run, follow, break on or show wrongly, and plain ones to hold beside them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "strings.json"
_LONG, _LONE = "long", "lone surrogates"


@cache
def _kinds() -> dict[str, list]:
    return json.loads(FILE.read_text(encoding="ascii"))


def short() -> list[str]:
    """All that a record can hold and that is shorter than a page."""
    return [text for kind, texts in _kinds().items() if kind not in (_LONG, _LONE) for text in texts]


def long() -> list[str]:
    return [unit * times for unit, times in _kinds()[_LONG]]


def lone_surrogates() -> list[str]:
    """What no file in UTF-8 can hold, but a parameter can: so Python reads a broken byte on the command line."""
    return list(_kinds()[_LONE])


def hostile() -> list[str]:
    return [*short(), *long()]


def plain() -> list[str]:
    """As many texts as there are hostile ones, each its own, none of which could do anything."""
    return [f"plain words number {n}" for n in range(len(hostile()))]
