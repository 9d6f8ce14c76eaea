"""What is wrong with a return: faults of structure stop the import, faulty rows are set aside and counted."""

from __future__ import annotations

import csv
import errno
import json

import pytest

from tests.sources.ssda903.returns import table, told, write_return
from toolkit.errors import CaseReviewError
from toolkit.sources.ssda903 import import_returns

GOOD = "CHILD DECOM\n1 01/06/2017\n2 14/06/2017"


def problems(tmp_path, *folders, **options) -> list[str]:
    """The problems with which an import stops, having made sure that it left nothing behind."""
    before = sorted(p.name for p in tmp_path.iterdir())
    with pytest.raises(CaseReviewError) as stopped:
        import_returns(folders, tmp_path / "record", **options)
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    return stopped.value.problems


def edit(file, old, new):
    file.write_text(file.read_text().replace(old, new))


def test_all_faults_of_structure_are_told_at_once(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=GOOD, reviews="CHILD REVIEW\n1 01/06/2017")
    edit(r1 / "episodes.csv", "DECOM", "DECOMM")
    (r1 / "reviews.csv").write_bytes(b"\x81\x00")
    r2 = write_return(tmp_path / "2019", episodes="CHILD DECOM\n1 06/14/2018\n2 2018-06-14")
    (r2 / "more.csv").write_text((r2 / "header.csv").read_text() + "1,2,3\n")
    assert problems(tmp_path, r1, r2) == [
        "2018/episodes.csv: no column DECOM (did you mean DECOMM?)",
        "2018/reviews.csv: cannot be read as text (it may be a workbook, or UTF-16); save it as CSV in UTF-8",
        "2019/episodes.csv row 2, column DECOM: the date can only be read with the month first, and returns have the day first",
        "2019/episodes.csv row 3, column DECOM: the date has the year first, and returns have day/month/year",
        "2019/more.csv row 4: 3 cells for 7 columns",
        "2019/more.csv: a second file for the table header (the first is header.csv)",
    ]


def test_a_return_needs_an_episodes_table(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=GOOD)
    (r1 / "episodes.csv").unlink()
    assert problems(tmp_path, r1, tmp_path / "2019") == [
        "2018: no file has the columns of the episodes table",
        f"{tmp_path / '2019'}: there is no such folder or file",
    ]


def test_a_file_that_fits_no_table_is_told(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=GOOD)
    (r1 / "strange.csv").write_text("CHILD,COLOUR\n1,red\n")
    (r1 / "notes.csv").write_text("note\nfrom the registry\n")
    assert problems(tmp_path, r1) == [
        "2018/strange.csv: no table of a return has such columns; move it out of the folder if it is not part of it"
    ]
    (r1 / "strange.csv").write_text("CHILD;DOB;REVIEW\n1;01/01/2009;01/06/2017\n")
    assert "separated by commas" in problems(tmp_path, r1)[0]
    (r1 / "strange.csv").unlink()
    assert "notes.csv is no table of a return and was not read" in import_returns([r1], tmp_path / "record").text()


def test_tables_are_known_by_their_columns_in_any_case_and_encoding(tmp_path):
    for encoding in ("utf-8-sig", "cp1252"):
        r1 = write_return(tmp_path / encoding / "2018", encoding, episodes="CHILD DECOM URN\n1 01/06/2017 É1")
        (r1 / "episodes.csv").rename(r1 / "b.CSV")
        (r1 / "header.csv").rename(r1 / "a.csv")
        import_returns([r1], tmp_path / encoding / "record")
        assert list(table(tmp_path / encoding / "record", "placement")["setting_id"]) == ["É1"]


