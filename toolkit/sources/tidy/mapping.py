"""A mapping: which table a file fills, which column goes where, and what its dates, codes and times mean; checked all at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.schema import BY_NAME, DATE, RESTRICTIONS, TIME, Table
from toolkit.sources.cells import FORMS, IN_DOUBT
from toolkit.sources.files import DELIMITERS, Form
from toolkit.sources.settings import rows

SHOWS = ("everything", "touching", "beginning", "changes")
KNOWN_FROM = ("day", "extract")
RECORDED_FROM = ("created", "authorised")
TIMES = ("created", "modified", "authorised")
_EXTRACT_KEYS = ("name", "shows", "covered_from", "window_days", "agencies", "critical")
_FILE_KEYS = (
    *("match", "sheet", "heading", "delimiter", "encoding", "table", "key", "shows", "known_from", *TIMES, "recorded_from"),
    *("null_words", "left_out", "columns", "restricted"),
)
_COLUMN_KEYS = ("from", "form", "value", "values", "pad")
# What the import makes itself cannot be mapped.
MADE = frozenset(
    {
        "statement_id",
        "entity_id",
        "recorded_at",
        "recorded_by",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawn_reason",
        "basis",
        "source",
    }
)


@dataclass(frozen=True)
class ColumnMap:
    """Where one column of the record comes from: a heading and how to read it, or one value for all rows."""

    heading: str = ""
    form: str = ""
    value: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    pad: int = 0


@dataclass(frozen=True)
class Restriction:
    """Rows whose cell under a heading is one of some words are restricted, for a reason."""

    heading: str
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class FileMap:
    """How one kind of file fills one table of the record."""

    name: str
    match: str
    form: Form
    table: Table
    key: tuple[str, ...]
    columns: Mapping[str, ColumnMap]
    times: Mapping[str, ColumnMap] = field(default_factory=dict)
    recorded_from: str = "created"
    known_from: str = "day"
    shows: str = "everything"
    null_words: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    restricted: tuple[Restriction, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings that the mapping uses or names as left out."""
        mapped = [c.heading for c in (*self.columns.values(), *self.times.values()) if c.heading]
        return tuple(dict.fromkeys((*self.key, *mapped, *(r.heading for r in self.restricted), *self.left_out)))


@dataclass(frozen=True)
class TidyMapping:
    """A whole mapping: what its extracts show, and its files."""

    name: str
    files: tuple[FileMap, ...]
    covered_from: date | None = None
    window_days: int = 0
    agencies: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()


