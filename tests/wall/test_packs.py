"""The wall over blind packs: nothing recorded after a decision changes a byte of its pack."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.wall.futures import other_future, random_record, random_views, write
from tests.wall.packs import GIVEN_AWAY, KEY, alike, decisions
from toolkit import paths
from toolkit.record import Record, open_record
from toolkit.report.pack_page import pack_html, pack_paper
from toolkit.review.pack import make_packs

FUTURES = 60
WAYS = [{}, {"holder": "decider"}, {"same_day": True, "days": "dates"}, {"within_days": 7}]


@pytest.fixture(scope="module")
def sample() -> Record:
    return open_record(paths.sample_record())


@pytest.mark.parametrize("n", range(len(WAYS)))
def test_a_pack_is_the_same_under_every_future(n, sample, tmp_path):
    view = decisions(sample, len(WAYS), seed=5).iloc[n]
    assert len(alike(sample, view, FUTURES, n, tmp_path / "record", **WAYS[n])) == 1


def test_the_past_does_change_a_pack(sample, tmp_path):
    """The comparison can fail: what is taken out of the past shows."""
    view = decisions(sample, 1, seed=5).iloc[0]
    assert len(alike(sample, view, 10, 1, tmp_path / "record", past_too=True)) > 5


def test_the_futures_are_there_to_be_seen(sample, tmp_path):
    """The comparison looks at something: a pack of a later day tells of the futures."""
    view = decisions(sample, 1, seed=5).iloc[0]
    alike(sample, view, 5, 1, tmp_path / "record")
    later = pd.DataFrame({"view_id": ["v"], "case_id": [f"k000001~{view['case_id']}"], "as_of": ["2035-01-01"]})
    packs, _ = make_packs(open_record(tmp_path / "record"), later, KEY, since_allowed=True)
    assert GIVEN_AWAY.split(":")[0] in pack_html(packs[0])


@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 2**32 - 1),
    day=st.integers(100, 800),
    bare=st.booleans(),
    how=st.fixed_dictionaries({"holder": st.sampled_from(["agency", "decider"]), "same_day": st.booleans()}),
)
def test_a_pack_of_any_record_is_the_same_under_another_future(seed, day, bare, how):
    rng = np.random.default_rng(seed)
    as_of = pd.Timestamp("2019-01-01") + pd.Timedelta(days=day, minutes=0 if bare else int(rng.integers(0, 1440)))
    last = as_of.normalize() + pd.Timedelta(days=1, microseconds=-1)
    record, views = random_record(rng, 40), random_views(rng, as_of, bare)
    with tempfile.TemporaryDirectory() as tmp:
        said = []
        for name, tables in (("one", record), ("two", other_future(rng, record, last))):
            there = open_record(write(tables, Path(tmp) / name))
            packs, removals = make_packs(there, views, KEY, seed=3, since_allowed=True, **how)
            pages = [page(pack) for pack in packs for page in (pack_html, pack_paper)]
            said.append((pages, [p.to_json() for p in packs], removals))
    assert said[0] == said[1]
