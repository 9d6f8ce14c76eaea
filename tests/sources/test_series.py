import datetime as dt
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.record.schema import BY_NAME
from toolkit.sources import series
from toolkit.sources.pseudonyms import Pseudonyms, read_key, refuse_key_inside
from toolkit.sources.series import Extract, Target, import_series
from toolkit.sources.versions import without_rows

DAY = dt.date
EMPTY = pd.DataFrame({"table": pd.Series(dtype="str"), "entity_id": pd.Series(dtype="str")})
REJECTED = pd.DataFrame(columns=["file", "row", "column", "why"])


def visits(*rows, **more):
    """Rows of visits: entity, case, day, outcome, seen."""
    frame = pd.DataFrame(rows, columns=["entity_id", "case_id", "occurred_on", "outcome", "seen"])
    frame["occurred_on"] = pd.to_datetime(frame["occurred_on"])
    return frame.assign(stage=1, known_from=frame["occurred_on"], ahead=pd.NaT, file="v.csv", row=range(2, len(frame) + 2), **more)


def extract(taken_on, frame, table="visit", **more):
    read = pd.DataFrame([["v.csv", table, len(frame), len(frame), 0]], columns=["file", "table", "rows read", "used", "set aside"])
    given = {"read": read, "rejected": REJECTED, "unreadable": EMPTY} | more
    return Extract(f"T {taken_on}", taken_on, DAY(2020, 1, 1), taken_on, {table: frame}, **given)


def table(record, name):
    return duckdb.sql(f"FROM read_parquet('{record / name}.parquet')").df()


FIRST, SECOND = DAY(2020, 3, 31), DAY(2020, 6, 30)


def test_two_extracts_make_a_history(tmp_path):
    one = extract(
        FIRST, visits(("vi-1", "00123", "2020-01-05", "completed", True), ("vi-2", "00123", "2020-02-05", "planned", None))
    )
    two = extract(
        SECOND, visits(("vi-1", "00123", "2020-01-05", "completed", False), ("vi-3", "9", "2020-05-05", "completed", None))
    )
    report = import_series("Made up", [two, one], [Target("visit")], tmp_path / "r")
    made = table(tmp_path / "r", "visit").set_index(["entity_id", "recorded_at"]).sort_index()
    assert list(made["withdrawn_reason"].fillna("")) == ["changed", "", "deleted", ""]
    assert made.loc["vi-1"].index[1] == pd.Timestamp("2020-04-01")
    assert made.loc["vi-3"]["basis"].tolist() == ["snapshot"]
    assert list(made.loc["vi-1"]["seen"]) == [True, False]
    assert report.count("T 2020-06-30", "visit", "withdrawn") == 1
    assert report.count("T 2020-03-31", "v.csv", "read") == 2
    assert "00123" not in report.text()
    origin = table(tmp_path / "r", "origin")
    assert len(origin) == len(made) and set(origin["row"]) == {2, 3}
    cover = table(tmp_path / "r", "coverage")
    assert list(cover["recorded_at"]) == [pd.Timestamp("2020-01-01"), pd.Timestamp("2020-04-01")]


def test_what_a_table_showed_is_let_go_once_the_table_is_finished(tmp_path, monkeypatch):
    """A large extract would otherwise lie in memory beside all that is made of it; what the caller gave stays whole."""
    rows, held, finish = visits(("vi-1", "1", "2020-01-05", "completed", True)), [], series._control
    given = {"visit": rows, "contact": rows.drop(columns="seen").assign(entity_id="co-1")}
    one = replace(extract(FIRST, rows), shown=given)
    monkeypatch.setattr(
        series, "_control", lambda name, said: held.append({n: len(f) for n, f in said[0].shown.items()}) or finish(name, said)
    )
    report = import_series("Made up", [one], [Target("visit"), Target("contact")], tmp_path / "r")
    assert held == [{"visit": 1, "contact": 1}, {"visit": 0, "contact": 1}]
    assert [len(frame) for frame in given.values()] == [1, 1]
    assert [report.count("T 2020-03-31", name, "shown") for name in given] == [1, 1]


def test_a_scope_keeps_what_an_extract_need_not_show(tmp_path):
    one = extract(FIRST, visits(("vi-1", "1", "2020-01-05", "completed", True)))
    two = extract(SECOND, visits(("vi-2", "1", "2020-05-05", "completed", True)), facts={"since": pd.Timestamp("2020-04-01")})
    import_series("Made up", [one, two], [Target("visit", "s.occurred_on >= x.since")], tmp_path / "r")
    assert table(tmp_path / "r", "visit")["withdrawn_at"].isna().all()


