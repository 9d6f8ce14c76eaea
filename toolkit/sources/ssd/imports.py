"""Importing extracts of the dataset: read all, check all, make one record of them, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.beside import refuse_taken
from toolkit.sources.series import Extract, ImportReport, Target, import_series
from toolkit.sources.settings import rows
from toolkit.sources.snapshot.adoptions import adopted
from toolkit.sources.snapshot.assemble import CASE, State, extract
from toolkit.sources.snapshot.check import Checked, check, stop_at_too_many
from toolkit.sources.snapshot.dates import months_before, said_days
from toolkit.sources.snapshot.layout import own_limit, statements, tables
from toolkit.sources.snapshot.memory import Memory
from toolkit.sources.snapshot.scope import targets
from toolkit.sources.ssd import derive
from toolkit.sources.ssd.read import SOURCE, Folder, left_out, read_folder

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.sources.pseudonyms import Pseudonyms

_NOT_A_CHILD = ("moth_person_id",)
_NO_CHILD = "no other table speaks of them as a child"


@dataclass(frozen=True)
class _Dated:
    folder: Folder
    checked: dict[str, Checked]
    taken_on: date
    assumed: bool


def import_ssd(
    paths: Sequence[str | Path],
    to: str | Path,
    taken_on: Sequence[str | date] = (),
    accept_faults: bool = False,
    replace: bool = False,
    *,
    months: int | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> ImportReport:
    """Make one record with history from extracts of the Standard Safeguarding Dataset, in any order.

    Each extract is a folder of CSV files, one a table; a file is known by its columns. The dataset holds the current state of
    six years; a series of extracts gives its history. Source: data-standards §2.4 and appendix A.

    Args:
        paths: the folders.
        to: the record folder to make; `import_report.csv` and `rejected.csv` are written into it.
        taken_on: the day on which each extract was taken (`2025-04-01`), one each; else the day in the folder's name, which is
            an assumption, and the report says so.
        accept_faults: go on though more rows of a table are faulty than the limit allows.
        replace: replace a record that is there already.
        months: how far back the extracts go, where it is not six years.
        pseudonyms: replace every identifier.

    Returns:
        The report; `text()` is for the terminal.

    Raises:
        CaseReviewError: for faults of structure, too many faulty rows, or a folder that exists; all at once, nothing written.

    >>> import_ssd([], "record")
    Traceback (most recent call last):
        ...
    toolkit.errors.CaseReviewError: There is no extract to import
    Name at least one folder of CSV files.
    """
    if not paths:
        raise CaseReviewError("There is no extract to import", todo="Name at least one folder of CSV files.")
    refuse_taken(Path(to), replace)
    dated = _read_all([Path(p) for p in paths], taken_on)
    if not accept_faults:
        stop_at_too_many([one for d in dated for one in d.checked.values()])
    memory = Memory()
    span = own_limit(SOURCE, "months") if months is None else months
    extracts = [_extract(d, memory, span) for d in sorted(dated, key=lambda d: d.taken_on)]
    notes = [note for d in dated for note in d.folder.notes]
    said = targets(statements(SOURCE), [CASE, Target("child", "false"), Target("staff", "true")])
    return import_series("the dataset", extracts, said, to, pseudonyms=pseudonyms, replace=replace, notes=notes)


def _read_all(paths: list[Path], taken_on: Sequence[str | date]) -> list[_Dated]:
    folders = [read_folder(path) for path in paths]
    days, problems = said_days(taken_on, [f.name for f in folders])
    problems += [p for f in folders for p in f.problems]
    dated = []
    for folder, day in zip(folders, days, strict=True):
        found = day or folder.named_day
        if found is None and folder.tables:
            problems.append(f"{folder.name}: the day on which it was taken is not known; say --taken-on, or name the folder by it")
        elif found and not problems:
            checked = {name: check(SOURCE, name, _named(grid, folder)) for name, grid in sorted(folder.tables.items())}
            dated.append(_Dated(folder, checked, found, day is None))
    if problems:
        raise CaseReviewError("The extracts cannot be imported; nothing was written", problems, "Mend these and import again.")
    return dated


def _named(grid, folder: Folder):  # noqa: ANN001, ANN202 - a grid under the name that reports show
    from dataclasses import replace

    return replace(grid, file=f"{folder.name}/{grid.file}")


def _extract(dated: _Dated, memory: Memory, months: int) -> Extract:
    found = derive.ready({name: one.rows for name, one in dated.checked.items()}, memory, dated.taken_on)
    since = months_before(dated.taken_on, months)
    children, others = derive.children(found, _listed(found))
    out = {t: (n, left_out()[t]) for t, n in dated.folder.left_out.items()}
    out |= derive.unlinked({name: one.rows for name, one in dated.checked.items()})
    if others:
        out["ssd_person"] = (others, _NO_CHILD)
    state = State(
        source=SOURCE,
        name=f"SSD {dated.taken_on.isoformat()}",
        taken_on=dated.taken_on,
        assumed=dated.assumed,
        checked=dated.checked,
        since=dict.fromkeys(found, since),
        cover={r["table"]: (_covered(int(r["months"]), months, dated.taken_on), dated.taken_on) for r in rows("ssd_cover.csv")},
        children=children,
        adopted=adopted(found, derive.endings(), datetime.combine(dated.taken_on, datetime.max.time())),
        left_out=out,
        ready=found,
    )
    posts = found.get("ssd_professionals")
    return extract(state, memory, {} if posts is None else {"staff": derive.staff(posts, memory, dated.taken_on)})


def _covered(said: int, months: int, taken_on: date) -> date:
    return months_before(taken_on, min(said, months))


def _listed(found: dict[str, pd.DataFrame]) -> set[str]:
    """The persons of whom a table but that of persons speaks, other than as a mother."""
    columns = {f.name for fields in tables(SOURCE).values() for f in fields if f.reads == "id" and f.name.endswith("person_id")}
    picked = columns - {*_NOT_A_CHILD, "pers_person_id"}
    return {p for rows_ in found.values() for c in picked & set(rows_.columns) for p in rows_[c]} - {""}
