"""Whose case a statement belongs to: an adoption ends an identity, and nothing links what comes after it to what came before."""

from __future__ import annotations

from datetime import date

from toolkit.record.write import entity_id


class Identities:
    """The adoptions that the extracts so far have shown, by the number of the child and the day on which the spell began.

    >>> from datetime import date
    >>> known = Identities()
    >>> known.learn("7", date(2020, 1, 1), date(2021, 5, 1))
    >>> known.case_of("7", date(2020, 1, 1)), known.case_of("7", date(2022, 1, 1)) == "7"
    ('7', False)
    """

    def __init__(self) -> None:
        self._adopted: dict[str, dict[date, date]] = {}

    def learn(self, child: str, began_on: date, adopted_on: date | None) -> None:
        """Take in what an extract says of a spell: that it ended with an adoption on that day, or that it did not."""
        known = self._adopted.setdefault(child, {})
        known.pop(began_on, None)
        if adopted_on:
            known[began_on] = adopted_on

    def case_of(self, child: str, began_on: date) -> str:
        """Return the case of a spell that began on that day: the child's number, or an opaque one after an adoption."""
        before = [adopted for began, adopted in self._adopted.get(child, {}).items() if adopted <= began_on and began != began_on]
        return case_after(child, len(before))


def case_after(child: str, adoptions: int) -> str:
    """Return the case of a number after so many adoptions: the number itself, or an id that does not say it.

    >>> case_after("00123", 0), case_after("00123", 1).startswith("ca-"), "00123" in case_after("00123", 1)
    ('00123', True, False)
    """
    return child if not adoptions else entity_id("ca", child, "identity after adoption", str(adoptions))
