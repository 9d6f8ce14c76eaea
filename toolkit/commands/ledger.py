"""The command that says who held what: the ledger's classes at each view, lags, and hindsight in what is cited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.measures import READINGS
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

_IN_DETAIL = (
    "view_id", "file", "of_case", "table", "entity_id", "statement_id", "class", "why", "assumed", "corrected_later", "occurred_on",
    "recorded_at", "holders", "recollected_by",
)  # fmt: skip


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("ledger")(ledger)


def ledger(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")],
    views: Annotated[Path, typer.Option(help="A CSV file: view_id, case_id, as_of, and where wanted decision_id, holder, cut.")],
    to: Annotated[Path, typer.Option(help="The file to write, .csv or .parquet: one row a view and class.")],
    scope: Annotated[
        str,
        typer.Option(
            help="Whose files: child, household or linked, as known at each view. Files the decider had no right to stay shut."
        ),
    ] = "child",
    cited: Annotated[
        Path | None,
        typer.Option(
            help="A CSV file of what a review cites as missed: finding, decision_id, statement_id or entity_id. Adds hindsight."
        ),
    ] = None,
    details: Annotated[
        Path | None, typer.Option(help="Also write each thing with its class and who had it, .csv or .parquet; no text.")
    ] = None,
    lags: Annotated[
        Path | None, typer.Option(help="Also write how late things were recorded and reached the decider, .csv or .parquet.")
    ] = None,
    knowledge: Annotated[str, typer.Option(help="Where the time of recording is uncertain: earliest or latest.")] = "earliest",
) -> None:
    """Say at each view who held what.

    The decider, our agency, others, or nobody.

    What cannot be told counts each way, so many shares are bounds. What happened after a decision cannot be cited against it.
    """
    from toolkit import contrast
    from toolkit import known as room
    from toolkit.contrast.ledger_scope import check_scope
    from toolkit.known.write import write_table
    from toolkit.record import open_record

    if knowledge not in READINGS:
        raise CaseReviewError(
            f"There is no reading {knowledge}{nearest(knowledge, READINGS)}", todo=f"Choose one of: {', '.join(READINGS)}."
        )
    check_scope(scope)
    _check_targets([to, details, lags], [record, views, cited])
    asked, claims = room.read_views(views), contrast.read_cited(cited) if cited else None
    opened = open_record(record)
    rows = contrast.ledger(opened, asked, scope, knowledge)
    judged = contrast.hindsight_share(opened, claims, scope, knowledge) if claims is not None else None
    things = contrast.ledger_details(opened, asked, scope, knowledge)[list(_IN_DETAIL)] if details else None
    late = _lags(opened, asked, knowledge) if lags else None
    if things is not None and details:
        write_table(things, details)
    if late is not None and lags:
        room.write_results(late, lags)
    room.write_results(_joined([rows, *([judged] if judged is not None else [])]), to)
    say(f"{count(len(rows), 'row')} for {count(len(asked), 'view')} in {shown(to)}.")
    if judged is not None:
        say(f"{count(len(judged), 'row')} on what is cited, in the same file.")
    next_step("read the column status first: rows that say insufficient have bounds and no value; reason says what is not known.")


def _check_targets(targets: list[Path | None], read: list[Path | None]) -> None:
    from toolkit.known.write import check_target

    given = [t for t in targets if t]
    if len({t.resolve() for t in given}) < len(given):
        raise CaseReviewError(
            "The results cannot be written", ["two of the files to write are the same"], "Give each its own name."
        )
    for target in given:
        check_target(target, [r for r in read if r])


def _lags(record: Record, views: pd.DataFrame, knowledge: str) -> pd.DataFrame:
    from toolkit import contrast

    parts = [
        contrast.knowledge_lag(record, views, knowledge=knowledge),
        contrast.knowledge_lag(record, views, since="recorded", knowledge=knowledge),
        contrast.recording_lag(record, views, knowledge=knowledge),
    ]
    return _joined(parts)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)
