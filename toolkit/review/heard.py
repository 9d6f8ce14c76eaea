"""What is to be done first when files come back: immediate concerns, files that could not be read, and the route to call."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from toolkit.errors import CaseReviewError
from toolkit.review.folder import CONCERNS, COORDINATOR, PLAN
from toolkit.review.forms.urgent import UNREAD, Heard, hear
from toolkit.review.kept import UNREAD as UNREAD_FILE
from toolkit.review.kept import lock_concern
from toolkit.review.lock import put_whole
from toolkit.review.settings_kept import SETTINGS, route_of

SUFFIXES = (".json", ".xlsx")
NO_OWN = f"This review's own route cannot be read from {COORDINATOR}/{SETTINGS}: it stands at the top of every pack."
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")


@dataclass(frozen=True)
class Kept:
    """What was kept of some files.

    Attributes:
        concerns: files with a concern, and the name it is kept under in the coordinator's folder; empty where it could not be.
        told: in words, what is to be done first: about each concern and about each file that could not be read.
    """

    concerns: dict[Path, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def keep(place: Path, files: Sequence[Path], now: datetime | None = None) -> Kept:
    """Keep every concern in some files, and the bytes of each file that cannot be read, whatever is wrong with the review.

    Args:
        place: the review's folder.
        files: what came back.
        now: when; this moment if none is given.
    """
    kept = Kept()
    for file in files:
        heard = hear(file)
        if heard.concern:
            kept.concerns[file] = name = _kept_concern(place, heard, now)
            kept.told.append(f"{file.name}: 1 immediate concern kept{_where(name)}; act on it first")
        if not heard.whole:
            suffix = file.suffix.lower() if file.suffix.lower() in SUFFIXES else ""
            name = _put(place, f"{UNREAD_FILE}{_short(heard)}{suffix}", heard.content) if heard.content else ""
            kept.told.append(f"{file.name}: {UNREAD} (kept{_where(name)})")
    return kept


def urgent_lines(place: str | Path) -> list[str]:
    """Return the route for urgent concerns as a review's packs say it, also of a review that no longer holds.

    Args:
        place: the review's folder. Where its settings are not as they were locked, that is said, and the project's lines follow.

    >>> urgent_lines("nowhere")[0] == NO_OWN
    True
    """
    return route_of(place, PLAN, NO_OWN)


def _kept_concern(place: Path, heard: Heard, now: datetime | None) -> str:
    said = {k: _label(heard.told.get(k)) for k in ("pack", "rater", "stage")}
    name = _put(place, f"{'_'.join(said.values())}-{_short(heard)}.json", json.dumps(heard.told, indent=1).encode())
    if name:
        lock_concern(place, said, name, now)
    return name


def _put(place: Path, name: str, content: bytes) -> str:
    """Write what is kept; return its name, or nothing where it cannot be: a full disk must not silence the next concern."""
    folder = place / COORDINATOR / CONCERNS
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_whole(folder / name, content)
    except (OSError, CaseReviewError):
        return ""
    return name


def _short(heard: Heard) -> str:
    return hashlib.sha256(heard.content).hexdigest()[:8]


def _where(name: str) -> str:
    return f" as {COORDINATOR}/{CONCERNS}/{name}" if name else f" only where it is, not in {COORDINATOR}/{CONCERNS}"


def _label(value: object) -> str:
    return value if isinstance(value, str) and _LABEL.fullmatch(value) else "unknown"
