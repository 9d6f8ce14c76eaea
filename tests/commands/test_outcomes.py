"""The command about outcomes: it lists, explains and follows, writes all or nothing, and says at once what is wrong."""

import pandas as pd
import pytest

from toolkit import cli, paths
from toolkit.later import catalogue

VIEWS = "view_id,case_id,as_of\nold,C00001,2023-02-26\nnew,C00001,2025-06-01\ngone,nobody,2023-01-01\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    (tmp_path / "views.csv").write_text(VIEWS)
    monkeypatch.chdir(tmp_path)

    def made(*words):
        code = 0
        try:
            cli.main(["outcomes", *words])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out + said.err

    return made


SAMPLE = str(paths.sample_record())
FOLLOW = (SAMPLE, "--views", "views.csv", "--to", "out.csv")


def test_it_lists_all(run):
    code, said = run()
    assert code == 0
    assert all(f"{one.name} " in said and one.question in said for one in catalogue())


def test_it_explains_one_and_suggests_the_nearest(run):
    assert "special guardianship" in run("--explain", "permanence")[1]
    code, said = run("--explain", "permanance")
    assert (code, "did you mean permanence?" in said) == (2, True)


def test_it_follows_those_that_are_named(run, tmp_path):
    code, said = run(*FOLLOW, "--outcome", "closure", "--outcome", "incident", "--maturity", "share.csv")
    assert code == 0, said
    rows = pd.read_csv("out.csv", dtype="str", keep_default_na=False).set_index(["view_id", "outcome"])
    assert len(rows) == 6
    assert tuple(rows.loc[("new", "closure"), ["answer", "happened_on", "mature"]]) == ("yes", "2025-07-31", "no")
    assert tuple(rows.loc[("old", "closure"), ["answer", "mature", "recorded_share"]]) == ("no", "yes", "1.0")
    assert tuple(rows.loc[("gone", "closure"), ["answer", "mature", "recorded_share"]]) == ("not recorded", "", "")
    shares = pd.read_csv("share.csv")
    assert list(shares.columns) == ["view_id", "outcome", "recorded_share", "lower", "upper", "mature", "status", "reason"]
    assert "2 rows followed, but not mature" in said


def test_all_that_is_wrong_is_told_and_nothing_is_written(run, tmp_path):
    for words, told in (
        ((SAMPLE, "--views", "views.csv"), ["--to is missing"]),
        (("--to", "out.csv"), ["RECORD is missing", "--views is missing"]),
        ((*FOLLOW, "--explain", "closure"), ["--explain is said with RECORD, --views, --to"]),
        ((*FOLLOW, "--outcome", "retrun_home", "--outcome", "closur"), ["did you mean return_home?", "did you mean closure?"]),
        ((*FOLLOW, "--horizon", "0"), ["above 0"]),
        ((*FOLLOW, "--horizon", "999999999"), ["36,525 days at most"]),
        ((*FOLLOW, "--maturity", "out.csv"), ["both files to write are the same"]),
        ((SAMPLE, "--views", "views.csv", "--to", "views.csv"), ["is read by this command"]),
        ((SAMPLE, "--views", "none.csv", "--to", "out.csv"), ["none.csv"]),
        (("nowhere", "--views", "views.csv", "--to", "out.csv"), ["no record folder"]),
        (
            ("nowhere", "--views", "none.csv", "--to", "out.txt", "--outcome", "closur", "--horizon", "0"),
            ["no record folder", "none.csv", "out.txt", "did you mean closure?", "above 0"],
        ),
    ):
        code, said = run(*words)
        assert code == 2, said
        assert [one for one in told if one not in said] == []
        assert "Traceback" not in said
    assert sorted(f.name for f in tmp_path.iterdir()) == ["views.csv"]
