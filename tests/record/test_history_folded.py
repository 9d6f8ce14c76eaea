"""The folded way says of any extracts what the plain way by window functions says, from frames and from files."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pandas as pd
import pytest

from tests.record import history_by_windows
from toolkit.errors import CaseReviewError
from toolkit.record.history import OUTCOMES, history, history_of_files

FIRST = date(2020, 1, 31)
DAYS = [date(2019, 12, 1) + timedelta(days=17 * i) for i in range(16)]
SCOPE = "x.has_file AND s.kind IS DISTINCT FROM 'outside'"
SILENCE = "x.has_file AND s.kind = 'b'"


def extracts(n: int, without_file: set[int]) -> pd.DataFrame:
    cuts = [pd.Timestamp(FIRST) + pd.Timedelta(days=31 * i, hours=23) for i in range(n)]
    return pd.DataFrame(
        {"extract": [f"x{i}" for i in range(n)], "cut": cuts, "has_file": [i not in without_file for i in range(n)]}
    )


def shown(rows: dict, at: pd.DataFrame) -> pd.DataFrame:
    cuts = dict(zip(at["extract"], at["cut"], strict=True))
    made = [
        {
            "extract": f"x{i}",
            "entity_id": entity,
            "stage": stage,
            "known_from": pd.NaT if day is None or pd.Timestamp(day) > cuts[f"x{i}"] else pd.Timestamp(day),
            "ahead": pd.Timestamp(day) if day and pd.Timestamp(day) > cuts[f"x{i}"] else pd.NaT,
            "kind": kind,
        }
        for (i, entity), stages in rows.items()
        if f"x{i}" in cuts
        for stage, (day, kind) in enumerate(stages, 1)
    ]
    frame = pd.DataFrame(made, columns=["extract", "entity_id", "stage", "known_from", "ahead", "kind"])
    return frame.astype({"kind": "str", "entity_id": "str", "extract": "str", "stage": "int64"}).astype(
        {"known_from": "datetime64[us]", "ahead": "datetime64[us]"}
    )


_N = 7


def any_rows(seed: int, things: int) -> tuple[dict, set]:
    """Things that come, change, go, return and are planned, each in its own way: one run of many is worth many runs of few."""
    random = Random(seed)
    rows, unread = {}, set()
    for entity in (f"e{i}" for i in range(things)):
        for i in range(_N):
            fate = random.random()
            if fate < 0.1:
                unread.add((i, entity))
            elif fate < 0.7:
                kept = rows.get((i - 1, entity)) if random.random() < 0.6 else None
                rows[i, entity] = kept or [
                    (random.choice([None, *DAYS]), random.choice(["", "a", "b", "outside"]))
                    for _ in range(random.choice([1, 1, 2, 3]))
                ]
    return rows, unread


def unreadable(pairs: set) -> pd.DataFrame:
    return pd.DataFrame(
        [{"extract": f"x{i}", "entity_id": e} for i, e in sorted(pairs)], columns=["extract", "entity_id"], dtype="str"
    )


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    order = list(one.columns)
    sort = {"by": order, "ignore_index": True, "kind": "stable"}
    frames = [f[order].sort_values(**sort).astype("str").fillna("") for f in (one, other)]
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize(("silence", "without_file"), [(SILENCE, {2}), (SILENCE, {1, 5}), ("false", {3})])
def test_both_ways_say_the_same(silence, without_file):
    rows, pairs = any_rows(len(without_file), 800)
    at = extracts(_N, without_file)
    frame = shown(rows, at)
    folded = history(at, frame, SCOPE, unreadable(pairs), silence_confirms=silence)
    plain = history_by_windows.history(at, frame, SCOPE, unreadable(pairs), silence_confirms=silence)
    same(folded.versions, plain.versions)
    same(folded.outcomes, plain.outcomes)
    assert set(folded.outcomes["outcome"]) == set(OUTCOMES)


def test_files_say_what_frames_say(tmp_path):
    rows, pairs = any_rows(9, 300)
    at = extracts(_N, set())
    frame = shown(rows, at)
    for name, part in frame.groupby("extract"):
        part.to_parquet(tmp_path / f"{name}.parquet", index=False)
    tally = history_of_files(at, tmp_path / "*.parquet", tmp_path / "out", SCOPE, unreadable(pairs), silence_confirms=SILENCE)
    told = history(at, frame, SCOPE, unreadable(pairs), silence_confirms=SILENCE)
    same(pd.read_parquet(tmp_path / "out"), told.versions)
    counted = told.outcomes.groupby(["extract", "outcome", "late"]).size().rename("things").reset_index()
    same(tally, counted)
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix != ".parquet") == ["out"]


def test_more_extracts_than_a_word_has_bits():
    at = extracts(150, set())
    rows = {(i, "a"): [(DAYS[0], "a" if i < 100 else "b")] for i in range(150) if not 40 <= i < 50}
    frame = shown(rows, at)
    found = history(at, frame, "true")
    same(found.versions, history_by_windows.history(at, frame, "true").versions)
    assert len(found.versions) == 3


def test_files_of_one_day_cannot_be_ordered(tmp_path):
    at = pd.concat([extracts(1, set())] * 2).assign(extract=["a", "b"])
    shown({(0, "a"): [(DAYS[0], "a")]}, extracts(1, set())).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(CaseReviewError, match="same day"):
        history_of_files(at, tmp_path / "x.parquet", tmp_path / "out", "true")
    assert not (tmp_path / "out").exists()
