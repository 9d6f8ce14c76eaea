"""Taking saved answers into a review: an immediate concern is kept whatever else is wrong; all others are locked, or none is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.review.folder import IN, Review, add, open_review
from toolkit.review.forms import Form, read_answers
from toolkit.review.forms.answers import LABEL
from toolkit.review.forms.receive import read_head
from toolkit.review.heard import SUFFIXES, keep, urgent_lines
from toolkit.review.limits import limit
from toolkit.review.lock import Entry, alone, canonical
from toolkit.review.stages import FORM_OF, lockable


@dataclass(frozen=True)
class Taken:
    """What came of some files.

    Attributes:
        locked: the new entries.
        concerns: the names of the concerns that were kept, in the coordinator's folder.
        known: names of files whose answers were locked before.
        first: in words, what is to be done before anything else: concerns, files that could not be read, and the route.
    """

    locked: list[Entry] = field(default_factory=list)
    concerns: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)


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
    there = [Path(f) for f in files] or sorted(f for f in (place / IN).glob("*") if not f.name.startswith((".", "~")))
    kept = keep(place, there, now)
    first = [*kept.told, *urgent_lines(place)] if kept.told else []
    given = [f for f in there if files or f.suffix.lower() in SUFFIXES or f in kept.concerns]
    try:
        if not given:
            raise CaseReviewError("There is nothing to lock", todo=f"Name saved answers, or put them into {IN}/.")
        with alone(place):  # else two who lock at once would lock the same answers twice
            review = open_review(place)
            taken = _locked(review, given, kept.concerns, forms(review), now or datetime.now().astimezone())
            return review, replace(taken, first=first)
    except CaseReviewError as problem:
        if not first:
            raise
        raise CaseReviewError(problem.what, [*first, *problem.problems], problem.todo) from None


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
            continue  # that there was one is locked already
        try:
            told = _read(review, file, forms)
        except CaseReviewError as problem:
            problems += [f"{file.name}: {p}" for p in problem.problems or [problem.what]]
            continue
        if _there(review, told):
            known.append(file.name)
            continue
        wrong = _wrong(review, told, [c for _, c in contents], now)
        problems += [f"{file.name}: {w}" for w in wrong]
        contents.append(("rating", told))
    if problems:
        raise CaseReviewError("These answers cannot be locked, so none of them is", problems, "Mend or take out these files.")
    noted = [e for e in review.chain[-1:] if e.content.get("kept_as") in kept.values()]
    return Taken([*noted, *(add(review, contents, now) if contents else [])], [name for name in kept.values() if name], known)


def _read(review: Review, file: Path, forms: Mapping[str, Form]) -> dict[str, Any]:
    """A file's answers as they are locked.

    Raises:
        CaseReviewError: all that is wrong with them by themselves.
    """
    head = read_head(file)
    name = head.get("form", "")
    if name not in forms:
        raise CaseReviewError("no form", [f"answers to a form that is none of this review's ({', '.join(forms)})"])
    wrong = _misplaced(review, head)
    try:
        told = read_answers(file, forms[name]).told()
    except CaseReviewError as problem:
        whose = head["rater"], head["pack"], head["stage"]
        wrong += lockable(review, *whose) if not wrong and all(map(LABEL.fullmatch, whose)) else []
        raise CaseReviewError("no answers", [*wrong, *(problem.problems or [problem.what])]) from None
    if wrong:
        raise CaseReviewError("not of this review", wrong)
    return told


def _misplaced(review: Review, head: Mapping[str, str]) -> list[str]:
    """Why a file cannot hold answers to a pack of this review, by what it says of itself."""
    if head["review"] != review.id:
        return [f"answers of another review; this one is {review.id}"]
    wrong = []
    if FORM_OF.get(head["stage"]) != head["form"]:
        wrong.append(f"the form {head['form']} belongs to another stage than the one it names")
    pack = review.plan["packs"].get(head["pack"])
    if pack and head["pack_sha256"] != pack["digest"]:
        wrong.append(f"these are not answers to {head['pack']} as it was handed out: the hash of the pack differs")
    return wrong


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
