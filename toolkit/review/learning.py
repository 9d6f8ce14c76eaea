"""The learning review up to its last decision: the two clocks, and each decision with what was known, planned and not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.contrast import class_details, class_words, classes
from toolkit.known import catalogue, measure, statements
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.review.wording import day_words, plural, shorter

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

LOOK_BACK_DAYS = 90
MOST_LINES = 14
_SPELLS = ("status", "legal", "placement", "need")
_EVENTS = ("information", "incident", "visit", "review")
_NOT_THEN = ("K2", "K3", "K4a", "K4b")
_TIMELINE = ("status", "legal", "placement", "involvement", "need", "goal", "action", "review", "visit", "information", "incident")


@dataclass(frozen=True)
class DecisionPanel:
    """One decision for the page: a heading, a sentence or two, and lists side by side."""

    title: str
    lead: Sequence[str] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    none: str = "Nothing on record."


def summary(case: ReviewedCase) -> list[str]:
    """Return the plain-language summary of what the page shows above its afterwards part."""
    known = statements(case.before, case.views.tail(1))
    what = "points taken from the course of care (no decision is recorded)" if case.derived else "decisions"
    counts = classes(case.before, case.views)
    late = int(counts[["K3", "K4a", "K4b"]].sum().sum()) if counts["status"].eq("ok").any() else 0
    lines = [
        f"This page follows one case through {len(case.views)} {what}, from {day_words(case.views['as_of'].min())} to {day_words(case.last)}. "
        "For each it shows what stood in the record on that day, what was planned, and what was so but not yet on the record.",
        f"{plural(int((known['state'] == 'happened').sum()), 'thing')} stood in the record at the last of them. Whether people in the room knew "
        "more, or had not read what was there, a record cannot say.",
        f"Counted over all {what.split(' ')[0]}, {plural(late, 'time')} something was already so but not on our record. Each is shown with who had it, where that is known.",
        "What came later is closed, at the end. Say what you would have decided, and why, before you open it.",
        "Record only: no file was read, and nobody who was there has been asked.",
    ]
    if timeline(case)["assumed"].any():
        lines.append("For much of this record it is not known when an entry was made, only between which two extracts. Such entries count from the "
                     "earliest day on which they can have stood, and the measures give the other bound too.")
    if case.left_out:
        lines.append(f"Only the last {len(case.views)} are shown, and {case.left_out:,} earlier left out.")
    if case.undated:
        lines.append(f"{plural(case.undated, 'decision')} on record without a date could not be placed and is not shown." if case.undated == 1
                     else f"{case.undated} decisions on record without a date could not be placed and are not shown.")
    return lines


def cover(case: ReviewedCase) -> pd.DataFrame:
    """Return what the record was known to hold for this case at the last decision: a row a table, absent cover said so.

    Columns: `table`, `states`, `since` (ISO day or empty), `statements` (whole number, empty where the table is not covered).
    """
    import pandas as pd

    known = statements(case.before, case.views.tail(1)).groupby("table").size()
    con = case.before.connect()
    try:
        since = dict(con.execute("SELECT table_name, min(covered_from) FROM coverage GROUP BY table_name").fetchall())
    finally:
        con.close()
    rows = [(t, BY_NAME[t].states, f"{since[t]}" if t in since else "", int(known.get(t, 0)) if t in since else None) for t in STATEMENT_TABLES]
    return pd.DataFrame(rows, columns=["table", "states", "since", "statements"]).astype({"statements": "Int64"})


def timeline(case: ReviewedCase) -> pd.DataFrame:
    """Return what stood in the record at the last decision, as the two-clock timeline takes it."""
    shown = statements(case.before, case.views.tail(1).assign(cut=""), _TIMELINE)
    return shown.drop(columns="assumed").merge(_first_stood(case), on=["table", "entity_id"], how="left")


def _first_stood(case: ReviewedCase) -> pd.DataFrame:
    """When each thing first stood in the record as having happened (as planned where it is only that), and whether that time is uncertain."""
    each = " UNION ALL ".join(
        f"""SELECT '{t}' AS "table", entity_id, coalesce(min(recorded_at) FILTER (CAST(recorded_at AS DATE) >= occurred_on), min(recorded_at)) AS recorded_at,
                   arg_min(recorded_by > recorded_at, recorded_at) AS assumed
            FROM "{t}" WHERE case_id = $case GROUP BY entity_id""" for t in _TIMELINE)
    con = case.before.connect()
    try:
        return con.execute(each, {"case": case.case_id}).df()
    finally:
        con.close()


def decision_marks(case: ReviewedCase) -> pd.DataFrame:
    """Return the decisions as the timeline takes them: `as_of` and `label`."""
    return case.views[["as_of", "label"]]


def panels(case: ReviewedCase) -> list[DecisionPanel]:
    """Return a panel for each decision: what was decided, what was known, planned, and not known then."""
    shown = statements(case.before, case.views)
    details = class_details(case.before, case.views)
    decided = _decided(case)
    return [
        _panel(view, shown[shown["view_id"] == view["view_id"]], details[details["view_id"] == view["view_id"]], decided.get(view["decision_id"], {}))
        for view in case.views.to_dict("records")]


def measures(case: ReviewedCase) -> pd.DataFrame:
    """Return the result rows of every indicator at every decision, named D1, D2, … in `group`."""
    names = dict(zip(case.views["view_id"], case.views["name"], strict=True))
    rows = measure(case.before, case.views)
    rows["group"] = rows["view_id"].map(names)
    order = rows["group"].str[1:].astype(int)
    return rows.assign(order=order).sort_values(["measure", "order"], ignore_index=True).drop(columns="order")


def measure_labels() -> dict[str, str]:
    """Return the name of each indicator as people read it."""
    return {i.name: i.label for i in catalogue()}


def who_held(case: ReviewedCase) -> pd.DataFrame:
    """Return the ledger's classes at each decision, as far as the record knew them at the last: a row a decision.

    What happened only after a decision is left out here, as it belongs to what came later.
    """
    counts = classes(case.before, case.views).drop(columns=["K5"])
    return case.views[["view_id", "name"]].merge(counts, on="view_id").drop(columns=["view_id", "entities"])


def _decided(case: ReviewedCase) -> dict[str, dict]:
    con = case.record.connect()
    try:
        rows = con.execute("""
            SELECT entity_id, options, chosen, reason, uncertainty, occurred_on, CAST(recorded_at AS DATE) AS written_on FROM decision
            WHERE case_id = ? QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY recorded_at, statement_id) = 1""", [case.case_id]).df()
    finally:
        con.close()
    return {row["entity_id"]: row for row in rows.to_dict("records")}


def _panel(view: dict, shown: pd.DataFrame, details: pd.DataFrame, decided: dict) -> DecisionPanel:
    lists = {
        "Known": _known_lines(view, shown, details),
        "Planned": _lines(shown[shown["state"] == "planned"], "for"),
        "Not known then": _not_known_lines(details),
    }
    if (shown["state"] == "same day").any():
        lists["Same day, order unknown"] = _lines(shown[shown["state"] == "same day"], "")
    if details["corrected_later"].any():
        lists["Believed then, corrected later"] = _corrected_lines(details[details["corrected_later"]])
    return DecisionPanel(f"{view['name']}. {day_words(view['as_of'])}: {view['label']}", _lead(decided), lists)


def _lead(decided: dict) -> list[str]:
    if not decided:
        return ["No decision is recorded here. The point is taken from the course of care; who decided is not recorded."]
    said = [f"{head}: {decided[key]}" for head, key in (
        ("Options weighed", "options"), ("Chosen", "chosen"), ("Reason on record", "reason"), ("Said to be uncertain", "uncertainty"))
        if isinstance(decided[key], str) and decided[key]]
    if decided["written_on"] == decided["written_on"] and decided["occurred_on"] == decided["occurred_on"] and decided["written_on"] > decided["occurred_on"]:
        said.append(f"This was written down on {day_words(str(decided['written_on'])[:10])}.")
    return said or ["Nothing is recorded of options, choice or reason."]


def _known_lines(view: dict, shown: pd.DataFrame, details: pd.DataFrame) -> list[str]:
    """Spells that were open, and what happened in the weeks before; what is older is counted, not listed."""
    import pandas as pd

    happened = shown[shown["state"] == "happened"]
    since = pd.Timestamp(view["as_of"][:10]) - pd.Timedelta(days=LOOK_BACK_DAYS)
    listed = happened[(happened["table"].isin(_SPELLS) & happened["ended_on"].isna())
                      | (happened["table"].isin(_EVENTS) & (pd.to_datetime(happened["occurred_on"]) > since))]
    had = details.set_index("entity_id")["class"]
    not_seen = listed["entity_id"].isin(had.index[had == "K2"])
    lines = _lines(listed[~not_seen], "", {e: " [the decider had it]" for e in had.index[had == "K1"]})
    older = len(happened) - len(listed)
    return [*lines, f"and {plural(older, 'older or closed entry', 'older or closed entries')} on record."] if older else lines


def _lines(rows: pd.DataFrame, before_day: str, marks: Mapping[str, str] | None = None) -> list[str]:
    rows = rows.sort_values(["occurred_on", "table", "entity_id"], ascending=[False, True, True])
    lines = [
        f"{before_day} {day_words(str(r['occurred_on'])[:10])}: {shorter(r['words'])}{(marks or {}).get(r['entity_id'], '')}".strip()
        for r in rows.head(MOST_LINES).to_dict("records")]
    more = len(rows) - MOST_LINES
    return [*lines, f"and {plural(more, 'more entry', 'more entries')}."] if more > 0 else lines


def _not_known_lines(details: pd.DataFrame) -> list[str]:
    rows = details[details["class"].isin(_NOT_THEN)].sort_values(["class", "occurred_on", "entity_id"])
    words = class_words()
    lines = [
        f"{words[r['class']].capitalize()}: {shorter(r['words'])} ({day_words(str(r['occurred_on'])[:10])}; on our record {day_words(str(r['recorded_at'])[:10])})"
        for r in rows.head(MOST_LINES).to_dict("records")]
    untold = int((details["class"] == "K0").sum())
    return [*lines, f"For {plural(untold, 'further thing')} it cannot be told who had it."] if untold else lines


def _corrected_lines(rows: pd.DataFrame) -> list[str]:
    return [f"{shorter(r['words']).rstrip('.')}. Later: {shorter(r['words_later']) if isinstance(r['words_later'], str) and r['words_later'] else 'withdrawn'}"
            for r in rows.head(MOST_LINES).to_dict("records")]
