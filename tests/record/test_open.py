"""Opening a record: which files and columns there are; what a cell that does not fit reads as."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.record import open as record_open
from toolkit.record import open_record
from toolkit.record.proven import Proven, proven
from toolkit.record.span import within

HEAD = "statement_id,entity_id,case_id,occurred_on,recorded_at"


def _folder(path: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        (path / name.replace("__", ".")).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _rows(folder: Path, table: str, *columns: str) -> list[tuple]:
    return open_record(folder).connect().execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()


def _problems(folder: Path) -> list[str]:
    with pytest.raises(CaseReviewError) as error:
        open_record(folder)
    return error.value.problems


class TestFiles:
    def test_no_folder(self, tmp_path) -> None:
        with pytest.raises(CaseReviewError, match="no record folder"):
            open_record(tmp_path / "nowhere")

    def test_absent_tables_are_empty(self, tmp_path) -> None:
        assert _rows(tmp_path, "placement", "count(*)") == [(0,)]
        assert not open_record(tmp_path).has("placement")

    def test_plain_columns_are_known_without_a_database(self, monkeypatch) -> None:
        import duckdb

        def connect(**_: object) -> None:
            raise AssertionError

        monkeypatch.setattr(duckdb, "connect", connect)
        assert dict(open_record(paths.sample_record()).columns["visit"])["occurred_on"] == "DATE"

    @pytest.mark.parametrize(
        "value",
        [
            *("'a'", "'a'::ENUM ('a')", "'a'::BLOB", "'{}'::JSON", "uuid()", "NULL", "true", "[1]", "{'a': 1}"),
            *(
                f"1::{type_}"
                for type_ in ("TINYINT", "INTEGER", "BIGINT", "UBIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL(9, 2)")
            ),
            *(
                f"{type_} '2024-05-01'"
                for type_ in ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ")
            ),
            *("TIME '10:00'", "1 AS a, 2"),
        ],
    )
    def test_columns_are_those_that_a_database_sees(self, tmp_path, value: str) -> None:
        import duckdb

        duckdb.execute(f"COPY (SELECT {value} AS \"A\", 'V1' AS entity_id) TO '{tmp_path / 'visit.parquet'}' (FORMAT parquet)")
        described = duckdb.execute(f"DESCRIBE FROM '{tmp_path / 'visit.parquet'}'").fetchall()
        columns, _ = record_open._columns({"visit": tmp_path / "visit.parquet"})
        assert columns["visit"] == tuple((name, type_) for name, type_, *_ in described)

    def test_a_range_of_cases_and_what_is_of_none(self) -> None:
        record = open_record(paths.sample_record())
        with record.connect() as whole, record.connect(1, within("C00001", "C00002", ("C00009",))) as some:
            for name in record.files:
                of_cases = "case_id" in record.names(name)
                own = "WHERE case_id IN ('C00001', 'C00002', 'C00009')" if of_cases else ""
                seen, there = (
                    con.execute(f'SELECT count(*) FROM "{name}" {which}').fetchall() for con, which in ((some, ""), (whole, own))
                )
                assert seen == there, name

    def test_every_problem_is_told_at_once(self, tmp_path) -> None:
        _folder(
            tmp_path,
            visit__csv=HEAD,
            visit__parquet=b"",
            case__parquet=b"no parquet",
            review__csv=HEAD.replace("case_id", "caseid"),
            need__csv="",
            goal__csv=HEAD + ",case_id",
            action__csv=HEAD.encode() + b"\na,b,c,,\n" * 9000 + b"\xff",
        )
        found = _problems(tmp_path)
        assert "visit: there is both a Parquet and a CSV file; keep one" in found
        assert "review.csv: no column case_id (did you mean caseid?)" in found
        assert "need.csv: it is empty; give it its heading, or leave it out" in found
        assert "goal.csv: the column case_id is there twice" in found
        assert "action.csv: it is not text in UTF-8; save it in that encoding" in found
        assert any(p.startswith("case.parquet: cannot be read") for p in found)

    def test_times_with_a_zone_are_not_the_agency_s_local_time(self, tmp_path) -> None:
        zoned = pa.array([0], pa.timestamp("us", tz="Europe/London"))
        pq.write_table(
            pa.table({"statement_id": ["s"], "entity_id": ["e"], "case_id": ["1"], "recorded_at": zoned}),
            tmp_path / "visit.parquet",
        )
        assert _problems(tmp_path) == [
            "visit.parquet: recorded_at holds times with a zone; write the agency's local time without one"
        ]


class TestCells:
    def test_a_byte_order_mark_and_windows_line_ends(self, tmp_path) -> None:
        _folder(tmp_path, visit__csv=b"\xef\xbb\xbf" + HEAD.encode() + b"\r\ns,e,00123,2024-05-01,2024-05-01 10:30\r\n")
        assert _rows(tmp_path, "visit", "case_id", "strftime(recorded_at, '%H:%M')") == [("00123", "10:30")]

    def test_columns_in_another_order_and_strangers_among_them(self, tmp_path) -> None:
        _folder(
            tmp_path,
            visit__csv='select,Case_ID,recorded_at,"a ""b"" \'c\'",case_id,,entity_id,statement_id,\n1,2,2024-05-01,3,00123,4,e,s,5\n',
        )
        assert _rows(tmp_path, "visit", "case_id", "entity_id", "statement_id") == [("00123", "e", "s")]

    def test_quotes_line_ends_and_nul_stay_in_their_cell(self, tmp_path) -> None:
        _folder(tmp_path, visit__csv=HEAD + ',note\ns,e,1,,2024-05-01,"a ""b"",\nc\0d"\nt,f,2,,2024-05-01,x\n')
        assert _rows(tmp_path, "visit", "case_id", "note") == [("1", 'a "b",\nc\0d'), ("2", "x")]

    @pytest.mark.parametrize(
        "value", ["31/12/2020", "", "infinity", "-infinity", "290000-01-01", "0044-03-15 (BC)", "2024-02-30", "yesterday"]
    )
    def test_what_is_no_day_of_the_years_1_to_9999_reads_as_empty(self, tmp_path, value: str) -> None:
        _folder(tmp_path, visit__csv=f"{HEAD}\ns,e,1,{value},{value}\n")
        assert _rows(tmp_path, "visit", "occurred_on", "recorded_at", "recorded_by") == [(None, None, None)]

    @pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "2024-02-29"])
    def test_any_day_of_them_stays(self, tmp_path, value: str) -> None:
        _folder(tmp_path, visit__csv=f"{HEAD}\ns,e,1,{value},{value}\n")
        assert [str(v)[:10] for v in _rows(tmp_path, "visit", "occurred_on", "recorded_at")[0]] == [value, value]

    def test_what_is_not_said_is_taken_as_a_day_recorded_in_the_system(self, tmp_path) -> None:
        _folder(tmp_path, visit__csv=f"{HEAD}\ns,,1,2024-05-01,2024-05-01\n")
        assert _rows(tmp_path, "visit", "entity_id", "occurred_precision", "basis") == [("s", "day", "recorded")]

    def test_the_later_bound_is_never_before_the_earlier(self, tmp_path) -> None:
        _folder(
            tmp_path,
            visit__csv=f"{HEAD},recorded_by,withdrawn_at,withdrawn_by\n"
            "s,e,1,,2024-05-01,2024-04-01,,2024-06-01\nt,f,1,,2024-05-01,2024-05-09,2024-06-01,\n",
        )
        days = [f"strftime({c}, '%m-%d')" for c in ("recorded_by", "withdrawn_at", "withdrawn_by")]
        assert _rows(tmp_path, "visit", *days) == [("05-01", None, None), ("05-09", "06-01", "06-01")]

    def test_parquet_of_other_types_reads_the_same(self, tmp_path) -> None:
        """Numbers as ids, empty text, days as moments or as text, columns of nothing."""
        nothing = pa.array([None], pa.null())
        pq.write_table(
            pa.table(
                {
                    "statement_id": [7],
                    "entity_id": [5],
                    "case_id": [123],
                    "occurred_on": pa.array([1_714_521_600_000], pa.timestamp("ms")),
                    "recorded_at": ["2024-05-01T10:30"],
                    "outcome": [""],
                    "seen": ["true"],
                    "seen_alone": nothing,
                    "withdrawn_at": nothing,
                    "worker_id": nothing,
                }
            ),
            tmp_path / "visit.parquet",
        )
        columns = (
            "statement_id",
            "case_id",
            "occurred_on::VARCHAR",
            "recorded_at::VARCHAR",
            "outcome",
            "seen",
            "seen_alone",
            "withdrawn_at",
            "worker_id",
        )
        assert _rows(tmp_path, "visit", *columns) == [
            ("7", "123", "2024-05-01", "2024-05-01 10:30:00", None, True, None, None, None)
        ]


class TestWhatFilesTellOfThemselves:
    """A connection for much work reads columns as they stand where their file's bounds prove that reading changes nothing."""

    AWKWARD = """
        SELECT printf('s%05d', n) AS statement_id, {entity} AS entity_id, 'c' AS case_id, {day} AS occurred_on, {word} AS kind,
               TIMESTAMP '2020-01-01' AS recorded_at, {precision} AS occurred_precision FROM range(5000) r (n)"""
    PLAIN = {"entity": "'e' || n", "day": "DATE '2020-01-01'", "word": "'a visit'", "precision": "'day'"}

    @pytest.mark.parametrize(
        "odd",
        [
            {},
            {"entity": "''"},
            {"entity": "NULL::VARCHAR"},
            {"entity": "CASE WHEN n <> 4999 THEN 'e' END"},
            {"word": "CASE n WHEN 4000 THEN '' ELSE 'a visit' END"},
            {"word": "CASE WHEN n % 2 = 0 THEN 'a visit' END"},
            {"word": "NULL::VARCHAR"},
            {"day": "CASE n WHEN 7 THEN DATE 'infinity' ELSE DATE '2020-01-01' END"},
            {"day": "CASE n WHEN 4900 THEN DATE '-infinity' ELSE DATE '2020-01-01' END"},
            {"day": "CASE n WHEN 7 THEN DATE '0044-03-15 (BC)' ELSE DATE '2020-01-01' END"},
            {"day": "CASE n WHEN 7 THEN DATE '10000-01-01' ELSE DATE '9999-12-31' END"},
            {"day": "TIMESTAMP '2020-01-01 10:30:00'"},
            {"precision": "CASE WHEN n > 100 THEN 'month' END"},
        ],
    )
    def test_it_changes_nothing(self, tmp_path, odd: dict[str, str]) -> None:
        import duckdb

        rows = self.AWKWARD.format(**self.PLAIN | odd)
        duckdb.execute(f"COPY ({rows}) TO '{tmp_path / 'visit.parquet'}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
        record = open_record(tmp_path)
        whole, quick = (c.execute("FROM visit ORDER BY statement_id").fetchall() for c in (record.connect(), record.connect(1)))
        assert whole == quick

    def test_what_is_proven(self, tmp_path) -> None:
        import duckdb

        rows = self.AWKWARD.format(**self.PLAIN | {"entity": "''", "word": "CASE WHEN n > 9 THEN 'a visit' END"})
        duckdb.execute(f"COPY ({rows}) TO '{tmp_path / 'visit.parquet'}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
        found = proven(duckdb.connect(), {"visit": tmp_path / "visit.parquet", "case": tmp_path / "case.csv"})
        every = {"statement_id", "case_id", "occurred_on", "recorded_at", "occurred_precision"}
        assert found == {"visit": Proven(frozenset(every | {"kind"}), frozenset(every))}
