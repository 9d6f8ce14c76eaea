"""The rows of a return: which can be accepted, and which are set aside and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.record import codes
from toolkit.sources.ssda903.dates import BLANK, DAY_FIRST, parse_dates, parse_vague_dates
from toolkit.sources.ssda903.layout import Field, Layout, Years, layouts, limit

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.ssda903.read import RawReturn

REJECTED = ["return", "file", "row", "column", "reason", "values"]
ANOTHER_YEAR = "a code of the collection year before or after"


@dataclass(frozen=True)
class Checked:
    """One table of a return: rows accepted (dates as dates), rows set aside with reasons, and codes let through."""

    table: str
    file: str
    read: int
    accepted: pd.DataFrame
    rejected: pd.DataFrame
    let_through: dict[str, int]

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows were set aside for each reason (a row with two faults counts under the two together)."""
        return {str(k): int(v) for k, v in self.rejected["reason"].value_counts().sort_index().items()}

    @property
    def too_many(self) -> bool:
        """Whether more of the rows are faulty than an import may pass over."""
        return len(self.rejected) * 100 > limit("faulty_rows") * self.read


def check_return(raw: RawReturn, year: int) -> dict[str, Checked]:
    """Return the checked tables of a return by name.

    A faulty row is set aside alone: the child's other rows stay. The codes are those of the return's own year.
    """
    header = raw.tables.get("header")
    children = None if header is None else frozenset(header["CHILD"]) - {""}
    return {name: _check(raw, layouts()[name], frame, year, children) for name, frame in sorted(raw.tables.items())}


def of_another_year(raw: RawReturn, year: int) -> list[str]:
    """Return what is wrong with the tables of a return for that year: those that its year does not have, beyond the grace."""
    grace = limit("code_grace")
    return [
        f"{raw.name}/{raw.files[name]}: the table {name} is of {years.words}, and this return ends in {year}"
        for name in sorted(raw.tables)
        if not any((years := layouts()[name].years).holds(near) for near in range(year - grace, year + grace + 1))
    ]


def _check(raw: RawReturn, layout: Layout, frame: pd.DataFrame, year: int, children: frozenset[str] | None) -> Checked:
    import pandas as pd

    let_through: dict[str, int] = {}
    faults = [fault for field in layout.read for fault in _cell_faults(field, frame[field.name], year, let_through)]
    typed = _typed(layout, frame)
    faults += _ends_before_start(layout, typed) + _strangers(layout, typed, children)
    sound = ~frame.index.isin([i for i, _, _ in faults])
    faults += _duplicates(layout, typed[sound])
    rejected = _rejected(raw, layout, frame, faults)
    accepted = typed[~typed.index.isin({i for i, _, _ in faults})].reset_index(drop=True)
    return Checked(layout.name, raw.files[layout.name], len(frame), accepted, pd.DataFrame(rejected, columns=_INNER), let_through)


_INNER = [*REJECTED, "CHILD", "key_day"]
_Fault = tuple[int, str, str]


def _cell_faults(field: Field, cells: pd.Series, year: int, let_through: dict[str, int]) -> list[_Fault]:
    blank = [] if field.may_be_blank else [(i, field.name, "no value") for i in cells.index[cells == ""]]
    if field.reads in ("date", "vague"):
        form = (parse_vague_dates if field.reads == "vague" else parse_dates)(cells).form
        return blank + [(i, field.name, "impossible date") for i in cells.index[~form.isin([DAY_FIRST, BLANK])]]
    if field.codes:
        return blank + _code_faults(field, cells, year, let_through)
    if field.reads == "whole":
        allowed = {"", *map(str, range(field.lowest, field.highest + 1))}
        words = f"not a whole number from {field.lowest} to {field.highest}"
        return blank + [(i, field.name, words) for i in cells.index[~cells.isin(allowed)]]
    return blank


def _code_faults(field: Field, cells: pd.Series, year: int, let_through: dict[str, int]) -> list[_Fault]:
    known = codes.codes(field.codes)
    off = {code: known[code].years_off(year) if code in known else None for code in set(cells.tolist()) - {""}}
    grace = limit("code_grace")
    passed = sorted(code for code, years in off.items() if years and years <= grace)
    let_through.update({f"{field.name} {code}": int((cells == code).sum()) for code in passed})
    words = {code: _why(code, known) for code, years in off.items() if years is None or years > grace}
    return [(i, field.name, words[code]) for i, code in zip(cells.index, cells.tolist(), strict=True) if code in words]


def _why(code: str, known: dict[str, codes.Code]) -> str:
    """A code of another year is named: it is no content, and its year says what is wrong. An unknown one may be anything."""
    if code not in known:
        return "unknown code"
    return f"code {code} is of {Years(known[code].valid_from, known[code].valid_to).words}"


def _typed(layout: Layout, frame: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for field in layout.read:
        if field.reads == "vague":
            found = parse_vague_dates(frame[field.name])
            columns |= {field.name: found.value, f"{field.name} precision": found.precision}
        else:
            columns[field.name] = parse_dates(frame[field.name]).value if field.reads == "date" else frame[field.name]
    return frame[["row"]].assign(**columns)


def _ends_before_start(layout: Layout, typed: pd.DataFrame) -> list[_Fault]:
    return [
        (i, f.name, "the end lies before the start")
        for f in layout.read
        if f.ends
        for i in typed.index[typed[f.name] < typed[f.ends]]
    ]


def _strangers(layout: Layout, typed: pd.DataFrame, children: frozenset[str] | None) -> list[_Fault]:
    if children is None or layout.name == "header":
        return []
    lost = (typed["CHILD"] != "") & ~typed["CHILD"].isin(list(children))
    return [(i, "CHILD", "the child is not in the header table of this return") for i in typed.index[lost]]


def _duplicates(layout: Layout, typed: pd.DataFrame) -> list[_Fault]:
    """All but one of the rows with the same key; the one that stays is told by its content, never by its place."""
    if not typed.duplicated(list(layout.key)).any():
        return []
    content = [c for c in typed.columns if c != "row"]
    ordered = typed.sort_values([*content, "row"], na_position="last")
    again = ordered.duplicated(list(layout.key))
    alike = ordered.duplicated(content)
    named = ", ".join(layout.key)
    return [
        (i, named, "the same row twice" if alike[i] else "a second row for the same thing, with other content")
        for i in ordered.index[again]
    ]


def _rejected(raw: RawReturn, layout: Layout, frame: pd.DataFrame, faults: list[_Fault]) -> list[dict[str, object]]:
    by_row: dict[int, list[tuple[str, str]]] = {}
    for i, column, reason in faults:
        by_row.setdefault(i, []).append((column, reason))
    names = [c for c in frame.columns if c != "row"]
    return [_rejected_row(raw, layout, frame.loc[i], names, found) for i, found in sorted(by_row.items())]


def _rejected_row(
    raw: RawReturn,
    layout: Layout,
    row: pd.Series,
    names: list[str],
    found: list[tuple[str, str]],
) -> dict[str, object]:
    days = [name for name in layout.key if name in layout.named("date")]
    return {
        "return": raw.name,
        "file": raw.files[layout.name],
        "row": int(row["row"]),
        "column": "; ".join(dict.fromkeys(c for c, _ in found)),
        "reason": "; ".join(dict.fromkeys(r for _, r in found)),
        "values": json.dumps({n: row[n] for n in names}, ensure_ascii=False),
        "CHILD": row["CHILD"],
        "key_day": row[days[0]] if days else "",
    }