def test_what_stood_up_to_a_cut_owes_nothing_to_a_later_extract(tmp_path):
    one = extract(FIRST, visits(("vi-1", "1", "2020-01-05", "completed", True), ("vi-2", "1", "2020-02-05", "planned", None)))
    two = extract(SECOND, visits(("vi-2", "1", "2020-02-05", "completed", True), ("vi-0", "1", "2019-05-05", "completed", True)))
    import_series("Made up", [one], [Target("visit")], tmp_path / "a")
    import_series("Made up", [one, two], [Target("visit")], tmp_path / "b")
    q = "SELECT statement_id, entity_id, recorded_at FROM read_parquet('{}') WHERE recorded_at <= '2020-03-31 23:59:59' ORDER BY ALL"
    for name in ("visit", "coverage"):
        query = (
            q
            if name == "visit"
            else "SELECT table_name, covered_from, recorded_at FROM read_parquet('{}') WHERE recorded_at <= '2020-03-31'"
        )
        a, b = (duckdb.sql(query.format(tmp_path / r / f"{name}.parquet")).fetchall() for r in "ab")
        assert a == b


def test_the_systems_own_time_narrows_the_interval(tmp_path):
    moment = pd.Timestamp("2020-05-06 14:30")
    one = extract(FIRST, visits(("vi-1", "1", "2020-01-05", "planned", None)))
    changed = visits(("vi-1", "1", "2020-01-05", "completed", True))
    changed = changed.assign(known_from=moment, known_by=moment, basis="recorded")
    import_series("Made up", [one, extract(SECOND, changed)], [Target("visit")], tmp_path / "r")
    was, now = table(tmp_path / "r", "visit").sort_values("recorded_at").to_dict("records")
    assert (was["withdrawn_at"], was["withdrawn_by"]) == (moment, moment)
    assert (now["recorded_at"], now["recorded_by"], now["basis"]) == (moment, moment, "recorded")


def test_a_system_time_before_the_extract_that_did_not_show_it_is_not_believed(tmp_path):
    early = pd.Timestamp("2020-02-01 09:00")
    late = visits(("vi-9", "1", "2020-01-05", "completed", True)).assign(known_from=early, known_by=early, basis="recorded")
    one = extract(FIRST, visits(("vi-1", "1", "2020-01-05", "planned", None)))
    report = import_series("Made up", [one, extract(SECOND, late)], [Target("visit")], tmp_path / "r")
    made = table(tmp_path / "r", "visit").set_index("entity_id").loc["vi-9"]
    assert made["recorded_at"] == pd.Timestamp("2020-04-01") and made["recorded_by"].date() == SECOND
    assert made["basis"] == "snapshot"
    assert report.count("T 2020-06-30", "visit", "new") == 1


def test_clashes_and_doubles_are_told_and_nothing_is_written(tmp_path):
    one = extract(FIRST, visits(("vi-1", "1", "2020-01-05", "planned", None)))
    with pytest.raises(CaseReviewError, match="both taken on 31/03/2020"):
        import_series("Made up", [one, one], [Target("visit")], tmp_path / "r")
    double = extract(
        FIRST, visits(("vi-1", "77123", "2020-01-05", "planned", None), ("vi-1", "77123", "2020-01-06", "planned", None))
    )
    with pytest.raises(CaseReviewError, match="row 2, row 3") as told:
        import_series("Made up", [double], [Target("visit")], tmp_path / "r")
    assert "77123" not in str(told.value)
    assert not (tmp_path / "r").exists()


