"""Numbers as a page writes them."""

from __future__ import annotations

import pytest

from toolkit.report import cells


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.2834, "score", "0.283 score"),
        (0.25, "score", "0.250 score"),
        (-0.003, "coefficient", "0.00 coefficient"),
        (-0.17, "coefficient", "-0.17 coefficient"),
        (-0.0001, "share", "0.0%"),
        (-0.04, "points of 100", "0.0 points of 100"),
        (2.25, "moves", "2.2 moves"),
    ],
)
def test_small_numbers_keep_their_decimals_and_nought_has_no_sign(value, unit, said):
    assert cells._amount(value, unit) == said
