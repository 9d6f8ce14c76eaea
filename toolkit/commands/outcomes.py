"""The command that says what came later: the outcomes of a set of views, and whether enough time has passed to see them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, Checks

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.later import Outcome
    from toolkit.record import Record

YEAR = 365
_SHARES = ["recorded_share", "lower", "upper"]
_OF_FOLLOWED = ["recorded_share", "mature"]
_PLACES = 6


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("outcomes")(outcomes)


def outcomes(
    record: Annotated[
        Path | None, typer.Argument(metavar="[RECORD]", help="The folder of the record; else all are listed.")
    ] = None,
    views: Annotated[
        Path | None, typer.Option(help="A CSV file: view_id, case_id, as_of; other columns are not looked at.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="The file to write, .csv or .parquet: one row a view and outcome.")] = None,
    outcome: Annotated[list[str], typer.Option(metavar="NAME", help="An outcome to follow, once for each; else all.")] = [],  # noqa: B006
    horizon: Annotated[int, typer.Option(metavar="DAYS", help="How many days each view is followed.")] = YEAR,
    explain: Annotated[str, typer.Option(metavar="NAME", help="Explain one outcome in full.")] = "",
    maturity: Annotated[
        Path | None, typer.Option(help="Also write how much of what came would be on record by now, .csv or .parquet.")
    ] = None,
) -> None:
    """Say what came after each view.

    Each is followed to the outcome, a final end, a transfer, the record's end or the horizon. Without RECORD it lists them.

    What is not known is its own answer and never a no. A view is mature where enough time has passed for what came to be on record.
    """
    _check_together(record, views, to, explain, maturity)
    if explain:
        _explain(explain)
    elif record and views and to:
        _follow(record, views, to, list(outcome) or None, horizon, maturity)
    else:
        _list()


def _check_together(record: Path | None, views: Path | None, to: Path | None, explain: str, maturity: Path | None) -> None:
    wanted = {"RECORD": record, "--views": views, "--to": to}
    said = [name for name, given in {**wanted, "--maturity": maturity}.items() if given]
    problems = [f"--explain is said with {', '.join(said)}"] if explain and said else []
    problems += [f"{name} is missing" for name, given in wanted.items() if not given] if said and not explain else []
    if problems:
        raise CaseReviewError("The outcomes cannot be followed", problems, "casereview outcomes --help says what goes with what.")


def _list() -> None:
    from toolkit.later import catalogue

    for one in catalogue():
        say(f"  {one.name:26} {one.question}")
    next_step(
        "casereview outcomes --explain NAME explains one; casereview outcomes RECORD --views VIEWS.csv --to FILE.csv follows them."
    )


def _explain(name: str) -> None:
    from toolkit.later.catalogue import chosen

    one = chosen([name])[0]
    say(explained(one))
    next_step(f"casereview outcomes RECORD --views VIEWS.csv --outcome {one.name} --to FILE.csv follows it.")


def explained(one: Outcome) -> str:
    """Return an outcome in words, a part a line: what it asks, what counts, what ends or hides it, and who says so.

    >>> from toolkit.later import catalogue
    >>> explained(catalogue()[0]).startswith("name")
    True
    """
    parts = {
        "name": one.name, "question": one.question, "definition": one.definition, "source": one.source,
        "tables": ", ".join(one.tables), "competing": ", ".join(one.competing), "censored": ", ".join(one.censored),
        "delay of": f"{one.delay.table}, {one.delay.column}", "else": one.otherwise,
    }  # fmt: skip
    return "\n".join(f"{name:14} {text}" for name, text in parts.items())


def _follow(record: Path, views: Path, to: Path, names: list[str] | None, horizon: int, maturity: Path | None) -> None:
    from toolkit.known import read_views
    from toolkit.known.write import check_target, write_table
    from toolkit.later.catalogue import chosen
    from toolkit.record import open_record

    checks = Checks("The outcomes cannot be followed")
    for target in filter(None, (to, maturity)):
        checks.make(check_target, target, (record, views))
    checks.make(_two_files, to, maturity)
    checks.make(chosen, names)
    checks.make(_some_days, horizon)
    opened, asked = checks.make(open_record, record), checks.make(read_views, views)
    checks.tell()
    assert opened is not None and asked is not None
    rows, ready = _followed(opened, asked, horizon, names)
    if maturity:
        write_table(ready, maturity)
    write_table(rows, to)
    say(f"{count(len(rows), 'row')} for {count(len(asked), 'view')} in {shown(to)}.")
    for answer, found in rows["answer"].value_counts().sort_index().items():
        say(f"  {answer:16} {found:>8,}")
    young = int((rows["followed_to"].notna() & (rows["mature"] != "yes")).sum())
    if young:
        say(f"{count(young, 'row')} followed, but not mature: what came may not be on record yet, or that cannot be told.")
    next_step(
        "read the column answer first: only yes, no and competing end were followed to an end; reason says why the others were not."
    )


def _two_files(to: Path, maturity: Path | None) -> None:
    if maturity and maturity.resolve() == to.resolve():
        raise CaseReviewError("The results cannot be written", ["both files to write are the same"], "Give each its own name.")


def _some_days(horizon: int) -> None:
    from toolkit.later.follow import wrong_horizon

    if problems := wrong_horizon(horizon):
        raise CaseReviewError("What came later cannot be looked up", problems, "Mend these and run again.")


def _followed(record: Record, views: pd.DataFrame, horizon: int, names: list[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The outcomes with the share of them that would be on record, and that share in full."""
    from toolkit import later
    from toolkit.later.follow import NOT_APPLICABLE, NOT_RECORDED

    rows = later.outcomes(record, views, horizon, names, bounds=True)
    ready = later.maturity(record, views, horizon, names)
    ready[_SHARES] = ready[_SHARES].round(_PLACES)
    ready["mature"] = ready["mature"].astype("object").map({True: "yes", False: "no"})
    rows = rows.merge(ready[["view_id", "outcome", *_OF_FOLLOWED]], on=["view_id", "outcome"])
    rows[_OF_FOLLOWED] = rows[_OF_FOLLOWED].where(~rows["answer"].isin([NOT_APPLICABLE, NOT_RECORDED]))
    return rows, ready
