"""What was so at a decision and not on our record: which things, and who had them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast import class_words
from toolkit.contrast.settings import table
from toolkit.review.wording import day_only, shorter

if TYPE_CHECKING:
    import pandas as pd

_WAS_SO = ("K1 not written", "K3 ledger", "K3 own", "K4a ledger", "K4a own", "K4b", "K0 silent")
_PERHAPS = ("K0 undated", "K0 coarse", "same day")
OURS = ("the decider", "a worker", "a team", "our agency")  # as the ledger's words name holders of our own
NOBODY_SAID = "Not on our record, and who had it is not recorded"
_MARKS = {"K1 ledger": " [the decider had it]", "K1 own": " [the decider's own observation]"}


def not_written(details: pd.DataFrame) -> pd.DataFrame:
    """Return the things that were so at a view and were not on our record: rows of `toolkit.contrast.class_details`."""
    return details[_rules(details).isin(_WAS_SO)]


def perhaps(details: pd.DataFrame) -> pd.DataFrame:
    """Return the things of which it cannot be told whether they were so at a view."""
    return details[_rules(details).isin(_PERHAPS)]


def not_known_then(details: pd.DataFrame) -> pd.DataFrame:
    """Return the things that were not on our record, and that the decider had not as far as is recorded; classes in turn."""
    rows = details[_rules(details).isin(_WAS_SO) & (details["class"] != "K1")]
    order = {k: n for n, k in enumerate(("K3", "K4a", "K4b", "K0"))}
    return rows.assign(order=rows["class"].map(order)).sort_values(["order", "occurred_on", "entity_id"]).drop(columns="order")


def marks(details: pd.DataFrame) -> dict[str, str]:
    """Return, for each thing on our record that the decider had, the words that say how that is known."""
    return {thing: _MARKS[rule] for thing, rule in zip(details["entity_id"], _rules(details), strict=True) if rule in _MARKS}


def first_elsewhere(details: pd.DataFrame) -> dict[str, str]:
    """Return, by thing, who outside our agency had it before anybody of ours, where the ledger says so: a kind of holder."""
    told = details[details["holders"].notna()]
    first = {
        thing: str(who).split("; ")[0].split(" from ")[0] for thing, who in zip(told["entity_id"], told["holders"], strict=True)
    }
    return {thing: who for thing, who in first.items() if not who.startswith(OURS)}


def line(row: dict) -> str:
    """Return one such thing in a sentence: who had it, what it was, its day, and when it came on our record."""
    who = NOBODY_SAID if row["class"] == "K0" else class_words()[row["class"]].capitalize()
    return f"{who}: {said(row)}"


def said(row: dict) -> str:
    """Return what a thing was, its day, and when it came on our record."""
    days = f"{day_only(row['occurred_on'])}; on our record {day_only(row['recorded_at'])}"
    return f"{shorter(row['words'])} ({days})"


def _rules(details: pd.DataFrame) -> pd.Series:
    """The rule by which each thing is in its class: its reason is the rule's, or begins with it."""
    rules = {row["why"]: row["rule"] for row in table("rules")}
    return details["why"].map(lambda why: rules[why.split("; assumed: ")[0]])
