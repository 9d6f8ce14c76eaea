from __future__ import annotations

from toolkit.record.check import check_record
from toolkit.record.checkrules import rules
from toolkit.synth import make_agency

# A record with coverage cannot lack it; a ledger's line of a statement that is not there cannot be written by a simulation.
CANNOT_BE_MADE = {"no-coverage", "statement-of-nothing"}
NAMED = {
    "duplicate statement": "two-versions-at-once",
    "ended before it began": "ended-before-it-began",
    "recorded before it occurred": "recorded-before-it-occurred",
    "withdrawn before it was recorded": "withdrawn-before-recorded",
    "two versions stand at once": "two-versions-at-once",
    "unknown code": "unknown-code",
    "overlapping placements": "overlapping-placements",
    "two open placements": "two-open-placements",
    "link to nothing": "link-to-nothing",
    "implausible age": "born-too-early",
    "decision without a date": "no-day",
    "empty date": "no-day",
}


def test_the_dirt_of_an_awkward_agency_is_named(tmp_path):
    import pandas as pd

    record = make_agency(tmp_path / "awkward", 40, 5, profile="awkward")
    dirt = set(pd.read_csv(record / "truth" / "dirt.csv")["dirt"])
    found = {finding.rule for finding in check_record(record)}
    assert {NAMED[one] for one in dirt & set(NAMED)} - found == set()
    assert {rule.name for rule in rules()} - found == CANNOT_BE_MADE
    assert len(dirt & {rule.name for rule in rules()}) > 120
