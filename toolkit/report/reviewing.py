"""Making a blind review: its folder with packs and forms, and the pages of its later stages when they may be made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.contrast.reference_plan import ReferencePlan, plan_from, reference_plan
from toolkit.errors import CaseReviewError, Checks
from toolkit.later.catalogue import chosen
from toolkit.pseudonyms import read_key
from toolkit.record import open_record
from toolkit.record.beside import refuse_taken
from toolkit.report import reviewing_packs
from toolkit.report.stage_page import stage_html
from toolkit.review import materials
from toolkit.review.arms import AGAIN, REVEAL, draw_arms
from toolkit.review.choosing import KEY_COLUMNS
from toolkit.review.drawn import draw_review, to_know
from toolkit.review.endings import standing
from toolkit.review.folder import COORDINATOR, FORMS, FORMS_KEPT, LATER, ROUND, Review, form_file, make_folder, open_review
from toolkit.review.forms import Form, read_form
from toolkit.review.forms.form import form_of
from toolkit.review.lock import canonical
from toolkit.review.settings import Settings, read_settings
from toolkit.review.settings_kept import SETTINGS, hash_of, kept_settings, text_of
from toolkit.review.stages import BLIND, FORM_OF, OPPOSITE, STAGES, WIDEN, hand_out, may_be_made, put_material
from toolkit.review.wanted import Wanted, check

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

RECORD, TO_KNOW = "record.txt", "to_know.txt"
_KEPT: dict[tuple[str, str, str], dict[str, materials.Material]] = {}


def new_review(
    record: str | Path,
    decisions: pd.DataFrame | None,
    to: str | Path,
    wanted: Wanted | None = None,
    settings: Settings | None = None,
) -> Review:
    """Make a review's folder from a record and some decisions.

    Args:
        record: the folder of the record.
        decisions: the decisions under review, as views (`view_id, case_id, as_of, decision_id, …`); none: as many are drawn as are
            wanted.
        to: the new folder.
        wanted: how it is wanted.
        settings: the agency's settings.

    Raises:
        CaseReviewError: all that is wrong with what is wanted; or the folder is there already. Nothing is written then.
    """
    how, own = wanted or Wanted(), settings or read_settings()
    plan = plan_of(how, own, decisions is not None, to)
    opened, forms = open_record(record), _forms(own.horizon_days)
    drawn = draw_review(opened, read_key(opened), how, own, decisions)
    told = _told(how, own, plan) | {
        "record": record_hash(opened),
        "forms": {name: form.sha256 for name, form in forms.items()},
        "packs": {p.number: {"digest": p.digest, ROUND: drawn.rounds[p.number]} for p in drawn.packs},
    }
    id_ = f"rv-{_sha(canonical(told))[:10]}"
    return make_folder(
        to,
        {"id": id_, **told},
        {p.number: reviewing_packs.files(p, forms["rating"], id_, own) for p in drawn.packs},
        {name: form.whole for name, form in forms.items()},
        [{c: str(row[c]) for c in KEY_COLUMNS} for row in drawn.key.fillna("").to_dict("records")],
        draw_arms([p.number for p in drawn.packs], how.codes, how.share, how.seed),
        [{k: str(v) for k, v in asdict(r).items()} for r in drawn.removals],
        {RECORD: str(Path(record).resolve()), SETTINGS: text_of(own), TO_KNOW: "\n".join(to_know(drawn, how.outcome))},
    )


def plan_of(how: Wanted, settings: Settings, named: bool, to: str | Path) -> ReferencePlan:
    """Return the plan of a review's reference classes, where the review can be made as it is wanted.

    Args:
        how: how it is wanted.
        settings: the agency's settings.
        named: whether decisions are named.
        to: the new folder.

    Raises:
        CaseReviewError: all that is wrong with these, before a record is read.
    """
    checks = Checks("The review cannot be made")
    checks.make(check, how, settings, named)
    checks.make(chosen, [how.outcome])
    plan = checks.make(reference_plan, how.dimensions, list(standing()), settings.horizon_days, how.seed)
    checks.make(refuse_taken, Path(to))
    checks.tell()
    assert plan
    return plan


def _told(how: Wanted, settings: Settings, plan: ReferencePlan) -> dict[str, Any]:
    """What a review's plan says of how it is wanted."""
    return {
        "seed": how.seed,
        "horizon_days": settings.horizon_days,
        "dimensions": list(plan.dimensions),
        "ladder": [list(rung) for rung in plan.ladder],
        "outcomes": list(plan.outcomes),
        "reference": json.loads(plan.to_json()),
        "raters": list(how.codes),
        "stages": list(STAGES),
        "again_share": how.share,
        "comparisons": how.each(settings),
        "differ_in": how.outcome,
        "holder": how.holder,
        "within_days": how.within_days,
        "same_day": how.same_day,
        "settings": hash_of(settings),
    }


