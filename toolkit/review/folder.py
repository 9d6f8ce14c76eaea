"""A review's folder: made whole or not at all, and opened only where nothing in it was changed since its plan was locked.

The plan is the first entry of the chain, and `review.json` says the same. It holds the hashes of all that raters were given and of
the coordinator's lists. Each time something is locked, its number and hash are noted in the coordinator's folder too, so that a
chain that was cut off or put in the place of another shows.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.record.beside import whole
from toolkit.review.lock import FILE, Entry, alone, canonical, entries, lock_all, put_whole, verify

PLAN, COORDINATOR, PACKS, IN, LOCKED, LATER = "review.json", "coordinator", "packs", "in", "locked", "later"
FORMS, FORMS_KEPT = "forms", "forms_kept"
KEY, ARMS, REMOVED, CONCERNS, SALT, NOTED = "key.csv", "arms.csv", "removed.csv", "concerns", "salt.txt", "noted.csv"
HELD_BACK, ROUND = "later rounds", "round"
ARM_COLUMNS = ("pack", "rater", "stage")
_MARK = "review"
_PRIVATE = 0o700
_ASK = "Keep the folder as it is, go back to a copy that verifies, and ask who had it in hand."
Table = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Review:
    """A review whose folder holds.

    Attributes:
        folder: where it is.
        plan: what was fixed before anything was rated.
        chain: the entries of the chain, the plan first.
    """

    folder: Path
    plan: Mapping[str, Any]
    chain: tuple[Entry, ...]

    @property
    def id(self) -> str:
        """The review's own name."""
        return self.plan["id"]

    @property
    def raters(self) -> tuple[str, ...]:
        """R1, R2, …"""
        return tuple(self.plan["raters"])

    @property
    def packs(self) -> tuple[str, ...]:
        """P01, P02, …"""
        return tuple(self.plan["packs"])

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of the plan, in their order."""
        return tuple(self.plan["stages"])

    def round(self, pack: str) -> int:
        """The round in which a pack is handed out, from 1."""
        return round_of(self.plan, pack)

    @cached_property
    def key(self) -> dict[str, dict[str, str]]:
        """The coordinator's key: what each pack is of."""
        return {row["pack"]: row for row in read_table(self.folder / COORDINATOR / KEY)}

    @cached_property
    def arms(self) -> dict[tuple[str, str], str]:
        """Whether a rater rates a pack again after the ending (`reveal`) or without it (`again`), by (pack, rater)."""
        return {(r["pack"], r["rater"]): r["stage"] for r in read_table(self.folder / COORDINATOR / ARMS)}

    def of_kind(self, kind: str) -> list[Entry]:
        """Return the entries of a kind, first to last."""
        return [e for e in self.chain if e.kind == kind]


