"""Indicators under other futures, orders and cases: the honest stand still, the others are caught."""

from __future__ import annotations

import pytest

from toolkit.contrast.futures import CHANGED, DELETED, INVENTED, SAME, SHUFFLED, UNRELATED, other_record
from toolkit.contrast.perturbation import perturbed
from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.synth import make_agency

HEADER = """-- name: {name}
-- question: Is it steady?
-- definition: A number.
-- unit: visits
-- source: a test
-- tables: visit
-- reach: {reach}
-- else: none
"""
DAY = "2023-06-30"


@pytest.fixture(autouse=True)
def _one_day(monkeypatch):
    """One day is enough to tell: each takes seconds."""
    monkeypatch.setattr("toolkit.contrast.perturbation._SHARES", (0.6,))


@pytest.fixture(scope="module")
def agency(tmp_path_factory):
    return open_record(make_agency(tmp_path_factory.mktemp("agency") / "record", cases=8, seed=4))


def own(folder, name: str, sql: str, reach: str = "case"):
    (folder / f"{name}.sql").write_text(HEADER.format(name=name, reach=reach) + sql, encoding="utf-8")
    return name


def moved(found) -> list[str]:
    return [t.kind for t in found.trials if t.moved]


def test_an_honest_one_stands_still(agency, tmp_path):
    name = own(tmp_path, "honest", "SELECT view_no, count(*) AS value FROM visit GROUP BY view_no")
    found = perturbed(name, agency, tmp_path)
    assert not found.moved
    assert found.with_value > 2 and len(found.days) == 1
    assert [t.kind for t in found.trials] == ["again", "deleted", "changed", "invented", "shuffled", "unrelated", "alone"]


def test_one_that_looks_at_other_cases_is_caught_unless_it_says_so(agency, tmp_path):
    sql = "SELECT view_no, (SELECT count(*) FROM visit) AS value FROM view"
    assert "alone" in moved(perturbed(own(tmp_path, "all_cases", sql), agency, tmp_path))
    found = perturbed(own(tmp_path, "all_cases_said", sql, "cohort"), agency, tmp_path)
    assert not {"alone", "unrelated"} & {t.kind for t in found.trials}


def test_one_that_remembers_is_caught(agency, tmp_path):
    (tmp_path / "remembers.py").write_text(
        f'"""\n{HEADER.format(name="remembers", reach="case").replace("-- ", "")}"""\n'
        "from pathlib import Path\nimport pandas as pd\n"
        f"file = Path({str(tmp_path / 'memory.txt')!r})\n"
        "def answer(tables):\n"
        "    n = int(file.read_text()) + 1 if file.exists() else 1\n"
        "    file.write_text(str(n))\n"
        "    return pd.DataFrame({'view_no': tables['view']['view_no'], 'value': float(n)})\n",
        encoding="utf-8",
    )
    found = perturbed("remembers", agency, tmp_path)
    assert "again" in moved(found)
    assert "value 1.0 became 2.0" in next(t.words for t in found.trials if t.kind == "again")


def test_one_that_fails_says_so_and_one_that_is_none_is_an_error(agency, tmp_path):
    found = perturbed(own(tmp_path, "fails", "SELECT view_no, nowhere AS value FROM visit"), agency, tmp_path)
    assert found.moved and "failed" in found.failure and found.trials == ()
    (tmp_path / "none.sql").write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(CaseReviewError, match="cannot be read"):
        perturbed("none", agency, tmp_path)


def test_a_record_with_nothing_in_it_is_told(hand_record, tmp_path):
    empty = open_record(hand_record(case=[{"case_id": "a", "occurred_on": "2024-01-01"}]))
    with pytest.raises(CaseReviewError, match="holds nothing of visit"):
        perturbed(own(tmp_path, "honest", "SELECT view_no, count(*) AS value FROM visit GROUP BY view_no"), empty, tmp_path)


def rows(record, sql: str) -> int:
    with record.connect() as con:
        return con.execute(sql).fetchall()[0][0]


def test_what_the_futures_are(agency, tmp_path):
    made = {k: other_record(agency, tmp_path / k, k, DAY) for k in (SAME, DELETED, CHANGED, INVENTED, SHUFFLED, UNRELATED)}
    later = f"SELECT count(*) FROM visit WHERE recorded_at > TIMESTAMP '{DAY} 23:59:59.999999'"
    every = "SELECT count(*) FROM visit"
    assert rows(made[DELETED], later) == 0 < rows(made[SAME], later) == rows(made[CHANGED], later)
    past = rows(made[DELETED], every)
    assert rows(made[INVENTED], every) == 3 * past
    assert rows(made[INVENTED], "SELECT count(*) FROM visit WHERE withdrawn_at IS NULL") == 2 * past
    assert rows(made[SHUFFLED], every) == rows(made[SAME], every)
    assert rows(made[UNRELATED], every) == 2 * rows(made[SAME], every)
    assert rows(made[DELETED], f"SELECT count(*) FROM visit WHERE withdrawn_at > TIMESTAMP '{DAY} 23:59:59.999999'") == 0
    both = "SELECT count(*) FROM (SELECT worker_id FROM visit WHERE case_id LIKE 'unrelated%' INTERSECT SELECT worker_id FROM visit WHERE case_id NOT LIKE 'unrelated%')"
    assert rows(made[UNRELATED], both) > 0
