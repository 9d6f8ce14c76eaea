"""The map from practice to measures is whole: what it names is there, and what is there is named or stands outside on purpose."""

from __future__ import annotations

import pytest

from toolkit.known import catalogue
from toolkit.known.practice import KINDS, practice_map, practice_of

NAMES = {i.name for i in catalogue()}


@pytest.mark.parametrize("item", practice_map(), ids=lambda i: f"{i.kind} {i.code or i.item}".replace(" ", "-"))
def test_an_item_has_indicators_that_there_are_or_a_reason(item) -> None:
    assert item.indicators or item.reason
    assert set(item.indicators) <= NAMES, f"no such indicator: {set(item.indicators) - NAMES}"
    assert len(set(item.indicators)) == len(item.indicators)
    assert item.kind in KINDS and item.item and item.source


@pytest.mark.parametrize(("letter", "last"), [("D", 27), ("R", 13), ("C", 7)])
def test_every_code_has_its_row(letter: str, last: int) -> None:
    codes = [i.code for i in practice_map() if i.code.startswith(letter)]
    assert codes == [f"{letter}{n}" for n in range(1, last + 1)]


def test_all_causes_effects_remedies_and_components_are_there() -> None:
    kinds = [i.kind for i in practice_map()]
    assert [kinds.count(k) for k in ("cause", "effect", "remedy", "component", "return", "judgement")] == [11, 3, 14, 10, 5, 4]


def test_an_indicator_with_a_code_stands_in_the_row_of_that_code() -> None:
    rows = {i.code: i.indicators for i in practice_map() if i.code}
    assert not [f"{i.code} {i.name}" for i in catalogue() if i.code and i.name not in rows[i.code]]


def test_no_row_speaks_of_what_a_reader_does_not_have() -> None:
    assert not [
        i.item for i in practice_map() if any(w in f"{i.reason} {i.source}".lower() for w in ("practice.md", "seed", "issue"))
    ]


def test_an_indicator_that_no_item_names() -> None:
    assert practice_of("times_missing") == []
