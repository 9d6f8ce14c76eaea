"""An outcome's header: what it lacks is told at once."""

import pytest

from toolkit.errors import CaseReviewError
from toolkit.later.catalogue import FOLDER, catalogue, read_outcome
from toolkit.later.settings import table
from toolkit.record import codes


def test_a_header_that_is_not_whole_is_told_with_all_that_it_lacks(tmp_path):
    file = tmp_path / "mine.sql"
    file.write_text("-- name: mine\n-- tables: incidnt\n-- delay: goal.endedon\nSELECT 1")
    with pytest.raises(CaseReviewError) as told:
        read_outcome(file)
    words = str(told.value)
    assert "no line `-- question" in words
    assert "incidnt (did you mean incident?)" in words
    assert "goal has no column endedon (did you mean ended_on?)" in words


def test_each_file_bears_the_name_of_its_outcome_and_names_its_source():
    every = {file.stem: read_outcome(file) for file in FOLDER.glob("*.sql")}
    assert {name for name, one in every.items() if one.name != name} == set()
    assert all(one.source and one.question.endswith("?") and one.definition.endswith(".") for one in catalogue())


def test_each_line_of_the_data_files_has_a_source_and_each_code_is_one():
    for name in ("words", "scales", "limits", "final_ends"):
        assert [row for row in table(name) if not row["source"]] == []
    known = {*codes.labels("REC"), *codes.labels("afcars")}
    assert [row["word"] for row in table("words") if row["list"] == "end of care" and row["word"] not in known] == []
    assert {row["better"] for row in table("scales")} == {"lower", "higher"}
