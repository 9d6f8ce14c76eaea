"""Taking saved answers into a review: an immediate concern is kept whatever else is wrong; all others are locked, or none is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.review.folder import CONCERNS, COORDINATOR, IN, Review, add, open_review
from toolkit.review.forms import Form, read_answers
from toolkit.review.forms.receive import read_head
from toolkit.review.limits import limit
from toolkit.review.lock import Entry, alone, canonical, put_whole
from toolkit.review.stages import FORMS, lockable

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_SUFFIXES = (".json", ".xlsx")


@dataclass(frozen=True)
class Taken:
    """What came of some files.

    Attributes:
        locked: the new entries.
        concerns: the names of the concerns that were kept, in the coordinator's folder.
        known: names of files whose answers were locked before.
    """

    locked: list[Entry] = field(default_factory=list)
    concerns: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


def take_in(
    folder: str | Path, files: Sequence[str | Path], forms: Callable[[Review], Mapping[str, Form]], now: datetime | None = None
) -> tuple[Review, Taken]:
    """Lock the answers in some files, all or none; a concern is kept first, even where nothing can be locked.

    Args:
        folder: the review's folder.
        files: saved answers; all in the folder's `in` where none are named.
        forms: gives the review's forms, by name.
        now: when; this moment if none is given.

    Raises:
        CaseReviewError: everything that is wrong with the folder, or with all files; then nothing is locked.
    """
    place = Path(folder)
    given = [Path(f) for f in files] or sorted(f for f in (place / IN).glob("*") if f.suffix.lower() in _SUFFIXES)
    if not given:
        raise CaseReviewError("There is nothing to lock", todo=f"Name saved answers, or put them into {IN}/.")
    kept = {file: name for file in given for name in [_keep_concern(place, file)] if name}
    try:
        with alone(place):  # else two who lock at once would lock the same answers twice
            review = open_review(place)
            return review, _locked(review, given, kept, forms(review), now or datetime.now().astimezone())
    except CaseReviewError as problem:
        if not kept:
            raise
        first = f"{len(kept)} immediate concern{'' if len(kept) == 1 else 's'} kept in {COORDINATOR}/{CONCERNS}; act on it first"
        raise CaseReviewError(problem.what, [first, *problem.problems], problem.todo) from None


def add_words(folder: str | Path, entry: int, words: str, now: datetime | None = None) -> Entry:
    """Lock an addendum to an entry: what somebody wants to have said beside what is locked, which stays.

    Args:
        folder: the review's folder.
        entry: the number of the entry.
        words: what is to be added.
        now: when; this moment if none is given.

    Raises:
        CaseReviewError: no words, no such entry, or a folder that is not as it was locked.
    """
    if not words.strip():
        raise CaseReviewError("There are no words to add", todo="Say what is to be added.")
    return add(open_review(folder), [("addendum", {"to": entry, "words": words.strip()})], now)[0]


def _locked(review: Review, given: Sequence[Path], kept: Mapping[Path, str], forms: Mapping[str, Form], now: datetime) -> Taken:
    contents: list[tuple[str, Mapping[str, Any]]] = []
    known, problems = [], []
    for file in given:
        if file in kept:
            contents.append(("concern", _concern_entry(review, file, kept[file])))
            continue
        try:
            told = _read(review, file, forms)
        except CaseReviewError as problem:
            problems += [f"{file.name}: {p}" for p in problem.problems or [problem.what]]
            continue
        if _there(review, told):
            known.append(file.name)
            continue
        wrong = _wrong(review, told, [c for k, c in contents if k == "rating"], now)
        problems += [f"{file.name}: {w}" for w in wrong]
        contents.append(("rating", told))
    contents = [c for c in contents if c[0] != "concern" or not _noted_before(review, c[1])]
    if problems:
        told_concerns = [c for c in contents if c[0] == "concern"]
        if told_concerns:
            add(review, told_concerns, now)
        raise CaseReviewError("These answers cannot be locked, so none of them is", problems, "Mend or take out these files.")
    return Taken(add(review, contents, now) if contents else [], list(kept.values()), known)


def _read(review: Review, file: Path, forms: Mapping[str, Form]) -> dict[str, Any]:
    """A file's answers as they are locked.

    Raises:
        CaseReviewError: all that is wrong with them by themselves.
    """
    head = read_head(file)
    name = head.get("form", "")
    if name not in forms:
        raise CaseReviewError("no form", [f"answers to a form that is none of this review's ({', '.join(forms)})"])
    told = read_answers(file, forms[name]).told()
    wrong = []
    if told["review"] != review.id:
        wrong.append(f"answers of another review; this one is {review.id}")
    if FORMS.get(told["stage"]) != name:
        wrong.append(f"the form {name} belongs to another stage than the one it names")
    pack = review.plan["packs"].get(told["pack"])
    if pack and told["pack_sha256"] != pack["digest"]:
        wrong.append(f"these are not answers to {told['pack']} as it was handed out: the hash of the pack differs")
    if wrong:
        raise CaseReviewError("not of this review", wrong)
    return told


def _wrong(review: Review, told: Mapping[str, Any], before: Sequence[Mapping[str, Any]], now: datetime) -> list[str]:
    wrong = lockable(review, told["rater"], told["pack"], told["stage"])
    if any(_whose(other) == _whose(told) for other in before):
        wrong.append("a second set of answers by the same rater to the same pack and stage, among these files")
    wrong += _clock_problems(review, told, now)
    others = [e.content for e in review.of_kind("rating")] + list(before)
    copied = [o["rater"] for o in others if _is_copy(told, o)]
    return wrong + [f"the same answers, throughout, as {who} gave: a rating is one's own" for who in copied]


def _clock_problems(review: Review, told: Mapping[str, Any], now: datetime) -> list[str]:
    """A rater's clock may be off by a zone; whoever's is off by more saved something else, or at another time."""
    if not told["saved_at"]:
        return []
    off = timedelta(hours=limit("clock_hours"))
    try:
        saved, made, then = (
            t.astimezone() for t in (*map(datetime.fromisoformat, (told["saved_at"], review.plan["made_at"])), now)
        )
    except (OverflowError, ValueError, OSError):
        return ["saved at a time that no clock shows"]
    if made - saved > off:
        return ["saved before this review was made, by the clock of the machine it was saved on"]
    return ["saved at a time that has not come, by the clock of the machine it was saved on"] if saved - then > off else []


def _is_copy(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if (one["pack"], one["stage"]) != (other["pack"], other["stage"]) or one["rater"] == other["rater"]:
        return False
    said = {k: v for k, v in one["answers"].items() if v is not None}
    return len(said) >= limit("least_copied") and said == {k: v for k, v in other["answers"].items() if v is not None}


def _there(review: Review, told: Mapping[str, Any]) -> bool:
    return any(canonical(e.content) == canonical(told) for e in review.of_kind("rating"))


def _whose(told: Mapping[str, Any]) -> tuple[str, str, str]:
    return told["rater"], told["pack"], told["stage"]


def _keep_concern(place: Path, file: Path) -> str:
    """Keep a file that holds a concern, whatever else is wrong with it or with the review; return the name it is kept under."""
    told = _loosely(file)
    if not told or not str(told.get("concern") or "").strip():
        return ""
    content = file.read_bytes()
    said = [_label(told.get(k)) for k in ("pack", "rater", "stage")]
    name = f"{'_'.join(said)}-{hashlib.sha256(content).hexdigest()[:8]}.json"
    kept = place / COORDINATOR / CONCERNS
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_whole(kept / name, json.dumps(told, indent=1).encode())
    return name


def _loosely(file: Path) -> Mapping[str, Any] | None:
    """What a file says, as far as it can be read at all."""
    from toolkit.review.forms import read_form
    from toolkit.review.forms.book import Refused, read

    try:
        content = file.read_bytes()
        if content.startswith(b"PK"):
            name = str(read(file, None).get("form", ""))
            told: Any = read(file, read_form(name)) if name in FORMS.values() else None
        else:
            told = json.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError, Refused, CaseReviewError):
        return None
    return told if isinstance(told, dict) else None


def _concern_entry(review: Review, file: Path, name: str) -> dict[str, Any]:
    """That there was a concern, by whom and on which pack, and no word of it."""
    told = _loosely(file) or {}
    own = {k: _label(told.get(k)) for k in ("pack", "rater", "stage")}
    return {"review": review.id, **own, "kept_as": name}


def _noted_before(review: Review, entry: Mapping[str, Any]) -> bool:
    return any(canonical(e.content) == canonical(entry) for e in review.of_kind("concern"))


def _label(value: object) -> str:
    return value if isinstance(value, str) and _LABEL.fullmatch(value) else "unknown"
