"""Which indicators a report shows: a few that its question needs, each with its reason, and not all that there are."""

from __future__ import annotations

from toolkit import paths
from toolkit.known.catalogue import chosen


def measures_of(report: str, part: str = "") -> tuple[str, ...]:
    """Return the names of the indicators that a report shows (in one of its parts, where one is named), in the file's order.

    They stand in `data/report/measures.csv`, with the reason for each.

    >>> measures_of("case_review_audit", "timeliness")[0]
    'days_since_seen'
    """
    return tuple(row["indicator"] for row in _rows() if row["report"] == report and part in ("", row["part"]))


def labels_of(report: str) -> dict[str, str]:
    """Return the names of a report's indicators as people read them, by name.

    >>> labels_of("learning_review")["days_since_seen"]
    'Days since the child was seen'
    """
    return {i.name: i.label for i in chosen(list(measures_of(report)))}


def _rows() -> tuple[dict[str, str], ...]:
    return paths.rows("report", "measures")
