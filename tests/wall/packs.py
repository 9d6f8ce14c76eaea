"""Blind packs under other futures: one decision's case many times over in one record, each time with a future of its own.

`python -m tests.wall.packs --futures 10000` asks of how many the pack is the same to the byte.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from tests.notebooks.futures import some_cases
from tests.wall.futures import write
from toolkit import paths
from toolkit.known import views as moments
from toolkit.known.viewfile import checked_views
from toolkit.pseudonyms import Key
from toolkit.record import Record, open_record
from toolkit.record.schema import BY_NAME, DATE, NUMBER, RESTRICTIONS, TEXT, TIME, WHOLE, YESNO
from toolkit.review.pack.make import Asked, _until, packs_as_asked
from toolkit.review.pack.names import first_known

KEY = Key(b"a key of the tests")
GIVEN_AWAY = "GIVEN AWAY: since the death"
_OWN = (
    "statement_id",
    "entity_id",
    "case_id",
    "alias_case_id",
    "need_id",
    "goal_id",
    "decision_id",
    "about_id",
    "person_id",
    "family_id",
)
_LISTS = ("links", "cites")
_AS = {TEXT: "str", DATE: "datetime64[us]", TIME: "datetime64[us]", WHOLE: "Int64", NUMBER: "float64"}
_BATCH = 500


def decisions(record: Record, number: int, seed: int = 0) -> pd.DataFrame:
    """Decisions with something before and after them, of cases drawn by seed."""
    views = moments.decisions(record)
    views = views[views.groupby("case_id")["as_of"].rank(method="first") > 1]
    return views.sample(min(number, len(views)), random_state=seed).reset_index(drop=True)


def alike(record: Record, view: pd.Series, futures: int, seed: int, to: Path, past_too: bool = False, **how) -> set[str]:
    """Return the digests of the packs of one decision under so many futures, with that of the record as it is among them."""
    as_of, last = view["as_of"], _last(view["as_of"], how.get("within_days", 0))
    tables = some_cases(record, [view["case_id"]])
    other = {
        name: _many(name, frame, last, futures, np.random.default_rng([seed, n]), past_too)
        for n, (name, frame) in enumerate(tables.items())
    }
    asked = pd.DataFrame(
        [
            {
                "view_id": f"v{n}",
                "case_id": _named(n, view["case_id"]),
                "as_of": as_of,
                "decision_id": view["decision_id"] and _named(n, view["decision_id"]),
            }
            for n in range(futures + 1)
        ]
    ).assign(holder=view["holder"], cut=view["cut"], pack="P01")
    asked = checked_views(asked)
    there = open_record(write(other, to))
    made = packs_as_asked(there, asked, Asked(KEY, 1, **how), first_known(there))
    return {one.pack.digest for one in made}


def _last(as_of: str, within_days: int) -> pd.Timestamp:
    return pd.Timestamp(_until(as_of, Asked(KEY, within_days=within_days))) + pd.Timedelta(days=1, microseconds=-1)


def _named(n: int, own: str) -> str:
    return f"k{n:06d}~{own}"


def _many(
    name: str, frame: pd.DataFrame, last: pd.Timestamp, futures: int, rng: np.random.Generator, past_too: bool
) -> pd.DataFrame:
    """The rows of one case under every future, the case named anew each time; number 0 is the record as it is."""
    if "case_id" not in frame or not len(frame):
        return frame
    past, future = frame[frame["recorded_at"] <= last], frame[frame["recorded_at"] > last]
    copies = [_renamed(frame, np.zeros(len(frame), dtype=int))]
    which = np.repeat(np.arange(1, futures + 1), len(past))
    stood = _renamed(pd.concat([past] * futures, ignore_index=True), which)
    copies.append(_withdrawn_otherwise(stood, last, rng))
    if past_too and len(past):
        stood.loc[rng.random(len(stood)) < 0.5, "recorded_at"] = last + pd.Timedelta(days=1)
    said = pd.concat([past, future], ignore_index=True)
    which = np.repeat(np.arange(1, futures + 1), len(said))
    told = pd.concat([said] * futures, ignore_index=True)
    taken = rng.random(len(told)) < rng.choice([0.0, 0.3, 0.8], futures + 1)[which]
    told, which = told[taken].reset_index(drop=True), which[taken]
    copies.append(_told_later(name, _renamed(told, which), last, rng))
    together = pd.concat([c.astype("object") for c in copies if len(c)], ignore_index=True)
    return together.astype({c: _AS.get(BY_NAME[name].column(c).type, "object") for c in together})


def _renamed(rows: pd.DataFrame, which: np.ndarray) -> pd.DataFrame:
    rows = rows.copy()
    mark = [_named(n, "") for n in which]
    for column in rows.columns.intersection(_OWN):
        rows[column] = [m + own if isinstance(own, str) else None for m, own in zip(mark, rows[column], strict=True)]
    for column in rows.columns.intersection(_LISTS):
        rows[column] = [
            " ".join(m + one for one in said.split()) if isinstance(said, str) else None
            for m, said in zip(mark, rows[column], strict=True)
        ]
    return rows


def _withdrawn_otherwise(rows: pd.DataFrame, last: pd.Timestamp, rng: np.random.Generator) -> pd.DataFrame:
    if "withdrawn_at" not in rows:
        return rows
    open_ = rows["withdrawn_at"].isna() | (rows["withdrawn_at"] > last)
    ends = pd.Series(last + pd.to_timedelta(rng.integers(1, 10**13, len(rows)), unit="us"), index=rows.index)
    gone = open_ & (rng.random(len(rows)) < 0.5)
    for column in rows.columns.intersection(["withdrawn_at", "withdrawn_by"]):
        rows[column] = rows[column].mask(open_).where(~gone, ends).astype(rows[column].dtype)
    if "withdrawn_reason" in rows:
        rows["withdrawn_reason"] = rows["withdrawn_reason"].astype("object").mask(open_).where(~gone, "in error")
    return rows


def _told_later(name: str, rows: pd.DataFrame, last: pd.Timestamp, rng: np.random.Generator) -> pd.DataFrame:
    """What is recorded later: of the same things and of new ones, in other words, of other days, restricted or not."""
    if not (count := len(rows)):
        return rows
    rows["recorded_at"] = pd.Series(last + pd.to_timedelta(rng.integers(1, 10**13, count), unit="us"), index=rows.index).astype(
        "datetime64[us]"
    )
    for column in BY_NAME[name].columns:
        if column.name not in rows or column.name in (*_OWN, "recorded_at"):
            continue
        changed = rng.random(count) < 0.5
        own = rows[column.name]
        if column.name == "restricted":
            rows[column.name] = rng.choice(np.array([None, *RESTRICTIONS], dtype=object), count)
        elif column.name in ("recorded_by", "withdrawn_at", "withdrawn_by"):
            rows[column.name] = pd.NaT
        elif column.type == TEXT and column.name not in (*_LISTS, "table_name", "evidence", "basis"):
            rows[column.name] = own.astype("object").where(~changed, GIVEN_AWAY)
        elif column.type in (DATE, TIME):
            rows[column.name] = (
                (own - pd.to_timedelta(rng.integers(-400, 400, count), unit="D")).where(changed, own).astype(own.dtype)
            )
        elif column.type == YESNO:
            rows[column.name] = own.astype("object").where(~changed, None)
    fresh = rng.random(count) < 0.4
    for column in rows.columns.intersection(["entity_id"]):
        rows[column] = rows[column].where(~fresh, rows[column] + "-new")
    if name not in ("ledger", "statement_about", "origin") and "statement_id" in rows:
        rows["statement_id"] = rows["statement_id"] + "-later"
    return rows


def tried(record: Record, futures: int, seed: int = 0) -> Iterator[tuple[int, int]]:
    """Yield after each batch how many futures were tried, and how many decisions' packs moved."""
    batches = [_BATCH] * (futures // _BATCH) + ([futures % _BATCH] if futures % _BATCH else [])
    ways = [{}, {"holder": "decider"}, {"same_day": True}, {"within_days": 7}, {"days": "dates"}]
    done = moved = 0
    for n, view in decisions(record, len(batches), seed).iterrows():
        with tempfile.TemporaryDirectory() as room:
            moved += len(alike(record, view, batches[n], seed + n, Path(room) / "record", **ways[n % len(ways)])) != 1
        done += batches[n]
        yield done, moved


def main() -> None:
    """Try as many futures as are asked for, and say what was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--futures", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    done = moved = 0
    for done, moved in tried(open_record(paths.sample_record()), given.futures, given.seed):
        print(f"{done:,} futures: {moved} decisions whose pack moved", flush=True)
    print(
        f"{done:,} futures of {-(-done // _BATCH)} decisions: {'every pack the same to the byte' if not moved else f'{moved} MOVED'}"
    )


if __name__ == "__main__":
    main()
