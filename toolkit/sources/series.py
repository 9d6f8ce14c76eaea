"""From a series of dated extracts to one record with history: what every source shares once its files are read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.beside import refuse_taken
from toolkit.record.connection import working
from toolkit.record.history import History, history
from toolkit.record.schema import BY_NAME
from toolkit.record.write import complete
from toolkit.sources import report as reporting
from toolkit.sources import versions
from toolkit.sources.pseudonyms import Pseudonyms
from toolkit.sources.publish import publish
from toolkit.sources.report import ImportReport, Line

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["Extract", "ImportReport", "Target", "import_series"]

REPORT, REJECTED = "import_report.csv", "rejected.csv"
READ_COLUMNS = ("file", "table", "read", "used", "set_aside")
REJECTED_COLUMNS = ("file", "row", "column", "why")
_PSEUDONYMS = {
    True: ["Identifiers are replaced by pseudonyms; the key is not in the record. Notes are text and stay as they are"],
    False: [],
}
_OTHER_WORDS = {"rows read": "read", "rows_read": "read", "rows": "read", "set aside": "set_aside"}


@dataclass(frozen=True)
class Target:
    """One table that a source fills, and which of its statements an extract ought to show.

    `scope` is SQL over `x` (the extract: extract, cut, taken_on, covered_from, covered_to, has_file, and its `facts`) and `s` (the
    statement as last shown). Besides the extracts' own `lists` it may name `shown_cases(extract, case_id)`. An extract
    without the table is never in scope. `silence_confirms` is as in `toolkit.record.history`.
    """

    table: str
    scope: str = "true"
    silence_confirms: str = "false"


@dataclass(frozen=True)
class Extract:
    """One dated extract, read and checked.

    Args:
        name: what the report and `source` call it; no path.
        taken_on: its cut is the last microsecond of that day.
        covered_from, covered_to: the days that it was meant to cover; `windows` says so for single tables.
        shown: by table: case_id, entity_id, stage (1, or 2 for a spell that is closed), known_from, ahead, and the content
            columns of the table; if wanted file and row (for the table `origin`), known_by (the latest moment by which the
            statement stood; equal to known_from where the system kept the time) and basis.
        read: file, table, read, used, set_aside (rows; read = used + set_aside).
        rejected: file, row, column, why; never the content of a cell.
        unreadable: table, entity_id: the things that a row set aside may speak of.
        assumed: the day taken on was not said but assumed.
        facts: further columns of `x` for the scopes.
        lists: further tables for the scopes; each gets a column `extract`.
        counted: table, count, why, rows: further lines for the report.
        about: rows for tables that hold on to statements: `ledger` and `statement_about`, with the columns of the table but
            `statement_id`, and table and entity_id of the statement. They go to each version that this extract first showed.
    """

    name: str
    taken_on: date
    covered_from: date
    covered_to: date
    shown: dict[str, pd.DataFrame]
    read: pd.DataFrame
    rejected: pd.DataFrame
    unreadable: pd.DataFrame
    assumed: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)
    lists: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    windows: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    counted: pd.DataFrame | None = None
    about: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def cut(self) -> datetime:
        """The last instant of the day on which it was taken."""
        return datetime.combine(self.taken_on, time.max)

    def window(self, table: str) -> tuple[date, date]:
        """Return the first and the last day that it was meant to cover in a table."""
        return self.windows.get(table, (self.covered_from, self.covered_to))


def import_series(
    source: str,
    extracts: Sequence[Extract],
    targets: Sequence[Target],
    to: str | Path,
    *,
    pseudonyms: Pseudonyms | None = None,
    replace: bool = False,
    notes: Sequence[str] = (),
) -> ImportReport:
    """Make one record with history from any number of extracts, in any order, and put it in its place whole or not at all.

    Args:
        source: the name of the source, for messages (`CIN census`).
        extracts: read and checked.
        targets: the tables that the source fills.
        to: the record folder to make; `import_report.csv` and `rejected.csv` are written into it.
        pseudonyms: replace every identifier, if given.
        replace: replace a record that is there already.
        notes: lines for the head of the report.

    Returns:
        The report: `text()` for the terminal, `rows` with the columns extract, taken_on, table, count, why, rows.

    Raises:
        CaseReviewError: no extract, two of the same day or name, a thing twice in one extract, or a folder that exists.

    >>> import_series("Some source", [], [], "record")
    Traceback (most recent call last):
        ...
    toolkit.errors.CaseReviewError: There is no extract of Some source to import
    Name at least one.
    """
    if not extracts:
        raise CaseReviewError(f"There is no extract of {source} to import", todo="Name at least one.")
    refuse_taken(Path(to), replace)
    ordered = sorted(extracts, key=lambda e: e.cut)
    _refuse_clashes(ordered)
    said = [_prepared(e, pseudonyms, _teams(ordered)) for e in ordered]
    _refuse_doubles(said)
    with working() as con:
        _hold(_lookups(said), con)
        finished = {t.table: _finished(t, said, con) for t in targets if any(t.table in e.shown for e in said)}
        made = {name: one for name, (one, _) in finished.items()}
        tables = {name: one.table for name, one in made.items()}
        tables |= versions.attach(made, said, con) | {"coverage": complete("coverage", _coverage(said, targets), con)}
    rows = _report_rows(said, [lines for _, lines in finished.values()])
    report = ImportReport(Path(to), rows, [*_dated(said), *notes, *_PSEUDONYMS[pseudonyms is not None]])
    publish(Path(to), tables, {REPORT: report.rows, REJECTED: _rejected(said)}, replace)
    return report


def _refuse_clashes(ordered: Sequence[Extract]) -> None:
    pairs = list(zip(ordered, ordered[1:], strict=False))
    problems = [f"{a.name} and {b.name} were both taken on {a.taken_on:%d/%m/%Y}" for a, b in pairs if a.cut == b.cut]
    names = [e.name for e in ordered]
    problems += [f"{name}: two extracts have this name" for name in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise CaseReviewError(
            "The order of the extracts is not known; nothing was written", problems, "Give the day on which each one was taken."
        )


def _prepared(extract: Extract, pseudonyms: Pseudonyms | None, teams: frozenset[str]) -> Extract:
    """The extract with its frames in the schema's types, its counts under one set of names, and pseudonyms if wanted."""
    shown = {name: versions.typed(name, frame) for name, frame in extract.shown.items()}
    unreadable, lists, about = extract.unreadable, dict(extract.lists), dict(extract.about)
    if pseudonyms:
        shown = {name: pseudonyms.frame(frame, teams) for name, frame in shown.items()}
        lists = {name: pseudonyms.frame(frame) for name, frame in lists.items()}
        about = {name: pseudonyms.frame(frame, teams) for name, frame in about.items()}
        unreadable = pseudonyms.frame(unreadable)
    read = extract.read.rename(columns=_OTHER_WORDS)[list(READ_COLUMNS)]
    rejected = extract.rejected[list(REJECTED_COLUMNS)]
    return replace(extract, shown=shown, unreadable=unreadable, lists=lists, about=about, read=read, rejected=rejected)


