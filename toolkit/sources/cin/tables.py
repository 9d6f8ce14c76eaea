"""From the blocks of a child in a census to the statements of a record, and since when each could be known.

The availability rules are those of the data standard: a spell from the day it began, its end and the reason for it from the day
it ended, factors from the day the assessment was authorised, what has no day of its own from the day the census was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from toolkit.record import codes
from toolkit.record.write import entity_id
from toolkit.sources.blocks import Block
from toolkit.sources.stages import Part, Teller

CONFERENCE = "initial child protection conference"
NEXT_DAY = timedelta(days=1)
_PREFIX = {
    "child": "ch", "referral": "rf", "case": "cs", "status": "st", "assessment": "as", "meeting": "mt", "plan": "pn",
    "review": "rv", "legal": "lg", "decision": "dc", "contact": "co", "service": "sv",
}  # fmt: skip
PRE_PROCEEDINGS = ("legal", "decision", "contact", "service")
ALWAYS = tuple(t for t in _PREFIX if t not in PRE_PROCEEDINGS)
_WORDS_OF_GROUP = {"adoption": "adopted", "died": "died", "transfer": "transferred out"}


@dataclass
class Told:
    """Where a block's statements go: the teller, the case, the place in the file, and the lists for the scopes."""

    teller: Teller
    case: str
    file: str
    episodes: list[tuple[str, date | None]] = field(default_factory=list)
    enquiries: list[str] = field(default_factory=list)

    def tell(self, table: str, block: Block, key: Iterable[str], *parts: Part) -> None:
        """Add one statement of a block."""
        entity = id_of(table, self.case, key)
        self.teller.tell(table, (entity, self.case), (f"{self.file} {block.kind}", block.number), parts)


def id_of(table: str, case: str, key: Iterable[str]) -> str:
    """Return the entity id of a thing of a case: the case, and what tells it from others of its kind."""
    return entity_id(_PREFIX[table], case, *key)


def day_key(day: date | None) -> str:
    """Return a day as it stands in keys."""
    return f"{day:%Y-%m-%d}" if day else ""


def _start(kind: str, day: date, **values: object) -> Part:
    return Part(day, {"kind": kind, "occurred_on": day, "occurred_precision": "day", **values})


def _end(day: date | None, after: Mapping[str, object] | None = None) -> list[Part]:
    return [Part(day, {"ended_on": day}, after or {})] if day else []


