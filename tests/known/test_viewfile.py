"""The views file: everything wrong at once, with row and column; its content stays text."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.known import read_views
from toolkit.known.viewfile import checked_views


def _read(tmp_path, text: str | bytes) -> pd.DataFrame:
    file = tmp_path / "views.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_views(file)


def _problems(tmp_path, text: str | bytes) -> list[str]:
    with pytest.raises(CaseReviewError) as error:
        _read(tmp_path, text)
    return error.value.problems


def test_identifiers_stay_text(tmp_path) -> None:
    views = _read(tmp_path, b"\xef\xbb\xbfview_id,case_id,as_of,label\r\n1,00123,2024-05-01,x\r\n2,1e5,2024-05-01 10:30,y\r\n")
    assert views[["view_id", "case_id", "as_of", "cut", "label"]].values.tolist() == [
        ["1", "00123", "2024-05-01", "", "x"],
        ["2", "1e5", "2024-05-01 10:30", "", "y"],
    ]


def test_everything_wrong_is_told_at_once(tmp_path) -> None:
    assert _problems(
        tmp_path,
        """view_id,case_id,as_of,cut
v1,,2024-05-01,
v1,1,01/05/2024,
v3,1,2024-02-30,after
v4,1,2024-05-01T10:30:00Z,befor
v5,1,2024-13-01T10:30,before
""",
    ) == [
        "row 2, case_id: empty",
        "row 3, as_of: not a date such as 2024-05-01 or a time such as 2024-05-01T10:30:00 without zone",
        "row 3, view_id: the same as in row 2",
        "row 4, as_of: not a date such as 2024-05-01 or a time such as 2024-05-01T10:30:00 without zone",
        "row 4, cut: may be empty or before",
        "row 5, as_of: not a date such as 2024-05-01 or a time such as 2024-05-01T10:30:00 without zone",
        "row 5, cut: may be empty or before (did you mean before?)",
        "row 6, as_of: not a date such as 2024-05-01 or a time such as 2024-05-01T10:30:00 without zone",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("view,case_id,as_of\nv,1,2024-05-01\n", "no column view_id"),
        ("", "no column case_id"),
        ("view_id,case_id,as_of,decision\nv,1,2024-05-01,d\n", "column decision is not known (did you mean decision_id?)"),
        ("view_id,case_id,as_of,case_id\nv,1,2024-05-01,2\n", "column case_id is there twice"),
        ("view_id,case_id,as_of\nv,1\n", "row 2: 2 cells where the heading has 3"),
        (b"view_id,case_id,as_of\nv,\xff,2024-05-01\n", "it is not a CSV file in UTF-8"),
    ],
)
def test_the_form_of_the_file(tmp_path, text: str | bytes, problem: str) -> None:
    assert any(problem in p for p in _problems(tmp_path, text))


def test_rows_are_told_by_their_numbers_in_the_file_where_lines_of_it_are_blank(tmp_path) -> None:
    assert _problems(tmp_path, "view_id,case_id,as_of\n\nv1,1,2024-05-01\n\n\nv1,,2024-05-01\n") == [
        "row 6, case_id: empty",
        "row 6, view_id: the same as in row 3",
    ]


def test_a_heading_that_stands_twice_is_refused(tmp_path) -> None:
    found = _problems(tmp_path, "view_id,case_id,as_of,note,note\nv1,c1,2024-05-01,a,b\n")
    assert found == ["column note is there twice"]


def test_a_file_that_cannot_be_read_is_told_of_as_such(tmp_path, monkeypatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "views.csv").write_text("view_id,case_id,as_of\n")
    monkeypatch.setattr("pathlib.Path.open", refused)
    with pytest.raises(CaseReviewError) as error:
        read_views(tmp_path / "views.csv")
    assert error.value.problems == ["Permission denied"]


def test_no_file(tmp_path) -> None:
    with pytest.raises(CaseReviewError, match="no views file"):
        read_views(tmp_path / "views.csv")


def test_a_frame_with_days_and_numbers_becomes_text() -> None:
    frame = pd.DataFrame(
        {"view_id": [1, 2], "case_id": [5, 6], "as_of": pd.to_datetime(["2024-05-01", "2024-05-02"]), "decision_id": [None, "d"]}
    )
    views = checked_views(frame)
    assert views[["view_id", "case_id", "as_of", "decision_id"]].values.tolist() == [
        ["1", "5", "2024-05-01", ""],
        ["2", "6", "2024-05-02", "d"],
    ]
    assert frame["view_id"].tolist() == [1, 2]
