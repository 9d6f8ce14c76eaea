"""The learning review up to its last decision: the two clocks, and each decision with what was known, planned and not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.record.identity import numbers_of
from toolkit.record.restricted import in_words
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.review import held
from toolkit.review.accounts import Accounts
from toolkit.review.accounts import summary as in_short
from toolkit.review.cover import LEDGER, with_ledger, without_untold
from toolkit.review.measures import labels_of
from toolkit.review.stood import Things
from toolkit.review.told import cell
from toolkit.review.wording import day_only, day_words, plural, shorter

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

LOOK_BACK_DAYS = 90
NO_ACCOUNTS = Accounts()
_REPORT = "learning_review"
MOST_LINES = 14
_SPELLS = ("status", "legal", "placement", "need")
_EVENTS = ("information", "incident", "visit", "review")
_HEADS = (
    ("Options weighed", "options"),
    ("Chosen", "chosen"),
    ("Reason on record", "reason"),
    ("Said to be uncertain", "uncertainty"),
)
_NOT_RECORDED = "No decision is recorded here. The point is taken from the course of care; who decided is not recorded."
_UNCERTAIN = (
    "For much of this record it is not known when an entry was made, only between which two extracts. Such entries count from "
    "the earliest day on which they can have stood, and the measures give the other bound too."
)
_NOT_WRITTEN = "Nothing was written of options, choice or reason by the last decision, or within a week of this one."


@dataclass(frozen=True)
class DecisionPanel:
    """One decision for the page: a heading, a sentence or two, and lists side by side."""

    title: str
    lead: Sequence[str] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    none: str = "Nothing on record."


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
        f"{plural(int((known['state'] == 'happened').sum()), 'thing')} stood in the record at the last of them. Whether people in "
        "the room knew more, or had not read what was there, a record cannot say.",
        _not_yet_on_record(case, what, len(late)),
        "What came later is closed, at the end. Say what you would have decided, and why, before you open it.",
        *in_short(accounts),
        *_cautions(case),
    ]


def _not_yet_on_record(case: ReviewedCase, what: str, late: int) -> str:
    """A record put together from extracts shows nothing as late: that is no finding, and no nought."""
    if not late and case.first_stood["assumed"].any() and not with_ledger(case.cover, case.views):
        return "What was already so and not yet on our record, and who had it, this record cannot tell: it was made from extracts."
    told = " Each is shown with who had it, where that is known." if late else ""
    return (
        f"Counted over all {what}, {plural(late, 'time')} something was already so but not on our record, as far as the record had "
        f"learnt of it by the last of them.{told}"
    )


def _cautions(case: ReviewedCase) -> list[str]:
    lines = []
    if held_back := in_words(Counter(case.held_back.values())):
        total = plural(len(case.held_back), "entry is", "entries are")
        lines.append(f"{total} held back: {held_back}. What is restricted counts in the measures, and nothing of it is shown.")
    if case.first_stood["assumed"].any():
        lines.append(_UNCERTAIN)
    if case.left_out:
        lines.append(f"Only the last {len(case.views)} are shown, and {case.left_out:,} earlier left out.")
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
    rows = pd.DataFrame({"table": tables, "states": [BY_NAME[t].states for t in tables], "statements": counts})
    return rows.join(spans, on="table")[["table", "states", "since", "to", "statements"]]


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
    elsewhere = shown["entity_id"].map(held.first_elsewhere(case.at_last(case.details)))
    return shown.assign(table=("held by " + elsewhere.astype("str")).where(elsewhere.notna(), shown["table"]))


def decision_marks(case: ReviewedCase) -> pd.DataFrame:
    """Return the decisions as the timeline takes them: `as_of` and `label`; a bare day stands at its end, where its view does."""
    marks = case.views[["as_of", "label"]]
    return marks.assign(as_of=[day if "T" in day else f"{day}T23:59:59" for day in marks["as_of"]])


def panels(case: ReviewedCase) -> list[DecisionPanel]:
    """Return a panel for each decision: what was decided, what was known, planned, and not known then."""
    decided = {row["decision_id"]: row for row in case.decided.to_dict("records")}
    shown, details = dict(list(case.stood.groupby("view_id"))), dict(list(case.details.groupby("view_id")))
    return [
        _panel(
            view, shown.get(view["view_id"], case.stood[:0]), details.get(view["view_id"], case.details[:0]), decided, case.closed
        )
        for view in case.views.to_dict("records")
    ]


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
    cells = {(r["measure"], r["group"]): cell(r) for r in rows.to_dict("records")}
    names = list(case.views["name"])
    table = [{"measure": labels[m]} | {name: cells[m, name] for name in names} for m in rows["measure"].unique()]
    return pd.DataFrame(table, columns=["measure", *names], dtype="str")


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


def _panel(view: dict, shown: pd.DataFrame, details: pd.DataFrame, decided: dict, closed: Things) -> DecisionPanel:
    lists = {
        "Known": _known_lines(view, shown, details),
        "Planned": _lines(shown[shown["state"] == "planned"], "for"),
        "Not known then": _not_known_lines(details),
    }
    if (shown["state"] == "same day").any():
        lists["Same day, order unknown"] = _lines(shown[shown["state"] == "same day"], "")
    if details["corrected_later"].any():
        lists["Believed then, corrected later"] = _corrected_lines(details[details["corrected_later"]])
    title = f"{view['name']}. {day_words(view['as_of'])}: {view['label']}"
    if why := closed.get(("decision", view["decision_id"])):
        return DecisionPanel(title, [f"What was written of it is held back: {why}."], lists)
    return DecisionPanel(title, _lead(view, decided.get(view["decision_id"], {})), lists)


def _lead(view: dict, decided: dict) -> list[str]:
    if not view["decision_id"]:
        return [_NOT_RECORDED]
    said = [f"{head}: {decided[key]}" for head, key in _HEADS if decided.get(key)]
    if said and decided["after_days"] > 0:
        said.append(f"This was written down on {day_words(decided['written_on'])}.")
    return said or [_NOT_WRITTEN]


def _known_lines(view: dict, shown: pd.DataFrame, details: pd.DataFrame) -> list[str]:
    """Spells that were open, and what happened in the weeks before; what is older is counted, not listed."""
    import pandas as pd

    happened = shown[shown["state"] == "happened"]
    since = pd.Timestamp(view["as_of"][:10]) - pd.Timedelta(days=LOOK_BACK_DAYS)
    listed = happened[
        (happened["table"].isin(_SPELLS) & happened["ended_on"].isna())
        | (happened["table"].isin(_EVENTS) & (pd.to_datetime(happened["occurred_on"]) > since))
    ]
    not_seen = listed["entity_id"].isin(details.loc[details["class"] == "K2", "entity_id"])
    lines = _lines(listed[~not_seen], "", held.marks(details)) + _unwritten_lines(details)
    older = len(happened) - len(listed)
    return [*lines, f"and {plural(older, 'older or closed entry', 'older or closed entries')} on record."] if older else lines


def _unwritten_lines(details: pd.DataFrame) -> list[str]:
    """What the decider had though it was not on our record."""
    rows = held.not_written(details)
    return [
        f"{day_only(r['occurred_on'])}: {shorter(r['words'])} [the decider had it; on our record {day_only(r['recorded_at'])}]"
        for r in rows[rows["class"] == "K1"].to_dict("records")
    ]


def _lines(rows: pd.DataFrame, before_day: str, marks: Mapping[str, str] | None = None) -> list[str]:
    rows = rows.sort_values(["occurred_on", "table", "entity_id"], ascending=[False, True, True])
    lines = [
        f"{before_day} {day_only(r['occurred_on'])}: {shorter(r['words'])}{(marks or {}).get(r['entity_id'], '')}".strip()
        for r in rows.to_dict("records")
    ]
    return _cut(lines, "more entry", "more entries")


def _cut(lines: list[str], one: str, many: str = "") -> list[str]:
    more = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], f"and {plural(more, one, many)}."] if more > 0 else lines


def _not_known_lines(details: pd.DataFrame) -> list[str]:
    rows = held.not_known_then(details)
    lines = _cut([held.line(row) for row in rows.to_dict("records")], "more thing")
    untold = len(held.perhaps(details[details["class"] == "K0"]))
    return [*lines, f"Of {plural(untold, 'further thing')} no exact day is on record, so it cannot be told."] if untold else lines


def _corrected_lines(rows: pd.DataFrame) -> list[str]:
    return _cut(
        [f"{shorter(r['words']).rstrip('.')}. Later: {_put_right(r['words_later'])}" for r in rows.to_dict("records")], "more"
    )


def _put_right(words: object) -> str:
    return shorter(words) if isinstance(words, str) and words else "withdrawn"
