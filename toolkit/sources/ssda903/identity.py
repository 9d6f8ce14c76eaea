"""Whose a row is: an adoption ends an identity, and what a return says under the same number afterwards is of another.

The Adoption and Children Act 2002 (section 46) ends the parental responsibility of others with the order; an agency that meets
the child again opens a new file. So no statement, list or key of one identity reaches the other: the later one has a case of
its own, whose id says neither the number nor that there was an earlier one, and all its entities are made from that id.

What a return shows is told apart by what that return and those before it say; a later return changes no earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from toolkit.record import codes
from toolkit.sources.identities import case_after

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.ssda903.check import Checked
    from toolkit.sources.ssda903.years import Dated

# The day that says whose a row is; rows of other tables have none and go by the year of their return.
DAYS = {
    "episodes": "DECOM",
    "reviews": "REVIEW",
    "missing": "MIS_START",
    "sw_episodes": "SW_DECOM",
    "placed_for_adoption": "DATE_PLACED",
    "dolo": "DOLO_START",
}


@dataclass
class Identities:
    """The adoptions of which the returns read so far speak: by child's number, the start of the last episode and the day."""

    adopted: dict[str, dict[pd.Timestamp, pd.Timestamp]] = field(default_factory=dict)

    def read(self, checked: dict[str, Checked], dated: Dated) -> dict[str, Checked]:
        """Return a return's tables with `case_id`, having learned what it says of adoptions. Returns come in their order."""
        if "episodes" in checked:
            self._learn(checked["episodes"].accepted, dated)
        return {name: replace(one, accepted=self._told_apart(name, one.accepted, dated)) for name, one in checked.items()}

    def names(self, child: str) -> list[str]:
        """Return the cases of all identities that a number has had so far."""
        return [case_after(child, n) for n in range(len(self.adopted.get(child, ())) + 1)]

    def of_year(self, child: str, dated: Dated) -> str:
        """Return the case of which a return's row without a day speaks: a year that began after an adoption is of the next."""
        import pandas as pd

        before = pd.Timestamp(dated.year_start)
        return case_after(child, sum(day < before for day in self.adopted.get(child, {}).values()))

    def _learn(self, episodes: pd.DataFrame, dated: Dated) -> None:
        final = episodes["REC"].isin(codes.group("REC", "adoption")) & (episodes["DEC"] <= dated.cut)
        for child, start, end, adopted in zip(episodes["CHILD"], episodes["DECOM"], episodes["DEC"], final, strict=True):
            if adopted:
                self.adopted.setdefault(child, {})[start] = end
            elif start in self.adopted.get(child, {}):
                del self.adopted[child][start]

    def _told_apart(self, table: str, rows: pd.DataFrame, dated: Dated) -> pd.DataFrame:
        import pandas as pd

        case = rows["CHILD"].astype("object")
        for at in rows.index[rows["CHILD"].isin([child for child, found in self.adopted.items() if found])]:
            child = rows.at[at, "CHILD"]
            day = rows.at[at, DAYS[table]] if table in DAYS else None
            case[at] = self.of_year(child, dated) if day is None else case_after(child, self._before(table, child, day))
        return rows.assign(case_id=pd.Series(case, index=rows.index, dtype="str"))

    def _before(self, table: str, child: str, day: pd.Timestamp) -> int:
        """How many adoptions lie before a row's day; an episode that begins on the day of the order is of the next identity."""
        found = self.adopted[child]
        if table == "episodes" and day in found:
            return sum(start < day for start in found)
        return sum(end <= day if table == "episodes" else end < day for end in found.values())
