"""The words and weights that indicators share: small letters, each line once and with a source, and only groups that some query asks for."""

from __future__ import annotations

import csv
import re

from toolkit import paths
from toolkit.known import catalogue
from toolkit.known.catalogue import DERIVED
from toolkit.record.schema import BY_NAME


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((paths.data() / name).read_text(encoding="utf-8").splitlines()))


ROWS, WEIGHTS = _rows("known/word_groups.csv"), _rows("known/case_weights.csv")
CODES = {r["list"] for name in ("ssda903", "afcars") for r in _rows(f"codes/{name}.csv")}
QUERIES = "\n".join([*(i.queries for i in catalogue()), *(f.read_text(encoding="utf-8") for f in DERIVED.glob("*.sql"))])


def test_words_are_in_small_letters_once_and_with_a_source() -> None:
    keys = [(r["list"], r["word"], r["in_group"]) for r in ROWS]
    assert len(set(keys)) == len(keys)
    assert all(r["word"] == r["word"].lower().strip() and r["source"] for r in ROWS)


def test_each_list_is_asked_for_and_each_list_asked_for_is_there() -> None:
    assert set(re.findall(r"list = '([A-Za-z_ ]+)'", QUERIES)) - CODES == {r["list"] for r in ROWS}


def test_no_query_gives_a_step_of_its_own_the_name_of_a_table() -> None:
    """It would be taken for that table, which would be made for nothing."""
    steps = set(re.findall(r"(?:WITH|\),)\s+(\w+) AS (?:MATERIALIZED )?\(", re.sub(r"--.*", "", QUERIES)))
    assert len(steps) > 50
    assert not steps & {*BY_NAME, *(f.stem.split("_", 1)[1] for f in DERIVED.glob("*.sql"))}


def test_every_status_of_the_schema_has_a_weight() -> None:
    assert {r["kind"] for r in WEIGHTS} == {*BY_NAME["status"].column("kind").values, "none"}
    assert all(int(r["weight"]) > 0 and r["source"] for r in WEIGHTS)
