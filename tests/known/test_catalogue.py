"""The headers of indicators: ours are whole, and a bad one says everything that it lacks."""

from __future__ import annotations

import pytest

from tests.known.test_guard import HEADER
from toolkit.errors import CaseReviewError
from toolkit.known import catalogue
from toolkit.known.catalogue import chosen, read_indicator
from toolkit.record.schema import BY_NAME


@pytest.mark.parametrize("indicator", catalogue(), ids=lambda i: i.name)
def test_ours_are_whole(indicator) -> None:
    assert indicator.question.endswith("?") and indicator.definition.endswith(".")
    assert set(indicator.tables + indicator.also) <= set(BY_NAME)
    assert indicator.evidence_sql and indicator.notes["misleads"]
    assert all(p.source for p in indicator.parameters)


def test_a_header_that_is_not_whole_lists_everything(tmp_path) -> None:
    (tmp_path / "mine.sql").write_text("-- name: mine\n-- tables: vist\n-- reach: street\n-- parameters: a = few (me)\nSELECT 1")
    with pytest.raises(CaseReviewError) as error:
        catalogue(tmp_path)
    text = str(error.value)
    for words in (
        "no line `-- question: …`",
        "no line `-- unit: …`",
        "there is no table vist (did you mean visit?)",
        "reach is one of case, worker, cohort",
        "a parameter is written `name = number (source)`, not `a = few (me)`",
    ):
        assert f"mine.sql: {words}" in text or words in text


def test_two_indicators_of_one_name(tmp_path) -> None:
    (tmp_path / "mine.sql").write_text(HEADER.format(name="carer_moves") + "SELECT 1")
    with pytest.raises(CaseReviewError, match="carer_moves: two indicators have this name"):
        catalogue(tmp_path)


def test_a_folder_that_is_not_there(tmp_path) -> None:
    with pytest.raises(CaseReviewError, match="There is no folder of indicators"):
        catalogue(tmp_path / "mine")


def test_an_unknown_name_comes_with_the_nearest() -> None:
    with pytest.raises(CaseReviewError, match=r"carer_move \(did you mean carer_moves\?\)"):
        chosen(["carer_move"])


def test_a_line_that_goes_on_may_hold_a_colon(tmp_path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text(HEADER.format(name="mine").replace("A made-up one.", "A made-up one,\n--   more: of it.") + "SELECT 1")
    assert read_indicator(file).definition == "A made-up one, more: of it."


def test_one_of_ours_is_the_same_alone_as_among_all() -> None:
    assert all(chosen([one.name]) == [one] for one in catalogue())


def test_names_and_parameters_that_there_are_not_are_told_at_once() -> None:
    with pytest.raises(CaseReviewError) as error:
        chosen(["carer_move"], given={"times_missing": {"month": 6}})
    assert error.value.problems == [
        "There is no indicator of this name: carer_move (did you mean carer_moves?)",
        "These parameters cannot be given: times_missing has no parameter month (did you mean months?); it has months",
    ]


def test_every_indicator_of_ours_says_what_may_explain_it() -> None:
    assert [i.name for i in catalogue() if not i.notes.get("explained by")] == []
