"""The command that says who held what: the ledger's classes at each view, lags, and hindsight in what is cited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.measures import Knowledge, RecordFolder, Views, check_reading, check_targets
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, Checks

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

_IN_DETAIL = (
    "view_id", "file", "of_case", "table", "entity_id", "statement_id", "class", "why", "assumed", "corrected_later", "occurred_on",
    "recorded_at", "holders", "recollected_by",
)  # fmt: skip


_To = Annotated[Path, typer.Option(help="The file to write, .csv or .parquet: one row a view and class.")]
_Scope = Annotated[
    str,
    typer.Option(
        help="Whose files: child, household or linked, as known at each view. Files the decider had no right to stay shut."
    ),
]
_Cited = Annotated[
    Path | None,
    typer.Option(
        help="A CSV file of what a review cites as missed: finding, decision_id, statement_id or entity_id. Adds hindsight."
    ),
]
_CountHindsight = Annotated[
    bool,
    typer.Option(
        "--count-hindsight",
        help="With --cited: count what happened after a decision and do not refuse it, to measure a review that is written.",
    ),
]
_Details = Annotated[
    Path | None, typer.Option(help="Also write each thing with its class and who had it, .csv or .parquet; no text.")
]
_Lags = Annotated[
    Path | None, typer.Option(help="Also write how late things were recorded and reached the decider, .csv or .parquet.")
]


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("ledger")(ledger)


def ledger(
    record: RecordFolder,
    views: Views,
    to: _To,
    scope: _Scope = "child",
    cited: _Cited = None,
    details: _Details = None,
    lags: _Lags = None,
    count_hindsight: _CountHindsight = False,
    knowledge: Knowledge = "earliest",
) -> None:
    """Say at each view who held what.

    The decider, our agency, others, or nobody.

    What cannot be told counts each way, so many shares are bounds. What happened after a decision cannot be cited against it.
    """
    from toolkit import contrast

    targets = [t for t in (to, details, lags) if t]
    opened, asked, claims = _asked(record, views, targets, cited, scope, knowledge, count_hindsight)
    rows = contrast.ledger(opened, asked, scope, knowledge)
    judged = contrast.hindsight_share(opened, claims, scope, knowledge, count_hindsight) if claims is not None else None
    things = contrast.ledger_details(opened, asked, scope, knowledge)[list(_IN_DETAIL)] if details else None
    late = _lags(opened, asked, knowledge) if lags else None
    _write([rows, judged], to, (things, details), (late, lags))
    say(f"{count(len(rows), 'row')} for {count(len(asked), 'view')} in {shown(to)}.")
    if judged is not None:
        say(f"{count(len(judged), 'row')} on what is cited, in the same file.")
    next_step("read the column status first: rows that say insufficient have bounds and no value; reason says what is not known.")


def _asked(
    record: Path, views: Path, targets: list[Path], cited: Path | None, scope: str, knowledge: str, count_hindsight: bool
) -> tuple[Record, pd.DataFrame, pd.DataFrame | None]:
    """The record, the views and what is cited, or all that is wrong with what was asked for."""
    from toolkit import contrast
    from toolkit.contrast.ledger_scope import check_scope
    from toolkit.known import read_views
    from toolkit.record import open_record

    checks = Checks("Who held what cannot be said")
    checks.make(check_reading, knowledge)
    checks.make(check_scope, scope)
    check_targets(checks, targets, [p for p in (record, views, cited) if p])
    opened, asked = checks.make(open_record, record), checks.make(read_views, views)
    claims = checks.make(contrast.read_cited, cited) if cited else None
    if count_hindsight and not cited:
        checks.make(_refuse_uncited)
    checks.tell()
    assert opened is not None and asked is not None
    return opened, asked, claims


def _refuse_uncited() -> None:
    raise CaseReviewError("There is nothing to count", ["--count-hindsight goes with --cited"])


def _write(
    rows: list[pd.DataFrame | None],
    to: Path,
    things: tuple[pd.DataFrame | None, Path | None],
    late: tuple[pd.DataFrame | None, Path | None],
) -> None:
    """Write all files at the end, so that none is there where something could not be computed."""
    from toolkit.known import write_results
    from toolkit.known.write import write_table

    for (frame, file), write in ((things, write_table), (late, write_results)):
        if frame is not None and file:
            write(frame, file)
    write_results(_joined([r for r in rows if r is not None]), to)


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
