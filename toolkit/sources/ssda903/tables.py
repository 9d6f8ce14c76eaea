"""From the tables of a return to the statements of a record: which table goes where, and what a return ought to show of each.

`TARGETS` is the whole of it: each kind of statement with its scope (SQL over the return `x` and the statement `s` as last shown;
see `toolkit.record.history`) and whether the record may claim to cover its table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.sources.ssda903 import around, care
from toolkit.sources.ssda903.shapes import Shown, Target

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.ssda903.check import Checked
    from toolkit.sources.ssda903.years import Dated

TOUCHES = "s.occurred_on <= x.upto AND (s.ended_on IS NULL OR s.ended_on > x.year_start)"
# A spell that had not ended would touch a later return's year, so that return's silence says that a planned end came.
WOULD_TOUCH = "s.occurred_on <= x.upto"
LISTED = "EXISTS (FROM listed_children l WHERE l.extract = x.extract AND l.case_id = s.case_id)"
IN_YEAR = "s.occurred_on BETWEEN x.year_start AND x.upto"
NEVER = "false"

TARGETS = (
    Target("child", "header", "ch", "", NEVER),
    Target("person", "header", care.PERSON, "", NEVER, covers=False),
    Target("relationship", "header", "re", "", NEVER, covers=False),
    Target("case", "", "cs", "", NEVER),
    Target("placement", "episodes", "pl", "DECOM", TOUCHES, WOULD_TOUCH),
    Target("legal", "episodes", "lg", "DECOM", TOUCHES, WOULD_TOUCH),
    Target("review", "reviews", "rv", "REVIEW", f"{IN_YEAR} AND {LISTED}"),
    Target("missing", "missing", "ms", "MIS_START", f"{TOUCHES} AND {LISTED}"),
    Target("status", "uasc", "st", "", f"(s.ended_on IS NULL OR s.ended_on > x.year_start) AND {LISTED}"),
    Target("status", "placed_for_adoption", "pa", "DATE_PLACED", f"{TOUCHES} AND {LISTED}", covers=False),
    Target("status", "previous_permanence", "pp", "", NEVER, covers=False),
    Target("status", "dolo", "dl", "DOLO_START", f"{TOUCHES} AND {LISTED}", covers=False),
    Target("decision", "ad1", "de", "", NEVER, covers=False),
    Target("measure", "oc2", "o2", "", f"{IN_YEAR} AND {LISTED}", covers=False),
    Target("measure", "oc3", "o3", "", f"{IN_YEAR} AND {LISTED}", covers=False),
    Target("measure", "ad1", "oa", "", f"{IN_YEAR} AND {LISTED}", covers=False),
    Target("involvement", "sw_episodes", "iv", "SW_DECOM", f"{TOUCHES} AND {LISTED}"),
)
_MADE: dict[tuple[str, str], Callable[[pd.DataFrame, Shown], pd.DataFrame]] = {
    ("child", "header"): care.child,
    ("person", "header"): care.own_child,
    ("relationship", "header"): care.motherhood,
    ("case", ""): care.case,
    ("placement", "episodes"): care.placement,
    ("legal", "episodes"): care.legal,
    ("review", "reviews"): care.review,
    ("missing", "missing"): care.missing,
    ("involvement", "sw_episodes"): care.involvement,
    ("status", "uasc"): around.asylum,
    ("status", "placed_for_adoption"): around.for_adoption,
    ("status", "previous_permanence"): around.earlier_permanence,
    ("status", "dolo"): around.deprivation_of_liberty,
    ("decision", "ad1"): around.decision,
    ("measure", "oc2"): around.measures,
    ("measure", "oc3"): around.measures,
    ("measure", "ad1"): around.measures,
}
_PLACE = ("file", "row")
TABLES = tuple(dict.fromkeys(t.table for t in TARGETS))


@dataclass
class Statements:
    """What one return shows of each table of the record, where it was read, and what was held back and why."""

    shown: dict[str, pd.DataFrame] = field(default_factory=dict)
    held_back: dict[str, Counter[str]] = field(default_factory=dict)
    places: dict[str, pd.DataFrame] = field(default_factory=dict)


def target(table: str, origin: str) -> Target:
    """Return the kind of statement of a table of the record that a table of the return fills.

    >>> target("status", "dolo").prefix
    'dl'
    """
    return next(t for t in TARGETS if (t.table, t.origin) == (table, origin))


def filling(table: str) -> tuple[Target, ...]:
    """Return the kinds of statement of a table of the record.

    >>> [t.origin for t in filling("measure")]
    ['oc2', 'oc3', 'ad1']
    """
    return tuple(t for t in TARGETS if t.table == table)


def statements(checked: dict[str, Checked], dated: Dated, first_days: dict[str, pd.Timestamp]) -> Statements:
    """Return what a return shows, a frame a table of the record, in the columns that `record.history` takes, and `origin`.

    Args:
        checked: the checked tables of the return, with `case_id`.
        dated: its year and cut.
        first_days: for each case listed, the first day of care that this return or an earlier one speaks of.
    """
    import pandas as pd

    found = Statements()
    for table in TABLES:
        frames, held = [], Counter[str]()
        for one in filling(table):
            if not one.origin or one.origin in checked:
                rows = checked[one.origin].accepted if one.origin else _listed_frame(first_days)
                made = _MADE[table, one.origin](rows, Shown(one, dated, first_days, held))
                file = checked[one.origin].file if one.origin else None
                frames.append(made.assign(extract=dated.source, origin=one.origin, file=file))
        if frames:
            whole = pd.concat(frames, ignore_index=True)
            found.shown[table] = whole.drop(columns=[c for c in _PLACE if c in whole])
            found.places[table] = whole.reindex(columns=["entity_id", "extract", *_PLACE]).drop_duplicates(["entity_id", "extract"])
            found.held_back[table] = held
    return found


def _listed_frame(first_days: dict[str, pd.Timestamp]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"case_id": pd.Series(sorted(first_days), dtype="str")})
