"""The wall: nothing recorded after a view changes a byte of what `known` says at it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.wall.futures import other_future, random_record, random_views, write
from toolkit.known import evidence, explanations, measure, spells, statements, write_evidence, write_results
from toolkit.known.catalogue import SECTIONS, catalogue
from toolkit.known.fold import folded
from toolkit.known.measure import answer
from toolkit.known.prepare import EVERY, prepared
from toolkit.known.sections import gather
from toolkit.known.viewfile import checked_views
from toolkit.record import open_record
from toolkit.record.clocks import KNOWLEDGE


def _bytes(folder: Path, views: pd.DataFrame, knowledge: str) -> bytes:
    """Everything that is said at some views: all indicators, their evidence, changes and waits, in one run over one set of tables."""
    record, wanted = open_record(folder), catalogue()
    with prepared(record, checked_views(views), wanted, knowledge, EVERY) as known:
        answer(known, wanted)
        said = [known.execute(f"FROM ({folded(known)}) ORDER BY of_view, measure_no").df()]
        for section in SECTIONS:
            assert gather(known, wanted, section) == {}
            said.append(known.execute(f"FROM {section} ORDER BY ALL").df())
    return b"".join(frame.to_csv().encode() for frame in [*said, statements(record, views, knowledge=knowledge)])


def _as_it_is_asked(folder: Path, views: pd.DataFrame) -> bytes:
    """What people are handed, by the functions that they call."""
    record = open_record(folder)
    with tempfile.TemporaryDirectory() as out:
        rows = write_results(measure(record, views), Path(out) / "rows.csv").read_bytes()
        rests = write_evidence(evidence(record, views), Path(out) / "rests.csv").read_bytes()
    return rows + rests + b"".join(f(record, views).to_csv().encode() for f in (explanations, spells))


@pytest.mark.parametrize("form", ["parquet", "csv"])
@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1), day=st.integers(100, 800), bare=st.booleans(), knowledge=st.sampled_from(KNOWLEDGE))
def test_another_future_changes_nothing(form: str, seed: int, day: int, bare: bool, knowledge: str) -> None:
    rng = np.random.default_rng(seed)
    as_of = (
        pd.Timestamp("2019-01-01")
        + pd.Timedelta(days=day)
        + (pd.Timedelta(0) if bare else pd.Timedelta(minutes=int(rng.integers(0, 1440))))
    )
    last = as_of + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1) if bare else as_of
    record, views = random_record(rng), random_views(rng, as_of, bare)
    with tempfile.TemporaryDirectory() as tmp:
        one = write(record, Path(tmp) / "one", form)
        two = write(other_future(rng, record, last), Path(tmp) / "two", form)
        assert _bytes(one, views, knowledge) == _bytes(two, views, knowledge)


def test_values_of_no_type_in_the_future_change_nothing(tmp_path) -> None:
    rng = np.random.default_rng(5)
    record, views = random_record(rng), random_views(rng, pd.Timestamp("2020-06-01"), True)
    last = pd.Timestamp("2020-06-01 23:59:59.999999")
    past = {n: f[f["recorded_at"] <= last] for n, f in record.items()}
    spoilt = {
        n: pd.concat(
            [f, f.head(1).astype("object").assign(recorded_at="2031-01-01", occurred_on='not, "a" day\n', entity_id="x" * 10_000)]
        )
        for n, f in past.items()
    }
    one, two = write(past, tmp_path / "one", "csv"), write(spoilt, tmp_path / "two", "csv")
    assert _as_it_is_asked(one, views) == _as_it_is_asked(two, views)


def test_the_past_does_change_the_answer(tmp_path) -> None:
    """The comparison can fail: a statement taken out of the past shows."""
    rng = np.random.default_rng(8)
    record, views = random_record(rng, 30), random_views(rng, pd.Timestamp("2020-12-01"), True)
    one = write(record, tmp_path / "one")
    two = write({**record, "placement": record["placement"].iloc[::2]}, tmp_path / "two")
    assert _bytes(one, views, "earliest") != _bytes(two, views, "earliest")