def make_stage(folder: str | Path, rater: str, stage: str, pack: str = "", record: str | Path | None = None) -> list[Path]:
    """Make a stage's pages for a rater, of one pack or of all that are so far; refuse with the reasons where none may be made.

    Args:
        folder: the review's folder.
        rater: R1, R2 …
        stage: widen, reveal, again, opposite or reference; or blind for packs of a later round.
        pack: one pack; all of the rater's where empty.
        record: where the record is now; where it was when the review was made if none is given.

    Returns:
        The pages' files.

    Raises:
        CaseReviewError: the folder is not as it was locked, the stage is not so far, or the record is another.
    """
    review = open_review(folder)
    packs = may_be_made(review, rater, stage, pack)
    if stage == BLIND:
        return [review.folder / LATER / name for name in hand_out(review, rater, packs)]
    found = _materials(review, stage, packs, record)
    form, own = forms_of(review).get(FORM_OF.get(stage, "")), _settings(review)
    pages = {p: stage_html(stage, review.id, p, rater, form, found.get(p), own, review.plan["packs"][p]["digest"]) for p in packs}
    facts = {p: {k: dict(v) for k, v in (("outcomes", m.outcomes), ("rates", m.rates)) if v} for p, m in found.items()}
    return [review.folder / LATER / name for name in put_material(review, rater, stage, pages, facts)]


def forms_of(review: Review) -> dict[str, Form]:
    """Return a review's forms, by name: the copies that were kept when it was made.

    Raises:
        CaseReviewError: a review that has no copies, of which a form was changed since the plan was locked.
    """
    if review.plan.get(FORMS_KEPT):
        return {name: form_of((review.folder / FORMS / form_file(name)).read_bytes()) for name in review.plan["forms"]}
    forms = _forms(review.plan["horizon_days"])
    changed = [name for name, sha in review.plan["forms"].items() if name not in forms or forms[name].sha256 != sha]
    if changed:
        raise CaseReviewError(
            "The forms of this review are not those of its plan",
            [f"{name} was changed since" for name in changed],
            "Use the version of casereview, with its forms and settings, that the review was made with.",
        )
    return forms


def record_hash(record: Record) -> str:
    """Return the hash of a record: of the hashes of its tables."""
    return _sha(canonical(record.hashes()))


def _materials(review: Review, stage: str, packs: list[str], record: str | Path | None) -> Mapping[str, materials.Material]:
    """What a stage shows of each pack: the same for every rater, so it is made once where several are asked for at a time."""
    if stage == AGAIN:
        return {}
    source = _source(review, record)
    shown = REVEAL if stage == OPPOSITE else stage
    kept = _KEPT.setdefault((review.id, review.plan["record"], shown), {})
    if lacking := [p for p in packs if p not in kept]:
        kept.update(_made(review, shown, source, lacking))
    return {p: kept[p] for p in packs}


def _made(review: Review, stage: str, source: materials.Source, packs: list[str]) -> Mapping[str, materials.Material]:
    if stage == WIDEN:
        return materials.widened(source, packs)
    if stage == REVEAL:
        return materials.revealed(source, packs, review.plan["horizon_days"])
    return materials.referred(source, packs, plan_from(review.plan["reference"]))


def _source(review: Review, record: str | Path | None) -> materials.Source:
    told = review.folder / COORDINATOR / RECORD
    place = record or (told.read_text(encoding="utf-8") if told.exists() else "")
    if not place or not Path(place).is_dir():
        raise CaseReviewError("The record of this review is not where it was", todo="Say where it is with --record.")
    opened = open_record(place)
    if record_hash(opened) != review.plan["record"]:
        raise CaseReviewError(
            "This is not the record that the review was made from, or it was changed since",
            todo="Name the record as it was; a later stage of another record would tell of another case.",
        )
    return materials.Source(opened, review.key, read_key(opened), int(review.plan["seed"]), review.plan["holder"])


def _settings(review: Review) -> Settings:
    own = kept_settings(review.folder, review.plan["settings"])
    if own is None:
        raise CaseReviewError(f"{COORDINATOR}/{SETTINGS} is not as it was locked", todo="Go back to a copy that verifies.")
    return own


def _forms(horizon_days: int) -> dict[str, Form]:
    return {name: read_form(name, horizon_days=horizon_days) for name in dict.fromkeys(FORM_OF.values())}


def told_to_coordinator(review: Review) -> list[str]:
    """Return what the coordinator must know of the packs, as it stands in a file of the coordinator's."""
    file = review.folder / COORDINATOR / TO_KNOW
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
