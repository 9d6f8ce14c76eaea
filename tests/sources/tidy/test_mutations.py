import pytest

from tests.sources.tidy.mutate import attempt

SEEDS = [*range(24), 33, 51, 57, 147, 546, 572]  # a sample, and those that once broke


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoilt_extract_ends_in_plain_words_or_with_every_row_accounted_for(tmp_path, seed):
    assert attempt(seed, tmp_path)[1] in ("told", "imported")
