"""The settings that a review or an audit was made with: kept with the coordinator's files, their hash where all is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.review.lock import canonical
from toolkit.review.settings import Settings, read_settings

COORDINATOR, SETTINGS = "coordinator", "settings.json"
TOLD = "settings"  # where the hash stands, in the file that tells of the whole folder


def text_of(settings: Settings) -> str:
    """Return settings as they are kept.

    >>> '"horizon_days": 365' in text_of(read_settings())
    True
    """
    return json.dumps(asdict(settings), ensure_ascii=False)


def hash_of(settings: Settings) -> str:
    """Return the hash of what settings say."""
    return _sha(asdict(settings))


def kept_settings(home: str | Path, sha256: object) -> Settings | None:
    """Return the settings that are kept in a folder, where they are as they were; else none.

    A setting that came only with a later version is the project's own.

    Args:
        home: the folder of a review or an audit.
        sha256: the hash that was told of them.

    >>> kept_settings("nowhere", "")
    """
    try:
        told = json.loads((Path(home) / COORDINATOR / SETTINGS).read_text(encoding="utf-8"))
        if not isinstance(told, dict) or _sha(told) != sha256:
            return None
        return Settings(**{name: told.get(name, value) for name, value in asdict(read_settings()).items()})
    except (OSError, ValueError, RecursionError, CaseReviewError):
        return None


def route_of(home: str | Path, about: str, no_own: str) -> list[str]:
    """Return the route for urgent concerns of a review or an audit, also of one that no longer holds.

    Args:
        home: its folder.
        about: the name of the file that tells of the whole folder, the settings' hash in it.
        no_own: what is said first where its own settings are not as they were; the project's lines follow.
    """
    try:
        told = json.loads((Path(home) / about).read_bytes())
    except (OSError, ValueError, RecursionError):
        told = {}
    own = kept_settings(home, told.get(TOLD) if isinstance(told, dict) else None)
    return own.urgent_lines if own else [no_own, *read_settings().urgent_lines]


def _sha(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(told)).hexdigest()
