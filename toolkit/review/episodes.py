"""The stretch before each decision as an episode: how long it was, what came onto the record, and who held what at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.review import held, learning
from toolkit.review.case import last_instant
from toolkit.review.wording import day_only, days_in_words, shorter

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

_HELD = {
    "K2": "on our record and not surfaced",
    "K3": "held by another agency",
    "K4a": "seen by ours, written later",
    "K4b": "known to no professional",
}


def episodes(case: ReviewedCase) -> pd.DataFrame:
    """Return a row for each decision with the stretch that led to it.

    Columns: `decision`, `about`, `since` (the decision before, or the first entry: a day in words), `days` (whole days, empty where
    there is no start), `came_in` (what first stood on the record in it, counted by kind, in words), and `not_had`: in words, how
    many things were so at its end and not before the decider, by who had them. Which of them are key is for the reviewers to say.
    """
    import pandas as pd

    counts = learning.who_held(case).set_index("name")
    first = case.first_stood
    things = zip(first["table"], first["entity_id"], strict=True)
    first = first[pd.Series([thing not in case.closed for thing in things], index=first.index, dtype="bool")]
    rows, start = [], first["recorded_at"].min()
    for n, view in enumerate(case.views.to_dict("records")):
        end = pd.Timestamp(last_instant(view["as_of"]))
        fresh = first[(first["recorded_at"] <= end) & ((first["recorded_at"] > start) | (n == 0))]
        rows.append(
            {
                "decision": view["name"],
                "about": view["label"],
                "since": day_only(start),
                "days": None if pd.isna(start) else max((end.normalize() - start.normalize()).days, 0),
                "came_in": _kinds(fresh),
                "not_had": _not_had(counts.loc[view["name"]]),
            }
        )
        start = end
    return pd.DataFrame(rows).astype({"days": "Int64"})


def _not_had(counts: pd.Series) -> str:
    """What was so and not before the decider; where no ledger was kept, that this cannot be told."""
    import pandas as pd

    if counts[list(_HELD)].isna().all():
        return "not recorded"
    said = [f"{words} {counts[k]:.0f}" for k, words in _HELD.items() if not pd.isna(counts[k]) and counts[k] > 0]
    return "; ".join(said) or "none on record"


def _kinds(rows: pd.DataFrame) -> str:
    counts = rows["table"].value_counts().sort_index()
    return ", ".join(f"{table.replace('_', ' ')} {n}" for table, n in counts.items()) or "nothing"


def by_holder(case: ReviewedCase) -> pd.DataFrame:
    """Return, for each thing of which the ledger says who had it, since when each holder had it: the record's clock, and theirs.

    Columns: `occurred_on`, `words`, `others` (who outside our agency had it, and since when), `recorded_at` (on our record since),
    `at` (the decisions whose decider had it by then, as the ledger shows or the decider saw it), all as texts. It is as the record
    knew it at the last decision; nothing that happened after that is in it.
    """
    import pandas as pd

    last = case.at_last(case.details)
    told = last[last["holders"].notna() & ~last["class"].isin(["K5", "planned"])]
    names = dict(zip(case.views["view_id"], case.views["name"], strict=True))
    had = case.details[case.details["class"] == "K1"].assign(name=lambda rows: rows["view_id"].map(names))
    order = {name: n for n, name in enumerate(case.views["name"])}
    at = {
        thing: ", ".join(sorted(rows, key=order.__getitem__))
        for thing, rows in had.groupby(["table", "entity_id"])["name"].unique().items()
    }
    rows = [
        {
            "occurred_on": row["occurred_on"],
            "words": shorter(row["words"]),
            "others": "; ".join(days_in_words(one) for one in str(row["holders"]).split("; ") if not one.startswith(held.OURS)),
            "recorded_at": str(row["recorded_at"])[:10],
            "at": at.get((row["table"], row["entity_id"]), ""),
        }
        for row in told.sort_values(["occurred_on", "entity_id"]).to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["occurred_on", "words", "others", "recorded_at", "at"])
