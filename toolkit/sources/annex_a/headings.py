"""The headings of a list: which column each one is, by the known spellings, by the user's own, or by nobody's."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit.errors import CaseReviewError, nearest
from toolkit.sources.settings import rows
from toolkit.sources.snapshot.layout import alike, own_limit, tables

SOURCE = "annex_a"
_COMMON = 5  # a column in so many lists says nothing about which list a sheet is


@dataclass(frozen=True)
class Match:
    """A row of headings against one list: its columns by heading, the headings that are none, and the columns not there."""

    table: str
    columns: dict[str, str]
    unknown: list[str]
    missing: list[str]
    twice: list[str]

    @property
    def share(self) -> float:
        """How much of the list's own columns is there."""
        own = own_columns(self.table)
        return len(own & set(self.columns.values())) / len(own)


def read_spellings(file: Path | None) -> dict[str, str]:
    """Return the user's own spellings: heading to column, from a CSV file with the columns `heading` and `column`.

    An empty `column` says that the heading is to be passed over.

    Raises:
        CaseReviewError: the file cannot be read, or names a column that no list has.
    """
    if file is None:
        return {}
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            lines = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise CaseReviewError(f"The spellings file {file.name} cannot be read", todo="Save it as CSV in UTF-8.") from None
    known = {alike(f.name): f.name for fields in tables(SOURCE).values() for f in fields}
    if not lines or not {"heading", "column"} <= set(lines[0]):
        raise CaseReviewError(f"The spellings file {file.name} needs the columns heading and column")
    wrong = [line["column"] for line in lines if (line["column"] or "").strip() and alike(line["column"]) not in known]
    if wrong:
        problems = [f"no list has a column {c}{nearest(c, known.values())}" for c in wrong]
        raise CaseReviewError(f"The spellings file {file.name} cannot be used", problems)
    return {squeezed(line["heading"] or ""): known.get(alike(line["column"] or ""), "") for line in lines}


def best_match(heads: Sequence[Sequence[str]], own: Mapping[str, str]) -> tuple[Match, int] | None:
    """Return the list that a sheet's first rows fit best, and the row (from 1) of its headings; nothing where none fits at all."""
    found = [
        (match(table, [_shown(c) for c in line if c.strip()], own), i)
        for i, line in enumerate(heads, start=1)
        for table in tables(SOURCE)
        if any(c.strip() for c in line)
    ]
    found = [(m, i) for m, i in found if m.columns]
    return max(found, key=lambda pair: (pair[0].share, len(pair[0].columns), -pair[1]), default=None)


def _shown(heading: str) -> str:
    """A heading; one that is no heading at all is cut short, so that it is neither searched nor printed at length."""
    most = own_limit(SOURCE, "heading_characters")
    return heading if len(heading) <= most else f"{heading[:20]}…"


def match(table: str, headings: Sequence[str], own: Mapping[str, str]) -> Match:
    """Return headings against the columns of one list: exact, by a known or own spelling, then by pattern.

    >>> match("list_1", ["ChildUniqueID", "Date contact was made", "Shoe size"], {}).columns
    {'ChildUniqueID': 'Child Unique ID', 'Date contact was made': 'Date of Contact'}
    """
    names = [f.name for f in tables(SOURCE)[table]]
    exact = {**_variants(table), **{squeezed(n): n for n in names}, **{h: c for h, c in own.items() if not c or c in names}}
    columns = {h: exact[squeezed(h)] for h in headings if squeezed(h) in exact}
    for heading in headings:
        if heading not in columns:
            named = [n for n, pattern in _patterns(table) if n not in columns.values() and pattern.fullmatch(alike(heading))]
            if len(named) == 1:
                columns[heading] = named[0]
    passed = {h for h, c in columns.items() if not c}
    columns = {h: c for h, c in columns.items() if c}
    twice = [c for c, n in Counter(columns.values()).items() if n > 1]
    wanted = [f.name for f in tables(SOURCE)[table] if f.reads]
    unknown = [h for h in headings if h not in columns and h not in passed]
    return Match(table, columns, unknown, [n for n in wanted if n not in columns.values()], twice)


def problems_of(found: Match, where: str) -> list[str]:
    """Return why a sheet cannot be read as its list: columns that it cannot do without, and headings that nobody knows."""
    needed = {f.name for f in tables(SOURCE)[found.table] if f.needed == "row"}
    problems = [f"{where}: the column {c} is there twice" for c in found.twice]
    problems += [f"{where}: no column {c}" for c in found.missing if c in needed]
    if found.missing:
        problems += [f"{where}: the heading {h} is not known{nearest(h, found.missing)}" for h in found.unknown]
    return problems


@cache
def own_columns(table: str) -> frozenset[str]:
    """Return the columns by which a list is recognised."""
    often = Counter(f.name for fields in tables(SOURCE).values() for f in fields)
    return frozenset(f.name for f in tables(SOURCE)[table] if often[f.name] < _COMMON)


def squeezed(heading: str) -> str:
    """Return a heading as it is compared: letters and digits only.

    >>> squeezed("Date of Referral "), squeezed("DateOfReferral")
    ('dateofreferral', 'dateofreferral')
    """
    return re.sub(r"[^a-z0-9]", "", alike(heading))


@cache
def _variants(table: str) -> dict[str, str]:
    names = {f.name for f in tables(SOURCE)[table]}
    lines = [r for r in rows("annex_a_headers.csv") if r["kind"] == "spelling" and r["canonical"] in names]
    return {squeezed(r["variant"]): r["canonical"] for r in lines}


@cache
def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = {f.name for f in tables(SOURCE)[table]}
    lines = [r for r in rows("annex_a_headers.csv") if r["kind"] == "pattern" and r["canonical"] in names]
    return tuple((r["canonical"], re.compile(r["variant"])) for r in lines)
