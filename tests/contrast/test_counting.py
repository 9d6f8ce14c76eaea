"""Counting classes in ranges, and by hand in SQL and frames: however the work is divided or done, the counts are the same."""

import shutil
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import paths
from toolkit.contrast import class_details, classes, classes_and_details, ranges
from toolkit.contrast.classes import CLASSES, CORRECTED
from toolkit.known.views import decisions
from toolkit.record import open_record
from toolkit.record.looked import look_through
from toolkit.record.schema import BY_NAME
from toolkit.record.write import complete, write_record

DAY = "2020-03-01"
STANDS = [{"case_id": c, "entity_id": f"case-{c}", "occurred_on": "2019-01-01"} for c in ("c1", "c2")]


def views(*cases, **more):
    return pd.DataFrame([{"view_id": f"v{c}", "case_id": c, "as_of": DAY, **more} for c in cases], dtype="str")


def in_ranges(record, asked, monkeypatch, many, **how):
    with monkeypatch.context() as patch:
        patch.setattr(ranges, "_ranges_needed", lambda *_: many)
        return classes(record, asked, **how)


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """A tiny record of the benchmark with its views, and what writes the counts by hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(Path(paths.__file__).parents[1] / "benchmarks"), *sys.path])
        data, by_sql, by_frames = map(import_module, ("known_data", "classes_sql", "classes_frames"))
    size, folder = data.Size("tiny", 1600), tmp_path_factory.mktemp("bench")
    record = data.make_record(folder / "record", size)
    return record, data.make_views(folder / "views.parquet", size), by_sql, by_frames


def test_the_benchmark_counts_the_same_by_hand(bench, tmp_path):
    import duckdb

    record, file, by_sql, by_frames = bench
    with duckdb.connect() as con:
        for step in by_sql.classed(record, file, tmp_path / "sql.parquet"):
            con.execute(step)
    by_frames.classed_pandas(record, file, tmp_path / "frames.parquet")
    ours = classes(open_record(record), pd.read_parquet(file)).query("status == 'ok'").rename(columns={CORRECTED: "corrected"})
    columns = ["view_id", *by_frames.COUNTS]
    expected = ours[columns].set_index("view_id").astype("int64")
    for way in ("sql", "frames"):
        found = pd.read_parquet(tmp_path / f"{way}.parquet", columns=columns).set_index("view_id").astype("int64")
        pd.testing.assert_frame_equal(found, expected, check_index_type=False)
    assert not ours[[c for c in CLASSES if c not in by_frames.COUNTS]].any(axis=None)


def test_ranges_of_cases_and_unordered_files_give_the_same_counts(bench, monkeypatch, tmp_path):
    record, file, *_ = bench
    asked, whole = pd.read_parquet(file), open_record(record)
    expected = classes(whole, asked)
    assert in_ranges(whole, asked, monkeypatch, 3).equals(expected)
    for table in record.iterdir():
        pd.read_parquet(table).iloc[::-1].to_parquet(tmp_path / table.name)
    assert in_ranges(open_record(tmp_path), asked, monkeypatch, 2).equals(expected)


def test_what_was_seen_of_the_record_changes_no_count(bench, monkeypatch, tmp_path):
    """A table of it with uncertain record times, so that what is exact and what is apart are not the same."""
    record, file, *_ = bench
    asked, folder = pd.read_parquet(file), tmp_path / "record"
    shutil.copytree(record, folder)
    visits = pd.read_parquet(folder / "visit.parquet")
    visits.assign(recorded_by=visits["recorded_at"] + pd.Timedelta(days=300)).to_parquet(folder / "visit.parquet", index=False)
    expected = in_ranges(open_record(folder), asked, monkeypatch, 2)
    look_through(folder, large=1)
    whole = open_record(folder).looked_up(["visit", "need"])
    assert whole.seen.apart >= {"visit"} and whole.seen.exact == {"need"}
    assert in_ranges(whole, asked, monkeypatch, 2).equals(expected)
    assert expected["assumed"].astype(int).sum() > 0


@pytest.mark.parametrize("columns", [{}, {"cut": ""}], ids=["before", "on"])
def test_ranges_give_the_same_counts_of_a_record_with_a_ledger_and_decisions(columns, monkeypatch):
    record = open_record(paths.sample_record())
    asked = decisions(record).head(30).assign(**columns)[["view_id", "case_id", "as_of", "decision_id", "holder", "cut"]]
    expected = classes(record, asked)
    assert in_ranges(record, asked, monkeypatch, 2).equals(expected)
    details = class_details(record, asked).groupby(["view_id", "class"]).size()
    assert all(expected.set_index("view_id").loc[view, name] >= n for (view, name), n in details.items())


@pytest.mark.parametrize("many", [1, 2])
def test_a_key_that_was_used_again_for_another_child_is_another_thing(make_record, monkeypatch, many):
    used = {"entity_id": "1", "recorded_at": "2020-02-02", "kind": "call"}
    record = make_record(
        case=STANDS,
        information=[
            {**used, "case_id": "c1", "occurred_on": "2020-02-01", "recorded_at": "2020-05-01"},
            {**used, "case_id": "c2", "occurred_on": "2020-06-01", "recorded_at": "2020-06-01"},
        ],
    )
    counts = in_ranges(record, views("c1", "c2"), monkeypatch, many).set_index("view_id")
    assert counts[["K0", "K5"]].to_numpy().tolist() == [[1, 0], [0, 1]]
    assert class_details(record, views("c1", "c2"))["occurred_on"].to_list() == ["2020-02-01", "2020-06-01"]


def test_a_key_that_was_used_again_in_another_table_is_another_thing(make_record):
    used = {"entity_id": "1", "case_id": "c1", "occurred_on": "2020-02-01", "recorded_at": "2020-02-02"}
    record = make_record(case=STANDS, information=[{**used, "kind": "call"}], visit=[used])
    assert class_details(record, views("c1"))["table"].to_list() == ["information", "visit"]
    assert classes(record, views("c1"))["K1/2"].to_list() == [2]


@pytest.mark.parametrize("many", [1, 2])
def test_versions_that_stood_at_once_and_many_in_a_row_are_counted_as_they_are_listed(make_record, monkeypatch, many):
    thing = {"case_id": "c1", "occurred_on": "2020-02-01", "kind": "call"}
    times = [("2020-02-02", "2020-04-01", "a"), ("2020-02-10", "2020-02-20", "b"), ("2020-04-01", None, "c")]
    row = [("2020-02-02", "2020-02-05", "a"), ("2020-02-05", "2020-04-01", "b"), ("2020-04-01", None, "c")]
    told = [
        {**thing, "entity_id": name, "recorded_at": since, "withdrawn_at": until, "note": note}
        for name, versions in (("at once", times), ("in a row", row))
        for since, until, note in versions
    ]
    record = make_record(case=STANDS, information=told)
    asked = views("c1", "c2")
    assert in_ranges(record, asked, monkeypatch, many)[["K1/2", CORRECTED]].to_numpy().tolist() == [[2, 2], [0, 0]]
    assert class_details(record, views("c1"))["corrected_later"].to_list() == [True, True]


def any_versions(draw, table, cases):
    """Rows of things with up to five versions: one after the other, at once, in one instant, plans, undated, seen by somebody."""
    said = {"information": "significance", "visit": "outcome", "placement": "placement_type"}[table]
    rows = []
    for thing in range(14):
        case, since = draw.choice(cases), pd.Timestamp("2020-01-01") + pd.Timedelta(days=int(draw.integers(0, 90)))
        day = str((since - pd.Timedelta(days=int(draw.integers(-20, 60)))).date())
        for n in range(int(draw.choice([1, 1, 1, 2, 2, 3, 5]))):
            until = since + pd.Timedelta(hours=int(draw.choice([0, 0, 24, 35, 240, 900])))
            rows.append(
                {
                    "statement_id": f"{table}-{thing}-{draw.integers(10**9)}-{n}",
                    "entity_id": f"thing-{thing}",
                    "case_id": case,
                    "occurred_on": draw.choice([day, day, day, day, day, str((until - pd.Timedelta(days=9)).date()), ""]),
                    "occurred_precision": draw.choice(["day"] * 6 + ["month", "year", "unknown"]),
                    "recorded_at": since,
                    "recorded_by": since + pd.Timedelta(hours=int(draw.choice([0, 0, 0, 30, 700]))),
                    "withdrawn_at": draw.choice([until, until, pd.NaT]),
                    "withdrawn_reason": draw.choice(["", "corrected", "no longer so"]),
                    "informant": draw.choice(["", "", "w1", "school"]),
                    "worker_id": draw.choice(["", "w1", "w2"]),
                    "ended_on": draw.choice(["", "2020-06-01", "2020-07-01", str(since.date())]),
                    "seen": draw.choice([None, True, False], p=[0.1, 0.6, 0.3]),
                    "due_on": draw.choice(["", "1970-01-01", "2020-05-05"], p=[0.1, 0.1, 0.8]),
                    said: draw.choice(["", "a", "a", "a", "a", "b"]),
                }
            )
            since = until + pd.Timedelta(hours=int(draw.choice([0, 0, 0, 40, -24, -70])))
    return pd.DataFrame(rows)


def any_record(seed, to):
    draw, cases = np.random.default_rng(seed), ["c1", "c2", "c3"]
    tables = {name: any_versions(draw, name, cases) for name in ("information", "visit", "placement")}
    exact, dull = draw.random() < 0.4, seed % 6 == 5
    for name, rows in tables.items():
        rows["withdrawn_by"] = rows["withdrawn_at"] + pd.to_timedelta(0 if exact else draw.choice([0, 0, 50], len(rows)), unit="h")
        rows["recorded_by"] = rows["recorded_at"] if exact else rows["recorded_by"]
        rows = rows.drop(columns=["informant", "worker_id"]) if dull else rows
        has = [c for c in rows if c in {own.name for own in BY_NAME[name].columns}]
        tables[name] = complete(name, rows[has].astype(object).replace("", None))
    stands = [{"case_id": c, "entity_id": f"case-{c}", "statement_id": f"case-{c}", "occurred_on": "2019-01-01"} for c in cases]
    tables["case"] = complete("case", pd.DataFrame(stands).assign(recorded_at="2019-01-01", recorded_by="2019-01-01"))
    days = [str(d.date()) for d in pd.Timestamp("2019-12-20") + pd.to_timedelta(draw.integers(0, 160, 20), unit="D")]
    instants = [str(t)[:19] for t in draw.choice(tables["visit"]["withdrawn_at"].dropna(), 20)]
    asked = pd.DataFrame({"view_id": [f"v{n:02}" for n in range(40)], "case_id": draw.choice(cases, 40), "as_of": days + instants})
    asked["holder"] = "" if seed % 4 == 0 else draw.choice(["", "w1", "w2", "school"], 40)
    write_record(to, tables)
    order = seed % 3  # as written, the versions of a thing backwards, or any
    for file in (to / f"{name}.parquet" for name in tables if order):
        rows = pd.read_parquet(file)
        places = range(len(rows))[::-1] if order == 1 else draw.permutation(len(rows))
        rows.iloc[places].to_parquet(file, index=False)
    return open_record(to), asked.astype("str")


@pytest.mark.parametrize("seed", range(12))
def test_any_versions_are_counted_as_each_thing_is_classed_at_each_view(seed, monkeypatch, tmp_path):
    knowledge = ("earliest", "latest")[seed % 2]
    record, asked = any_record(seed, tmp_path / "record")
    expected, _ = classes_and_details(record, asked, knowledge)
    assert expected["entities"].sum() > 100
    assert classes(record, asked, knowledge).equals(expected)
    assert in_ranges(record, asked, monkeypatch, 2, knowledge=knowledge).equals(expected)


@pytest.mark.parametrize("many", [1, 2])
def test_a_placement_that_was_called_off_before_it_began_is_planned_only_until_then(make_record, monkeypatch, many):
    """Planned on 10 January for 1 February, called off on 20 January; then, of another, that it began after all."""
    planned = {"case_id": "c1", "entity_id": "home", "occurred_on": "2020-02-01", "recorded_at": "2020-01-10"}
    off = {**planned, "ended_on": "2020-01-20", "recorded_at": "2020-01-20"}
    began = {**off, "occurred_on": "2020-02-02", "ended_on": None, "recorded_at": "2020-02-03"}
    chain = [{**planned, "withdrawn_at": "2020-01-20"}, {**off, "withdrawn_at": "2020-02-03"}, began]
    record = make_record(case=STANDS, placement=[*chain[:1], off, *({**row, "entity_id": "other"} for row in chain)])
    days = ("2020-01-15", "2020-01-25", "2020-02-05")
    asked = pd.DataFrame([{"view_id": f"v{d}", "case_id": c, "as_of": d} for c in ("c1", "c2") for d in days]).drop_duplicates(
        "view_id"
    )
    counts = in_ranges(record, asked, monkeypatch, many)[["planned", "K5", "K1/2", "entities"]]
    assert counts.to_numpy().tolist() == [[2, 0, 0, 2], [0, 1, 0, 1], [0, 0, 1, 1]]
    assert class_details(record, asked).groupby("view_id")["class"].agg(list).to_list() == [
        ["planned", "planned"],
        ["K5"],
        ["K1/2"],
    ]


@pytest.mark.parametrize(
    "others", [[], [{"case_id": "c1", "entity_id": "open", "occurred_on": "2020-01-01"}]], ids=["none", "open"]
)
def test_another_end_of_a_spell_is_no_correction_but_another_beginning_is(make_record, monkeypatch, others):
    """With another spell that is open, an end is one of the columns that may be empty; without, of those that never are."""
    stay = {"case_id": "c1", "entity_id": "home", "occurred_on": "2020-01-10", "recorded_at": "2020-01-10"}
    ended = {**stay, "ended_on": "2020-02-10", "end_reason": "X1", "recorded_at": "2020-02-10"}
    later = {"ended_on": "2020-02-20", "end_reason": "E3", "recorded_at": "2020-03-20"}
    for after, corrected in ((later, 0), ({**later, "occurred_on": "2020-01-11"}, 1)):
        chain = [{**ended, "withdrawn_at": "2020-03-20"}, {**ended, **after}]
        record = make_record(case=STANDS, placement=[*chain, *({**row, "recorded_at": "2020-01-01"} for row in others)])
        counts = in_ranges(record, views("c1", "c2"), monkeypatch, 2)
        assert counts[["K1/2", CORRECTED]].to_numpy().tolist() == [[1 + len(others), corrected], [0, 0]]
        assert classes_and_details(record, views("c1", "c2"))[0][CORRECTED].to_list() == [corrected, 0]


@pytest.mark.parametrize(
    ("before", "after"),
    [({"seen": False}, {"seen": True}), ({"seen": True}, {"seen": False}), ({"due_on": "1970-01-01"}, {"due_on": "2020-05-05"})],
    ids=["no", "yes", "the first day of the epoch"],
)
def test_what_says_no_or_nought_is_not_empty(make_record, before, after):
    visit = {"case_id": "c1", "entity_id": "v", "occurred_on": "2020-02-01", "recorded_at": "2020-02-02"}
    bare = {**visit, "entity_id": "bare", "recorded_at": "2020-02-01"}
    record = make_record(
        case=STANDS,
        visit=[{**visit, **before, "withdrawn_at": "2020-04-01"}, {**visit, **after, "recorded_at": "2020-04-01"}, bare],
    )
    assert classes(record, views("c1"))[CORRECTED].to_list() == [1]
    assert classes_and_details(record, views("c1"))[0][CORRECTED].to_list() == [1]


def test_text_that_is_read_as_nothing_and_filled_in_later_is_no_correction(make_record):
    visit = {"case_id": "c1", "entity_id": "v", "occurred_on": "2020-02-01", "recorded_at": "2020-02-02", "seen_alone": True}
    record = make_record(case=STANDS, visit=[{**visit, "withdrawn_at": "2020-04-01"}, {**visit, "recorded_at": "2020-04-01"}])
    rows = pd.read_parquet(record.files["visit"])
    rows.assign(seen_alone=rows["withdrawn_at"].isna().map({True: "true", False: "not known"})).to_parquet(record.files["visit"])
    record = open_record(record.path)
    assert classes(record, views("c1"))[["K1/2", CORRECTED]].to_numpy().tolist() == [[1, 0]]
