"""The one form in which every measure reports: tidy rows with denominator, interval, missing count and status."""

from __future__ import annotations

OK = "ok"
NOT_APPLICABLE = "not applicable"
NOT_RECORDED = "not recorded"
INSUFFICIENT = "insufficient"
SUPPRESSED = "suppressed"
ERROR = "error"
STATUSES = (OK, NOT_APPLICABLE, NOT_RECORDED, INSUFFICIENT, SUPPRESSED, ERROR)

COLUMNS = (
    "measure",
    "group",
    "view_id",
    "numerator",
    "denominator",
    "missing",
    "value",
    "lower",
    "upper",
    "unit",
    "status",
    "reason",
)
EVIDENCE_COLUMNS = ("view_id", "measure", "statement_id", "role")
