"""What follows from the cells of a list alone: outcomes, the end of an adoption, who was adopted, who the child is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.record import codes
from toolkit.sources.snapshot.adoptions import Ending, ends_identity
from toolkit.sources.snapshot.check import Checked
from toolkit.sources.snapshot.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

CHILD = "Child Unique ID"
_ENDED = "Date Ceased to be Looked After"
_REVERSED = "Date of Decision that Child Should No Longer be Placed for Adoption"
# Later stages of the work are kept up better: where lists differ on a child, the first of these that says something is taken.
_CHILDREN = ("list_8", "list_7", "list_6", "list_10", "list_9", "list_5", "list_4", "list_3", "list_2", "list_1")
_ABOUT = {"Gender": "sex", "Ethnicity": "ethnicity", "Date of Birth": "born_on", "Does the Child have a Disability": "disability"}


def ready(checked: Mapping[str, Checked], memory: Memory, taken_on: date) -> dict[str, pd.DataFrame]:
    """Return the rows of the lists with the columns that follow from others."""
    made = {"list_4": _assessments, "list_5": _enquiries, "list_8": _in_care, "list_10": _adoption}
    found = {name: made[name](one.rows) if name in made else one.rows for name, one in checked.items()}
    if "list_9" in found:
        found["list_9"] = _leavers(found["list_9"], memory, taken_on)
    return found


def _assessments(rows: pd.DataFrame) -> pd.DataFrame:
    said = rows["Was the child assessed as requiring LA children's social care support?"]
    return rows.assign(support=said.map({True: "support required", False: "no support required"}).astype("str"))


def _enquiries(rows: pd.DataFrame) -> pd.DataFrame:
    unnecessary = rows["Was an Initial Child Protection Conference deemed unnecessary?"].fillna(False)
    held = rows["Date of Initial Child Protection Conference"].notna()
    outcome = held.map({True: "conference", False: ""}).mask(unnecessary & ~held, "no conference")
    plan = rows["Did the Initial Child Protection Conference Result in a Child Protection Plan"]
    made = plan.map({True: "child protection plan", False: "no child protection plan"})
    return rows.assign(conference=outcome.astype("str"), plan=made.astype("str"))


def _in_care(rows: pd.DataFrame) -> pd.DataFrame:
    reason = rows["Reason Ceased to be Looked After"]
    return rows.assign(**{"ceased code": reason.where(reason.isin(list(codes.codes("REC"))), "")})


def _adoption(rows: pd.DataFrame) -> pd.DataFrame:
    order, reversed_on = rows["Date of Adoption Order"], rows[_REVERSED]
    placed = rows["Date Placed for Adoption"]
    undone = reversed_on.where(reversed_on >= placed)
    end = order.where(order >= placed).fillna(undone)
    reason = order.notna().map({True: "adopted", False: "no longer to be placed"}).where(end.notna(), "")
    return rows.assign(**{"adoption ended": end, "adoption end reason": reason.astype("str")})


def _leavers(rows: pd.DataFrame, memory: Memory, taken_on: date) -> pd.DataFrame:
    import pandas as pd

    day = pd.Timestamp(taken_on)
    for child in rows[CHILD]:
        memory.listed.setdefault(("list_9", child), day)
    first = [memory.listed["list_9", child] for child in rows[CHILD]]
    return rows.assign(**{"first listed": pd.Series(first, index=rows.index, dtype="datetime64[us]")})


def endings() -> dict[str, Ending]:
    """Return where a workbook tells of an adoption."""
    return {
        "list_10": Ending(CHILD, "Date of Adoption Order"),
        "list_8": Ending(CHILD, _ENDED, "Reason Ceased to be Looked After", ends_identity("placement")),
        "list_6": Ending(CHILD, "CIN Closure Date", "Reason for Closure", ends_identity("case")),
    }


def children(found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what a workbook says of each child: case_id, sex, ethnicity, born_on, disability, with the first file and row."""
    import pandas as pd

    frames = []
    for name in _CHILDREN:
        if name in found:
            rows = found[name].rename(columns={CHILD: "case_id", **_ABOUT})
            frames.append(rows[[c for c in ("case_id", *_ABOUT.values(), "file", "row") if c in rows.columns]])
    whole = pd.concat([f for f in frames if len(f)], ignore_index=True) if any(len(f) for f in frames) else frames[0]
    for name in _ABOUT.values():
        if name not in whole:
            whole[name] = None
    said = whole["disability"].map({True: "yes", False: "no"})
    filled = whole.assign(disability=said, sex=whole["sex"].replace("", None), ethnicity=whole["ethnicity"].replace("", None))
    return filled.groupby("case_id", sort=True).first().reset_index()
