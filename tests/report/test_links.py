"""A label in one table leads to its place in another, and nothing else becomes a link or a place."""

from __future__ import annotations

from toolkit.report import clean, markup
from toolkit.report.markup import Column

ROWS = [["E1", "x"], ["E1", "y"], ["E2 <b>", "z"], ["#E3", "w"]]


def test_a_label_links_and_other_text_does_not():
    made = markup.table("t", [Column("Evidence", links=True), Column("Word")], ROWS)
    assert made.count('<a href="#at-e1">E1</a>') == 2
    assert made.count("<a ") == 2
    assert "E2 &lt;b&gt;" in made


def test_a_place_stands_once_and_only_for_a_label():
    made = markup.table("t", [Column("Evidence", place=True), Column("Word")], ROWS)
    assert made.count("id=") == made.count('<tr id="at-e1">') == 1


def test_no_other_id_passes_the_gate_of_a_page():
    kept = clean.clean('<table><tr id="at-e1"><td id="at-e2">a</td></tr><tr id="main"><td>b</td></tr></table>')
    assert kept.count("id=") == 1
    assert 'id="at-e1"' in kept
