"""What an extract tells of one thing, in stages: what was known from its beginning, what only its end or the extract itself told.

`toolkit.record.history` makes versions of stages. What an extract shows without a day of its own is known from the day on
which the extract was taken, unless an earlier extract showed the same; what lies ahead of that day is a plan, and what only
its coming can tell is held back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

CONTROL = ("entity_id", "case_id", "stage", "known_from", "ahead", "file", "row")
Undated = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """Values that became known together: from which day (none: the extract's own), and what holds only once that day has come.

    `clock` names the element in which the system itself kept that day, where it did. `day` is the day that they speak of, where it
    is not the one from which they are known.
    """

    known: date | None
    values: Mapping[str, Any]
    after: Mapping[str, Any] = field(default_factory=dict)
    clock: str = ""
    day: date | None = None

    @property
    def speaks_of(self) -> date | None:
        """The day that a plan would be for."""
        return self.day or self.known


def staged(parts: Sequence[Part], taken_on: date, before: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the stages of one statement, each with all that is known by then.

    Args:
        parts: the first is the beginning of the thing; later ones in any order.
        taken_on: the day on which the extract was taken.
        before: values without a day of their own that an earlier extract showed of the same thing.

    Returns:
        Rows with `stage`, `known_from`, `known_by`, `basis`, `ahead` and the values. A part without any value makes none.

    >>> from datetime import date
    >>> begun, ended = Part(date(2020, 1, 5), {"kind": "x"}), Part(date(2020, 3, 1), {"ended_on": date(2020, 3, 1)}, {"why": "y"})
    >>> [(r["stage"], r["known_from"].date(), r.get("why")) for r in staged([begun, ended], date(2020, 3, 31))]
    [(1, datetime.date(2020, 1, 5), None), (2, datetime.date(2020, 3, 1), 'y')]
    >>> [(r["stage"], r["ahead"], r.get("why")) for r in staged([begun, ended], date(2020, 2, 1))]
    [(1, None, None), (2, datetime.date(2020, 3, 1), None)]
    """
    first, rest = parts[0], [p for p in parts[1:] if _filled(p)]
    if _ahead(first, taken_on):
        days = {k: v for p in rest for k, v in p.values.items() if k == "ended_on"}
        return [_row(1, first, {**first.values, **days}, None, first.speaks_of)]
    said = {**first.values, **first.after, **(before or {})}
    rows = [_row(1, first, said, first.known or taken_on, None)]
    come = sorted((p for p in rest if p.known and not _ahead(p, taken_on)), key=lambda p: p.known or taken_on)
    undated = [p for p in rest if not p.known and not _same(p, said)]
    for part in [*come, *undated]:
        said = {**said, **part.values, **part.after}
        rows.append(_row(len(rows) + 1, part, said, part.known or taken_on, None))
    for part in sorted((p for p in rest if _ahead(p, taken_on)), key=lambda p: p.speaks_of or taken_on):
        said = {**said, **part.values}
        rows.append(_row(len(rows) + 1, part, said, None, part.speaks_of))
    return rows


def _filled(part: Part) -> bool:
    return any(v is not None and v != "" for v in [*part.values.values(), *part.after.values()])


def _ahead(part: Part, taken_on: date) -> bool:
    return part.speaks_of is not None and part.speaks_of > taken_on


def _same(part: Part, said: Mapping[str, Any]) -> bool:
    return all(said.get(k) == v for k, v in part.values.items())


def _row(stage: int, part: Part, said: Mapping[str, Any], known: date | None, ahead: date | None) -> dict[str, Any]:
    moment = datetime.combine(known, time.min) if known else None
    sure = bool(part.clock) and moment is not None
    control = {"stage": stage, "known_from": moment, "known_by": moment if sure else None, "ahead": ahead}
    own = {"clock": part.clock, "no_lag": part.known == part.speaks_of}
    return {**said, **control, **own, "basis": "recorded" if sure else None}


class Teller:
    """Gathers what one extract shows, table by table; `undated` goes from an extract to the next in the order of their cuts."""

    def __init__(self, taken_on: date, undated: Undated) -> None:
        self.taken_on = taken_on
        self.undated = undated
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.counts: Counter[tuple[str, str, str]] = Counter()

    def opens(self, *tables: str) -> None:
        """Say that the extract shows these tables, be it that they are empty."""
        for table in tables:
            self.rows.setdefault(table, [])

    def tell(self, table: str, ids: tuple[str, str], place: tuple[str, int], parts: Sequence[Part]) -> None:
        """Add one statement: its entity and case, the file and row that it stands in, and what is known of it since when."""
        entity, case = ids
        key = (table, entity)
        control = {"entity_id": entity, "case_id": case, "file": place[0], "row": place[1]}
        now = {k: v for p in parts[1:] if p.known is None for k, v in p.values.items() if v is not None}
        before = {k: v for k, v in self.undated.get(key, {}).items() if k in now}
        self.rows.setdefault(table, []).extend({**row, **control} for row in staged(parts, self.taken_on, before))
        self.undated[key] = now
        held = sum(1 for p in parts if _ahead(p, self.taken_on) and any(p.after.values()))
        if held:
            self.count(table, "held back", "what only the day itself can tell, the day still ahead", held)

    def count(self, table: str, count: str, why: str, rows: int = 1) -> None:
        """Count something for the report."""
        self.counts[table, count, why] += rows

    def distrust(self, clock: str) -> None:
        """Take it that a clock tells nothing where it shows the day itself: when that was recorded is not known."""
        for rows in self.rows.values():
            for row in rows:
                if row["clock"] == clock and row["no_lag"]:
                    row["known_by"] = row["basis"] = None

    def frames(self, columns: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
        """Return what was gathered, a frame a table, with all the columns that the source fills."""
        return {t: _frame(rows, [*CONTROL, *columns[t]]) for t, rows in self.rows.items()}

    def counted(self) -> pd.DataFrame:
        """Return the counts as lines of the report: table, count, why, rows."""
        import pandas as pd

        rows = [(*key, n) for key, n in sorted(self.counts.items())]
        return pd.DataFrame(rows, columns=["table", "count", "why", "rows"])


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    sure = ["known_by", "basis"] if any(row["known_by"] for row in rows) else []
    return pd.DataFrame({c: pd.Series([row.get(c) for row in rows], dtype="object") for c in [*columns, *sure]})