def test_columns_that_are_not_read_may_be_absent(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=GOOD)
    for name, unread in (("episodes", {"HOME_POST", "PL_POST"}), ("header", {"UPN", "MOTHER", "MC_DOB"})):
        rows = list(csv.DictReader((r1 / f"{name}.csv").read_text().splitlines()))
        with (r1 / f"{name}.csv").open("w", newline="") as stream:
            writer = csv.DictWriter(stream, [c for c in rows[0] if c not in unread], extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    assert import_returns([r1], tmp_path / "record").count("SSDA903 2018", "header", "used") == 2


@pytest.mark.parametrize(
    ("name", "options", "problem"),
    [
        ("a return", {}, "its year is in doubt"),
        ("2018", {"year_end": ["2019"]}, "the folder's name says 2018 and --year-end says 2019"),
        ("2018", {"taken_on": ["12/06/2018"]}, "--taken-on is not a day such as 2018-06-12"),
        ("2018", {"taken_on": ["2016-06-12"]}, "taken before its year began"),
        ("2018", {"taken_on": ["2018-06-12", "2018-06-13"]}, "--taken-on is given 2 times for 1 returns"),
        ("2016", {}, "most of its episodes begin after the year"),
    ],
)
def test_doubts_about_the_year_stop_the_import(tmp_path, name, options, problem):
    found = problems(tmp_path, write_return(tmp_path / name, episodes=GOOD), **options)
    assert len(found) == 1
    assert problem in found[0]


def test_the_year_is_in_the_name_or_given_or_inferred(tmp_path):
    named = write_return(tmp_path / "return 2017-18", episodes=GOOD)
    other = write_return(tmp_path / "x", episodes="CHILD DECOM DEC REC\n1 01/06/2017 01/04/2018 E4A\n2 14/06/2017 - -")
    for to, folder, given in (("a", named, []), ("b", other, ["2018"]), ("c", other, [])):
        import_returns([folder], tmp_path / to, year_end=given)
        assert set(table(tmp_path / to, "placement")["source"]) == {"SSDA903 2018"}


def test_one_year_twice_and_one_day_twice_stop_the_import(tmp_path):
    r1, again = write_return(tmp_path / "2018", episodes=GOOD), write_return(tmp_path / "b" / "2018", episodes=GOOD)
    r2 = write_return(tmp_path / "2019", episodes=GOOD)
    assert problems(tmp_path, r1, again) == ["2018: a second return for the year that ends in 2018 (the first is 2018)"]
    assert problems(tmp_path, r1, r2, taken_on=["2019-05-01", "2019-05-01"]) == [
        "2019: taken on the same day as 2018, so which one is the later is not known"
    ]


FAULTY = """
    CHILD DECOM      DEC        PLACE LS CIN
    1     01/06/2017 -          U4    C2 N1
    1     31/02/2017 -          U4    C2 N1
    1     02/06/2017 01/06/2017 U4    C2 N1
    1     03/06/2017 -          K3    XX -
    2     01/06/2017 -          U4    C2 N1
    2     01/06/2017 -          U5    C2 N1
    2     01/06/2017 -          U5    C2 N1
    -     01/06/2017 -          U4    C2 N1
    3     01/06/2017 -          U4    C2 N1"""


def test_faulty_rows_are_set_aside_with_reasons_and_hide_no_other_row(tmp_path):
    header = "CHILD\n1\n2"
    r1 = write_return(tmp_path / "2018", header=header, episodes=FAULTY)
    assert problems(tmp_path, r1) == [
        "2018/episodes.csv: 7 of 9 rows (a second row for the same thing, with other content: 1; impossible date: 1; no value: 1; "
        "the child is not in the header table of this return: 1; the end lies before the start: 1; the same row twice: 1; "
        "unknown code; no value; code K3 is of 2024/25 and later: 1)"
    ]
    report = import_returns([r1], tmp_path / "record", accept_faults=True)
    assert told(tmp_path / "record", "placement", "placement_type") == [
        "1 U4 : 2017-06-01..2018-03-31 stands",
        "2 U4 : 2017-06-01..2018-03-31 stands",
    ]
    with (tmp_path / "record" / "rejected.csv").open() as stream:
        rejected = list(csv.DictReader(stream))
    assert [(r["file"], r["row"], r["column"]) for r in rejected] == [
        ("episodes.csv", "3", "DECOM"),
        ("episodes.csv", "4", "DEC"),
        ("episodes.csv", "5", "LS; CIN; PLACE"),
        ("episodes.csv", "7", "CHILD, DECOM"),
        ("episodes.csv", "8", "CHILD, DECOM"),
        ("episodes.csv", "9", "CHILD"),
        ("episodes.csv", "10", "CHILD"),
    ]
    assert json.loads(rejected[0]["values"])["DECOM"] == "31/02/2017"
    assert report.count("SSDA903 2018", "episodes", "read") == 9
    assert report.count("SSDA903 2018", "episodes", "used") + report.count("SSDA903 2018", "episodes", "set aside") == 9


def test_messages_and_report_hold_no_case_content(tmp_path):
    episodes = "CHILD DECOM PLACE\n778899 31/02/2017 U4\n778899 01/06/2017 ZZ9"
    r1 = write_return(tmp_path / "2018", header="CHILD\n778899", episodes=episodes)
    text = "\n".join(problems(tmp_path, r1))
    report = import_returns([r1], tmp_path / "record", accept_faults=True)
    kept = (tmp_path / "record" / "import_report.csv").read_text()
    for secret in ("778899", "31/02", "ZZ9"):
        assert secret not in text + report.text() + kept


def test_up_to_five_in_a_hundred_rows_are_set_aside_without_asking(tmp_path):
    rows = [f"{n} 01/06/2017" for n in range(20)]
    r1 = write_return(tmp_path / "2018", episodes="\n".join(["CHILD DECOM", *rows[1:], "0 31/02/2017"]))
    report = import_returns([r1], tmp_path / "record")
    assert report.count("SSDA903 2018", "episodes", "set aside") == 1


def test_a_row_set_aside_is_not_taken_for_a_row_that_has_gone(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes="CHILD DECOM\n1 01/06/2017\n2 01/06/2017\n3 01/06/2017")
    r2 = write_return(tmp_path / "2019", header="CHILD\n1\n2\n3", episodes="CHILD DECOM LS\n1 01/06/2017 XX\n2 31/02/2017 C2")
    report = import_returns([r1, r2], tmp_path / "record", accept_faults=True)
    assert [line.split(" : ")[1].split()[-1] for line in told(tmp_path / "record", "placement")] == ["stands", "stands", "deleted"]
    assert report.count("SSDA903 2019", "placement", "unreadable") == 2


def test_codes_follow_the_year_of_the_return(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes="CHILD DECOM DEC REC\n1 01/06/2017 01/08/2017 E45")
    report = import_returns([r1], tmp_path / "let_through")
    assert report.count("SSDA903 2018", "episodes", "let through") == 1
    r2 = write_return(tmp_path / "2017", episodes="CHILD DECOM DEC REC\n1 01/06/2016 01/08/2016 E45")
    assert "code E45 is of 2018/19 and later: 1" in problems(tmp_path, r2)[0]


def test_nothing_is_replaced_unless_asked_and_only_a_record(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=GOOD)
    import_returns([r1], tmp_path / "record")
    assert problems(tmp_path, r1) == []
    import_returns([r1], tmp_path / "record", replace=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(CaseReviewError, match="is not a record"):
        import_returns([r1], tmp_path / "mine", replace=True)
    assert (tmp_path / "mine" / "thesis.txt").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2018", "mine", "record"]


def test_an_import_that_fails_while_writing_leaves_nothing(tmp_path, monkeypatch):
    from toolkit.sources import publish

    r1 = write_return(tmp_path / "2018", episodes=GOOD)

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(publish, "write_tables", full)
    with pytest.raises(CaseReviewError, match="cannot be written .No space left"):
        import_returns([r1], tmp_path / "record")
    assert [p.name for p in tmp_path.iterdir()] == ["2018"]
