"""All tables of a report as one workbook (Office Open XML) that a screen reader, a spreadsheet and a program can read.

Here is what stands on which sheet; :mod:`toolkit.report.workbook_file` writes it. What makes it accessible follows Microsoft's
*Accessibility best practices with Excel spreadsheets*: a first sheet that says what is where, sheets with names of their own, a
heading row that is marked as one (a defined table, frozen, repeated on paper), no merged cells, no empty cell where there is
something to say, title and language set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.report import markup
from toolkit.report.sheet import DAY, MOMENT, NUMBER, TEXT, Sheet, Value

NAME = "tables.xlsx"
CONTENTS, LATER = "Contents", "What came later"
MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT, LONGEST_NAME, LONGEST_HEADING = 1_048_575, 16_384, 32_767, 31, 250
_CUT = " … (cut here; the CSV holds all)"
_HEADINGS = ["Sheet", "What it shows", "Note", "Rows", "Columns", "The same as CSV"]
_WIDEST, _NARROWEST, _LOOKED_AT = 60, 9, 200
_READ = 10_000  # of a text, for the height of its row, which has a limit anyway
_LISTED = "Each sheet below holds one table: headings in its first row, then one row for each entry."
_OPENS = "This sheet lists the tables of what came later. Say what you would have decided before you open them."
_ENDS = f"The tables of what came later follow the sheet called {LATER}."


@dataclass(frozen=True)
class Page:
    """One sheet as it is to be written: its name, the words above its table, and the table.

    Words and headings are as :func:`text` returns them, and no two headings alike. Rows hold (kind, value), see
    :data:`toolkit.report.sheet.Value`. `linked` is whether the first cell of each row is the name of a sheet, and a link to it.
    """

    name: str
    headings: list[str]
    rows: Sequence[Sequence[Value]]
    above: tuple[str, ...] = ()
    linked: bool = False

    @property
    def head(self) -> int:
        """The number of the row that holds the headings."""
        return len(self.above) + 1

    def widths(self) -> list[int]:
        """Return the width of each column, in characters."""
        shown = self.rows[:_LOOKED_AT]
        each = ([_width(row[i]) for row in shown if i < len(row)] for i in range(len(self.headings)))
        return [min(_WIDEST, max(_NARROWEST, len(h) + 4, *(w or [0]))) for h, w in zip(self.headings, each, strict=True)]

    def lines(self, row: Sequence[Value], widths: Sequence[int]) -> int:
        """Return how many lines the fullest cell of a row takes, rather too many than too few."""
        texts = ((str(value), width) for (kind, value), width in zip(row, widths, strict=False) if kind == TEXT)
        return max((_lines(words, width) for words, width in texts), default=1)


def build(title: str, marking: str, lang: str, sheets: Sequence[Sheet]) -> bytes:
    """Return the workbook of a report's tables.

    Args:
        title: the report's title; it and the marking stand on the first sheet and in the margin of every sheet of paper.
        marking: who may have it.
        lang: the language of the report, such as `en-GB`.
        sheets: the tables in their order. Those that hold what came later stand behind a sheet of their own that lists them,
            and the first sheet says no more of them than that.

    >>> build("Review", "Restricted", "en-GB", [])[:2]
    b'PK'
    """
    from toolkit.report import workbook_file

    known, later = [s for s in sheets if not s.later], [s for s in sheets if s.later]
    names = sheet_names([CONTENTS, *(s.name for s in known), *([LATER, *(s.name for s in later)] if later else [])])
    n = 1 + len(known)
    above = [f"Tables of the report: {title}", marking, _LISTED, *([_ENDS] if later else [])]
    pages = [_list(above, known, names[:n]), *_tables(known, names[1:n])]
    if later:
        above = [f"Tables of the report: {title}", marking, _OPENS]
        pages += [_list(above, later, names[n:]), *_tables(later, names[n + 1 :])]
    return workbook_file.write(pages, text(title), text(marking), text(lang))


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Return plain names for sheets: valid, at most 31 characters, no two alike whatever their case.

    >>> sheet_names(["who-held-what", "Who held what", "a/b:c", "'", "history"])
    ['Who held what', 'Who held what 2', 'A b c', 'Table', 'History table']
    """
    taken: dict[str, None] = {}
    found = []
    for name in wanted:
        stem = " ".join(re.sub(r"[\[\]:*?/\\'\-_]+", " ", text(name)).split()) or "Table"
        stem = stem[0].upper() + stem[1:]
        stem = f"{stem} table" if stem.lower() == "history" else stem  # a name that Excel keeps for itself
        found.append(_free(stem, taken, LONGEST_NAME))
    return found


def text(value: object) -> str:
    """Return a text as a cell may hold it: characters that no XML may hold become a mark, what is too long is cut and says so.

    >>> text("a\\x00b"), text("_x0041_")
    ('a\ufffdb', '_x005F_x0041_')
    """
    plain = markup.plain(str(value).replace("\r\n", "\n").replace("\r", "\n"))
    # In this format _xHHHH_ stands for a character, so the same letters from a record would turn into another text.
    plain = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", plain)
    return plain if _units(plain) <= LONGEST_TEXT else _start(plain, LONGEST_TEXT - len(_CUT)) + _CUT


def _start(words: str, longest: int) -> str:
    """As much of a text as is not too long; this format counts as UTF-16 does."""
    return words if _units(words) <= longest else words.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")


def _units(words: str) -> int:
    return len(words) if words.isascii() else len(words.encode("utf-16-le")) // 2


def _list(above: Sequence[str], sheets: Sequence[Sheet], names: Sequence[str]) -> Page:
    """The sheet that lists others: its own name comes first, then theirs."""
    return Page(
        names[0], _HEADINGS, [_listed(s, n) for s, n in zip(sheets, names[1:], strict=True)], tuple(map(text, above)), linked=True
    )


def _listed(sheet: Sheet, name: str) -> list[Value]:
    rows, said = len(sheet.rows), sheet.note or "none"
    if rows > MOST_ROWS:
        said = f"Only the first {MOST_ROWS:,} rows; the CSV holds all. {sheet.note}".strip()
    words = ", ".join(sheet.headings)
    return [(TEXT, name), (TEXT, sheet.caption or sheet.name), (TEXT, said), (NUMBER, rows), (TEXT, words), (TEXT, sheet.file)]


def _tables(sheets: Sequence[Sheet], names: Sequence[str]) -> list[Page]:
    return [Page(n, _headings(s.headings or ["Column"]), s.rows[:MOST_ROWS]) for s, n in zip(sheets, names, strict=True)]


def _headings(wanted: Sequence[str]) -> list[str]:
    taken: dict[str, None] = {}
    return [_free(" ".join(text(h).split()) or "Column", taken, LONGEST_HEADING) for h in wanted[:MOST_COLUMNS]]


def _free(stem: str, taken: dict[str, None], longest: int) -> str:
    name, n = _start(stem, longest).strip(), 1
    while name.lower() in taken:
        n += 1
        name = f"{_start(stem, longest - len(str(n)) - 1).strip()} {n}"
    taken[name.lower()] = None
    return name


def _lines(words: str, width: int) -> int:
    if len(words) < width and "\n" not in words:
        return 1
    return sum(1 + len(each) // (width - 2) for each in words[:_READ].split("\n"))


def _width(cell: Value) -> int:
    kind, value = cell
    if kind == TEXT:
        return max(map(len, str(value)[:200].split("\n"))) + 2
    return {DAY: 12, MOMENT: 21}.get(kind, len(str(value)) + 2)