def test_a_folder_that_is_there_is_replaced_only_when_said(tmp_path):
    one = extract(FIRST, visits(("vi-1", "1", "2020-01-05", "planned", None)))
    import_series("Made up", [one], [Target("visit")], tmp_path / "r")
    with pytest.raises(CaseReviewError, match="exists already"):
        import_series("Made up", [one], [Target("visit")], tmp_path / "r")
    import_series("Made up", [one], [Target("visit")], tmp_path / "r", replace=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(CaseReviewError, match="is not a record"):
        import_series("Made up", [one], [Target("visit")], tmp_path / "mine", replace=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine", "r"]


def test_a_thing_in_a_row_set_aside_stands(tmp_path):
    one = extract(FIRST, visits(("vi-1", "1", "2020-01-05", "planned", None)))
    lost = pd.DataFrame({"table": ["visit"], "entity_id": ["vi-1"]})
    rejected = pd.DataFrame([["v.csv", 2, "day", "no date"], ["v.csv", 2, "seen", "neither yes nor no"]], columns=REJECTED.columns)
    read = pd.DataFrame([["v.csv", "visit", 1, 0, 1]], columns=["file", "table", "read", "used", "set_aside"])
    two = extract(SECOND, visits(), unreadable=lost, rejected=rejected, read=read)
    report = import_series("Made up", [one, two], [Target("visit")], tmp_path / "r")
    assert table(tmp_path / "r", "visit")["withdrawn_at"].isna().all()
    assert report.count("T 2020-06-30", "v.csv", "set aside", "neither yes nor no; no date") == 1
    assert len(pd.read_csv(tmp_path / "r" / "rejected.csv")) == 2


def test_numbers_yes_and_no_and_posts_keep_their_types(tmp_path):
    posts = pd.DataFrame({"entity_id": ["sf-1", "sf-2"], "worker_id": ["w1", "w2"], "fte": [0.5, None], "case_cap": [12, None]})
    posts = posts.assign(
        agency_worker=[True, None], stage=1, known_from=pd.NaT, ahead=pd.NaT, occurred_on=pd.Timestamp("2020-01-01")
    )
    import_series("Made up", [extract(FIRST, posts, "staff")], [Target("staff")], tmp_path / "r")
    made = table(tmp_path / "r", "staff").sort_values("worker_id")
    assert list(made.columns) == [c.name for c in BY_NAME["staff"].columns]
    assert made["statement_id"].nunique() == 2 and made["case_cap"].tolist()[0] == 12 and made["case_cap"].isna().tolist()[1]
    assert made["recorded_at"].dt.date.tolist() == [FIRST, FIRST]


def test_entries_of_the_ledger_hold_on_to_the_version_that_the_extract_first_showed(tmp_path):
    about = pd.DataFrame({"table": ["visit"], "entity_id": ["vi-1"], "case_id": ["1"], "holder": ["police"], "holder_kind": ["police"],
                          "recorded_at": [pd.Timestamp("2020-03-01")], "evidence": ["recollection"]})  # fmt: skip
    one = extract(FIRST, visits(("vi-1", "1", "2020-01-05", "planned", None)), about={"ledger": about})
    import_series("Made up", [one], [Target("visit")], tmp_path / "r")
    assert table(tmp_path / "r", "ledger")["statement_id"].tolist() == table(tmp_path / "r", "visit")["statement_id"].tolist()


def all_bytes(folder: Path) -> bytes:
    return b"".join(f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file())


def test_with_pseudonyms_neither_key_nor_identifier_is_anywhere(tmp_path):
    key = tmp_path / "safe" / "key"
    some = read_key(key)
    assert key.stat().st_mode & 0o777 == 0o600
    assert read_key(key).of("case", "KID-4711") == some.of("case", " KID-4711 ")
    frame = visits(("vi-KID-4711", "KID-4711", "2020-01-05", "completed", True)).assign(
        worker_id="WRK-0815", informant="North team"
    )
    people = pd.DataFrame({"entity_id": ["iv-1"], "case_id": ["KID-4711"], "worker_id": ["WRK-0815"], "team": ["North team"], "stage": 1,
                           "known_from": pd.NaT, "ahead": pd.NaT, "occurred_on": pd.Timestamp("2020-01-02")})  # fmt: skip
    one = extract(FIRST, frame)
    one = Extract(**{**one.__dict__, "shown": {**one.shown, "involvement": people}})
    report = import_series("Made up", [one], [Target("visit"), Target("involvement")], tmp_path / "r", pseudonyms=some)
    plain = all_bytes(tmp_path / "r") + report.text().encode()
    shown = "".join(duckdb.sql(f"FROM read_parquet('{f}')").df().to_csv() for f in (tmp_path / "r").glob("*.parquet")).encode()
    for secret in ("KID-4711", "WRK-0815", key.read_text().strip(), some.key):
        assert (secret if isinstance(secret, bytes) else secret.encode()) not in plain + shown
    seen, helped = table(tmp_path / "r", "visit").iloc[0], table(tmp_path / "r", "involvement").iloc[0]
    assert seen["case_id"] == helped["case_id"] == some.of("case", "KID-4711")
    assert seen["worker_id"] == helped["worker_id"] and seen["informant"] == "North team"
    assert seen["entity_id"].startswith("en-")


def test_links_to_a_thing_get_the_pseudonym_of_the_thing():
    some = Pseudonyms(b"k" * 32)
    frame = pd.DataFrame(
        {"entity_id": ["nd-1"], "need_id": ["nd-1"], "cites": ["nd-1  pe-2"], "person_id": ["pe-2"], "note": ["nd-1"]}
    )
    made = some.frame(frame).iloc[0]
    assert made["need_id"] == made["entity_id"] and made["cites"] == f"{made['entity_id']} {made['person_id']}"
    assert made["note"] == "nd-1"
    assert some.frame(pd.DataFrame({"worker_id": ["w", None, ""]}))["worker_id"].isna().tolist() == [False, True, False]
    assert "k" * 32 not in repr(some)


@pytest.mark.parametrize(("content", "mode", "words"), [
    ("zz", 0o600, "is not a key"), ("é" * 64, 0o600, "is not a key"), ("ab", 0o600, "shorter than"), ("ab" * 32, 0o644, "read by others")])  # fmt: skip
def test_a_key_that_is_none_is_refused(tmp_path, content, mode, words):
    file = tmp_path / "key"
    file.write_text(content, encoding="utf-8")
    file.chmod(mode)
    with pytest.raises(CaseReviewError, match=words) as told:
        read_key(file)
    assert content not in str(told.value)


def test_a_key_may_not_lie_in_the_record(tmp_path):
    with pytest.raises(CaseReviewError, match="inside the record"):
        refuse_key_inside(tmp_path / "r" / "key", tmp_path / "r")


def test_a_frame_without_rows_holds_on_to_none():
    import pyarrow as pa

    before = pa.total_allocated_bytes()
    frame = pd.DataFrame({"note": pd.Series(["a long note " * 10] * 50_000, dtype="str")})
    kept, held = without_rows(frame), pa.total_allocated_bytes() - before
    assert list(kept.columns) == ["note"] and kept["note"].dtype == frame["note"].dtype and kept.empty
    del frame
    assert pa.total_allocated_bytes() - before < held / 100
