"""The command that measures what was known: the indicators of a set of views."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.standards import CountFrom, Local, Nation
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, Checks, nearest
from toolkit.record.standards import DEFAULT_NATION, Standards

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

READINGS = ("earliest", "latest")


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("known")(known)


def known(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")],
    views: Annotated[Path, typer.Option(help="A CSV file: view_id, case_id, as_of, and where wanted decision_id, holder, cut.")],
    to: Annotated[Path, typer.Option(help="The file to write, .csv or .parquet: one row a view and indicator.")],
    indicator: Annotated[list[str], typer.Option(metavar="NAME", help="An indicator to compute, once for each; else all.")] = [],  # noqa: B006
    evidence: Annotated[
        Path | None, typer.Option(help="Also write the statements that each number rests on, .csv or .parquet.")
    ] = None,
    knowledge: Annotated[
        str,
        typer.Option(
            help="Where the time of recording is uncertain: earliest (as soon as it can have stood) or latest (when it surely did)."
        ),
    ] = "earliest",
    folder: Annotated[
        Path | None, typer.Option("--indicators", "--folder", help="A folder with indicators of your own: .sql and .py files.")
    ] = None,
    set_: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME.PARAM=VALUE", help="A parameter other than an indicator's own, once for each."),
    ] = [],  # noqa: B006
    workers: Annotated[int, typer.Option(help="How many processes work at once, each on a part of the cases.")] = 1,
    memory: Annotated[
        str, typer.Option(metavar="SIZE", help="The most memory that all of them may take together, such as 2GB; else all.")
    ] = "",
    backend: Annotated[
        str, typer.Option(help="Where they run: local, or dask for a cluster (needs casereview[cluster]).")
    ] = "local",
    nation: Nation = DEFAULT_NATION,
    local: Local = None,
    count_from: CountFrom = 0,
) -> None:
    """Compute what was known at each view, and nothing later.

    The same views give the same bytes whatever was recorded after them.
    """
    from toolkit import known as room
    from toolkit.known.given import parsed
    from toolkit.known.heldto import held_to_standards
    from toolkit.known.write import check_target
    from toolkit.record import open_record

    checks = Checks("What was known cannot be computed")
    checks.make(_reading, knowledge)
    checks.make(check_target, to, (record, views, *([evidence] if evidence else [])))
    if evidence:
        checks.make(check_target, evidence, (record, views))
    opened, asked, given = checks.make(open_record, record), checks.make(room.read_views, views), checks.make(parsed, set_)
    checks.tell()
    assert opened is not None and asked is not None
    options = {"indicators": list(indicator) or None, "knowledge": knowledge, "folder": folder, "given": given}
    options["standards"] = Standards(nation, local, count_from)
    limits = {"workers": workers, "memory": memory, "backend": backend}
    if (workers, memory, backend) == (1, "", "local"):
        results = room.measure(opened, asked, **options)
        found = room.evidence(opened, asked, **options) if evidence else None
        room.write_results(results, to)
        if evidence:
            room.write_evidence(found, evidence)
        failed = sorted(set(results.loc[results["status"] == "error", "measure"]))
        rows = len(results)
    else:
        rows, failed = _in_parts(opened, asked, to, evidence, {**options, **limits})
    say(f"{count(rows, 'row')} for {count(len(asked), 'view')} in {shown(to)}.")
    if held_to_standards(options["indicators"], folder):
        say(options["standards"].told)
    for name in failed:
        say(f"{name} could not be computed: its rows say error, and why.")
    next_step("read the column status first: only rows that say ok hold a value; reason says why the others do not.")


def _reading(knowledge: str) -> None:
    if knowledge not in READINGS:
        raise CaseReviewError(
            f"There is no reading {knowledge}{nearest(knowledge, READINGS)}", todo=f"Choose one of: {', '.join(READINGS)}."
        )


def _in_parts(record: Record, views: pd.DataFrame, to: Path, evidence: Path | None, how: dict) -> tuple[int, list[str]]:
    """Write results and evidence part by part, and return how many rows there are and which indicators failed."""
    from toolkit.known.partitions import parts_of, told
    from toolkit.known.write import write_parts

    with parts_of(record, views, room=to.parent, **how) as parts:
        write_parts(parts, to)
        found = told(parts)
    if evidence:
        with parts_of(record, views, room=to.parent, section="evidence", **how) as parts:
            write_parts(parts, evidence, evidence=True)
    return found
