"""Drawing an audit sample: seeded, stratified, siblings as one, with weights and replacements, and every case accounted for."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.stats.lots import UNIT, lot
from toolkit.study.frame import OPEN, checked_strata, read_frame

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

DRAWN, REPLACEMENT = "drawn", "replacement"
COLUMNS = ("use", "order", "stratum", "family_no", "case_id", "families_in_stratum", "families_drawn", "weight")


@dataclass(frozen=True)
class Stratum:
    """One stratum: how many families it has, and how many of them are drawn."""

    name: str
    families: int
    drawn: int

    @property
    def weight(self) -> float:
        """How many families of the frame each drawn one stands for: N_h / n_h."""
        return self.families / self.drawn if self.drawn else float("nan")


@dataclass(frozen=True)
class Sample:
    """A drawn sample: one row a child, the strata, and what was left out with reasons."""

    as_of: str
    seed: int
    spells: str
    frame_cases: int
    excluded: dict[str, int]
    strata: tuple[Stratum, ...]
    rows: pd.DataFrame

    @property
    def families(self) -> int:
        """How many families were drawn."""
        return sum(stratum.drawn for stratum in self.strata)

    @property
    def effective(self) -> float:
        """Kish's effective number of families: (sum of weights) squared over the sum of squared weights."""
        drawn = [s for s in self.strata if s.drawn]
        total, squares = sum(s.families for s in drawn), sum(Fraction(s.families**2, s.drawn) for s in drawn)
        return float(total**2 / squares) if squares else 0.0

    def text(self) -> str:
        """Return what was drawn from what, in words; no case is named."""
        drawn = self.rows[self.rows["use"] == DRAWN]
        lines = [
            f"Frame, as the record stood on {self.as_of} (table {self.spells}): open cases {self.frame_cases:,}, "
            f"in families {sum(s.families for s in self.strata):,}.",
            *(f"Left out, {reason}: {n:,}." for reason, n in sorted(self.excluded.items())),
            f"Drawn with seed {self.seed}: families {self.families:,}, with children {len(drawn):,}. Siblings are drawn as one.",
            *(
                f"  {s.name}: {s.drawn:,} of {s.families:,} families, each standing for {s.weight:.2f}"
                if s.drawn
                else f"  {s.name}: none of {s.families:,} families, so the sample says nothing of them"
                for s in self.strata
            ),
            f"Effective number of families (Kish): {self.effective:.1f}. Children of one family are one cluster in every interval.",
            "Replacements stand in their order below the drawn: take the next of the same stratum, and note why.",
        ]
        return "\n".join(lines)


def draw_sample(
    record: str | Path | Record,
    n: int,
    seed: int,
    strata: tuple[str, ...] = (),
    as_of: str | None = None,
) -> Sample:
    """Draw families from the cases open on a day, with the same chance for each family within a stratum.

    Each family gets a random number made from the seed and its own key, and the lowest are drawn: another case in the
    record, or another order of rows, changes no number. Places go to strata by their size (largest remainder), at
    least one to each where there are enough. A family's stratum is that of its eldest child in the frame.

    Args:
        record: the record, or its folder.
        n: how many families to draw; all of them where there are no more.
        seed: the same seed draws the same sample.
        strata: facts known on the day: `status`, `age_band`, `team`, `placement_type`.
        as_of: the day, as ISO text; the last day on which anything was recorded where not given.

    Returns:
        The sample; `rows` has the columns of :data:`COLUMNS`, the drawn first, then the replacements in their order.
        `weight` is N_h / n_h, the families in the stratum over those drawn (Horvitz and Thompson 1952).

    Raises:
        CaseReviewError: a fact or a day that there is not, nobody in the frame, or n below 1.

    >>> from toolkit import paths
    >>> sample = draw_sample(paths.sample_record(), n=10, seed=1)
    >>> sample.families, sample.effective
    (10, 10.0)
    """
    facts = checked_strata(tuple(strata))
    if n < 1:
        raise CaseReviewError("A sample needs at least one family", todo="Give a number from 1.")
    frame = read_frame(record, as_of)
    day, spells = frame.attrs["as_of"], frame.attrs["spells"]
    inside = frame[frame["standing"] == OPEN]
    if inside.empty:
        raise CaseReviewError(f"No case was open on {day}", todo="Name another day with --as-of.")
    families = _families(inside, facts, seed)
    places = allocate(families.groupby("stratum").size().to_dict(), n)
    found = tuple(Stratum(name, size, places[name]) for name, size in sorted(families.groupby("stratum").size().items()))
    excluded = frame.loc[frame["standing"] != OPEN, "standing"].value_counts().to_dict()
    return Sample(day, seed, spells, len(inside), excluded, found, _rows(inside, families, found))


