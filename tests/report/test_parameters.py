from __future__ import annotations

import pytest

from tests.report.making import code, notebook
from toolkit.errors import CaseReviewError
from toolkit.report.parameters import Parameter, check_values, convert, parse_parameters, read_parameters

CELL = '''
"""What this notebook takes."""
record: "path" = ""  # folder of the record
case_id: "id" = "00123"  # the case
as_of: "date" = "2024-05-01"  # the last day
horizon: int = 365  # days
share: float = 0.5
loud: bool = False
knowledge: "choice[earliest, latest]" = "earliest"  # which reading
note = "plain"
'''


def given(**values: object) -> dict[str, object]:
    return check_values(parse_parameters(CELL), values, "a_notebook")


def test_the_cell_is_the_interface(tmp_path):
    path = notebook(tmp_path / "a.ipynb", code("import os"), code(CELL, "parameters"))
    found = {p.name: (p.type, p.default, p.help) for p in read_parameters(path)}
    assert found["case_id"] == ("id", "00123", "the case")
    assert found["share"] == ("float", 0.5, "")
    assert found["note"] == ("str", "plain", "")
    assert [p.choices for p in read_parameters(path) if p.name == "knowledge"] == [("earliest", "latest")]


@pytest.mark.parametrize("text", ["00123", "1e5", "no", "nan", "1_000", "true", "=1", "0x1f"])
def test_identifiers_stay_text(text):
    assert given(case_id=text, note=text) == {"case_id": text, "note": text}


def test_values_take_their_type():
    typed = given(horizon="30", share=".25", loud="yes", as_of="2024-02-29", knowledge="latest")
    assert typed == {"horizon": 30, "share": 0.25, "loud": True, "as_of": "2024-02-29", "knowledge": "latest"}


def test_all_problems_in_one_message():
    with pytest.raises(CaseReviewError) as told:
        given(
            case="1",
            horizon="1.5",
            share="inf",
            loud="maybe",
            as_of="29/02/2024",
            knowledge="lates",
            record="no such folder",
            seed="1",
        )
    said = "\n".join(told.value.problems)
    assert len(told.value.problems) == 8
    assert "case (did you mean case_id?)" in said
    assert "(did you mean latest?)" in said
    assert "there is no parameter seed" in said


@pytest.mark.parametrize("bad", ["nan", "1_000", "0x10", "", "1,5"])
def test_numbers_are_numbers(bad):
    with pytest.raises(CaseReviewError):
        given(horizon=bad)
    with pytest.raises(CaseReviewError):
        given(share=bad)


def test_an_empty_value_is_for_an_empty_default():
    assert given(record="") == {"record": ""}
    with pytest.raises(CaseReviewError, match="is empty"):
        given(as_of="")


def test_paths_are_made_absolute_and_shown_by_name(tmp_path):
    (tmp_path / "extract").mkdir()
    typed = given(record=str(tmp_path / "extract"))
    assert typed["record"] == str((tmp_path / "extract").resolve())
    assert Parameter("record", "path", "", "").shown(typed["record"]) == "extract"


@pytest.mark.parametrize("name", ["case_id", "case_ids", "decision_id"])
def test_identifiers_are_withheld_whatever_their_type(name):
    assert Parameter(name, "str", "", "").shown("00123") == "withheld"


@pytest.mark.parametrize("line", ["x: set = 1", "x, y = 1, 2", "import os", "x = os.environ", "x: 'day' = ''"])
def test_a_cell_that_is_no_interface_is_refused(line):
    with pytest.raises(CaseReviewError, match="parameters cell"):
        parse_parameters(line)


def test_an_unknown_notebook_names_the_known_ones():
    with pytest.raises(CaseReviewError, match="There is no notebook called nothing_like_it"):
        convert("nothing_like_it", {})


def test_other_things_that_are_not_a_notebook(tmp_path):
    (tmp_path / "a.ipynb").write_text("{}")
    with pytest.raises(CaseReviewError, match="cannot be read as a notebook"):
        read_parameters(tmp_path / "a.ipynb")
