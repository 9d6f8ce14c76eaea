"""Reading a table from a stranger's file: CSV, a sheet of a workbook or Parquet, every row accounted for, all of it text.

Whatever cannot be read for certain is refused in plain words: another encoding than UTF-8 or cp1252, NUL bytes, a heading
that is there twice, a quotation mark that never closes. A row that does not fit the heading is set aside with its number.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record.sql import quoted, text
from toolkit.sources.settings import limit, words
from toolkit.sources.workbooks import Refused, column_letter, epoch_of, read_sheet, sheet_names

if TYPE_CHECKING:
    import pandas as pd

WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt")
PARQUET = ".parquet"
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
EMPTY_ROW, TOTAL = "an empty row", "a total or closing line, not a row of the table"
ABOVE_HEADING = "it stands above the heading"
NO_ROW = (EMPTY_ROW, TOTAL)
ASIDE = ("row", "column", "why")
_SAMPLE = 200
_FEW = 2


@dataclass(frozen=True)
class Form:
    """How a file is laid out; empty parts are found out.

    Args:
        sheet: the sheet of a workbook.
        heading: the rows that hold the heading, counted from 1 (more than one where cells are merged over others).
        delimiter: what separates the columns of a text file.
        encoding: `utf-8` or `cp1252`.
    """

    sheet: str = ""
    heading: tuple[int, ...] = ()
    delimiter: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Grid:
    """A table as text.

    Args:
        file: its name, without a path; with the sheet behind it for a workbook that has more than one.
        frame: the cells, by heading; the index is the row in the file.
        aside: row, column, why: rows that are no part of the table.
        form: how the file was laid out.
        notes: what a reader should know.
        numbers: how many cells of a column a workbook holds as numbers.
        epoch: `excel` or `excel 1904` for a workbook.
    """

    file: str
    frame: pd.DataFrame
    aside: pd.DataFrame
    form: Form
    notes: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    epoch: str = ""

    @property
    def read(self) -> int:
        """How many rows were read: those of the frame and those set aside."""
        return len(self.frame) + self.aside["row"].nunique()


@dataclass
class _Rows:
    rows: list[list[str]]
    form: Form
    notes: list[str] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    epoch: str = ""


def read_file(file: Path, form: Form | None = None) -> Grid:
    """Return the table in a file.

    Args:
        file: a CSV file (.csv, .tsv, .txt), a workbook (.xlsx, .xlsm) or a Parquet file.
        form: how it is laid out, as far as that is known.

    Raises:
        Refused: the file cannot be read for certain; the words say why, where, and what to do, without any content.
    """
    said = form or Form()
    if not file.is_file():
        raise Refused("there is no such file")
    if file.stat().st_size > limit("file_bytes"):
        raise Refused("is larger than what can be read at once; split it")
    kind = file.suffix.lower()
    if kind in WORKBOOKS:
        found = _workbook(file, said)
    elif kind == PARQUET:
        found = _parquet(file, said)
    elif kind in TEXTS:
        found = _text(file, said)
    else:
        raise Refused(f"is of a kind that is not read ({kind or 'no ending'}); save it as .csv, .xlsx or .parquet")
    return _grid(file, found)


def sheets(file: Path) -> list[str]:
    """Return the names of a workbook's visible sheets; for other files one empty name."""
    return sheet_names(file) if file.suffix.lower() in WORKBOOKS else [""]


def guess_heading(rows: Sequence[Sequence[str]]) -> int:
    """Return the row (counted from 1) that most looks like a heading: the first as full as the table is wide, all words.

    >>> guess_heading([["Report", "", ""], ["", "", ""], ["Child", "Start", "End"], ["1", "2020-01-01", ""]])
    3
    """
    head = [[c.strip() for c in line] for line in rows[: limit("heading_rows")]]
    filled = [sum(c != "" for c in line) for line in head]
    widest = max(filled, default=0)
    for i, line in enumerate(head):
        if filled[i] and filled[i] * 2 > widest and not any(_numeric(c) for c in line):
            return i + 1
    return 1


def _numeric(cell: str) -> bool:
    return bool(cell) and cell.replace(".", "", 1).replace("-", "").replace("/", "").isdigit()


def _workbook(file: Path, said: Form) -> _Rows:
    names = sheet_names(file)
    if said.sheet and said.sheet not in names:
        raise Refused(f"has no sheet {said.sheet}; it has {', '.join(names) or 'none that can be seen'}")
    if not names:
        raise Refused("has no sheet that can be seen")
    if not said.sheet and len(names) > 1:
        raise Refused(f"has several sheets ({', '.join(names)}); say which one")
    sheet = said.sheet or names[0]
    cells = read_sheet(file, sheet)
    form = Form(sheet, said.heading)
    return _Rows(cells.rows, form, list(cells.notes), cells.numbers, epoch_of(file))


