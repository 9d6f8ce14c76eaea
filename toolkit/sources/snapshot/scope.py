"""Which statements an extract ought to show: by the kind of statement, the window of the extract, and what it was shown to hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from toolkit.record.schema import BY_NAME
from toolkit.sources.series import Target
from toolkit.sources.snapshot.layout import Statement

if TYPE_CHECKING:
    import pandas as pd

# `present` has, for each extract, the kinds of statement that its files can show; `parts` says of which kind an entity is;
# `latest` has the latest day that an extract shows of a kind that shows no other.
_STARTED = "s.occurred_on BETWEEN q.since AND q.upto"
_RULES = {
    "started": _STARTED,
    "listed": "true",
    "latest": """EXISTS (FROM latest l WHERE l.extract = x.extract AND l.part = p.part AND l.case_id = s.case_id
        AND l.day < s.occurred_on)""",
}
_OPEN = "s.occurred_on <= q.upto AND (s.ended_on >= q.since OR s.ended_on IS NULL AND q.whole)"


@dataclass(frozen=True)
class Window:
    """What one extract can show of one kind of statement: since when, and whether the series has no gap before it."""

    part: str
    rule: str
    since: date
    upto: date
    whole: bool


def targets(kinds: Sequence[Statement], more: Sequence[Target] = ()) -> list[Target]:
    """Return the tables that these kinds of statement fill, with the scope of an extract for each.

    A kind's rule: `started` (in the window), `open` (in the window at all), `listed` (at any time), `latest` (only where the
    extract shows an earlier day as the latest), `never` (silence says nothing).
    """
    own = {t.table for t in more}
    names = dict.fromkeys(k.table for k in kinds if k.table not in own)
    rules = {n: {k.scope for k in kinds if k.table == n} for n in names}
    return [*(Target(n, scope(n, rules[n]), silence(n, rules[n])) for n in names), *more]


def scope(table: str, used: Collection[str] = ("started", "listed", "latest", "open")) -> str:
    """Return SQL that is true where an extract ought to show a statement of the table, whose kinds go by the rules used."""
    rules = {n: sql for n, sql in {**_RULES, "open": _OPEN}.items() if n in used and (n != "open" or BY_NAME[table].spell)}
    clauses = " OR ".join(f"(q.rule = '{name}' AND {sql})" for name, sql in rules.items()) or "false"
    return f"""EXISTS (FROM parts p JOIN present q ON q.part = p.part
        WHERE p.entity_id = s.entity_id AND q.extract = x.extract AND ({clauses}))"""


def silence(table: str, used: Collection[str] = ("open",)) -> str:
    """Return SQL that is true where an extract would show the statement if the end that it planned had not come."""
    if not BY_NAME[table].spell or "open" not in used:
        return "false"
    return """EXISTS (FROM parts p JOIN present q ON q.part = p.part WHERE p.entity_id = s.entity_id AND q.extract = x.extract
        AND q.rule = 'open' AND s.occurred_on <= q.upto)"""


def windows(kinds: Sequence[Statement], origins: dict[str, date], upto: date, before: dict[str, Window]) -> list[Window]:
    """Return what an extract can show of each kind.

    Args:
        kinds: all kinds of statement of the source.
        origins: the source's tables that the extract has, with the first day of each one's window.
        upto: the day of the extract.
        before: the windows of the extract before it that had the table, by kind.
    """
    return [
        Window(k.name, k.scope, origins[k.origin], upto, _whole(origins[k.origin], before.get(k.name)))
        for k in kinds
        if k.origin in origins
    ]


def _whole(since: date, before: Window | None) -> bool:
    return before is None or (before.whole and before.upto >= since - timedelta(days=1))


def present(found: Sequence[Window]) -> pd.DataFrame:
    """Return windows as the lookup table that the scopes name."""
    import pandas as pd

    rows = [(w.part, w.rule, pd.Timestamp(w.since), pd.Timestamp(w.upto), w.whole) for w in found]
    return pd.DataFrame(rows, columns=["part", "rule", "since", "upto", "whole"])
