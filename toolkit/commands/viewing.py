"""The command that chooses when to look: the views of a record at its decisions, reviews, month ends or given days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.measures import RecordFolder
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, Checks, nearest

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record import Record

DECISIONS, REVIEWS, MONTH_ENDS = "decisions", "reviews", "month-ends"
AT = (DECISIONS, REVIEWS, MONTH_ENDS)
_To = Annotated[Path, typer.Option(help="The CSV file to write; it holds case identifiers.")]
_At = Annotated[str, typer.Option(help="When to look: decisions (before each, as who decided), reviews, or month-ends.")]
_Days = Annotated[list[str], typer.Option("--day", metavar="DAY", help="Look at each case at the end of this day; once for each.")]
_Cases = Annotated[list[str], typer.Option("--case-id", metavar="CASE", help="Only this case, once for each; else all.")]
_Start = Annotated[str, typer.Option("--from", metavar="DAY", help="The first day to look at; else the record's first.")]
_End = Annotated[
    str,
    typer.Option(
        "--until", metavar="DAY", help="The last day to look at; else the last that the record covers or, where it goes on, has."
    ),
]


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("views")(views)


def views(
    record: RecordFolder,
    to: _To,
    at: _At = "",
    day: _Days = [],  # noqa: B006
    case_id: _Cases = [],  # noqa: B006
    start: _Start = "",
    end: _End = "",
) -> None:
    """Choose when to look: the views that other commands take.

    A view is a case on a date. A decision's view stops before it and names who decided, as the record does.
    """
    from toolkit.known.write import write_table

    opened = _checked(record, to, at, day, start, end)
    cases = list(case_id) or None
    found = _on_days(opened, cases, day) if day else _at(opened, at or DECISIONS, cases, start, end)
    if found.empty:
        raise CaseReviewError("There is nothing to look at", ["no such day of these cases is on record"], "Widen days or cases.")
    write_table(found.where(found != ""), to)
    say(f"{count(len(found), 'view')} of {count(found['case_id'].nunique(), 'case')} in {shown(to)}.")
    _say_undated(opened, cases, at, day)
    next_step(f"casereview known {shown(record)} --views {shown(to)} --to FILE.csv, or casereview ledger for who held what.")


def _checked(record: Path, to: Path, at: str, days: list[str], start: str, end: str) -> Record:
    from toolkit.known.write import check_target
    from toolkit.record import open_record
    from toolkit.record.standards import as_day

    checks = Checks("The views cannot be chosen")
    checks.make(_check_together, at, days, bool(start or end))
    for one in filter(None, (*days, start, end)):
        checks.make(as_day, one)
    checks.make(check_target, to, [record])
    checks.make(_check_csv, to)
    opened = checks.make(open_record, record)
    checks.tell()
    assert opened is not None
    return opened


def _check_together(at: str, days: list[str], between: bool) -> None:
    problems = [f"there is no {at} to look at{nearest(at, AT)}; choose one of {', '.join(AT)}"] if at and at not in AT else []
    problems += ["--at and --day are said at once"] if at and days else []
    problems += ["--from and --until go with --at"] if between and days else []
    if problems:
        raise CaseReviewError("The views cannot be chosen", problems, "casereview views --help says what goes with what.")


def _check_csv(to: Path) -> None:
    if to.suffix != ".csv":
        raise CaseReviewError("The views cannot be chosen", [f"{to.name}: the ending must be .csv"])


def _at(record: Record, at: str, cases: list[str] | None, start: str, end: str) -> pd.DataFrame:
    from toolkit.known import views as moments

    if at == MONTH_ENDS:
        first, last = (start, end) if start and end else _covered(record, start, end)
        return moments.month_ends(record, first, last, cases)
    chosen = moments.decisions if at == DECISIONS else moments.reviews
    return chosen(record, cases, start or None, end or None)


def _on_days(record: Record, cases: list[str] | None, days: list[str]) -> pd.DataFrame:
    from toolkit.known import views as moments

    return moments.on_days(record, cases or _cases(record), days)


def _cases(record: Record) -> list[str]:
    con = record.connect()
    try:
        named = con.execute("""SELECT DISTINCT case_id FROM "case" WHERE case_id <> '' ORDER BY case_id""").fetchall()
        return [case for (case,) in named]
    finally:
        con.close()


def _covered(record: Record, start: str, end: str) -> tuple[str, str]:
    """The days given or, where none is, the first and the last that the record covers, as ISO text.

    Where a table is covered while it goes on, the last day is the last on which anything was recorded, as for the data checks.
    """
    con = record.connect()
    try:
        [(first, last, goes_on)] = con.execute("""
            SELECT min(covered_from), max(covered_to), count(*) > count(covered_to) FROM coverage
            WHERE table_name IS NOT NULL""").fetchall()
        if goes_on:
            last = max((day for day in (last, _last_recorded(con)) if day is not None), default=None)
    finally:
        con.close()
    found = {"--from": start or first, "--until": end or last}
    if unsaid := [option for option, day in found.items() if not day]:
        raise CaseReviewError("The record does not say which days it covers", todo=f"Say {' and '.join(unsaid)}.")
    return str(found["--from"]), str(found["--until"])


def _last_recorded(con: duckdb.DuckDBPyConnection) -> date | None:
    """The last day on which a statement was recorded or withdrawn."""
    from toolkit.record.schema import STATEMENT_TABLES

    parts = " UNION ALL ".join(f'SELECT max(greatest(recorded_at, withdrawn_at)) AS last FROM "{t}"' for t in STATEMENT_TABLES)
    return con.execute(f"SELECT CAST(max(last) AS DATE) FROM ({parts})").fetchall()[0][0]


def _say_undated(record: Record, cases: list[str] | None, at: str, days: list[str]) -> None:
    from toolkit.known.views import undated_decisions

    if days or at not in ("", DECISIONS):
        return
    if number := len(undated_decisions(record, cases)):
        say(f"{count(number, 'decision')} without a day, or stated ahead and never confirmed: these have no view.")
