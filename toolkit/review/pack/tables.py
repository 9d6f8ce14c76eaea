"""The data files that packs are made by."""

from __future__ import annotations

from toolkit import paths


def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a file in `data/review`, in its order.

    >>> rows_of("pack_sections")[0]["heading"]
    'Who is around the child'
    """
    return paths.rows("review", name)
