"""The tables of a run, each held against what the policy says it holds; one that does not fit stays behind."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from toolkit.disclose.policy import Shape
from toolkit.result import COLUMNS, INSUFFICIENT, OK, STATUSES, SUPPRESSED

if TYPE_CHECKING:
    import pandas as pd

WORKERS = "workers"
ALL = ("", "all", "total")
FIGURE_COLUMNS = ("measure", "estimate", "n", "state")
_ESTIMATE = re.compile(r"(\d+\.\d)%(?: \(interval (\d+\.\d)% to (\d+\.\d)%\))?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})?")
_NUMBERS = ("numerator", "denominator", "missing", "value", "lower", "upper")


class NotUnderstood(Exception):
    """A table is not what the policy says it is; the words say why, and hold nothing from the table's cells."""


@dataclass(frozen=True)
class Table:
    """A table that was understood.

    Attributes:
        shape: what the policy says it holds.
        frame: result rows for `results` and `figure`; words, days and whole numbers for `counts`; text for `case`.
        checked: the fingerprint of the policy that it went through; empty before.
    """

    shape: Shape
    frame: pd.DataFrame
    checked: str = ""


def read_table(shape: Shape, text: str) -> Table:
    """Return a table from its CSV text.

    Raises:
        NotUnderstood: it does not hold what its shape says; the message says what does not fit.
    """
    import pandas as pd

    try:
        cells = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except ValueError as error:
        raise NotUnderstood("it cannot be read as a table") from error
    return Table(shape, _READERS[shape.form](shape, cells))


def read_passed(shape: Shape, text: str, fingerprint: str) -> Table:
    """Return a table that went through the gate already, from its CSV text: hidden numbers are the word `suppressed`.

    Raises:
        NotUnderstood: it does not hold what its shape says.
    """
    import pandas as pd

    cells = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    reader = _passed_counts if shape.form == "counts" else _passed_results
    return Table(shape, reader(shape, cells), fingerprint)


