"""Comparing the returns: the history of each table, and what each return was meant to hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit.record.history import History, history
from toolkit.sources.ssda903.check import Checked
from toolkit.sources.ssda903.dates import parse_dates
from toolkit.sources.ssda903.identity import DAYS, Identities
from toolkit.sources.ssda903.read import RawReturn
from toolkit.sources.ssda903.shapes import Target, key_of
from toolkit.sources.ssda903.tables import NEVER, TABLES, Statements, filling
from toolkit.sources.ssda903.years import Dated
from toolkit.sources.versions import without_rows

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_KEYED_FURTHER = {"involvement", "measure", "decision"}
_FIRST_DAYS = ("episodes", "reviews", "missing", "sw_episodes")


@dataclass
class Return:
    """One return, read and checked; once told apart its rows have cases, and the cases that it lists are known."""

    raw: RawReturn
    dated: Dated
    checked: dict[str, Checked]
    cases: frozenset[str] = frozenset()
    identities: dict[str, list[str]] | None = None

    def has(self, target: Target) -> bool:
        """Whether the return has a file that fills that table; every return lists children."""
        return not target.origin or target.origin in self.checked

    def tell_apart(self, identities: Identities) -> None:
        """Give each row its case, by what this return and those before it say of adoptions."""
        self.checked = identities.read(self.checked, self.dated)
        in_year = {identities.of_year(child, self.dated) for child in self._children()}
        episodes = set(self.checked["episodes"].accepted["case_id"]) if "episodes" in self.checked else set()
        self.cases = frozenset(in_year | {case for case in episodes if case in in_year or case.startswith("ca-")})
        self.identities = {child: identities.names(child) for child in self._children()}

    def let_go(self) -> None:
        """Once what it shows was made of them, only how many rows there are is still asked, and which were set aside."""
        self.raw.tables = {name: without_rows(frame) for name, frame in self.raw.tables.items()}
        self.checked = {name: replace(one, accepted=without_rows(one.accepted)) for name, one in self.checked.items()}

    def earliest_days(self) -> dict[str, pd.Timestamp]:
        """Return for each case the earliest day up to the cut of which the return speaks, or else the last day of its year."""
        import pandas as pd

        listed = pd.DataFrame({"case_id": sorted(self.cases), "day": pd.Timestamp(self.dated.upto)})
        given = {t: self.checked[t].accepted for t in _FIRST_DAYS if t in self.checked}
        days = [rows.rename(columns={DAYS[t]: "day"})[["case_id", "day"]] for t, rows in given.items()]
        known = pd.concat([listed, *days])
        known = known[(known["day"] <= self.dated.cut) & known["case_id"].isin(self.cases)]
        return known.groupby("case_id")["day"].min().to_dict()

    def _children(self) -> frozenset[str]:
        """The children that the return lists: those in its header, or in any table where it has none."""
        frames = [self.raw.tables["header"]] if "header" in self.raw.tables else [self.raw.tables[t] for t in self.checked]
        return frozenset().union(*(set(f["CHILD"]) for f in frames)) - {""}


def compared(table: str, returns: list[Return], said: list[Statements], con: duckdb.DuckDBPyConnection) -> History:
    """Return the history of one table of the record from what each return shows of it, in the order of their cuts."""
    import pandas as pd

    shown = pd.concat([s.shown[table] for s in said if table in s.shown], ignore_index=True)
    if shown.empty:
        return _nothing()
    targets = filling(table)
    has = {f"has_{t.prefix}": [r.has(t) for r in returns] for t in targets}
    extracts = pd.DataFrame(
        {
            "extract": [r.dated.source for r in returns],
            "cut": pd.to_datetime([r.dated.cut for r in returns]),
            "year_start": pd.to_datetime([r.dated.year_start for r in returns]),
            "upto": pd.to_datetime([r.dated.upto for r in returns]),
            **has,
        }
    )
    listed = _pairs("case_id", [(r.dated.source, case) for r in returns for case in sorted(r.cases)])
    unreadable = _pairs("entity_id", [pair for r in returns for t in targets for pair in _unreadable(t, r, shown)])
    scope = _by_origin({t: t.scope for t in targets})
    silence = _by_origin({t: t.silence_confirms for t in targets})
    return history(extracts, shown, scope, unreadable, {"listed_children": listed}, silence, con)


def _nothing() -> History:
    import pandas as pd

    texts = pd.DataFrame(columns=["entity_id", "case_id", "extract", "origin", "outcome"], dtype="str")
    versions = texts[["entity_id", "case_id", "extract", "origin"]].assign(
        recorded_at=pd.Series(dtype="datetime64[us]"), ahead=None
    )
    return History(versions, texts[["extract", "entity_id", "outcome"]].assign(late=pd.Series(dtype="bool")))


def _by_origin(rules: dict[Target, str]) -> str:
    """One rule for a table that several tables of a return fill: each for its own statements, where the return has its file."""
    if set(rules.values()) == {NEVER}:
        return NEVER
    cases = [f"WHEN '{t.origin}' THEN x.has_{t.prefix} AND ({rule})" for t, rule in rules.items()]
    return f"CASE coalesce(s.origin, '') {' '.join(cases)} ELSE false END"


def _pairs(name: str, rows: list[tuple[str, str]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=["extract", name], dtype="str")


def _unreadable(target: Target, r: Return, shown: pd.DataFrame) -> list[tuple[str, str]]:
    """Entities that a row set aside may speak of: the one it names, or all of the child where its day cannot be read."""
    if target.origin not in r.checked:
        return []
    rejected = r.checked[target.origin].rejected
    days = parse_dates(rejected["key_day"].astype("str")).value
    found: list[str] = []
    for child, day in zip(rejected["CHILD"], days, strict=True):
        cases = (r.identities or {}).get(child, [child])
        if target.table in _KEYED_FURTHER or (target.day and day != day):
            found += list(shown.loc[shown["case_id"].isin(cases) & (shown["origin"] == target.origin), "entity_id"])
        else:
            found += [key_of(target, case, *([f"{day:%Y-%m-%d}"] if target.day else [])) for case in cases]
    return [(r.dated.source, e) for e in found]


def coverage(returns: list[Return]) -> pd.DataFrame:
    """Return what each return was meant to hold, and since when that can be claimed: from the day after the cut before it.

    A table that a return fills only in part is not claimed: its statements stand, and what needs all of them says `not recorded`.
    """
    import pandas as pd

    rows = [
        {
            "table_name": table,
            "covered_from": r.dated.year_start,
            "covered_to": r.dated.upto,
            "recorded_at": _claimed_from(returns, i),
            "source": r.dated.source,
        }
        for i, r in enumerate(returns)
        for table in TABLES
        if any(t.covers and r.has(t) for t in filling(table))
    ]
    return pd.DataFrame(rows)


def _claimed_from(returns: list[Return], i: int) -> pd.Timestamp:
    import pandas as pd

    if i == 0:
        return pd.Timestamp(returns[0].dated.year_start)
    return pd.Timestamp(returns[i - 1].dated.taken_on) + pd.Timedelta(days=1)
