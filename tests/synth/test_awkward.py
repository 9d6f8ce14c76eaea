"""The awkward profile opens, and holds each dirt that its truth names."""

from __future__ import annotations

import csv

import pytest

from toolkit.record.checkrules import rules


def dirt(folder) -> list[dict[str, str]]:
    with (folder / "truth" / "dirt.csv").open(encoding="utf-8") as text:
        return list(csv.DictReader(text))


FOUND = {
    "duplicate statement": "SELECT statement_id FROM visit GROUP BY 1 HAVING count(DISTINCT source) > 1",
    "ended before it began": "SELECT 1 FROM placement WHERE ended_on < occurred_on",
    "recorded before it occurred": """SELECT 1 FROM information WHERE CAST(recorded_at AS DATE) < occurred_on""",
    "withdrawn before it was recorded": "SELECT 1 FROM visit WHERE withdrawn_at < recorded_at",
    "two versions stand at once": "SELECT entity_id FROM need WHERE withdrawn_at IS NULL GROUP BY 1 HAVING count(*) > 1",
    "unknown code": "SELECT 1 FROM placement WHERE placement_type = 'Q9'",
    "overlapping placements": """SELECT 1 FROM placement AS a JOIN placement AS b USING (case_id) WHERE a.entity_id <> b.entity_id
        AND a.occurred_on < b.occurred_on AND a.ended_on > b.occurred_on AND a.withdrawn_at IS NULL AND b.withdrawn_at IS NULL""",
    "two open placements": """SELECT case_id FROM placement WHERE ended_on IS NULL AND withdrawn_at IS NULL
        GROUP BY 1 HAVING count(*) > 1""",
    "empty date": "SELECT 1 FROM placement WHERE occurred_on IS NULL",
    "empty record time": "SELECT 1 FROM information WHERE recorded_at IS NULL",
    "hostile text": "SELECT 1 FROM visit WHERE note LIKE '%<script>%' OR note LIKE '=HYPERLINK%' OR length(note) >= 5000",
    "decision without a date": "SELECT 1 FROM decision WHERE occurred_on IS NULL AND decided_at IS NULL",
    "link to nothing": "SELECT 1 FROM goal WHERE need_id NOT IN (SELECT entity_id FROM need)",
    "implausible age": "SELECT 1 FROM child WHERE born_on < DATE '1900-01-01'",
    "case with nothing in it": """SELECT case_id FROM "case" WHERE case_id NOT IN (SELECT case_id FROM child)
        AND case_id NOT IN (SELECT case_id FROM status)""",
    "unborn child": "SELECT 1 FROM child WHERE born_on > DATE '2025-09-30'",
    "identifier with leading zeros": "SELECT 1 FROM child WHERE case_id = '00123'",
}


def test_the_truth_names_every_dirt_and_no_other(awkward):
    of_rules = {rule.name for rule in rules()}  # tests/record/test_check_awkward.py asks after these
    assert {d["dirt"] for d in dirt(awkward)} - of_rules == set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_each_dirt_is_in_the_record(dirty, name):
    assert dirty.execute(FOUND[name]).fetchall()


def test_the_first_family_stays_clean(awkward):
    assert not [d for d in dirt(awkward) if d["case_id"] in ("C00001", "C00002")]


def test_leading_zeros_stay_apart(dirty):
    ids = {c for (c,) in dirty.execute("SELECT DISTINCT case_id FROM child").fetchall()}
    assert {"00123", "000123", "0123"} <= ids
