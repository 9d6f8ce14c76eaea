"""What a pack may say: the statements that stood before a decision, without what is restricted, its own, or changed afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit.known.statements import standing
from toolkit.review.pack.cuts import cut
from toolkit.review.pack.names import words_in
from toolkit.review.pack.tables import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

Row = dict[str, Any]
Left = list[tuple[str, str, str]]
SAME_DAY = "of the decision's own day; which came first is not recorded"
RECOLLECTION = "an account given afterwards; it is no record of the time"
OWN = "the decision itself, or what followed from it"
CHANGED = "its text may have been changed after the decision: the record does not show since when it reads so"
_UNSURE = ("migrated", "reconstructed")
_ALWAYS_OUT = {"account": RECOLLECTION}


@dataclass
class Before:
    """What stood before one decision: `rows` that may be shown, those of the same day apart, and what was left out and why
    (table, entity, reason).
    """

    rows: list[Row] = field(default_factory=list)
    same_day: list[Row] = field(default_factory=list)
    left: Left = field(default_factory=list)


def before(record: Record, views: pd.DataFrame) -> dict[str, Before]:
    """Return what stood before each decision, by `view_id`.

    What a decision links to is not taken from words written of it that day: what stood before it stays, whatever it did to it.

    Args:
        record: the record as it stood at the end of the decisions' day.
        views: as :func:`toolkit.known.viewfile.checked_views` returns them.
    """
    found = {view_id: Before() for view_id in views["view_id"]}
    rows, closed = standing(record, views.assign(decision_id=""))
    for (view_id, table, entity), why in sorted(closed.items()):
        found[view_id].left.append((table, entity, f"restricted: {why}"))
    by_view: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_view[row["view_id"]].append(row)
    for view in views.to_dict("records"):
        _sort_out(found[view["view_id"]], by_view[view["view_id"]], view)
    return found


def zero_of(as_of: str) -> date:
    """Return the day of a view.

    >>> zero_of("2024-05-01T10:30:00")
    datetime.date(2024, 5, 1)
    """
    return date.fromisoformat(as_of[:10])


def last_day(as_of: str) -> date:
    """Return the last day that a pack may speak of as past: the day before where the decision has no time.

    >>> last_day("2024-05-01"), last_day("2024-05-01T10:30:00")
    (datetime.date(2024, 4, 30), datetime.date(2024, 5, 1))
    """
    zero = zero_of(as_of)
    return zero - timedelta(days=1) if len(as_of) == len("2024-05-01") and zero > date.min else zero


def shown(row: Row, last: date, change: Callable[[str, date], str], left: Left) -> Row:
    """Return a row as a pack may show it: text that was changed afterwards left out, later events cut, then changed.

    Args:
        row: the row.
        last: the last day that may be spoken of as past.
        change: what is done to each text that stays; it is handed the day on which the text was written.
        left: takes what was left out.
    """
    written = day_of(row["recorded_on"]) or last
    unsure = row["assumed"] or row["basis"] in _UNSURE
    said = row | {"team": None}  # a team's name says where this was
    for column, prose in text_columns().get(row["table"], {}).items():
        if not isinstance(text := row.get(column), str) or not text:
            continue
        if unsure and prose:
            said[column] = None
            left.append((row["table"], row["entity_id"], CHANGED))
            continue
        kept, why = cut(text, written, last)
        left += [(row["table"], row["entity_id"], f"cut from its text: {reason}") for reason in why]
        said[column] = change(kept, written) or None
    return said


def words_of(rows: list[Row]) -> set[str]:
    """Return the words, in small letters, of all that some rows may bring onto a page."""
    columns = {c for named in text_columns().values() for c in named} | {"informant", "team"}
    return {word for row in rows for c in columns if isinstance(text := row.get(c), str) for word in words_in(text)}


def day_of(value: Any) -> date | None:
    """Return the day of a value of a row."""
    return value.date() if isinstance(value, datetime) else value


def _sort_out(into: Before, rows: list[Row], view: Row) -> None:
    own = _own(rows, view["decision_id"])
    for row in rows:
        thing = (row["table"], row["entity_id"])
        if why := _ALWAYS_OUT.get(row["table"]):
            into.left.append((*thing, why))
        elif view["decision_id"] and (row["entity_id"] in own or row.get("decision_id") == view["decision_id"]):
            into.left.append((*thing, OWN))
        else:
            (into.same_day if row["state"] == "same day" else into.rows).append(row)
    into.rows.sort(key=_order)
    into.same_day.sort(key=_order)


def _own(rows: list[Row], decision_id: str) -> set[str]:
    """The decision, and what it was said to make: of what stood before it only what was said of it before."""
    if not decision_id:
        return set()
    said = [r for r in rows if r["entity_id"] == decision_id]
    early = {e for r in said if r["state"] != "same day" for e in (r.get("links") or "").split()}
    that_day = {e for r in said for e in (r.get("links") or "").split()}
    stood = {r["entity_id"] for r in rows if r["state"] != "same day"}
    return {decision_id} | early | (that_day - stood)


def _order(row: Row) -> tuple:
    """By the day, and what lasted by its end: how an enquiry came out is met when it came out."""
    day = day_of(row["ended_on"]) or day_of(row["occurred_on"])
    return (day is None, day or date.min, row["table"], row["entity_id"], row["statement_id"])


@cache
def text_columns() -> dict[str, dict[str, bool]]:
    """Return the columns that hold words, by table, and whether they hold prose: `data/review/pack_text.csv`.

    >>> text_columns()["need"]
    {'kind': False, 'note': True}
    """
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in rows_of("pack_text"):
        found[row["table"]][row["column"]] = row["prose"] == "yes"
    return dict(found)
