"""Views as people write them: a case on a date, checked for form and never against the record."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("view_id", "case_id", "as_of")
OPTIONAL = ("decision_id", "holder", "cut")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")


def read_views(path: str | Path) -> pd.DataFrame:
    """Read a views file: CSV with `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, all kept as text.

    Args:
        path: the file.

    Returns:
        One row a view, as :func:`checked_views` returns it.

    Raises:
        CaseReviewError: everything wrong with the file at once, with rows and columns.
    """
    file = Path(path)
    if not file.is_file():
        raise CaseReviewError(f"There is no views file at {file}", todo="Name a CSV file with view_id, case_id and as_of.")
    rows = text_rows(file, f"The views in {file.name} cannot be used")
    return checked_views(rows, file.name, list(rows.index))


def text_rows(file: Path, refused: str) -> pd.DataFrame:
    """Read a CSV file as text, each cell as it is written and each row under its number in the file; blank lines are passed over.

    Args:
        file: the file.
        refused: what is said to be wrong where rows do not fit the heading.

    Raises:
        CaseReviewError: it cannot be read, it is no CSV file in UTF-8, a column is there twice, or rows have more or fewer cells
            than the heading.

    >>> from toolkit import paths
    >>> text_rows(paths.data() / "contrast" / "limits.csv", "The limits cannot be used")["name"][2]
    'reference_class_least'
    """
    import pandas as pd

    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            rows = [(n, row) for n, row in enumerate(csv.reader(text), 1) if row]
    except OSError as error:
        raise CaseReviewError(f"{file.name} cannot be read", [error.strerror or type(error).__name__]) from None
    except (UnicodeDecodeError, csv.Error):
        raise CaseReviewError(f"{file.name} cannot be read", ["it is not a CSV file in UTF-8"]) from None
    header, body = (rows[0][1], rows[1:]) if rows else ([], [])
    wrong = [f"column {c} is there twice" for c in dict.fromkeys(header) if header.count(c) > 1]
    wrong += [f"row {n}: {len(row)} cells where the heading has {len(header)}" for n, row in body if len(row) != len(header)]
    if wrong:
        raise CaseReviewError(refused, wrong, "Mend the heading and these rows.")
    return pd.DataFrame([row for _, row in body], columns=header, dtype="str", index=[n for n, _ in body])


def checked_views(frame: pd.DataFrame, name: str = "the views", numbers: list[int] | None = None) -> pd.DataFrame:
    """Return views as text columns with all optional columns present, or tell everything that is wrong with them.

    Only the form is checked. A case that the record does not hold is no error: its rows say `not recorded`. `numbers` are those of
    the rows in their file; where none are given they are counted from 2, as below a heading.

    >>> import pandas as pd
    >>> checked_views(pd.DataFrame({"view_id": ["v1"], "case_id": ["00123"], "as_of": ["2024-05-01"]})).as_of[0]
    '2024-05-01'
    """
    missing = [f"no column {c}{nearest(c, frame.columns)}" for c in NEEDED if c not in frame.columns]
    strange = [
        f"column {c} is not known{nearest(c, OPTIONAL)}" for c in frame.columns if c not in OPTIONAL and nearest(str(c), OPTIONAL)
    ]
    missing += [f"column {c} is there twice" for c in (*NEEDED, *OPTIONAL) if list(frame.columns).count(c) > 1]
    if missing:
        raise CaseReviewError(
            f"The views in {name} cannot be used", missing + strange, "The needed columns are view_id, case_id and as_of."
        )
    views = frame.reset_index(drop=True).copy()
    for column in (*NEEDED, *OPTIONAL):
        views[column] = _text(views[column]) if column in views else ""
    problems = strange + _row_problems(views, numbers or range(2, len(views) + 2))
    if problems:
        raise CaseReviewError(f"The views in {name} cannot be used", problems, "Mend these rows.")
    return views


def _text(column: pd.Series) -> pd.Series:
    """Text without blanks around it; a day that a frame holds as a moment is that day."""
    if column.dtype == "str":
        return column.fillna("").str.strip()
    text = column.astype("object").where(column.notna(), "").astype("str").str.strip()
    return text.str.removesuffix(" 00:00:00") if column.dtype.kind == "M" else text


def is_bare(as_of: str) -> bool:
    """Whether an `as_of` is a date without a time, which means the end of that day.

    >>> is_bare("2024-05-01"), is_bare("2024-05-01T10:30")
    (True, False)
    """
    return bool(_DATE.fullmatch(as_of))


def is_day(text: str) -> bool:
    """Whether a text is a date that there is, as ISO writes it.

    >>> is_day("2024-02-29"), is_day("2023-02-29"), is_day("2024-05-01T10:30")
    (True, False, False)
    """
    return is_bare(text) and _is_moment(text)


def _row_problems(views: pd.DataFrame, numbers: Iterable[int]) -> list[str]:
    """What is wrong with each row; rows are looked at one by one only where the columns, looked at whole, are not well formed."""
    empty = any((views[c] == "").any() for c in ("view_id", "case_id"))
    if not (empty or _any_twice(views["view_id"]) or set(views["cut"].unique()) - {"", "before"}) and all(
        map(_is_moment, views["as_of"].unique())
    ):
        return []
    return _each_row_s_problems(views, numbers)


def _any_twice(names: pd.Series) -> bool:
    """Whether any name is there twice; of many in order, one look at each beside the one before tells that none is."""
    rising = (names.array[1:] > names.array[:-1]).all()
    return not rising and bool(names.duplicated().any())


def _each_row_s_problems(views: pd.DataFrame, numbers: Iterable[int]) -> list[str]:
    problems = []
    seen: dict[str, int] = {}
    for n, row in zip(numbers, views[[*NEEDED, "cut"]].itertuples(index=False), strict=True):
        problems += [f"row {n}, {c}: empty" for c in ("view_id", "case_id") if not getattr(row, c)]
        if not _is_moment(row.as_of):
            problems.append(f"row {n}, as_of: not a date such as 2024-05-01 or a time such as 2024-05-01T10:30:00 without zone")
        if row.cut not in ("", "before"):
            problems.append(f"row {n}, cut: may be empty or before{nearest(row.cut, ['before'])}")
        if row.view_id and row.view_id in seen:
            problems.append(f"row {n}, view_id: the same as in row {seen[row.view_id]}")
        seen.setdefault(row.view_id, n)
    return problems


def _is_moment(text: str) -> bool:
    from datetime import datetime

    if not (_DATE.fullmatch(text) or _TIME.fullmatch(text)):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
