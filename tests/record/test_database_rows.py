"""The rows of a few cases: the same from the files as from what a batch of reports holds in memory."""

import shutil

import pytest

from toolkit import paths
from toolkit.record import database, database_rows, kept
from toolkit.record.open import open_record
from toolkit.record.restricted import last_restricted
from toolkit.record.schema import TABLES

CASES = ["C00001", "C00019"]


@pytest.fixture
def sample():
    return open_record(paths.sample_record())


@pytest.fixture
def store():
    made = kept.Store.in_memory()
    if made is None:
        pytest.skip("the system has no files in memory")
    kept.use(made)
    yield made
    kept.use(None)


def seen(record):
    database._shared.cache_clear()
    con = record.connect()
    try:
        asked = ("DESCRIBE", "FROM")
        return {t.name: [con.execute(f'{how} "{t.name}"').fetchall() for how in asked] for t in TABLES}
    finally:
        con.close()


@pytest.mark.parametrize("until", ["", "2023-06-01T12:00:00", "1990-01-01"])
def test_rows_types_and_order_are_the_same_with_and_without_a_store(sample, store, until):
    one = sample.of_cases(CASES).as_it_stood(until) if until else sample.of_cases(CASES)
    from_store = seen(one), one.held
    kept.use(None)
    assert database_rows.rows_of(one) is None
    assert (seen(one), one.held) == from_store


def test_only_the_rows_of_the_cases_are_handed_over(sample, store):
    rows = database_rows.rows_of(sample.of_cases(CASES))
    assert set(rows["visit"]["case_id"].to_pylist()) <= set(CASES)
    other = database_rows.rows_of(sample.of_cases(["no such case"]))
    assert not len(other["visit"]) and len(other["coverage"])


def test_a_record_that_changed_is_read_anew(store, tmp_path):
    folder = shutil.copytree(paths.sample_record(), tmp_path / "copy", ignore=shutil.ignore_patterns("truth"))
    assert "visit" in open_record(folder).of_cases(CASES).held
    (folder / "visit.parquet").write_bytes((folder / "contact.parquet").read_bytes())
    changed = open_record(folder).of_cases(CASES)
    kept.use(None)
    assert seen(changed)["visit"] == seen(open_record(folder).of_cases(CASES))["visit"]


def test_a_large_record_is_read_from_its_files(sample, store, monkeypatch):
    monkeypatch.setattr(database_rows, "MOST_OF_FILES", 1)
    assert database_rows.rows_of(sample.of_cases(CASES)) is None
    monkeypatch.undo()
    monkeypatch.setattr(database_rows, "MOST_IN_MEMORY", 1)
    assert database_rows.rows_of(sample.of_cases(CASES)) is None


def test_what_is_restricted_is_the_same_for_a_case_and_for_all(sample):
    everything = last_restricted(sample)
    con = sample.connect()
    try:
        [(case,)] = con.execute("SELECT case_id FROM information WHERE restricted IS NOT NULL ORDER BY ALL LIMIT 1").fetchall()
    finally:
        con.close()
    one = last_restricted(sample.of_cases([case]))
    assert one and one.items() <= everything.items()
