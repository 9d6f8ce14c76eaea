"""Each decision of a learning review as a panel: what was written of it, and what was known, planned and not known then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolkit.record.schema import BY_NAME
from toolkit.review import held
from toolkit.review.pack.pages import CALLED_OFF
from toolkit.review.panel import Panel
from toolkit.review.stood import Things
from toolkit.review.wording import day_only, day_words, days_in_words, options_words, plural, shorter

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

LOOK_BACK_DAYS = 90
MOST_LINES, MOST_KNOWN = 14, 40
KNOWN = f"Known: of the last {LOOK_BACK_DAYS} days, then what began earlier and was open still"
HAD_LATER = "On our record; the decider had it only later"
SAME_DAY = "On the same day, order not recorded"
_LEFT_OUT = ("child", "person", "account")  # who is who; and recollections, which never stand among entries of the time
_HEADS = (
    ("Options weighed", "options"),
    ("Chosen", "chosen"),
    ("Reason on record", "reason"),
    ("Said to be uncertain", "uncertainty"),
)
_NOT_RECORDED = "No decision is recorded here. The point is taken from the course of care; who decided is not recorded."
_NOT_WRITTEN = "Nothing was written of options, choice or reason by the last decision, or within a week of this one."
_FOLLOWED = "What followed it stands further down this page, with the decisions after it, and in the timeline above."


def panels(case: ReviewedCase) -> list[Panel]:
    """Return a panel for each decision: what was decided, what was known, planned, and not known then."""
    decided = {row["decision_id"]: row for row in case.decided.to_dict("records")}
    shown, details = dict(list(case.stood.groupby("view_id"))), dict(list(case.details.groupby("view_id")))
    views = case.views.to_dict("records")
    return [
        Panel(
            f"{view['name']}. {day_words(view['as_of'])}: {view['label']}",
            [*_lead(view, decided.get(view["decision_id"], {}), case.closed), *([_FOLLOWED] if view is not views[-1] else [])],
            _lists(view, shown.get(view["view_id"], case.stood[:0]), details.get(view["view_id"], case.details[:0])),
        )
        for view in views
    ]


def _lists(view: dict, shown: pd.DataFrame, details: pd.DataFrame) -> dict[str, list[str]]:
    shown = shown[~shown["table"].isin(_LEFT_OUT)]
    lists = {
        KNOWN: _known_lines(view, shown[shown["state"] == "happened"], details),
        SAME_DAY: _same_day_lines(shown, details),
        "Planned": _lines(shown[shown["state"] == "planned"], "for"),
        CALLED_OFF: _called_off_lines(shown[shown["state"] == "called off"]),
        HAD_LATER: _cut([held.said(row) for row in _in_turn(details[details["class"] == "K2"])], "more thing"),
        "Not known then": _not_known_lines(details),
        "On our record, without a day": _cut([shorter(w) for w in shown.loc[shown["state"] == "undated", "words"]], "more thing"),
        "Believed then, corrected later": _corrected_lines(details[details["corrected_later"]]),
    }
    always = (KNOWN, "Planned", "Not known then")
    return {heading: lines for heading, lines in lists.items() if lines or heading in always}


def _lead(view: dict, decided: dict, closed: Things) -> list[str]:
    if why := closed.get(("decision", view["decision_id"])):
        return [f"What was written of it is held back: {why}."]
    if not view["decision_id"]:
        return [_NOT_RECORDED]
    told = decided | {"options": options_words(decided.get("options") or "")}
    said = [f"{head}: {told[key]}" for head, key in _HEADS if told.get(key)]
    if said and decided["after_days"] > 0:
        said.append(f"This was written down on {day_words(decided['written_on'])}.")
    return said or [_NOT_WRITTEN]


def _known_lines(view: dict, happened: pd.DataFrame, details: pd.DataFrame) -> list[str]:
    """What happened or ended in the weeks before, of every kind; older spells that were open; what is older is counted."""
    import pandas as pd

    known = happened[~happened["entity_id"].isin(details.loc[details["class"] == "K2", "entity_id"])]
    since = pd.Timestamp(view["as_of"][:10]) - pd.Timedelta(days=LOOK_BACK_DAYS)
    recent = known["ended_on"].fillna(known["occurred_on"]) > since
    still_open = ~recent & known["ended_on"].isna() & known["table"].map(lambda name: BY_NAME[name].spell).astype("bool")
    marks, older = held.marks(details), int((~recent & ~still_open).sum())
    counted = [f"and {plural(older, 'older entry', 'older entries')} on record, ended or of one day."] if older else []
    return [
        *_lines(known[recent], "", marks, MOST_KNOWN),
        *_unwritten_lines(details),
        *_lines(known[still_open], "since", marks, MOST_KNOWN),
        *counted,
    ]


def _called_off_lines(rows: pd.DataFrame) -> list[str]:
    """What was to come and is known not to: the day for which it was planned, if any, and since when that is known."""
    import pandas as pd

    rows = rows.assign(off=rows["ended_on"].fillna(rows["recorded_on"]))
    lines = []
    for row in rows.sort_values(["off", "table", "entity_id"], ascending=[False, True, True]).to_dict("records"):
        when = "" if pd.isna(row["occurred_on"]) else f"for {day_only(row['occurred_on'])}, "
        how = "not taken up, on record" if pd.isna(row["ended_on"]) else "called off"
        lines.append(f"{when}{how} {day_only(row['off'])}: {shorter(row['words'])}")
    return _cut(lines, "more entry", "more entries")


def _unwritten_lines(details: pd.DataFrame) -> list[str]:
    """What the decider had though it was not on our record."""
    rows = held.not_written(details)
    return [
        f"{day_only(r['occurred_on'])}: {shorter(r['words'])} [the decider had it; on our record {day_only(r['recorded_at'])}]"
        for r in rows[rows["class"] == "K1"].to_dict("records")
    ]


def _lines(rows: pd.DataFrame, before_day: str, marks: Mapping[str, str] | None = None, most: int = MOST_LINES) -> list[str]:
    rows = rows.assign(last=rows["ended_on"].fillna(rows["occurred_on"]))
    rows = rows.sort_values(["last", "table", "entity_id"], ascending=[False, True, True])
    lines = [
        f"{before_day} {_days(r)}: {shorter(r['words'])}{(marks or {}).get(r['entity_id'], '')}".strip()
        for r in rows.to_dict("records")
    ]
    return _cut(lines, "more entry", "more entries", most)


def _days(row: dict) -> str:
    """The day of an entry; of a spell that has ended, the day on which it did, and since when it was."""
    began, ended = day_only(row["occurred_on"]), day_only(row["last"])
    return began if began == ended else f"ended {ended}, since {began}"


def _cut(lines: list[str], one: str, many: str = "", most: int = MOST_LINES) -> list[str]:
    more = len(lines) - most
    return [*lines[:most], f"and {plural(more, one, many)}."] if more > 0 else lines


def _in_turn(details: pd.DataFrame) -> list[dict]:
    return details.sort_values(["occurred_on", "entity_id"]).to_dict("records")


def _same_day_lines(shown: pd.DataFrame, details: pd.DataFrame) -> list[str]:
    """What fell on the decision's own day: what was written on it, and what was written later."""
    written = shown[shown["state"] == "same day"]
    later = details[(details["class"] == "same day") & ~details["entity_id"].isin(shown["entity_id"])]
    return _cut(_lines(written, "") + [held.said(row) for row in _in_turn(later)], "more thing")


def _not_known_lines(details: pd.DataFrame) -> list[str]:
    lines = _cut([held.line(row) for row in held.not_known_then(details).to_dict("records")], "more thing")
    untold = len(held.perhaps(details[details["class"] == "K0"]))
    return [*lines, f"Of {plural(untold, 'further thing')} no exact day is on record, so it cannot be told."] if untold else lines


def _corrected_lines(rows: pd.DataFrame) -> list[str]:
    return _cut(
        [f"{shorter(r['words']).rstrip('.')}. Later: {_put_right(r['words_later'])}" for r in rows.to_dict("records")], "more"
    )


def _put_right(words: object) -> str:
    """The later words; the day that stands at their end, where it was another, is ours, and the rest as it was written."""
    if not isinstance(words, str) or not words:
        return "withdrawn"
    said, own, day = words.rpartition(" (from ")
    return shorter(said + own + (days_in_words(day) if own else day))
