"""What was seen of large tables when they were written: used while their files are the same, and never else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from toolkit.known import care, counts, measure
from toolkit.record import looked, open_record
from toolkit.record.checkfiles import file_findings
from toolkit.record.erase import erase
from toolkit.record.erasing import What
from toolkit.record.looked import FILE, NOTHING, Looked, look_through, untrue
from toolkit.record.write import complete, write_record
from toolkit.sources.publish import publish
from toolkit.synth.agency import make_agency

VISIT = {"case_id": "C1", "entity_id": "v1", "occurred_on": "2020-01-01", "kind": "other", "recorded_at": "2020-01-02"}
AGAIN = VISIT | {"recorded_at": "2020-01-09", "kind": "again"}  # beside the first one, which was never withdrawn
VAGUE = VISIT | {"entity_id": "v2", "recorded_by": "2020-02-02"}
ALL = frozenset({"visit"})


def written(to: Path, *visits: dict[str, str]) -> Path:
    """A record of which every table is large."""
    case = complete("case", pd.DataFrame([{k: VISIT[k] for k in ("case_id", "entity_id", "occurred_on", "recorded_at")}]))
    covered = [{"table_name": name, "covered_from": "2020-01-01", "recorded_at": "2020-01-01"} for name in ("visit", "case")]
    tables = {
        "visit": complete("visit", pd.DataFrame(visits)),
        "case": case,
        "coverage": complete("coverage", pd.DataFrame(covered)),
    }
    return write_record(to, tables, replace=True)


def found(folder: Path) -> Looked:
    return replace(open_record(folder).looked_up(["visit", "placement"]).seen, state=())


@pytest.fixture(autouse=True)
def _every_table_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked, "_LARGE", 1)


@pytest.mark.parametrize(
    ("visits", "seen"),
    [
        ([VISIT], Looked(apart=ALL, exact=ALL)),
        ([VISIT, AGAIN], Looked(exact=ALL)),
        ([VISIT, VAGUE], Looked(apart=ALL)),
        ([VISIT | {"recorded_by": "2020-03-01", "withdrawn_at": "2020-02-01", "withdrawn_by": "2020-02-01"}], Looked(apart=ALL)),
    ],
)
def test_what_is_seen(tmp_path, visits, seen) -> None:
    assert found(written(tmp_path / "record", *visits)) == seen


def test_a_small_record_has_no_such_file(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(looked, "_LARGE", 2)
    assert not (written(tmp_path / "record", VISIT) / FILE).exists()


def test_of_a_changed_file_nothing_is_known(tmp_path) -> None:
    folder = written(tmp_path / "record", VISIT)
    other = written(tmp_path / "other", VISIT, AGAIN)
    (other / "visit.parquet").replace(folder / "visit.parquet")
    assert found(folder) == NOTHING
    asked = pd.DataFrame({"view_id": ["v"], "case_id": ["C1"], "as_of": ["2020-02-01"]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(care, "MANY", 1)
        rows = counts.counted(open_record(folder), asked, "visit", "kind")
    assert rows is not None and rows["kind"].tolist() == ["again"]


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", "null", '{"rules": 1}', '{"rules": 1, "tables": []}', '{"rules": 1, "tables": {"visit": 7}}', "[" * 100_000],
)
def test_a_file_that_says_nothing_tells_nothing(tmp_path, said) -> None:
    folder = written(tmp_path / "record", VISIT)
    (folder / FILE).write_text(said)
    assert found(folder) == NOTHING
    (folder / FILE).write_bytes(b"\xff\x00")
    assert found(folder) == NOTHING


def test_what_was_seen_by_other_rules_or_said_in_other_words_tells_nothing(tmp_path) -> None:
    folder = written(tmp_path / "record", VISIT)
    told = json.loads((folder / FILE).read_text())
    (folder / FILE).write_text(json.dumps(told | {"rules": 0}))
    assert found(folder) == NOTHING
    told["tables"]["visit"]["apart"] = "yes"
    (folder / FILE).write_text(json.dumps(told))
    assert found(folder) == Looked(exact=ALL)


def test_of_a_record_as_it_stood_nothing_is_known(tmp_path) -> None:
    record = open_record(written(tmp_path / "record", VISIT)).looked_up(["visit"])
    assert record.seen.apart == ALL
    early = record.as_it_stood("2020-01-31")
    assert early.seen == NOTHING
    assert not early.looked_up(["visit"]).seen.exact


def test_it_is_made_anew_when_rows_are_erased_and_goes_with_its_record(tmp_path) -> None:
    folder = written(tmp_path / "record", VISIT, AGAIN, VAGUE | {"case_id": "C2", "recorded_by": "2020-01-02"})
    assert found(folder) == Looked(exact=ALL)
    erase(folder, What(cases=("C1",)), "court order", do=True)
    assert found(folder) == Looked(apart=ALL, exact=ALL)
    assert erase(folder, What(cases=("C2",)), "court order").left_behind == ()
    assert found(written(folder, VISIT, AGAIN)) == Looked(exact=ALL)  # another record put in its place


def test_imports_and_made_up_agencies_have_it_too(tmp_path) -> None:
    publish(tmp_path / "imported", {"visit": complete("visit", pd.DataFrame([VISIT]))}, {}, replace=False)
    assert found(tmp_path / "imported").apart == ALL
    assert found(make_agency(tmp_path / "made up", cases=2, seed=1)).apart >= ALL


def test_a_change_while_somebody_works_on_the_record_is_not_missed(tmp_path, monkeypatch) -> None:
    first, again = VISIT | {"outcome": "completed"}, AGAIN | {"outcome": "completed"}
    folder = written(tmp_path / "record", first)
    before = open_record(folder).looked_up(["visit", "case"])
    written(folder, first, again)
    monkeypatch.setattr(care, "MANY", 1)
    asked = pd.DataFrame({"view_id": ["v"], "case_id": ["C1"], "as_of": ["2020-02-01"]})
    assert measure(before, asked, ["days_since_seen"])["denominator"].tolist() == [1]
    assert not before.seen.holds_of(before)


def test_read_in_another_way_nothing_is_known(tmp_path, monkeypatch) -> None:
    folder = written(tmp_path / "record", VISIT)
    monkeypatch.setattr(looked, "UNSURE", "false")
    assert not found(folder).apart


def test_where_it_cannot_be_looked_the_record_is_written_all_the_same(tmp_path, monkeypatch) -> None:
    def too_large(*_: object) -> bool:
        raise duckdb.OutOfMemoryException("too large")

    monkeypatch.setattr(looked, "find_together", too_large)
    folder = written(tmp_path / "record", VISIT)
    assert not (folder / FILE).exists()
    assert found(folder).apart == frozenset()


def test_a_table_that_changes_meanwhile_is_left_out(tmp_path, monkeypatch) -> None:
    folder = written(tmp_path / "record", VISIT)
    find = looked.find_together

    def and_change(con: duckdb.DuckDBPyConnection, name: str, uncertain: bool) -> bool:
        if name == "visit":
            (folder / "visit.parquet").write_bytes((tmp_path / "other" / "visit.parquet").read_bytes())
        return find(con, name, uncertain)

    written(tmp_path / "other", VISIT, AGAIN)
    monkeypatch.setattr(looked, "find_together", and_change)
    assert look_through(folder) == ["case"]


def test_the_check_tells_what_is_not_so(tmp_path) -> None:
    folder = written(tmp_path / "record", VISIT, AGAIN)
    assert untrue(open_record(folder)) == []
    told = json.loads((folder / FILE).read_text())
    told["tables"]["visit"]["apart"] = True
    (folder / FILE).write_text(json.dumps(told))
    assert untrue(open_record(folder)) == ["visit"]
    assert [f.words for f in file_findings(open_record(folder)) if FILE in f.words] == [f"{FILE} says of visit what is not so"]


def test_it_holds_names_of_tables_and_hashes_only(tmp_path) -> None:
    text = (written(tmp_path / "record", VISIT) / FILE).read_text()
    assert json.loads(text).keys() == {"rules", "tables"}
    assert not any(value in text for value in VISIT.values())