def _teams(extracts: Sequence[Extract]) -> frozenset[str]:
    """Words that may stand where a holder does and are no person: teams that the extracts name, and kinds of holder."""
    named = [set(f["team"].dropna().astype("str")) for e in extracts for f in e.shown.values() if "team" in f.columns]
    kinds = BY_NAME["ledger"].column("holder_kind").values
    return frozenset().union(kinds, *named)


def _refuse_doubles(extracts: Sequence[Extract]) -> None:
    problems = []
    for e in extracts:
        for table, frame in e.shown.items():
            again = frame[frame.duplicated(["entity_id", "stage"], keep=False)]
            if len(again):
                rows = ", ".join(f"row {r}" for r in again["row"].head(5)) if "row" in again else "its rows"
                problems.append(f"{e.name}: {len(again):,} statements of the table {table} speak of the same things ({rows})")
    if problems:
        raise CaseReviewError("The same thing is stated twice; nothing was written", problems, "Set aside all but one.")


def _finished(
    target: Target, extracts: Sequence[Extract], con: duckdb.DuckDBPyConnection
) -> tuple[versions.Finished, list[list[Line]]]:
    """A table as it is written, and what the report says of it extract by extract; what was shown of it is let go."""
    table = target.table
    found = _history(target, extracts, con)
    made = versions.finish(table, found, _control(table, extracts), con)
    lines = [
        reporting.table_rows(e.name, e.taken_on, table, e.shown.get(table), found.outcomes.loc[found.outcomes["extract"] == e.name])
        for e in extracts
    ]
    for e in extracts:
        if table in e.shown:
            e.shown[table] = versions.without_rows(e.shown[table])
    return made, lines


def _history(target: Target, extracts: Sequence[Extract], con: duckdb.DuckDBPyConnection) -> History:
    import pandas as pd

    has = [target.table in e.shown for e in extracts]
    shown = pd.concat(
        [e.shown[target.table].assign(extract=e.name) for e in extracts if target.table in e.shown], ignore_index=True
    )
    shown = shown.drop(columns=[c for c in versions.ASIDE if c in shown.columns])
    cuts = pd.DataFrame(
        {
            **_facts(extracts),
            "extract": [e.name for e in extracts],
            "cut": pd.to_datetime([e.cut for e in extracts]),
            "taken_on": pd.to_datetime([e.taken_on for e in extracts]),
            "covered_from": pd.to_datetime([e.window(target.table)[0] for e in extracts]),
            "covered_to": pd.to_datetime([e.window(target.table)[1] for e in extracts]),
            "has_file": has,
        }
    )
    return history(
        cuts,
        shown,
        f"x.has_file AND ({target.scope})",
        _unreadable(target.table, extracts),
        silence_confirms="false" if target.silence_confirms == "false" else f"x.has_file AND ({target.silence_confirms})",
        con=con,
    )


