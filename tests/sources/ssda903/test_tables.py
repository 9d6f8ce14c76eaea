"""Every table of a return in the record: what each row says, and since when it could be known."""

from __future__ import annotations

import pytest

from tests.sources.ssda903.returns import table, told, write_return
from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.sources.ssda903 import import_returns

EPISODES = "CHILD DECOM\n1 01/06/2017\n2 14/06/2017"


def imported(tmp_path, year=2018, **tables):
    r1 = write_return(tmp_path / str(year), **tables)
    return tmp_path / "record", import_returns([r1], tmp_path / "record")


def test_a_score_or_why_there_is_none_and_yes_or_no_are_known_from_the_end_of_the_year(tmp_path):
    oc2 = """
        CHILD SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS
        1     12        -          0         1.0          -
        2     -         SDQ2       -         -            -"""
    record, report = imported(tmp_path, episodes=EPISODES, oc2=oc2)
    assert sorted(told(record, "measure", "kind", "value", "lowest", "highest", "answer", "missing_reason", "occurred_on")) == [
        "1 convicted or given a final warning or reprimand in the year - - - no - 2018-03-31 : 2018-03-31..2018-03-31 stands",
        "1 health surveillance or promotion checks up to date - - - yes - 2018-03-31 : 2018-03-31..2018-03-31 stands",
        "1 strengths and difficulties 12.0 0.0 40.0 - - 2018-03-31 : 2018-03-31..2018-03-31 stands",
        "2 strengths and difficulties - 0.0 40.0 - the carer refused 2018-03-31 : 2018-03-31..2018-03-31 stands",
    ]
    assert set(table(record, "measure")["occurred_precision"]) == {"on or before"}
    assert report.count("SSDA903 2018", "oc2", "used") == 2


def test_a_score_out_of_its_scale_is_set_aside_and_a_reason_beside_a_score_held_back(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=EPISODES, oc2="CHILD SDQ_SCORE SDQ_REASON\n1 41 -\n2 7 SDQ4")
    with pytest.raises(CaseReviewError) as stopped:
        import_returns([r1], tmp_path / "record")
    assert stopped.value.problems == ["2018/oc2.csv: 1 of 2 rows (not a whole number from 0 to 40: 1)"]
    report = import_returns([r1], tmp_path / "record", accept_faults=True)
    assert told(tmp_path / "record", "measure", "value", "missing_reason") == ["2 7.0 - : 2018-03-31..2018-03-31 stands"]
    assert report.count("SSDA903 2018", "measure", "held back", "reason why there is no score, beside a score") == 1


def test_a_yearly_answer_stands_when_the_next_year_has_its_own(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=EPISODES, oc2="CHILD SDQ_SCORE\n1 12")
    r2 = write_return(tmp_path / "2019", episodes=EPISODES, oc2="CHILD SDQ_SCORE\n1 15")
    import_returns([r1, r2], tmp_path / "record")
    assert told(tmp_path / "record", "measure", "value") == [
        "1 12.0 : 2018-03-31..2018-03-31 stands",
        "1 15.0 : 2019-03-31..2019-03-31 stands",
    ]


def test_care_leavers(tmp_path):
    record, _ = imported(tmp_path, episodes=EPISODES, oc3="CHILD IN_TOUCH ACTIV ACCOM\n9 YES F3 U1\n8 DIED 0 01")
    assert [line.split(" : ")[0] for line in sorted(told(record, "measure", "answer"))] == [
        "8 died after leaving care",
        "8 not known or not asked for",
        "8 not known or not asked for, suitable",
        "9 in touch",
        "9 independent living, suitable",
        "9 training or employment, full time",
    ]


