"""Where counts hang together without circles, how far each is open is found without a program, and is what the program finds."""

from __future__ import annotations

import random

import pytest

from toolkit.disclose import bounds
from toolkit.disclose.bounds import feasible, narrowed, without_circles
from toolkit.disclose.problem import COUNT, Key, Problem, Relation


def key(number: int) -> Key:
    return Key("children", f"{number:02}", "", "", COUNT)


def hanging(lot: random.Random) -> Problem:
    """Relations of which each has one count with those before it in common."""
    keys, relations = [key(0)], []
    for _ in range(lot.randint(1, 5)):
        new = [key(len(keys) + n) for n in range(lot.randint(1, 3))]
        own = [lot.choice(keys), *new]
        lot.shuffle(own)
        keys += new
        relations.append(Relation(own[0], tuple(own[1:]), lot.random() < 0.7))
    return Problem(counts=dict.fromkeys(keys, 0), relations=tuple(relations))


def limits(lot: random.Random, problem: Problem) -> dict[Key, tuple[int, int]]:
    return {k: (least := lot.randint(0, 2), least + lot.randint(0, 15)) for k in problem.counts}


def said(problem: Problem, given: dict[Key, tuple[int, int]]) -> list[tuple[int, int]] | str:
    try:
        return [feasible(problem, given, k) for k in problem.counts]
    except ArithmeticError:
        return "no counts fit"


def test_what_is_narrowed_is_what_is_solved(monkeypatch):
    lot, fitting = random.Random(7), 0
    for _ in range(25):
        problem = hanging(lot)
        given = limits(lot, problem)
        narrow = said(problem, given)
        with monkeypatch.context() as patch:
            patch.setattr(bounds, "without_circles", lambda *_: False)
            assert said(Problem(counts=problem.counts, relations=problem.relations), given) == narrow
        fitting += narrow != "no counts fit"
    assert 5 < fitting < 25


def test_a_circle_is_seen():
    ring = [Relation(key(0), (key(1), key(2))), Relation(key(3), (key(1), key(2)))]
    assert not without_circles([key(n) for n in range(4)], ring)
    assert without_circles([key(n) for n in range(3)], ring[:1])


def test_counts_that_contradict_each_other_are_not_narrowed_to_something():
    with pytest.raises(ArithmeticError, match="contradict"):
        narrowed({key(0): (5, 5), key(1): (0, 1), key(2): (0, 1)}, [Relation(key(0), (key(1), key(2)))])
