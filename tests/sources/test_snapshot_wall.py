"""The wall over series: what stood up to the cut of one extract is the same whatever later extracts say."""

from __future__ import annotations

import copy
import random
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.sources.annex_a import workbooks
from tests.sources.ssd import extracts
from toolkit.sources.annex_a import import_annex_a
from toolkit.sources.ssd import import_ssd


def as_it_stood(record: Path, day: str) -> dict[str, list[tuple]]:
    """All rows of all tables that stood by the end of a day, with nothing of a later one on them."""
    cut = f"TIMESTAMP '{day} 23:59:59.999999'"
    found = {}
    for file in sorted(record.glob("*.parquet")):
        columns = [c for c, *_ in duckdb.sql(f"DESCRIBE FROM '{file}'").fetchall()]
        gone = [c for c in columns if c.startswith("withdrawn")]
        blank = ", ".join(f"CASE WHEN withdrawn_at <= {cut} THEN {c} END AS {c}" for c in gone)
        replaced = f"* REPLACE ({blank})" if gone else "*"
        rows = duckdb.sql(f"SELECT {replaced} FROM '{file}' WHERE recorded_at <= {cut} ORDER BY ALL").fetchall()
        if rows:
            found[file.stem] = rows
    return found


def changed_lists(seed: int) -> dict[str, workbooks.Rows]:
    """A last workbook with anything in it: rows gone, days moved, children adopted or new."""
    chance = random.Random(seed)
    lists = copy.deepcopy(workbooks.series()[2])
    for name, rows in lists.items():
        if chance.random() < 0.3:
            rows.clear()
        for row in rows:
            for column, value in row.items():
                if isinstance(value, date) and chance.random() < 0.4:
                    row[column] = None if chance.random() < 0.3 else date.fromordinal(value.toordinal() - chance.randrange(400))
            if chance.random() < 0.3:
                row["Child Unique ID"] = chance.choice(["11", "12", "77"])
        if name == "list_10" and rows and chance.random() < 0.5:
            rows[0]["Date of Adoption Order"] = date(2022, 12, 20)
    return lists


def changed_tables(seed: int) -> dict[str, extracts.Rows]:
    chance = random.Random(seed)
    tables = copy.deepcopy(extracts.series()[2])
    for name in list(tables):
        if chance.random() < 0.2:
            del tables[name]
            continue
        tables[name] = [row for row in tables[name] if chance.random() > 0.2]
        for row in tables[name]:
            for column, value in row.items():
                if column.endswith("date") and value[:2] == "20" and chance.random() < 0.4:
                    row[column] = f"{chance.randrange(2019, 2027)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
                elif column.endswith("person_id") and chance.random() < 0.1:
                    row[column] = chance.choice(["001", "003", "777"])
    tables.setdefault("ssd_person", [])
    return tables


@pytest.mark.parametrize("seed", range(2))
def test_later_workbooks_change_nothing_before_them(tmp_path, seed):
    chosen = (("list_6", "list_8", "list_10"), ("list_1", "list_5", "list_7", "list_9"))[seed % 2]
    series = [{n: s[n] for n in chosen} for s in (*workbooks.series()[:2], changed_lists(seed))]
    paths = workbooks.write_series(tmp_path / "in", series)
    for k in (2, 3):
        import_annex_a(paths[:k], tmp_path / f"r{k}", taken_on=workbooks.TAKEN[:k], accept_faults=True)
    for day in workbooks.TAKEN[:2]:
        assert as_it_stood(tmp_path / "r2", day) == as_it_stood(tmp_path / "r3", day)


@pytest.mark.parametrize("seed", range(2))
def test_later_extracts_change_nothing_before_them(tmp_path, seed):
    chosen = (
        ("ssd_person", "ssd_cla_episodes", "ssd_cla_placement", "ssd_cla_reviews", "ssd_cla_visits", "ssd_professionals"),
        ("ssd_person", "ssd_cin_episodes", "ssd_permanence", "ssd_cp_plans", "ssd_cp_reviews", "ssd_disability"),
    )[seed % 2]
    series = [{n: s[n] for n in chosen if n in s} for s in (*extracts.series()[:2], changed_tables(seed))]
    paths = extracts.write_series(tmp_path / "in", series)
    for k in (2, 3):
        import_ssd(paths[:k], tmp_path / f"r{k}", taken_on=extracts.TAKEN[:k], accept_faults=True)
    for day in extracts.TAKEN[:2]:
        assert as_it_stood(tmp_path / "r2", day) == as_it_stood(tmp_path / "r3", day)
