"""Who audits what: sheets for the drawn cases, a share of them read by two auditors who do not know it of each other."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.stats.lots import UNIT, lot

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("sheet", "auditor", "turn", "case_id", "family", "chosen", "stratum", "weight")
RANDOM = "random"
_SAMPLE = ("use", "case_id", "family_no", "stratum", "weight")
_DRAWN = "drawn"


def read_sample(path: str | Path, chosen: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """Return the cases of an audit: those drawn of a sample, and cases that were chosen for another reason, each marked.

    Args:
        path: the CSV file that `casereview sample` wrote.
        chosen: for each other reason, such as `incident`, a CSV file with a column `case_id` (and `family_no`, where known).

    Returns:
        Columns `case_id`, `family`, `chosen` (`random`, or the reason), `stratum`, `weight`, all text but `weight`.

    Raises:
        CaseReviewError: a file that cannot be used, or a case that is there twice.
    """
    import pandas as pd

    problems: list[str] = []
    drawn = [r for r in _rows(Path(path), _SAMPLE, problems) if r["use"] == _DRAWN]
    rows = [[r["case_id"], f"family {r['family_no']}", RANDOM, r["stratum"], _number(r["weight"], problems)] for r in drawn]
    families = {r["case_id"]: f"family {r['family_no']}" for r in drawn}
    for reason, file in (chosen or {}).items():
        for row in _rows(Path(file), ("case_id",), problems):
            family = families.get(row["case_id"]) or (
                f"family {reason} {row['family_no']}" if row.get("family_no") else row["case_id"]
            )
            rows.append([row["case_id"], family, reason, reason, 1.0])
    found = pd.DataFrame(rows, columns=["case_id", "family", "chosen", "stratum", "weight"])
    twice = int(found.duplicated(["case_id", "chosen"]).sum())
    problems += [f"{twice} cases are there twice"] if twice else []
    problems += [] if problems or len(found) else [f"{Path(path).name}: no case in it was drawn"]
    if problems:
        raise CaseReviewError("The sample cannot be used", problems, "Draw one with casereview sample, and name its file.")
    return found


def plan_audit(cases: pd.DataFrame, auditors: int, double_share: int, seed: int) -> pd.DataFrame:
    """Return who audits what: one row a sheet.

    Of the random cases and of those chosen for each other reason, `double_share` per cent at least get two auditors. Which they
    are, whose they are and how sheets are numbered is drawn by seed, so that no sheet shows whether somebody else reads the case.

    Args:
        cases: as :func:`read_sample` returns them.
        auditors: how many there are.
        double_share: per cent of cases that two auditors read.
        seed: the same seed gives the same plan.

    Returns:
        Columns of :data:`COLUMNS`: `auditor` is A1, A2 …; `turn` is `first` or `second`.

    Raises:
        CaseReviewError: fewer than two auditors.

    >>> import pandas as pd
    >>> cases = pd.DataFrame(
    ...     {"case_id": list("abcde"), "family": list("abcde"), "chosen": "random", "stratum": "all", "weight": 1.0}
    ... )
    >>> plan = plan_audit(cases, 2, 20, seed=1)
    >>> len(plan), plan["turn"].tolist().count("second"), plan["sheet"].is_unique
    (6, 1, True)
    """
    import pandas as pd

    check_auditors(auditors)
    rows = []
    for reason, part in cases.groupby("chosen", sort=True):
        ordered = sorted(part.to_dict("records"), key=lambda r: drawn_number(seed, f"order {reason} {r['case_id']}"))
        double = math.ceil(len(ordered) * double_share / 100)
        for place, case in enumerate(ordered):
            first = place % auditors
            other = (first + 1 + int(drawn_number(seed, f"second {reason} {case['case_id']}"), 16) % (auditors - 1)) % auditors
            rows.append({**case, "turn": "first", "auditor": f"A{first + 1}"})
            rows += [{**case, "turn": "second", "auditor": f"A{other + 1}"}] if place < double else []
    shuffled = sorted(rows, key=lambda r: drawn_number(seed, f"sheet {r['chosen']} {r['case_id']} {r['turn']}"))
    wide = len(str(len(shuffled)))
    numbered = [{**row, "sheet": f"S{n:0{max(wide, 2)}}"} for n, row in enumerate(shuffled, 1)]
    return pd.DataFrame(numbered, columns=list(COLUMNS))


def check_auditors(auditors: int) -> None:
    """Raise a CaseReviewError where there are fewer than two auditors.

    >>> check_auditors(2)
    """
    if auditors < 2:
        raise CaseReviewError(
            "An audit needs two auditors at least", todo="Else nobody can tell how far grades depend on who gives them."
        )


def drawn_number(seed: int, key: str) -> str:
    """Return a random number of a key, as text: the same for the same seed and key, whatever else there is."""
    return lot(seed, key, between=UNIT)


def _rows(file: Path, columns: Sequence[str], problems: list[str]) -> list[dict[str, str]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            reader = csv.DictReader(text, strict=True)
            missing = [c for c in columns if c not in (reader.fieldnames or [])]
            rows = [] if missing else [{k: (v or "").strip() for k, v in row.items() if isinstance(v, str) and k} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{file.name}: {'there is no such file' if isinstance(error, OSError) else 'it is no CSV file in UTF-8'}")
        return []
    problems += [f"{file.name}: it has no column {c}" for c in missing]
    short = [n for n, row in enumerate(rows, 2) if not all(c in row for c in columns) or not row["case_id"]]
    problems += [f"{file.name}, row {n}: it is not whole" for n in short]
    return [row for n, row in enumerate(rows, 2) if n not in short]


def _number(text: str, problems: list[str]) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        problems.append("a drawn case has no weight")
    return value
