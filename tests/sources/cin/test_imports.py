"""What CIN censuses become: each rule with a census that fits on a few lines."""

from __future__ import annotations

import pytest

from tests.sources.cin.files import (
    assessment,
    block,
    child,
    enquiry,
    need_plan,
    protection_plan,
    referral,
    write_census,
)
from tests.sources.ssda903.returns import standing_by, table, told
from toolkit.errors import CaseReviewError
from toolkit.record import codes
from toolkit.record.check import check_record
from toolkit.sources.cin import import_cin
from toolkit.sources.pseudonyms import Pseudonyms


def test_a_case_its_closure_and_the_reason_stand_from_their_days(tmp_path):
    c = write_census(tmp_path, 2023, child("1", referral("2022-06-01", closed="2022-09-01", why="RC5")))
    import_cin([c], tmp_path / "r")
    assert told(tmp_path / "r", "case", "occurred_on", "ended_on", "end_reason") == [
        "1 2022-06-01 - - : 2022-06-01..2023-05-23 to 2022-09-01..2023-05-23 changed",
        "1 2022-06-01 2022-09-01 transferred out : 2022-09-01..2023-05-23 stands",
    ]
    assert told(tmp_path / "r", "referral", "referrer", "outcome", "primary_need") == [
        "1 1A - - : 2022-06-01..2023-05-23 to 2022-06-02..2023-05-23 changed",
        "1 1A accepted N1 : 2022-06-02..2023-05-23 stands",
    ]
    assert set(table(tmp_path / "r", "case")["basis"]) == {"reconstructed"}


def test_factors_stand_from_the_authorisation_and_never_before_it(tmp_path):
    done = assessment("2022-06-02", "2022-07-01", ("2B", "3A"), AssessmentInternalReviewDate="2022-06-20")
    c = write_census(tmp_path, 2023, child("1", referral("2022-06-01", done, assessment("2023-03-01", "", ("1A",)))))
    report = import_cin([c], tmp_path / "r")
    assert told(tmp_path / "r", "assessment", "occurred_on", "reviewed_on", "ended_on", "factors") == [
        "1 2022-06-02 - - - : 2022-06-02..2023-05-23 to 2022-06-20..2023-05-23 changed",
        "1 2022-06-02 2022-06-20 - - : 2022-06-20..2023-05-23 to 2022-07-01..2023-05-23 changed",
        "1 2022-06-02 2022-06-20 2022-07-01 2B 3A : 2022-07-01..2023-05-23 stands",
        "1 2023-03-01 - - - : 2023-03-01..2023-05-23 stands",
    ]
    assert report.count("CIN census 2023", "assessment", "held back") == 1


def test_a_conference_is_due_then_held_or_no_longer_due(tmp_path):
    one = write_census(tmp_path, 2022, child("1", referral("2022-03-01", enquiry("2022-03-02", target="2022-03-23"))),
                       child("2", referral("2022-03-01", enquiry("2022-03-02", target="2022-03-23"))))  # fmt: skip
    two = write_census(tmp_path, 2023, child("1", referral("2022-03-01", enquiry("2022-03-02", "2022-03-23", "2022-06-20"))),
                       child("2", referral("2022-03-01", enquiry("2022-03-02", "2022-03-23", not_required="true"))))  # fmt: skip
    import_cin([two, one], tmp_path / "r")
    assert told(tmp_path / "r", "meeting", "kind", "due_on", "occurred_on", "occurred_precision") == [
        "1 initial child protection conference 2022-03-23 - unknown : 2022-03-02..2022-05-23 to 2022-06-20..2023-05-23 changed",
        "1 initial child protection conference 2022-03-23 2022-06-20 day : 2022-06-20..2023-05-23 stands",
        "2 initial child protection conference 2022-03-23 - unknown : 2022-03-02..2022-05-23 to 2022-05-24..2023-05-23 deleted",
    ]
    assert told(tmp_path / "r", "assessment", "kind", "ended_on", "outcome")[-1] == (
        "2 section 47 enquiry - initial child protection conference not required : 2023-05-23..2023-05-23 stands"
    )


