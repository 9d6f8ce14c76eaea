"""Who gets which sealed card: two arms of equal size, drawn by seed, and told apart by a letter alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.stats.lots import lot

if TYPE_CHECKING:
    import pandas as pd

LETTERS = ("X", "Y")
ENDING, NO_ENDING = "ending", "no ending"


def letters(seed: int, round_: int = 1) -> dict[str, str]:
    """Return what each letter means in a round; the next round turns it round, so that everybody meets both.

    Args:
        seed: the workshop's seed.
        round_: the number of the decision, from 1.

    >>> letters(1, 1)["X"] != letters(1, 2)["X"]
    True
    """
    turned = (_number(seed, "letters") + round_) % 2
    return {LETTERS[turned]: ENDING, LETTERS[1 - turned]: NO_ENDING}


def seats(people: int, seed: int) -> pd.DataFrame:
    """Return the seat list: `seat` (from 1) and `card` (X or Y), as many of the one as of the other, give or take one.

    Seats are drawn in pairs, so that whoever stays away or comes late hardly upsets the balance.

    Args:
        people: how many seats.
        seed: the same seed gives the same list.

    >>> drawn = seats(7, 3)
    >>> sorted(drawn["card"].value_counts().to_list())
    [3, 4]
    """
    import pandas as pd

    cards = [LETTERS[(_number(seed, f"pair {n // 2}") + n) % 2] for n in range(people)]
    return pd.DataFrame({"seat": range(1, people + 1), "card": pd.array(cards, dtype="str")})


def _number(seed: int, what: str) -> int:
    return int(lot("workshop", seed, what)[:16], 16)