def test_decisions_on_adoption_are_known_from_their_days_and_what_the_adopters_are_from_the_end_of_the_year(tmp_path):
    ad1 = """
        CHILD DATE_INT   DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR
        1     01/08/2017 01/05/2018 0           2         MF         L11"""
    record, _ = imported(tmp_path, episodes=EPISODES, ad1=ad1)
    assert told(record, "decision", "kind", "occurred_on", "chosen") == [
        "1 adoption decision 2017-08-01 the child should be placed for adoption : 2017-08-01..2018-03-31 stands",
        "1 match with adopters 2018-05-01 - : 2018-03-31..2018-03-31 stands",
    ]
    assert sorted(told(record, "measure", "coalesce(answer, CAST(value AS VARCHAR))"))[:2] == [
        "1 2.0 : 2018-03-31..2018-03-31 stands",
        "1 a man and a woman : 2018-03-31..2018-03-31 stands",
    ]


def test_placed_for_adoption_until_it_ceased_and_why(tmp_path):
    placed = "CHILD DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED\n1 01/07/2017 01/02/2018 RD3\n2 01/09/2017 - -"
    r1 = write_return(tmp_path / "2018", episodes=EPISODES, placed_for_adoption=placed)
    r2 = write_return(tmp_path / "2019", episodes=EPISODES, placed_for_adoption="CHILD DATE_PLACED")
    report = import_returns([r1, r2], tmp_path / "record")
    assert told(tmp_path / "record", "status", "kind", "ended_on", "end_reason") == [
        "1 placed for adoption - - : 2017-07-01..2018-03-31 to 2018-02-01..2018-03-31 changed",
        "1 placed for adoption 2018-02-01 no adopters could be found : 2018-02-01..2018-03-31 stands",
        "2 placed for adoption - - : 2017-09-01..2018-03-31 to 2018-04-01..2019-03-31 deleted",
    ]
    assert report.count("SSDA903 2019", "status", "left scope") == 1


def test_a_file_for_one_status_says_nothing_of_another(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=EPISODES, uasc="CHILD DUC\n1 01/05/2027")
    r2 = write_return(tmp_path / "2019", episodes=EPISODES, placed_for_adoption="CHILD DATE_PLACED\n1 01/06/2018")
    report = import_returns([r1, r2], tmp_path / "record")
    assert report.count("SSDA903 2019", "status", "left scope") == 1
    assert report.count("SSDA903 2019", "status", "withdrawn") == 0


def test_an_earlier_permanence_has_its_day_as_exactly_as_it_is_known_and_is_known_from_its_return(tmp_path):
    perm = "CHILD PREV_PERM DATE_PERM\n1 P1 zz/05/2012\n2 P2 ZZ/ZZ/2013\n3 P4 zz/zz/zzzz\n4 P3 07/08/2014\n5 Z1 -"
    record, report = imported(tmp_path, episodes="CHILD DECOM\n1 01/06/2017", previous_permanence=perm)
    assert told(record, "status", "detail", "occurred_on", "occurred_precision") == [
        "1 P1 2012-05-01 month : 2018-03-31..2018-03-31 stands",
        "2 P2 2013-01-01 year : 2018-03-31..2018-03-31 stands",
        "3 P4 - unknown : 2018-03-31..2018-03-31 stands",
        "4 P3 2014-08-07 day : 2018-03-31..2018-03-31 stands",
    ]
    assert report.count("SSDA903 2018", "status", "held back") == 1


def test_workers_and_why_they_changed(tmp_path):
    workers = """
        CHILD SW_ID SW_DECOM   SW_DEC     SW_REASON
        1     SW77  01/05/2023 01/09/2023 FCONTA
        1     SW78  01/09/2023 -          LEFTRL"""
    record, _ = imported(tmp_path, 2024, episodes="CHILD DECOM\n1 01/06/2023", sw_episodes=workers)
    assert told(record, "involvement", "role", "ended_on", "end_reason") == [
        "1 social worker - - : 2023-05-01..2024-03-31 to 2023-09-01..2024-03-31 changed",
        "1 social worker 2023-09-01 worker left the role : 2023-09-01..2024-03-31 stands",
        "1 social worker - - : 2023-09-01..2024-03-31 stands",
    ]
    assert not table(record, "involvement")["worker_id"].str.contains("SW7").any()