def test_a_plan_its_categories_status_and_reviews(tmp_path):
    one = write_census(
        tmp_path,
        2022,
        child(
            "1", referral("2021-06-01", protection_plan("2021-07-01", first="NEG", latest="EMO", before=2, reviews=("2021-09-20",)))
        ),
    )
    two = write_census(
        tmp_path,
        2023,
        child(
            "1",
            referral(
                "2021-06-01",
                protection_plan("2021-07-01", "2022-08-01", "NEG", "EMO", 2, ("2021-09-20", "2022-06-10")),
                need_plan("2022-08-02"),
            ),
        ),
    )
    import_cin([one, two], tmp_path / "r")
    assert told(tmp_path / "r", "plan", "kind", "category", "latest_category", "earlier_plans", "ended_on") == [
        "1 child protection plan NEG - 2 - : 2021-07-01..2022-05-23 to 2022-05-23..2022-05-23 changed",
        "1 child protection plan NEG EMO 2 - : 2022-05-23..2022-05-23 to 2022-08-01..2023-05-23 changed",
        "1 child protection plan NEG EMO 2 2022-08-01 : 2022-08-01..2023-05-23 stands",
        "1 child in need plan - - - - : 2022-08-02..2023-05-23 stands",
    ]
    assert told(tmp_path / "r", "status", "kind", "detail", "ended_on")[-1].startswith(
        "1 child protection plan NEG 2022-08-01 : 2022-08-01"
    )
    assert told(tmp_path / "r", "review", "kind", "occurred_on") == [
        "1 child protection review 2021-09-20 : 2021-09-20..2022-05-23 stands",
        "1 child protection review 2022-06-10 : 2022-06-10..2023-05-23 stands",
    ]


def test_what_a_later_census_ought_to_show_and_does_not_is_withdrawn(tmp_path):
    one = write_census(
        tmp_path, 2022,
        child("1", referral("2021-06-01", protection_plan("2021-07-01"), assessment("2021-06-02", "2021-07-01"))),
        child("2", referral("2021-06-01", nfa=1)),
        child("3", referral("2021-06-01", closed="2022-02-01", why="RC8")),
        child("4", referral("2021-06-01", need_plan("2021-07-01"))),
    )  # fmt: skip
    two = write_census(tmp_path, 2023, child("1", referral("2021-06-01")))
    report = import_cin([one, two], tmp_path / "r")
    standing = {
        name: table(tmp_path / "r", name).query("withdrawn_at.isna()") for name in ("case", "referral", "plan", "assessment")
    }
    assert sorted(standing["referral"]["case_id"]) == ["1", "2", "3"]
    assert sorted(standing["case"]["case_id"]) == ["1", "3"]
    assert list(standing["plan"]["case_id"]) == [] and list(standing["assessment"]["case_id"]) == ["1"]
    assert report.count("CIN census 2023", "referral", "withdrawn") == 1
    assert report.count("CIN census 2023", "plan", "withdrawn") == 2


def test_a_referral_of_an_episode_that_closed_is_out_of_scope_only_after_the_year_of_its_closure(tmp_path):
    one = write_census(tmp_path, 2022, child("1", referral("2021-06-01")), child("9", referral("2021-06-01")))
    two = write_census(
        tmp_path, 2023, child("1", referral("2021-06-01", closed="2022-05-01", why="RC7")), child("9", referral("2021-06-01"))
    )
    three = write_census(tmp_path, 2024, child("9", referral("2021-06-01")))
    import_cin([one, two, three], tmp_path / "r")
    assert table(tmp_path / "r", "referral").query("case_id == '1' and withdrawn_at.isna()").shape[0] == 1


