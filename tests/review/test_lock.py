"""The lock: any byte that is changed is found, whatever it is and wherever it stands."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import CaseReviewError
from toolkit.review.lock import FILE, canonical, entries, lock, verify

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2024, 5, 1, 10, 30)


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> tuple[Path, bytes]:
    folder = tmp_path_factory.mktemp("chain")
    for n, grade in enumerate(["good", "cannot judge", "café \u202e 2\u2028"]):
        lock(folder, {"rater": f"R{n}", "grade": grade, "chance": 0.1 * n, "left": None}, now=NOW)
    lock(folder, {"to": 2, "words": "more"}, "addendum", now=NOW)
    return folder, (folder / FILE).read_bytes()


def test_a_whole_chain_holds_and_says_what_was_locked(chain) -> None:
    folder, _ = chain
    assert verify(folder) == [] and verify(folder, entries(folder)[-1].hash) == []
    assert [(e.number, e.kind) for e in entries(folder)] == [(1, "rating"), (2, "rating"), (3, "rating"), (4, "addendum")]
    assert entries(folder)[2].content["grade"] == "café \u202e 2\u2028"


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_single_byte_changed_is_found(chain, data, tmp_path_factory) -> None:
    _, whole = chain
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytes([*whole[:at], data.draw(st.integers(0, 255).filter(lambda b: b != whole[at])), *whole[at + 1 :]])
    assert problems(changed, tmp_path_factory)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_byte_put_in_or_left_out_is_found(chain, data, tmp_path_factory) -> None:
    _, whole = chain
    at = data.draw(st.integers(0, len(whole) - 1))
    assert problems(whole[:at] + whole[at + 1 :], tmp_path_factory)
    assert problems(whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at:], tmp_path_factory)


def problems(changed: bytes, tmp_path_factory) -> list[str]:
    folder = tmp_path_factory.mktemp("changed")
    (folder / FILE).write_bytes(changed)
    return verify(folder)


def test_entries_moved_left_out_or_forged_are_found(chain, tmp_path_factory) -> None:
    _, whole = chain
    lines = whole.splitlines(keepends=True)
    for other in ([lines[1], lines[0]], lines[1:], [lines[0], lines[2]], [lines[0], lines[0]]):
        assert "does not follow" in problems(b"".join(other), tmp_path_factory)[0]
    forged = json.loads(lines[1]) | {"content": {"grade": "bad"}}
    assert "not as it was locked" in problems(lines[0] + canonical(forged) + b"\n", tmp_path_factory)[0]


def test_a_cut_off_end_shows_against_the_hash_that_was_noted(chain, tmp_path_factory) -> None:
    folder, whole = chain
    noted = entries(folder)[-1].hash
    cut = tmp_path_factory.mktemp("cut")
    (cut / FILE).write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    assert verify(cut) == []
    assert "no entry has the hash" in verify(cut, noted)[0]


def test_nothing_is_added_to_a_chain_that_does_not_hold(chain, tmp_path) -> None:
    _, whole = chain
    (tmp_path / FILE).write_bytes(whole[:-5])
    with pytest.raises(CaseReviewError, match="does not hold"):
        lock(tmp_path, {"grade": "good"})
    assert (tmp_path / FILE).read_bytes() == whole[:-5]
    with pytest.raises(CaseReviewError, match="has been changed"):
        entries(tmp_path)


@pytest.mark.parametrize(
    "content, kind, words",
    [({"to": 7}, "addendum", "no such entry"), ({}, "addendum", "no such entry"), ({}, "edit", "no kind"), ({"x": float("nan")}, "rating", "locked"),
     ({"x": {1, 2}}, "rating", "locked"), ({"x": "\ud800"}, "rating", "locked")],
)  # fmt: skip
def test_what_cannot_be_locked_is_told_and_nothing_is_written(tmp_path, content, kind, words) -> None:
    with pytest.raises(CaseReviewError, match=words):
        lock(tmp_path, content, kind)
    assert not (tmp_path / FILE).exists()


def test_raters_who_lock_at_once_stand_one_after_the_other(tmp_path) -> None:
    script = "import sys\nfrom toolkit.review.lock import lock\nfor n in range(20): lock(sys.argv[1], {'n': n})\n"
    runs = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT) for _ in range(3)]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert len(entries(tmp_path)) == 60


def test_no_chain_is_told(tmp_path) -> None:
    with pytest.raises(CaseReviewError, match="There is no"):
        verify(tmp_path)
