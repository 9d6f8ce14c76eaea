"""Lots: an order by chance that a seed fixes, and that owes nothing to the order of rows or to what else is drawn."""

from __future__ import annotations

import hashlib

BAR, UNIT = "|", "\x1f"  # what stands between the parts of a lot; draws that were published keep theirs


def lot(*of: object, between: str = BAR) -> str:
    """Return the lot of a thing: whoever sorts things by theirs has them in an order by chance.

    Args:
        of: what the lot is of, its seed among it; each part is taken as text.
        between: what stands between the parts.

    Returns:
        64 letters and figures, the same for the same parts whatever else is drawn: SHA-256 (FIPS 180-4) of the parts.

    >>> sorted("abcd", key=lambda name: lot(1, name)), sorted("abcd", key=lambda name: lot(2, name))
    (['b', 'd', 'c', 'a'], ['d', 'c', 'b', 'a'])
    >>> lot(7, "f1")[:8], lot(7, "f1", between=UNIT)[:8]
    ('3ca72322', '8ca03e67')
    """
    return hashlib.sha256(between.join(map(str, of)).encode()).hexdigest()
