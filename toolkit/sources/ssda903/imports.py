"""Importing yearly returns: read all, check all, make the history, write the record whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.beside import refuse_taken
from toolkit.record.connection import working
from toolkit.record.history import History
from toolkit.record.write import complete, entity_id
from toolkit.sources import versions
from toolkit.sources.pseudonyms import Pseudonyms
from toolkit.sources.publish import publish
from toolkit.sources.report import COLUMNS, ImportReport, Line, table_rows
from toolkit.sources.ssda903.check import REJECTED, check_return, of_another_year
from toolkit.sources.ssda903.compare import Return, compared, coverage
from toolkit.sources.ssda903.identity import Identities
from toolkit.sources.ssda903.layout import limit, spoken
from toolkit.sources.ssda903.read import read_return
from toolkit.sources.ssda903.report import file_rows
from toolkit.sources.ssda903.tables import TABLES, Statements, filling, statements
from toolkit.sources.ssda903.years import date_returns

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_REPORT, _REJECTED = "import_report.csv", "rejected.csv"


def import_returns(
    folders: Sequence[str | Path],
    to: str | Path,
    taken_on: Sequence[str | date] = (),
    year_end: Sequence[str | int | date] = (),
    accept_faults: bool = False,
    replace: bool = False,
    pseudonyms: Pseudonyms | None = None,
) -> ImportReport:
    """Make one record with history from yearly SSDA903 returns, each a folder or a file, in any order.

    A return is in CSV files, a workbook or XML, and returns of different forms may be mixed. Tables are recognised by their
    columns; those of the collections 2016/17 to 2026/27 are known, with the codes of each year. What a return shows stood in the
    record at the earliest after the cut of the return before it, at the latest at its own cut; the first return's statements
    stand from the days on which they could have been known. The rules are those of `toolkit.record.history`; the fields'
    availability follows the data standard's guidance. An adoption ends an identity: what a return says under the same number
    afterwards is another case.

    Args:
        folders: the returns.
        to: the record folder to make; `import_report.csv` and `rejected.csv` are written into it.
        taken_on: the day on which each return was extracted (`2018-06-12`), one a folder; without it, 31 March of its year.
        year_end: the year in which each return ends, one a folder, where the folders' names do not say it.
        accept_faults: go on though more rows of a table are faulty than the limit allows.
        replace: replace a record that is there already.
        pseudonyms: makes a keyed pseudonym of every identifier; without it children keep their numbers, and workers and
            entities have unkeyed hashes, which somebody with a list of the numbers can try out.

    Returns:
        The report: `text()` for the terminal, `rows` with the columns return, taken_on, table, count, why, rows.

    Raises:
        CaseReviewError: for faults of structure, too many faulty rows, or a folder that exists; all at once, nothing written.

    >>> import_returns([], "record")
    Traceback (most recent call last):
        ...
    toolkit.errors.CaseReviewError: There is no return to import
    Name at least one folder or file of a return.
    """
    if not folders:
        raise CaseReviewError("There is no return to import", todo="Name at least one folder or file of a return.")
    refuse_taken(Path(to), replace)
    returns = _read_all([Path(f) for f in folders], taken_on, year_end)
    if not accept_faults:
        _stop_at_too_many(returns)
    identities = Identities()
    said = _say(returns, identities)
    with working() as con:
        made = {table: _made(table, returns, said, pseudonyms, con) for table in TABLES if _is_told(table, said)}
        places = versions.origins([one.origin for one, _ in made.values()], {r.dated.source: r.dated.cut for r in returns}, con)
        tables = {name: one.table for name, (one, _) in made.items()} | ({} if places is None else {"origin": places})
        tables["coverage"] = complete("coverage", coverage(returns), con)
    rows = _report_rows(returns, [lines for _, lines in made.values()])
    report = ImportReport(Path(to), rows, _notes(returns, identities))
    publish(Path(to), tables, {_REPORT: report.rows, _REJECTED: _rejected(returns, pseudonyms)}, replace)
    return report


def _read_all(folders: list[Path], taken_on: Sequence[str | date], year_end: Sequence[str | int | date]) -> list[Return]:
    raws = [read_return(folder) for folder in folders]
    dated, problems = date_returns(raws, taken_on, year_end)
    problems = [p for raw in raws for p in raw.problems] + problems
    problems += [p for raw, d in zip(raws, dated, strict=True) if d for p in of_another_year(raw, d.year)]
    if problems:
        raise CaseReviewError("The returns cannot be imported; nothing was written", problems, "Mend these and import again.")
    returns = [Return(raw, d, check_return(raw, d.year)) for raw, d in zip(raws, dated, strict=True) if d]
    return sorted(returns, key=lambda r: r.dated.cut)


def _stop_at_too_many(returns: list[Return]) -> None:
    problems = [
        f"{r.raw.name}/{one.file}: {len(one.rejected):,} of {one.read:,} rows ("
        + "; ".join(f"{why}: {n:,}" for why, n in one.reasons.items())
        + ")"
        for r in returns
        for one in r.checked.values()
        if one.too_many
    ]
    if problems:
        raise CaseReviewError(
            "Too many rows are faulty; nothing was written",
            problems,
            "Mend them, or say --accept-faults to set these rows aside and import the others.",
        )


def _say(returns: list[Return], identities: Identities) -> list[Statements]:
    """What each return shows; a case's first day is the earliest that this return or one before it speaks of."""
    first: dict[str, pd.Timestamp] = {}
    said = []
    for r in returns:
        r.tell_apart(identities)
        first |= {case: min(day, first.get(case, day)) for case, day in r.earliest_days().items()}
        said.append(statements(r.checked, r.dated, {case: first[case] for case in r.cases}))
        r.let_go()
    return said


