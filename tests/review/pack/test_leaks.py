"""Packs give nothing away that the known tables do not, and a planted leak is found; short here, long by `python -m`."""

from __future__ import annotations

import numpy as np
import pytest

from tests.review.pack.leaks import guess_index, guess_outcome, pack_tokens, planted, sets_of
from toolkit import paths
from toolkit.record import open_record


@pytest.fixture(scope="module")
def sets():
    return sets_of(open_record(paths.sample_record()), 120, seed=1)


@pytest.fixture(scope="module")
def tokens(sets):
    return [pack_tokens(p) for p in sets.packs]


def test_which_is_under_review_is_not_told(sets, tokens):
    """So few sets cannot show that it is never told; that they do not show that it is, is what can be asked here."""
    guess = guess_index(sets, tokens)
    assert guess.n > 25
    assert guess.low < 0.5


def test_a_planted_leak_is_found(sets):
    assert guess_index(sets, [pack_tokens(p) for p in planted(sets.packs, sets.index, 1.0)]).low > 0.55
    assert guess_outcome(sets, [pack_tokens(p) for p in planted(sets.packs, sets.answer, 1.0)]).low > 0.55


def test_a_leak_in_how_long_packs_are_is_found(sets):
    longer = [
        t | ({"1|What happened, oldest first: 9"} if mark else set())
        for t, mark in zip(map(pack_tokens, sets.packs), sets.index, strict=True)
    ]
    assert guess_index(sets, longer).low > 0.55


def test_packs_say_no_word_that_the_known_tables_do_not_say(sets, tokens):
    """But for what a pack says of itself: of days, of marks, and the codes that stand for people."""
    ours = set.intersection(*tokens) | {
        "worker",
        "day",
        "since",
        "written",
        "down",
        "on",
        "to",
        "from",
        "about",
        "end",
        "offered",
        "called",
        "taken",
    }
    said = [own - known - ours for own, known in zip(tokens, sets.known, strict=True)]
    strange = {w for own in said for w in own if w.isalpha() and len(w) > 2 and not _is_page_2(w, sets)}
    assert strange <= {"reason", "entry", "decider", "record"}


def _is_page_2(word: str, sets) -> bool:
    return any(word in lead.lower() for p in sets.packs for s in (*p.page2.sections, p.page1.sections[0]) for lead in s.lead)


def test_half_of_those_under_review_went_well(sets):
    share = np.mean(sets.answer[sets.index])
    assert 0.3 < share < 0.7
