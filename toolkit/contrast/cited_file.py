"""Citations as people write them: a finding, a decision and what it is said to have missed, checked for form."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("finding", "decision_id")
EITHER = ("statement_id", "entity_id")
CANNOT = "The citations cannot be taken"


def read_cited(path: str | Path) -> pd.DataFrame:
    """Read a file of citations: CSV with `finding, decision_id` and `statement_id` or `entity_id` (or both), all as text.

    Args:
        path: the file.

    Returns:
        One row a citation, as :func:`checked_citations` returns it.

    Raises:
        CaseReviewError: no such file, one that is no CSV in UTF-8, or everything that is wrong with its rows.
    """
    import pandas as pd

    file = Path(path)
    if not file.is_file():
        todo = "Name a CSV file with finding, decision_id and statement_id or entity_id."
        raise CaseReviewError(f"There is no file of citations at {file}", todo=todo)
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            rows = [row for row in csv.reader(text) if row]
    except (UnicodeDecodeError, csv.Error):
        raise CaseReviewError(f"{file.name} cannot be read", ["it is not a CSV file in UTF-8"]) from None
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    uneven = [
        f"row {n}: {len(r)} cells where the heading has {len(header)}" for n, r in enumerate(body, 2) if len(r) != len(header)
    ]
    if uneven:
        raise CaseReviewError(f"{CANNOT} from {file.name}", uneven, "Mend these rows.")
    return checked_citations(pd.DataFrame(body, columns=header, dtype="str"))


def checked_citations(cited: pd.DataFrame) -> pd.DataFrame:
    """Return citations as text with both columns of ids and `row` (the first under the heading is 2), or tell all that is wrong.

    >>> import pandas as pd
    >>> checked_citations(pd.DataFrame({"finding": ["F1"], "decision_id": ["d"], "entity_id": ["e"]}))["row"].to_list()
    [2]
    """
    names = list(cited.columns)
    spare = set(map(str, names)) - {*NEEDED, *EITHER}
    problems = [f"no column {c}{nearest(c, spare)}" for c in NEEDED if c not in names]
    problems += [] if set(EITHER) & set(names) else ["no column statement_id, nor entity_id"]
    problems += [f"column {c} is there twice" for c in (*NEEDED, *EITHER) if names.count(c) > 1]
    if problems:
        raise CaseReviewError(CANNOT, problems, "The needed columns are finding, decision_id and statement_id or entity_id.")
    rows = cited.reset_index(drop=True).copy()
    for column in (*NEEDED, *EITHER):
        rows[column] = rows[column].where(rows[column].notna(), "").astype("str").str.strip() if column in rows else ""
    rows["row"] = rows.index + 2
    problems = [f"row {r}, {c}: empty" for c in NEEDED for r in rows.loc[rows[c] == "", "row"]]
    bare = rows.loc[(rows["statement_id"] == "") & (rows["entity_id"] == ""), "row"]
    problems += [f"row {r}: neither a statement_id nor an entity_id" for r in bare]
    if problems:
        raise CaseReviewError(CANNOT, problems, "Mend these rows.")
    return rows[["row", *NEEDED, *EITHER]]
