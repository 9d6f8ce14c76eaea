"""Which file fits which part of a mapping, and whether its columns are those that the mapping names; every misfit told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from toolkit.errors import CaseReviewError, nearest
from toolkit.sources.files import PARQUET, TEXTS, WORKBOOKS, Grid, read_file
from toolkit.sources.tidy.mapping import ColumnMap, FileMap, Restriction, TidyMapping
from toolkit.sources.workbooks import Refused

_KINDS = (*TEXTS, *WORKBOOKS, PARQUET)


@dataclass(frozen=True)
class Part:
    """A file's table, the part of the mapping that it fits (its headings spelt as in the file), and the day it was taken."""

    grid: Grid
    file_map: FileMap
    day: date


@dataclass(frozen=True)
class Fitted:
    """All files with their parts, and the mapping that they were fitted to."""

    parts: tuple[Part, ...]
    mapping: TidyMapping


def fit_files(paths: Sequence[Path], days: Sequence[date], mapping: TidyMapping | None) -> Fitted:
    """Return each file with the part of the mapping that it fits; without a mapping they must be filled-in templates.

    Raises:
        CaseReviewError: a file that cannot be read, fits no part, or has other columns than its part says; all at once.
    """
    problems: list[str] = []
    found = [(file, day) for path, day in zip(paths, days, strict=True) for file in _files(path, problems)]
    if mapping is None:
        from toolkit.sources.tidy.own import own_mapping

        mapping = own_mapping([file for file, _ in found], problems)
    parts = [part for file, day in found if mapping.files for part in _fit(file, day, mapping, problems)]
    if problems:
        raise CaseReviewError("The files cannot be imported; nothing was written", problems, "Mend these and import again.")
    if not parts:
        raise CaseReviewError("There is no file to import", todo="Name at least one CSV file, workbook or Parquet file.")
    return Fitted(tuple(parts), mapping)


def _files(path: Path, problems: list[str]) -> list[Path]:
    if path.is_dir():
        found = sorted(f for f in path.iterdir() if f.suffix.lower() in _KINDS and not f.name.startswith((".", "~")))
        problems += [] if found else [f"{path.name}: there is no CSV file, workbook or Parquet file in this folder"]
        return found
    if not path.is_file():
        problems.append(f"{path.name}: there is no such file")
        return []
    return [path]


def _fit(file: Path, day: date, mapping: TidyMapping, problems: list[str]) -> list[Part]:
    fitting = [f for f in mapping.files if fnmatch(file.name.lower(), f.match.lower())]
    by_sheet = [f for f in fitting if f.form.sheet]
    if not fitting:
        patterns = ", ".join(dict.fromkeys(f.match for f in mapping.files))
        problems.append(f"{file.name}: no part of the mapping has match for this name (there are: {patterns})")
    elif len(fitting) > 1 and len({f.form.sheet for f in by_sheet}) < len(fitting):
        problems.append(f"{file.name}: several parts of the mapping match this name ({', '.join(f.name for f in fitting)})")
    else:
        return [part for f in fitting for part in _part(file, f, day, problems)]
    return []


def _part(file: Path, file_map: FileMap, day: date, problems: list[str]) -> list[Part]:
    try:
        grid = read_file(file, file_map.form)
    except Refused as refusal:
        problems.append(f"{file.name}: {refusal}")
        return []
    name = f"{file.name}, sheet {file_map.form.sheet}" if file_map.form.sheet else file.name
    grid = replace(grid, file=name)
    spelt = {h.lower(): h for h in grid.frame.columns}
    told = _misfits(file_map, spelt, list(grid.frame.columns))
    problems += [f"{name}: {t}" for t in told]
    return [] if told else [Part(grid, _respelt(file_map, spelt), day)]


def _misfits(file_map: FileMap, spelt: dict[str, str], headings: list[str]) -> list[str]:
    named = {h.lower() for h in file_map.headings}
    spare = [h for h in headings if h.lower() not in named]
    told = [f"no column {h}{nearest(h, spare)}" for h in file_map.headings if h.lower() not in spelt and h not in file_map.left_out]
    whose = f"file.{file_map.name}"
    return told + [f"the column {h} is neither mapped nor in left_out of {whose}" for h in spare]


def _respelt(file_map: FileMap, spelt: dict[str, str]) -> FileMap:
    def one(column: ColumnMap) -> ColumnMap:
        return replace(column, heading=spelt[column.heading.lower()]) if column.heading else column

    return replace(
        file_map,
        key=tuple(spelt[k.lower()] for k in file_map.key),
        columns={name: one(c) for name, c in file_map.columns.items()},
        times={name: one(c) for name, c in file_map.times.items()},
        restricted=tuple(Restriction(spelt[r.heading.lower()], r.cells, r.reason) for r in file_map.restricted),
    )
