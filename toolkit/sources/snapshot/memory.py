"""What a series has said so far: needed to read a later extract, and never changed by one that comes after."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.sources.snapshot.say import PART
from toolkit.sources.snapshot.scope import Window

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd


@dataclass
class Memory:
    """What the extracts up to now have said, by case and kind of statement."""

    first_days: dict[str, pd.Timestamp] = field(default_factory=dict)
    adopted: dict[str, pd.Timestamp] = field(default_factory=dict)
    latest: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    listed: dict[tuple[str, str], pd.Timestamp] = field(default_factory=dict)
    children: dict[str, dict[str, object]] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    entities: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)

    @property
    def is_first(self) -> bool:
        """Whether no extract has been read yet."""
        return not self.windows


def ended_by_next(memory: Memory, kind: str, shown: pd.DataFrame, cut: datetime) -> pd.DataFrame:
    """Return statements of a kind that shows the latest only, with the ones before them, ended where the next began.

    The end is the day on which the next one began: the one before it ended then, or earlier.
    """
    import pandas as pd

    current = shown[(shown["stage"] == 1) & (shown["occurred_on"] <= pd.Timestamp(cut))]
    current = current.sort_values(["case_id", "occurred_on"]).drop_duplicates("case_id", keep="last")
    ended = set(shown.loc[(shown["stage"] == 2) & shown["ahead"].isna(), "entity_id"])
    more: list[dict[str, object]] = []
    for row in current.to_dict("records"):
        before = memory.latest.get((kind, row["case_id"]))
        if before and not before["over"] and before["occurred_on"] < row["occurred_on"]:
            line = {**{k: v for k, v in before.items() if k != "over"}, "file": row["file"], "row": row["row"]}
            more += [line, {**line, "stage": 2, "ended_on": row["occurred_on"], "known_from": row["occurred_on"]}]
        if not before or before["occurred_on"] <= row["occurred_on"]:
            memory.latest[kind, row["case_id"]] = {**row, "over": row["entity_id"] in ended}
    there = set(shown["entity_id"])
    more = [line for line in more if line["entity_id"] not in there]
    return pd.concat([shown, pd.DataFrame(more, columns=list(shown.columns))], ignore_index=True) if more else shown


def latest_days(shown: pd.DataFrame) -> pd.DataFrame:
    """Return the latest day that an extract shows of a kind, by case: the lookup `latest` of the scopes."""
    picked = shown[(shown["stage"] == 1) & shown["occurred_on"].notna()]
    days = picked.groupby(["case_id", PART], as_index=False)["occurred_on"].max()
    return days.rename(columns={"occurred_on": "day"})
