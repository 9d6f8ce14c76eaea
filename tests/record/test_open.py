"""Opening a record: which files and columns there are; what a cell that does not fit reads as."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.errors import CaseReviewError
from toolkit.record import open_record

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
