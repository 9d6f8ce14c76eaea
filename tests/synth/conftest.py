"""Small agencies that several tests read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from toolkit.record.open import open_record
from toolkit.synth import make_agency

SEED = 20250930


@pytest.fixture(scope="session")
def tidy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_agency(tmp_path_factory.mktemp("tidy") / "record", cases=60, seed=SEED)


@pytest.fixture(scope="session")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_agency(tmp_path_factory.mktemp("awkward") / "record", cases=60, seed=SEED, profile="awkward")


@pytest.fixture(scope="session")
def tables(tidy: Path) -> duckdb.DuckDBPyConnection:
    return open_record(tidy).connect(threads=1)


@pytest.fixture(scope="session")
def dirty(awkward: Path) -> duckdb.DuckDBPyConnection:
    return open_record(awkward).connect(threads=1)
