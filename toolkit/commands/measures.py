"""The command that measures what was known: the indicators of a set of views."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.standards import CountFrom, Local, Nation, check_standards
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, Checks, nearest
from toolkit.record.standards import DEFAULT_NATION, Standards

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

READINGS = ("earliest", "latest")
RecordFolder = Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")]
Views = Annotated[Path, typer.Option(help="A CSV file: view_id, case_id, as_of, and where wanted decision_id, holder, cut.")]
Knowledge = Annotated[
    str,
    typer.Option(
        help="Where the time of recording is uncertain: earliest (as soon as it can have stood) or latest (when it surely did)."
    ),
]
_To = Annotated[Path, typer.Option(help="The file to write, .csv or .parquet: one row a view and indicator.")]
_Indicator = Annotated[list[str], typer.Option(metavar="NAME", help="An indicator to compute, once for each; else all.")]
_Evidence = Annotated[Path | None, typer.Option(help="Also write the statements that each number rests on, .csv or .parquet.")]
_Explained = Annotated[
    Path | None,
    typer.Option(
        help="Also write the changes behind the numbers, each with the reason on record, .csv or .parquet: words of files."
    ),
]
_Waits = Annotated[
    Path | None, typer.Option(help="Also write each wait from its start to its end, or still open, .csv or .parquet.")
]
_Folder = Annotated[
    Path | None, typer.Option("--indicators", "--folder", help="A folder with indicators of your own: .sql and .py files.")
]
_Set = Annotated[
    list[str], typer.Option("--set", metavar="NAME.PARAM=VALUE", help="A parameter other than an indicator's own, once for each.")
]
_NOT_BESIDE = "--explained and --waits are made in one process, without this bound."
_Workers = Annotated[int, typer.Option(help=f"How many processes work at once, each on a part of the cases. {_NOT_BESIDE}")]
_Memory = Annotated[
    str,
    typer.Option(metavar="SIZE", help=f"The most memory that all of them may take together, such as 2GB; else all. {_NOT_BESIDE}"),
]
_Backend = Annotated[str, typer.Option(help="Where they run: local, or dask for a cluster (needs casereview[cluster]).")]
_ALONE = {"workers": 1, "memory": "", "backend": "local"}
_Written = tuple[int, list[str], dict[str, str]]


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("known")(known)


def known(
    record: RecordFolder,
    views: Views,
    to: _To,
    indicator: _Indicator = [],  # noqa: B006
    evidence: _Evidence = None,
    explained: _Explained = None,
    waits: _Waits = None,
    knowledge: Knowledge = "earliest",
    folder: _Folder = None,
    set_: _Set = [],  # noqa: B006
    workers: _Workers = 1,
    memory: _Memory = "",
    backend: _Backend = "local",
    nation: Nation = DEFAULT_NATION,
    local: Local = None,
    count_from: CountFrom = 0,
) -> None:
    """Compute what was known at each view, and nothing later.

    The same views give the same bytes whatever was recorded after them.
    """
    from toolkit.known.care import are_many

    limits = {"workers": workers, "memory": memory, "backend": backend}
    checks, beside = Checks("What was known cannot be computed"), {"explained": explained, "waits": waits}
    standards = check_standards(checks, nation, local, count_from)
    targets = [t for t in (to, evidence, *beside.values()) if t]
    opened, asked, given = _asked(checks, record, views, targets, knowledge, set_, list(indicator) or None, folder, limits)
    how = {"indicators": list(indicator) or None, "knowledge": knowledge, "folder": folder, "given": given, "standards": standards}
    few = limits == _ALONE and not are_many(asked)
    found = _beside(opened, asked, beside, how)
    rows, failed, silent = (_at_once if few else _in_parts)(opened, asked, to, evidence, how if few else how | limits)
    _write_beside(found, beside)
    say(f"{count(rows, 'row')} for {count(len(asked), 'view')} in {shown(to)}.")
    _say_held_to(how["indicators"], folder, standards)
    for name in failed:
        say(f"{name} could not be computed: its rows say error, and why.")
    _say_silent(evidence, silent)
    for what, table in found.items():
        _say_silent(beside[what], table.attrs["failed"])
    next_step("read the column status first: only rows that say ok hold a value; reason says why the others do not.")


def check_reading(knowledge: str) -> None:
    """Raise a CaseReviewError where there is no such reading of uncertain times.

    >>> check_reading("latest")
    """
    if knowledge not in READINGS:
        raise CaseReviewError(
            f"There is no reading {knowledge}{nearest(knowledge, READINGS)}", todo=f"Choose one of: {', '.join(READINGS)}."
        )


def _asked(
    checks: Checks,
    record: Path,
    views: Path,
    targets: list[Path],
    knowledge: str,
    set_: list[str],
    names: list[str] | None,
    folder: Path | None,
    limits: dict,
) -> tuple[Record, pd.DataFrame, dict]:
    """The record, the views and the parameters that were given, or all that is wrong with what was asked for."""
    from toolkit.known import read_views
    from toolkit.known.catalogue import chosen
    from toolkit.known.given import parsed
    from toolkit.known.runners import checked_runner
    from toolkit.record import open_record

    checks.make(check_reading, knowledge)
    check_targets(checks, targets, [record, views])
    opened, asked, given = checks.make(open_record, record), checks.make(read_views, views), checks.make(parsed, set_)
    checks.make(chosen, names, folder)
    if given and (folder is None or folder.is_dir()):  # apart from the names: what is wrong with either is told
        checks.make(chosen, None, folder, given)
    checks.make(checked_runner, **limits)
    checks.tell()
    assert opened is not None and asked is not None and given is not None
    return opened, asked, given


def check_targets(checks: Checks, targets: list[Path], read: list[Path]) -> None:
    """Keep with the other checks what is wrong with the files to write: each by itself, and two that are the same."""
    from toolkit.known.write import check_target

    if len({t.resolve() for t in targets}) < len(targets):
        checks.make(_refuse_same)
    for target in targets:
        checks.make(check_target, target, read)


def _refuse_same() -> None:
    raise CaseReviewError("The results cannot be written", ["two of the files to write are the same"], "Give each its own name.")


def _beside(record: Record, views: pd.DataFrame, wanted: dict[str, Path | None], how: dict) -> dict[str, pd.DataFrame]:
    """The changes and the waits that are asked for; computed before anything is written."""
    from toolkit import known as room

    makes = {"explained": room.explanations, "waits": room.spells}
    return {name: makes[name](record, views, **how) for name, file in wanted.items() if file}


def _write_beside(found: dict[str, pd.DataFrame], wanted: dict[str, Path | None]) -> None:
    from toolkit.known.write import write_table

    for name, rows in found.items():
        if file := wanted[name]:
            write_table(_with_fixed_types(rows), file)


def _with_fixed_types(rows: pd.DataFrame) -> pd.DataFrame:
    """Days as days and all else as text, whatever is there: a frame has no days, and an empty column of its own has no type."""
    import pandas as pd
    import pyarrow as pa

    day, word = pd.ArrowDtype(pa.date32()), pd.ArrowDtype(pa.string())
    return rows.astype({column: day if column.endswith("_on") else word for column in rows.columns})


def _say_silent(file: Path | None, failed: dict[str, str]) -> None:
    """Say of which indicators a file has no rows because their query of it failed, which no row of it can say."""
    for name, why in failed.items():
        assert file is not None  # nothing failed for what was not asked for
        say(f"{name} could not be asked for {shown(file)}, which has no rows of it: {why}")


def _say_held_to(names: list[str] | None, folder: Path | None, standards: Standards) -> None:
    from toolkit.known.heldto import held_to_standards

    if held_to_standards(names, folder):
        say(standards.told)


def _at_once(record: Record, views: pd.DataFrame, to: Path, evidence: Path | None, how: dict) -> _Written:
    """Write results and evidence; return how many rows there are, what failed, and what failed as to evidence and why."""
    from toolkit import known as room

    results = room.measure(record, views, **how)
    found = room.evidence(record, views, **how) if evidence else None
    room.write_results(results, to)
    if evidence:
        room.write_evidence(found, evidence)
    failed = sorted(set(results.loc[results["status"] == "error", "measure"]))
    return len(results), failed, {} if found is None else found.attrs["failed"]


def _in_parts(record: Record, views: pd.DataFrame, to: Path, evidence: Path | None, how: dict) -> _Written:
    """The same part by part."""
    from toolkit import known as room
    from toolkit.known.partitions import parts_of, told
    from toolkit.known.write import write_parts

    with parts_of(record, views, room=to.parent, **how) as parts:
        write_parts(parts, to, memory=how["memory"])
        rows, failed = told(parts)
    silent = {}
    if evidence:
        # The files of parts do not say what failed. A query fails by its words, nearly always, so one view tells.
        alone = {name: said for name, said in how.items() if name not in _ALONE}
        silent = room.evidence(record, views.head(1), **alone).attrs["failed"]
        with parts_of(record, views, room=to.parent, section="evidence", **how) as parts:
            write_parts(parts, evidence, evidence=True, memory=how["memory"])
    return rows, failed, silent
