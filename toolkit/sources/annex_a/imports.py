"""Importing workbooks of lists: read all, check all, make one record of them, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.beside import refuse_taken
from toolkit.sources.annex_a import derive
from toolkit.sources.annex_a.headings import SOURCE, read_spellings
from toolkit.sources.annex_a.read import ADOPTERS, Workbook, read_workbook, titles
from toolkit.sources.series import Extract, ImportReport, Target, import_series
from toolkit.sources.settings import rows
from toolkit.sources.snapshot.adoptions import adopted
from toolkit.sources.snapshot.assemble import CASE, State, extract
from toolkit.sources.snapshot.check import Checked, check, stop_at_too_many
from toolkit.sources.snapshot.dates import months_before, said_days
from toolkit.sources.snapshot.layout import own_limit, statements
from toolkit.sources.snapshot.memory import Memory
from toolkit.sources.snapshot.scope import targets

if TYPE_CHECKING:
    from toolkit.sources.pseudonyms import Pseudonyms

_HAPPENED = {"list_1": "Date of Contact", "list_3": "Date of referral", "list_4": "Continuous Assessment Start Date"}
_NO_CHILD = "adopters are no children: they have no place in a record"


@dataclass(frozen=True)
class _Dated:
    book: Workbook
    checked: dict[str, Checked]
    taken_on: date
    assumed: bool


def import_annex_a(
    paths: Sequence[str | Path],
    to: str | Path,
    taken_on: Sequence[str | date] = (),
    accept_faults: bool = False,
    replace: bool = False,
    *,
    spellings: str | Path | None = None,
    months: Mapping[str, int] | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> ImportReport:
    """Make one record with history from Annex A workbooks, in any order.

    A sheet is known by its columns. A workbook shows a state: of visits, reviews and checks only the latest, of placements and
    legal statuses only the current one; a series of workbooks gives their history. Source: data-standards §2.3 and §5.4.

    Args:
        paths: the workbooks.
        to: the record folder to make; `import_report.csv` and `rejected.csv` are written into it.
        taken_on: the day on which each workbook was taken (`2021-03-16`), one each; else the day in the file's name, else the
            day on which the workbook says it was saved, if its lists bear that out. Both are assumptions, and the report says so.
        accept_faults: go on though more rows of a list are faulty than the limit allows.
        replace: replace a record that is there already.
        spellings: a CSV file (heading, column) of the authority's own spellings.
        months: other windows than those in `data/sources/annex_a_lists.csv`, by list (`{"list_1": 12}`), in months.
        pseudonyms: replace every identifier.

    Returns:
        The report; `text()` is for the terminal.

    Raises:
        CaseReviewError: for faults of structure, unknown headings, too many faulty rows, or a folder that exists; all at once.

    >>> import_annex_a([], "record")
    Traceback (most recent call last):
        ...
    toolkit.errors.CaseReviewError: There is no workbook to import
    Name at least one.
    """
    if not paths:
        raise CaseReviewError("There is no workbook to import", todo="Name at least one.")
    refuse_taken(Path(to), replace)
    since = _windows(months or {})
    own = read_spellings(Path(spellings) if spellings else None)
    dated = _read_all([Path(p) for p in paths], taken_on, own)
    if not accept_faults:
        stop_at_too_many([one for d in dated for one in d.checked.values()])
    memory = Memory()
    extracts = [_extract(d, memory, since) for d in sorted(dated, key=lambda d: d.taken_on)]
    notes = [note for d in dated for note in d.book.notes]
    notes += [f"{d.book.name}: {_how_dated(d)}" for d in dated if d.assumed]
    return import_series("Annex A", extracts, _targets(), to, pseudonyms=pseudonyms, replace=replace, notes=notes)


def _targets() -> list[Target]:
    return targets(statements(SOURCE), [CASE, Target("child", "false")])


def _windows(months: Mapping[str, int]) -> dict[str, int]:
    known = {r["list"]: int(r["months"]) for r in rows("annex_a_lists.csv")}
    wrong = [f"there is no list {name}{nearest(name, known)}" for name in months if name not in known]
    wrong += [f"{name}: {n} is no number of months" for name, n in months.items() if n < 0]
    if wrong:
        raise CaseReviewError("The windows of the lists cannot be used", wrong)
    return {**known, **months}


def _read_all(paths: list[Path], taken_on: Sequence[str | date], own: Mapping[str, str]) -> list[_Dated]:
    books = [read_workbook(path, own) for path in paths]
    days, problems = said_days(taken_on, [b.name for b in books])
    problems += [p for b in books for p in b.problems]
    checked = [{} if b.problems else {n: check(SOURCE, n, g) for n, g in b.lists.items()} for b in books]
    dated = []
    for book, one, day in zip(books, checked, days, strict=True):
        found, why = (day, "") if day else _assumed_day(book, one)
        problems += [why] if why and not book.problems else []
        if found:
            problems += _ahead_of(book, one, found)
            dated.append(_Dated(book, one, found, day is None))
    if problems:
        raise CaseReviewError(
            "The workbooks cannot be imported; nothing was written",
            problems,
            "Mend these, or name your own spellings of headings with --spellings, and import again.",
        )
    return dated


def _last_day(checked: Mapping[str, Checked]) -> date | None:
    """The latest day on which something is said to have happened."""
    days = [checked[n].rows[c].max() for n, c in _HAPPENED.items() if n in checked and checked[n].rows[c].notna().any()]
    return max(days).date() if days else None


def _assumed_day(book: Workbook, checked: Mapping[str, Checked]) -> tuple[date | None, str]:
    if book.named_day:
        return book.named_day, ""
    last, saved = _last_day(checked), book.saved_on
    if last and saved and last <= saved <= last + timedelta(days=own_limit(SOURCE, "stale_days")):
        return saved, ""
    told = f"it says that it was saved on {saved:%d/%m/%Y}" if saved else "it does not say when it was saved"
    spoken = f", and its lists speak of days up to {last:%d/%m/%Y}" if last else ""
    return None, f"{book.name}: the day on which it was taken is not known ({told}{spoken}); say --taken-on"


def _ahead_of(book: Workbook, checked: Mapping[str, Checked], day: date) -> list[str]:
    last = _last_day(checked)
    if last and last > day:
        return [f"{book.name}: taken on {day:%d/%m/%Y}, and its lists speak of contacts, referrals or assessments after that day"]
    return []


def _how_dated(dated: _Dated) -> str:
    how = "its name" if dated.book.named_day else "the day on which it says that it was saved"
    return f"the day on which it was taken was assumed from {how}; say --taken-on for the true day"


def _covered_from(name: str, taken_on: date, months: Mapping[str, int]) -> date:
    return months_before(taken_on, months[name]) if name else taken_on


def _extract(dated: _Dated, memory: Memory, months: Mapping[str, int]) -> Extract:
    found = derive.ready(dated.checked, memory, dated.taken_on)
    cut = datetime.combine(dated.taken_on, datetime.max.time())
    state = State(
        source=SOURCE,
        name=f"Annex A {dated.taken_on.isoformat()}",
        taken_on=dated.taken_on,
        assumed=dated.assumed,
        checked=dated.checked,
        since={name: months_before(dated.taken_on, months[name]) for name in dated.checked},
        cover={r["table"]: (_covered_from(r["list"], dated.taken_on, months), dated.taken_on) for r in rows("annex_a_cover.csv")},
        children=derive.children(found),
        adopted=adopted(found, derive.endings(), cut),
        left_out={titles()[ADOPTERS]: (dated.book.adopters, _NO_CHILD)} if dated.book.adopters else {},
        ready=found,
    )
    return extract(state, memory)
