"""Versions of things in the order in which they were recorded, each with what those before and after it tell.

Columns are arrays by name, one place a version, as SQL of :mod:`toolkit.contrast.plain_rows` gives them. A thing whose versions did
not plainly follow one another is *tangled*: two stood at once and the later ended first, two were recorded in one instant, or
their order hangs on how uncertain record times are read.

Things, and what versions say, are known by hashes of 64 bits: that two of ten million are taken for one has a chance of three in a
million.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Columns = dict[str, np.ndarray]
ALWAYS, NEVER = np.iinfo("int64").min, np.iinfo("int64").max


class _Runs(NamedTuple):
    """Where the versions of each thing lie: side by side, the first to the last."""

    first: np.ndarray
    last: np.ndarray
    of: np.ndarray  # the thing's place among things, by version
    follows: np.ndarray  # the places of versions that have one before them


def in_succession(versions: Columns) -> tuple[Columns, np.ndarray]:
    """Return versions with what their neighbours tell, in order, and the things (as hashes) that are tangled.

    Args:
        versions: `thing, stands_from, stands_until, first_on, in_the_end, was_wrong, said_0` … and, where they matter,
            `surely_from` (some record times are uncertain), `ours_saw, other_saw, last_on` (somebody saw things) and
            `seen_by, made_by` (views name holders).

    Returns:
        The same with `answers_from, answers_until` (for which views a version tells what the thing was), `corrected`, and, of the
        thing as a whole, `in_the_end, first_on, last_on, ours_saw, other_saw`.
    """
    versions, runs = _in_order(versions)
    told = {**versions, **_answering(versions, runs), **_in_the_end(versions, runs), **_whole(versions, runs)}
    return told, versions["thing"][runs.follows][_tangled(versions, runs.follows)]


def _in_order(versions: Columns) -> tuple[Columns, _Runs]:
    """A record is written in this order; where it is not, they are put in it."""
    thing, since, case = (versions[name] for name in ("thing", "stands_from", "case_no"))
    runs = _runs(thing)
    begun = np.sort(thing[runs.first])
    in_runs = (begun[1:] > begun[:-1]).all() and (since[runs.follows] >= since[runs.follows - 1]).all()
    if in_runs and (case[1:] >= case[:-1]).all():
        return versions, runs
    order = np.lexsort((since, thing, case))
    return {name: column[order] for name, column in versions.items()}, _runs(thing[order])


def _runs(thing: np.ndarray) -> _Runs:
    begins = np.append(True, thing[1:] != thing[:-1])[: len(thing)]
    first = np.flatnonzero(begins)
    return _Runs(first, np.append(first[1:], len(thing))[: len(first)] - 1, np.cumsum(begins) - 1, np.flatnonzero(~begins))


def _answering(versions: Columns, runs: _Runs) -> Columns:
    """A version answers from its own recording until the next one's; the first also before, the last for ever."""
    since, corrected = versions["stands_from"], versions["was_wrong"].copy()
    begins, ends = np.full(len(since), ALWAYS), np.full(len(since), NEVER)
    begins[runs.follows], ends[runs.follows - 1] = since[runs.follows], since[runs.follows]
    corrected[runs.follows - 1] |= _otherwise(versions, runs.follows)
    return {"answers_from": begins, "answers_until": ends, "corrected": corrected}


def _otherwise(versions: Columns, follows: np.ndarray) -> np.ndarray:
    """Whether a version says something else than the one before it, and not only what was empty."""
    found = np.zeros(len(follows), bool)
    for said in (column for name, column in versions.items() if name.startswith("said_")):
        before = said[follows - 1]
        found |= (before != 0) & (before != said[follows])
    return found


def _in_the_end(versions: Columns, runs: _Runs) -> Columns:
    """What the last version that stands in the end says of the thing."""
    stands = versions["in_the_end"]
    latest = np.maximum.accumulate(np.where(stands, np.arange(len(stands)), -1))[runs.last]
    there = latest >= runs.first
    whole = {name: versions[name][latest][runs.of] for name in ("first_on", "last_on") if name in versions}
    return {"in_the_end": there[runs.of], **whole}


def _whole(versions: Columns, runs: _Runs) -> Columns:
    """Who saw any version of a thing."""
    return {
        name: np.logical_or.reduceat(versions[name], runs.first)[runs.of] for name in ("ours_saw", "other_saw") if name in versions
    }


def _tangled(versions: Columns, follows: np.ndarray) -> np.ndarray:
    since, until = versions["stands_from"], versions["stands_until"]
    found = (since[follows] == since[follows - 1]) | (since[follows] == NEVER) | (until[follows - 1] > until[follows])
    if "surely_from" in versions:
        found |= versions["surely_from"][follows] <= versions["surely_from"][follows - 1]
    for name in ("seen_by", "made_by"):  # whoever saw one version of several may matter at the view of another
        if name in versions:
            found |= (versions[name][follows] > 0) | (versions[name][follows - 1] > 0)
    return found
