"""Every indicator on small records made up at random, in the words that it listens for: what must hold of any number holds of all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from tests.known.records import COVERED, Rows, write_cases
from toolkit import paths
from toolkit.known import catalogue, evidence, measure, spells
from toolkit.record.schema import BY_NAME, DATE, NUMBER, STATEMENT_TABLES, TIME, WHOLE, YESNO, Column

SEEDS, CASES_A_SEED, THINGS = (1, 2, 3), 5, 7
OPENED = pd.Timestamp("2021-01-01")
LINKS = {
    "need_id": ["need"],
    "goal_id": ["goal"],
    "decision_id": ["decision"],
    "about_id": ["need", "supervision"],
    "person_id": ["person"],
    "cites": ["information", "visit", "contact", "assessment", "decision", "supervision", "review", "action"],
    "links": ["goal", "action", "plan", "placement"],
}
OWN_WORDS = {
    "outcome": ["took place", "no further action", "initial child protection conference"],
    "rater_role": ["child", "mother", "social worker"],
    "worker_id": ["W1", "W2", "W3"],
    "placement_type": ["U6", "U4", "K2", "T1", "A3"],
    "legal_status": ["C1", "C2", "D1", "V2"],
    "proceedings": ["application to the court", "pre-proceedings"],
    "participation": ["PN0", "PN1", "PN3", "PN7"],
    "stages": ["experience  reflection analysis action", "experience"],
    "options": ["stay | move", "kinship care; foster care", "drinking"],
    "present": ["mother; teacher", "child;advocate; social worker"],
    "agreed_by": ["mother; social worker", "teacher"],
    "setting_id": ["s1", "s2"],
}
GROUPED = {("role", "role"), ("kind", "need"), ("kind", "information"), ("kind", "decision"), ("kind", "service")}
WORDS = pd.read_csv(paths.data() / "known" / "word_groups.csv")
NUMBERS = ["numerator", "denominator", "missing", "value", "lower", "upper"]


@dataclass(frozen=True)
class Said:
    """What was said of the records, and of the same ones with another future and strangers beside them, rows in another order."""

    rows: pd.DataFrame
    rests: pd.DataFrame
    waits: pd.DataFrame
    other_rows: pd.DataFrame
    other_rests: pd.DataFrame
    views: pd.DataFrame
    cases: dict[str, dict[str, Rows]]


def _words(table: str, column: Column) -> list[str]:
    if column.name == "kind" and table == "measure":
        return ["plan fits the needs", "trust", "plan fits the needs"]
    known = list(WORDS.word[WORDS.list == table]) if (column.name, table) in GROUPED else []
    return [*column.values] or known or OWN_WORDS.get(column.name) or ["some words", "other words"]


def _value(rng: np.random.Generator, case: str, table: str, column: Column, day: pd.Timestamp) -> str:
    name = column.name
    if name in ("lowest", "highest"):
        return {"lowest": "0", "highest": "10"}[name]
    if rng.random() < 0.12:
        return ""
    if name in LINKS:
        names = [f"{case}:{rng.choice(LINKS[name])}{rng.integers(THINGS)}" for _ in range(2)]
        return names[0] if name.endswith("_id") else "  ".join(names)
    if column.type in (DATE, TIME):
        return _text(day + pd.Timedelta(days=int(rng.integers(-20, 60))))
    if column.type == YESNO:
        return str(rng.choice(["true", "false"]))
    return str(rng.integers(1, 4) if column.type == WHOLE else rng.integers(0, 12) if column.type == NUMBER else "") or str(
        rng.choice(_words(table, column))
    )


def _text(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"


def _thing(rng: np.random.Generator, case: str, table: str, number: int, day: pd.Timestamp) -> Rows:
    """One thing of a table: a statement, and where it is a spell that ends, the version before its end was known."""
    own = {c.name: _value(rng, case, table, c, day) for c in BY_NAME[table].own}
    name = f"{case}:{table}{number}"
    recorded = day + pd.Timedelta(days=int(rng.choice([0, 0, 0, 2, 30, -10])))
    first = {
        "statement_id": name,
        "entity_id": name,
        "case_id": case,
        "occurred_on": _text(day),
        "recorded_at": _text(recorded),
        **own,
    }
    if not BY_NAME[table].spell or rng.random() < 0.4:
        return [first]
    ended = _text(max(recorded, day) + pd.Timedelta(days=int(rng.choice([1, 14, 90, 200]))))
    return [{**first, "withdrawn_at": ended}, {**first, "statement_id": f"{name}'", "ended_on": ended, "recorded_at": ended}]


def _case(rng: np.random.Generator, case: str) -> dict[str, Rows]:
    def day() -> pd.Timestamp:
        return OPENED + pd.Timedelta(days=int(rng.integers(0, 500)))

    rows = {
        table: [row for n in range(int(rng.integers(0, THINGS + 1))) for row in _thing(rng, case, table, n, day())]
        for table in STATEMENT_TABLES
    }
    born = _text(OPENED - pd.Timedelta(days=int(rng.integers(-40, 5000))))
    known = {"entity_id": case, "case_id": case, "occurred_on": _text(OPENED), "recorded_at": _text(OPENED)}
    return rows | {
        "case": [{"statement_id": f"{case}:open", **known}],
        "child": [{"statement_id": f"{case}:child", "born_on": born, **known}],
    }


def _other_future(rng: np.random.Generator, case: dict[str, Rows], as_of: str) -> dict[str, Rows]:
    """Return a case with what was recorded after a day gone, something else in its place, and its rows in another order."""
    return {table: [*_invented(rng, case, table, as_of), *_past(rows, as_of)[::-1]] for table, rows in case.items()}


def _past(rows: Rows, as_of: str) -> Rows:
    stands = {"withdrawn_at": "", "withdrawn_by": ""}
    return [{**r, **(stands if r.get("withdrawn_at", "") > as_of else {})} for r in rows if r["recorded_at"] <= as_of]


def _invented(rng: np.random.Generator, case: dict[str, Rows], table: str, as_of: str) -> Rows:
    if table in ("case", "child"):
        return []
    made = _thing(rng, case["case"][0]["case_id"], table, int(rng.integers(THINGS)), pd.Timestamp(as_of))[0]
    after = _text(pd.Timestamp(as_of) + pd.Timedelta(days=1))
    return [{**made, "statement_id": f"{made['statement_id']}!", "recorded_at": after, "withdrawn_at": ""}]


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> Said:
    rng = np.random.default_rng(SEEDS)
    cases = {name: _case(rng, name) for name in (f"c{n:02}" for n in range(len(SEEDS) * CASES_A_SEED))}
    as_of = {name: _text(OPENED + pd.Timedelta(days=int(rng.integers(100, 700)))) for name in cases}
    asked = pd.DataFrame({"view_id": list(cases), "case_id": list(cases), "as_of": list(as_of.values())})
    others = [_other_future(rng, case, as_of[name]) for name, case in cases.items()]
    late = COVERED | {t: _text(OPENED + pd.Timedelta(days=int(rng.integers(0, 200)))) for t in rng.choice(STATEMENT_TABLES, 4)}
    late["case"] = "2020-01-01"
    record = write_cases(tmp_path_factory.mktemp("one"), *cases.values(), covered=late)
    beside = write_cases(tmp_path_factory.mktemp("two"), _case(rng, "stranger"), *others[::-1], covered=late)
    return Said(
        measure(record, asked),
        evidence(record, asked),
        spells(record, asked),
        measure(beside, asked),
        evidence(beside, asked),
        asked.set_index("view_id"),
        cases,
    )


REACH = {i.name: i.reach for i in catalogue()}


def _of_the_case(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["measure"].map(REACH) == "case"].reset_index(drop=True)


def test_no_indicator_fails_and_most_have_something_to_say(said: Said) -> None:
    assert not list(said.rows[said.rows["status"] == "error"]["measure"])
    assert not said.rests.attrs["failed"] and not said.waits.attrs["failed"]
    assert said.rows[said.rows["status"] == "ok"]["measure"].nunique() > 0.75 * len(REACH)


def test_another_future_a_stranger_and_another_order_of_rows_change_nothing(said: Said) -> None:
    pd.testing.assert_frame_equal(_of_the_case(said.rows), _of_the_case(said.other_rows))
    pd.testing.assert_frame_equal(_of_the_case(said.rests), _of_the_case(said.other_rests))


def test_a_number_is_finite_and_lies_within_its_bounds(said: Said) -> None:
    ok = said.rows[said.rows["status"] == "ok"]
    value, lower, upper = (ok[c].astype(float) for c in ("value", "lower", "upper"))
    assert np.isfinite(value).all()
    assert not list(ok[(value < lower) | (value > upper)]["measure"])
    assert not list(said.rows[said.rows["missing"].astype(float) < 0]["measure"])


def test_a_share_is_its_numerator_over_its_denominator(said: Said) -> None:
    shares = said.rows[(said.rows["status"] == "ok") & (said.rows["unit"] == "share")]
    top, bottom, value = (shares[c].astype(float) for c in ("numerator", "denominator", "value"))
    assert not list(shares[(top < 0) | (top > bottom)]["measure"])
    np.testing.assert_allclose(value, top / bottom)


def test_what_is_said_without_a_number_has_a_reason(said: Said) -> None:
    assert (said.rows[said.rows["status"] != "ok"]["reason"] != "").all()


def test_a_number_rests_on_statements_of_its_own_case_that_stood_at_the_view(said: Said) -> None:
    stood = {r["statement_id"]: r for case in said.cases.values() for rows in case.values() for r in rows}
    for found in said.rests.itertuples():
        statement, as_of = stood[str(found.statement_id)], said.views.loc[found.view_id, "as_of"]
        assert statement["case_id"] == found.view_id
        assert statement["recorded_at"] <= as_of < (statement.get("withdrawn_at") or "9999"), found


def test_a_wait_ends_after_it_began_and_says_how(said: Said) -> None:
    as_of = said.waits["view_id"].map(said.views["as_of"])
    assert (said.waits["started_on"] <= pd.to_datetime(as_of)).all()
    over = said.waits[said.waits["ended_on"].notna()]
    assert (over["ended_on"] >= over["started_on"]).all()
    assert ((said.waits["end_kind"] == "") == said.waits["ended_on"].isna()).all()
    assert not said.waits.duplicated(["view_id", "measure", "entity_id"]).any()