def allocate(sizes: dict[str, int], n: int) -> dict[str, int]:
    """Return how many of n places each stratum gets: by size with the largest remainder, at least one where n allows.

    >>> allocate({"a": 50, "b": 30, "c": 20}, 10)
    {'a': 5, 'b': 3, 'c': 2}
    >>> allocate({"a": 97, "b": 2, "c": 1}, 10)
    {'a': 8, 'b': 1, 'c': 1}
    """
    total = sum(sizes.values())
    wanted = min(n, total)
    least = 1 if wanted >= len(sizes) else 0
    exact = {name: wanted * size / total for name, size in sizes.items()}
    places = {name: max(least, int(share)) for name, share in exact.items()}
    while sum(places.values()) < wanted:
        places[max((k for k in places if places[k] < sizes[k]), key=lambda k: (exact[k] - places[k], k))] += 1
    while sum(places.values()) > wanted:
        places[max((k for k in places if places[k] > least), key=lambda k: (places[k] - exact[k], k))] -= 1
    return places


def write_sample(sample: Sample, to: str | Path) -> Path:
    """Write the sample as CSV, one row a child, whole or not at all; it holds case identifiers, so only its owner may read it.

    Returns:
        The path of the file.
    """
    target = Path(to)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    with open(part, "w", newline="", encoding="utf-8", opener=lambda p, flags: os.open(p, flags, 0o600)) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sample.rows[list(COLUMNS)].astype(str).itertuples(index=False))
    os.replace(part, target)
    return target


def _families(inside: pd.DataFrame, facts: tuple[str, ...], seed: int) -> pd.DataFrame:
    eldest = inside.sort_values(["family", "born_on", "case_id"], na_position="last").drop_duplicates("family")
    names = eldest[list(facts)].agg(" · ".join, axis=1) if facts else "all"
    return eldest.assign(stratum=names, number=[family_number(seed, key) for key in eldest["family"]])[
        ["family", "stratum", "number"]
    ]


def family_number(seed: int, key: str) -> str:
    """Return the random number of a family, as text: the same for the same seed and key, whatever else is on record."""
    return lot(seed, key, between=UNIT)


def _rows(inside: pd.DataFrame, families: pd.DataFrame, strata: tuple[Stratum, ...]) -> pd.DataFrame:
    ranked = families.sort_values(["stratum", "number"]).reset_index(drop=True)
    by_name = {s.name: s for s in strata}
    rank = ranked.groupby("stratum").cumcount() + 1
    places = ranked["stratum"].map(lambda name: by_name[name].drawn)
    ranked["use"] = [DRAWN if r <= p else REPLACEMENT for r, p in zip(rank, places, strict=True)]
    ranked["order"] = rank.where(rank <= places, rank - places)
    ranked["families_in_stratum"] = ranked["stratum"].map(lambda name: by_name[name].families)
    ranked["families_drawn"] = places
    weights = ranked["stratum"].map(lambda name: f"{by_name[name].weight:.6f}")
    ranked["weight"] = weights.where(ranked["use"] == DRAWN, "")
    ranked = ranked.sort_values(["use", "stratum", "order"]).reset_index(drop=True)
    ranked["family_no"] = ranked.index + 1
    merged = inside[["case_id", "family"]].merge(ranked, on="family")
    return merged.sort_values(["family_no", "case_id"])[list(COLUMNS)].reset_index(drop=True)
