"""The summary of an audit: what came back, answers, grades, computed ratings, agreement before moderation, and moderation apart.

Cases that were drawn and cases that were chosen (for an incident, say) are never put together: each has rows of its own. Where two
auditors read a case, the first one's sheet counts, as drawn; the second one's is for agreement alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.review.forms.answers import Answers
from toolkit.review.forms.form import CHOICE, Form, Item
from toolkit.review.instruments.folder import Audit, read_audit
from toolkit.review.instruments.pairs import agreement_rows, moderation_rows
from toolkit.review.instruments.rows import Case, frame, median_row, row, share_row
from toolkit.review.instruments.rules import NA, Rating, rate

if TYPE_CHECKING:
    import pandas as pd

CANNOT_JUDGE = "CJ"
UNVERIFIED = "computed by a rule that was not checked against its source"
TABLES = ("returned", "answers", "grades", "ratings", "agreement", "moderation")
Cell = tuple[dict[str, Any], Answers | None]


def audit_summary(
    audit: str | Path | Audit | Sequence[Answers],
    sample: pd.DataFrame | None = None,
    form: Form | None = None,
    ratings: Sequence[Rating] = (),
) -> dict[str, pd.DataFrame]:
    """Return the tables of an audit.

    Args:
        audit: its folder, what :func:`toolkit.review.instruments.read_audit` made of it, or the answers of auditors themselves.
        sample: with answers: who audited what, with the columns of :data:`toolkit.review.instruments.plan.COLUMNS`.
        form, ratings: with answers: the instrument.

    Returns:
        Result rows (:data:`toolkit.result.COLUMNS`) by table; `group` is how the cases came in (`random`, `incident` …):

        - `returned`: sheets that came back of those handed out, those that hold a concern, cases that two auditors read;
        - `answers`: the share of yes among yes and no, and the share that could not be judged;
        - `grades`: the median, and the share at each grade or better; never a mean;
        - `ratings`: computed ratings, as they stand after overrides, and how many were overridden;
        - `agreement`: percent, kappa, alpha and AC between two auditors on their own, before moderation;
        - `moderation`: how many grades went up, went down and stayed as moderators had them, beside the raw ones.

    Raises:
        CaseReviewError: see :func:`toolkit.review.instruments.read_audit`.
    """
    if isinstance(audit, (str, Path)):
        audit = read_audit(audit)
    if not isinstance(audit, Audit):
        if sample is None or form is None:
            todo = "Give who audited what, and the form; or the folder of the audit."
            raise CaseReviewError("Answers alone say nothing of a sample", todo=todo)
        raw = {a.pack: a for a in audit if a.stage != "moderated"}
        audit = Audit("", form, tuple(ratings), sample, raw, {a.pack: a for a in audit if a.stage == "moderated"})
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for group, part in audit.plan.groupby("chosen", sort=True):
        sheets = part.to_dict("records")
        first = _cells([s for s in sheets if s["turn"] == "first"], audit.raw)
        pairs = _pairs(sheets, audit.raw)
        moderated = [(a, audit.moderated.get(s["sheet"])) for s, a in first]
        name = str(group)
        tables["returned"] += _returned(name, sheets, audit, pairs)
        for item in audit.form.items:
            tables["answers"] += _answer_rows(name, item, first)
            tables["grades"] += _grade_rows(name, item, first)
            tables["agreement"] += agreement_rows(name, item, pairs)
            tables["moderation"] += moderation_rows(name, item, moderated)
        tables["ratings"] += _rating_rows(name, audit.ratings, first)
    return {name: frame(rows) for name, rows in tables.items()}


def _cells(sheets: Sequence[dict[str, Any]], raw: dict[str, Answers]) -> list[Cell]:
    """Each sheet with its answers; none where it is missing, or holds a concern, or its auditor knows the case."""
    return [(s, a if (a := raw.get(s["sheet"])) and not a.concern else None) for s in sheets]


def _pairs(sheets: Sequence[dict[str, Any]], raw: dict[str, Answers]) -> list[tuple[Answers | None, Answers | None]]:
    by_case: dict[str, dict[str, Answers | None]] = {}
    for sheet, answers in _cells(sheets, raw):
        by_case.setdefault(sheet["case_id"], {})[sheet["turn"]] = answers
    return [(turns.get("first"), turns["second"]) for turns in by_case.values() if "second" in turns]


def _returned(group: str, sheets: Sequence[dict[str, Any]], audit: Audit, pairs: Sequence[tuple[Any, Any]]) -> list[dict[str, Any]]:
    back = [s for s in sheets if s["sheet"] in audit.raw]
    worry = [s for s in back if audit.raw[s["sheet"]].concern]
    both = sum(a is not None and b is not None for a, b in pairs)
    cases = len({s["case_id"] for s in sheets})
    return [
        _counted("sheets that came back", group, len(back), len(sheets)),
        _counted("sheets with an immediate concern, left out", group, len(worry), len(back)),
        _counted("cases that two auditors read, each on their own", group, both, cases),
    ]


def _counted(measure: str, group: str, count: int, of: int) -> dict[str, Any]:
    """A count of all there are: nothing was drawn, so it has no interval."""
    value = count / of if of else float("nan")
    return row(measure, group, numerator=count, denominator=of, value=value, reason="a count of all, not an estimate")


def _split(item: Item, cells: Sequence[Cell], value: Callable[[Answers], Any]) -> tuple[list[Case], int, int]:
    """The cases that count, how many could not be judged, how many are missing; those to which it does not apply are in none."""
    cases: list[Case] = []
    unjudged = missing = 0
    for sheet, answers in cells:
        given = value(answers) if answers else None
        if given is None:
            missing += not (answers and not item.asked(answers.answers))
        elif given == CANNOT_JUDGE:
            unjudged += 1
        elif given != NA:
            cases.append(Case(sheet["family"], float(sheet["weight"]), given))
    return cases, unjudged, missing


def _answer_rows(group: str, item: Item, cells: Sequence[Cell]) -> list[dict[str, Any]]:
    if item.kind != "yesno":
        return []
    cases, unjudged, missing = _split(item, cells, lambda a: a.answers.get(item.id))
    said = [share_row(f"{item.question} (yes)", group, cases, ["yes"], unjudged + missing)]
    return said + _unjudged_row(item, group, cells, missing)


def _unjudged_row(item: Item, group: str, cells: Sequence[Cell], missing: int) -> list[dict[str, Any]]:
    if CANNOT_JUDGE not in item.values:
        return []
    given = [Case(s["family"], float(s["weight"]), a.answers.get(item.id)) for s, a in cells if a]
    told = [c for c in given if c.value not in (None, NA)]
    return [share_row(f"{item.question} (cannot be judged from the file)", group, told, [CANNOT_JUDGE], missing)]


def _grade_rows(group: str, item: Item, cells: Sequence[Cell]) -> list[dict[str, Any]]:
    if item.kind != "grade":
        return []
    cases, unjudged, missing = _split(item, cells, lambda a: a.answers.get(item.id))
    grades = grades_of(item)
    said = [median_row(f"{item.question} (median)", group, cases, grades, unjudged + missing)]
    words = {int(c.value): c.words for c in item.choices if c.value.isdecimal()}
    for least in sorted(grades, reverse=True)[:-1]:
        better = [g for g in grades if g >= least]
        measure = f"{item.question} ({words[least]}{'' if len(better) == 1 else ' or better'})"
        said.append(share_row(measure, group, cases, better, unjudged + missing))
    return said + _unjudged_row(item, group, cells, missing)


def _rating_rows(group: str, ratings: Sequence[Rating], cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Computed ratings as they stand after overrides; a rating of which a part is not answered is missing."""
    rated = [(s, rate(ratings, a.answers) if a else None) for s, a in cells]
    said = []
    for rating in ratings:
        cases = [Case(s["family"], float(s["weight"]), r[rating.id].final) for s, r in rated if r]
        told = [c for c in cases if c.value not in (None, NA)]
        missing = sum(c.value is None for c in cases) + sum(r is None for _, r in rated)
        note = "" if rating.checked else UNVERIFIED
        for result in rating.results:
            if result != NA:
                said.append(share_row(f"{rating.label} ({result})", group, told, [result], missing, note))
        over = sum(bool(r and r[rating.id].override) for _, r in rated)
        said.append(_counted(f"{rating.label} (overridden, with a reason)", group, over, len(cases)))
    return said


def grades_of(item: Item) -> list[int]:
    """Return the grades of an item, lowest first, without what is no grade."""
    return sorted(int(v) for v in item.values if v.isdecimal()) if item.answer == CHOICE else []