def _facts(extracts: Sequence[Extract]) -> dict[str, list[object]]:
    return {name: [e.facts.get(name) for e in extracts] for name in sorted(set().union(*(e.facts for e in extracts)))}


def _unreadable(table: str, extracts: Sequence[Extract]) -> pd.DataFrame:
    import pandas as pd

    empty = pd.DataFrame({"extract": pd.Series(dtype="str"), "entity_id": pd.Series(dtype="str")})
    parts = [
        e.unreadable.loc[e.unreadable["table"] == table, ["entity_id"]].assign(extract=e.name)
        for e in extracts
        if len(e.unreadable)
    ]
    return pd.concat([empty, *(p for p in parts if len(p))], ignore_index=True)


def _lookups(extracts: Sequence[Extract]) -> dict[str, pd.DataFrame]:
    import pandas as pd

    pairs = [(e.name, case) for e in extracts for case in sorted(_cases(e))]
    found = {"shown_cases": pd.DataFrame(pairs, columns=["extract", "case_id"], dtype="str")}
    for name in sorted(set().union(*(e.lists for e in extracts))):
        found[name] = pd.concat([e.lists[name].assign(extract=e.name) for e in extracts if name in e.lists], ignore_index=True)
    return found


def _hold(lookups: Mapping[str, pd.DataFrame], con: duckdb.DuckDBPyConnection) -> None:
    """Put what the scopes may name where every table's history finds it."""
    for name, frame in lookups.items():
        con.register("given", frame)
        con.execute(f'CREATE TEMP TABLE "{name}" AS FROM given')
        con.unregister("given")


def _cases(extract: Extract) -> set[str]:
    return set().union(*(set(f["case_id"].dropna()) for f in extract.shown.values() if "case_id" in f.columns))


def _control(table: str, extracts: Sequence[Extract]) -> pd.DataFrame:
    """What the extracts say beside the content of the statements: file, row, known_by, basis, and what tells them apart."""
    import pandas as pd

    parts = [e.shown[table].assign(extract=e.name) for e in extracts if table in e.shown]
    return pd.concat(parts, ignore_index=True).drop(columns="ahead")


def _coverage(extracts: Sequence[Extract], targets: Sequence[Target]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "table_name": t.table,
            "covered_from": e.window(t.table)[0],
            "covered_to": e.window(t.table)[1],
            "recorded_at": _claimed_from(extracts, i, t.table),
            "source": e.name,
        }
        for i, e in enumerate(extracts)
        for t in targets
        if t.table in e.shown
    ]
    return pd.DataFrame(rows, columns=["table_name", "covered_from", "covered_to", "recorded_at", "source"])


def _claimed_from(extracts: Sequence[Extract], i: int, table: str) -> datetime:
    """Since when an extract's cover can be claimed; nothing up to the cut of the one before it may change by it."""
    day = extracts[i - 1].taken_on + timedelta(days=1) if i else extracts[0].window(table)[0]
    return datetime.combine(day, time.min)


def _report_rows(extracts: Sequence[Extract], tables: Sequence[list[list[Line]]]) -> pd.DataFrame:
    import pandas as pd

    rows: list[Line] = []
    for at, e in enumerate(extracts):
        rows += reporting.file_rows(e.name, e.taken_on, e.read, e.rejected)
        rows += [line for lines in tables for line in lines[at]]
        for line in [] if e.counted is None else e.counted.to_dict("records"):
            rows.append(reporting.row(e.name, e.taken_on, line["table"], line["count"], int(line["rows"]), line["why"]))
    return pd.DataFrame(rows, columns=reporting.COLUMNS)


def _dated(extracts: Sequence[Extract]) -> list[str]:
    assumed = {True: " (assumed: say --taken-on for the true day)", False: ""}
    return [
        f"{e.name}: {e.covered_from:%d/%m/%Y} to {e.covered_to:%d/%m/%Y}, taken on {e.taken_on:%d/%m/%Y}{assumed[e.assumed]}"
        for e in extracts
    ]


def _rejected(extracts: Sequence[Extract]) -> pd.DataFrame:
    import pandas as pd

    columns = ["extract", *REJECTED_COLUMNS]
    parts = [e.rejected.assign(extract=e.name)[columns] for e in extracts if len(e.rejected)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