def read_mapping(file: str | Path) -> TidyMapping:
    """Return the mapping in a TOML file.

    Raises:
        CaseReviewError: everything that is wrong with it, at once, with the nearest valid word.
    """
    path = Path(file)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CaseReviewError(f"The mapping {path.name} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise CaseReviewError(f"The mapping {path.name} is not UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CaseReviewError(f"The mapping {path.name} is no TOML", [str(error)], "Mend that line.") from None
    return make_mapping(given, path.name)


def make_mapping(given: Mapping[str, Any], name: str = "mapping") -> TidyMapping:
    """Return a mapping from its parsed TOML; raises CaseReviewError with all that is wrong.

    >>> try:
    ...     make_mapping({"file": {"v": {"table": "visits", "clumns": {}}}})
    ... except CaseReviewError as problem:
    ...     print(problem)
    The mapping cannot be used
      - extract: say covered_from (the first day that the files cover) or window_days
      - file.v: no such word clumns (did you mean columns?)
      - file.v: the record has no table visits (did you mean visit?)
    Mend these lines and try again.
    """
    told: list[str] = []
    _unknown("the top", given, ("extract", "file"), told)
    extract, files = _table_of(given.get("extract", {}), "extract", told), _table_of(given.get("file", {}), "file", told)
    _unknown("extract", extract, _EXTRACT_KEYS, told)
    covered, window = extract.get("covered_from"), extract.get("window_days", 0)
    if not isinstance(covered, (date, type(None))) or not isinstance(window, int) or not (covered or window > 0):
        told.append("extract: say covered_from (the first day that the files cover) or window_days")
    shows = _one_of(extract.get("shows", SHOWS[0]), SHOWS, "extract, shows", told)
    found = [_file(key, _table_of(one, f"file.{key}", told), shows, told) for key, one in files.items()]
    if not files:
        told.append("it names no file: there must be a part such as [file.visits]")
    agencies, critical = (_texts(extract.get(k, []), f"extract, {k}", told) for k in ("agencies", "critical"))
    if told:
        raise CaseReviewError(f"The {name} cannot be used", told, "Mend these lines and try again.")
    whole = [f for f in found if f]
    return TidyMapping(str(extract.get("name", "Tidy files")), tuple(whole), covered, window, agencies, critical)


def _file(key: str, given: Mapping[str, Any], shows: str, told: list[str]) -> FileMap | None:
    where = f"file.{key}"
    _unknown(where, given, _FILE_KEYS, told)
    table = BY_NAME.get(str(given.get("table", "")))
    if table is None or table.name not in mappable():
        told.append(f"{where}: the record has no table {given.get('table', '')}{nearest(str(given.get('table', '')), mappable())}")
        return None
    columns = _columns(where, table, _table_of(given.get("columns", {}), f"{where}.columns", told), told)
    times = {t: _column(f"{where}, {t}", given[t], DATE, told) for t in TIMES if t in given}
    recorded_from = _one_of(given.get("recorded_from", "created"), RECORDED_FROM, f"{where}, recorded_from", told)
    if recorded_from == "authorised" and "authorised" not in times:
        told.append(f"{where}: recorded_from is authorised, and no column says when that was")
    return FileMap(
        key,
        str(given.get("match", "*")),
        _form(where, given, told),
        table,
        _key(where, table, given, columns, told),
        columns,
        times,
        recorded_from,
        _one_of(given.get("known_from", "day"), KNOWN_FROM, f"{where}, known_from", told),
        _one_of(given.get("shows", shows), SHOWS, f"{where}, shows", told),
        _texts(given.get("null_words", []), f"{where}, null_words", told),
        _texts(given.get("left_out", []), f"{where}, left_out", told),
        _restrictions(where, given.get("restricted", []), told),
    )


def mappable() -> tuple[str, ...]:
    """Return the tables that a file can fill: those whose things have a prefix for their ids."""
    return tuple(row["table"] for row in rows("prefixes.csv"))


def mappable_columns(table: Table) -> tuple[str, ...]:
    """Return the columns of a table that a mapping may fill."""
    return tuple(c.name for c in table.columns if c.name not in MADE)


def _columns(where: str, table: Table, given: Mapping[str, Any], told: list[str]) -> dict[str, ColumnMap]:
    valid = mappable_columns(table)
    found = {}
    for name, one in given.items():
        if name in MADE:
            told.append(f"{where}: the import makes {name} itself; say key, created or modified in its place")
        elif name not in valid:
            told.append(f"{where}: the table {table.name} has no column {name}{nearest(name, valid)}")
        else:
            column = table.column(name)
            found[name] = _column(f"{where}.columns, {name}", one, column.type, told)
            told += _bad_values(f"{where}.columns, {name}", found[name], column.values)
    needed = [c.name for c in table.columns if c.needed and c.name in valid and c.name not in found]
    told += [f"{where}: nothing is said to fill {name}, which the table {table.name} needs" for name in needed]
    return found


def _column(where: str, given: object, type_: str, told: list[str]) -> ColumnMap:
    if isinstance(given, str):
        given = {"from": given}
    parts = _table_of(given, where, told)
    _unknown(where, parts, _COLUMN_KEYS, told)
    form, pad = str(parts.get("form", "")), parts.get("pad", 0)
    if bool(parts.get("from")) == ("value" in parts):
        told.append(f"{where}: say either from (a heading) or value (the same for all rows)")
    if type_ in (DATE, TIME) and "value" not in parts:
        told += _bad_form(where, form)
    if not isinstance(pad, int) or pad < 0:
        told.append(f"{where}: pad is how many figures an identifier has, such as 6")
        pad = 0
    values = _table_of(parts.get("values", {}), f"{where}, values", told)
    return ColumnMap(
        " ".join(str(parts.get("from", "")).split()),
        form,
        _plain(parts.get("value", "")),
        {k.strip().lower(): _plain(v) for k, v in values.items()},
        pad,
    )


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bad_form(where: str, form: str) -> list[str]:
    if form == IN_DOUBT:
        return [f"{where}: its dates can be read with the day or the month first; say form = d/m/y or m/d/y"]
    if form not in FORMS:
        return [f"{where}: no such form of date {form}{nearest(form, FORMS)}; there are {', '.join(FORMS)}"]
    return []


def _bad_values(where: str, column: ColumnMap, allowed: Sequence[str]) -> list[str]:
    said = [v for v in (*column.values.values(), column.value) if v]
    return [
        f"{where}: {v} is not one of its values{nearest(v, allowed)}" for v in dict.fromkeys(said) if allowed and v not in allowed
    ]


def _key(where: str, table: Table, given: Mapping[str, Any], columns: Mapping[str, ColumnMap], told: list[str]) -> tuple[str, ...]:
    key = _texts([given["key"]] if isinstance(given.get("key"), str) else given.get("key", []), f"{where}, key", told)
    if not key and table.name not in ("child",):
        told.append(f"{where}: say key: the headings that tell one {table.name} of a child from another")
    return tuple(" ".join(k.split()) for k in key)


def _form(where: str, given: Mapping[str, Any], told: list[str]) -> Form:
    heading = given.get("heading", [])
    heading = [heading] if isinstance(heading, int) else heading
    if not isinstance(heading, list) or not all(isinstance(h, int) and h > 0 for h in heading):
        told.append(f"{where}: heading is the number of its row, such as 1 or [1, 2]")
        heading = []
    delimiter, encoding = str(given.get("delimiter", "")), str(given.get("encoding", ""))
    if delimiter and delimiter not in DELIMITERS:
        told.append(f"{where}: delimiter is one of comma, semicolon, tab (written \\t) and bar")
    if encoding not in ("", "utf-8", "cp1252"):
        told.append(f"{where}: encoding is utf-8 or cp1252")
    return Form(str(given.get("sheet", "")), tuple(heading), delimiter, encoding)


def _restrictions(where: str, given: object, told: list[str]) -> tuple[Restriction, ...]:
    found = []
    for one in given if isinstance(given, list) else [given]:
        parts = _table_of(one, f"{where}.restricted", told)
        _unknown(f"{where}.restricted", parts, ("column", "is", "as"), told)
        reason = _one_of(parts.get("as", ""), RESTRICTIONS, f"{where}.restricted, as", told)
        cells = _texts(parts.get("is", []), f"{where}.restricted, is", told)
        if not parts.get("column"):
            told.append(f"{where}.restricted: say column, the heading that tells")
        found.append(Restriction(" ".join(str(parts.get("column", "")).split()), tuple(c.strip().lower() for c in cells), reason))
    return tuple(found)


def _unknown(where: str, given: Mapping[str, Any], valid: Iterable[str], told: list[str]) -> None:
    told += [f"{where}: no such word {word}{nearest(word, valid)}" for word in given if word not in valid]


def _table_of(given: object, where: str, told: list[str]) -> dict[str, Any]:
    if isinstance(given, dict):
        return given
    told.append(f"{where}: this is one value, and several named ones are needed")
    return {}


def _one_of(given: object, valid: Sequence[str], where: str, told: list[str]) -> str:
    if given not in valid:
        told.append(f"{where}: {given!s} is not known{nearest(str(given), valid)}; there are {', '.join(valid)}")
    return str(given)


def _texts(given: object, where: str, told: list[str]) -> tuple[str, ...]:
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return tuple(given)
    told.append(f'{where}: this is a list of words, such as ["one", "two"]')
    return ()