def test_two_referrals_on_one_day_are_told_apart_and_the_report_says_so(tmp_path):
    twice = child("1", referral("2022-06-01", nfa=1, source="6", need=""), referral("2022-06-01", source="2A"))
    c = write_census(tmp_path, 2023, twice)
    report = import_cin([c], tmp_path / "r")
    assert sorted(table(tmp_path / "r", "referral").query("withdrawn_at.isna()")["outcome"]) == ["accepted", "no further action"]
    assert report.count("CIN census 2023", "referral", "numbered") == 1
    again = write_census(
        tmp_path / "b", 2023, child("1", referral("2022-06-01", source="2A"), referral("2022-06-01", nfa=1, source="6", need=""))
    )
    import_cin([again], tmp_path / "r2")
    assert set(table(tmp_path / "r", "referral")["statement_id"]) == set(table(tmp_path / "r2", "referral")["statement_id"])


def test_the_same_block_twice_counts_once_and_of_two_that_differ_one_is_set_aside(tmp_path):
    many = [referral(f"2022-06-{d:02d}", closed=f"2022-06-{d:02d}", why="RC8") for d in range(1, 25)]
    c = write_census(
        tmp_path,
        2023,
        child("1", *many, many[0], referral("2023-01-01", assessment("2023-01-02"), assessment("2023-01-02", "2023-02-01"))),
    )
    report = import_cin([c], tmp_path / "r", accept_faults=True)
    place = f"{c.name} CINdetails"
    assert report.count("CIN census 2023", place, "set aside", "the same block twice") == 1
    assert (
        report.count(
            "CIN census 2023", f"{c.name} Assessments", "set aside", "a second block for the same thing, with other content"
        )
        == 1
    )
    assert table(tmp_path / "r", "assessment")["ended_on"].notna().sum() == 1


def test_an_adoption_ends_an_identity(tmp_path):
    one = write_census(tmp_path, 2022, child("77", referral("2021-06-01", closed="2022-02-01", why="RC1")))
    two = write_census(tmp_path, 2023, child("77", referral("2022-09-01", assessment("2022-09-02"))))
    import_cin([one, two], tmp_path / "r")
    cases = set(table(tmp_path / "r", "case")["case_id"])
    assert "77" in cases and len(cases) == 2
    other = (cases - {"77"}).pop()
    assert "77" not in other
    assert set(table(tmp_path / "r", "assessment")["case_id"]) == {other}
    assert set(table(tmp_path / "r", "child")["case_id"]) == cases
    assert table(tmp_path / "r", "case").query("case_id == '77' and withdrawn_at.isna()")["end_reason"].tolist() == ["adopted"]


def test_pre_proceedings_of_2026(tmp_path):
    led = block("PreProceedingsandFGDM", PPStartDate="2025-09-09", LBPSentDate="2025-09-20", FGDMMeetingOffer=1, FGDMMeetingFac=0,
                InitialPPMeetingDate="2025-09-28", ReviewMeetingsCount=3, StepDecisionDate="2025-12-01", PPOutcome="A",
                CourtAppDate="2025-12-18", LetterInitCPDate="2025-12-05")  # fmt: skip
    c = write_census(tmp_path, 2026, child("1", referral("2025-06-01", led)))
    report = import_cin([c], tmp_path / "r")
    assert [r.split(" : ")[0] for r in told(tmp_path / "r", "legal", "proceedings", "occurred_on", "ended_on")] == [
        "1 pre-proceedings 2025-09-09 -", "1 pre-proceedings 2025-09-09 2025-12-01", "1 application to the court 2025-12-18 -",
    ]  # fmt: skip
    assert told(tmp_path / "r", "decision", "occurred_on", "chosen") == ["1 2025-12-01 A : 2025-12-01..2026-05-23 stands"]
    assert told(tmp_path / "r", "service", "kind", "taken_up") == [
        "1 family group decision making false : 2026-05-23..2026-05-23 stands"
    ]
    assert len(table(tmp_path / "r", "contact")) == 2
    assert report.count("CIN census 2026", "meeting", "left out") == 1