def _parquet(file: Path, said: Form) -> _Rows:
    import duckdb

    try:
        with duckdb.connect(config={"threads": 1, "enable_external_access": True}) as con:
            con.execute("SET TimeZone = 'UTC'")
            described = con.execute(f"DESCRIBE FROM read_parquet({text(file)})").fetchall()
            if odd := [
                name for name, kind, *_ in described if "(" in kind and "DECIMAL" not in kind or "[" in kind or kind == "BLOB"
            ]:
                raise Refused(f"has columns of lists, structures or bytes ({', '.join(odd)}); make them text first")
            n = con.execute(f"SELECT count(*) FROM read_parquet({text(file)})").fetchall()[0][0]
            if n * len(described) > limit("grid_cells") or len(described) > limit("columns"):
                raise Refused("is larger than what can be read at once; split it")
            picked = ", ".join(_as_text(name, kind) for name, kind, *_ in described)
            lines = con.execute(f"SELECT {picked} FROM read_parquet({text(file)})").fetchall()
    except duckdb.Error:
        raise Refused("cannot be read as Parquet; it may be damaged or cut off") from None
    return _Rows([[name for name, *_ in described], *(list(line) for line in lines)], Form(heading=(1,)))


def _as_text(name: str, kind: str) -> str:
    cell = quoted(name)
    if kind in ("DOUBLE", "FLOAT"):
        whole = f"WHEN {cell} = trunc({cell}) AND abs({cell}) < 1e15 THEN {cell}::BIGINT::VARCHAR"
        return f"CASE WHEN {cell} IS NULL OR isnan({cell}) THEN '' {whole} ELSE {cell}::VARCHAR END"
    if kind.startswith("TIMESTAMP"):
        midnight = f"WHEN CAST({cell} AS TIME) = '00:00' THEN CAST({cell} AS DATE)::VARCHAR"
        return f"coalesce(CASE {midnight} ELSE {cell}::VARCHAR END, '')"
    return f"coalesce(CAST({cell} AS VARCHAR), '')"


def _text(file: Path, said: Form) -> _Rows:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror or type(error).__name__})") from None
    _refuse_bytes(content)
    text, encoding = _decoded(content, said.encoding)
    delimiter = said.delimiter or _delimiter(text)
    notes = [] if encoding == "utf-8" else ["read as Windows-1252; if accents look wrong, save the file as UTF-8"]
    return _Rows(_split(text, delimiter), Form("", said.heading, delimiter, encoding), notes)


def _refuse_bytes(content: bytes) -> None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("is UTF-16; save it as CSV in UTF-8")
    if content[:4] == b"PK\x03\x04":
        raise Refused("is a workbook or a zip file by another name; give it its true ending")
    if (at := content.find(b"\x00")) >= 0:
        raise Refused(
            f"line {content.count(chr(10).encode(), 0, at) + 1} has a NUL byte, which no text has; save the file anew as CSV"
        )


def _decoded(content: bytes, said: str) -> tuple[str, str]:
    line = 1
    for name, codec in (("utf-8", "utf-8-sig"), ("cp1252", "cp1252")):
        if said in ("", name):
            try:
                return content.decode(codec), name
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
    raise Refused(f"is not {said or 'UTF-8 or Windows-1252'} (line {line}); save it as CSV in UTF-8")