def _passed_counts(shape: Shape, cells: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    hidden = {c: cells[c] == SUPPRESSED for c in shape.counts if c in cells}
    whole = _counts(shape, cells.assign(**{c: cells[c].mask(gone, "") for c, gone in hidden.items()}))
    for column, gone in hidden.items():
        shown = [SUPPRESSED if h else None if pd.isna(n) else int(n) for n, h in zip(whole[column], gone, strict=True)]
        whole[column] = pd.Series(shown, index=whole.index, dtype=object)
    return whole


def _passed_results(shape: Shape, cells: pd.DataFrame) -> pd.DataFrame:
    from toolkit.disclose.publish import MISSING_STATUS

    _columns(cells, [c for c in COLUMNS if c != "view_id"])
    gone = cells["missing"] == SUPPRESSED
    rows = cells.assign(**{c: _numbers(cells[c].mask(cells[c] == SUPPRESSED, ""), c) for c in _NUMBERS}, view_id="")
    if not set(rows["status"]) <= set(STATUSES):
        raise NotUnderstood("it has a status that is none of the toolkit's")
    _listed(rows["measure"], vocabulary(shape.measures), "a measure")
    _groups(shape, rows)
    kinds = dict.fromkeys(_NUMBERS[:3], "Int64") | dict.fromkeys(_NUMBERS[3:], "float64")
    shown = rows[list(COLUMNS)].astype(kinds)  # type: ignore[arg-type]
    return shown.assign(**{MISSING_STATUS: gone.map({True: SUPPRESSED, False: OK}).astype("str")})


def _results(shape: Shape, cells: pd.DataFrame) -> pd.DataFrame:
    _columns(cells, COLUMNS)
    if (cells["view_id"] != "").any():
        raise NotUnderstood("it holds a row for each view, which is a list of cases")
    if not set(cells["status"]) <= set(STATUSES):
        raise NotUnderstood("it has a status that is none of the toolkit's")
    rows = cells.assign(**{c: _numbers(cells[c], c) for c in _NUMBERS})
    _told(shape, rows)
    return rows


def _figure(shape: Shape, cells: pd.DataFrame) -> pd.DataFrame:
    """The result rows behind a figure: from the rows themselves, or from its percentages where they tell the count for sure."""
    if list(cells.columns) == list(COLUMNS):
        return _results(shape, cells)
    import pandas as pd

    _columns(cells, FIGURE_COLUMNS)
    rows = pd.DataFrame([_from_words(*row) for row in cells.itertuples(index=False)], columns=list(COLUMNS))
    rows = rows.assign(**{c: _numbers(rows[c], c) for c in _NUMBERS})
    _told(shape, rows)
    return rows


def _from_words(measure: str, estimate: str, n: str, state: str) -> dict[str, object]:
    row: dict[str, object] = {**dict.fromkeys(COLUMNS, ""), "measure": measure, "unit": "share", "status": state, "denominator": n}
    if state != OK:
        return row
    found = _ESTIMATE.fullmatch(estimate)
    if not found or not n.isdigit():
        raise NotUnderstood("a percentage cannot be read")
    of, share = int(n), float(found[1])
    near = range(max(0, round(of * share / 100) - 2), min(of, round(of * share / 100) + 2) + 1)
    fits = [k for k in near if of and f"{k / of:.1%}" == f"{found[1]}%"]
    if len(fits) != 1:
        raise NotUnderstood("a percentage does not tell the count behind it")
    ends = [float(end) / 100 if end else "" for end in found.groups()[1:]]
    return row | {"numerator": fits[0], "value": fits[0] / of, "lower": ends[0], "upper": ends[1]}


def _counts(shape: Shape, cells: pd.DataFrame) -> pd.DataFrame:
    _columns(cells, [*shape.words, *shape.days, *shape.counts])
    known = vocabulary(shape.rows)
    for column in shape.words:
        _listed(cells[column], {*known, *ALL}, f"the column {column}")
    if cells.duplicated(shape.words[0]).any():
        raise NotUnderstood("two rows have the same name")
    if not all(_DAY.fullmatch(day) for column in shape.days for day in cells[column]):
        raise NotUnderstood("a day is not written as a day")
    return cells.assign(**{c: _numbers(cells[c], c, whole=True) for c in shape.counts})


def _case(shape: Shape, cells: pd.DataFrame) -> pd.DataFrame:
    missing = [c for c in shape.columns if c not in cells.columns]
    if missing:
        raise NotUnderstood(f"it lacks the column {missing[0]}")
    kept = cells[list(shape.columns)]
    plain = vocabulary("indicators") | set(STATUSES) | _units() | {""}
    if not all(v in plain or re.fullmatch(r"D\d{1,3}|-?\d+(\.\d+)?(e-?\d+)?", v) for c in kept for v in kept[c]):
        raise NotUnderstood("it holds words that are none of the toolkit's")
    return kept


_READERS: dict[str, Callable[[Shape, pd.DataFrame], pd.DataFrame]] = {
    "results": _results,
    "figure": _figure,
    "counts": _counts,
    "case": _case,
}


def _told(shape: Shape, rows: pd.DataFrame) -> None:
    """Hold result rows against the rules for measures, groups and counts."""
    unit_rows = rows["measure"] == WORKERS
    _listed(rows.loc[~unit_rows, "measure"], vocabulary(shape.measures), "a measure")
    _groups(shape, rows)
    if rows.duplicated(["measure", "group"]).any():
        raise NotUnderstood("two rows have the same name")
    if rows["status"].eq(SUPPRESSED).any():
        raise NotUnderstood("some of its rows were suppressed before, by a rule that is not known here")
    told = rows[rows["status"].isin([OK, INSUFFICIENT])]
    if not all(float(v).is_integer() and v >= 0 for c in _NUMBERS[:3] for v in told[c].dropna()):
        raise NotUnderstood("a count is not a whole number")
    if shape.statistic == "share":
        _shares(told[told["measure"] != WORKERS])


def _shares(told: pd.DataFrame) -> None:
    ok = told[told["status"] == OK]
    if ok[["numerator", "denominator"]].isna().any(axis=None) or (told["numerator"] > told["denominator"]).any():
        raise NotUnderstood("a share has not both its counts")
    if (ok["denominator"] == 0).any() or ((ok["numerator"] / ok["denominator"] - ok["value"]).abs() > 1e-6).any():
        raise NotUnderstood("a share is not its one count over the other")


def _groups(shape: Shape, rows: pd.DataFrame) -> None:
    """Groups are kinds of children in a fixed order, months, years, or units by their names; never workers, never by value."""
    named = list(dict.fromkeys(g for g in rows["group"] if g.lower() not in ALL))
    if named and shape.groups == "none":
        raise NotUnderstood("its rows are grouped, and the policy does not say by what")
    if shape.groups == "children":
        _listed(named, set(shape.order), "a group")
    if shape.groups == "months":
        _listed(named, _months(), "a group")
    if shape.groups == "years":
        _listed(named, {month[:4] for month in _months()}, "a group")
    fixed = [g for g in shape.order if g in named] if shape.groups == "children" else sorted(named, key=str.casefold)
    within = rows[rows["group"].isin(named)].groupby("measure", sort=False)["group"]
    if any(list(part) != [g for g in fixed if g in set(part)] for _, part in within):
        raise NotUnderstood("its groups do not stand in their fixed order, which may be an order by value")


def _columns(cells: pd.DataFrame, expected: Iterable[str]) -> None:
    if list(cells.columns) != list(expected):
        raise NotUnderstood(f"its columns are not those that the policy lists ({', '.join(expected)})")


def _listed(found: Iterable[str], known: set[str], what: str) -> None:
    if not set(found) <= known:
        raise NotUnderstood(f"{what} holds words that the policy does not list")


def _numbers(column: pd.Series, name: str, whole: bool = False) -> pd.Series:
    import pandas as pd

    try:
        numbers = pd.to_numeric(column.replace("", None), errors="raise").astype("Float64")
    except (ValueError, TypeError) as error:
        raise NotUnderstood(f"the column {name} holds something that is not a number") from error
    if whole and ((numbers < 0) | (numbers % 1 != 0)).any():
        raise NotUnderstood(f"the column {name} holds something that is not a count")
    return numbers.astype("Int64") if whole else numbers


def vocabulary(words: str | tuple[str, ...]) -> set[str]:
    """Return the words of a list that the toolkit keeps (given by name), or the words given.

    >>> "carer_moves" in vocabulary("indicators"), vocabulary(("in", "out")) == {"in", "out"}
    (True, True)
    """
    return set(words) if isinstance(words, tuple) else set(_LISTS[words]()) if words in _LISTS else {words}


@cache
def _months() -> set[str]:
    return {f"{year}-{month:02}" for year in range(1900, 2101) for month in range(1, 13)}


@cache
def _units() -> set[str]:
    from toolkit.known import catalogue

    return {i.unit for i in catalogue()}


def _indicators() -> set[str]:
    from toolkit.known import catalogue

    return {i.name for i in catalogue()}


def _labels() -> set[str]:
    from toolkit.known import catalogue

    return {form for i in catalogue() for form in (i.name, i.label)}


def _families() -> set[str]:
    from toolkit.known.catalogue import families

    return set(families())


def _causes() -> set[str]:
    from toolkit.study.drift_causes import cause_names

    return cause_names()


def _waits() -> set[str]:
    from toolkit.study.drift_waits import wait_names

    return wait_names()


def _waits_by_year() -> set[str]:
    from toolkit.study.drift_years import year_names

    return year_names()


def _outcomes() -> set[str]:
    from toolkit.later import catalogue
    from toolkit.later.catalogue import called

    return {form for o in catalogue() for form in (o.name, o.name.replace("_", " "), called(o.name))}


def _flags() -> set[str]:
    from toolkit.contrast.settings import flagged

    return {i.flag.words for i in flagged() if i.flag}


def _classes() -> set[str]:
    from toolkit.contrast import class_words

    return {form for name, words in class_words().items() for form in (name, words, f"{name}: {words}")}


def _parts_of_the_record() -> set[str]:
    from toolkit.record.schema import TABLES

    return {form for t in TABLES for form in (t.name, t.name.replace("_", " "))}


def _sheets() -> set[str]:
    from toolkit.study.audit_sheets import measures

    return set(measures())


_LISTS: dict[str, Callable[[], set[str]]] = {
    "indicators": _indicators,
    "indicators and labels": _labels,
    "families of questions": _families,
    "causes": _causes,
    "waits": _waits,
    "waits by year": _waits_by_year,
    "outcomes": _outcomes,
    "flags": _flags,
    "classes": _classes,
    "parts of the record": _parts_of_the_record,
    "questions of instruments": _sheets,
}


def with_frame(table: Table, frame: pd.DataFrame, checked: str) -> Table:
    """Return a table with another frame, marked as having gone through a policy."""
    return replace(table, frame=frame, checked=checked)
