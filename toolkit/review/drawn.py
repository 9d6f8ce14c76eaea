"""The decisions of a review, drawn and packed: the same for the folder that is made and for the sheet that writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.known import views as moments
from toolkit.review.alike import Alike, look_at
from toolkit.review.choosing import INDEX, ChoosingPlan, choose, draw_index, leaning, with_named
from toolkit.review.named import known_locally
from toolkit.review.pack import Pack, Removal, make_packs
from toolkit.review.pack.since import NotBlind
from toolkit.review.prognosis import caliper
from toolkit.review.rounds import rounds_of, rounds_told
from toolkit.review.settings import Settings
from toolkit.review.wanted import Wanted
from toolkit.review.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.pseudonyms import Key
    from toolkit.record import Record


@dataclass(frozen=True)
class Drawn:
    """The decisions of a review, packed.

    Attributes:
        key: the coordinator's key, as :func:`toolkit.review.choosing.choose` returns it.
        packs, removals: as :func:`toolkit.review.pack.make_packs` returns them.
        alike: the decisions that were looked at.
        seed: of the review.
    """

    key: pd.DataFrame
    packs: Sequence[Pack]
    removals: Sequence[Removal]
    alike: Alike
    seed: int

    @property
    def sets(self) -> list[list[str]]:
        """The decisions of each matched set, by their view."""
        return [part["view_id"].tolist() for _, part in self.key.groupby("matched_set")]

    @property
    def under_review(self) -> set[str]:
        """The decisions under review, by their view."""
        return set(self.key.loc[self.key["role"] == INDEX, "view_id"])

    @property
    def families(self) -> list[list[str]]:
        """Packs of one family, the earlier decision first; of a family with one pack nothing."""
        packs = self.key["pack"].tolist()
        return [[packs[n] for n in places] for places in self.alike.of_one_family(self.key["case_id"].tolist()) if len(places) > 1]

    @property
    def rounds(self) -> dict[str, int]:
        """The round in which each pack is handed out."""
        return rounds_of(self.key["pack"].tolist(), self.families, self.seed)

    def looked_as_likely(self, view_ids: Sequence[str]) -> bool:
        """Whether the outcome looked about as likely for the decisions of a set as for the one under review."""
        index = next(v for v in view_ids if v in self.under_review)
        return all(self.alike.looked[index].apart(self.alike.looked[v]) <= caliper() for v in view_ids)


def draw_review(record: Record, key: Key, how: Wanted, settings: Settings, decisions: pd.DataFrame | None = None) -> Drawn:
    """Return the packs of some decisions and of their comparisons, in an order drawn by seed.

    Args:
        record: the record.
        key: the key of the pseudonyms.
        how: how the review is wanted.
        settings: the agency's.
        decisions: the decisions under review; none: they are drawn.

    Raises:
        NotBlind: decisions without enough others like them, or packs that may not be shown.
        CaseReviewError: a file of cases that cannot be read.
    """
    known = known_locally(how.known_locally, record) if how.known_locally else ()
    plan = ChoosingPlan(how.outcome, settings.horizon_days, local_case=how.local_case, known_locally=known, in_turn=how.in_turn)
    every = moments.decisions(record)
    every = every if decisions is None else with_named(every, decisions)
    if not len(every):
        raise NotBlind("There is nothing to review", ["the record holds no decision with a day"])
    alike = look_at(record, every, how.outcome, settings.horizon_days)
    index = _drawn_index(record, how, how.each(settings), plan, alike) if decisions is None else decisions
    chosen = choose(record, index, how.each(settings), how.seed, plan, alike)
    packs, removals = make_packs(
        record, chosen, key, how.seed, how.holder, settings, within_days=how.within_days, same_day=how.same_day
    )
    return Drawn(chosen, packs, removals, alike, how.seed)


def to_know(drawn: Drawn, outcome: str) -> list[str]:
    """Return what the coordinator must know of what was drawn: what of it can be foreseen, and what is handed out when."""
    lately = [*_foreseen(drawn), *_lately(drawn), *leaning(drawn.key.to_dict("records"), outcome)]
    return [*lately, *rounds_told(drawn.rounds, drawn.families)]


def _foreseen(drawn: Drawn) -> list[str]:
    """Whether it could be looked at how likely the outcome looked; of no decision is it said how likely."""
    if not drawn.alike.scored:
        return [
            "The record holds too few families that went either way to estimate how likely the outcome looked: sets are alike on "
            "what the key names, and who forecasts well may tell more from what was known."
        ]
    near = sum(map(drawn.looked_as_likely, drawn.sets))
    return [
        f"In {near} of {plural(len(drawn.sets), 'matched set')} the outcome looked about as likely for all, from what was known: "
        "there who forecasts well can hardly tell which went badly. That was estimated from other families; of no child is it "
        "shown or kept."
    ]


def _lately(drawn: Drawn) -> list[str]:
    """Whether some under review were made so lately that they can have gone badly and not well."""
    lately = sum(not drawn.alike.looked[v].whole for v in drawn.under_review)
    if not lately:
        return []
    return [
        f"{plural(lately, 'decision')} under review {'was' if lately == 1 else 'were'} made so lately that the time followed is "
        "not over: one that has gone badly already has no comparison as recent, which may tell. Take an earlier one."
    ]


def _drawn_index(record: Record, how: Wanted, comparisons: int, plan: ChoosingPlan, alike: Alike) -> pd.DataFrame:
    """So many decisions of each stratum, one a family over all of them."""
    import pandas as pd

    found: list[pd.DataFrame] = []
    for stratum, number in how.index.items():
        if number:
            cases = [case for some in found for case in some["case_id"]]
            found.append(draw_index(record, number, how.seed, stratum, plan, alike, cases, comparisons))
    return pd.concat(found, ignore_index=True)
