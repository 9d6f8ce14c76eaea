"""Words of hindsight and blame: found by line, counted over the words looked at, quotes and code left alone, nothing rewritten."""

from __future__ import annotations

import csv
import json
import re

import pytest

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.review.language import check_cells, check_file, check_text, groups, rates, rules, table

TWO_HUNDRED = "word " * 198


def found(text: str, kind: str = "text") -> list[tuple[str, str]]:
    return [(place.words, place.group) for place in check_text(text, kind).places]


@pytest.mark.parametrize(
    ("text", "words", "group"),
    [
        ("They should have rung.", "should have", "hindsight"),
        ("They shouldn’t have gone.", "shouldn’t have", "hindsight"),
        ("It ought to have been asked.", "ought to have", "hindsight"),
        ("If only she had known.", "If only", "hindsight"),
        ("The signs were obvious.", "obvious", "hindsight"),
        ("This was foreseeable.", "foreseeable", "hindsight"),
        ("The plan failed to say so.", "failed to", "blame"),
        ("Nobody neglected to ask, and they ignored it.", "neglected to", "blame"),
        ("It was inexplicable.", "inexplicable", "blame"),
        ("The root cause was time.", "The root cause", "single cause"),
        ("It was solely due to leave.", "solely due to", "single cause"),
        ("The social worker failed to call.", "social worker failed", "person as cause"),
        ("There was a lack of professional curiosity.", "lack of professional curiosity", "person as cause"),
        ("Put down to human error.", "human error", "person as cause"),
    ],
)
def test_each_group_is_found(text, words, group):
    assert found(text)[0] == (words, group)


@pytest.mark.parametrize(
    "text",
    [
        "The missed appointment was made again.",
        "He went missing twice.",
        "What should happen next?",
        "It was nearly clear to her.",
        "An ignorant remark, faultless work.",
    ],
)
def test_plain_words_are_not(text):
    assert found(text) == []


def test_words_go_on_over_the_end_of_a_line_and_not_over_an_empty_one():
    assert check_text("They should\nhave rung.").places[0].where == "line 1"
    assert found("They should\n\nhave rung.") == []


def test_a_place_counts_once():
    assert found("The worker should have called.") == [("worker should have", "person as cause")]


@pytest.mark.parametrize(
    "quoted", ["“You should have rung.”", '"You should have rung."', "«You should have rung.»", "‘You should’ve rung, he’s ill.’"]
)
def test_quotes_are_left_alone(quoted):
    checked = check_text(f"The aunt said {quoted} We agree.")
    assert checked.places == ()
    assert checked.words == 5
    assert checked.quoted == len(re.findall(r"\w[\w’]*", quoted))


def test_a_quote_over_two_lines_is_one_and_a_mark_without_a_fellow_opens_nothing():
    assert found("“You should\nhave rung.”\nIt failed to work.") == [("failed to", "blame")]
    assert found('A 14" screen.\n\nThey should have rung.') == [("should have", "hindsight")]


def test_in_markdown_block_quotes_and_code_are_left_alone():
    text = "> They should have rung.\n\nThey failed to ask.\n\n```\nif only\n```\n\nSee `the root cause`."
    assert found(text, "markdown") == [("failed to", "blame")]
    assert len(found(text)) == 4


def test_rates_are_per_thousand_words_with_the_words_that_were_looked_at():
    rows = rates(check_text(TWO_HUNDRED + "should have")).set_index("group")
    assert rows.loc["hindsight", ["numerator", "denominator", "value", "status"]].tolist() == [1, 200, 5.0, "ok"]
    assert rows.loc["blame", ["numerator", "value"]].tolist() == [0, 0.0]
    assert list(rows.index) == list(groups())


def test_a_short_text_has_counts_alone_and_an_empty_one_nothing():
    assert set(rates(check_text("They should have rung."))["status"]) == {"insufficient"}
    assert rates(check_text("They should have rung."))["value"].isna().all()
    assert set(rates(check_text(""))["status"]) == {"not applicable"}


def test_cells_of_a_table_are_named_by_row_and_column(tmp_path):
    file = tmp_path / "findings.csv"
    file.write_text("finding,title\nF1,It failed to work\n", encoding="utf-8")
    assert table(check_file(file))["where"].tolist() == ["row 2, title"]
    assert check_cells([("here", "fine")]).places == ()


@pytest.mark.parametrize(
    ("name", "content"), [("a.docx", b"x"), ("a.txt", b"\xff\xfe\x00"), ("none.txt", None), ("a.csv", b'a\n"b')]
)
def test_what_is_no_text_is_told_in_plain_words(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CaseReviewError, match="The text cannot be checked"):
        check_file(tmp_path / name)


def test_every_pattern_has_a_question_and_a_source():
    assert all(rule.question and rule.source for rule in rules())
    with (paths.data() / "review" / "language.csv").open(newline="", encoding="utf-8") as text:
        assert len({row["pattern"] for row in csv.DictReader(text)}) == len(rules())


# Said of hindsight and of words themselves, or of a thing that the record names so.
SPOKEN_OF = {"could have", "should have", "clearly"}


@pytest.mark.parametrize("file", sorted(paths.notebooks().glob("*.ipynb")), ids=lambda f: f.stem)
def test_our_own_reports_keep_to_it(file):
    cells = [c for c in json.loads(file.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "markdown"]
    places = [(c["id"], p.words) for c in cells for p in check_text("".join(c["source"]), "markdown").places]
    assert [place for place in places if file.stem == "learning_review" or place[1] not in SPOKEN_OF] == []
