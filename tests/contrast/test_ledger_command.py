"""The command: what it writes, that it writes all or nothing, and that it says what is wrong in plain words."""

import pandas as pd
import pytest

from tests.contrast.test_classes import had, told
from toolkit import cli

OPEN = {"occurred_on": "2019-01-01"}


@pytest.fixture(scope="module")
def folder(make_record, tmp_path_factory):
    record = make_record(
        case=[OPEN],
        information=[
            {**told(), "entity_id": "k1", "note": "said by the mother"},
            {**told("2020-04-01", "2020-04-02"), "entity_id": "k5"},
        ],
        decision=[{"entity_id": "d1", "occurred_on": "2020-03-01", "decided_at": "2020-03-01 10:30", "decider": "w1"}],
        ledger=[{**had("w1", "2020-02-03"), "entity_id": "k1"}],
    )
    work = tmp_path_factory.mktemp("work")
    (work / "views.csv").write_text("view_id,case_id,as_of,decision_id,holder,cut\nv,c1,2020-03-01T10:30,d1,w1,before\n")
    (work / "cited.csv").write_text("finding,decision_id,entity_id\nF1,d1,k1\n")
    (work / "late.csv").write_text("finding,decision_id,entity_id\nF1,d1,k1\nF1,d1,k5\n")
    return work, record.path


def run(folder, *words, capsys):
    work, record = folder
    made = [str(work / w) if w.endswith((".csv", ".parquet")) else w for w in words]
    try:
        cli.main(["ledger", str(record), "--views", str(work / "views.csv"), *made])
    except SystemExit as end:
        said = capsys.readouterr()
        return int(end.code or 0), said.out + said.err
    return 0, capsys.readouterr().out


def test_it_writes_what_was_asked_for(folder, capsys):
    code, said = run(folder, "--to", "l.csv", "--details", "d.csv", "--lags", "g.parquet", "--cited", "cited.csv", capsys=capsys)
    assert code == 0
    work = folder[0]
    rows = pd.read_csv(work / "l.csv")
    assert rows.loc[rows["measure"].str.startswith("K1:"), "value"].tolist() == [1.0]
    assert rows.loc[rows["measure"].str.startswith("hindsight"), ["group", "view_id", "value"]].values.tolist() == [
        ["F1", "d1", 0.0]
    ]
    details = (work / "d.csv").read_text()
    assert "mother" not in details + (work / "l.csv").read_text()
    assert list(pd.read_csv(work / "d.csv")["entity_id"]) == ["k1", "k5"]
    assert set(pd.read_parquet(work / "g.parquet")["status"]) == {"insufficient"}
    assert "13 rows for 1 view" in said


def test_the_same_input_gives_the_same_bytes(folder, capsys):
    for name in ("one.csv", "two.csv"):
        run(folder, "--to", name, "--cited", "cited.csv", capsys=capsys)
    assert (folder[0] / "one.csv").read_bytes() == (folder[0] / "two.csv").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--scope", "houshold"), "did you mean household?"),
        (("--knowledge", "lates"), "did you mean latest?"),
        (("--details", "x.csv"), "two of the files to write are the same"),
        (("--lags", "views.csv"), "is read by this command"),
        (("--cited", "none.csv"), "no file of citations"),
        (("--cited", "views.csv"), "no column finding"),
        (("--cited", "late.csv"), "row 3: it happened after the decision (K5)"),
        (("--details", "sub/x.csv"), "there is no folder"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(folder, words, said, capsys):
    code, told_ = run(folder, "--to", "x.csv", *words, capsys=capsys)
    assert code == 2
    assert said in told_
    assert not (folder[0] / "x.csv").exists()


def test_all_that_is_wrong_is_told_at_once(folder, capsys):
    wrong = ("--to", "a.csv", "--details", "a.csv", "--scope", "houshold", "--knowledge", "late", "--cited", "none.csv")
    code, said = run(folder, *wrong, capsys=capsys)
    expected = ("did you mean household?", "There is no reading late", "no file of citations", "files to write are the same")
    assert (code, [why for why in expected if why not in said]) == (2, [])
    assert not (folder[0] / "a.csv").exists()


def test_what_came_after_is_refused_unless_a_review_is_to_be_measured(folder, capsys):
    work = folder[0]
    assert run(folder, "--to", "refused.csv", "--cited", "late.csv", capsys=capsys)[0] == 2
    assert not (work / "refused.csv").exists()
    assert run(folder, "--to", "counted.csv", "--cited", "late.csv", "--count-hindsight", capsys=capsys)[0] == 0
    rows = pd.read_csv(work / "counted.csv").set_index("measure")
    shares = rows[rows.index.str.startswith("hindsight share")]
    assert shares[["numerator", "denominator", "value"]].to_numpy().tolist() == [[1, 2, 0.5]]
    code, said = run(folder, "--to", "none.csv", "--count-hindsight", capsys=capsys)
    assert (code, "--count-hindsight goes with --cited" in said) == (2, True)
