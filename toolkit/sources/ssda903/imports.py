"""Importing yearly returns: read all, check all, make the history, write the record whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.history import History, history
from toolkit.record.write import complete
from toolkit.sources.ssda903 import report as reporting
from toolkit.sources.ssda903.check import REJECTED, Checked, check_return
from toolkit.sources.ssda903.dates import parse_dates
from toolkit.sources.ssda903.publish import publish, refuse_existing
from toolkit.sources.ssda903.read import RawReturn, read_return
from toolkit.sources.ssda903.tables import TARGETS, Statements, Target, key_of, statements
from toolkit.sources.ssda903.years import Dated, date_returns

if TYPE_CHECKING:
    import pandas as pd

_REPORT, _REJECTED = "import_report.csv", "rejected.csv"


@dataclass(frozen=True)
class _Return:
    raw: RawReturn
    dated: Dated
    checked: dict[str, Checked]

    def has(self, target: Target) -> bool:
        """Whether the return has a file that fills that table (a return without a header still lists children)."""
        return target.origin in self.checked or (target.table == "case" and "header" not in self.checked)

    @property
    def children(self) -> frozenset[str]:
        """The children that the return lists: those in its header, or in any table where it has none."""
        frames = [self.raw.tables["header"]] if "header" in self.raw.tables else [self.raw.tables[t] for t in self.checked]
        return frozenset().union(*(set(f["CHILD"]) for f in frames)) - {""}


def import_returns(
    folders: Sequence[str | Path],
    to: str | Path,
    taken_on: Sequence[str | date] = (),
    year_end: Sequence[str | int | date] = (),
    accept_faults: bool = False,
    replace: bool = False,
) -> reporting.ImportReport:
    """Make one record with history from yearly SSDA903 returns, each a folder of CSV files, in any order.

    Tables are recognised by their columns. What a return shows stood in the record at the earliest after the cut of the return
    before it, at the latest at its own cut; the first return's statements stand from the days on which they could have been
    known. The rules are those of `toolkit.record.history`; the fields' availability follows the data standard's guidance.

    Args:
        folders: the returns.
        to: the record folder to make; `import_report.csv` and `rejected.csv` are written into it.
        taken_on: the day on which each return was extracted (`2018-06-12`), one a folder; without it, 31 March of its year.
        year_end: the year in which each return ends, one a folder, where the folders' names do not say it.
        accept_faults: go on though more rows of a table are faulty than the limit allows.
        replace: replace a record that is there already.

    Returns:
        The report: `text()` for the terminal, `rows` with the columns return, taken_on, table, count, why, rows.

    Raises:
        CaseReviewError: for faults of structure, too many faulty rows, or a folder that exists; all at once, nothing written.

    >>> import_returns([], "record")
    Traceback (most recent call last):
        ...
    toolkit.errors.CaseReviewError: There is no return to import
    Name at least one folder of CSV files.
    """
    if not folders:
        raise CaseReviewError("There is no return to import", todo="Name at least one folder of CSV files.")
    refuse_existing(Path(to), replace)
    returns = _read_all([Path(f) for f in folders], taken_on, year_end)
    if not accept_faults:
        _stop_at_too_many(returns)
    said = _say(returns)
    histories = {t.table: _history(t, returns, said) for t in TARGETS if any(t.table in s.shown for s in said)}
    tables = {name: _complete(name, found) for name, found in histories.items()}
    tables["coverage"] = _coverage(returns)
    report = reporting.ImportReport(Path(to), _report_rows(returns, said, histories), _notes(returns))
    publish(Path(to), tables, {_REPORT: report.rows, _REJECTED: _rejected(returns)}, replace)
    return report


def _read_all(folders: list[Path], taken_on: Sequence[str | date], year_end: Sequence[str | int | date]) -> list[_Return]:
    raws = [read_return(folder) for folder in folders]
    dated, problems = date_returns(raws, taken_on, year_end)
    problems = [p for raw in raws for p in raw.problems] + problems
    if problems:
        raise CaseReviewError("The returns cannot be imported; nothing was written", problems, "Mend these and import again.")
    returns = [_Return(raw, d, check_return(raw, d.year)) for raw, d in zip(raws, dated, strict=True) if d]
    return sorted(returns, key=lambda r: r.dated.cut)


def _stop_at_too_many(returns: list[_Return]) -> None:
    problems = [
        f"{r.raw.name}/{one.file}: {len(one.rejected):,} of {one.read:,} rows ("
        + "; ".join(f"{why}: {n:,}" for why, n in one.reasons.items()) + ")"
        for r in returns for one in r.checked.values() if one.too_many
    ]
    if problems:
        raise CaseReviewError("Too many rows are faulty; nothing was written", problems,
                              "Mend them, or say --accept-faults to set these rows aside and import the others.")


def _say(returns: list[_Return]) -> list[Statements]:
    """What each return shows; a child's first day is the earliest that this return or one before it speaks of."""
    first: dict[str, pd.Timestamp] = {}
    said = []
    for r in returns:
        own = _earliest_days(r)
        first |= {child: min(day, first.get(child, day)) for child, day in own.items()}
        said.append(statements(r.checked, r.dated, {child: first[child] for child in r.children}))
    return said


