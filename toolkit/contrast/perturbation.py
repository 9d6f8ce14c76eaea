"""Whether an indicator's answers move where they must not: with another future, another order, another case in the record."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.contrast.futures import ALONE, CHANGED, DELETED, FUTURES, INVENTED, SHUFFLED, UNRELATED, other_record
from toolkit.errors import CaseReviewError
from toolkit.known import evidence, measure
from toolkit.known.catalogue import Indicator, chosen
from toolkit.known.prepare import derived_tables
from toolkit.known.words import words_of
from toolkit.record import Record
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.result import ERROR, OK

if TYPE_CHECKING:
    import pandas as pd

AGAIN = "again"
WORDS = {
    AGAIN: "asked once more",
    DELETED: "everything recorded later deleted",
    CHANGED: "everything recorded later changed",
    INVENTED: "later statements and withdrawals invented",
    SHUFFLED: "the rows of the record in another order",
    UNRELATED: "unrelated cases added",
    ALONE: "asked about one case alone",
}
_ALWAYS = ("case", "child", "decision", "identity", "coverage")
_CASES, _SHARES = 20, (0.5, 0.85)
_TOLD = ("status", "value", "numerator", "denominator", "missing", "lower", "upper", "reason")


@dataclass(frozen=True)
class Trial:
    """One way in which the record was changed, and how many of the answers moved; `example` tells the first."""

    kind: str
    answers: int
    moved: int
    example: str = ""

    @property
    def words(self) -> str:
        """The trial in a line."""
        found = f"{self.moved} of {self.answers} answers moved ({self.example})" if self.moved else "no answer moved"
        return f"{WORDS[self.kind]}: {found}"


@dataclass(frozen=True)
class Trials:
    """What an indicator was asked, and what became of its answers; `failure` says why it gave none."""

    indicator: Indicator
    days: tuple[str, ...]
    cases: int
    with_value: int
    trials: tuple[Trial, ...]
    failure: str = ""

    @property
    def moved(self) -> bool:
        """Whether an answer moved, or there was none."""
        return bool(self.failure) or any(t.moved for t in self.trials)


def perturbed(name: str, record: Record, folder: str | Path | None = None) -> Trials:
    """Ask an indicator of a record and of others that must give the same answers, on days of the record's past.

    The others: all statements recorded after the day deleted, changed or invented; the rows in another order; and, where the
    indicator reaches a case only, unrelated cases added that share its workers, and one case asked about alone.

    Args:
        name: of the indicator.
        record: the record; some of its cases are taken.
        folder: a folder with indicators of one's own.

    Returns:
        What was found.

    Raises:
        CaseReviewError: no such indicator, one that cannot be read, or a record without anything to look at.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> perturbed("times_missing", open_record(paths.sample_record())).moved
    False
    """
    one = chosen([name], folder)[0]
    if one.failure:
        raise CaseReviewError(f"The indicator {name} cannot be read", [one.failure], "Mend its header, and test it again.")
    cases, days = _cases(record), _days(record, one)
    room = Path(tempfile.mkdtemp(prefix="casereview-"))
    try:
        here = other_record(_looked_at(record.of_cases(cases), one), room / "here")
        return _tried(one, here, _views(cases, days), days, room, folder)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _tried(
    one: Indicator, here: Record, views: pd.DataFrame, days: tuple[str, ...], room: Path, folder: str | Path | None
) -> Trials:
    cases, with_value, trials = views["case_id"].nunique(), 0, []
    for day in days:
        asked = views[views["as_of"] == day]
        said = _asked(one, here, asked, folder)
        failed = said[0].loc[said[0]["status"] == ERROR, "reason"]
        if len(failed):
            return Trials(one, days, cases, with_value, (), str(failed.iloc[0]))
        with_value += int((said[0]["status"] == OK).sum())
        for kind, part, other in _others(one, here, asked, _first_told(asked, said[0]), day, room / day):
            trials.append(_compared(kind, part, said, _asked(one, other, part, folder)))
    return Trials(one, days, cases, with_value, tuple(_together(trials)))


def _first_told(views: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """One view that has a value, if any has: of one without, other cases may make no difference."""
    told = views["view_id"].isin(rows.loc[rows["status"] == OK, "view_id"])
    return (views[told] if told.any() else views).head(1)


def _others(
    one: Indicator, here: Record, views: pd.DataFrame, first: pd.DataFrame, day: str, room: Path
) -> Iterator[tuple[str, pd.DataFrame, Record]]:
    of_a_case = one.reach == "case"
    yield AGAIN, views, here
    for kind in (*FUTURES, SHUFFLED, *([UNRELATED] if of_a_case else [])):
        yield kind, views, other_record(here, room / kind, kind, day)
    if of_a_case:
        yield ALONE, first, here


def _asked(
    one: Indicator, record: Record, views: pd.DataFrame, folder: str | Path | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    rows = measure(record, views, [one.name], folder=folder)
    return rows, evidence(record, views, [one.name], folder=folder) if one.evidence_sql else None


def _compared(
    kind: str,
    views: pd.DataFrame,
    before: tuple[pd.DataFrame, pd.DataFrame | None],
    after: tuple[pd.DataFrame, pd.DataFrame | None],
) -> Trial:
    days = dict(zip(views["view_id"], views["as_of"], strict=True))
    old, new = (_by_view(rows, days) for rows in (before[0], after[0]))
    rests = [_rests(found, days) for found in (before[1], after[1])]
    moved = [v for v in days if old[v] != new[v] or rests[0].get(v) != rests[1].get(v)]
    return Trial(kind, len(days), len(moved), _example(days[moved[0]], old[moved[0]], new[moved[0]]) if moved else "")


def _by_view(rows: pd.DataFrame, days: dict[str, str]) -> dict[str, tuple[str, ...]]:
    told = rows[rows["view_id"].isin(list(days))]
    return dict(zip(told["view_id"], told[list(_TOLD)].astype("str").itertuples(index=False, name=None), strict=True))


def _rests(found: pd.DataFrame | None, days: dict[str, str]) -> dict[str, list]:
    if found is None:
        return {}
    told = found[found["view_id"].isin(list(days))]
    return {str(v): sorted(zip(part["statement_id"], part["role"], strict=True)) for v, part in told.groupby("view_id")}


def _example(day: str, old: tuple[str, ...], new: tuple[str, ...]) -> str:
    for what, before, after in zip(_TOLD, old, new, strict=True):
        if before != after and what != "reason":
            return f"the first on {day}: {what} {before} became {after}"
    return f"the first on {day}: the {'reason differs' if old != new else 'statements that it rests on differ'}"


def _together(trials: list[Trial]) -> Iterator[Trial]:
    """One trial a kind, over all days."""
    for kind in dict.fromkeys(t.kind for t in trials):
        alike = [t for t in trials if t.kind == kind]
        example = next((t.example for t in alike if t.example), "")
        yield Trial(kind, sum(t.answers for t in alike), sum(t.moved for t in alike), example)


def _looked_at(record: Record, one: Indicator) -> Record:
    """The record with those tables only that the indicator can look at, itself or through what is derived from them."""
    derived = words_of("\n".join(derived_tables(words_of(one.queries)).values()))
    named = {*one.tables, *one.also, *derived, *_ALWAYS}
    return replace(record, files={name: file for name, file in record.files.items() if name in named})


def _cases(record: Record) -> list[str]:
    with record.connect() as con:
        found = con.execute('SELECT DISTINCT case_id FROM "case" ORDER BY md5(case_id) LIMIT ?', [_CASES]).fetchall()
    if not found:
        raise CaseReviewError("The record holds no case to test with", todo="Name another with --record.")
    return sorted(case for (case,) in found)


def _days(record: Record, one: Indicator) -> tuple[str, ...]:
    """Days of the past by which half, and most, of what the indicator looks at was recorded."""
    tables = [t for t in one.tables if t in STATEMENT_TABLES] or ["case"]
    union = " UNION ALL ".join(f'SELECT recorded_at FROM "{t}"' for t in tables)
    with record.connect() as con:
        found = [
            con.execute(f"SELECT CAST(quantile_disc(recorded_at, {share}) AS DATE) FROM ({union})").fetchone() for share in _SHARES
        ]
    days = tuple(dict.fromkeys(str(row[0]) for row in found if row and row[0]))
    if not days:
        raise CaseReviewError(
            f"The record holds nothing of {', '.join(one.tables)} to test with", todo="Name another with --record."
        )
    return days


def _views(cases: list[str], days: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    rows = [(f"{case} {day}", case, day) for case in cases for day in days]
    return pd.DataFrame(rows, columns=["view_id", "case_id", "as_of"])
