"""Writing a record in the form of one of its sources, a return a year or a workbook for a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from toolkit.errors import CaseReviewError, nearest
from toolkit.record.beside import whole
from toolkit.synth.forms import annex_a, cin, ssda903, tidy
from toolkit.synth.forms.standing import covered, year_end

_TAKEN_AFTER = timedelta(days=75)  # returns are made up some weeks after the year they are for


@dataclass(frozen=True)
class Written:
    """A return that was written: its file or folder, and the day on which it was taken."""

    path: Path
    taken_on: date


def write_as(record: str | Path, form: str, to: str | Path) -> list[Written]:
    """Write a record in the form of one of its sources.

    `ssda903` is a folder of CSV files for each collection year, `cin` a census file for each, both taken ten weeks after the
    year's end; `annex-a` is one workbook of the record's last day; `tidy` is a folder of CSV files for each year's end.

    Args:
        record: the record to write.
        form: one of :data:`FORMS`.
        to: the folder to make.

    Returns:
        What was written, oldest first, with the day on which each was taken: what `casereview import` asks for.

    Raises:
        CaseReviewError: for an unknown form, a folder that exists, or a record that covers no whole collection year.
    """
    if form not in FORMS:
        raise CaseReviewError(f"There is no form {form}{nearest(form, FORMS)}", todo=f"Choose one of: {', '.join(FORMS)}.")
    target = Path(to)
    with whole(target) as made:
        written = FORMS[form](record, made)
    return [Written(target / w.path.name, w.taken_on) for w in written]


def years(record: str | Path) -> list[tuple[int, date]]:
    """Return the collection years that ended within a record, each with the day on which its return is taken."""
    first, last = covered(record)
    found = [(y, year_end(y) + _TAKEN_AFTER) for y in range(first.year, last.year + 1) if first < year_end(y)]
    found = [(y, day) for y, day in found if day <= last]
    if not found:
        raise CaseReviewError("The record covers no collection year up to its return", todo="Make a longer record.")
    return found


def _ssda903(record: str | Path, to: Path) -> list[Written]:
    for year, day in years(record):
        ssda903.write_return(record, to / str(year), year, day)
    return [Written(to / str(year), day) for year, day in years(record)]


def _cin(record: str | Path, to: Path) -> list[Written]:
    for year, day in years(record):
        cin.write_census(record, to / f"cin_{year}.xml", year, day)
    return [Written(to / f"cin_{year}.xml", day) for year, day in years(record)]


def _annex_a(record: str | Path, to: Path) -> list[Written]:
    last = covered(record)[1]
    file = to / f"annex_a_{last.isoformat()}.xlsx"
    annex_a.write_workbook(record, file, last)
    return [Written(file, last)]


def _tidy(record: str | Path, to: Path) -> list[Written]:
    last = covered(record)[1]
    days = [year_end(y) for y, _ in years(record)]
    for day in [*days, last]:
        tidy.write_extract(record, to / day.isoformat(), day)
    return [Written(to / day.isoformat(), day) for day in [*days, last]]


FORMS: dict[str, Callable[[str | Path, Path], list[Written]]] = {
    "ssda903": _ssda903,
    "cin": _cin,
    "annex-a": _annex_a,
    "tidy": _tidy,
}
