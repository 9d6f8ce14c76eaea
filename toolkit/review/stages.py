"""The stages of a review and their order: nothing later is made for a rater who has not locked what comes before it.

What was locked and made is read from the chain alone, never from which files lie about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.review.arms import AGAIN, REVEAL
from toolkit.review.folder import LATER, PACKS, Review, add, handed_name, named, open_review, page_name, room_of
from toolkit.review.lock import alone, put_whole

BLIND, WIDEN, OPPOSITE, REFERENCE = "blind", "widen", "opposite", "reference"
STAGES = (BLIND, WIDEN, REVEAL, OPPOSITE, REFERENCE)
MADE = (WIDEN, REVEAL, AGAIN, OPPOSITE, REFERENCE)
TELLING = (REVEAL, OPPOSITE, REFERENCE)  # pages of one pack that may tell of the endings of others
FORM_OF = {BLIND: "rating", WIDEN: "rating_widen", REVEAL: "rating_again", AGAIN: "rating_again", OPPOSITE: "rating_opposite"}
KNOWS, RECOGNISED, CONCERN = "knows the case", "recognised it on reading", "immediate concern"
DONE = "done"
_TODO = "`casereview review next FOLDER --rater R1` says what a rater may do."


@dataclass(frozen=True)
class Standing:
    """How far one rater is with one pack.

    Attributes:
        rater, pack: who, and with what.
        path: the stages that this rater goes through with this pack, in order.
        locked: the stages whose answers are locked.
        made: the stages whose material was made; blind is, from the first, for packs of the first round.
        left_out: why the rating does not enter the analysis; empty where it does.
    """

    rater: str
    pack: str
    path: tuple[str, ...]
    locked: frozenset[str]
    made: frozenset[str]
    left_out: str

    @property
    def next(self) -> tuple[str, str]:
        """What comes next: (`lock` or `make`, stage), or (`done`, ``)."""
        for stage in self.path:
            if stage in self.locked or (stage not in FORM_OF and stage in self.made):
                continue
            return ("lock" if stage in self.made else "make", stage)
        return (DONE, "")


def standings(review: Review) -> dict[tuple[str, str], Standing]:
    """Return how far each rater is with each pack, by (rater, pack)."""
    locked, made, out = _by_pair(review, "rating"), _by_pair(review, "made"), _left_out(review)
    return {
        (rater, pack): Standing(
            rater,
            pack,
            _path(review, rater, pack),
            frozenset(locked.get((rater, pack), ())),
            frozenset(made.get((rater, pack), set()) | _from_the_first(review, pack)),
            out.get((rater, pack), ""),
        )
        for rater in review.raters
        for pack in review.packs
    }


def next_steps(review: Review, rater: str) -> list[str]:
    """Return what a rater may do next, a sentence a pack.

    Raises:
        CaseReviewError: there is no such rater.
    """
    if wrong := named(rater, review.raters, "rater"):
        raise CaseReviewError("It cannot be said what comes next", wrong, "Give a rater's code, as they stand in review.json.")
    own = [s for (who, _), s in standings(review).items() if who == rater]
    return [_sentence(review, s, own) for s in own]


def ready(review: Review, rater: str) -> list[str]:
    """Return the stages that may be made for a rater now, each of one pack at least."""
    all_ = standings(review)
    own = [s for (who, _), s in all_.items() if who == rater and s.next[0] == "make"]
    return list(dict.fromkeys(s.next[1] for s in own if not may_make(review, rater, s.pack, s.next[1], all_)))


def is_done(review: Review, rater: str) -> bool:
    """Return whether a rater has nothing left to do with any pack.

    Args:
        review: the review.
        rater: R1, R2 …
    """
    return all(s.left_out or s.next[0] == DONE for (who, _), s in standings(review).items() if who == rater)


def may_make(
    review: Review, rater: str, pack: str, stage: str, all_: Mapping[tuple[str, str], Standing] | None = None
) -> list[str]:
    """Return why a stage may not be made for a rater and a pack; nothing where it may.

    `all_` are the review's :func:`standings`, where they are at hand.
    """
    wrong = [
        *named(rater, review.raters, "rater"),
        *named(pack, review.packs, "pack"),
        *named(stage, [s for s in (BLIND, *MADE) if s in review.stages or s == AGAIN], "stage of this review that is made"),
    ]
    if wrong:
        return wrong
    all_ = all_ or standings(review)
    own, who = all_[rater, pack], f"{rater}, {pack}"
    if stage in _from_the_first(review, pack):
        return [f"{rater}: packs of the first round are handed out as they lie in {PACKS}/, so none is made"]
    if own.left_out:
        return [f"{who}: left out of the analysis ({own.left_out}), so nothing further is made"]
    if stage not in own.path:
        other = AGAIN if stage == REVEAL else REVEAL
        return [f"{who}: the plan has {other} here, and not {stage}"]
    before = own.path[: own.path.index(stage)]
    wrong = [f"{who}: {s} is not locked" if s in FORM_OF else f"{who}: {s} was not made" for s in before if not _settled(own, s)]
    others = [s for (r, p), s in all_.items() if r == rater and p != pack]
    why = "a later pack may tell what came after an earlier one" if stage == BLIND else "one ending may tell of another"
    return wrong + [f"{who}: {packs} not yet {what}; {why}" for packs, what in _waiting(review, own, others, stage)]


def may_be_made(review: Review, rater: str, stage: str, pack: str = "") -> list[str]:
    """Return the packs for which a stage may be made now for a rater, those for which it was made already left out.

    Args:
        review: the review.
        rater: the rater.
        stage: the stage.
        pack: one pack; all of the rater's where empty.

    Raises:
        CaseReviewError: the one pack that was named, or every pack, is not so far; with the reasons.
    """
    if pack:
        _refuse(may_make(review, rater, pack, stage))
        return [pack]
    all_ = standings(review)
    later = [p for p in review.packs if stage not in _from_the_first(review, p)]
    reasons = {p: may_make(review, rater, p, stage, all_) for p in later or review.packs}
    ready = [p for p, why in reasons.items() if not why]
    if not ready:
        _refuse(list(dict.fromkeys(w for why in reasons.values() for w in why)))
    fresh = [p for p in ready if stage not in all_[rater, p].made]
    return fresh or ready


def put_material(
    review: Review,
    rater: str,
    stage: str,
    pages: Mapping[str, str],
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    now: datetime | None = None,
) -> list[str]:
    """Put the pages of a stage into the folder, and lock that they were made before they are there to be read.

    Args:
        review: the review.
        rater: for whom they were made.
        stage: the stage.
        pages: pack to its page.
        facts: pack to what is locked with it: `outcomes` where the page tells the ending, `rates` of a reference class.
        now: when; this moment if none is given.

    Returns:
        The names of the files, in the folder's `later`.

    Raises:
        CaseReviewError: a page that may not be made.
    """
    with alone(review.folder):  # what was locked meanwhile counts, and nobody makes the same at the same time
        files = {p: {page_name(p, stage, rater): text.encode()} for p, text in pages.items()}
        return _put(open_review(review.folder), rater, stage, files, facts or {}, now)


def hand_out(review: Review, rater: str, packs: Sequence[str], now: datetime | None = None) -> list[str]:
    """Put the files of packs of a later round into the folder for a rater, and lock first that they were handed out.

    Args:
        review: the review.
        rater: for whom.
        packs: the packs.
        now: when; this moment if none is given.

    Returns:
        The names of the files, in the folder's `later`.

    Raises:
        CaseReviewError: a pack that there is not, or whose turn has not come for this rater.
    """
    with alone(review.folder):
        review = open_review(review.folder)
        all_ = standings(review)
        _refuse([w for p in packs for w in may_make(review, rater, p, BLIND, all_)])
        return _put(review, rater, BLIND, {p: _held_back(review, rater, p) for p in packs}, {}, now)


def _held_back(review: Review, rater: str, pack: str) -> dict[str, bytes]:
    """The files of a pack of a later round, each under the name that it has for a rater."""
    room, page = room_of(review.folder, review.plan, pack), page_name(pack, BLIND, rater)
    return {handed_name(page, name): (room / name).read_bytes() for name in review.plan["packs"][pack]["files"]}


def _put(
    review: Review,
    rater: str,
    stage: str,
    files: Mapping[str, Mapping[str, bytes]],
    facts: Mapping[str, Mapping[str, Any]],
    now: datetime | None,
) -> list[str]:
    """Lock that the files of some packs were made, the page of each by its hash, and put them in place."""
    all_ = standings(review)
    _refuse([w for pack in files for w in may_make(review, rater, pack, stage, all_)])
    pages = {pack: page_name(pack, stage, rater) for pack in files}
    hashes = {pack: _sha(files[pack][page]) for pack, page in pages.items()}
    _refuse([w for pack, page in pages.items() for w in _other_page(review, page, hashes[pack])])
    about = {"review": review.id, "rater": rater, "stage": stage}
    fresh = [pack for pack in files if stage not in all_[rater, pack].made]
    if fresh:
        add(review, [("made", {**about, "pack": p, "sha256": hashes[p], **facts.get(p, {})}) for p in fresh], now)
    put = {name: content for own in files.values() for name, content in own.items()}
    for name, content in put.items():
        put_whole(review.folder / LATER / name, content)
    return list(put)


def lockable(review: Review, rater: str, pack: str, stage: str) -> list[str]:
    """Return why answers may not be locked; nothing where they may."""
    wrong = [*named(rater, review.raters, "rater"), *named(pack, review.packs, "pack")]
    if wrong:
        return wrong
    own = standings(review)[rater, pack]
    who = f"{rater}, {pack}, {stage}"
    if stage not in own.path or stage not in FORM_OF:
        return [
            f"{who}: this rater has no answers to give at that stage; the plan has {', '.join(s for s in own.path if s in FORM_OF)}"
        ]
    if stage in own.locked:
        return [f"{who}: locked already, and what is locked stays; lock an addendum where something is to be added"]
    if stage not in own.made:
        return [f"{who}: the material of that stage was not made for this rater, so these cannot be answers to it"]
    return [f"{who}: {s} is not locked" for s in own.path[: own.path.index(stage)] if s in FORM_OF and s not in own.locked]


def out_of_order(review: Review) -> list[str]:
    """Return the entries of a chain that no command would have locked: out of their order, twice, or of nobody in the plan.

    A chain can be added to by hand without a byte of it being changed; this finds it.
    """
    first = {(r, p, s) for r in review.raters for p in review.packs for s in _from_the_first(review, p)}
    done: dict[str, set[tuple[str, str, str]]] = {"rating": set(), "made": first}
    out: set[tuple[str, str]] = set()
    wrong = []
    for entry in review.chain[1:]:
        if entry.kind == "concern" or (entry.kind == "rating" and _known(entry.content)):
            out.add(_triple(entry.content)[:2])
        if entry.kind in done:
            why = _why_not(review, entry.kind, entry.content, done, out)
            wrong += [f"entry {entry.number}: {why}"] if why else []
            done[entry.kind].add(_triple(entry.content))
        elif entry.kind == "concern" and not all(isinstance(entry.content.get(k), str) for k in ("rater", "pack", "stage")):
            wrong.append(f"entry {entry.number}: a concern that does not say of what")
    return wrong


def _why_not(
    review: Review,
    kind: str,
    content: Mapping[str, Any],
    done: Mapping[str, set[tuple[str, str, str]]],
    out: set[tuple[str, str]],
) -> str:
    """Why an entry could not have been locked after those that are done, with those ratings left out that were left out then."""
    rater, pack, stage = _triple(content)
    if content.get("review") != review.id or rater not in review.raters or pack not in review.packs:
        return "it is of another review, or of a rater or pack that the plan does not have"
    path = _path(review, rater, pack)
    if stage not in path or (kind == "rating" and (stage not in FORM_OF or not isinstance(content.get("answers"), dict))):
        return f"the plan has no such stage for {rater} and {pack}"
    if (rater, pack, stage) in done[kind]:
        return f"{rater}, {pack}, {stage} stands in the chain already"
    if kind == "rating" and (rater, pack, stage) not in done["made"]:
        return f"answers to {stage}, which was not made for {rater} and {pack}"
    before = [s for s in path[: path.index(stage)] if (rater, pack, s) not in done["rating" if s in FORM_OF else "made"]]
    if kind == "made":
        others = [p for p in review.packs if p != pack and (rater, p) not in out]
        wanted = [(p, s) for p in others for s in _shared(review, pack, p, stage) if s in _path(review, rater, p)]
        before += [f"{s} of {p}" for p, s in wanted if (rater, p, s) not in done["rating"]]
    return f"{rater}, {pack}: {stage} stands before {', '.join(before)}" if before else ""


def _triple(content: Mapping[str, Any]) -> tuple[str, str, str]:
    return tuple(str(content.get(k, "")) for k in ("rater", "pack", "stage"))  # type: ignore[return-value]


def _path(review: Review, rater: str, pack: str) -> tuple[str, ...]:
    """The ending is shown before the pack is rated again or not; whoever did not see it then, sees it with the opposite."""
    arm = review.arms.get((pack, rater), REVEAL)
    return tuple(arm if stage == REVEAL else stage for stage in review.stages)


def _settled(own: Standing, stage: str) -> bool:
    return bool(own.left_out) or stage in own.locked or (stage not in FORM_OF and stage in own.made)


def _from_the_first(review: Review, pack: str) -> set[str]:
    """The stages of a pack for which nothing is made, as raters have it from the first."""
    return {BLIND} if review.round(pack) == 1 else set()


def _shared(review: Review, pack: str, other: str, stage: str) -> tuple[str, ...]:
    """What a rater settles with another pack before a stage of one is made.

    Packs of a set tell of each other's endings, and a pack of a later round may tell what came after one of an earlier.
    """
    rounds_on = review.round(other) - review.round(pack)
    if stage in TELLING or (stage == BLIND and rounds_on < 0):
        return (BLIND, AGAIN)
    return (BLIND,) if stage == AGAIN and rounds_on <= 0 else ()


def _waiting(review: Review, own: Standing, others: Iterable[Standing], stage: str) -> list[tuple[str, str]]:
    """The rater's other packs that a stage waits for, and what they wait for, in words."""
    words = {BLIND: "rated blind", AGAIN: "rated again without the ending"}
    found: dict[str, list[str]] = {s: [] for s in words}
    for other in others:
        for s in _shared(review, own.pack, other.pack, stage):
            found[s] += [other.pack] if s in other.path and not _settled(other, s) else []
    return [(", ".join(packs), words[s]) for s, packs in found.items() if packs]


