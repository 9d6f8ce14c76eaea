"""What yearly returns become: each rule with a return that fits on a few lines."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from tests.sources.ssda903.returns import standing_by, table, told, write_return
from toolkit.errors import CaseReviewError
from toolkit.sources.ssda903 import import_returns, imports
from toolkit.sources.ssda903.compare import compared


def test_an_ended_episode_of_the_first_return_makes_two_versions(tmp_path):
    r1 = write_return(
        tmp_path / "2018",
        episodes="""
        CHILD DECOM      DEC        REC REASON_PLACE_CHANGE
        00123 01/06/2017 01/08/2017 X1  CARPL""",
    )
    import_returns([r1], tmp_path / "record")
    assert told(tmp_path / "record", "placement", "occurred_on", "ended_on", "end_reason", "change_reason") == [
        "00123 2017-06-01 - - - : 2017-06-01..2018-03-31 to 2017-08-01..2018-03-31 changed",
        "00123 2017-06-01 2017-08-01 X1 CARPL : 2017-08-01..2018-03-31 stands",
    ]
    assert set(table(tmp_path / "record", "placement")["basis"]) == {"reconstructed"}


def test_a_reason_without_an_end_is_held_back(tmp_path):
    r1 = write_return(
        tmp_path / "2018",
        episodes="""
        CHILD DECOM      DEC        REC REASON_PLACE_CHANGE
        1     01/06/2017 -          E4A ALLEG
        2     01/06/2017 05/04/2018 E2  -""",
    )
    report = import_returns([r1], tmp_path / "record")
    assert told(tmp_path / "record", "placement", "ended_on", "end_reason", "change_reason") == [
        "1 - - - : 2017-06-01..2018-03-31 stands",
        "2 - - - : 2017-06-01..2018-03-31 to 2018-03-31..2018-03-31 changed",
        "2 2018-04-05 - - : 2018-03-31..2018-03-31 stands",
    ]
    assert report.count("SSDA903 2018", "placement", "held back", "reason for ending, without an end") == 1
    assert report.count("SSDA903 2018", "placement", "held back", "reason for ending, the end still ahead") == 1
    assert report.count("SSDA903 2018", "placement", "held back", "reason for a change of placement, without an end") == 1


def test_scope_tells_an_episode_that_ended_from_one_that_has_gone(tmp_path):
    r1 = write_return(
        tmp_path / "2018",
        episodes="""
        CHILD DECOM      DEC        REC
        1     01/06/2017 31/03/2018 E4A
        2     01/06/2017 -          -
        3     01/06/2017 01/04/2018 E4A""",
    )
    r2 = write_return(
        tmp_path / "2019",
        episodes="""
        CHILD DECOM
        9     01/06/2018""",
    )
    report = import_returns([r1, r2], tmp_path / "record")
    assert told(tmp_path / "record", "placement", "ended_on")[1:] == [
        "1 2018-03-31 : 2018-03-31..2018-03-31 stands",
        "2 - : 2017-06-01..2018-03-31 to 2018-04-01..2019-03-31 deleted",
        "3 - : 2017-06-01..2018-03-31 to 2018-03-31..2018-03-31 changed",
        "3 2018-04-01 : 2018-03-31..2018-03-31 to 2018-04-01..2019-03-31 changed",  # had the end not come, 2019 would show it
        "3 2018-04-01 : 2018-04-01..2019-03-31 stands",
        "9 - : 2018-06-01..2019-03-31 stands",
    ]
    assert report.count("SSDA903 2019", "placement", "left scope") == 2
    assert report.count("SSDA903 2019", "placement", "withdrawn") == 1


def test_an_episode_that_arrives_late_stands_only_after_the_return_that_lacked_it(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes="CHILD DECOM\n1 01/06/2017")
    r2 = write_return(
        tmp_path / "2019",
        episodes="""
        CHILD DECOM      DEC        REC
        1     01/06/2017 -          -
        2     01/02/2018 01/08/2018 E4A""",
    )
    report = import_returns([r1, r2], tmp_path / "record")
    assert told(tmp_path / "record", "placement", "ended_on") == [
        "1 - : 2017-06-01..2018-03-31 stands",
        "2 - : 2018-04-01..2019-03-31 to 2018-08-01..2019-03-31 changed",
        "2 2018-08-01 : 2018-08-01..2019-03-31 stands",
    ]
    assert report.count("SSDA903 2019", "placement", "late") == 1


def test_a_changed_code_is_withdrawn_and_recorded_again_in_its_own_table_only(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes="CHILD DECOM LS\n1 01/06/2017 C1")
    r2 = write_return(tmp_path / "2019", episodes="CHILD DECOM LS\n1 01/06/2017 C2")
    import_returns([r1, r2], tmp_path / "record")
    assert told(tmp_path / "record", "legal", "legal_status", "category_of_need") == [
        "1 C1 N1 : 2017-06-01..2018-03-31 to 2018-04-01..2019-03-31 changed",
        "1 C2 N1 : 2018-04-01..2019-03-31 stands",
    ]
    assert told(tmp_path / "record", "placement", "change") == ["1 S : 2017-06-01..2018-03-31 stands"]


def test_a_review_ahead_is_a_plan_until_a_return_lists_it_on_or_after_the_day(tmp_path):
    reviews = "CHILD REVIEW\n1 01/06/2017\n1 01/09/2018\n1 01/10/2018\n1 01/09/2019\n2 01/09/2018"
    r1 = write_return(tmp_path / "2018", reviews=reviews)
    r2 = write_return(tmp_path / "2019", reviews="CHILD REVIEW\n1 01/09/2018\n1 01/09/2019")
    report = import_returns([r1, r2], tmp_path / "record")
    assert told(tmp_path / "record", "review", "occurred_on", "participation") == [
        "1 2017-06-01 PN1 : 2017-06-01..2018-03-31 stands",
        "1 2018-09-01 - : 2018-03-31..2018-03-31 to 2018-09-01..2019-03-31 changed",
        "1 2018-10-01 - : 2018-03-31..2018-03-31 to 2018-04-01..2019-03-31 not confirmed",
        "1 2019-09-01 - : 2018-03-31..2018-03-31 stands",
        "1 2018-09-01 PN1 : 2018-09-01..2019-03-31 stands",
        "2 2018-09-01 - : 2018-03-31..2018-03-31 stands",
    ]
    assert report.count("SSDA903 2018", "review", "stated ahead") == 4
    assert report.count("SSDA903 2019", "review", "confirmed") == 1
    assert report.count("SSDA903 2019", "review", "not confirmed") == 1


def test_header_missing_and_status(tmp_path):
    r1 = write_return(
        tmp_path / "2018",
        header="CHILD SEX DOB ETHNIC UPN\n1 1 01/05/2009 BAFR A123\n2 2 01/06/2018 NOBT -",
        episodes="CHILD DECOM\n1 01/06/2017",
        missing="CHILD MISSING MIS_START MIS_END\n1 A 05/06/2017 07/06/2017",
        uasc="CHILD DUC\n1 01/05/2027",
    )
    import_returns([r1], tmp_path / "record")
    record = tmp_path / "record"
    assert told(record, "child", "sex", "born_on", "ethnicity") == [
        "1 male 2009-05-01 BAFR : 2017-06-01..2018-03-31 stands",
        "2 female 2018-06-01 NOBT : 2018-03-31..2018-03-31 stands",
    ]
    assert told(record, "case", "occurred_on", "occurred_precision") == [
        "1 2017-06-01 on or before : 2017-06-01..2018-03-31 stands",
        "2 2018-03-31 on or before : 2018-03-31..2018-03-31 stands",
    ]
    assert told(record, "missing", "kind", "ended_on")[-1] == (
        "1 away without authorisation 2017-06-07 : 2017-06-07..2018-03-31 stands"
    )
    assert told(record, "status", "kind", "ended_on")[-1] == (
        "1 unaccompanied asylum-seeking child 2027-05-01 : 2018-03-31..2018-03-31 stands"
    )


def test_no_identifier_is_in_an_entity_id_and_the_upn_is_nowhere(tmp_path):
    r1 = write_return(
        tmp_path / "2018",
        header="CHILD SEX DOB ETHNIC UPN\n00123 1 01/05/2009 BAFR A12345678",
        episodes="CHILD DECOM\n00123 01/06/2017",
    )
    import_returns([r1], tmp_path / "record")
    for name in ("child", "case", "placement", "legal"):
        frame = table(tmp_path / "record", name)
        assert list(frame["case_id"]) == ["00123"]
        assert not frame["entity_id"].str.contains("00123").any()
        assert "A12345678" not in frame.to_csv()


def test_coverage_says_what_each_return_was_meant_to_hold(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes="CHILD DECOM\n1 01/06/2017")
    r2 = write_return(tmp_path / "2019", episodes="CHILD DECOM\n1 01/06/2017", reviews="CHILD REVIEW\n1 01/06/2018")
    import_returns([r2, r1], tmp_path / "record", taken_on=["2019-02-01", "2018-06-12"])
    with_days = table(tmp_path / "record", "coverage")
    with_days = with_days[with_days["table_name"].isin(["placement", "review"])]
    assert [" ".join(str(x)[:10] for x in row) for row in with_days.itertuples(index=False)] == [
        "placement 2017-04-01 2018-03-31 2017-04-01 SSDA903 20",
        "placement 2018-04-01 2019-02-01 2018-06-13 SSDA903 20",
        "review 2018-04-01 2019-02-01 2018-06-13 SSDA903 20",
    ]


def test_a_table_without_a_file_says_nothing(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes="CHILD DECOM\n1 01/06/2017", uasc="CHILD DUC\n1 01/05/2027")
    r2 = write_return(tmp_path / "2019", episodes="CHILD DECOM\n1 01/06/2017")
    report = import_returns([r1, r2], tmp_path / "record")
    assert told(tmp_path / "record", "status", "ended_on")[-1].endswith("stands")
    assert report.count("SSDA903 2019", "status", "left scope") == 1


def test_taken_on_moves_the_cut_and_is_assumed_otherwise(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes="CHILD DECOM DEC REC\n1 01/06/2017 05/04/2018 E4A")
    late = import_returns([r1], tmp_path / "late", taken_on=["2018-06-12"])
    assert told(tmp_path / "late", "placement", "ended_on", "end_reason")[-1] == "1 2018-04-05 E4A : 2018-04-05..2018-06-12 stands"
    assert "assumed" not in late.text()
    assert "taken on 31/03/2018 (assumed" in import_returns([r1], tmp_path / "assumed").text()


def _drawn(dice, children, day):
    """The yearly answers, adoption, earlier permanence and workers of some of the children."""

    def some(row):
        return [f"{c} {row(c)}" for c in children if dice.random() < 0.4]

    return {
        "oc2": ["CHILD SDQ_SCORE SDQ_REASON", *some(lambda _: f"{dice.randint(0, 40)} -")],
        "oc3": ["CHILD IN_TOUCH ACTIV ACCOM", *some(lambda _: f"YES F1 {dice.choice(['U1', 'Y2'])}")],
        "ad1": ["CHILD DATE_INT DATE_MATCH", *some(lambda _: f"{day()} {day()}")],
        "placed_for_adoption": [
            "CHILD DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
            *some(lambda _: f"{day()} {dice.choice([day(), '-'])} {dice.choice(['RD1', '-'])}"),
        ],
        "previous_permanence": ["CHILD PREV_PERM DATE_PERM", *some(lambda _: f"P1 {dice.choice(['zz/05/2012', 'zz/zz/2011'])}")],
    }


def _some_year(folder, dice, year):
    """A return of a dozen children with everything that can differ between returns, drawn by dice."""

    def day(last_year: int = year) -> str:
        return f"{dice.randint(1, 28):02}/{dice.randint(1, 12):02}/{dice.randint(year - 2, last_year)}"

    children = [f"{n:03}" for n in range(12) if dice.random() < 0.8] or ["000"]
    begins = {
        c: sorted(
            {
                f"{dice.randint(1, 2):02}/{dice.choice(['05', '09', '12'])}/{y}"
                for y in (2016, 2017, year - 1)
                if dice.random() < 0.7
            }
        )
        for c in children
    }
    episodes = [
        f"{c} {d} {dice.choice('SPL')} {dice.choice(['C1', 'V3'])} {dice.choice([day(year + 1), '-', '-'])} {dice.choice(['X1', 'X1', 'E11'])}"
        for c in children
        for d in begins[c]
    ]
    reviews = [
        f"{c} 0{dice.randint(1, 3)}/0{dice.randint(1, 9)}/{dice.randint(2017, 2021)} PN{dice.randint(1, 3)}"
        for c in children
        for _ in range(4)
    ]
    status = [f"{c} {dice.choice(['01/05/2018', '01/05/2019', '-'])}" for c in children if dice.random() < 0.4]
    missing = [f"{c} {day()} {dice.choice([day(), '-'])}" for c in children if dice.random() < 0.4]
    tables = {
        "episodes": ["CHILD DECOM RNE LS DEC REC", *episodes],
        "reviews": ["CHILD REVIEW REVIEW_CODE", *reviews],
        "uasc": ["CHILD DUC", *status],
        "missing": ["CHILD MIS_START MIS_END", *missing],
    }
    tables |= _drawn(dice, children, day)
    header = [f"{c} {dice.choice(['WBRI', 'NOBT'])} {dice.choice(['01/05/2009', '01/07/2018'])}" for c in children]
    given = {name: "\n".join(lines) for name, lines in tables.items() if name == "episodes" or dice.random() < 0.9}
    return write_return(folder / str(year), header="\n".join(["CHILD ETHNIC DOB", *header]), **given)


@pytest.mark.parametrize(("seed", "k"), [(1, 1), (2, 2)])
def test_later_returns_change_nothing_up_to_an_earlier_cut(tmp_path, seed, k):
    dice = random.Random(seed)
    years = (2018, 2019, 2020)
    folders = [_some_year(tmp_path, dice, year) for year in years]
    days = [f"{year}-{dice.choice(['03-31', '02-10', '06-12'])}" for year in years]
    import_returns(folders, tmp_path / "whole", taken_on=days, accept_faults=True)
    import_returns(folders[:k], tmp_path / "part", taken_on=days[:k], accept_faults=True)
    part, whole = standing_by(tmp_path / "part", days[k - 1]), standing_by(tmp_path / "whole", days[k - 1])
    for name in whole:
        assert part.get(name, []) == whole[name], name
    assert all(len(table(tmp_path / "part", name)) == len(rows) for name, rows in part.items())
    assert len(table(tmp_path / "whole", "placement")) > len(part["placement"])
    assert {"measure", "decision", "status", "missing"} <= part.keys()


def test_the_order_of_returns_does_not_matter(tmp_path):
    folders = [_some_year(tmp_path, random.Random(year), year) for year in (2018, 2019)]
    import_returns(folders, tmp_path / "one", accept_faults=True)
    import_returns(folders[::-1], tmp_path / "two", accept_faults=True)
    _same_files(tmp_path / "one", tmp_path / "two")


def _same_files(one, two):
    assert {f.name for f in one.iterdir()} == {f.name for f in two.iterdir()}
    for file in one.glob("*.parquet"):
        assert file.read_bytes() == (two / file.name).read_bytes(), file.name


def test_the_order_of_rows_does_not_matter(tmp_path):
    folder = _some_year(tmp_path, random.Random(7), 2018)
    import_returns([folder], tmp_path / "one", accept_faults=True)
    for file in folder.iterdir():
        head, *lines = file.read_text().splitlines()
        file.write_text("\n".join([head, *lines[::-1]]) + "\n")
    import_returns([folder], tmp_path / "two", accept_faults=True)
    for record in ("one", "two"):
        (tmp_path / record / "origin.parquet").unlink()  # says in which row each statement was
    _same_files(tmp_path / "one", tmp_path / "two")


YEARS = (2018, 2019, 2020, 2021)


@pytest.fixture(scope="module")
def real(shared_data, tmp_path_factory):
    folders = [shared_data / "ssda903" / str(year) for year in YEARS]
    if not all(f.is_dir() for f in folders):
        pytest.skip("the four sample returns (../shared/data/ssda903) are not on this machine")
    to = tmp_path_factory.mktemp("real") / "record"
    return import_returns(folders, to), folders


def test_the_four_sample_returns_give_the_known_counts(real):
    report, _ = real
    assert report.count("SSDA903 2019", "placement", "left scope") == 1026
    assert report.count("SSDA903 2019", "placement", "withdrawn") == 88
    assert [report.count(f"SSDA903 {y}", "placement", "late") for y in YEARS] == [0, 97, 96, 42]
    assert [report.count(f"SSDA903 {y}", "placement", "changed") for y in YEARS] == [0, 346, 195, 135]
    assert report.count("SSDA903 2018", "review", "shown") == 3476
    assert report.count("SSDA903 2018", "review", "stated ahead") == 1189
    assert report.count("SSDA903 2018", "placement", "held back", "reason for ending, without an end") == 434
    assert report.count("SSDA903 2018", "placement", "held back", "reason for a change of placement, without an end") == 190


def test_every_row_of_the_sample_returns_is_accounted_for(real):
    report, folders = real
    read = report.rows[report.rows["count"] == "read"]
    for year, folder in zip(YEARS, folders, strict=True):
        for file in folder.glob("*.csv"):
            assert report.count(f"SSDA903 {year}", file.stem, "read") == len(pd.read_csv(file, dtype=str))
    for return_, name, rows in zip(read["extract"], read["table"], read["rows"], strict=True):
        assert rows == sum(report.count(return_, name, kind) for kind in ("used", "set aside"))
    rejected = pd.read_csv(report.record / "rejected.csv", dtype=str)
    assert len(rejected) == report.rows.loc[report.rows["count"] == "set aside", "rows"].sum() == 11


def test_later_sample_returns_change_nothing_up_to_the_first_cut(real, tmp_path):
    report, folders = real
    import_returns(folders[:1], tmp_path / "first")
    assert standing_by(tmp_path / "first", "2018-03-31") == standing_by(report.record, "2018-03-31")


def test_no_reason_of_an_open_episode_and_no_way_of_taking_part_in_a_plan_is_written(real):
    report, _ = real
    placements, reviews = table(report.record, "placement"), table(report.record, "review")
    ahead = placements["ended_on"].isna() | (placements["ended_on"] > placements["recorded_by"])
    assert placements.loc[ahead, ["end_reason", "change_reason"]].isna().all(axis=None)
    assert reviews.loc[reviews["occurred_on"] > reviews["recorded_by"], "participation"].isna().all()


def test_an_import_needs_a_return():
    with pytest.raises(CaseReviewError, match="no return"):
        import_returns([], "nowhere")


def test_rows_are_let_go_once_statements_are_made_of_them(tmp_path, monkeypatch):
    held = []

    def looked(table, returns, *others):
        frames = [f for r in returns for f in (*r.raw.tables.values(), *(one.accepted for one in r.checked.values()))]
        held.append(sum(map(len, frames)))
        return compared(table, returns, *others)

    monkeypatch.setattr(imports, "compared", looked)
    r1 = write_return(tmp_path / "2018", reviews="CHILD REVIEW\n1 01/06/2017")
    assert import_returns([r1], tmp_path / "record").count("SSDA903 2018", "reviews", "used") == 1
    assert held and not any(held)
