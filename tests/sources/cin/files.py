"""Small CIN censuses written by hand: Python lists become XML."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape


def tags(**cells: object) -> str:
    return "".join(f"<{k}>{escape(str(v))}</{k}>" for k, v in cells.items() if v not in ("", None))


def block(name: str, *inner: str, **cells: object) -> str:
    return f"<{name}>{tags(**cells)}{''.join(inner)}</{name}>"


def assessment(start: str, done: str = "", factors: tuple[str, ...] = (), **more: object) -> str:
    listed = "".join(tags(AssessmentFactors=f) for f in factors)
    inner = f"<FactorsIdentifiedAtAssessment>{listed}</FactorsIdentifiedAtAssessment>"
    return block("Assessments", inner, AssessmentActualStartDate=start, AssessmentAuthorisationDate=done, **more)


def enquiry(start: str, target: str = "", held: str = "", not_required: object = "0") -> str:
    return block(
        "Section47", S47ActualStartDate=start, InitialCPCtarget=target, DateOfInitialCPC=held, ICPCnotRequired=not_required
    )


def need_plan(start: str, end: str = "") -> str:
    return block("CINPlanDates", CINPlanStartDate=start, CINPlanEndDate=end)


def protection_plan(start: str, end: str = "", first: str = "NEG", latest: str = "NEG", before: object = 0, reviews=()) -> str:
    held = f"<Reviews>{''.join(tags(CPPreviewDate=r) for r in reviews)}</Reviews>" if reviews else ""
    cells = {"CPPstartDate": start, "CPPendDate": end, "InitialCategoryOfAbuse": first, "LatestCategoryOfAbuse": latest}
    return block("ChildProtectionPlans", held, **cells, NumberOfPreviousCPP=before)


def referral(
    day: str, *inner: str, source: str = "1A", need: str = "N1", nfa: object = "0", closed: str = "", why: str = "", **more
) -> str:
    cells = {"CINreferralDate": day, "ReferralSource": source, "PrimaryNeedCode": need, "CINclosureDate": closed}
    return block("CINdetails", *inner, **cells, ReasonForClosure=why, ReferralNFA=nfa, **more)


def child(number: str, *referrals: str, born: str = "2015-03-27", disabilities=("NONE",), **more: object) -> str:
    known = block("ChildIdentifiers", LAchildID=number, PersonBirthDate=born, **({"Sex": "F"} | more))
    listed = "".join(tags(Disability=d) for d in disabilities)
    return block(
        "Child", known, block("ChildCharacteristics", f"<Disabilities>{listed}</Disabilities>", Ethnicity="WBRI"), *referrals
    )


def census(year: int, *children: str, made: str = "", namespace: str = "", reference: str = "", named: object = None) -> str:
    details = block("CollectionDetails", Collection="CIN", Year=named or year, ReferenceDate=reference or f"{year}-03-31")
    source = block("Source", SourceLevel="L", LEA="201", DateTime=f"{made}T11:14:05" if made else "")
    space = f' xmlns="{namespace}"' if namespace else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Message{space}><Header>{details}{source}</Header><Children>{"".join(children)}</Children></Message>'


def write_census(folder: Path, year: int, *children: str, made: str | None = None, **more) -> Path:
    """Write a census made on 23 May of its year, if not said otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"census_{year}_{len(list(folder.iterdir()))}.xml"
    file.write_text(census(year, *children, made=f"{year}-05-23" if made is None else made, **more), encoding="utf-8")
    return file