def _split(text: str, delimiter: str) -> list[list[str]]:
    before = csv.field_size_limit(max(len(text), 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Refused(
            f"has a quotation mark that is not closed or not doubled (after line {_last_line(text, delimiter)})"
        ) from None
    finally:
        csv.field_size_limit(before)
    if len(rows) * max((len(r) for r in rows[:_SAMPLE]), default=0) > limit("grid_cells"):
        raise Refused("is larger than what can be read at once; split it")
    return rows


def _last_line(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for _ in reader:
            before = reader.line_num
    except csv.Error:
        return before
    return before


def _delimiter(text: str) -> str:
    head = "\n".join(text.splitlines()[:_SAMPLE])
    scores = {d: _evenness(head, d) for d in DELIMITERS}
    best = max(scores, key=lambda d: scores[d])
    if not scores[best]:
        return ","
    rivals = [DELIMITERS[d] for d, score in scores.items() if score == scores[best]]
    if len(rivals) > 1:
        raise Refused(f"may be separated by {' or '.join(rivals)}; say which in the mapping (delimiter)")
    return best


def _evenness(head: str, delimiter: str) -> float:
    """The share of rows with the commonest number of cells, where that is more than one; more cells break a tie."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in reader if row)
    except csv.Error:
        return 0.0
    width, n = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return 0.0 if width < _FEW else n / sum(widths.values()) + width / 1e6


def _grid(file: Path, found: _Rows) -> Grid:
    import pandas as pd

    rows = found.rows
    heading = found.form.heading or (guess_heading(rows),)
    if not any(any(line) for line in rows) or max(heading) > len(rows):
        raise Refused("is empty" if not any(any(line) for line in rows) else f"has no row {max(heading)} for its heading")
    names = _names([rows[i - 1] for i in heading], rows[max(heading) :])
    used = [i for i, name in enumerate(names) if name]
    body = [(n, line) for n, line in enumerate(rows[max(heading) :], start=max(heading) + 1)]
    while body and not any(cell.strip() for cell in body[-1][1]):
        body.pop()
    kept, aside = _sorted_out(body, names)
    if not found.form.heading:
        aside = _full_rows_above(rows[: heading[0] - 1], len(used)) + aside
    frame = pd.DataFrame(
        [[line[i] if i < len(line) else "" for i in used] for _, line in kept],
        columns=[names[i] for i in used],
        index=[n for n, _ in kept],
        dtype="str",
    )
    form = Form(found.form.sheet, tuple(heading), found.form.delimiter, found.form.encoding)
    numbers = {names[i]: n for i, n in found.numbers.items() if i < len(names) and names[i]}
    return Grid(file.name, frame, pd.DataFrame(aside, columns=list(ASIDE)), form, found.notes, numbers, found.epoch)


def _full_rows_above(rows: Sequence[Sequence[str]], width: int) -> list[tuple[int, str, str]]:
    """Rows above a heading that nobody pointed at, and as full as one: a title is not, a row of the table is."""
    filled = [sum(1 for cell in line if cell.strip()) for line in rows]
    return [(n, "", ABOVE_HEADING) for n, cells in enumerate(filled, start=1) if cells * 2 > width]


def _names(heads: list[list[str]], body: list[list[str]]) -> list[str]:
    """The names of the columns; a merged heading stands in its first cell only and goes on over the empty ones."""
    width = max((len(line) for line in heads), default=0)
    parts = [[" ".join(c.split()) for c in line] + [""] * (width - len(line)) for line in heads]
    for line in parts[:-1]:
        for i in range(1, width):
            line[i] = line[i] or line[i - 1]
    names = [" / ".join(dict.fromkeys(p for p in column if p)) for column in zip(*parts, strict=True)]
    for i, name in enumerate(names):
        if not name and any(i < len(line) and line[i].strip() for line in body):
            names[i] = f"(column {column_letter(i)})"
    twice = [n for n, count in Counter(n.lower() for n in names if n).items() if count > 1]
    if twice:
        places = "; ".join(
            f"{names[[n.lower() for n in names].index(t)]}: columns "
            + " and ".join(column_letter(i) for i, n in enumerate(names) if n.lower() == t)
            for t in twice
        )
        raise Refused(
            f"has the same heading twice ({places}); give each column a name of its own, or say which rows are the heading"
        )
    if not any(names):
        raise Refused("has no heading")
    return names


_Body = list[tuple[int, list[str]]]


def _sorted_out(body: _Body, names: list[str]) -> tuple[_Body, list[tuple[int, str, str]]]:
    kept, aside = [], []
    for n, line in body:
        column, why = _misfit(line, names)
        if why:
            aside.append((n, column, why))
        else:
            kept.append((n, line))
    while kept and _is_total(kept[-1][1]):
        aside.append((kept.pop()[0], "", TOTAL))
    return kept, aside


def _misfit(line: list[str], names: list[str]) -> tuple[str, str]:
    whole = "".join(line)
    if (
        len(line) == len(names)
        and len(whole) <= limit("cell_characters")
        and "#" not in whole
        and "\x00" not in whole
        and whole.strip()
    ):
        return "", ""  # most rows of most files: nothing more to look for
    if not any(cell.strip() for cell in line):
        return "", EMPTY_ROW
    if any(cell.strip() for cell in line[len(names) :]):
        return "", "more cells than the heading"
    if len(line) < len(names):
        return "", "fewer cells than the heading; the row may be cut"
    for name, cell in zip(names, line, strict=False):
        if len(cell) > limit("cell_characters"):
            return name, f"more than {limit('cell_characters'):,} characters in a cell"
        if "\x00" in cell:
            return name, "a NUL byte in a cell"
        if cell.lstrip()[:1] == "#" and cell.strip().lower() in words("error"):
            return name, "an error of the spreadsheet in place of a value"
    return "", ""


def _is_total(line: list[str]) -> bool:
    filled = [cell.strip() for cell in line if cell.strip()]
    first = filled[0].lower().rstrip(":0123456789 ") if filled else ""
    return first in words("total") and len(filled) <= max(_FEW, len(line) // 2)
