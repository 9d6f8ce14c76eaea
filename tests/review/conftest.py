from __future__ import annotations

import itertools

import pytest

from tests.review.hand import record_of


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Return a function that writes a record by hand; see :func:`tests.review.hand.record_of`."""
    folder, numbers = tmp_path_factory.mktemp("records"), itertools.count()

    def make(**given):
        return record_of(folder / f"record{next(numbers)}", **given)

    return make
