"""Whether a thing has two versions at once: looked for over all rows, in a file in order and in any other."""

from __future__ import annotations

import duckdb
import pytest

from toolkit.known import together
from toolkit.known.together import find_together, seen_at_once

FIRST, ANEW = "2020-01-01", "2020-02-01"


def _told(*rows: tuple[str | None, str, str, str | None]) -> tuple[bool, bool]:
    """Whether one look tells that no thing has two versions at once, and whether any has, of case, thing, begin and end."""
    with duckdb.connect() as con:
        con.execute("CREATE TABLE visit (case_id VARCHAR, entity_id VARCHAR, recorded_at TIMESTAMP, withdrawn_at TIMESTAMP)")
        for row in rows:
            con.execute("INSERT INTO visit VALUES (?, ?, ?, ?)", row)
        con.execute("ALTER TABLE visit ADD COLUMN recorded_by TIMESTAMP; ALTER TABLE visit ADD COLUMN withdrawn_by TIMESTAMP")
        con.execute("UPDATE visit SET recorded_by = recorded_at, withdrawn_by = withdrawn_at")
        sure, _ = seen_at_once(con, "visit", "false")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(together, "_LARGE", 1)
            con.execute("SET threads = 3")
            assert seen_at_once(con, "visit", "entity_id = '2'") == (sure, any(row[1] == "2" for row in rows))
        found = find_together(con, "visit", uncertain=True)
        assert find_together(con, "visit", uncertain=True, looked=True) is found
        return sure, found


@pytest.mark.parametrize(
    ("rows", "sure", "together"),
    [
        ([], True, False),
        ([("A", "1", FIRST, ANEW), ("A", "1", ANEW, None), ("A", "2", FIRST, None), ("B", "1", FIRST, None)], True, False),
        ([("A", "1", FIRST, None), ("A", "1", ANEW, None)], False, True),  # neither was ever withdrawn
        ([("A", "1", FIRST, "2020-02-02"), ("A", "1", ANEW, None)], False, True),
        ([("A", "1", FIRST, ANEW), ("A", "1", "2020-02-01 10:00", None)], False, True),  # withdrawn on that day, at no known time
        ([("A", "2", FIRST, None), ("A", "1", FIRST, None)], False, False),  # in no order
        ([("A", "1", FIRST, None), (None, "1", FIRST, None), ("A", "1", ANEW, None)], False, True),
    ],
)
def test_versions_that_may_stand_together(rows: list, sure: bool, together: bool) -> None:
    assert _told(*rows) == (sure, together)
