"""What tests of several rooms share: small records written by hand, and the returns that are not part of the project."""

from __future__ import annotations

import contextlib
import csv
import logging
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit import paths
from toolkit.report import execute, run_notebook

ROOT = Path(__file__).resolve().parents[1]
Rows = list[dict[str, str]]
# What takes longest begins first, so that at the end no processor waits for another.
FIRST = ("tests/test_docs.py", "tests/hostile/", "tests/notebooks/", "tests/report/", "tests/browser/", "tests/", "")
# These share what takes long to make, so one process runs all of them ...
TOGETHER = ("tests/report/", "tests/synth/", "tests/review/stages/", "tests/review/forms/", "tests/review/instruments/")
# ... and each of these is as good in any process; all others stay with those of their file.
APART = ("tests/test_docs.py", "tests/hostile/test_other_records.py", "tests/notebooks/test_plain_tools.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next(n for n, place in enumerate(FIRST) if item.nodeid.startswith(place)))


def unit(nodeid: str) -> str:
    """Tests of one unit run in one process, one after the other."""
    whole = next((place for place in TOGETHER if nodeid.startswith(place)), "")
    return whole or (nodeid if nodeid.startswith(APART) else nodeid.partition("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.option.dist != "loadscope":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Units(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    return Units(config, log)


@pytest.fixture
def hand_record(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a record of CSV files; ids and record times are filled in where a row leaves them out."""

    def write(**tables: Rows) -> Path:
        folder = tmp_path / "record"
        folder.mkdir(exist_ok=True)
        for name, rows in tables.items():
            _write(folder / f"{name}.csv", [_whole(name, n, row) for n, row in enumerate(rows, 1)])
        return folder

    return write


def _whole(table: str, n: int, row: dict[str, str]) -> dict[str, str]:
    if table == "coverage":
        return {"covered_from": "2000-01-01", "recorded_at": "2000-01-01", **row}
    if table == "ledger":
        return row
    own = f"{table}-{n}"
    return {"statement_id": own, "entity_id": own, "recorded_at": row.get("occurred_on", "2000-01-01"), **row}


def _write(file: Path, rows: Rows) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Return a function that has a folder of a name filled once for all processes of a run; tests read in it and write nothing."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ and os.name != "nt" else own

    def made(name: str, fill: Callable[[Path], object]) -> Path:
        folder, part = shared / f"once-{name}", shared / f"part-{name}"
        with _alone(shared / f"lock-{name}"):
            if not folder.exists():
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                fill(part)
                part.rename(folder)
        return folder

    return made


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    if os.name == "nt":
        yield
        return
    import fcntl

    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def sample_report(once: Callable[..., Path]) -> Callable[..., Path]:
    """Return a function that gives the report of a notebook from the sample record, built by the plain engine.

    What the run logged stands in `log.txt` beside the report's folder.
    """

    def made(name: str, **given: object) -> Path:
        def fill(folder: Path) -> None:
            with _logged(folder.parent / f"{folder.name}.txt"):
                run_notebook(name, folder, paths.sample_record(), given)
            (folder.parent / f"{folder.name}.txt").rename(folder / "log.txt")

        [report] = once(f"{name}-{zlib.crc32(repr(sorted(given.items())).encode()):08x}", fill).glob("*/report.html")
        return report

    return made


@contextlib.contextmanager
def _logged(file: Path) -> Iterator[None]:
    """All that is logged meanwhile, in a file."""
    root, level = logging.getLogger(), logging.getLogger().level
    with contextlib.closing(logging.FileHandler(file, encoding="utf-8")) as handler:
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            yield
        finally:
            root.setLevel(level)
            root.removeHandler(handler)


@pytest.fixture(scope="session")
def warm() -> Iterator[None]:
    """What kernels are forked from is begun once for all tests that ask."""
    with execute.engine_ready("fork"):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of other people's returns; the test is skipped where it is absent."""
    folder = ROOT / "../shared/data"
    if not folder.is_dir():
        pytest.skip("the returns of other people (../shared/data) are not on this machine")
    return folder.resolve()


@pytest.fixture(autouse=True, scope="session")
def _key_of_the_tests(tmp_path_factory) -> Iterator[None]:
    """Give the tests a key of pseudonyms of their own, so that they make none in anybody's settings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        yield
