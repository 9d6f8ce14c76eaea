"""The first case is told by hand: it holds each way of knowing that a learning review is to show."""

from __future__ import annotations

import pytest

STORY = "C00001"
TURNING_POINT = "TIMESTAMP '2023-01-18 14:30:00'"
DAY = "DATE '2023-01-18'"


@pytest.fixture
def ask(tables):
    return lambda sql: [row[0] for row in tables.execute(sql).fetchall()]


def test_its_decisions_are_dated_one_without_a_time_and_two_on_one_day(tables):
    told = tables.execute(f"SELECT occurred_on, decided_at FROM decision WHERE case_id = '{STORY}'").fetchall()
    assert 3 <= len(told) <= 6
    assert sum(at is None for _, at in told) == 1
    days = [day for day, _ in told]
    assert len(days) - len(set(days)) == 1


def test_its_siblings_share_a_family(ask):
    assert len(set(ask("SELECT DISTINCT family_id FROM child WHERE case_id IN ('C00001', 'C00002')"))) == 1


def test_at_the_turning_point_other_agencies_held_what_was_not_on_record(ask):
    kinds = ask(f"""SELECT DISTINCT l.holder_kind FROM ledger AS l JOIN information AS i USING (statement_id)
        WHERE i.case_id = '{STORY}' AND l.known_from < {TURNING_POINT} AND i.recorded_at > {TURNING_POINT}""")
    assert {"police", "school", "family", "worker"} <= set(kinds)


def test_at_the_turning_point_something_on_record_had_not_been_seen(ask):
    assert ask(f"""SELECT i.kind FROM ledger AS l JOIN information AS i USING (statement_id)
        WHERE i.case_id = '{STORY}' AND i.recorded_at < {TURNING_POINT} AND l.holder = 'W001' AND l.known_from > {TURNING_POINT}
        AND i.occurred_on < {DAY}""") == ["neighbour's call"]


def test_at_the_turning_point_something_was_believed_that_was_corrected_later(ask):
    for table in ("relationship", "visit"):
        assert ask(f"""SELECT entity_id FROM "{table}" WHERE case_id = '{STORY}' AND recorded_at < {TURNING_POINT}
            AND withdrawn_at > {TURNING_POINT} AND withdrawn_reason = 'corrected'""")


def test_it_has_a_plan_that_was_not_confirmed_and_one_left_standing(ask):
    assert ask(f"SELECT 1 FROM review WHERE case_id = '{STORY}' AND withdrawn_reason = 'not confirmed'")
    assert ask(f"SELECT 1 FROM visit WHERE case_id = '{STORY}' AND outcome = 'planned' AND withdrawn_at IS NULL")


def test_every_line_of_the_story_was_written_on_a_day_of_the_record(ask):
    assert not ask(f"""SELECT note FROM visit WHERE case_id = '{STORY}' AND outcome <> 'planned'
        AND CAST(recorded_at AS DATE) < occurred_on""")
