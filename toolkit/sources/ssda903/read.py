"""Reading the files of a return: which table each one is, its rows as text, and every fault of its structure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import nearest
from toolkit.sources.ssda903.dates import ISO, MONTH_FIRST, in_doubt, parse_dates
from toolkit.sources.ssda903.layout import Layout, layouts

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_FAULTS = 5
_RECOGNISED = 0.5
_OTHER_FORMS = {".xlsx", ".xls", ".xml", ".ods", ".tsv", ".txt", ".zip"}
_DATE_FAULTS = {
    MONTH_FIRST: "the date can only be read with the month first, and returns have the day first",
    ISO: "the date has the year first, and returns have day/month/year",
}


@dataclass
class RawReturn:
    """The files of one return as text: a frame a table (with `row`, its row in the file), and where each came from."""

    folder: Path
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    not_recognised: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unread: int = 0

    @property
    def name(self) -> str:
        """The folder's name, as messages and reports show it."""
        return self.folder.name or str(self.folder)


def read_return(folder: Path) -> RawReturn:
    """Return the tables of the CSV files in a folder, as text, with all faults of structure in `problems`.

    A file is recognised by its columns, never by its name. Files are UTF-8 (with or without a mark) or cp1252.
    """
    raw = RawReturn(folder)
    if not folder.is_dir():
        raw.problems.append(f"{folder}: there is no such folder")
        return raw
    for file in sorted(f for f in folder.iterdir() if f.suffix.lower() == ".csv" and not f.name.startswith(".")):
        _add_file(raw, file)
    raw.not_recognised += sorted(f.name for f in folder.iterdir() if f.suffix.lower() in _OTHER_FORMS)
    if "episodes" not in raw.tables and not raw.unread:
        raw.problems.append(f"{raw.name}: no file has the columns of the episodes table")
    return raw


def _add_file(raw: RawReturn, file: Path) -> None:
    where = f"{raw.name}/{file.name}"
    text, problem = _text_of(file)
    rows, problem = _rows_of(text) if not problem else ([], problem)
    if problem:
        raw.unread += 1
        raw.problems.append(f"{where}: {problem}")
        return
    names = [c.strip().upper() for c in rows[0]]
    layout = _recognise(names, file.stem)
    if layout is None:
        _unknown_file(raw, where, file.name, names)
        return
    problems = _structure(where, layout, names, rows)
    if layout.name in raw.tables:
        problems.append(f"{where}: a second file for the table {layout.name} (the first is {raw.files[layout.name]})")
    raw.files.setdefault(layout.name, file.name)
    raw.problems += problems
    frame = _frame(names, rows) if not problems else _frame([], [[]])
    if layout.carried and not problems:
        raw.problems += _date_faults(where, layout, frame)
    raw.tables.setdefault(layout.name, frame)


def _text_of(file: Path) -> tuple[str, str]:
    try:
        content = file.read_bytes()
    except OSError as error:
        return "", f"cannot be read ({error.strerror or type(error).__name__})"
    if b"\x00" in content:
        return "", "cannot be read as text (it may be a workbook, or UTF-16); save it as CSV in UTF-8"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    return "", "cannot be read as text: it is neither UTF-8 nor cp1252; save it as CSV in UTF-8"


def _rows_of(text: str) -> tuple[list[list[str]], str]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return [], f"cannot be read as CSV ({error})"
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return (rows, "") if rows else ([], "is empty")


def _recognise(names: list[str], stem: str) -> Layout | None:
    """The table most of whose own columns the file has; where it has none of any, the one that the file is named after."""
    shares = {name: max(_share(layout.own, names), _share(layout.needed_own, names)) for name, layout in layouts().items()}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= _RECOGNISED:
        return layouts()[best]
    return layouts().get(stem.lower()) if "CHILD" in names else None


def _share(columns: frozenset[str], names: list[str]) -> float:
    return len(columns & set(names)) / len(columns) if columns else 0.0


def _unknown_file(raw: RawReturn, where: str, file_name: str, names: list[str]) -> None:
    if len(names) == 1 and "CHILD" in names[0]:
        words = "its columns must be separated by commas"
    elif "CHILD" in names:
        words = "no table of a return has such columns; move it out of the folder if it is not part of it"
    else:
        raw.not_recognised.append(file_name)
        return
    raw.unread += 1
    raw.problems.append(f"{where}: {words}")


def _structure(where: str, layout: Layout, names: list[str], rows: list[list[str]]) -> list[str]:
    spare = set(names) - {f.name for f in layout.fields}
    problems = [f"{where}: no column {f.name}{nearest(f.name, spare)}" for f in layout.fields if f.needed and f.name not in names]
    problems += [f"{where}: the column {name} is there twice" for name in sorted({n for n in names if n and names.count(n) > 1})]
    ragged = [i for i, cells in enumerate(rows[1:], start=2) if len(cells) != len(names)]
    return problems + _listed([f"{where} row {i}: {len(rows[i - 1])} cells for {len(names)} columns" for i in ragged], where)


def _date_faults(where: str, layout: Layout, frame: pd.DataFrame) -> list[str]:
    problems: list[str] = []
    for name in layout.named("date"):
        form = parse_dates(frame[name]).form
        for kind, words in _DATE_FAULTS.items():
            rows = frame.loc[form == kind, "row"]
            problems += _listed([f"{where} row {row}, column {name}: {words}" for row in rows], f"{where}, column {name}")
    every = [cell for name in layout.named("date") for cell in frame[name]]
    if not problems and in_doubt(every):
        problems.append(f"{where}: no date has a day after the 12th, so all may have the month first; returns have day/month/year")
    return problems


def _listed(problems: list[str], where: str) -> list[str]:
    more = len(problems) - _SHOWN_FAULTS
    return problems if more <= 0 else [*problems[:_SHOWN_FAULTS], f"{where}: and {more} more rows like these"]


def _frame(names: list[str], rows: list[list[str]]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame([[cell.strip() for cell in cells] for cells in rows[1:]], columns=names, dtype="str")
    return frame.assign(row=range(2, len(frame) + 2))
