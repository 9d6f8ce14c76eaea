"""What later readings of the headers alone expected: where the queries gave something else they were mended, and where they agreed."""

from __future__ import annotations

import pytest

from tests.known.audited import cases, said

CASES = cases()


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, dict[str, str]]:
    """What the indicators say of all cases, in one record and one run."""
    return said(tmp_path_factory.mktemp("audited"), CASES)


@pytest.mark.parametrize("title", CASES)
def test_what_the_header_says_is_what_is_counted(found, title: str) -> None:
    assert found[title] == CASES[title].expected
