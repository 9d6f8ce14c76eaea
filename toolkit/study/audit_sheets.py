"""The audit's afterwards part on files that auditors read: what their sheets say of the same part of the sample, and of no other.

Auditors see a whole file, endings too; so it stands after what was known, and is no judgement of a decision on what was known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.review.forms.read import names, read_form
from toolkit.review.instruments.folder import read_audit
from toolkit.review.instruments.plan import COLUMNS
from toolkit.review.instruments.rules import read_rules
from toolkit.review.instruments.summary import audit_summary
from toolkit.study.audit_sample import AT_RANDOM, PARTS, RANDOM_PART
from toolkit.study.summaries import result_frame

if TYPE_CHECKING:
    import pandas as pd

RETURNED, SHARES, MEDIANS = "files-returned", "files-read", "files-grades"
_SHARES = ("answers", "grades", "ratings")
_SHARE, _GRADE = "share", "grade"
NO_SHEETS = [
    "No sheets of auditors were given to this report, so nothing is said of what a file shows to somebody who reads it.",
    "To have some: casereview audit new hands out sheets for a sample, and this report is run again with --sheets FOLDER.",
]
READ = [
    "Auditors read whole files, with all that came later in them. What they say is of the file, and not of decisions on what was "
    "known.",
    "Raw sheets count, before anybody talked; where two auditors read a file, the first one's. Every file counts alike (nothing is "
    "weighted). How far auditors agreed, and what moderation changed, says casereview audit read.",
]
NONE_OF_PART = "None of the sheets is of cases that were {}, and sheets of others are not put in their place."


@dataclass(frozen=True)
class Sheets:
    """The result tables of an audit's sheets, of one part of the sample; none where no sheets were given.

    Attributes:
        tables: `files-returned`, `files-read`, `files-grades`, in result rows without a group.
        given: whether there is a folder of sheets.
        part: which part of the sample they are of.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    given: bool = False
    part: str = RANDOM_PART


def read_sheets(folder: str | Path = "", part: str = RANDOM_PART) -> Sheets:
    """Return what the sheets of an audit say of one part of the sample.

    Args:
        folder: the folder that casereview audit new made, with what came back in it; empty for none.
        part: `drawn at random` or `chosen after an incident`.

    Raises:
        CaseReviewError: it is no folder of an audit, or sheets in it cannot be used.

    >>> read_sheets().tables["files-read"].empty
    True
    """
    if not folder:
        return Sheets(dict.fromkeys((RETURNED, SHARES, MEDIANS), result_frame([])), part=part)
    if not Path(folder).is_dir():
        raise CaseReviewError("There is no folder of an audit", [Path(folder).name], "Make one with casereview audit new.")
    audit = read_audit(folder)
    plan = audit.plan[audit.plan["chosen"] == PARTS[part]].assign(weight=1.0)
    return Sheets(_tables(audit_summary(replace(audit, plan=plan))), True, part)


def words(sheets: Sheets) -> list[str]:
    """Return what is said with the tables; it holds no count."""
    if not sheets.given:
        return NO_SHEETS
    return READ if len(sheets.tables[RETURNED]) else [NONE_OF_PART.format(sheets.part)]


@cache
def measures() -> frozenset[str]:
    """Return every word that heads a row where an instrument of ours was used, in our wording."""
    import pandas as pd

    found: set[str] = set()
    sheet = pd.DataFrame([["S", "A1", "first", "c", "f", AT_RANDOM, "", 1.0]], columns=list(COLUMNS))
    for name in names():
        form = read_form(name)
        tables = audit_summary([], sheet, form, read_rules(name, form))
        found |= {measure for frame in _tables(tables).values() for measure in frame["measure"]}
    return frozenset(found)


def _tables(summary: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    import pandas as pd

    every = pd.concat([summary[name] for name in _SHARES], ignore_index=True)
    return {
        RETURNED: _plain(summary["returned"]),
        SHARES: _plain(every[every["unit"] == _SHARE]),
        MEDIANS: _plain(every[every["unit"] == _GRADE]),
    }


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the group, which is the same for all: one part of the sample is read at a time."""
    return rows.assign(group="").drop_duplicates("measure").reset_index(drop=True)
