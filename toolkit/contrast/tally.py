"""Counting versions of plain things by rule at the views of their case: each version at those for which it answers.

As what a thing counts at a view hangs on a few questions, which its version, or the version's place beside the view, answers with
yes or no. The rules, which are SQL (:data:`toolkit.contrast.classify.RULES`), are asked once of every set of answers; then sets of
answers are counted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from toolkit.contrast.classify import rule_sql
from toolkit.contrast.settings import table
from toolkit.contrast.succession import Columns
from toolkit.record.connection import working

# By number, as there are many rows to be counted by them.
NUMBERS = {row["rule"]: n for n, row in enumerate(table("rules"))}
_AT_A_VIEW = ("answers", "on_record", "is_later", "occurred", "decider_saw", "is_uncertain")
_OF_A_VERSION = ("is_dated", "undated_kept", "is_plan", "in_the_end", "corrected", "ours_saw", "other_saw")
_SETS = 1 << len(_AT_A_VIEW + _OF_A_VERSION)
_NEVER_OF_PLAIN = ("decider_had", "decider_later", "that_day", "ours_had", "other_had", "nobody_had", "occurred_that_day")
_AT_ONCE = 1 << 16  # pairs of version and view: what is worked out of them stays in the processor's own memory


class Views(NamedTuple):
    """Views by case. `first` and `many` have a place for each case, by its number, the others one for each view."""

    first: np.ndarray  # the place of the case's first view
    many: np.ndarray
    of_view: np.ndarray
    upto: np.ndarray
    day: np.ndarray
    holder_no: np.ndarray


def tally(views: Views, several: Sequence[Columns]) -> Columns:
    """Return how many things count at each view, and as what.

    Args:
        views: the views.
        several: versions, as :func:`toolkit.contrast.succession.in_succession` returns them, with `case_no, is_dated, is_plan,
            undated_kept`.

    Returns:
        `of_view, rule` (its number), `things, uncertain, corrected, recollected` (whole numbers), where there are any things.
    """
    ways, way_of = _ways(several)
    counts = np.zeros(len(views.day) * len(ways), "int64")
    for places in (part for versions in several for part in _places(views, versions, way_of, len(ways))):
        found = np.bincount(places - (first := places.min()))
        counts[first : first + len(found)] += found
    at, way = np.nonzero(counts.reshape(-1, len(ways)) * (ways >= 0))
    things = counts[at * len(ways) + way]
    rule, uncertain, corrected = ways[way] >> 2, (ways[way] >> 1 & 1) * things, (ways[way] & 1) * things
    columns = {"of_view": views.of_view[at], "rule": rule, "things": things, "uncertain": uncertain, "corrected": corrected}
    return {**columns, "recollected": np.zeros_like(things)}


def _ways(several: Sequence[Columns]) -> tuple[np.ndarray, np.ndarray]:
    """The ways in which things can count, and by set of answers the place of its way among them.

    They are few, as much of what can be asked is answered alike of all versions.
    """
    sets = np.arange(_SETS)
    possible = np.bitwise_or.reduce([_possible(versions) for versions in several])
    found, places = np.unique(_counted_as()[sets & ~possible == 0], return_inverse=True)
    way_of = np.zeros(_SETS, "int64")
    way_of[sets & ~possible == 0] = places
    return found, way_of


def _possible(versions: Columns) -> int:
    """The answers that any version may give."""
    asked = {"occurred": "last_on", "decider_saw": "seen_by", "is_uncertain": "surely_from"}
    at_views = (asked.get(name, "thing") in versions for name in _AT_A_VIEW)
    return sum(1 << n for n, may in enumerate(at_views) if may) | int(np.bitwise_or.reduce(_of_versions(versions), initial=0))


def _places(views: Views, versions: Columns, way_of: np.ndarray, ways: int) -> Iterator[np.ndarray]:
    """The places, by view and way, of each version beside each view of its case."""
    columns = {name: c for name, c in versions.items() if c.dtype == "int64"} | {"known": _of_versions(versions)}
    for part in _parts(views.many[versions["case_no"]]):
        at, times = _views_beside(views, columns["case_no"][part])
        beside = {name: np.repeat(column[part], times) for name, column in columns.items()}
        yield at * ways + way_of[beside["known"] | _at_views(views, at, beside)]


def _parts(many: np.ndarray) -> Iterator[slice]:
    """So many versions at a time that there are about as many pairs as are worked on at once."""
    pairs = np.cumsum(many)
    ends = np.searchsorted(pairs, np.arange(_AT_ONCE, pairs[-1] if len(pairs) else 0, _AT_ONCE), side="right")
    return itertools.starmap(slice, itertools.pairwise(np.unique([0, *ends, len(many)]).tolist()))


def _views_beside(views: Views, case_no: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of the views of each version's case, one after the other, and how many they are."""
    times = views.many[case_no]
    before = np.cumsum(times) - times
    return np.arange(times.sum()) + np.repeat(views.first[case_no] - before, times), times


def _at_views(views: Views, at: np.ndarray, version: Columns) -> np.ndarray:
    upto, day = views.upto[at], views.day[at]
    answers = {
        "answers": (upto >= version["answers_from"]) & (upto < version["answers_until"]),
        "on_record": (upto >= version["stands_from"]) & (upto < version["stands_until"]),
        "is_later": version["first_on"] > day,
    }
    if "last_on" in version:
        answers["occurred"] = version["last_on"] <= day
    if "seen_by" in version:
        holder = views.holder_no[at]
        answers["decider_saw"] = (version["seen_by"] == holder) | (version["made_by"] == holder)
    if "surely_from" in version:
        answers["is_uncertain"] = version["surely_from"] > upto
    return _packed(answers, _AT_A_VIEW)


def _of_versions(versions: Columns) -> np.ndarray:
    return _packed(versions, _OF_A_VERSION) << len(_AT_A_VIEW)


def _packed(answers: Columns, names: tuple[str, ...]) -> np.ndarray:
    """Answers as bits of a whole number; what is not asked is answered with no."""
    packed = np.zeros(len(next(iter(answers.values()))), "uint16")
    for n, name in enumerate(names):
        if name in answers:
            packed |= answers[name].astype("uint16") << n
    return packed


@cache
def _counted_as() -> np.ndarray:
    """As what a thing counts, by set of answers: the number of its rule, and bits for uncertain and corrected; below 0, not at all.

    What is not on record is K0 of one kind or another, whichever the rule's words are: of things that nobody made or brought, the
    last day is not looked at.
    """
    answers = ", ".join(f"(n >> {bit}) & 1 = 1 AS {name}" for bit, name in enumerate(_AT_A_VIEW + _OF_A_VERSION))
    with working() as con:
        found = con.execute(f"""
            SELECT CASE WHEN answers AND (on_record OR in_the_end) THEN
                       4 * {rule_sql(NUMBERS)}
                       + CASE WHEN on_record AND is_uncertain THEN 2 ELSE 0 END
                       + CASE WHEN on_record AND corrected AND is_dated AND NOT is_plan THEN 1 ELSE 0 END
                   ELSE -1 END
            FROM (SELECT *, CASE WHEN is_dated THEN DATE '2000-01-01' END AS stood_on, DATE '2000-01-01' AS day,
                         CASE WHEN is_later THEN DATE '2000-01-02' ELSE DATE '2000-01-01' END AS first_on, first_on AS final_on,
                         {", ".join(f"false AS {name}" for name in _NEVER_OF_PLAIN)}
                  FROM (SELECT n, {answers} FROM range({_SETS}) r (n)))
            ORDER BY n""")
        return np.array([number for (number,) in found.fetchall()])
