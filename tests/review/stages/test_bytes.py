"""Every byte of a review's chain, one by one; and runs that are killed while they lock."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.review.stages.room import hand_in, saved
from toolkit.review.changes import problems_of
from toolkit.review.folder import open_review
from toolkit.review.lock import FILE, entries, lock_all, verify

ROOT = Path(__file__).resolve().parents[3]


def test_every_byte_of_a_chain_is_watched(tmp_path):
    folder, changed = tmp_path / "chain", tmp_path / "changed"
    changed.mkdir()
    told = [
        ("plan", {"id": "rv-1", "raters": ["R1"]}),
        ("rating", {"answers": {"grade": 3, "why": "caf\u00e9 \u2028"}, "rater": "R1"}),
    ]
    lock_all(folder, [*told, ("made", {"stage": "widen"}), ("concern", {"pack": "P01"}), ("addendum", {"to": 2})])
    whole = (folder / FILE).read_bytes()
    draw = random.Random(1)
    missed = []
    for at, byte in enumerate(whole):
        for other in {10, byte ^ 1, draw.randrange(256)} - {byte}:
            (changed / FILE).write_bytes(whole[:at] + bytes([other]) + whole[at + 1 :])
            missed += [] if verify(changed) else [(at, other)]
    assert missed == [] and len(whole) > 1000


def test_bytes_of_a_review_s_own_chain_are_watched(rated, copy):
    folder = copy(rated)
    file = folder / "locked" / FILE
    whole = file.read_bytes()
    draw = random.Random(2)
    for at in [0, len(whole) - 1, *draw.sample(range(len(whole)), 25)]:
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert problems_of(folder), at


def test_a_byte_of_a_pack_or_of_a_list_is_watched(made, copy):
    folder = copy(made)
    for name in (
        "packs/P03.html",
        "packs/P03.xlsx",
        "forms/rating.json",
        "coordinator/key.csv",
        "coordinator/arms.csv",
        "coordinator/noted.csv",
        "review.json",
    ):
        file = folder / name
        whole = file.read_bytes()
        at = len(whole) // 2
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert problems_of(folder), name
        file.write_bytes(whole)
    assert problems_of(folder) == []
    (folder / "forms" / "rating_again.json").rename(folder / "forms" / "of my own.json")
    assert problems_of(folder) == [
        "forms/rating_again.json is not there: it was taken away or renamed",
        "forms/ holds a file that the plan does not know: of my own.json",
    ]


SCRIPT = """
import sys
from toolkit.review.lock import lock
print("on", flush=True)
for n in range(100000): lock(sys.argv[1], {"n": n, "words": "x" * 3000})
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_run_that_is_killed_while_it_locks_leaves_a_whole_chain(tmp_path):
    for n in range(4):
        run = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
        assert run.stdout and run.stdout.readline()
        time.sleep(0.15 + 0.11 * n)
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        assert verify(tmp_path) == []
    from toolkit.review.lock import lock

    before = len(entries(tmp_path))
    lock(tmp_path, {"n": "after"})
    assert len(entries(tmp_path)) == before + 1
    assert [f.name for f in tmp_path.iterdir()] == [FILE]


def test_a_note_that_a_killed_run_left_out_is_made_up_for(made, copy):
    from tests.review.stages.room import locked

    folder = copy(made)
    noted = (folder / "coordinator" / "noted.csv").read_bytes()
    review = open_review(folder)
    locked(folder, hand_in(folder, saved(review, "R1", "P01", "blind")))
    (folder / "coordinator" / "noted.csv").write_bytes(noted)  # as if it was killed between the two
    assert problems_of(folder) == []
    locked(folder, hand_in(folder, saved(review, "R1", "P02", "blind")))
    assert len((folder / "coordinator" / "noted.csv").read_text().splitlines()) == 1 + 3


def test_nothing_is_left_of_a_review_that_could_not_be_made(made, tmp_path, monkeypatch):
    from toolkit.errors import CaseReviewError
    from toolkit.review import folder as room

    plan = dict(open_review(made).plan)

    def fails(*_args):
        raise OSError("no space")

    monkeypatch.setattr(room, "_add", fails)
    with pytest.raises(CaseReviewError, match="cannot be written"):
        room.make_folder(tmp_path / "new", plan, {p: {} for p in plan["packs"]}, {}, [], [])
    assert list(tmp_path.iterdir()) == []


LOCK = """
import sys
from pathlib import Path
from toolkit.report.reviewing import forms_of
from toolkit.review.taking import take_in
take_in(Path(sys.argv[1]), [], forms_of)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is nothing to lock with")
def test_two_who_lock_the_same_at_once_lock_it_once(made, copy):
    folder = copy(made)
    review = open_review(folder)
    for pack in review.packs[:3]:
        hand_in(folder, saved(review, "R1", pack, "blind"))
    runs = [subprocess.Popen([sys.executable, "-c", LOCK, str(folder)], cwd=ROOT) for _ in range(3)]
    assert [run.wait(120) for run in runs] == [0, 0, 0]
    assert problems_of(folder) == [] and len(open_review(folder).chain) == 4
