"""Legal erasure: everything of a case goes, from every table, and nothing is left beside the record."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.record.erase import CANNOT_REACH, erase
from toolkit.record.erasing import What
from toolkit.record.write import complete, write_record

ROOT = Path(__file__).resolve().parents[2]
CANARY = "CANARY-OF-THE-ERASED"
THEN = datetime(2024, 5, 1, 10, 30)


def tables() -> dict[str, pd.DataFrame]:
    """Two cases; a decision of the second cites an entity of the first, and a meeting of it is about a person of both."""
    day = {"occurred_on": "2020-01-01", "recorded_at": "2020-01-01"}

    def made(name: str, *rows: dict) -> pd.DataFrame:
        return complete(name, pd.DataFrame([{**day, **r} for r in rows]))

    found = {
        "case": made("case", {"case_id": "c-one", "entity_id": "ca1"}, {"case_id": "c-two", "entity_id": "ca2"}),
        "person": made("person", {"case_id": "c-two", "entity_id": "pe1", "role": "uncle"}),
        "relationship": made("relationship", {"case_id": "c-two", "entity_id": "re1", "person_id": "pe1"}),
        "need": made("need", {"case_id": "c-one", "entity_id": "ne1", "note": CANARY}),
        "action": made("action", {"case_id": "c-two", "entity_id": "ac1", "cites": "need:ne1 ac0"}),
        "information": made(
            "information",
            {"case_id": "c-two", "entity_id": "in1", "note": "of the uncle alone", "informant": "pe1"},
            {"case_id": "c-two", "entity_id": "in2", "note": "of both"},
        ),
        "contact": made("contact", {"case_id": "c-two", "entity_id": "co1", "person_id": "pe1", "note": "as c-one has it"}),
    }
    one, two = found["information"]["statement_id"]
    of = {"case_id": "c-two", "recorded_at": "2020-01-01"}
    about = [{**of, "statement_id": one, "person_id": "pe1"}] + [
        {**of, "statement_id": two, "person_id": p} for p in ("pe1", "pe2")
    ]
    ledger = [
        {"statement_id": s, "case_id": c, "holder": "W1", "holder_kind": "worker", "recorded_at": "2020-01-01"}
        for s, c in ((found["need"]["statement_id"][0], "c-one"), (one, "c-two"))
    ]
    cover = [{"table_name": "need", "covered_from": "2020-01-01", "recorded_at": "2020-01-01"}]
    return found | {
        "statement_about": complete("statement_about", pd.DataFrame(about)),
        "ledger": complete("ledger", pd.DataFrame(ledger)),
        "coverage": complete("coverage", pd.DataFrame(cover)),
    }


@pytest.fixture(params=["parquet", "csv"])
def folder(request, tmp_path) -> Path:
    made = write_record(tmp_path / "record", tables())
    if request.param == "csv":
        for file in made.glob("*.parquet"):
            pd.read_parquet(file).assign(**{"of ours": 'kept, "as" it is'}).to_csv(file.with_suffix(".csv"), index=False)
            file.unlink()
    (made / "rejected.csv").write_text(f"values\n{CANARY}\n")
    (made / "import_report.csv").write_text("table,rows\nneed,1\n")
    return made


def told(folder: Path, query: str) -> list[tuple]:
    return open_record(folder).connect().execute(query).fetchall()


def everything(folder: Path) -> str:
    """All text of a folder and of what lies beside it, Parquet unpacked."""
    files = [f for f in folder.parent.rglob("*") if f.is_file()]
    return "".join(pd.read_parquet(f).to_csv() if f.suffix == ".parquet" else f.read_text(encoding="utf-8") for f in files)


def test_a_look_touches_nothing_and_counts(folder):
    before = {f.name: f.read_bytes() for f in folder.iterdir()}
    found = erase(folder, What(cases=("c-one",)), "court order")
    assert found.taken.rows == {"case": 1, "need": 1, "ledger": 1}
    assert found.taken.links == {"action": 1}
    assert found.taken.named == {"contact": 1}
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == before
    assert not found.done
    assert all(words in found.text() for words in CANNOT_REACH)
    assert "c-one" not in found.text()


def test_a_case_goes_from_every_table_and_a_tombstone_says_so(folder):
    before = open_record(folder).hashes()
    erase(folder, What(cases=("c-one",)), "court order", do=True, now=THEN)
    assert told(folder, "SELECT * FROM tombstone ORDER BY ALL") == [(t, 1, "court order", THEN) for t in ("case", "ledger", "need")]
    assert told(folder, 'SELECT DISTINCT case_id FROM "case" UNION SELECT case_id FROM ledger') == [("c-two",)]
    assert told(folder, "SELECT cites FROM action") == [("ac0",)]
    assert CANARY not in everything(folder)
    after = open_record(folder).hashes()
    assert all((before[t] != after[t]) == (t in ("case", "need", "ledger", "action")) for t in before)
    assert [f.name for f in folder.parent.iterdir()] == ["record"]
    assert (folder / "import_report.csv").exists()
    assert not (folder / "rejected.csv").exists()


def test_columns_that_the_schema_does_not_have_stay_as_they_are(folder):
    if not (folder / "action.csv").exists():
        pytest.skip("a CSV record only: Parquet keeps its columns as they are read")
    erase(folder, What(cases=("c-one",)), "court order", do=True)
    rows = pd.read_csv(folder / "action.csv", dtype="str")
    assert list(rows["of ours"]) == ['kept, "as" it is']
    assert rows["statement_id"][0] == tables()["action"]["statement_id"][0]


def test_a_person_goes_with_what_is_about_nobody_else(folder):
    found = erase(folder, What(persons=("pe1",)), "request of the person", do=True, now=THEN)
    assert found.taken.rows == {"person": 1, "relationship": 1, "information": 1, "statement_about": 2, "ledger": 1}
    assert found.taken.shared == 1
    assert told(folder, "SELECT person_id FROM contact") == [(None,)]
    assert told(folder, "SELECT note FROM information") == [("of both",)]
    assert told(folder, "SELECT person_id FROM statement_about") == [("pe2",)]


def test_single_statements_go_by_their_id(folder):
    one = told(folder, "SELECT statement_id FROM information WHERE entity_id = 'in1'")[0][0]
    erase(folder, What(statements=(one,)), "in error", do=True)
    assert told(folder, "SELECT entity_id FROM information") == [("in2",)]
    assert told(folder, "SELECT count(*) FROM ledger WHERE statement_id = '" + one + "'") == [(0,)]


def test_a_second_erasure_adds_to_the_tombstones(folder):
    erase(folder, What(cases=("c-one",)), "court order", do=True, now=THEN)
    erase(folder, What(persons=("pe1",)), "request", do=True, now=THEN)
    assert told(folder, "SELECT reason, count(*) FROM tombstone GROUP BY ALL ORDER BY ALL") == [("court order", 3), ("request", 5)]


@pytest.mark.parametrize(
    ("what", "reason", "words"),
    [
        (What(cases=("c-three",)), "court order", "1 of the case ids named"),
        (What(persons=("c-one",)), "court order", "1 of the person ids named"),
        (What(), "court order", "nothing was named"),
        (What(cases=("c-one",)), "  ", "no reason"),
        (What(cases=("c-one",)), "the order on c-one", "the reason holds one of the ids"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_touched(tmp_path, what, reason, words):
    made = write_record(tmp_path / "record", tables())
    before = open_record(made).hashes()
    with pytest.raises(CaseReviewError, match=words) as told_of:
        erase(made, what, reason, do=True)
    assert "c-three" not in str(told_of.value)
    assert open_record(made).hashes() == before
    assert not (made / "tombstone.parquet").exists()


def test_a_table_that_is_a_link_elsewhere_is_refused(tmp_path):
    made = write_record(tmp_path / "record", tables())
    (made / "need.parquet").rename(tmp_path / "need.parquet")
    (made / "need.parquet").symlink_to(tmp_path / "need.parquet")
    with pytest.raises(CaseReviewError, match="link to a file elsewhere"):
        erase(made, What(cases=("c-one",)), "court order", do=True)


def test_the_same_statement_id_in_another_case_is_not_taken(tmp_path):
    """Records filled in by hand number their rows anew in each table."""
    made = tmp_path / "record"
    made.mkdir()
    (made / "case.csv").write_text("statement_id,entity_id,case_id,recorded_at\n1,e1,A,2020-01-01\n2,e2,B,2020-01-01\n")
    (made / "visit.csv").write_text("statement_id,entity_id,case_id,recorded_at\n1,e3,B,2020-01-01\n")
    erase(made, What(cases=("A",)), "court order", do=True)
    assert told(made, "SELECT count(*) FROM visit") == [(1,)]
    assert told(made, 'SELECT case_id FROM "case"') == [("B",)]


def test_killed_at_any_moment_it_leaves_a_whole_record_and_the_next_run_clears_up(tmp_path):
    script = "import sys\nfrom toolkit.record.erase import erase\nfrom toolkit.record.erasing import What\n"
    script += "print('on', flush=True)\nerase(sys.argv[1], What(cases=('c-one',)), 'court order', do=True)\n"
    for n, wait in enumerate((0.0, 0.05, 0.1, 0.2, 0.4)):
        made = write_record(tmp_path / str(n) / "record", tables())
        whole = open_record(made).hashes()
        with subprocess.Popen([sys.executable, "-c", script, str(made)], cwd=ROOT, stdout=subprocess.PIPE) as run:
            run.stdout.readline()
            time.sleep(wait)
            os.kill(run.pid, signal.SIGKILL)
        left = open_record(made).hashes()
        assert left == whole or "tombstone" in left
        if left == whole:
            erase(made, What(cases=("c-one",)), "court order", do=True)
        else:
            erase(made, What(persons=("pe1",)), "request", do=True)
        assert [f.name for f in made.parent.iterdir()] == ["record"]
        assert CANARY not in everything(made)