def _is_told(table: str, said: list[Statements]) -> bool:
    """Whether the record has the table: a return shows something of it, or covers it and has nothing to show."""
    covered = any(t.covers for t in filling(table))
    return any(table in s.shown and (covered or len(s.shown[table])) for s in said)


def _made(
    table: str, returns: list[Return], said: list[Statements], pseudonyms: Pseudonyms | None, con: duckdb.DuckDBPyConnection
) -> tuple[versions.Finished, list[list[Line]]]:
    """A table as it is written, and what the report says of it return by return; what was shown of it is let go to spare memory."""
    found = compared(table, returns, said, con)
    finished = _finished(table, found, said, pseudonyms, con)
    lines = []
    for r, s in zip(returns, said, strict=True):
        outcomes = found.outcomes.loc[found.outcomes["extract"] == r.dated.source]
        shown = s.shown.pop(table, None)
        s.places.pop(table, None)
        lines.append(table_rows(r.dated.source, r.dated.taken_on, table, shown, outcomes, s.held_back.get(table)))
    return finished, lines


def _finished(
    table: str, found: History, said: list[Statements], pseudonyms: Pseudonyms | None, con: duckdb.DuckDBPyConnection
) -> versions.Finished:
    """A table as it is written, and the file and row of each of its versions in the return that first showed it."""
    import pandas as pd

    places = pd.concat([s.places[table] for s in said if table in s.places], ignore_index=True)
    told = found.versions.drop(columns=["ahead", "origin"]).merge(places, on=["entity_id", "extract"], how="left")
    if pseudonyms:
        told = pseudonyms.frame(told)
    elif "worker_id" in told:
        told = told.assign(worker_id=[entity_id("wk", worker) for worker in told["worker_id"]])
    made = complete(table, told.drop(columns=["file", "row"]).rename(columns={"extract": "source"}), con)
    return versions.Finished(made, versions.origin(table, made, told))


def _report_rows(returns: list[Return], tables: list[list[list[Line]]]) -> pd.DataFrame:
    import pandas as pd

    rows: list[Line] = []
    for at, r in enumerate(returns):
        rows += file_rows(r.raw, r.dated, r.checked)
        rows += [line for lines in tables for line in lines[at]]
    return pd.DataFrame(rows, columns=COLUMNS)


def _notes(returns: list[Return], identities: Identities) -> list[str]:
    notes = []
    for r in returns:
        assumed = " (assumed: say --taken-on for the true day)" if r.dated.assumed else ""
        notes.append(
            f"{r.dated.source}: {r.dated.year_start:%d/%m/%Y} to {r.dated.year_end:%d/%m/%Y}, "
            f"taken on {r.dated.taken_on:%d/%m/%Y}{assumed}"
        )
        notes += [f"{r.dated.source}: {name} is no table of a return and was not read" for name in r.raw.not_recognised]
        notes += [*r.raw.notes, *_beyond(r)]
    again = sum(bool(found) for found in identities.adopted.values())
    told = f"{again:,} numbers of children who were adopted; what a return says of one afterwards is another case"
    return [*notes, told] if again else notes


def _beyond(r: Return) -> list[str]:
    first, last = limit("first_collection"), limit("last_collection")
    if first <= r.dated.year <= last:
        return []
    return [f"{r.dated.source}: the codes known here are those of {spoken(first)} to {spoken(last)}"]


def _rejected(returns: list[Return], pseudonyms: Pseudonyms | None) -> pd.DataFrame:
    """The rows set aside, each with its cells; without them where identifiers may not stay."""
    import pandas as pd

    frames = [one.rejected[REJECTED] for r in returns for one in r.checked.values() if len(one.rejected)]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=REJECTED)
    return rows.assign(values="") if pseudonyms else rows
