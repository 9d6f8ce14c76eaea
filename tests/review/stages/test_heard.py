"""What is said first when files come back: concerns, files that could not be read, and the review's own route."""

from __future__ import annotations

import json
import stat
from dataclasses import asdict, replace
from hashlib import sha256

import pytest

from tests.review.stages.room import hand_in, locked, saved
from toolkit.cli import main
from toolkit.errors import CaseReviewError
from toolkit.review.changes import problems_of
from toolkit.review.folder import open_review
from toolkit.review.heard import NO_OWN, urgent_lines
from toolkit.review.lock import canonical
from toolkit.review.settings import read_settings

WORRY = "The child may be in danger today."
OWN = replace(read_settings(), urgent_route="Call 01234 999, day and night.")


@pytest.fixture
def folder(made, copy):
    return copy(made)


def kept(folder):
    return sorted((folder / "coordinator" / "concerns").iterdir())


def with_route(folder):
    """Give a review a route of its own, as it would stand there from the start; its chain then no longer fits."""
    (folder / "coordinator" / "settings.json").write_text(json.dumps(asdict(OWN)))
    plan = json.loads((folder / "review.json").read_bytes())
    (folder / "review.json").write_text(json.dumps(plan | {"settings": sha256(canonical(asdict(OWN))).hexdigest()}))


def test_what_cannot_be_read_is_kept_to_the_byte_and_said(folder):
    (folder / "in" / "torn.json").write_bytes(b"{")
    with pytest.raises(CaseReviewError) as error:
        locked(folder)
    [file] = kept(folder)
    assert file.name == f"unread-{sha256(b'{').hexdigest()[:8]}.json" and file.read_bytes() == b"{"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and problems_of(folder) == []
    assert error.value.problems[0].startswith("torn.json: this file could not be read; it may hold a concern: open it now")
    assert error.value.problems[1:4] == read_settings().urgent_lines


def test_a_file_of_another_kind_is_said_beside_what_is_locked(folder):
    hand_in(folder, saved(open_review(folder), "R1", "P01", "blind"))
    (folder / "in" / "P01.ods").write_bytes(b"PK nonsense")
    taken = locked(folder)
    assert len(taken.locked) == 1 and "P01.ods: this file could not be read" in taken.first[0]
    assert [f.name[:7] for f in kept(folder)] == ["unread-"]


def test_the_route_is_the_reviews_own_also_in_an_error(folder, capsys):
    with_route(folder)
    hand_in(folder, saved_told(folder))
    assert urgent_lines(folder) == OWN.urgent_lines
    with pytest.raises(SystemExit):
        main(["review", "lock", str(folder)])
    said = capsys.readouterr().err
    assert OWN.urgent_route in said and "has not written its own route" not in said
    assert said.index("immediate concern kept") < said.index(OWN.urgent_route) < said.index("review.json")
    (folder / "coordinator" / "settings.json").write_text(json.dumps(asdict(replace(OWN, urgent_route="Call nobody."))))
    assert urgent_lines(folder)[0] == NO_OWN and "Call nobody." not in urgent_lines(folder)


def test_the_route_follows_a_concern_that_came_in_with_nothing_wrong(folder, capsys):
    hand_in(folder, saved_told(folder))
    with pytest.raises(SystemExit):
        main(["review", "lock", str(folder)])
    said = capsys.readouterr().out
    assert "immediate concern kept" in said and all(line in said for line in read_settings().urgent_lines) and WORRY not in said


@pytest.mark.parametrize("own", [True, False])
def test_whoever_makes_a_review_without_a_route_is_told(folder, tmp_path, capsys, monkeypatch, own):
    import csv

    from toolkit import paths
    from toolkit.report import reviewing

    monkeypatch.setattr(reviewing, "new_review", lambda *_: open_review(folder))
    with (folder / "coordinator" / "key.csv").open(newline="", encoding="utf-8") as text:
        number = next(csv.DictReader(text))["decision_id"]
    (tmp_path / "d.csv").write_text(f"decision_id\n{number}\n")
    (tmp_path / "own.toml").write_text('urgent_route = "Call 01234 999."\n')
    named = ["--settings", str(tmp_path / "own.toml")] if own else []
    with pytest.raises(SystemExit):
        main(["review", "new", str(paths.sample_record()), "--decisions", str(tmp_path / "d.csv"), "--to", "x", *named])
    assert ("own route for urgent concerns is not on them" in capsys.readouterr().out) is not own


def saved_told(folder):
    told = {"casereview": "answers", "review": open_or_any(folder), "pack": "P01", "rater": "R1", "stage": "blind"}
    return told | {"answers": {}, "concern": WORRY}


def open_or_any(folder):
    return json.loads((folder / "review.json").read_bytes())["id"]
