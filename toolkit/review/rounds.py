"""Rounds: no rater has two packs of one family in hand at a time, as the later tells what came after the earlier.

The packs of a family come one a round, in their order of time. All others are spread over the rounds by seed: only decisions under
review can be of one family, so a pack that came later alone would tell that it is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.stats.lots import lot


def rounds_of(packs: Sequence[str], families: Sequence[Sequence[str]], seed: int) -> dict[str, int]:
    """Return the round in which each pack is handed out, from 1; about as many packs are in each.

    Args:
        packs: all packs.
        families: packs of one family, together, the earlier first.
        seed: of the review.

    >>> rounds = rounds_of(["P01", "P02", "P03", "P04"], [["P01", "P03"]], 1)
    >>> rounds["P01"], rounds["P03"], sorted(rounds.values())
    (1, 2, [1, 1, 2, 2])
    """
    rounds = {pack: n for own in families for n, pack in enumerate(own, 1)}
    every = range(1, max(rounds.values(), default=1) + 1)
    for pack in sorted(set(packs) - set(rounds), key=lambda p: lot(seed, "round", p)):
        sizes = Counter(rounds.values())
        rounds[pack] = min(every, key=sizes.__getitem__)
    return {pack: rounds[pack] for pack in packs}


def rounds_told(rounds: Mapping[str, int], families: Sequence[Sequence[str]]) -> list[str]:
    """Return what a coordinator must know of the rounds; nothing where there is one only.

    >>> rounds_told({"P01": 1, "P02": 1, "P03": 2}, [["P01", "P03"]])[0][:86]
    'Of one family: P01 before P03. So packs are handed out in 2 rounds: P01, P02, then P03'
    >>> rounds_told({"P01": 1, "P02": 1}, [])
    []
    """
    last = max(rounds.values(), default=1)
    if last == 1:
        return []
    pairs = "; ".join(" before ".join(own) for own in families)
    parts = (", ".join(pack for pack, n in rounds.items() if n == number) for number in range(1, last + 1))
    return [
        f"Of one family: {pairs}. So packs are handed out in {last} rounds: {', then '.join(parts)}. Those of a later round are in "
        "no folder that raters get; who has locked the round before gets them by casereview review blind FOLDER --rater R1."
    ]
