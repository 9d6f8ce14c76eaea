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
import json
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
from toolkit.review.settings_kept import SETTINGS, TOLD, kept_settings

PLAN, COORDINATOR, PACKS, IN, LOCKED, LATER = "review.json", "coordinator", "packs", "in", "locked", "later"
FORMS, FORMS_KEPT = "forms", "forms_kept"
KEY, ARMS, REMOVED, CONCERNS, SALT, NOTED = "key.csv", "arms.csv", "removed.csv", "concerns", "salt.txt", "noted.csv"
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
            the hash of each, and under `packs` the digest of each; the hashes of files and lists are added here. Nothing of it is
            case content.
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
    salt = secrets.token_hex(32)
    lists = {KEY: _table(key), ARMS: _table(arms, ARM_COLUMNS), REMOVED: _table(removed)}
    moment = now or datetime.now().astimezone()
    told = {
        "casereview": _MARK,
        **plan,
        "made_at": moment.isoformat(timespec="seconds"),
        FORMS_KEPT: True,
        "packs": {
            pack: {**plan["packs"][pack], "files": {name: _sha(content) for name, content in sorted(files.items())}}
            for pack, files in packs.items()
        },
        "sealed": {name: _sealed(salt, content) for name, content in lists.items()},
    }
    with whole(Path(to)) as made:
        own = made / COORDINATOR
        for place in (own, own / CONCERNS, made / PACKS, made / FORMS, made / IN, made / LOCKED, made / LATER):
            place.mkdir(mode=_PRIVATE)
        texts = {name: text.encode() for name, text in {**(notes or {}), SALT: salt}.items()} | lists
        for name, content in texts.items():
            put_whole(own / name, content)
        for name, content in {n: c for files in packs.values() for n, c in files.items()}.items():
            (made / PACKS / name).write_bytes(content)
        for name, content in forms.items():
            (made / FORMS / form_file(name)).write_bytes(content)
        put_whole(made / PLAN, canonical(told) + b"\n")
        _add(made, [("plan", told)], moment)
    return open_review(to)


def open_review(folder: str | Path) -> Review:
    """Open a review's folder where all in it is as it was locked.

    Raises:
        CaseReviewError: it is no review, or something was changed, cut off, left out or renamed; all of it at once.
    """
    place = Path(folder)
    found = problems_of(place)
    if found:
        raise CaseReviewError("This review is not as it was locked, so nothing is made from it", found, _ASK)
    chain = tuple(entries(place / LOCKED))
    return Review(place, chain[0].content, chain)


def problems_of(folder: str | Path, last: str = "") -> list[str]:
    """Return all that is wrong with a review's folder, in words; nothing where it holds.

    Args:
        folder: the folder.
        last: a hash that was noted down elsewhere when something was locked.

    Raises:
        CaseReviewError: there is no such folder, or it never was a review's.
    """
    place = Path(folder)
    if not (place / PLAN).exists() and not (place / LOCKED).exists():
        raise CaseReviewError(f"There is no review in {place}", todo="Name the folder that `casereview review new` made.")
    if not (place / LOCKED / FILE).exists():
        return [f"{LOCKED}/{FILE} is not there: it began with the plan, so it was taken away"]
    wrong = verify(place / LOCKED, last)
    if wrong:
        return [f"{LOCKED}/{FILE}: {w}" for w in wrong]
    chain = entries(place / LOCKED)
    if not chain or chain[0].kind != "plan":
        return [f"{LOCKED}/{FILE} does not begin with a plan: it is not the chain of a review"]
    plan = chain[0].content
    if wanting := [k for k in ("id", "seed", "raters", "packs", "stages", "forms", "sealed", "made_at") if k not in plan]:
        return [f"the plan in the chain lacks {', '.join(wanting)}: it was made by hand"]
    wrong = [*_plan_problems(place, plan), *_noted_problems(place, chain), *_file_problems(place, plan)]
    wrong += [*_page_problems(place, chain), *_concern_problems(place, chain)]
    return wrong or _order_problems(Review(place, plan, tuple(chain)))


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
        wrong = verify(place / LOCKED) or _noted_problems(place, entries(place / LOCKED))
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


def _add(place: Path, contents: Sequence[tuple[str, Mapping[str, Any]]], now: datetime | None) -> list[Entry]:
    new = lock_all(place / LOCKED, contents, now)
    with alone(place / COORDINATOR):  # a run that was killed before this leaves a note too few, and the next one makes up for it
        chain = entries(place / LOCKED)
        put_whole(place / COORDINATOR / NOTED, _table([{"number": str(e.number), "hash": e.hash} for e in chain]))
    return new


