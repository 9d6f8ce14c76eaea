"""The changes behind the flags of single children, each with the reason that is on record: shown, and left to people to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.explained import EXPLAINED, LATE
from toolkit.record.codes import label
from toolkit.review.wording import day_only, days_in_words, shorter
from toolkit.study.drift_cases import MORE, NOT_SHOWN

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.drift import Drift

COLUMNS = ("evidence", "case_id", "changed_on", "standing", "reason", "said")
HEADS = {
    "evidence": "Flag",
    "case_id": "Case",
    "changed_on": "Changed on",
    "standing": "The change is",
    "reason": "Reason on record, or why there is none",
    "said": "Where it is said",
}
MOST_CHANGES = 6  # of one flag, on the page
ITSELF, DECIDED, NO_REASON = "with the change, on record since {}", "in a decision recorded on {}", "none on record"
UNDATED = "with the change"
_RESTRICTED = "restricted"


def reasons(drift: Drift, changes: pd.DataFrame, labelled: pd.DataFrame) -> pd.DataFrame:
    """Return the changes behind flags that stand, the latest of each flag first, with the reason on record for each.

    Args:
        drift: the set.
        changes: as :func:`toolkit.study.drift_flags.explained` returns them.
        labelled: as :func:`toolkit.study.drift_cases.of` returns it.

    Returns:
        :data:`COLUMNS`, in the order of the flags: `evidence` is the label of the flag; `changed_on` a day in words; `standing`
        as :data:`toolkit.study.drift_flags.STANDINGS` has them; `reason` what is written on record, or why there is nothing;
        `said` where it is written. What is restricted is said to be so. How many changes of a flag are not shown stands last.
    """
    import pandas as pd

    behind = changes.merge(drift.now[["view_id", "case_id"]], on="view_id")
    rows = labelled[["case_id", "measure", "evidence"]].merge(behind, on=["case_id", "measure"])
    rows = rows.assign(place=rows["evidence"].astype("str").str[1:].astype(int))
    rows = rows.sort_values(["place", "changed_on", "statement_id"], ascending=[True, False, True], kind="stable")
    parts = [_of_flag(part.to_dict("records")) for _, part in rows.groupby("place", sort=True)]
    return pd.DataFrame([row for part in parts for row in part], columns=list(COLUMNS)).astype("str")


def _of_flag(found: list[dict]) -> list[dict]:
    told = [_told(row) for row in found[:MOST_CHANGES]]
    more = len(found) - MOST_CHANGES
    bare = dict.fromkeys(COLUMNS, "") | {c: found[0][c] for c in ("evidence", "case_id")}
    return [*told, bare | {"changed_on": MORE.format(more)}] if more > 0 else told


def _told(row: dict) -> dict:
    given = row["standing"] in (EXPLAINED, LATE)
    return {
        "evidence": row["evidence"],
        "case_id": row["case_id"],
        "changed_on": day_only(row["changed_on"]),
        "standing": row["standing"],
        "reason": _given(str(row["reason"])) if given else days_in_words(str(row["reason"])) or NO_REASON,
        "said": _where(row) if given else "",
    }


def _given(reason: str) -> str:
    """What somebody wrote, as they wrote it; a code of a return in its words."""
    return NOT_SHOWN if reason == _RESTRICTED else shorter(label("REASON_PLACE_CHANGE", reason))


def _where(row: dict) -> str:
    import pandas as pd

    if row["explained_by"] != row["statement_id"]:
        return DECIDED.format(day_only(row["explained_on"]))
    return UNDATED if pd.isna(row["explained_on"]) else ITSELF.format(day_only(row["explained_on"]))
