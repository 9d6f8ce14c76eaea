"""The families of a record, and the numbers of each child: whom a reference class leaves out, and what its interval clusters by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.record.identity import final_numbers

if TYPE_CHECKING:
    from toolkit.record import Record


@dataclass(frozen=True)
class Families:
    """The family of each child as it was recorded last (`last`), all children who were ever recorded in each (`members`), and
    the number that holds on in the end for each that was joined to another (`numbers`).
    """

    last: dict[str, str]
    members: dict[str, set[str]]
    numbers: dict[str, str] = field(default_factory=dict)

    def relatives(self, case_id: str) -> set[str]:
        """Return the child with all who were ever recorded in a family of the child."""
        return {case_id}.union(*(children for children in self.members.values() if case_id in children))


def families(record: Record) -> Families:
    """Return the families of a record as it stands."""
    con = record.connect()
    try:
        numbers = final_numbers(con)
        said = con.execute("""
            SELECT case_id, family_id FROM child WHERE case_id IS NOT NULL AND family_id <> ''
            ORDER BY recorded_at, statement_id""").fetchall()
    finally:
        con.close()
    rows = [(str(numbers.get(case_id, case_id)), str(family)) for case_id, family in said]
    members: dict[str, set[str]] = {}
    for case_id, family in rows:
        members.setdefault(family, set()).add(case_id)
    return Families(dict(rows), members, numbers)