def keys_of(block: Block, referral: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Return the tables that a block fills, and within its case the keys of its statements.

    A child has one key; what happens in a case is known by its kind and its first day; a referral by its day, with a number
    where two came on one day.
    """
    days = [day_key(block.values.get(name)) for name in KEY_DAYS[block.kind]]
    return {table: (name, *(referral if block.kind == "CINdetails" else days)) for table, name in _KEYS[block.kind]}


KEY_DAYS = {
    "Child": (),
    "CINdetails": ("CINreferralDate",),
    "Assessments": ("AssessmentActualStartDate",),
    "CINPlanDates": ("CINPlanStartDate",),
    "Section47": ("S47ActualStartDate",),
    "ChildProtectionPlans": ("CPPstartDate",),
    "Reviews": ("CPPreviewDate",),
    "PreProceedingsandFGDM": ("PPStartDate",),
}
_KEYS = {
    "Child": (("child", "child"),),
    "CINdetails": (("referral", "referral"), ("status", "referred"), ("case", "referral"), ("meeting", "referral")),
    "Assessments": (("assessment", "assessment"),),
    "CINPlanDates": (("plan", "child in need plan"),),
    "Section47": (("assessment", "section 47"), ("meeting", "section 47")),
    "ChildProtectionPlans": (("plan", "child protection plan"), ("status", "child protection plan")),
    "Reviews": (("review", "review"),),
    "PreProceedingsandFGDM": (
        ("legal", "pre-proceedings"), ("legal", "court"), ("meeting", "pre-proceedings"), ("decision", "pre-proceedings"),
        ("contact", "before proceedings"), ("contact", "initiating"), ("service", "family group decision making"),
    ),
}  # fmt: skip


def tell_child(block: Block, told: Told, first_day: date) -> None:
    """Add who the child is."""
    v = block.values
    born = v["PersonBirthDate"] or v["ExpectedPersonBirthDate"]
    sex = v["Sex"] or v["GenderCurrent"]
    ahead = born is not None and born > told.teller.taken_on
    known = first_day if born is None or v["PersonBirthDate"] is None or ahead else max(first_day, born)
    own = {
        "occurred_on": born,
        "occurred_precision": "day" if born else "unknown",
        "born_on": born,
        "sex": codes.label("Sex", sex) if sex else None,
        "ethnicity": v["Ethnicity"],
    }
    died = [Part(v["PersonDeathDate"], {"died_on": v["PersonDeathDate"]})] if v["PersonDeathDate"] else []
    first = Part(min(known, told.teller.taken_on), own, day=born if ahead else None)
    told.tell("child", block, keys_of(block)["child"], first, *died, Part(None, {"disability": v["Disability"]}))


def tell_referral(block: Block, told: Told, referral: tuple[str, ...]) -> None:
    """Add the referral, the spell in which the case was open, and a conference that belongs to no enquiry."""
    v, keys = block.values, keys_of(block, referral)
    day, taken_on = v["CINreferralDate"], told.teller.taken_on
    outcome = "no further action" if v["ReferralNFA"] else "accepted"
    came = Part(day, {"occurred_on": day, "occurred_precision": "day", "referrer": v["ReferralSource"]})
    decided = Part(
        day if day > taken_on else min(day + NEXT_DAY, taken_on), {}, {"outcome": outcome, "primary_need": v["PrimaryNeedCode"]}
    )
    told.tell("referral", block, keys["referral"], came, decided)
    told.tell("status", block, keys["status"], _start("referred", day), *_end(day + NEXT_DAY))
    told.episodes.append((id_of("referral", told.case, keys["referral"]), v["CINclosureDate"]))
    if not v["ReferralNFA"]:
        reason = {"end_reason": closing_words(v["ReasonForClosure"])}
        opened = Part(day, {"occurred_on": day, "occurred_precision": "day", "start_reason": "referred"})
        told.tell("case", block, keys["case"], opened, *_end(v["CINclosureDate"], reason))
    if v["ReasonForClosure"] and not v["CINclosureDate"]:
        told.teller.count("case", "held back", "reason for closure, without a closure")
    _tell_loose_conference(block, told, keys["meeting"])


def _tell_loose_conference(block: Block, told: Told, key: tuple[str, ...]) -> None:
    held = block.values["DateOfInitialCPC"]
    if held is None:
        return
    if any(b.values.get("DateOfInitialCPC") == held and not b.faults for b in block.of("Section47")):
        told.teller.count("meeting", "left out", "the conference stands in the Section47 block as well")
        return
    told.tell("meeting", block, key, _start(CONFERENCE, held))


def closing_words(code: str | None) -> str | None:
    """Return the words of the record for a reason for closure.

    >>> closing_words("RC5"), closing_words("RC8")
    ('transferred out', 'Case closed after assessment, no further action')
    """
    if not code:
        return None
    groups = codes.codes("ReasonForClosure")[code].groups
    return next((words for group, words in _WORDS_OF_GROUP.items() if group in groups), codes.label("ReasonForClosure", code))


def _assessment(block: Block, told: Told) -> None:
    v = block.values
    review, done = v["AssessmentInternalReviewDate"], v["AssessmentAuthorisationDate"]
    if v["AssessmentFactors"] and not done:
        told.teller.count("assessment", "held back", "factors, without an authorisation")
    looked = [Part(review, {"reviewed_on": review})] if review else []
    parts = [_start("assessment", v["AssessmentActualStartDate"]), *looked, *_end(done, {"factors": v["AssessmentFactors"]})]
    told.tell("assessment", block, keys_of(block)["assessment"], *parts)


def _enquiry(block: Block, told: Told) -> None:
    v, keys = block.values, keys_of(block)
    day, held = v["S47ActualStartDate"], v["DateOfInitialCPC"]
    end = _end(held, {"outcome": CONFERENCE})
    if v["ICPCnotRequired"] and not held:
        end = [Part(None, {"outcome": f"{CONFERENCE} not required"})]
    told.tell("assessment", block, keys["assessment"], _start("section 47 enquiry", day), *end)
    told.enquiries.append(id_of("meeting", told.case, keys["meeting"]))
    target = v["InitialCPCtarget"] if not v["ICPCnotRequired"] or held else None
    if target:
        due = Part(day, {"kind": CONFERENCE, "due_on": target, "occurred_precision": "unknown"})
        took_place = [Part(held, {"occurred_on": held, "occurred_precision": "day"})] if held else []
        told.tell("meeting", block, keys["meeting"], due, *took_place)
    elif held:
        told.tell("meeting", block, keys["meeting"], _start(CONFERENCE, held))


def _need_plan(block: Block, told: Told) -> None:
    v = block.values
    told.tell(
        "plan", block, keys_of(block)["plan"], _start("child in need plan", v["CINPlanStartDate"]), *_end(v["CINPlanEndDate"])
    )


def _protection_plan(block: Block, told: Told) -> None:
    v, keys, kind = block.values, keys_of(block), "child protection plan"
    day, first = v["CPPstartDate"], v["InitialCategoryOfAbuse"]
    begun = _start(kind, day, category=first, earlier_plans=v["NumberOfPreviousCPP"])
    latest = Part(None, {"latest_category": v["LatestCategoryOfAbuse"]})
    told.tell("plan", block, keys["plan"], begun, *_end(v["CPPendDate"]), latest)
    told.tell("status", block, keys["status"], _start(kind, day, detail=first), *_end(v["CPPendDate"]))


def _review(block: Block, told: Told) -> None:
    told.tell("review", block, keys_of(block)["review"], _start("child protection review", block.values["CPPreviewDate"]))


def _pre_proceedings(block: Block, told: Told) -> None:
    v, day = block.values, day_key(block.values["PPStartDate"])

    def event(
        table: str, name: str, column: str, values: Mapping[str, object], ends: str = "", after: Mapping[str, object] = {}
    ) -> None:  # noqa: B006
        on = v[column]
        if on:
            part = Part(on, {**values, "occurred_on": on, "occurred_precision": "day"}, after)
            told.tell(table, block, (name, day), part, *_end(v[ends] if ends else None))

    event("legal", "pre-proceedings", "PPStartDate", {"proceedings": "pre-proceedings"}, "StepDecisionDate")
    event("legal", "court", "CourtAppDate", {"proceedings": "application to the court"})
    event("meeting", "pre-proceedings", "InitialPPMeetingDate", {"kind": "pre-proceedings meeting"})
    chosen = {"chosen": v["PPOutcome"]}
    event("decision", "pre-proceedings", "StepDecisionDate", {"kind": "end of pre-proceedings"}, after=chosen)
    letter = {"kind": "with a parent or carer", "channel": "letter"}
    event("contact", "before proceedings", "LBPSentDate", letter, after={"outcome": "letter before proceedings sent"})
    event("contact", "initiating", "LetterInitCPDate", letter, after={"outcome": "letter initiating care proceedings sent"})
    if v["FGDMMeetingOffer"]:
        offered = {"kind": "family group decision making", "occurred_precision": "unknown", "taken_up": v["FGDMMeetingFac"]}
        told.tell("service", block, ("family group decision making", day), Part(None, offered))
    elif v["FGDMMeetingOffer"] is False:
        told.teller.count("service", "left out", "family group decision making that was not offered")
    if v["ReviewMeetingsCount"] is not None:
        told.teller.count("meeting", "left out", "number of review meetings: the record has no column for it")


TELL: dict[str, Callable[[Block, Told], None]] = {
    "Assessments": _assessment,
    "CINPlanDates": _need_plan,
    "Section47": _enquiry,
    "ChildProtectionPlans": _protection_plan,
    "Reviews": _review,
    "PreProceedingsandFGDM": _pre_proceedings,
}
