"""What AFCARS files become: two clocks, whole histories, and codes that stay what they are."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.sources.afcars.files import record, removal, tag, write_file
from tests.sources.ssda903.returns import standing_by, table, told
from toolkit.errors import CaseReviewError
from toolkit.known import measure
from toolkit.record import codes, open_record
from toolkit.sources.afcars import import_afcars

MADE = ["2023-05-10", "2023-11-10"]
LATE = {"E70": "20230114"}


def first(folder, *records):
    return write_file(folder / "a.xml", "202303", *records)


def second(folder, *records):
    return write_file(folder / "b.xml", "20230930", *records)


def test_a_removal_and_an_exit_stand_from_their_transaction_dates(tmp_path):
    one = removal("20230110", **LATE, E71="1", E77="1", E153="20230210", E154="20230220", E155="1")
    import_afcars([first(tmp_path, record("7", one))], tmp_path / "r")
    assert told(tmp_path / "r", "status", "occurred_on", "ended_on", "end_reason", "detail", "basis") == [
        "7 2023-01-10 - - E71-1 E77 recorded : 2023-01-14..2023-01-14 to 2023-02-20..2023-02-20 changed",
        "7 2023-01-10 2023-02-10 reunified with parents or legal guardians E71-1 E77 recorded : 2023-02-20..2023-02-20 stands",
    ]


def test_what_happened_within_a_removal_stands_at_the_earliest_from_its_recording(tmp_path):
    one = removal("20230110", [("20230110", 5), ("20230301", 2)], [("20230120", 1)], visits=[("20230112", 1)], **LATE)
    import_afcars([first(tmp_path, record("7", one))], tmp_path / "r", taken_on=MADE[:1])
    assert told(tmp_path / "r", "placement", "occurred_on", "ended_on", "placement_type", "change", "end_reason") == [
        "7 2023-01-10 - E120-5 S - : 2023-01-14..2023-05-10 to 2023-03-01..2023-05-10 changed",
        "7 2023-01-10 2023-03-01 E120-5 S X1 : 2023-03-01..2023-05-10 stands",
        "7 2023-03-01 - E120-2 P - : 2023-03-01..2023-05-10 stands",
    ]
    assert told(tmp_path / "r", "visit", "occurred_on", "note") == [
        "7 2023-01-12 child's residence : 2023-01-14..2023-05-10 stands"
    ]
    assert codes.label("PLACE", "E120-5") == codes.label("afcars", "E120-5") == "qualified residential treatment program"


def test_a_clock_without_lag_tells_nothing_and_the_report_says_so(tmp_path):
    report = import_afcars([first(tmp_path, record("7", removal("20230110", E70="20230110")))], tmp_path / "r")
    assert "transaction dates E70 equal the day itself" in report.text()
    assert set(table(tmp_path / "r", "status")["basis"]) == {"reconstructed"}
    assert told(tmp_path / "r", "status", "occurred_on") == ["7 2023-01-10 : 2023-01-10..2023-03-31 stands"]


def test_transaction_dates_that_cannot_be_are_not_believed(tmp_path):
    records = [record("7", removal("20230110", E70="20230101")), record("8", removal("20230110", E70="20240101"))]
    report = import_afcars([first(tmp_path, *records)], tmp_path / "r")
    assert report.count("AFCARS 2023-03", "status", "not believed") == 2
    assert {r.split(" : ")[1] for r in told(tmp_path / "r", "status")} == {"2023-01-10..2023-03-31 stands"}


def test_a_transaction_before_a_file_that_did_not_show_it_is_not_believed(tmp_path):
    one = first(tmp_path, record("7", removal("20230110", **LATE)))
    two = second(tmp_path, record("7", removal("20230110", **LATE)), record("8", removal("20230112", **LATE)))
    report = import_afcars([two, one], tmp_path / "r", taken_on=MADE[::-1])
    row = table(tmp_path / "r", "status").query("case_id == '8'").iloc[0]
    assert (str(row["recorded_at"].date()), row["basis"]) == ("2023-05-11", "snapshot")
    assert report.count("AFCARS 2023-09", "status", "late") == 1


def test_plans_drift_and_histories_are_revised_between_files(tmp_path):
    one = first(tmp_path, record("7", removal("20230110", plans=[("20230201", 1)], visits=[("20230215", 2)], **LATE)))
    two = second(
        tmp_path,
        record(
            "7", removal("20230110", plans=[("20230201", 1), ("20230801", 3)], hearings=["20230901"], reviews=["20230701"], **LATE)
        ),
    )
    report = import_afcars([one, two], tmp_path / "r", taken_on=MADE)
    assert told(tmp_path / "r", "plan", "occurred_on", "ended_on", "category") == [
        "7 2023-02-01 - E148-1 : 2023-02-01..2023-05-10 to 2023-08-01..2023-11-10 changed",
        "7 2023-02-01 2023-08-01 E148-1 : 2023-08-01..2023-11-10 stands",
        "7 2023-08-01 - E148-3 : 2023-08-01..2023-11-10 stands",
    ]
    assert report.count("AFCARS 2023-09", "visit", "withdrawn") == 1
    assert told(tmp_path / "r", "meeting", "kind") == ["7 permanency hearing : 2023-09-01..2023-11-10 stands"]
    assert told(tmp_path / "r", "review", "kind") == ["7 looked after review : 2023-07-01..2023-11-10 stands"]


def test_away_is_missing_and_counts_as_no_move_but_the_next_home_does(tmp_path):
    places = [("20230110", "E114_licensed_home"), ("20230201", 12), ("20230205", "E117_relative_foster_family"), ("20230301", 4)]
    import_afcars([first(tmp_path, record("7", removal("20230110", places, **LATE)))], tmp_path / "r")
    standing = table(tmp_path / "r", "placement").query("withdrawn_at.isna()").sort_values("occurred_on")
    assert standing["change"].tolist() == ["S", "P", "P", "P"]
    assert standing["placement_type"].tolist() == ["E114", "E120-12", "E117", "E120-4"]
    gone = table(tmp_path / "r", "missing").query("withdrawn_at.isna()").iloc[0]
    assert (gone["occurred_on"].day, gone["ended_on"].day) == (1, 5)
    view = pd.DataFrame({"view_id": ["v"], "case_id": ["7"], "as_of": ["2023-03-31"]})
    found = measure(open_record(tmp_path / "r"), view, ["carer_moves", "temporary_placements"]).set_index("measure")
    assert found["value"].to_dict() == {"carer_moves": 2.0, "temporary_placements": 1.0}


def test_transfer_ends_the_case_and_adoption_the_identity(tmp_path):
    out = {"E153": "20230210", "E154": "20230220"}
    one = first(
        tmp_path,
        record("7", removal("20230110", **LATE, **out, E155="8")),
        record("8", removal("20230110", **LATE, **out, E155="3")),
    )
    two = second(tmp_path, record("8", removal("20230601", E70="20230602")))
    import_afcars([one, two], tmp_path / "r", taken_on=MADE)
    cases = table(tmp_path / "r", "case")
    ended = cases[cases["ended_on"].notna()].set_index("case_id")["end_reason"].to_dict()
    assert ended == {"7": "transferred out", "8": "adopted"}
    others = set(cases["case_id"]) - {"7", "8"}
    assert len(others) == 1 and set(table(tmp_path / "r", "status").query("occurred_on > '2023-05-01'")["case_id"]) == others


def test_parental_rights_old_removals_and_who_the_child_is(tmp_path):
    tpr = "".join(
        tag(n, v)
        for n, v in {"E63_tpr_parent1": 2, "E65_tpr_petition_date_parent1": "20230201", "E67_tpr_date_parent1": "20230301"}.items()
    )
    old = removal("20190101", old=True, E153="20190601", E155="7")
    one = record("7", old, removal("20230110", **LATE), tpr=f"<tpr_first_parent>{tpr}</tpr_first_parent>")
    import_afcars([first(tmp_path, one)], tmp_path / "r")
    assert [r.split(" : ")[0] for r in told(tmp_path / "r", "legal", "proceedings", "ended_on")] == [
        "7 petition to end the rights of the first parent -",
        "7 petition to end the rights of the first parent 2023-03-01",
        "7 rights of the first parent ended (involuntary) -",
    ]
    assert len(table(tmp_path / "r", "status").query("withdrawn_at.isna()")) == 2
    child = table(tmp_path / "r", "child").query("withdrawn_at.isna()").iloc[0]
    assert (child["sex"], child["ethnicity"], child["disability"], str(child["died_on"].date())) == (
        "female",
        "E17",
        "E25",
        "2019-06-01",
    )


def test_a_child_in_care_who_drops_out_of_the_file_is_withdrawn_and_one_who_left_is_not(tmp_path):
    out = {"E153": "20230210", "E154": "20230220", "E155": "1"}
    one = first(
        tmp_path,
        record("7", removal("20230110", **LATE)),
        record("8", removal("20230110", visits=[("20230120", 1)], **LATE, **out)),
    )
    two = second(tmp_path, record("9", removal("20230801", E70="20230803")))
    import_afcars([one, two], tmp_path / "r", taken_on=MADE)
    standing = table(tmp_path / "r", "status").query("withdrawn_at.isna()")
    assert sorted(standing["case_id"]) == ["8", "9"]
    assert table(tmp_path / "r", "visit")["withdrawn_at"].isna().all()


def test_what_could_be_known_up_to_a_cut_stays_when_later_files_are_imported(tmp_path):
    files = [
        first(tmp_path, record("7", removal("20230110", [("20230110", 5)], [("20230201", 1)], **LATE)), record("8", removal("20220101", E70="20220105"))),
        second(tmp_path, record("7", removal("20230110", [("20230110", 5), ("20230301", 2)], [("20230201", 3)], **LATE, E153="20230801", E154="20230804", E155="3"))),
        write_file(tmp_path / "c.xml", "202403", record("7", removal("20231201", E70="20231204")), record("8", removal("20220101", E70="20220105"))),
    ]  # fmt: skip
    taken = [*MADE, "2024-05-10"]
    import_afcars(files, tmp_path / "all", taken_on=taken)
    for k in (1, 2):
        import_afcars(files[:k], tmp_path / f"first{k}", taken_on=taken[:k])
        assert standing_by(tmp_path / f"first{k}", taken[k - 1]) == standing_by(tmp_path / "all", taken[k - 1])


def test_periods_of_the_same_end_need_days_and_other_months_are_refused(tmp_path):
    one = first(tmp_path, record("7", removal("20230110", **LATE)))
    again = write_file(tmp_path / "a2.xml", "202303", record("7", removal("20230110", E70="20230115")))
    with pytest.raises(CaseReviewError, match="say --taken-on"):
        import_afcars([one, again], tmp_path / "r")
    assert (
        "AFCARS 2023-03, taken on 10/05/2023"
        in import_afcars([one, again], tmp_path / "r", taken_on=["2023-05-10", "2023-06-10"]).text()
    )
    with pytest.raises(CaseReviewError, match="no March or September"):
        import_afcars([write_file(tmp_path / "c.xml", "202304")], tmp_path / "r3")
