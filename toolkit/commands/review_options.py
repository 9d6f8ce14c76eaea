"""The options by which a review is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Decisions = Annotated[
    Path | None, typer.Option(help="A CSV file with decision_id, or the views of decisions; or else say how many are drawn.")
]
WentBadly = Annotated[int, typer.Option(help="How many decisions to draw that went badly, by the outcome.")]
WentWell = Annotated[int, typer.Option(help="How many to draw that went well.")]
HowMany = Annotated[int, typer.Option(help="How many to draw however they went.")]
HowManyRate = Annotated[int, typer.Option(help="How many people rate, each on their own.")]
Comparisons = Annotated[int | None, typer.Option(help="Comparison decisions for each; as in the settings if left out.")]
Share = Annotated[
    float | None, typer.Option(help="Share of a pack's raters who rate it again without the ending; a half if left out.")
]
Dimensions = Annotated[str, typer.Option(help="What makes other children's records alike, the weightiest first, with commas.")]
Outcome = Annotated[str, typer.Option(help="The outcome in which comparison decisions went otherwise.")]
LocalCase = Annotated[
    str, typer.Option(metavar="REASON", help="Why a case that raters may know (a child died, it was in the news) is used.")
]
KnownLocally = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A CSV file with case_id: cases that raters may know, which are not drawn.")
]
InTurn = Annotated[bool, typer.Option("--in-turn", help="Allow two decisions of one family; the later comes in a later round.")]
Holder = Annotated[str, typer.Option(help="Whose knowledge packs show: agency or decider.")]
WithinDays = Annotated[int, typer.Option(help="So many days after a decision its own words may have been written; 0: that day.")]
SameDay = Annotated[
    bool, typer.Option("--same-day", help="Show on page 2 what was recorded of the decision's own day, order unknown.")
]
Seed = Annotated[int, typer.Option(help="Draws comparisons, the order of packs, and who sees endings.")]
OwnSettings = Annotated[Path | None, typer.Option(help="Your agency's settings (TOML), with its route for urgent concerns.")]
