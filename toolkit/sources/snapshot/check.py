"""The rows of a table of a source: read into values, those that cannot be used set aside with their reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record import codes as record_codes
from toolkit.record.write import entity_id
from toolkit.sources.cells import date_form, moment, parse_numbers, parse_yesno, without_nulls
from toolkit.sources.settings import limit, words
from toolkit.sources.snapshot.layout import Field, codes, own_limit, spellings, statements, tables
from toolkit.sources.snapshot.nested import flags

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.files import Grid

_FORMS = ("iso", "d/m/y", "d mon y")
_DOUBT = "?"
ASIDE = ["file", "row", "column", "why"]
LEFT_EMPTY = "left empty"


@dataclass(frozen=True)
class Checked:
    """A table of a source: its rows as values (with file and row), those set aside (with the case), and what was left empty."""

    table: str
    file: str
    read: int
    rows: pd.DataFrame
    aside: pd.DataFrame
    counted: Counter[tuple[str, str]]

    @property
    def set_aside(self) -> int:
        """How many rows were set aside."""
        return int(self.aside["row"].nunique())

    @property
    def too_many(self) -> bool:
        """Whether more rows were set aside than an import may pass over."""
        empty = self.aside["why"].eq("an empty row").sum()
        return (self.set_aside - empty) * 100 > limit("faulty_rows") * max(self.read - empty, 1)


def check(source: str, table: str, grid: Grid) -> Checked:
    """Return a table's rows as values: a row without what it needs, with an unreadable day or a double is set aside alone.

    A value that is in no code list, or a number or yes/no that cannot be read, is left empty and counted.

    Args:
        source: the source's name in `data/sources`.
        table: the table of the source.
        grid: its cells, with the source's own names of columns.
    """
    import pandas as pd

    fields = [f for f in tables(source)[table] if f.reads and f.name in grid.frame.columns]
    empties = [*words("null"), *codes(source, "placeholder")]
    cells = {f.name: without_nulls(_one_line(grid.frame[f.name]), empties) for f in fields}
    counted: Counter[tuple[str, str]] = Counter()
    faults: dict[int, list[tuple[str, str]]] = {}
    made = {f.name: _values(source, f, cells[f.name], grid.epoch, counted, faults) for f in fields}
    absent = {f.name: _nothing(f, grid.frame.index) for f in tables(source)[table] if f.reads and f.name not in made}
    frame = pd.DataFrame({**made, **absent}, index=grid.frame.index).assign(file=grid.file, row=grid.frame.index)
    _needed(tables(source)[table], cells, faults)
    _orders(source, table, frame, faults)
    _doubles(source, table, frame, faults)
    aside = _aside(source, table, grid, frame, faults)
    kept = frame[~frame.index.isin(list(faults))].reset_index(drop=True)
    return Checked(table, grid.file, grid.read, kept, aside, counted)


def stop_at_too_many(checked: Iterable[Checked]) -> None:
    """Stop where more rows of a table are faulty than an import may pass over; raises CaseReviewError with all of them."""
    problems = [
        f"{one.file}: {one.set_aside:,} of {one.read:,} rows ("
        + "; ".join(f"{why}: {n:,}" for why, n in one.aside["why"].value_counts().sort_index().items())
        + ")"
        for one in checked
        if one.too_many
    ]
    if problems:
        raise CaseReviewError(
            "Too many rows are faulty; nothing was written",
            problems,
            "Mend them, or say --accept-faults to set these rows aside and import the others.",
        )


def doubtful_dates(source: str, table: str, grid: Grid) -> bool:
    """Return whether the days of a table leave open whether the day or the month comes first."""
    columns = [f.name for f in tables(source)[table] if f.reads == "date" and f.name in grid.frame.columns]
    filled = [cell.strip() for c in columns for cell in grid.frame[c] if cell.strip()]
    slashed = [cell for cell in filled if "/" in cell]
    return len(slashed) >= limit("doubt_rows") and date_form(slashed)[0] == _DOUBT


def _one_line(cells: pd.Series) -> pd.Series:
    return cells.str.replace("\u00a0", " ", regex=False)


def _nothing(field: Field, index: pd.Index) -> pd.Series:
    import pandas as pd

    kind = {"date": "datetime64[us]", "yesno": "boolean", "number": "float64"}.get(field.reads, "str")
    return pd.Series(pd.NaT if field.reads == "date" else None, index=index, dtype=kind)


def _values(
    source: str,
    field: Field,
    cells: pd.Series,
    epoch: str,
    counted: Counter[tuple[str, str]],
    faults: dict[int, list[tuple[str, str]]],
) -> pd.Series:
    kind, _, name = field.reads.partition(":")
    if kind == "date":
        return _days(field, cells, epoch, faults)
    if kind == "code":
        return _coded(source, field, name, cells, counted)
    if kind == "ethnicity":
        return cells.map({c: _ethnicity(c) for c in set(cells.tolist())}).astype("str")
    if kind == "json":
        return _named(source, field, cells, counted)
    if kind == "worker":
        return cells.map({c: entity_id("wk", c) if c else "" for c in set(cells.tolist())}).astype("str")
    if kind in ("yesno", "number"):
        parsed = parse_yesno(_bare(cells)) if kind == "yesno" else parse_numbers(cells)
        strange = int((parsed.fault != "").sum())
        if strange:
            counted[field.name, "neither yes nor no" if kind == "yesno" else "not a number"] += strange
        return parsed.value
    return cells


def _named(source: str, field: Field, cells: pd.Series, counted: Counter[tuple[str, str]]) -> pd.Series:
    made = {c: flags(c, own_limit(source, "json_characters"), own_limit(source, "json_depth")) for c in set(cells.tolist())}
    for cell, (_, why) in made.items():
        if why:
            counted[field.name, why] += int((cells == cell).sum())
    return cells.map({c: said for c, (said, _) in made.items()}).astype("str")


def _bare(cells: pd.Series) -> pd.Series:
    """Yes and no without the letter of a list before them; `unknown` says nothing."""
    made = {
        c: next((w for w in reversed(spellings(c)) if w in words("yesno")), spellings(c)[-1]) if c else ""
        for c in set(cells.tolist())
    }
    return cells.map({c: "" if w in ("unknown", "not known", "na", "n/a") else w for c, w in made.items()}).astype("str")


def _days(field: Field, cells: pd.Series, epoch: str, faults: dict[int, list[tuple[str, str]]]) -> pd.Series:
    import pandas as pd

    forms = (*_FORMS, *([epoch] if epoch else []))
    found = {cell: next((day for form in forms if (day := moment(cell, form)[0])), None) for cell in set(cells.tolist())}
    days = pd.Series([found[cell] for cell in cells.tolist()], index=cells.index, dtype="datetime64[us]")
    for i, cell in zip(cells.index, cells.tolist(), strict=True):
        if cell and not found[cell]:
            why = moment(cell, "d/m/y")[1].replace(", and the form said is d/m/y", "")
            faults.setdefault(i, []).append((field.name, why))
    return days.dt.normalize()


def _coded(source: str, field: Field, name: str, cells: pd.Series, counted: Counter[tuple[str, str]]) -> pd.Series:
    known = codes(source, name)
    made = {c: next((known[w] for w in spellings(c) if w in known), None) for c in set(cells.tolist()) if c}
    for cell, code in made.items():
        if not code:
            why = "a value that no code list knows" if code is None else "a value that names no single code"
            counted[field.name, why] += int((cells == cell).sum())
    return cells.map({**{c: code or "" for c, code in made.items()}, "": ""}).astype("str")


def _ethnicity(cell: str) -> str:
    """The ethnicity code where the cell names one, else what it says without the letter of a list."""
    known = record_codes.codes("ETHNIC")
    said = spellings(cell)
    return next((w.upper() for w in said if w.upper() in known), cell.split(") ", 1)[-1] if cell[1:2] == ")" else cell)


def _needed(fields: tuple[Field, ...], cells: dict[str, pd.Series], faults: dict[int, list[tuple[str, str]]]) -> None:
    for f in fields:
        if f.needed == "row" and f.name in cells:
            for i in cells[f.name].index[cells[f.name] == ""]:
                faults.setdefault(i, []).append((f.name, "no value"))


def _orders(source: str, table: str, frame: pd.DataFrame, faults: dict[int, list[tuple[str, str]]]) -> None:
    pairs = {(s.one("start"), s.one("end")) for s in statements(source) if s.origin == table}
    for start, end in sorted(p for p in pairs if all(c in frame.columns for c in p)):
        for i in frame.index[frame[end] < frame[start]]:
            faults.setdefault(i, []).append((end, "the end lies before the start"))


def _doubles(source: str, table: str, frame: pd.DataFrame, faults: dict[int, list[tuple[str, str]]]) -> None:
    """All but one of the rows that speak of the same thing; the one that stays is told by its content, never by its place."""
    first = next((s for s in statements(source) if s.origin == table), None)
    if first is None:
        return
    key = [c for c in dict.fromkeys([first.one("case"), *(p.origin for p in first.of("key"))]) if c in frame.columns]
    sound = frame[~frame.index.isin(list(faults))]
    if not sound.duplicated(key).any():
        return
    content = [c for c in frame.columns if c not in ("file", "row")]
    ordered = sound.sort_values([*content, "row"], na_position="last")
    alike = ordered.duplicated(content)
    for i in ordered.index[ordered.duplicated(key)]:
        why = "the same row twice" if alike[i] else "a second row for the same thing, with other content"
        faults.setdefault(i, []).append((", ".join(key), why))


def _aside(source: str, table: str, grid: Grid, frame: pd.DataFrame, faults: dict[int, list[tuple[str, str]]]) -> pd.DataFrame:
    import pandas as pd

    case = next((s.one("case") for s in statements(source) if s.origin == table), "")
    known = frame[case] if case in frame.columns else pd.Series("", index=frame.index, dtype="str")
    rows = [
        {
            "file": grid.file,
            "row": i,
            "column": "; ".join(dict.fromkeys(c for c, _ in found)),
            "why": "; ".join(dict.fromkeys(w for _, w in found)),
            "case_id": known[i],
        }
        for i, found in sorted(faults.items())
    ]
    own = grid.aside.assign(file=grid.file, case_id="").to_dict("records") if len(grid.aside) else []
    return pd.DataFrame([*rows, *own], columns=[*ASIDE, "case_id"])
