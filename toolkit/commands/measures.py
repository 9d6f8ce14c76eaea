"""Commands that measure what was known: the indicators of a set of views, and the list of indicators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.standards import CountFrom, Local, Nation
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, nearest
from toolkit.record.standards import DEFAULT_NATION, Standards

if TYPE_CHECKING:
    from toolkit.known import Indicator

READINGS = ("earliest", "latest")


def add(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("known")(known)
    app.command("indicators")(indicators)


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
    folder: Annotated[Path | None, typer.Option(help="A folder with indicators of your own (.sql and .py files).")] = None,
    set_: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME.PARAM=VALUE", help="A parameter other than an indicator's own, once for each."),
    ] = [],  # noqa: B006
    nation: Nation = DEFAULT_NATION,
    local: Local = None,
    count_from: CountFrom = 0,
) -> None:
    """Compute what was known at each view, and nothing later.

    The same views give the same bytes whatever was recorded after them.
    """
    if knowledge not in READINGS:
        raise CaseReviewError(
            f"There is no reading {knowledge}{nearest(knowledge, READINGS)}", todo=f"Choose one of: {', '.join(READINGS)}."
        )
    from toolkit import known as room
    from toolkit.known.given import parsed
    from toolkit.known.write import check_target
    from toolkit.record import open_record

    check_target(to, (record, views, *([evidence] if evidence else [])))
    if evidence:
        check_target(evidence, (record, views))
    opened, asked = open_record(record), room.read_views(views)
    options = {"indicators": list(indicator) or None, "knowledge": knowledge, "folder": folder, "given": parsed(set_)}
    options["standards"] = Standards(nation, local, count_from)
    results = room.measure(opened, asked, **options)
    found = room.evidence(opened, asked, **options) if evidence else None
    room.write_results(results, to)
    if evidence:
        room.write_evidence(found, evidence)
    say(f"{count(len(results), 'row')} for {count(len(asked), 'view')} in {shown(to)}.")
    for name in sorted(set(results.loc[results["status"] == "error", "measure"])):
        say(f"{name} could not be computed: its rows say error, and why.")
    next_step("read the column status first: only rows that say ok hold a value; reason says why the others do not.")


def indicators(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="One indicator to explain in full; else all in a line each.")] = "",
    folder: Annotated[Path | None, typer.Option(help="A folder with indicators of your own (.sql files).")] = None,
) -> None:
    """List the drift indicators, each with its question."""
    from toolkit.known import catalogue

    found = {i.name: i for i in catalogue(folder)}
    if name and name not in found:
        raise CaseReviewError(f"There is no indicator {name}{nearest(name, found)}", todo="casereview indicators lists them all.")
    if name:
        say(explained(found[name]))
    else:
        for one in found.values():
            say(f"{one.name:28} {one.question}")
    next_step("casereview known RECORD --views VIEWS.csv --indicator NAME --to FILE.csv computes one.")


def explained(one: Indicator) -> str:
    """Return an indicator's header in words, one line a part."""
    parts = {
        "name": one.name, "question": one.question, "definition": one.definition, "unit": one.unit, "source": one.source,
        "tables": ", ".join(one.tables), "reach": one.reach, "else": one.otherwise, **one.notes,
        **{p.name: f"{p.default:g} ({p.source})" for p in one.parameters},
    }  # fmt: skip
    return "\n".join(f"{name:12} {text}" for name, text in parts.items())
