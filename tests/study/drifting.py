"""Small sets of flags, written as they are read: a case a row, a mark a month."""

from __future__ import annotations

import pandas as pd

MARKS = {"x": "yes", ".": "no", "?": "cannot say", " ": "does not apply"}
STATUS = {"x": "ok", ".": "ok", "?": "not recorded", " ": "not applicable"}
MONTHS = ["2025-01", "2025-02", "2025-03", "2025-04"]


def flags(text: str, aim: str = "purpose", team: str = "Team 1") -> pd.DataFrame:
    """`case measure marks` a line, a mark a month from January; a case `a.2` is the second child of family `a`."""
    rows = []
    for line in filter(str.strip, text.splitlines()):
        case, measure, *marks = line.split(maxsplit=2)
        for month, mark in zip(MONTHS, marks[0].strip("|"), strict=False):
            rows.append(
                {
                    "view_id": f"{case}-{month}", "case_id": case, "month": month, "cluster": case.split(".")[0], "team": team,
                    "measure": measure, "family": "direction", "aim": aim, "flag": MARKS[mark], "value": float(mark == "x"),
                    "lower": None, "unit": "count", "status": STATUS[mark], "reason": "not kept" if mark == "?" else "",
                }
            )  # fmt: skip
    return pd.DataFrame(rows).astype({"lower": "float64"})


def many(measure: str, yes: int, no: int, unknown: int = 0, month: str = "2025-04", **other: str) -> pd.DataFrame:
    """So many children with a flag, without, and of whom it cannot be told, each a family, on one day."""
    marks = ["x"] * yes + ["."] * no + ["?"] * unknown
    text = "\n".join(f"c{n:03} {measure} |{mark}|" for n, mark in enumerate(marks))
    return flags(text, **other).assign(month=month)