def _order_problems(review: Review) -> list[str]:
    from toolkit.review.stages import out_of_order  # it stands on this module

    return [f"{LOCKED}/{FILE}, {w}" for w in out_of_order(review)]


def _concern_problems(place: Path, chain: Sequence[Entry]) -> list[str]:
    from toolkit.review.kept import concern_problems  # it stands on this module

    return concern_problems(place, chain)


def _page_problems(place: Path, chain: Sequence[Entry]) -> list[str]:
    """What is wrong with pages of later stages. One that is gone can be made again, the same to the byte."""
    made = [e.content for e in chain if e.kind == "made"]
    told = {page_name(*(str(c.get(k)) for k in ("pack", "stage", "rater"))): c.get("sha256") for c in made}
    wrong = []
    for file in sorted((place / LATER).glob("[!.]*")):
        if file.name not in told:
            wrong.append(f"{LATER}/ holds a file that no entry tells of: {file.name}")
        elif _sha(_bytes(file) or b"") != told[file.name]:
            wrong.append(f"{LATER}/{file.name} is not the page that was made; take it out and make it again, and ask who read it")
    return wrong


def _plan_problems(place: Path, plan: Mapping[str, Any]) -> list[str]:
    try:
        told = json.loads((place / PLAN).read_bytes())
    except (OSError, ValueError):
        return [f"{PLAN} is not there, or is no JSON; the plan in the chain is what counts"]
    if not isinstance(told, dict):
        return [f"{PLAN} is JSON of another kind"]
    differ = sorted(k for k in {*told, *plan} if k not in told or k not in plan or _plain(told[k]) != _plain(plan[k]))
    return [f"{PLAN} says otherwise than the plan that was locked: {', '.join(differ)}"] if differ else []


def _plain(value: Any) -> str:
    """A value as text that is the same for the same value, also where it is none that could be locked."""
    return json.dumps(value, sort_keys=True)


def _noted_problems(place: Path, chain: Sequence[Entry]) -> list[str]:
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


def _file_problems(place: Path, plan: Mapping[str, Any]) -> list[str]:
    wrong = []
    try:
        salt = (place / COORDINATOR / SALT).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [f"{COORDINATOR}/{SALT} is not there, so the coordinator's lists cannot be checked"]
    for name, sealed in plan["sealed"].items():
        content = _bytes(place / COORDINATOR / name)
        if content is None or _sealed(salt, content) != sealed:
            wrong.append(f"{COORDINATOR}/{name} is not as it was when the plan was locked" if content else f"{name} is not there")
    if TOLD in plan and kept_settings(place, plan[TOLD]) is None:
        wrong.append(f"{COORDINATOR}/{SETTINGS} is not as it was when the plan was locked")
    given = {name: sha for pack in plan["packs"].values() for name, sha in pack["files"].items()}
    wrong += _changed(place / PACKS, given, "that raters were to be given")
    if plan.get(FORMS_KEPT):  # a review of before has no copies
        copies = {form_file(name): sha for name, sha in plan["forms"].items()}
        wrong += _changed(place / FORMS, copies, "by which answers are locked")
    return wrong


def _changed(folder: Path, given: Mapping[str, str], what: str) -> list[str]:
    """What is wrong with a folder that holds files of these hashes and no others."""
    wrong = []
    for name, sha in given.items():
        content = _bytes(folder / name)
        if content is None:
            wrong.append(f"{folder.name}/{name} is not there: it was taken away or renamed")
        elif _sha(content) != sha:
            wrong.append(f"{folder.name}/{name} is not the file {what}")
    strange = sorted(f.name for f in folder.glob("*") if f.name not in given)
    return wrong + [f"{folder.name}/ holds a file that the plan does not know: {name}" for name in strange]


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sealed(salt: str, content: bytes) -> str:
    """The hash of a list that could be guessed and tried; without the coordinator's salt it tells nothing."""
    return hmac.new(salt.encode(), content, hashlib.sha256).hexdigest()


def _table(rows: Table, columns: Sequence[str] = ()) -> bytes:
    text = io.StringIO()
    heads = list(columns) or list(dict.fromkeys(k for row in rows for k in row)) or ["nothing"]
    writer = csv.DictWriter(text, heads, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
