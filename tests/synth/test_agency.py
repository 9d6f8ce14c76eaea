"""The tidy agency: the same bytes again, the schema kept, one version at a time, links that lead somewhere."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from tests.synth.conftest import SEED
from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.record.open import open_record
from toolkit.record.schema import BY_NAME
from toolkit.synth import make_agency
from toolkit.synth.agency import MADE

TABLES = [BY_NAME[name] for name in MADE]
STATEMENT_TABLES = [t.name for t in TABLES if t.statement]

END = "TIMESTAMP '2025-09-30 23:59:59.999999'"
FAR = "TIMESTAMP '9999-12-31'"


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.rglob("*")) if f.is_file()
    }


def rows(con, sql: str) -> list[tuple]:
    return con.execute(sql).fetchall()


def test_same_seed_same_bytes(tidy, tmp_path):
    assert hashes(make_agency(tmp_path / "again", cases=60, seed=SEED)) == hashes(tidy)


def test_another_seed_another_agency_but_the_same_story(tidy, tmp_path):
    other = open_record(make_agency(tmp_path / "other", cases=4, seed=7)).connect()
    ours = open_record(tidy).connect()
    story = "SELECT statement_id FROM visit WHERE case_id = 'C00001' ORDER BY 1"
    rest = "SELECT statement_id FROM visit WHERE case_id IN ('C00003', 'C00004') ORDER BY 1"
    assert rows(other, story) == rows(ours, story)
    assert rows(other, rest) != rows(ours, rest)


def test_the_committed_sample_is_what_the_code_makes(tidy):
    sample, ours = open_record(paths.sample_record()).connect(threads=1), open_record(tidy).connect(threads=1)
    for table in STATEMENT_TABLES:
        first = f"SELECT statement_id, withdrawn_at, withdrawn_reason FROM \"{table}\" WHERE case_id <= 'C00060' ORDER BY ALL"
        assert rows(sample, first) == rows(ours, first), f"{table}: make data/sample again as its README says"


def test_every_table_is_there_and_filled(tables):
    assert {t.name: bool(rows(tables, f'SELECT 1 FROM "{t.name}" LIMIT 1')) for t in TABLES} == {t.name: True for t in TABLES}


def test_values_are_those_of_the_schema(tables):
    for table in TABLES:
        for column in (c for c in table.columns if c.values):
            found = {v for (v,) in rows(tables, f'SELECT DISTINCT "{column.name}" FROM "{table.name}"') if v is not None}
            assert found <= set(column.values), f"{table.name}.{column.name}"


def test_needed_columns_are_filled(tables):
    for table in TABLES:
        for column in (c for c in table.columns if c.needed):
            assert not rows(tables, f'SELECT 1 FROM "{table.name}" WHERE "{column.name}" IS NULL LIMIT 1'), (
                f"{table.name}.{column.name}"
            )


def test_at_most_one_version_stands_at_any_instant(tables):
    for table in STATEMENT_TABLES:
        assert not rows(
            tables,
            f"""
            SELECT * FROM (SELECT recorded_at, lag(coalesce(withdrawn_at, {FAR})) OVER (
                PARTITION BY entity_id ORDER BY recorded_at) AS before FROM "{table}") WHERE before > recorded_at LIMIT 1""",
        ), table


def test_versions_are_withdrawn_after_they_are_recorded_and_with_a_reason(tables):
    for table in STATEMENT_TABLES:
        assert not rows(
            tables,
            f"""SELECT 1 FROM "{table}" WHERE withdrawn_at <= recorded_at
            OR (withdrawn_at IS NULL) <> (withdrawn_reason IS NULL) LIMIT 1""",
        ), table


def test_a_correction_is_followed_at_once_by_what_is_right(tables):
    for table in STATEMENT_TABLES:
        assert not rows(
            tables,
            f"""SELECT 1 FROM "{table}" AS old WHERE withdrawn_reason IN ('corrected', 'changed') AND NOT EXISTS (
            SELECT 1 FROM "{table}" AS new WHERE new.entity_id = old.entity_id AND new.recorded_at = old.withdrawn_at) LIMIT 1""",
        ), table


def test_no_time_of_the_record_lies_outside_it(tables):
    for table in STATEMENT_TABLES:
        assert not rows(
            tables,
            f"""SELECT 1 FROM "{table}" WHERE recorded_at > {END} OR withdrawn_at > {END}
            OR recorded_at < TIMESTAMP '2020-10-01' LIMIT 1""",
        ), table
    assert not rows(tables, f"SELECT 1 FROM ledger WHERE recorded_at > {END} OR known_from > {END}")


def test_only_plans_state_days_ahead(tables):
    plans = {"review", "visit"}
    for table in (t for t in STATEMENT_TABLES if t not in plans):
        assert not rows(tables, f'SELECT 1 FROM "{table}" WHERE occurred_on > CAST(recorded_at AS DATE) LIMIT 1'), table
    for table in plans:
        assert rows(tables, f'SELECT 1 FROM "{table}" WHERE occurred_on > CAST(recorded_at AS DATE) LIMIT 1'), table
        assert rows(tables, f"SELECT 1 FROM \"{table}\" WHERE withdrawn_reason = 'not confirmed' LIMIT 1"), table
        assert rows(tables, f"SELECT 1 FROM \"{table}\" WHERE occurred_on > DATE '2025-09-30' LIMIT 1"), table


def test_spells_end_after_they_begin(tables):
    for table in (t.name for t in TABLES if t.spell):
        assert not rows(tables, f'SELECT 1 FROM "{table}" WHERE ended_on < occurred_on LIMIT 1'), table


@pytest.mark.parametrize(
    ("table", "column", "to"),
    [
        ("goal", "need_id", "need"),
        ("action", "goal_id", "goal"),
        ("relationship", "person_id", "person"),
        ("placement", "decision_id", "decision"),
        ("status", "decision_id", "decision"),
        ("legal", "decision_id", "decision"),
        ("goal", "decision_id", "decision"),
        ("action", "decision_id", "decision"),
    ],
)
def test_links_lead_to_a_thing_of_the_same_case(tables, table, column, to):
    assert rows(tables, f'SELECT 1 FROM "{table}" WHERE "{column}" IS NOT NULL LIMIT 1')
    assert not rows(
        tables,
        f"""SELECT 1 FROM "{table}" AS a WHERE "{column}" IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM "{to}" AS b WHERE b.entity_id = a."{column}" AND b.case_id = a.case_id) LIMIT 1""",
    )


@pytest.mark.parametrize(
    ("table", "column"), [("decision", "links"), ("decision", "cites"), ("goal", "cites"), ("action", "cites")]
)
def test_lists_of_links_lead_to_things(tables, table, column):
    every = " UNION ".join(f'SELECT entity_id FROM "{t}"' for t in STATEMENT_TABLES)
    linked = f'SELECT unnest(string_split("{column}", \' \')) AS entity_id FROM "{table}" WHERE "{column}" IS NOT NULL'
    assert rows(tables, f"SELECT 1 FROM ({linked}) LIMIT 1")
    assert not rows(tables, f"SELECT entity_id FROM ({linked}) EXCEPT ({every})")


def test_what_a_decision_made_was_not_recorded_before_it(tables):
    every = " UNION ALL ".join(f'SELECT entity_id, min(recorded_at) AS first FROM "{t}" GROUP BY 1' for t in STATEMENT_TABLES)
    assert not rows(
        tables,
        f"""
        SELECT d.entity_id FROM decision AS d, unnest(string_split(d.links, ' ')) AS l(made), ({every}) AS e
        WHERE e.entity_id = l.made AND e.first <= d.decided_at AND CAST(e.first AS TIME) <> TIME '06:00:00'""",
    )


def test_the_ledger_names_statements_of_its_case(tables):
    every = " UNION ".join(f'SELECT statement_id, case_id FROM "{t}"' for t in STATEMENT_TABLES)
    assert not rows(tables, f"SELECT statement_id, case_id FROM ledger EXCEPT ({every})")


def test_the_ledger_has_each_way_of_knowing(tables):
    kinds = {k for (k,) in rows(tables, "SELECT DISTINCT holder_kind FROM ledger")}
    assert {"worker", "police", "health", "school", "other agency", "family"} <= kinds
    assert {e for (e,) in rows(tables, "SELECT DISTINCT evidence FROM ledger")} == {"contemporaneous", "recollection"}


def test_episodes_of_care_follow_on_and_their_reasons_agree_with_what_changed(tables):
    told = rows(
        tables,
        """
        WITH housed AS (SELECT *, coalesce(carer_id, setting_id, placement_type) AS household FROM placement),
        standing AS (SELECT *, lag(ended_on) OVER w AS ended, lag(end_reason) OVER w AS reason,
            lag(change_reason) OVER w AS why, lag(household) OVER w AS before
          FROM housed WHERE withdrawn_at IS NULL AND NOT short_break
          WINDOW w AS (PARTITION BY case_id ORDER BY occurred_on))
        SELECT change, ended IS NULL OR (ended = occurred_on AND reason = 'X1'), why IS NOT NULL, household = before
        FROM standing WHERE change <> 'S' AND ended IS NOT NULL AND basis = 'recorded'""",
    )
    late = sum(not follows for _, follows, _, _ in told)
    assert late <= len(told) * 0.02  # an episode's end may be recorded after the next one began, or after the record ends
    assert {change for change, _, why, _ in told if not why} <= {"L"}
    assert all(same for change, _, _, same in told if change == "L")


def test_babies_are_not_seen_alone(tables):
    assert not rows(
        tables,
        """SELECT 1 FROM visit AS v JOIN child AS c USING (case_id)
        WHERE c.withdrawn_at IS NULL AND v.occurred_on < c.born_on + INTERVAL 4 YEAR AND v.seen_alone IS NOT NULL""",
    )


def test_identifiers_of_things_carry_no_case(tables):
    for table in STATEMENT_TABLES:
        assert not rows(tables, f"SELECT 1 FROM \"{table}\" WHERE contains(entity_id, case_id) OR entity_id LIKE '%C0%' LIMIT 1"), (
            table
        )


def test_decisions_have_times_days_and_now_and_then_neither(tables):
    timed, bare, undated = rows(
        tables,
        """SELECT count(decided_at), count(*) FILTER (decided_at IS NULL AND occurred_on IS NOT NULL),
        count(*) FILTER (occurred_on IS NULL) FROM decision""",
    )[0]
    assert timed > bare > undated > 0


def test_what_is_asked_for_must_make_sense(tmp_path):
    with pytest.raises(CaseReviewError) as told:
        make_agency(tmp_path / "record", cases=0, seed=-1, profile="messy")
    assert len(told.value.problems) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_record_is_not_replaced_unasked(tmp_path):
    made = make_agency(tmp_path / "record", cases=2, seed=1)
    before = hashes(made)
    with pytest.raises(CaseReviewError):
        make_agency(made, cases=3, seed=1)
    assert hashes(made) == before
    assert hashes(make_agency(made, cases=3, seed=1, replace=True)) != before
    assert [p.name for p in tmp_path.iterdir()] == ["record"]


def test_the_truth_says_what_was_put_in(tidy):
    with (tidy / "truth" / "cases.csv").open(encoding="utf-8") as text:
        cases = list(csv.DictReader(text))
    assert len(cases) == 60
    assert {c["kind"] for c in cases} == {"drift", "change of course", "neither"}
    assert all(bool(c["since"]) == (c["kind"] != "neither") for c in cases)
    with (tidy / "truth" / "events.csv").open(encoding="utf-8") as text:
        assert any(e["what"] == "never recorded" and not e["entity_id"] for e in csv.DictReader(text))