@pytest.mark.parametrize(
    ("year", "code", "used"), [(2021, "RC9", False), (2022, "RC9", True), (2023, "RC9", True), (2026, "RC9", True)]
)
def test_codes_hold_in_their_years(tmp_path, year, code, used):
    c = write_census(
        tmp_path,
        year,
        child("1", referral(f"{year - 1}-06-01", closed=f"{year - 1}-07-01", why=code), Sex="M" if year > 2024 else ""),
    )
    import_cin([c], tmp_path / "r", accept_faults=True)
    assert (len(table(tmp_path / "r", "case")) > 0) is used


def test_sex_is_read_from_either_element_of_its_years(tmp_path):
    old = write_census(tmp_path, 2024, child("1", referral("2023-06-01"), Sex="", GenderCurrent="2"))
    new = write_census(tmp_path, 2025, child("1", referral("2023-06-01")))
    report = import_cin([old, new], tmp_path / "r")
    assert set(table(tmp_path / "r", "child")["sex"]) == {"female"}
    assert report.count("CIN census 2025", "child", "unchanged") == 1
    assert codes.label("PrimaryNeedCode", "N1").startswith("Abuse, neglect and exploitation")


def test_disability_has_no_day_and_stands_from_the_census(tmp_path):
    one = write_census(tmp_path, 2022, child("1", referral("2021-06-01")))
    two = write_census(tmp_path, 2023, child("1", referral("2021-06-01"), disabilities=("AUT", "LD")))
    import_cin([one, two], tmp_path / "r")
    assert told(tmp_path / "r", "child", "disability") == [
        "1 - : 2021-06-01..2022-05-23 to 2022-05-23..2022-05-23 changed",
        "1 NONE : 2022-05-23..2022-05-23 to 2023-05-23..2023-05-23 changed",
        "1 AUT LD : 2023-05-23..2023-05-23 stands",
    ]


def test_a_child_referred_before_birth(tmp_path):
    one = write_census(tmp_path, 2023, child("1", referral("2023-03-01"), born="", ExpectedPersonBirthDate="2023-08-01", Sex="U"))
    two = write_census(tmp_path, 2024, child("1", referral("2023-03-01"), born="2023-08-11"))
    import_cin([one, two], tmp_path / "r")
    rows = told(tmp_path / "r", "child", "born_on", "sex")
    assert (
        rows[0].startswith("1 2023-08-01 unknown : 2023-05-23")
        and rows[-1] == "1 2023-08-11 female : 2023-08-11..2024-05-23 stands"
    )


def test_namespaces_and_missing_years_and_two_of_a_year(tmp_path):
    one = write_census(tmp_path, 2021, child("1", referral("2020-06-01"), Sex="", GenderCurrent=1), namespace="urn:x")
    two = write_census(tmp_path, 2023, child("1", referral("2020-06-01")), made="2023-05-01")
    three = write_census(tmp_path, 2023, child("1", referral("2020-06-01", closed="2023-03-30", why="RC7")), made="2023-06-15")
    report = import_cin([three, two, one], tmp_path / "r")
    assert list(dict.fromkeys(report.rows["extract"])) == [
        "CIN census 2021", "CIN census 2023, taken on 01/05/2023", "CIN census 2023, taken on 15/06/2023",
    ]  # fmt: skip
    assert table(tmp_path / "r", "case")["ended_on"].notna().sum() == 1
    with pytest.raises(CaseReviewError, match="taken on 23/05/2023 as"):
        import_cin([two, three], tmp_path / "r2", taken_on=["2023-05-23", "2023-05-23"])


def test_a_year_outside_those_that_were_compared_is_read_with_a_warning_or_refused(tmp_path):
    assert (
        "warning: the code lists"
        in import_cin([write_census(tmp_path, 2028, child("1", referral("2027-06-01")))], tmp_path / "r").text()
    )
    with pytest.raises(CaseReviewError, match="census year is 2016"):
        import_cin([write_census(tmp_path, 2016, child("1", referral("2015-06-01")))], tmp_path / "r2")


