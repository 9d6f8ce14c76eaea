from __future__ import annotations

import pytest

from tests.report.making import code, notebook
from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.report import run_notebook
from toolkit.report.against import check_against, misfits

CANARY = "Quetzalcoatl-4711"


@pytest.fixture(scope="module")
def sample():
    return open_record(paths.sample_record())


def a_team(record):
    with record.connect() as con:
        return con.execute("""SELECT team FROM "case" WHERE team <> '' ORDER BY team""").fetchone()[0]


def test_what_the_record_has_fits(sample):
    team = a_team(sample)
    values = {"case_id": "C00001", "team": team, "first_team": team, "teams": f"{team}, {team}", "indicators": "placement_moves"}
    assert misfits(values | {"outcome": "re_entry", "standard": "looked after review", "strata": "status", "seed": 1}, sample) == []


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("indicator", "placement_move", "did you mean placement_moves?"),
        ("extra_indicators", "placement_moves, carer_move", "there is no carer_move (did you mean carer_moves?)"),
        ("outcome", "reentry", "did you mean re_entry?"),
        ("outcomes", "return_home, incidents", "there is no incidents (did you mean incident?)"),
        ("dimensions", "age_year", "did you mean age_years?"),
        ("standard", "looked after reviews", "did you mean looked after review?"),
        ("decision_kind", "zzz", "choose from "),
        ("strata", "teams", "did you mean team?"),
        ("table", "placements", "did you mean placement?"),
    ],
)
def test_a_choice_names_the_nearest(sample, name, given, said):
    [problem] = misfits({name: given}, sample)
    assert problem.startswith(f"{name}: there is no ")
    assert said in problem


def test_a_team_is_held_against_the_record(sample):
    team = a_team(sample)
    [problem] = misfits({"team": team.replace(" ", "-")}, sample)
    assert f"did you mean {team}?" in problem


def test_a_record_without_teams_says_so(tmp_path):
    (tmp_path / "coverage.csv").write_text("table_name,covered_from,recorded_at\n")
    assert misfits({"team": "North"}, open_record(tmp_path)) == ["team: there is no North; the record names none"]


def test_identifiers_are_never_named(sample):
    problems = misfits({"case_id": CANARY, "case_ids": f"C00001, {CANARY}"}, sample)
    assert problems == ["case_id: the record holds no such case", "case_ids: the record does not hold 1 of them"]


def test_all_problems_in_one_message(sample):
    with pytest.raises(CaseReviewError) as told:
        check_against({"case_id": CANARY, "outcomes": "reentry", "months": 0}, sample, "a_notebook")
    assert len(told.value.problems) == 3
    assert CANARY not in str(told.value)


def test_faults_of_type_and_of_choice_come_together(tmp_path):
    cell = 'record: "path" = ""\ncase_id: "id" = "C00001"\nas_of: "date" = ""\nmonths: int = 12\nteam = ""\noutcomes = "re_entry"'
    path = notebook(tmp_path / "a.ipynb", code(cell, "parameters"), code("1"))
    given = {"case_id": CANARY, "as_of": "1.5.2024", "months": "many", "teem": "x", "outcomes": "reentry"}
    with pytest.raises(CaseReviewError) as told:
        run_notebook(path, tmp_path / "out", paths.sample_record(), given, engine="fork")
    said = "\n".join(told.value.problems)
    assert len(told.value.problems) == 5
    assert "there is no parameter teem (did you mean team?)" in said
    assert "outcomes: there is no reentry (did you mean re_entry?)" in said
    assert "case_id: the record holds no such case" in said
    assert CANARY not in str(told.value)
    assert not (tmp_path / "out").exists()


def test_no_record_and_other_faults_come_together(tmp_path):
    (tmp_path / "empty").mkdir()
    path = notebook(tmp_path / "a.ipynb", code('record: "path" = ""\nseed: int = 1', "parameters"), code("1"))
    with pytest.raises(CaseReviewError) as told:
        run_notebook(path, tmp_path / "out", tmp_path / "empty", {"seed": "x"}, engine="fork")
    assert "seed: 'x' is not a whole number" in told.value.problems


def test_a_path_is_not_held_against_names_whatever_its_parameter_is_called(tmp_path):
    path = notebook(tmp_path / "a.ipynb", code('record: "path" = ""\nindicators: "path" = ""', "parameters"), code("1"))
    given = {"indicators": str(tmp_path)}
    assert run_notebook(path, tmp_path / "out", paths.sample_record(), given, engine="fork").exists()