def make_folder(
    to: str | Path,
    plan: Mapping[str, Any],
    packs: Mapping[str, Mapping[str, bytes]],
    forms: Mapping[str, bytes],
    key: Table,
    arms: Table,
    removed: Table = (),
    notes: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Review:
    """Make a review's folder, with its plan as the first entry of the chain.

    Args:
        to: a folder that is not there yet.
        plan: id, record, seed, horizon_days, dimensions, ladder, outcomes, raters, stages, again_share, settings, under `forms`
            the hash of each, and under `packs` the digest and the round of each; the hashes of files and lists are added here.
            Nothing of it is case content.
        packs: pack to its files, by name.
        forms: what each form asks, by its name (:attr:`toolkit.review.forms.form.Form.whole`): a copy is kept, and answers are
            locked by that copy, whatever the project's forms become.
        key: rows of :data:`toolkit.review.choosing.KEY_COLUMNS`, for the coordinator's eyes.
        arms: rows of :data:`ARM_COLUMNS`.
        removed: what was left out of packs, for the coordinator's eyes.
        notes: further files of the coordinator's, by name.
        now: when; this moment if none is given.

    Raises:
        CaseReviewError: the folder is there, or cannot be written; then nothing is.
    """
    salt, moment = secrets.token_hex(32), now or datetime.now().astimezone()
    lists = {KEY: _table(key), ARMS: _table(arms, ARM_COLUMNS), REMOVED: _table(removed)}
    told = {
        "casereview": _MARK,
        **plan,
        "made_at": moment.isoformat(timespec="seconds"),
        FORMS_KEPT: True,
        "packs": {
            pack: {**plan["packs"][pack], "files": {name: _sha(content) for name, content in sorted(files.items())}}
            for pack, files in packs.items()
        },
        "sealed": {name: sealed(salt, content) for name, content in lists.items()},
    }
    own = {name: text.encode() for name, text in {**(notes or {}), SALT: salt}.items()} | lists
    with whole(Path(to)) as made:
        _fill(made, told, packs, forms, own)
        _add(made, [("plan", told)], moment)
    return open_review(to)


def _fill(
    made: Path,
    told: Mapping[str, Any],
    packs: Mapping[str, Mapping[str, bytes]],
    forms: Mapping[str, bytes],
    own: Mapping[str, bytes],
) -> None:
    """Write all but the chain; `own` are the coordinator's files."""
    coordinators = made / COORDINATOR
    for place in (coordinators, coordinators / CONCERNS, made / PACKS, made / FORMS, made / IN, made / LOCKED, made / LATER):
        place.mkdir(mode=_PRIVATE)
    for name, content in own.items():
        put_whole(coordinators / name, content)
    for pack, files in packs.items():
        room = room_of(made, told, pack)
        room.mkdir(mode=_PRIVATE, exist_ok=True)
        for name, content in files.items():
            (room / name).write_bytes(content)
    for name, content in forms.items():
        (made / FORMS / form_file(name)).write_bytes(content)
    put_whole(made / PLAN, canonical(told) + b"\n")


def round_of(plan: Mapping[str, Any], pack: str) -> int:
    """Return the round in which a pack is handed out.

    >>> round_of({"packs": {"P01": {}, "P02": {"round": 2}}}, "P02")
    2
    """
    return int(plan["packs"][pack].get(ROUND, 1))


def room_of(folder: Path, plan: Mapping[str, Any], pack: str) -> Path:
    """Return where the files of a pack lie: where raters get them, or, those of a later round, with the coordinator."""
    return folder / PACKS if round_of(plan, pack) == 1 else folder / COORDINATOR / HELD_BACK


def open_review(folder: str | Path) -> Review:
    """Open a review's folder where all in it is as it was locked.

    Raises:
        CaseReviewError: it is no review, or something was changed, cut off, left out or renamed; all of it at once.
    """
    from toolkit.review.changes import problems_of  # it stands on this module

    place = Path(folder)
    found = problems_of(place)
    if found:
        raise CaseReviewError("This review is not as it was locked, so nothing is made from it", found, _ASK)
    chain = tuple(entries(place / LOCKED))
    return Review(place, chain[0].content, chain)


def add(review: Review, contents: Sequence[tuple[str, Mapping[str, Any]]], now: datetime | None = None) -> list[Entry]:
    """Add entries to a review's chain, all or none, and note the last hash in the coordinator's folder.

    Raises:
        CaseReviewError: as :func:`toolkit.review.lock.lock_all`.
    """
    return _add(review.folder, contents, now)


def add_concern(folder: str | Path, content: Mapping[str, Any], now: datetime | None = None) -> None:
    """Lock that there was a concern, whatever else is wrong with the folder, as long as its chain holds; and not twice.

    Args:
        folder: the review's folder.
        content: whose it is and of what, and the name and hash of the file it is kept in; no word of it.
        now: when; this moment if none is given.

    Raises:
        CaseReviewError: the chain does not hold, or was cut off: then nothing is added to it.
    """
    place = Path(folder)
    with alone(place):
        wrong = verify(place / LOCKED) or noted_problems(place, entries(place / LOCKED))
        if wrong:
            raise CaseReviewError("Nothing can be locked", wrong, _ASK)
        chain = entries(place / LOCKED)
        told = {"review": chain[0].content.get("id"), **content} if chain else {}
        if chain and not any(e.kind == "concern" and canonical(e.content) == canonical(told) for e in chain):
            _add(place, [("concern", told)], now)


def read_table(file: Path) -> list[dict[str, str]]:
    """Return the rows of one of the coordinator's lists.

    Raises:
        CaseReviewError: it is not there, or no table.
    """
    try:
        with file.open(newline="", encoding="utf-8") as text:
            return list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise CaseReviewError(f"{file.name} cannot be read", todo=_ASK) from None


def named(name: str, known: Sequence[str], what: str) -> list[str]:
    """Return what is wrong with the name of a rater, pack or stage.

    >>> named("R9", ["R1", "R2"], "rater")
    ['there is no rater R9; there are R1, R2']
    """
    return [] if name in known else [f"there is no {what} {name}; there are {', '.join(known)}"]


def form_file(name: str) -> str:
    """Return the name of the file in which a form is kept.

    >>> form_file("rating")
    'rating.json'
    """
    return f"{name}.json"


def page_name(pack: str, stage: str, rater: str) -> str:
    """Return the name of the file of a page that is made for one rater.

    >>> page_name("P01", "widen", "R1")
    'P01-widen-R1.html'
    """
    return f"{pack}-{stage}-{rater}.html"


def handed_name(page: str, file: str) -> str:
    """Return the name under which a rater is handed a file of a pack of a later round, by the name of the page.

    >>> handed_name("P05-blind-R1.html", "P05-print.html")
    'P05-blind-R1-print.html'
    """
    return page.removesuffix(".html") + file.removeprefix(page.partition("-")[0])


def _add(place: Path, contents: Sequence[tuple[str, Mapping[str, Any]]], now: datetime | None) -> list[Entry]:
    new = lock_all(place / LOCKED, contents, now)
    with alone(place / COORDINATOR):  # a run that was killed before this leaves a note too few, and the next one makes up for it
        chain = entries(place / LOCKED)
        put_whole(place / COORDINATOR / NOTED, _table([{"number": str(e.number), "hash": e.hash} for e in chain]))
    return new


def noted_problems(place: Path, chain: Sequence[Entry]) -> list[str]:
    """Return what is wrong with a chain by what was noted in the coordinator's folder each time something was locked."""
    file = place / COORDINATOR / NOTED
    if not file.exists():
        return [f"{COORDINATOR}/{NOTED} is not there, so it cannot be told whether the chain was cut off"]
    noted = [(row.get("number"), row.get("hash")) for row in read_table(file)]
    there = [(str(e.number), e.hash) for e in chain]
    if noted == there[: len(noted)]:
        return []
    if there == noted[: len(there)]:
        return [f"{LOCKED}/{FILE} was cut off: {len(noted)} entries were noted, and {len(there)} are there"]
    return [f"{LOCKED}/{FILE} is another chain than the one that was noted in {COORDINATOR}/{NOTED}"]


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sealed(salt: str, content: bytes) -> str:
    """Return the hash of a list that could be guessed and tried; without the coordinator's salt it tells nothing."""
    return hmac.new(salt.encode(), content, hashlib.sha256).hexdigest()


def _table(rows: Table, columns: Sequence[str] = ()) -> bytes:
    text = io.StringIO()
    heads = list(columns) or list(dict.fromkeys(k for row in rows for k in row)) or ["nothing"]
    writer = csv.DictWriter(text, heads, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