_DAYS = {"episodes": "DECOM", "reviews": "REVIEW", "missing": "MIS_START", "sw_episodes": "SW_DECOM"}


def _earliest_days(r: _Return) -> dict[str, pd.Timestamp]:
    import pandas as pd

    listed = pd.DataFrame({"CHILD": sorted(r.children), "day": pd.Timestamp(r.dated.upto)})
    days = [r.checked[t].accepted.rename(columns={day: "day"})[["CHILD", "day"]] for t, day in _DAYS.items() if t in r.checked]
    known = pd.concat([listed, *days])
    known = known[(known["day"] <= r.dated.cut) & known["CHILD"].isin(listed["CHILD"])]
    return known.groupby("CHILD")["day"].min().to_dict()


def _history(target: Target, returns: list[_Return], said: list[Statements]) -> History:
    import pandas as pd

    shown = pd.concat([s.shown[target.table] for s in said if target.table in s.shown], ignore_index=True)
    extracts = pd.DataFrame({
        "extract": [r.dated.source for r in returns], "cut": pd.to_datetime([r.dated.cut for r in returns]),
        "year_start": pd.to_datetime([r.dated.year_start for r in returns]),
        "upto": pd.to_datetime([r.dated.upto for r in returns]), "has_file": [r.has(target) for r in returns]})
    listed = _pairs("case_id", [(r.dated.source, child) for r in returns for child in sorted(r.children)])
    unreadable = _pairs("entity_id", [pair for r in returns for pair in _unreadable(target, r, shown)])
    return history(extracts, shown, f"x.has_file AND {target.scope}", unreadable, {"listed_children": listed},
                   f"x.has_file AND {target.silence_confirms}")


def _pairs(name: str, rows: list[tuple[str, str]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=["extract", name], dtype="str")


def _unreadable(target: Target, r: _Return, shown: pd.DataFrame) -> list[tuple[str, str]]:
    """Entities that a row set aside may speak of: the one it names, or all of the child where its day cannot be read."""
    if target.origin not in r.checked:
        return []
    rejected = r.checked[target.origin].rejected
    days = parse_dates(rejected["key_day"].astype("str")).value
    found = []
    for child, day in zip(rejected["CHILD"], days, strict=True):
        if target.table == "involvement" or (target.day and day != day):
            found += list(shown.loc[shown["case_id"] == child, "entity_id"])
        else:
            found.append(key_of(target, child, f"{day:%Y-%m-%d}" if target.day else ""))
    return [(r.dated.source, e) for e in found]


def _complete(table: str, found: History) -> pd.DataFrame:
    return complete(table, found.versions.rename(columns={"extract": "source"}).drop(columns="ahead"))


def _coverage(returns: list[_Return]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"table_name": t.table, "covered_from": r.dated.year_start, "covered_to": r.dated.upto,
         "recorded_at": _claimed_from(returns, i), "source": r.dated.source}
        for i, r in enumerate(returns) for t in TARGETS if r.has(t)
    ]
    return complete("coverage", pd.DataFrame(rows))


def _claimed_from(returns: list[_Return], i: int) -> pd.Timestamp:
    import pandas as pd

    if i == 0:
        return pd.Timestamp(returns[0].dated.year_start)
    return pd.Timestamp(returns[i - 1].dated.taken_on) + pd.Timedelta(days=1)


def _report_rows(returns: list[_Return], said: list[Statements], histories: dict[str, History]) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, object]] = []
    for r, s in zip(returns, said, strict=True):
        rows += reporting.file_rows(r.raw, r.dated, r.checked)
        for table, found in histories.items():
            outcomes = found.outcomes.loc[found.outcomes["extract"] == r.dated.source]
            rows += (reporting.table_rows(r.dated, table, s, outcomes) if table in s.shown
                     else reporting.absent_rows(r.dated, table, outcomes))
    return pd.DataFrame(rows, columns=reporting.COLUMNS)


def _notes(returns: list[_Return]) -> list[str]:
    notes = []
    for r in returns:
        assumed = " (assumed: say --taken-on for the true day)" if r.dated.assumed else ""
        notes.append(f"{r.dated.source}: {r.dated.year_start:%d/%m/%Y} to {r.dated.year_end:%d/%m/%Y}, "
                     f"taken on {r.dated.taken_on:%d/%m/%Y}{assumed}")
        notes += [f"{r.dated.source}: {name} is no table of a return and was not read" for name in r.raw.not_recognised]
    return notes


def _rejected(returns: list[_Return]) -> pd.DataFrame:
    import pandas as pd

    frames = [one.rejected[REJECTED] for r in returns for one in r.checked.values() if len(one.rejected)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=REJECTED)
