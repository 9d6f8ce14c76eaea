"""Checking a notebook's values against the record that they are for, before a kernel starts.

Only for reports: what computes what was known is never checked against the record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    from toolkit.record import Record

Check = Callable[["Record", Any], list[str]]


def check_against(values: dict[str, Any], record: Record, notebook: str) -> None:
    """Raise one CaseReviewError with everything in the values that the record, or the project, does not have.

    Args:
        values: parameter name to value, defaults included.
        record: the record that the notebook is to run on.
        notebook: the notebook's name, for the message.
    """
    problems = [
        f"{name}: {p}" for name, check in _CHECKS.items() if values.get(name) not in (None, "") for p in check(record, values[name])
    ]
    if problems:
        raise CaseReviewError(
            f"The parameters of {notebook} do not fit this record",
            problems,
            f"casereview run {notebook} --help says what each is for.",
        )


def _case(record: Record, case_id: str) -> list[str]:
    """Another case's identifier is never named: it would be case content in a message."""
    con = record.connect()
    try:
        bare = case_id.lstrip("0")
        found, alike = con.execute(
            "SELECT bool_or(case_id = ?), bool_or(ltrim(case_id, '0') = ?) FROM \"case\"", [case_id, bare]
        ).fetchone()
    finally:
        con.close()
    if found:
        return []
    hint = "; there is one that differs by leading zeros, and identifiers are text" if alike else ""
    return [f"the record holds no such case{hint}"]


def _as_of(record: Record, day: str) -> list[str]:
    con = record.connect()
    try:
        first = con.execute("SELECT min(covered_from) FROM coverage").fetchone()[0]
    finally:
        con.close()
    return [f"the record covers nothing before {first}"] if first and day[:10] < first.isoformat() else []


def _names(of: Callable[[], list[str]]) -> Check:
    def check(record: Record, text: str) -> list[str]:
        valid, named = of(), [part.strip() for part in str(text).split(",") if part.strip()]
        return [f"there is no {n}{nearest(n, valid)}; choose from {', '.join(valid)}" for n in named if n not in valid]

    return check


def _at_least(least: int) -> Check:
    return lambda record, number: [] if int(number) >= least else [f"must be {least} or more"]


def _outcomes() -> list[str]:
    from toolkit.later import catalogue

    return [outcome.name for outcome in catalogue()]


def _dimensions() -> list[str]:
    from toolkit.contrast.patterns import dimensions

    return list(dimensions())


_CHECKS: dict[str, Check] = {
    "case_id": _case,
    "as_of": _as_of,
    "outcomes": _names(_outcomes),
    "dimensions": _names(_dimensions),
    "horizon_days": _at_least(1),
    "months": _at_least(1),
    "conversations": _at_least(0),
}
