"""The learning review up to its last decision: in short, the two clocks, the measures, and who held what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.contrast.settings import table
from toolkit.record.identity import numbers_of
from toolkit.record.restricted import in_words
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.review import held
from toolkit.review.accounts import Accounts
from toolkit.review.accounts import summary as in_short
from toolkit.review.cover import LEDGER, with_ledger, without_untold
from toolkit.review.learning_panels import panels
from toolkit.review.measures import labels_of
from toolkit.review.stood import TIMELINE
from toolkit.review.wording import day_words, plural
from toolkit.review.work import in_words as number

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

__all__ = [
    "cover",
    "decision_marks",
    "measure_labels",
    "measures",
    "measures_in_short",
    "panels",
    "summary",
    "timeline",
    "who_held",
]

NO_ACCOUNTS = Accounts()
_REPORT = "learning_review"
_UNCERTAIN = (
    "For much of this record it is not known when an entry was made, only between which two extracts. Such entries count from "
    "the earliest day on which they can have stood, and the measures give the other bound too."
)


def summary(case: ReviewedCase, accounts: Accounts = NO_ACCOUNTS) -> list[str]:
    """Return the plain-language summary of what the page shows above its afterwards part.

    Args:
        case: the case.
        accounts: what people who were there recall, where any of it stands on the page.
    """
    known, late = case.at_last(case.stood), held.not_written(case.details)
    what = "points" if case.derived else "decisions"
    taken = " taken from the course of care (no decision is recorded)" if case.derived else ""
    return [
        f"This page follows one case through {plural(len(case.views), what[:-1])}{taken}, from "
        f"{day_words(case.views['as_of'].iloc[0])} to {day_words(case.last)}. For each it shows what stood in the record on that "
        "day, what was planned, and what was so but not yet on the record.",
        f"{plural(int((known['state'] == 'happened').sum()), 'thing')} stood in the record at the last of them, over all parts of "
        f"it; the timeline shows {len(TIMELINE)} parts, and who held what is counted over {len(table('universe'))}. Whether "
        "people in the room knew more, or had not read what was there, a record cannot say.",
        _not_yet_on_record(case, what, late),
        f"What followed the earlier {what} is in sight: the timeline and the {what} after them show it. Only what came after the "
        "last one is closed, at the end. Say what you would have decided there, and why, before you open it.",
        *in_short(accounts),
        *_cautions(case),
    ]


def _not_yet_on_record(case: ReviewedCase, what: str, late: pd.DataFrame) -> str:
    """A record put together from extracts shows nothing as late: that is no finding, and no nought."""
    if not len(late) and case.first_stood["assumed"].any() and not with_ledger(case.cover, case.views):
        return "What was already so and not yet on our record, and who had it, this record cannot tell: it was made from extracts."
    told = " Each is shown with who had it, where that is known." if len(late) else ""
    things = len(late[["table", "entity_id"]].drop_duplicates())
    each = f" ({plural(things, 'thing')}, each counted at every one of the {what} at which it was so)" if len(late) else ""
    return (
        f"Counted over all {what}, {plural(len(late), 'time')} something was already so but not on our record{each}, as far as the "
        f"record had learnt of it by the last of them.{told}"
    )


def _cautions(case: ReviewedCase) -> list[str]:
    lines = []
    if held_back := in_words(Counter(case.held_back.values())):
        total = plural(len(case.held_back), "entry is", "entries are")
        lines.append(f"{total} held back: {held_back}. What is restricted counts in the measures, and nothing of it is shown.")
    if case.first_stood["assumed"].any():
        lines.append(_UNCERTAIN)
    if case.left_out:
        names = case.views["name"].to_list()
        lines.append(
            f"Only the last {len(names)} are shown, {names[0]} to {names[-1]}, and {case.left_out:,} earlier left out: "
            "their numbers count from the first of the case."
        )
    if case.undated:
        has, them = ("has", "it is") if case.undated == 1 else ("have", "they are")
        lines.append(f"{plural(case.undated, 'decision')} on record {has} no day on which it was made, so {them} not shown.")
    return lines


def cover(case: ReviewedCase) -> pd.DataFrame:
    """Return what the record was known to hold for this case at the last decision: a row a table, absent cover said so.

    Columns: `table`, `states`, `since` and `to` (ISO days of the last unbroken run, empty where there is none), `statements`
    (whole number of things on record, empty where the table is not covered).
    """
    import pandas as pd

    spans = case.at_last(case.cover).set_index("table")[["since", "to"]]
    found = case.at_last(case.stood).groupby("table").size().to_dict() | {LEDGER: _entries(case)}
    tables = (*STATEMENT_TABLES, LEDGER)
    counts = pd.array([found.get(t, 0) if t in spans.index else None for t in tables], dtype="Int64")
    states = [BY_NAME[t].states for t in tables]
    rows = pd.DataFrame({"table": tables, "states": states, "statements": counts}).join(spans, on="table")
    return rows.assign(table=rows["table"].str.replace("_", " "))[["table", "states", "since", "to", "statements"]]


def _entries(case: ReviewedCase) -> int:
    con = case.before.connect()
    try:
        numbers = numbers_of(con, case.case_id)
        entries = "SELECT count(*) FROM ledger WHERE list_contains(?, case_id) AND withdrawn_at IS NULL"
        return con.execute(entries, [numbers]).fetchall()[0][0]
    finally:
        con.close()


def timeline(case: ReviewedCase) -> pd.DataFrame:
    """Return what stood in the record at the last decision, as the two-clock timeline takes it.

    What somebody outside our agency had first, as the ledger shows, stands in a lane of that holder.
    """
    shown = case.stood_at[1].drop(columns="assumed").merge(case.first_stood, on=["table", "entity_id"], how="left")
    # What called a thing off is its last version: the first one only planned it.
    shown = shown.assign(recorded_at=shown["recorded_at"].mask(shown["state"] == "called off", shown["recorded_on"]))
    elsewhere = shown["entity_id"].map(held.first_elsewhere(case.at_last(case.details)))
    return shown.assign(table=("held by " + elsewhere.astype("str")).where(elsewhere.notna(), shown["table"]))


def decision_marks(case: ReviewedCase) -> pd.DataFrame:
    """Return the decisions as the timeline takes them: `as_of`, `label`, `name`; a bare day stands at its end, as its view does."""
    marks = case.views[["as_of", "label", "name"]]
    return marks.assign(as_of=[day if "T" in day else f"{day}T23:59:59" for day in marks["as_of"]])


def measures(case: ReviewedCase) -> pd.DataFrame:
    """Return the result rows of the review's indicators at every decision, named D1, D2, … in `group`."""
    names = dict(zip(case.views["view_id"], case.views["name"], strict=True))
    rows = case.measured.assign(group=case.measured["view_id"].map(names))
    order = rows["group"].str[1:].astype(int)
    return rows.assign(order=order).sort_values(["measure", "order"], ignore_index=True).drop(columns="order")


def measures_in_short(case: ReviewedCase) -> pd.DataFrame:
    """Return the same in short: a row a measure (`measure`, its name for people) and a column a decision, each cell in words."""
    import pandas as pd

    labels, rows = measure_labels(), measures(case)
    cells = {(r["measure"], r["group"]): number(r) for r in rows.to_dict("records")}
    names = list(case.views["name"])
    told = [{"measure": labels[m]} | {name: cells[m, name] for name in names} for m in rows["measure"].unique()]
    return pd.DataFrame(told, columns=["measure", *names], dtype="str")


def measure_labels() -> dict[str, str]:
    """Return the name of each indicator as people read it."""
    return labels_of(_REPORT)


def who_held(case: ReviewedCase) -> pd.DataFrame:
    """Return the ledger's classes at each decision, as far as the record knew them at the last: a row a decision.

    What happened only after a decision is left out here, as it belongs to what came later. Where no ledger was kept on the
    day of a decision, who had a thing is not known: the classes that rest on it are empty, and not nought.
    """
    counts = without_untold(case.classed[0], with_ledger(case.cover, case.views))
    return case.views[["view_id", "name"]].merge(counts, on="view_id").drop(columns=["view_id", "entities", "K5"])