def _sentence(review: Review, own: Standing, all_: Sequence[Standing]) -> str:
    what, stage = own.next
    if own.left_out:
        return f"{own.pack}: nothing; left out of the analysis ({own.left_out})"
    if what == DONE:
        return f"{own.pack}: nothing; all is locked"
    if what == "lock":
        return f"{own.pack}: lock the answers of {stage}"
    if waiting := _waiting(review, own, (s for s in all_ if s.pack != own.pack), stage):
        return f"{own.pack}: wait until {' and '.join(f'{packs} are {what} too' for packs, what in waiting)}; then make {stage}"
    return f"{own.pack}: make {stage}"


def _by_pair(review: Review, kind: str) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for entry in review.of_kind(kind):
        content = entry.content
        found.setdefault((content["rater"], content["pack"]), set()).add(content["stage"])
    return found


def _left_out(review: Review) -> dict[tuple[str, str], str]:
    """Why ratings are left out, from the chain alone: no file that is put there or taken away changes it."""
    known = sorted(((why, e.content) for e in review.of_kind("rating") if (why := _known(e.content))), key=lambda w: w[0] == KNOWS)
    concerns = [(CONCERN, e.content) for e in review.of_kind("concern")]
    return {(c["rater"], c["pack"]): why for why, c in [*known, *concerns]}


def _known(content: Mapping[str, Any]) -> str:
    """Whether answers say that the rater knows the case, before reading it or after; empty where they do not."""
    said = content.get("answers")
    if not isinstance(said, dict):
        return ""
    return KNOWS if said.get("knows_case") == "yes" else RECOGNISED if said.get("recognised") == "yes" else ""


def _other_page(review: Review, name: str, sha: str) -> list[str]:
    """Why a page may not be put in the place of one that was made: the rater may have read the first."""
    made = [e.content for e in review.of_kind("made")]
    other = any(page_name(c["pack"], c["stage"], c["rater"]) == name and c.get("sha256") != sha for c in made)
    return [f"{name} would not be the page that was made; use the version of casereview that made it"] if other else []


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        raise CaseReviewError("That stage cannot be made", problems, _TODO)
