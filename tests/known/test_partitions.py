"""Views in parts: the same bytes however they are divided, by whom, and whatever befalls a worker."""

from __future__ import annotations

import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.known.own import ONE, indicator
from tests.known.records import case_of, views, write_cases
from tests.wall.futures import random_record, random_views, write
from toolkit.errors import CaseReviewError
from toolkit.known import care, evidence, measure, partitions, prepare, reunited, runners, write_evidence, write_results
from toolkit.known.catalogue import chosen
from toolkit.known.fold import _ANSWER
from toolkit.known.partitions import part, parts_of
from toolkit.known.prepare import prepared
from toolkit.known.runners import Task, run
from toolkit.known.shelf import Limits
from toolkit.known.viewfile import checked_views
from toolkit.known.write import write_parts
from toolkit.record import Record, connection, open_record, span, sql
from toolkit.record.looked import look_through

NAMES = ["carer_moves", "plan_need_coverage"]
KILLED = "killed.mark"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A record with every awkwardness that chance makes, joined case numbers among them."""
    return open_record(write(random_record(np.random.default_rng(11), 40), tmp_path_factory.mktemp("parts") / "record"))


@pytest.fixture(scope="module")
def asked() -> pd.DataFrame:
    return random_views(np.random.default_rng(3), pd.Timestamp("2020-09-01"), bare=True)


@pytest.fixture(scope="module")
def whole(record: Record, asked: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_results(measure(record, asked, NAMES), tmp_path_factory.mktemp("whole") / "r.csv").read_bytes()


def _divided(record: Record, asked: pd.DataFrame, to: Path, killed: bool = False, **how: Any) -> bytes:
    with parts_of(record, asked, indicators=NAMES, room=to, **how) as parts:
        found = write_parts(parts, to / "r.csv").read_bytes()
    assert was_killed(to) is killed
    assert [file.name for file in to.iterdir()] == ["r.csv"]
    return found


@pytest.mark.parametrize(("pairs", "parts"), [(1, 4), (10**9, 1)])
def test_parts_of_any_size_give_the_same_bytes(record, asked, whole, tmp_path, monkeypatch, pairs: int, parts: int) -> None:
    monkeypatch.setattr(partitions, "PAIRS", pairs)
    monkeypatch.setattr(partitions, "run", lambda tasks, *how: done.append(len(tasks)) or run(tasks, *how))
    done: list[int] = []
    assert _divided(record, asked, tmp_path, memory="1GB") == whole
    assert done == [parts]


@pytest.mark.parametrize(("memory", "cores", "lanes"), [("", 1, 1), ("", 3, 3), ("1GB", 8, 3)])
def test_parts_made_at_once_give_the_same_bytes(record, asked, whole, tmp_path, monkeypatch, memory: str, cores: int, lanes: int):
    """A thread for each core, as far as each can be given the least memory that a query needs."""
    monkeypatch.setattr(partitions, "PAIRS", 1)
    monkeypatch.setattr(runners, "cores", lambda: cores)
    monkeypatch.setattr(partitions, "run", lambda tasks, *how: done.append(how) or run(tasks, *how))
    done: list[tuple] = []
    assert _divided(record, asked, tmp_path, memory=memory) == whole
    assert done == [(1, "local", lanes)]


def test_a_large_record_gives_each_core_a_part(record, monkeypatch) -> None:
    monkeypatch.setattr(span, "statements_in", lambda _: 3_000_000)
    assert [partitions._parts_needed(record, 10, 10, "", lanes) for lanes in (1, 2, 8)] == [1, 2, 3]
    assert [partitions._parts_needed(record, views, 10, "200MB", 2) for views in (1, 10)] == [1, 3]


def failed(to: str) -> str:
    if to.endswith("0"):
        raise CaseReviewError("This part cannot be made")
    return to


def test_rows_are_taken_by_one_thread_at_a_time_as_what_is_ignored_is_the_same_for_all() -> None:
    class Taking:
        def execute(self, _: str) -> Taking:
            assert not connection._QUIET.locked()
            return self

        def to_arrow_table(self) -> bool:
            return connection._QUIET.locked()

    assert connection.arrow_of(Taking(), "SELECT 1") is True  # pyright: ignore[reportArgumentType] - a stand-in


def test_what_fails_in_one_thread_is_told(tmp_path) -> None:
    with pytest.raises(CaseReviewError, match="This part cannot be made"):
        run([Task(failed, (), str(tmp_path / f"{n}")) for n in range(3)], 1, "local", 2)


def test_the_evidence_comes_in_parts_too(record, asked, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(partitions, "PAIRS", 1)
    rests = write_evidence(evidence(record, asked, NAMES), tmp_path / "w.csv").read_bytes()
    with parts_of(record, asked, indicators=NAMES, section="evidence") as parts:
        assert write_parts(parts, tmp_path / "e.csv", evidence=True).read_bytes() == rests


def part_of_a_killed_worker(*values: Any) -> str:
    """Make a part; the worker that first comes to the first of them ends as a full memory would end it."""
    to, room = Path(values[-1]), Path(values[-2])
    mark = room.parent / KILLED
    if to.stem == "near-00000" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return part(*values)


def was_killed(room: Path) -> bool:
    """Whether a worker came to its end, by the mark that it left; the mark is gone afterwards."""
    mark = room / KILLED
    there = mark.exists()
    mark.unlink(missing_ok=True)
    return there


@pytest.mark.parametrize("killed", [False, True])
def test_two_processes_give_the_same_bytes_also_where_one_is_killed(
    record, asked, whole, tmp_path, monkeypatch, killed: bool
) -> None:
    monkeypatch.setattr(partitions, "PAIRS", 1)
    if killed:
        monkeypatch.setattr(partitions, "part", part_of_a_killed_worker)
    assert _divided(record, asked, tmp_path, killed, workers=2) == whole


@pytest.mark.skipif(find_spec("distributed") is None, reason="dask.distributed is not installed: casereview[cluster]")
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_two_workers_gives_the_same_bytes_also_where_one_is_killed(
    record, asked, whole, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(partitions, "PAIRS", 1)
    with runners.cluster_here(2) as cluster:
        monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", cluster.scheduler_address)
        assert _divided(record, asked, tmp_path, workers=2, backend="dask") == whole
        monkeypatch.setattr(partitions, "part", part_of_a_killed_worker)
        assert _divided(record, asked, tmp_path, killed=True, workers=2, backend="dask") == whole


def test_what_is_spared_where_views_are_many_changes_no_byte(record, asked, tmp_path, monkeypatch) -> None:
    """Care for whole tables, what was seen beforehand, derived tables of the columns that are named, and reasons too many to number."""
    names = [*NAMES, "days_in_placement", "stagnation_run", "milestones_late"]
    expected = write_results(measure(record, asked, names), tmp_path / "w.csv").read_bytes()
    folder = shutil.copytree(record.path, tmp_path / "looked through")
    look_through(folder, large=1)
    known_of = open_record(folder).looked_up(record.files)
    assert known_of.seen.apart and set(record.files) > known_of.seen.apart  # some things of it have two versions at once
    monkeypatch.setattr(care, "MANY", 1)
    monkeypatch.setattr(sql, "MANY_WORDS", 1)
    for one in (record, open_record(folder)):
        with parts_of(one, asked, indicators=names) as parts:
            assert write_parts(parts, tmp_path / "p.csv").read_bytes() == expected


def test_a_thing_under_two_numbers_is_one_at_a_view_that_joins_them_whatever_was_seen_of_the_record(tmp_path, monkeypatch) -> None:
    seen = [{"visit": "A", "entity_id": "A", "occurred_on": "2020-02-01", "outcome": "completed", "seen": "true"}]
    record = write_cases(tmp_path / "record", *(case_of(c, {"visit": seen}) for c in ("K1", "K2")))
    joined = pd.DataFrame([("K1", "K2", "2020-03-01")], columns=["alias_case_id", "case_id", "recorded_at"])
    joined.to_csv(record.path / "identity.csv", index=False)
    look_through(record.path, large=1)
    asked, record = views(("K2", "2020-02-28"), ("K2", "2020-03-02")), open_record(record.path)
    assert "visit" in record.looked_up(["visit"]).seen.apart
    few = measure(record, asked, ["days_since_seen"])
    monkeypatch.setattr(care, "MANY", 1)
    pd.testing.assert_frame_equal(measure(record, asked, ["days_since_seen"]), few)
    assert few["denominator"].tolist() == [1, 1]


def test_a_query_of_one_s_own_may_take_a_column_by_another_name(record, asked, tmp_path, monkeypatch) -> None:
    body = "SELECT n AS view_no, d AS numerator, 1 AS denominator, 0 AS missing, d AS value FROM care c (n, p, s, d)"
    folder = indicator(tmp_path / "mine", "renamed", body, tables="placement")
    few = measure(record, asked, ["renamed"], folder=folder)
    assert "ok" in set(few["status"])
    monkeypatch.setattr(care, "MANY", 1)
    pd.testing.assert_frame_equal(measure(record, asked, ["renamed"], folder=folder), few)


@pytest.mark.parametrize("cuts", [False, True])
def test_an_answer_given_twice_is_its_indicators_own_error_in_parts_too(record, asked, tmp_path, cuts: bool) -> None:
    folder = indicator(tmp_path / "mine", "doubled", f"{ONE.strip()} UNION ALL {ONE}", tables="case")
    views = asked.assign(cut="before", as_of=asked["as_of"].str[:10]) if cuts else asked
    how = {"indicators": [*NAMES, "doubled"], "folder": folder}
    expected = measure(record, views, **how)
    assert "error" in set(expected["status"])
    with parts_of(record, views, **how) as parts:
        for ending in ("csv", "parquet"):
            whole, divided = tmp_path / f"w.{ending}", tmp_path / f"p.{ending}"
            assert write_parts(parts, divided).read_bytes() == write_results(expected, whole).read_bytes()


def test_the_order_of_rows_is_a_number_that_many_million_views_fit_in(tmp_path) -> None:
    import duckdb

    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT 1::BIGINT AS place, 'v' AS view_id) TO '{tmp_path}/views.parquet'")
        answer = ", ".join(f"NULL::{type_} AS {name}" for name, type_ in _ANSWER.items())
        con.execute(
            f"COPY ({reunited.coded(f'SELECT 1 AS of_view, 0::SMALLINT AS measure_no, {answer}')}) TO '{tmp_path}/p.parquet'"
        )
        rows = reunited.rows_of(con, [([f"{tmp_path}/p.parquet"], chosen(NAMES[:1]))], f"{tmp_path}/views.parquet")
        assert con.execute(f"SELECT typeof(in_order) FROM ({rows})").fetchall() == [("BIGINT",)]


def test_a_record_of_some_cases_and_one_as_it_stood_are_divided_too(record, asked, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(partitions, "PAIRS", 1)
    for other in (record.of_cases(["7", "C-9"]), record.as_it_stood("2020-06-01")):
        expected = write_results(measure(other, asked, NAMES), tmp_path / "w.csv").read_bytes()
        with parts_of(other, asked, indicators=NAMES) as parts:
            assert write_parts(parts, tmp_path / "p.csv").read_bytes() == expected


def killed_once(marks: str, to: str) -> str:
    """End this process as a full memory would, the first time that it is called."""
    mark = Path(marks) / Path(to).name
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    Path(to).write_text("done")
    return to


def killed_always(to: str) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return to


def test_a_worker_that_is_killed_costs_time_and_no_result(tmp_path) -> None:
    (tmp_path / "marks").mkdir()
    tasks = [Task(killed_once, (str(tmp_path / "marks"),), str(tmp_path / f"{n}")) for n in range(2)]
    run(tasks, 2, "local")
    assert [Path(task.to).read_text() for task in tasks] == ["done", "done"]


@pytest.mark.parametrize(
    ("query", "own"),
    [
        ("SELECT view_no, days FROM care", ["view_no", "days", "Day 1"]),
        ("SELECT count(*) AS days FROM care GROUP BY view_no", ["view_no", "days", "Day 1"]),
        ("SELECT count(*) FROM care", ["view_no", "Day 1"]),
        ("SELECT * FROM care", ["view_no", "days", "period", "Day 1"]),
        ("WITH a AS (FROM care) SELECT view_no FROM a", ["view_no", "days", "period", "Day 1"]),
        ("SELECT view_no FROM view NATURAL JOIN care", ["view_no", "days", "period", "Day 1"]),
    ],
)
def test_a_derived_table_is_made_of_the_columns_that_are_named(query: str, own: list[str]) -> None:
    import duckdb

    picked = prepare._columns("care", [query, "SELECT period FROM episode"])
    made = duckdb.connect().execute(f'SELECT {picked} FROM (SELECT 1 AS view_no, 2 AS days, 3 AS period, 4 AS "Day 1")')
    assert [column for column, *_ in made.description or ()] == own


def test_workers_that_are_always_killed_are_told_of(tmp_path) -> None:
    with pytest.raises(CaseReviewError, match="1 of 1 parts have no result"):
        run([Task(killed_always, (), str(tmp_path / "0"))], 2, "local")


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"workers": 0}, "workers is 0"),
        ({"memory": "2"}, "memory is 2: a number and MB or GB"),
        ({"memory": "800MB", "workers": 2}, "too little for 2 workers, which need 1200MB"),
        ({"backend": "dusk"}, "there is no backend dusk (did you mean dask?)"),
    ],
)
def test_settings_that_cannot_be_used(record, asked, how: dict, why: str) -> None:
    with pytest.raises(CaseReviewError) as error, parts_of(record, asked, indicators=NAMES, **how):
        pass
    assert any(why in problem for problem in error.value.problems)


def test_what_fails_leaves_nothing_behind(record, asked, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(partitions, "part", lambda *_: (_ for _ in ()).throw(OSError("no room")))
    with pytest.raises(OSError), parts_of(record, asked, indicators=NAMES, room=tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_tables_that_are_made_where_they_are_asked_leave_nothing_of_the_record_behind(record, asked, tmp_path) -> None:
    """The record's own tables, what was made on the way, every file but the one to write, and the settings are out of reach."""
    import duckdb

    limits = Limits(threads=1, to=str(tmp_path / "out.parquet"))
    with prepared(record, checked_views(asked), chosen(NAMES), "earliest", limits=limits) as known:
        kinds = known.execute(
            "SELECT DISTINCT schema_name FROM duckdb_tables() UNION SELECT schema_name FROM duckdb_views() WHERE NOT internal"
        )
        assert kinds.fetchall() == [("main",)]
        made = {name for (name,) in known.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert made.isdisjoint({"given_view", "reading", "own_link", "together", "handed", "coverage", "decision", "ledger"})
        assert "withdrawn_at" not in {n for (n,) in known.execute("SELECT column_name FROM duckdb_columns()").fetchall()}
        for query in (
            "FROM whole_record.placement",
            f"FROM read_parquet('{record.files['placement']}')",
            f"FROM '{record.files['placement']}'",
            f"COPY view TO '{tmp_path / 'other.parquet'}'",
            "SET enable_external_access = true",
            "ATTACH 'a.db'",
        ):
            with pytest.raises(duckdb.Error):
                known.execute(query)
    assert list(tmp_path.iterdir()) == []
