"""Counts of one table: the same whichever way they are made, at views and at month ends, and none where nothing is covered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.known.records import case_of, write_cases
from tests.wall.futures import CASES, random_record, write
from toolkit.errors import CaseReviewError
from toolkit.known import care, counts, monthends
from toolkit.record import Record, open_record
from toolkit.record.looked import look_through

DAYS = pd.date_range("2020-01-29", "2020-05-02", freq="D")
HOURS = (0, 0, 9, 24 - 1e-9)  # midnight stands for a day without a time
KINDS = ("to the agency", "with the child", "family time", "")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A record in no order, in which things have two versions at once."""
    rows = random_record(np.random.default_rng(11), 40)
    return open_record(write(rows, tmp_path_factory.mktemp("counts") / "record"))


def made(seed: int, to: Path, joins: bool = True, several: bool = False) -> Record:
    """A record with uncertain times, plans, things without a day, gaps in cover, joined numbers, and several versions at once or not.

    Several stand under one number, or under two that are joined.
    """
    rng = np.random.default_rng(seed)
    things = {table: [row for n in range(60) for row in _thing(rng, table, n)] for table in ("contact", "child")}
    for table, rows in things.items() if several else ():
        again = [_version(rng, table, n, at := _time(rng, rng.choice(DAYS)), at) for n in range(60)]
        rows += [row | {"statement_id": f"{row['entity_id']}+"} for row in again if rng.random() < 0.3]
        for row in rows:
            row["entity_id"] = "of both" if row["entity_id"] in ("12", "13", "21") else row["entity_id"]
    last = {"covered_from": "2020-04-20", "covered_to": "", "recorded_at": "2020-04-25"}
    covered = [
        {"table_name": t, "covered_from": "2020-01-01", "covered_to": "2020-03-31", "recorded_at": "2020-02-03"} for t in things
    ]
    write_cases(to, things, covered=covered + [{"table_name": "contact", **last}])
    if joins:
        joined = [("C3", "C4", "2020-02-20", ""), ("C5", "C6", "2020-02-01", "2020-03-10"), ("C8", "other", "2020-01-05", "")]
        frame = pd.DataFrame(joined, columns=["alias_case_id", "case_id", "recorded_at", "withdrawn_at"])
        frame.to_csv(to / "identity.csv", index=False)
    return open_record(to)


def _thing(rng: np.random.Generator, table: str, n: int) -> list[dict[str, str]]:
    """A thing as it was first recorded and, for some of those that were withdrawn, as it was recorded again, then or later."""
    came, went = sorted(rng.choice(DAYS, 2))
    at, until = _time(rng, came), _time(rng, went)
    late = [pd.Timedelta(days=int(rng.integers(0, 9)) if rng.random() < 0.3 else 0) for _ in range(2)]
    first = _version(rng, table, n, at, at + late[0])
    if rng.random() < 0.5:
        return [first]
    first |= {"withdrawn_at": str(until), "withdrawn_by": str(until + late[1])}
    again = until + late[1]
    return [first, *([_version(rng, table, n, again, again) | {"statement_id": f"{n}'"}] if at + late[0] < until else [])]


def _version(rng: np.random.Generator, table: str, n: int, at: pd.Timestamp, by: pd.Timestamp) -> dict[str, str]:
    happened = at if rng.random() < 0.6 else rng.choice(DAYS)  # some are plans, as they were recorded before their day
    kind = {"contact": {"kind": rng.choice(KINDS)}, "child": {"sex": rng.choice(["male", "female", ""])}}[table]
    return {
        "statement_id": f"{n}",
        "entity_id": f"{n}",
        "case_id": f"C{n % 9}",
        "occurred_on": "" if rng.random() < 0.1 else str(pd.Timestamp(happened).date()),
        "recorded_at": str(at),
        "recorded_by": str(by),
        "withdrawn_at": "",
        "withdrawn_by": "",
        **kind,
    }


def _time(rng: np.random.Generator, day: pd.Timestamp) -> pd.Timestamp:
    return pd.Timestamp(day) + pd.Timedelta(hours=float(rng.choice(HOURS)))


def asked(seed: int, number: int = 90) -> pd.DataFrame:
    """Views of most cases and of one that is not there: days and times, several of a case on one day, several at one instant."""
    rng = np.random.default_rng(seed)
    case = rng.choice([*(f"C{n}" for n in range(8)), "other", "nobody"], number, p=[0.4, *[0.6 / 9] * 9])
    times = [_time(rng, day) for day in rng.choice(DAYS, number)]
    at = [str(t.date()) if rng.random() < 0.5 else f"{t:%Y-%m-%dT%H:%M:%S.%f}" for t in times]
    return pd.DataFrame({"view_id": rng.permutation([f"v{n}" for n in range(number)]), "case_id": case, "as_of": at})


def at_each(monkeypatch: pytest.MonkeyPatch, *of: object, **how: str) -> pd.DataFrame:
    """The counts as they are made from the statements as they stood at each view."""
    with monkeypatch.context() as m:
        m.setattr(counts, "are_simple", lambda *_: False)
        return counts.counted(*of, **how)


def abreast(monkeypatch: pytest.MonkeyPatch, *of: object, **how: str) -> pd.DataFrame:
    """The counts as they are made with one look at each statement, and never otherwise."""
    with monkeypatch.context() as m:
        m.setattr(care, "MANY", 1)
        m.setattr(counts, "_at_each", lambda *_: pytest.fail("the views were not taken abreast"))
        return counts.counted(*of, **how)


