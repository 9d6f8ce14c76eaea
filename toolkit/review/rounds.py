"""Rounds: no rater has two packs of one family in hand at a time, as the later tells what came after the earlier.

A pack that is of a family of the round so far begins the next round, with all that are numbered after it. So nobody can tell from
the round which of its packs had to wait: only decisions under review can be of one family.
"""

from __future__ import annotations

from collections.abc import Sequence


def rounds_of(packs: Sequence[str], families: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the round in which each pack is handed out, from 1.

    Args:
        packs: the packs by number; those of one family in their order of time.
        families: packs of one family, together.

    >>> rounds_of(["P01", "P02", "P03", "P04"], [["P01", "P03"]])
    {'P01': 1, 'P02': 1, 'P03': 2, 'P04': 2}
    """
    family = {pack: n for n, own in enumerate(families) for pack in own}
    rounds: dict[str, int] = {}
    number, here = 1, set()
    for pack in packs:
        if pack in family and family[pack] in here:
            number, here = number + 1, set()
        here.add(family.get(pack))
        rounds[pack] = number
    return rounds


def rounds_told(rounds: dict[str, int], families: Sequence[Sequence[str]]) -> list[str]:
    """Return what a coordinator must know of the rounds; nothing where there is one only.

    >>> rounds_told({"P01": 1, "P02": 1, "P03": 2}, [["P01", "P03"]])[0][:51]
    'Of one family: P01 before P03. So packs are handed '
    >>> rounds_told({"P01": 1, "P02": 1}, [])
    []
    """
    last = max(rounds.values(), default=1)
    if last == 1:
        return []
    pairs = "; ".join(" before ".join(own) for own in families)
    parts = [[pack for pack, n in rounds.items() if n == number] for number in range(1, last + 1)]
    each = ", then ".join(own[0] if len(own) == 1 else f"{own[0]} to {own[-1]}" for own in parts)
    return [
        f"Of one family: {pairs}. So packs are handed out in {last} rounds: {each}. Those of a later round are in no folder that "
        "raters get; a rater who has locked the round before gets them by `casereview review blind FOLDER --rater R1`."
    ]
