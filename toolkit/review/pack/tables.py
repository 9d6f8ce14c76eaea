"""The data files that packs are made by."""

from __future__ import annotations

import csv
from functools import cache

from toolkit import paths


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a file in `data/review`, in its order.

    >>> rows_of("pack_sections")[0]["heading"]
    'Who is around the child'
    """
    with (paths.data() / "review" / f"{name}.csv").open(newline="", encoding="utf-8") as text:
        return tuple(csv.DictReader(text))
