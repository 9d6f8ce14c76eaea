"""Decisions that looked alike, in an audit: counted by hand then and now, in a fixed order that the policy of release knows."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.contrast.test_reference_readings import agency
from toolkit.contrast.difference import HAD, HAD_NOT
from toolkit.contrast.futures import FUTURES, other_record
from toolkit.disclose import read_policy
from toolkit.errors import CaseReviewError
from toolkit.study import audit_reference
from toolkit.study.audit import open_audit


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    from toolkit.record import open_record
    from toolkit.record.schema import BY_NAME
    from toolkit.record.write import complete, write_record

    frames = {}
    for name, rows in agency().items():
        filled = [{"recorded_at": r.get("occurred_on"), "entity_id": f"{name}-{r['case_id']}", **r} for r in rows]
        has = {c.name for c in BY_NAME[name].columns}
        frames[name] = complete(name, pd.DataFrame([{k: v for k, v in r.items() if k in has} for r in filled]))
    span = {"covered_from": "2010-01-01", "covered_to": "2030-12-31", "recorded_at": "2010-01-01"}
    frames["coverage"] = complete("coverage", pd.DataFrame([{"table_name": t, **span} for t in frames]))
    return open_record(write_record(tmp_path_factory.mktemp("record") / "record", frames))


# The audit of 28 February 2022 is of the year from 1 March 2020 on. The horizons of the early decisions were over on the day before.
DAY, BEGAN = "2022-02-28", "2020-02-29"


def found(record, alike="age_years"):
    return audit_reference.tables(open_audit(record, DAY), alike, "incident", 1)


def test_by_hand(record):
    tables = found(record)
    counts = ["measure", "group", "numerator", "denominator", "missing", "status"]
    # Then: c01 to c14 without c06, unwritten; c04's incident is not on record yet. Now both are.
    # The 16 without a decision on record then have a point of their course instead: the start of care, before anything was written.
    expected = [["an incident", "5 to 9", 3, 13, 0, "ok"], ["an incident", "not known", 0, 16, 0, "ok"]]
    assert tables["alike-then"][counts].to_numpy().tolist() == expected
    now = tables["alike-now"].set_index("group")
    assert now.loc["5 to 9", ["numerator", "denominator", "missing"]].tolist() == [4, 14, 0]
    assert now.loc["10 to 15", ["numerator", "denominator", "missing"]].tolist() == [5, 14, 0]
    # Of the set only the late decisions are of the period: five came to it, nine did not.
    between = tables["came-between"]
    assert "an incident" not in set(between["measure"])
    assert set(between["denominator"]) == {5}


@pytest.mark.parametrize("kind", FUTURES)
def test_what_could_be_known_when_the_period_began_does_not_move(record, kind, tmp_path):
    other = other_record(record, tmp_path / kind, kind, BEGAN)
    audit = open_audit(record, DAY)
    names, days = ["incident"], audit.horizon_days
    one, two = (
        audit_reference._rows(
            audit_reference._pool(r, audit_reference._over_by(r, BEGAN, audit), names, days), "age_years", names, days, 1
        )
        for r in (record.as_it_stood(BEGAN), other.as_it_stood(BEGAN))
    )
    assert one.to_csv() == two.to_csv()
    assert len(one)


def test_groups_stand_in_their_fixed_order_and_the_policy_knows_them():
    shapes = read_policy().of("case_review_audit")
    for name in ("alike-then", "alike-now"):
        assert shapes[f"afterwards/{name}"].order == audit_reference.groups()
    assert shapes["afterwards/came-between"].order == (HAD, HAD_NOT)


def test_an_outcome_that_there_is_not_is_told(record):
    with pytest.raises(CaseReviewError, match="did you mean incident"):
        audit_reference.tables(open_audit(record, DAY), "age_years", "incidents", 1)


def test_no_word_of_cause_or_of_chance_for_a_child(record):
    said = " ".join(
        [*audit_reference.words(open_audit(record, DAY), "age_years"), *audit_reference.between_words("incident")]
    ).lower()
    assert "no chance for any child" in said
    assert "alike in age years, whatever was decided; not what another decision would have brought" in said
    assert not any(word in said for word in ("because", "caused", "led to", "should have", "predict"))


def test_a_record_of_one_child_has_no_table_that_can_be_told(record):
    tables = found(record.of_cases(["c15"]))
    assert set(tables["alike-now"]["status"]) == {"insufficient"}
    assert tables["came-between"].empty
