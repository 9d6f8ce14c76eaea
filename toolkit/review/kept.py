"""What the chain says of immediate concerns: that each was kept, of which bytes, and no word of it.

A concern leaves a rating out of the analysis. So only what the chain tells of counts, and a file that was put there, changed or
taken away by hand is found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from toolkit.errors import CaseReviewError
from toolkit.review.folder import CONCERNS, COORDINATOR, add_concern
from toolkit.review.lock import Entry

UNREAD = "unread-"  # files that nobody could read are kept there too; no rating hangs on them


def lock_concern(folder: Path, said: Mapping[str, str], name: str, now: datetime | None = None) -> None:
    """Lock that a concern was kept, where the chain can be added to; it is not locked twice.

    Where the chain does not hold, acting on the concern waits for nothing: it is locked when it is handed in again.

    Args:
        folder: the review's folder.
        said: pack, rater and stage.
        name: the file it is kept in, in the coordinator's folder.
        now: when; this moment if none is given.
    """
    own = {k: said[k] for k in ("pack", "rater", "stage")}
    with suppress(CaseReviewError, OSError):  # whatever opens the review tells what is wrong with it
        sha = _sha(folder / COORDINATOR / CONCERNS / name)
        add_concern(folder, {**own, "kept_as": name, "sha256": sha}, now)


def concern_problems(folder: Path, chain: Sequence[Entry]) -> list[str]:
    """Return files of concerns that no entry tells of, entries without their file, and files that are not as they were kept.

    Args:
        folder: the review's folder.
        chain: its entries.
    """
    place = f"{COORDINATOR}/{CONCERNS}"
    told = {str(e.content.get("kept_as")): e.content.get("sha256") for e in reversed(chain) if e.kind == "concern"}
    there = {f.name: f for f in sorted((folder / place).glob("[!.]*")) if not f.name.startswith(UNREAD)}
    strange = [
        f"{place}/ holds {name}, of which the chain says nothing: where a rater gave it, hand it in with "
        "`casereview review lock`; else ask who put it there"
        for name in there
        if name not in told
    ]
    gone = [f"{place}/{name} is not there: the chain says that it was kept" for name in told if name not in there]
    changed = [f"{place}/{n} is not as it was kept" for n, f in there.items() if n in told and not _fits(f, told[n])]
    return [*strange, *gone, *changed]


def _fits(file: Path, sha: object) -> bool:
    try:
        return _sha(file) == sha
    except OSError:
        return False


def _sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
