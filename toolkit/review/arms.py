"""Who rates which pack again after the ending, and who without it: drawn by seed before anybody has rated anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.stats.lots import lot

REVEAL, AGAIN = "reveal", "again"


def draw_arms(packs: Sequence[str], raters: Sequence[str], share: float, seed: int) -> list[dict[str, str]]:
    """Return for every pack and rater whether the ending is shown before the pack is rated again.

    Within each pack the given share of raters rates it again without the ending, and at least one either way where there are two
    raters and the share is neither 0 nor 1. Each rater has as nearly as can be the same number of either.

    Args:
        packs: the packs.
        raters: the raters.
        share: the share without the ending, from 0 to 1.
        seed: the same seed gives the same arms.

    Returns:
        Rows `pack, rater, stage` with `reveal` or `again`, by pack and rater.

    >>> [row["stage"] for row in draw_arms(["P01", "P02"], ["R1", "R2"], 0.5, 3)]
    ['reveal', 'again', 'again', 'reveal']
    """
    number = round(share * len(raters))
    if len(raters) > 1 and 0 < share < 1:
        number = min(max(number, 1), len(raters) - 1)
    so_far: Counter[str] = Counter()
    without: set[tuple[str, str]] = set()
    for pack in sorted(packs, key=lambda p: lot("arms", seed, p)):
        chosen = sorted(raters, key=lambda r: (so_far[r], lot("arms", seed, pack, r)))[:number]
        so_far.update(chosen)
        without |= {(pack, r) for r in chosen}
    return [{"pack": p, "rater": r, "stage": AGAIN if (p, r) in without else REVEAL} for p in packs for r in raters]