def test_the_day_taken_is_given_or_told_or_assumed(tmp_path):
    c = write_census(tmp_path, 2023, child("1", referral("2022-06-01")), made="")
    assert "taken on 31/03/2023 (assumed" in import_cin([c], tmp_path / "a").text()
    assert "taken on 02/06/2023\n" in import_cin([c], tmp_path / "b", taken_on=["2023-06-02"]).text()


def test_what_could_be_known_up_to_a_cut_stays_when_later_censuses_are_imported(tmp_path):
    files = [
        write_census(tmp_path, 2022, child("1", referral("2021-06-01", protection_plan("2021-07-01"), enquiry("2021-06-05", "2021-06-26"))), child("2", referral("2022-01-01"))),
        write_census(tmp_path, 2023, child("1", referral("2021-06-01", protection_plan("2021-07-01", "2022-07-01", latest="PHY"), enquiry("2021-06-05", "2021-06-26", "2021-06-30"), closed="2022-12-01", why="RC1")), disabilities_of()),
        write_census(tmp_path, 2024, child("1", referral("2023-05-01", need_plan("2023-05-05")))),
    ]  # fmt: skip
    for k in (1, 2):
        import_cin(files[:k], tmp_path / f"first{k}")
        import_cin(files, tmp_path / f"all{k}")
        cut = f"202{1 + k}-05-23"
        assert standing_by(tmp_path / f"first{k}", cut) == standing_by(tmp_path / f"all{k}", cut)


def disabilities_of() -> str:
    return child("2", referral("2022-01-01", assessment("2022-05-01", "2022-06-01", ("2A",))), disabilities=("LD",))


def test_pseudonyms_leave_no_number_and_keep_the_history(tmp_path):
    one = write_census(tmp_path, 2022, child("SECRET9", referral("2021-06-01", enquiry("2021-06-05", "2021-06-26"))))
    two = write_census(tmp_path, 2023, child("SECRET9", referral("2021-06-01", closed="2022-06-01", why="RC7")))
    import_cin([one, two], tmp_path / "p", pseudonyms=Pseudonyms(b"k" * 32))
    import_cin([one, two], tmp_path / "r")
    assert all(b"SECRET9" not in f.read_bytes() for f in (tmp_path / "p").iterdir())
    for name in ("case", "referral", "meeting"):
        assert len(table(tmp_path / "p", name)) == len(table(tmp_path / "r", name))


def test_the_record_passes_its_checks(tmp_path):
    one = write_census(
        tmp_path,
        2023,
        child(
            "1",
            referral(
                "2022-06-01",
                protection_plan("2022-07-01", reviews=("2022-09-20",)),
                assessment("2022-06-02", "2022-06-20", ("1A",)),
            ),
        ),
    )
    import_cin([one], tmp_path / "r")
    assert [f for f in check_record(tmp_path / "r") if f.severity == "error"] == []


def test_the_shared_censuses(tmp_path, shared_data):
    files = [shared_data / "cin" / f"CIN_Census_{y}.xml" for y in (2021, 2022, 2024)]
    report = import_cin(files, tmp_path / "r", taken_on=["2023-05-23", "2022-05-23", "2024-05-23"], accept_faults=True)
    read = report.rows[report.rows["count"].isin(["read", "used", "set aside"])].pivot_table(
        index=["extract", "table"], columns="count", values="rows", aggfunc="sum", fill_value=0
    )
    assert (read["read"] == read["used"] + read["set aside"]).all() and read["read"].sum() == 24
    assert report.count("CIN census 2024", "CIN_Census_2024.xml Assessments", "set aside") == 1
    with pytest.raises(CaseReviewError, match="say --taken-on"):
        import_cin(files, tmp_path / "r2")
