"""Whether a thing has two versions at once: looked for over all rows, in whatever order they are."""

from __future__ import annotations

from itertools import permutations

import duckdb
import pytest

from toolkit.record import together
from toolkit.record.together import find_together

FIRST, ANEW = "2020-01-01", "2020-02-01"


def _told(rows: list[tuple[str | None, ...]], uncertain: bool = False) -> int:
    """How many things are found, of rows with case, thing, begin and end, and begin and end at the latest where they differ."""
    with duckdb.connect() as con:
        times = "recorded_at TIMESTAMP, withdrawn_at TIMESTAMP, recorded_by TIMESTAMP, withdrawn_by TIMESTAMP"
        con.execute(f"CREATE TABLE visit (case_id VARCHAR, entity_id VARCHAR, {times})")
        for row in rows:
            con.execute("INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?)", (*row[:4], *(row[4:] or row[2:4])))
        found = find_together(con, "visit", uncertain)
        assert found == bool(con.execute("FROM together").fetchall())
        return con.execute("SELECT count(DISTINCT thing) FROM together").fetchall()[0][0]


@pytest.mark.parametrize(
    ("rows", "things"),
    [
        ([], 0),
        ([("A", "1", FIRST, ANEW), ("A", "1", ANEW, None), ("A", "2", FIRST, None), ("B", "1", FIRST, None)], 0),
        ([("A", "1", FIRST, None), ("A", "1", ANEW, None)], 1),  # neither was ever withdrawn
        ([("A", "1", FIRST, "2020-02-02"), ("A", "1", ANEW, None), ("B", "1", FIRST, None), ("B", "1", FIRST, None)], 2),
        ([("A", "1", FIRST, ANEW), ("A", "1", "2020-02-01 10:00", None)], 1),  # withdrawn on that day, at no known time
        ([("A", "1", FIRST, "2020-02-01 09:00"), ("A", "1", "2020-02-01 10:00", None)], 0),
        ([("A", "1", FIRST, ANEW), ("A", "1", ANEW, "2020-02-01 09:00"), ("A", "1", "2020-02-01 10:00", None)], 1),
        ([("A", "1", FIRST, ANEW), ("A", "1", ANEW, "2020-03-01"), ("A", "1", "2020-03-01", None)], 0),
        ([("A", "1", FIRST, "2020-03-01"), ("A", "1", ANEW, "2020-02-02"), ("A", "1", "2020-02-10", None)], 1),  # within another
        ([("A", "1", "1969-01-01", "1969-12-31"), ("A", "1", "1969-12-31", None)], 0),
        ([("A", "1", FIRST, None), ("A", "1", None, None), (None, "1", FIRST, None)], 0),  # what was never recorded stands nowhere
    ],
)
def test_versions_that_may_stand_together(rows: list, things: int, monkeypatch) -> None:
    for some in permutations(rows):
        assert _told(list(some)) == things
    monkeypatch.setattr(together, "_MOST", 1)
    assert _told(rows) == things  # looked for in divisions


def test_versions_that_meet_under_another_reading_only() -> None:
    rows = [("A", "1", FIRST, ANEW, FIRST, "2020-02-15"), ("A", "1", ANEW, None, "2020-02-10", None)]
    assert (_told(rows), _told(rows, uncertain=True)) == (0, 1)
