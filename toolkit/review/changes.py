"""What was changed in a review's folder since it was locked: a byte, a file, the plan, the order, an entry that is gone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.review.folder import (
    COORDINATOR,
    FORMS,
    FORMS_KEPT,
    LATER,
    LOCKED,
    PACKS,
    PLAN,
    SALT,
    Review,
    form_file,
    handed_name,
    noted_problems,
    page_name,
    room_of,
    sealed,
)  # fmt: skip
from toolkit.review.kept import concern_problems
from toolkit.review.lock import FILE, Entry, entries, verify
from toolkit.review.settings_kept import SETTINGS, TOLD, kept_settings
from toolkit.review.stages import BLIND, out_of_order


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
    wrong = [*_plan_problems(place, plan), *noted_problems(place, chain), *_file_problems(place, plan)]
    wrong += [*_page_problems(place, plan, chain), *concern_problems(place, chain)]
    return wrong or [f"{LOCKED}/{FILE}, {w}" for w in out_of_order(Review(place, plan, tuple(chain)))]


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


def _file_problems(place: Path, plan: Mapping[str, Any]) -> list[str]:
    wrong = []
    try:
        salt = (place / COORDINATOR / SALT).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [f"{COORDINATOR}/{SALT} is not there, so the coordinator's lists cannot be checked"]
    for name, seal in plan["sealed"].items():
        content = _bytes(place / COORDINATOR / name)
        if content is None or sealed(salt, content) != seal:
            wrong.append(f"{COORDINATOR}/{name} is not as it was when the plan was locked" if content else f"{name} is not there")
    if TOLD in plan and kept_settings(place, plan[TOLD]) is None:
        wrong.append(f"{COORDINATOR}/{SETTINGS} is not as it was when the plan was locked")
    given: dict[Path, dict[str, str]] = {place / PACKS: {}}
    for pack, about in plan["packs"].items():
        given.setdefault(room_of(place, plan, pack), {}).update(about["files"])
    wrong += [w for room, files in given.items() for w in _changed(room, files, "that raters were to be given")]
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


def _page_problems(place: Path, plan: Mapping[str, Any], chain: Sequence[Entry]) -> list[str]:
    """What is wrong with pages of later stages. One that is gone can be made again, the same to the byte."""
    told: dict[str, Any] = {}
    for content in (e.content for e in chain if e.kind == "made"):
        page = page_name(*(str(content.get(k)) for k in ("pack", "stage", "rater")))
        told[page] = content.get("sha256")
        if content.get("stage") == BLIND and content.get("pack") in plan["packs"]:
            told |= {handed_name(page, name): sha for name, sha in plan["packs"][content["pack"]]["files"].items()}
    wrong = []
    for file in sorted((place / LATER).glob("[!.]*")):
        if file.name not in told:
            wrong.append(f"{LATER}/ holds a file that no entry tells of: {file.name}")
        elif _sha(_bytes(file) or b"") != told[file.name]:
            wrong.append(f"{LATER}/{file.name} is not the page that was made; take it out and make it again, and ask who read it")
    return wrong


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
