"""Two auditors of one case: how far they agree on their own, and which way moderation then moved the grades."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, OK
from toolkit.review.forms.answers import Answers
from toolkit.review.forms.form import Item
from toolkit.review.forms.read import limit
from toolkit.review.instruments.rows import row
from toolkit.stats.agreement import agreement

_UNITS = {"percent": "share", "kappa": "coefficient", "alpha": "coefficient", "ac": "coefficient"}
_NAMES = {
    "yesno": {"percent": "percent agreement", "kappa": "Cohen's kappa", "alpha": "Krippendorff's alpha", "ac": "Gwet's AC1"},
    "grade": {
        "percent": "agreement, by how nearly",
        "kappa": "kappa, quadratic weights",
        "alpha": "Krippendorff's alpha, ordinal",
        "ac": "Gwet's AC2, quadratic weights",
    },
}
_ALIKE = 0.9
PARADOX = "nearly all are in one category, so kappa and alpha say little here; read them beside the AC"


def agreement_rows(group: str, item: Item, pairs: Sequence[tuple[Answers | None, Answers | None]]) -> list[dict[str, Any]]:
    """Return how far two auditors agree on one question before moderation: four rows; none where it is no grade and no yes or no.

    Grades are compared as ordered (quadratic weights, ordinal alpha), yes and no as categories. What does not apply or could not
    be judged is left out and counted as missing. Intervals resample cases.
    """
    if item.kind not in _NAMES:
        return []
    categories = [v for v in item.values if v.isdecimal()][::-1] if item.kind == "grade" else ["yes", "no"]
    table = [[_category(a, item, categories), _category(b, item, categories)] for a, b in pairs]
    both = sum(None not in r for r in table)
    said = {"denominator": both, "missing": len(table) - both}
    if both < limit("least_cases"):
        status = INSUFFICIENT if pairs else NOT_APPLICABLE
        why = f"{both} cases with two answers are fewer than {limit('least_cases')}" if pairs else "no case was read twice"
        return [row(f"{item.question}: {_NAMES[item.kind]['percent']}", group, status, reason=why, **said)]
    found = agreement(table, categories, "quadratic" if item.kind == "grade" else "identity", resamples=limit("resamples"))
    note = PARADOX if max(found.shares.values()) > _ALIKE else ""
    return [_coefficient(group, item, name, getattr(found, name), note, said) for name in _UNITS]


def _coefficient(group: str, item: Item, name: str, found: Any, note: str, said: dict[str, Any]) -> dict[str, Any]:
    measure = f"{item.question}: {_NAMES[item.kind][name]}"
    if math.isnan(found.value):
        return row(measure, group, INSUFFICIENT, reason="all answers are in one category, so chance explains everything", **said)
    told = {"value": found.value, "lower": found.lower, "upper": found.upper, "unit": _UNITS[name]}
    return row(measure, group, OK, reason=note, **told, **said)


def _category(answers: Answers | None, item: Item, categories: Sequence[str]) -> str | None:
    given = None if answers is None else str(answers.answers.get(item.id))
    return given if given in categories else None


def moderation_rows(group: str, item: Item, cells: Sequence[tuple[Answers | None, Answers | None]]) -> list[dict[str, Any]]:
    """Return which way moderation moved the grades of one question: three counts of the cases that were moderated.

    Args:
        group: how the cases came in.
        item: the question; anything but a grade gives nothing.
        cells: for each case the first auditor's own answers, and those after moderation.
    """
    both = [(a.answers.get(item.id), b.answers.get(item.id)) for a, b in cells if a and b]
    graded = [(x, y) for x, y in both if isinstance(x, int) and isinstance(y, int)]
    if item.kind != "grade" or not both:
        return []
    ways = {
        "went up": sum(y > x for x, y in graded),
        "stayed": sum(y == x for x, y in graded),
        "went down": sum(y < x for x, y in graded),
    }
    why = "beside the raw grades, which stay as they were; agreement is never computed from moderated ones"
    of = len(graded)
    value = {way: n / of if of else math.nan for way, n in ways.items()}
    return [
        row(
            f"{item.question} ({way} in moderation)",
            group,
            numerator=n,
            denominator=of,
            missing=len(both) - of,
            value=value[way],
            reason=why,
        )
        for way, n in ways.items()
    ]
