"""Importing tidy files by a mapping: every column is mapped or left out by name, and every row is accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.sources.files import NO_ROW
from toolkit.sources.pseudonyms import Pseudonyms
from toolkit.sources.series import Extract, ImportReport, Target, import_series
from toolkit.sources.settings import limit
from toolkit.sources.tidy.afterwards import critical_days, set_apart
from toolkit.sources.tidy.fit import Part, fit_files
from toolkit.sources.tidy.mapping import FileMap, TidyMapping, read_mapping
from toolkit.sources.tidy.now import Memory, carried
from toolkit.sources.tidy.rows import Rows, is_spell, read_rows
from toolkit.sources.tidy.when import Stated, stand

if TYPE_CHECKING:
    import pandas as pd

_IN_WINDOW = "s.occurred_on >= x.covered_from AND s.occurred_on <= x.covered_to"
_TOUCHES = "s.occurred_on <= x.covered_to AND (s.ended_on IS NULL OR s.ended_on >= x.covered_from)"


@dataclass
class _Taken:
    """One extract on its way: its day, and what its files say."""

    day: date
    rows: list[Rows] = field(default_factory=list)
    stated: dict[str, list[Stated]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def import_tidy(
    paths: Sequence[str | Path],
    to: str | Path,
    mapping: str | Path | TidyMapping | None = None,
    taken_on: Sequence[str | date] = (),
    accept_faults: bool = False,
    replace: bool = False,
    pseudonyms: Pseudonyms | None = None,
) -> ImportReport:
    """Make one record with history from tidy files: CSV, workbooks or Parquet, by a mapping.

    Args:
        paths: files, or folders of files; those that were taken on the same day are one extract.
        to: the record folder to make; `import_report.csv` and `rejected.csv` are written into it.
        mapping: the mapping file; none where the files are filled-in templates.
        taken_on: the day on which each path was extracted (`2024-05-01`), one a path in their order, or one for all.
        accept_faults: go on though more rows of a file are faulty than the limit allows.
        replace: replace a record that is there already.
        pseudonyms: replace every identifier, if given.

    Returns:
        The report, as `toolkit.sources.series.import_series` gives it.

    Raises:
        CaseReviewError: for faults of the mapping, the files or the rows; all at once, nothing written.

    >>> import_tidy([], "record")
    Traceback (most recent call last):
        ...
    toolkit.errors.CaseReviewError: There is no file to import
    Name at least one CSV file, workbook or Parquet file.
    """
    if not paths:
        raise CaseReviewError("There is no file to import", todo="Name at least one CSV file, workbook or Parquet file.")
    days = _days([Path(p) for p in paths], taken_on)
    said = mapping if isinstance(mapping, TidyMapping) or mapping is None else read_mapping(mapping)
    fitted = fit_files([Path(p) for p in paths], days, said)
    said = fitted.mapping
    _refuse_days_before(said, days)
    taken: dict[date, _Taken] = {}
    for part in fitted.parts:
        _take(part, taken.setdefault(part.day, _Taken(part.day)), said)
    ordered = [taken[day] for day in sorted(taken)]
    if not accept_faults:
        _stop_at_too_many(ordered)
    extracts = _extracts(ordered, said)
    notes = [note for t in ordered for note in t.notes]
    return import_series(said.name, extracts, _targets(said), to, pseudonyms=pseudonyms, replace=replace, notes=notes)


def _days(paths: list[Path], taken_on: Sequence[str | date]) -> list[date]:
    if not taken_on:
        raise CaseReviewError(
            "Nobody said when the files were taken", todo="Say --taken-on DATE, once for each file in their order."
        )
    if len(taken_on) not in (1, len(paths)):
        raise CaseReviewError(
            f"--taken-on is said {len(taken_on)} times for {len(paths)} files", todo="Say it once, or once a file."
        )
    days, problems = [], []
    for given in taken_on:
        try:
            days.append(given if isinstance(given, date) else date.fromisoformat(str(given).strip()))
        except ValueError:
            problems.append("--taken-on is not a day such as 2024-05-01")
    if problems:
        raise CaseReviewError("The files cannot be imported", problems)
    days = [d.date() if isinstance(d, datetime) else d for d in days]
    return days * len(paths) if len(days) == 1 else days


def _refuse_days_before(said: TidyMapping, days: Sequence[date]) -> None:
    early = sorted({d for d in days if said.covered_from and d < said.covered_from})
    if early:
        problems = [f"{d:%d/%m/%Y} lies before covered_from ({said.covered_from:%d/%m/%Y})" for d in early]
        raise CaseReviewError("A file cannot have been taken before the time that it covers", problems, "Mend one of the two days.")


def _take(part: Part, taken: _Taken, said: TidyMapping) -> None:
    import pandas as pd

    file_map, name = part.file_map, part.grid.file
    rows = _none_from_later(read_rows(part.grid, file_map, holders(said)), file_map, taken.day)
    stated = stand(rows.used, file_map, pd.Timestamp(datetime.combine(taken.day, time.max)))
    stated.shown["file"] = name
    taken.rows.append(rows)
    taken.stated.setdefault(rows.table, []).append(stated)
    taken.notes += [f"{name}: {note}" for note in (*part.grid.notes, *_number_notes(part), *_time_notes(rows, file_map, stated))]


def holders(said: TidyMapping) -> frozenset[str]:
    """Return the words that may stand for a holder and are no person: kinds of holder, and the agencies that a mapping names."""
    from toolkit.record.schema import BY_NAME

    return frozenset((*BY_NAME["ledger"].column("holder_kind").values, *said.agencies))


def _none_from_later(rows: Rows, file_map: FileMap, day: date) -> Rows:
    """Without rows that say they were recorded after the extract was taken: one of the two days is wrong."""
    import pandas as pd

    cut = pd.Timestamp(datetime.combine(day, time.max))
    late = pd.Series(False, index=rows.used.index)
    for name in file_map.times:
        late |= rows.used[name] > cut
    if not late.any():
        return rows
    headings = "; ".join(t.heading for t in file_map.times.values())
    gone = rows.used[late]
    why = "recorded after the day on which the extract was taken"
    more = pd.DataFrame({"file": rows.file, "row": gone["row"], "column": headings, "why": why})
    rejected = pd.concat([r for r in (rows.rejected, more) if len(r)], ignore_index=True)
    lost = [*rows.lost, *gone["entity_id"]]
    return Rows(rows.table, rows.file, rows.used[~late], rejected, lost, rows.lost_cases, rows.lost_unnamed, rows.read)


def _number_notes(part: Part) -> list[str]:
    named = [part.file_map.columns[c].heading for c in ("case_id", "person_id", "worker_id") if c in part.file_map.columns]
    unpadded = [h for h in (*named, *part.file_map.key) if h in part.grid.numbers and not _padded(part.file_map, h)]
    return [
        f"{h}: {part.grid.numbers[h]:,} identifiers are numbers in the workbook, so leading zeros are lost; "
        "if others have them, say pad in the mapping"
        for h in dict.fromkeys(unpadded)
    ]


def _padded(file_map: FileMap, heading: str) -> bool:
    return any(c.heading == heading and c.pad for c in file_map.columns.values())


def _time_notes(rows: Rows, file_map: FileMap, stated: Stated) -> list[str]:
    notes = [
        f"rows recorded on {day} about days long before: {n:,}; they look moved from another system (basis migrated), "
        "so that day says only by when they stood"
        for day, n in stated.migrated.items()
    ]
    if file_map.times and "modified" not in file_map.times:
        notes.append(
            "no column says when rows were modified: what was changed later is taken to have stood from when it was created"
        )
    if stated.modified:
        notes.append(f"rows modified after they were created: {stated.modified:,}; what they say is known from then only")
    return notes


def _stop_at_too_many(taken: Sequence[_Taken]) -> None:
    problems = []
    for t in taken:
        for r in t.rows:
            bad = r.rejected[~r.rejected["why"].isin(NO_ROW)]
            if bad["row"].nunique() * 100 > limit("faulty_rows") * r.read:
                whys = bad.groupby(["column", "why"])["row"].agg(["nunique", "first"])
                told = [
                    f"{why}{f' ({column})' if column else ''}: {n:,}, first in row {row}"
                    for (column, why), (n, row) in whys.T.items()
                ]
                problems.append(f"{r.file}: {bad['row'].nunique():,} of {r.read:,} rows: {'; '.join(told)}")
    if problems:
        raise CaseReviewError(
            "Too many rows are faulty; nothing was written",
            problems,
            "Mend the mapping or the rows, or say --accept-faults to set these rows aside and import the others.",
        )


def _targets(said: TidyMapping) -> list[Target]:
    found: dict[str, Target] = {}
    for f in said.files:
        spell = is_spell(f.table.name) and "ended_on" in f.columns
        scope = {"everything": "true", "changes": "false", "beginning": _IN_WINDOW, "touching": _TOUCHES if spell else _IN_WINDOW}
        silence = "s.occurred_on <= x.covered_to" if spell and f.shows == "touching" else "false"
        found.setdefault(f.table.name, Target(f.table.name, scope[f.shows], silence))
    return list(found.values())


def _extracts(taken: Sequence[_Taken], said: TidyMapping) -> list[Extract]:
    import pandas as pd

    extracts, incidents, seen, first = [], [], [], taken[0].day
    memory: Memory = {}
    for t in taken:
        first = min([first, *_first_days(t)])
        shown = carried({name: pd.concat([s.shown for s in parts], ignore_index=True) for name, parts in t.stated.items()}, memory)
        incidents += [shown["incident"]] if "incident" in shown else []
        seen += _seen(shown)
        shown, ledger = set_apart(shown, critical_days(incidents, said.critical))
        extracts.append(
            Extract(
                f"{said.name} {t.day.isoformat()}",
                t.day,
                said.covered_from or (t.day - timedelta(days=said.window_days) if said.window_days else first),
                t.day,
                {name: frame.drop(columns="recorded") for name, frame in shown.items()},
                pd.DataFrame([_read(r) for r in t.rows], columns=["file", "table", "read", "used", "set_aside"]),
                pd.concat([r.rejected for r in t.rows], ignore_index=True),
                _unreadable(t, pd.concat(seen, ignore_index=True).drop_duplicates()),
                counted=_counted(t, ledger),
                about={"ledger": ledger} if len(ledger) else {},
            )
        )
    return extracts


def _first_days(taken: _Taken) -> list[date]:
    """The earliest day that an extract speaks of: what templates cover from, since they cannot say it."""
    days = [r.used["occurred_on"].min() for r in taken.rows if "occurred_on" in r.used]
    return [d.date() for d in days if d == d]


def _read(rows: Rows) -> tuple[str, str, int, int, int]:
    return rows.file, rows.table, rows.read, len(rows.used), rows.rejected["row"].nunique()


def _unreadable(taken: _Taken, seen: pd.DataFrame) -> pd.DataFrame:
    """The things that rows set aside may speak of: the one they name, else any of their case, else any that was ever seen."""
    import pandas as pd

    named = pd.DataFrame([(r.table, e) for r in taken.rows for e in r.lost], columns=["table", "entity_id"], dtype="str")
    by_case = {(r.table, case) for r in taken.rows for case in r.lost_cases}
    anything = {r.table for r in taken.rows if r.lost_unnamed}
    of_case = [(t, c) in by_case or t in anything for t, c in zip(seen["table"], seen["case_id"], strict=True)]
    return pd.concat([named, seen.loc[of_case, ["table", "entity_id"]]], ignore_index=True).drop_duplicates()


def _seen(shown: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Table, case and entity of what an extract shows."""
    return [f.assign(table=t).reindex(columns=["table", "case_id", "entity_id"]) for t, f in shown.items()]


def _counted(taken: _Taken, ledger: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    lines = [(t, "held back", why, n) for t, parts in taken.stated.items() for s in parts for why, n in s.held_back.items()]
    words = "recorded after a critical incident, about days before it"
    lines += [(t, "written afterwards", words, int(n)) for t, n in ledger.groupby("table")["entity_id"].nunique().items()]
    return pd.DataFrame(lines, columns=["table", "count", "why", "rows"])