def test_deprivation_of_liberty_and_a_mothers_own_child(tmp_path):
    header = "CHILD SEX MOTHER MC_DOB\n1 F 1.0 01/07/2026\n2 F 0 -\n3 F - 01/07/2026"
    dolo = "CHILD DOLO_START DOLO_END\n1 01/08/2026 01/10/2026"
    record, report = imported(tmp_path, 2027, header=header, episodes="CHILD DECOM\n1 01/06/2026", dolo=dolo)
    assert told(record, "status", "kind", "ended_on")[-1] == (
        "1 deprivation of liberty order 2026-10-01 : 2026-10-01..2027-03-31 stands"
    )
    assert told(record, "person", "role", "born_on") == ["1 child of the child 2026-07-01 : 2026-07-01..2027-03-31 stands"]
    assert list(table(record, "relationship")["person_id"]) == list(table(record, "person")["entity_id"])
    assert report.count("SSDA903 2027", "person", "held back") == 1


def test_what_is_held_only_in_part_is_not_claimed_to_be_covered(tmp_path):
    record, _ = imported(tmp_path, episodes=EPISODES, oc2="CHILD SDQ_SCORE\n1 12", ad1="CHILD DATE_INT\n1 01/08/2017")
    assert set(table(record, "coverage")["table_name"]) == {"child", "case", "placement", "legal"}
    assert {"measure", "decision"} <= set(open_record(record).files)


def test_a_table_of_another_year_is_named_and_columns_are_never_passed_over_in_silence(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes=EPISODES, sw_episodes="CHILD SW_ID SW_DECOM\n1 SW1 01/06/2017")
    with pytest.raises(CaseReviewError) as stopped:
        import_returns([r1], tmp_path / "record")
    assert stopped.value.problems == [
        "2018/sw_episodes.csv: the table sw_episodes is of 2023/24 and later, and this return ends in 2018"
    ]
    (r1 / "sw_episodes.csv").unlink()
    (r1 / "episodes.csv").write_text(
        (r1 / "episodes.csv").read_text().replace("HOME_POST", "MOOD").replace("PL_POST", "PLACE_POST")
    )
    (r1 / "header.csv").write_text("CHILD,SEX,DOB,ETHNIC,UPN\n1,2,01/05/2009,WBRI,\n2,2,01/05/2009,WBRI,\n")
    text = import_returns([r1], tmp_path / "record").text()
    assert "the column MOOD is none of the return's and was not read" in text
    assert "2018/header.csv: no column MC_DOB, so what it tells is not recorded" in text


def test_pseudonyms_replace_every_identifier_and_none_is_left(tmp_path):
    from toolkit.sources.pseudonyms import Pseudonyms

    r1 = write_return(
        tmp_path / "2024",
        header="CHILD\n00123\n00124",
        episodes="CHILD DECOM URN\n00123 01/06/2023 7654321\n00124 31/02/2023 7654321",
        sw_episodes="CHILD SW_ID SW_DECOM\n00123 SW77 01/06/2023",
    )
    names = Pseudonyms(b"k" * 32)
    import_returns([r1], tmp_path / "record", accept_faults=True, pseudonyms=names)
    assert set(table(tmp_path / "record", "placement")["case_id"]) == {names.of("case", "00123")}
    assert set(table(tmp_path / "record", "involvement")["worker_id"]) == {names.of("worker", "SW77")}
    kept = (tmp_path / "record" / "rejected.csv").read_text()
    assert "00124" not in kept
    assert "IMPOSSIBLE" in kept.upper()


def test_each_statement_says_from_which_row_of_which_file_it_was_read(tmp_path):
    r1 = write_return(
        tmp_path / "2018",
        header="CHILD SEX ETHNIC\n00123 1 WBRI\n00124 1 WBRI",
        episodes="CHILD DECOM DEC REC\n00124 02/06/2017 - -\n00123 01/06/2017 01/08/2017 X1",
    )
    import_returns([r1], tmp_path / "record")
    places = table(tmp_path / "record", "origin").merge(table(tmp_path / "record", "placement")[["statement_id", "case_id"]])
    assert set(zip(places["case_id"], places["file"], places["row"], strict=True)) == {
        ("00124", "episodes.csv", 2),
        ("00123", "episodes.csv", 3),
    }
    assert set(places["extract"]) == {"SSDA903 2018"}