def test_many_views_are_counted_as_few_are(mixed, monkeypatch) -> None:
    views = pd.DataFrame({"view_id": [f"v{c}" for c in CASES], "case_id": CASES, "as_of": "2021-09-30"})
    few = counts.counted(mixed, views, "placement", "placement_type")
    monkeypatch.setattr(care, "MANY", 1)
    assert few is not None and few["number"].sum() > 3
    pd.testing.assert_frame_equal(counts.counted(mixed, views, "placement", "placement_type"), few)


@pytest.mark.parametrize(
    ("seed", "table", "by", "several"),
    [(3, "contact", "kind", False), (4, "contact", "entity_id", True), (5, "child", "sex", False), (6, "child", "sex", True)],
)
def test_one_look_at_each_statement_counts_as_one_at_each_view(seed, table, by, several, tmp_path, monkeypatch) -> None:
    record, views = made(seed, tmp_path / "record", several=several), asked(seed)
    for knowledge in ("earliest", "latest"):
        found = abreast(monkeypatch, record, views, table, by, knowledge=knowledge)
        pd.testing.assert_frame_equal(found, at_each(monkeypatch, record, views, table, by, knowledge=knowledge))
        assert found["number"].sum() > 50
        look_through(record.path, large=1)  # once for the second reading


@pytest.mark.parametrize(("seed", "table", "by"), [(3, "contact", "kind"), (4, "child", "sex")])
def test_month_ends_count_what_a_view_at_each_would(seed, table, by, tmp_path, monkeypatch) -> None:
    record = made(seed, tmp_path / "record", joins=False)
    ends = [f"{day:%Y-%m-%d}" for day in pd.date_range("2020-01-01", "2020-06-30", freq="ME")]
    views = pd.DataFrame([(f"{c} {e}", f"C{c}", e) for c in range(9) for e in ends], columns=["view_id", "case_id", "as_of"])
    for knowledge in ("earliest", "latest"):
        by_kind = at_each(monkeypatch, record, views, table, by, knowledge=knowledge)
        expected = by_kind.groupby("view_id")["number"].sum().reindex(views["view_id"], fill_value=0)
        for months in (60, 4):
            monkeypatch.setattr(monthends, "_MOST", months)
            found = counts.monthly(record, table, "2020-01-15", "2020-06-02", knowledge)
            at = found["case_id"].str[1:] + " " + found["month_end"].dt.strftime("%Y-%m-%d")
            assert found["number"].tolist() == expected[at].tolist()
            assert found["number"].sum() == expected.sum() > 50
        assert set(found["month_end"].dt.month) == {2, 3, *([4, 5, 6] if table == "contact" else [])}
        assert (found.groupby("case_id").size() == found["month_end"].nunique()).all()
        look_through(record.path, large=1)  # once for the second reading


def test_a_thing_recorded_under_two_numbers_counts_once_when_they_are_joined(tmp_path, monkeypatch) -> None:
    cases = [case_of(c, {"contact": [{"contact": "A", "entity_id": "A", "occurred_on": "2020-02-01"}]}) for c in ("K1", "K2")]
    record = write_cases(tmp_path / "record", *cases)
    joined = pd.DataFrame([("K1", "K2", "2020-03-01")], columns=["alias_case_id", "case_id", "recorded_at"])
    joined.to_csv(record.path / "identity.csv", index=False)
    views = pd.DataFrame({"view_id": ["before", "after"], "case_id": "K2", "as_of": ["2020-02-28", "2020-03-02"]})
    monkeypatch.setattr(care, "MANY", 1)
    found = counts.counted(open_record(record.path), views, "contact", "entity_id")
    assert found["number"].tolist() == [1, 1]


@pytest.mark.parametrize("number", [31, 32])
def test_as_many_things_as_the_bits_of_a_month_hold_do_not_reach_into_the_next(number, tmp_path) -> None:
    contacts = [{"contact": f"A{n}", "occurred_on": "2020-01-05"} for n in range(number)]
    record = write_cases(tmp_path / "record", case_of("K", {"contact": contacts}))
    found = counts.monthly(record, "contact", "2019-12-01", "2025-12-31")
    assert found["month_end"].is_unique
    assert len(found) == 72  # not the one before the record begins
    assert set(found["number"]) == {number}


@pytest.mark.parametrize("beforehand", [False, True])
def test_things_with_two_versions_at_once_are_not_counted_as_sums(mixed, beforehand: bool) -> None:
    if beforehand:
        look_through(mixed.path, large=1)
    with pytest.raises(CaseReviewError, match="Things of placement have two versions at once"):
        counts.monthly(mixed, "placement", "2020-01-01", "2020-09-30")


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2020-13-01", "soon", "start: 2020-13-01 is not a date"),
        ("2020-05-01", "2020-04-30", "end: 2020-04-30 is before 2020-05-01"),
    ],
)
def test_days_that_cannot_be_used_are_told(start, end, said, mixed) -> None:
    with pytest.raises(CaseReviewError, match=said):
        counts.monthly(mixed, "visit", start, end)


def test_what_is_no_column_of_a_known_table_is_not_counted_by(mixed) -> None:
    views = pd.DataFrame({"view_id": ["v"], "case_id": [CASES[0]], "as_of": ["2021-09-30"]})
    with pytest.raises(CaseReviewError, match="The table visit has no column recorded_at to count by"):
        counts.counted(mixed, views, "visit", "recorded_at")
