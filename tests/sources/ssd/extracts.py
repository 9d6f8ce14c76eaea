"""Small made-up extracts of the dataset, as tables of text; a test changes a cell and writes them."""

from __future__ import annotations

import copy
import csv
from pathlib import Path

from toolkit.sources.snapshot.layout import tables

Rows = list[dict[str, str]]
TAKEN = ("2024-03-31", "2024-09-30", "2025-03-31")


def first() -> dict[str, Rows]:
    """Three children: 001 goes from a referral into care, 002 has a plan, 003 was adopted."""
    return {
        "ssd_person": [
            {
                "pers_person_id": "001",
                "pers_sex": "F",
                "pers_ethnicity": "WBRI",
                "pers_dob": "2015-06-01",
                "pers_forename": "PLACEHOLDER_DATA",
            },
            {"pers_person_id": "002", "pers_sex": "M", "pers_ethnicity": "APKN", "pers_dob": "2012-01-15"},
            {"pers_person_id": "003", "pers_sex": "F", "pers_ethnicity": "WBRI", "pers_dob": "2019-02-02"},
            {"pers_person_id": "900", "pers_sex": "F", "pers_dob": "1990-02-02"},
        ],
        "ssd_disability": [
            {"disa_person_id": "002", "disa_table_id": "1", "disa_disability_code": "LD"},
            {"disa_person_id": "002", "disa_table_id": "2", "disa_disability_code": "HAND"},
        ],
        "ssd_family": [
            {"fami_table_id": "1", "fami_family_id": "F1", "fami_person_id": "001"},
            {"fami_table_id": "2", "fami_family_id": "F1", "fami_person_id": "002"},
            {"fami_table_id": "3", "fami_family_id": "F2", "fami_person_id": "003"},
        ],
        "ssd_mother": [{"moth_table_id": "1", "moth_person_id": "900", "moth_childs_person_id": "001"}],
        "ssd_contacts": [
            {
                "cont_contact_id": "c1",
                "cont_person_id": "001",
                "cont_contact_date": "2023-01-05",
                "cont_contact_source_code": "6",
                "cont_contact_outcome_json": '{"NEW_REFERRAL_FLAG": "Y", "NFA_FLAG": "N"}',
            }
        ],
        "ssd_cin_episodes": [
            {
                "cine_referral_id": "r1",
                "cine_person_id": "001",
                "cine_referral_date": "2023-01-06 00:00:00",
                "cine_cin_primary_need_code": "N1",
                "cine_referral_source_code": "6",
                "cine_referral_nfa": "N",
                "cine_referral_team": "t1",
                "cine_referral_worker_id": "w1",
            },
            {
                "cine_referral_id": "r2",
                "cine_person_id": "002",
                "cine_referral_date": "06/02/2023",
                "cine_cin_primary_need_code": "N5",
                "cine_referral_source_code": "2A",
                "cine_referral_nfa": "N",
                "cine_close_date": "2024-02-20",
                "cine_close_reason": "RC7",
            },
            {"cine_referral_id": "r3", "cine_person_id": "002", "cine_referral_date": "2022-02-01", "cine_referral_nfa": "Y"},
        ],
        "ssd_cin_assessments": [
            {
                "cina_assessment_id": "a1",
                "cina_person_id": "001",
                "cina_assessment_start_date": "2023-01-10",
                "cina_assessment_auth_date": "2023-02-20",
                "cina_assessment_child_seen": "Y",
                "cina_assessment_outcome_nfa": "N",
                "cina_assessment_outcome_json": '{"STRATEGY_DISCUSSION_FLAG": "Y"}',
            }
        ],
        "ssd_assessment_factors": [
            {"cinf_table_id": "1", "cinf_assessment_id": "a1", "cinf_assessment_factors_json": '["3B", "16A"]'}
        ],
        "ssd_cin_plans": [
            {
                "cinp_cin_plan_id": "p1",
                "cinp_person_id": "002",
                "cinp_cin_plan_start_date": "2023-03-01",
                "cinp_cin_plan_end_date": "2024-02-20",
            }
        ],
        "ssd_cin_visits": [
            {
                "cinv_cin_visit_id": "v1",
                "cinv_person_id": "002",
                "cinv_cin_visit_date": "2023-03-20",
                "cinv_cin_visit_seen": "Y",
                "cinv_cin_visit_seen_alone": "N",
                "cinv_cin_visit_bedroom": "Y",
            }
        ],
        "ssd_s47_enquiry": [
            {
                "s47e_s47_enquiry_id": "s1",
                "s47e_person_id": "001",
                "s47e_s47_start_date": "2023-02-21",
                "s47e_s47_end_date": "2023-03-05",
                "s47e_s47_nfa": "N",
            }
        ],
        "ssd_initial_cp_conference": [
            {
                "icpc_icpc_id": "i1",
                "icpc_person_id": "001",
                "icpc_icpc_target_date": "2023-03-14",
                "icpc_icpc_date": "2023-03-16",
                "icpc_icpc_outcome_cp_flag": "Y",
            }
        ],
        "ssd_cp_plans": [
            {
                "cppl_cp_plan_id": "cp1",
                "cppl_person_id": "001",
                "cppl_cp_plan_start_date": "2023-03-16",
                "cppl_cp_plan_end_date": "2023-10-01",
                "cppl_cp_plan_initial_category": "Neglect",
                "cppl_cp_plan_latest_category": "Emotional abuse",
            }
        ],
        "ssd_cp_visits": [
            {
                "cppv_cp_visit_id": "cv1",
                "cppv_person_id": "001",
                "cppv_cp_visit_date": "2023-04-01",
                "cppv_cp_visit_seen": "Y",
                "cppv_cp_visit_seen_alone": "Y",
                "cppv_cp_visit_bedroom": "N",
            }
        ],
        "ssd_cp_reviews": [
            {
                "cppr_cp_review_id": "cr1",
                "cppr_person_id": "001",
                "cppr_cp_review_due": "2023-06-15",
                "cppr_cp_review_date": "2023-06-20",
                "cppr_cp_review_outcome_continue_cp": "Y",
                "cppr_cp_review_quorate": "Y",
                "cppr_cp_review_participation": "PLACEHOLDER_DATA",
            }
        ],
        "ssd_cla_episodes": [
            {
                "clae_cla_episode_id": "e1",
                "clae_person_id": "001",
                "clae_cla_episode_start_date": "2023-10-01",
                "clae_cla_episode_start_reason": "S",
                "clae_cla_primary_need_code": "N1",
                "clae_cla_episode_ceased_date": "2024-01-10",
                "clae_cla_episode_ceased_reason": "X1",
                "clae_cla_id": "k1",
                "clae_cla_placement_id": "pl1",
                "clae_entered_care_date": "2023-10-01",
            },
            {
                "clae_cla_episode_id": "e2",
                "clae_person_id": "001",
                "clae_cla_episode_start_date": "2024-01-10",
                "clae_cla_episode_start_reason": "P",
                "clae_cla_primary_need_code": "N1",
                "clae_cla_id": "k1",
                "clae_cla_placement_id": "pl2",
                "clae_entered_care_date": "2023-10-01",
            },
            {
                "clae_cla_episode_id": "e3",
                "clae_person_id": "003",
                "clae_cla_episode_start_date": "2020-05-01",
                "clae_cla_episode_start_reason": "S",
                "clae_cla_primary_need_code": "N1",
                "clae_cla_episode_ceased_date": "2022-07-01",
                "clae_cla_episode_ceased_reason": "E11",
                "clae_cla_id": "k3",
                "clae_cla_placement_id": "pl3",
                "clae_entered_care_date": "2020-05-01",
            },
        ],
        "ssd_cla_placement": [
            {
                "clap_cla_placement_id": "pl1",
                "clap_cla_placement_type": "U6",
                "clap_cla_placement_urn": "SC1",
                "clap_cla_placement_distance": "4.5",
                "clap_cla_id": "k1",
                "clap_cla_placement_provider": "PR1",
                "clap_cla_placement_change_reason": "CARPL",
                "clap_person_id": "001",
                "clap_cla_placement_start_date": "2023-10-01",
                "clap_cla_placement_postcode": "AB1 2CD",
                "clap_cla_placement_end_date": "2024-01-10",
            },
            {
                "clap_cla_placement_id": "pl2",
                "clap_cla_placement_type": "K2",
                "clap_cla_id": "k1",
                "clap_cla_placement_provider": "PR4",
                "clap_person_id": "001",
            },
            {
                "clap_cla_placement_id": "pl3",
                "clap_cla_placement_type": "A5",
                "clap_cla_id": "k3",
                "clap_cla_placement_provider": "PR1",
                "clap_person_id": "003",
            },
        ],
        "ssd_legal_status": [
            {
                "lega_legal_status_id": "l1",
                "lega_person_id": "001",
                "lega_legal_status": "C1 - Interim care order",
                "lega_legal_status_start_date": "2023-10-01",
            }
        ],
        "ssd_cla_reviews": [
            {
                "clar_cla_review_id": "lr1",
                "clar_cla_id": "k1",
                "clar_cla_review_due_date": "2023-10-29",
                "clar_cla_review_date": "2023-10-27",
                "clar_cla_review_cancelled": "N",
                "clar_cla_review_participation": "PN1",
            },
            {"clar_cla_review_id": "lr2", "clar_cla_id": "k1", "clar_cla_review_due_date": "2024-07-20"},
            {
                "clar_cla_review_id": "lr3",
                "clar_cla_id": "k1",
                "clar_cla_review_due_date": "2024-01-20",
                "clar_cla_review_date": "2024-01-20",
                "clar_cla_review_cancelled": "Y",
            },
        ],
        "ssd_cla_visits": [
            {
                "clav_cla_visit_id": "lv1",
                "clav_cla_id": "k1",
                "clav_person_id": "001",
                "clav_cla_visit_date": "2023-10-05",
                "clav_cla_visit_seen": "Y",
                "clav_cla_visit_seen_alone": "Y",
            }
        ],
        "ssd_cla_care_plan": [
            {
                "lacp_table_id": "cp",
                "lacp_person_id": "001",
                "lacp_cla_care_plan_start_date": "2023-10-20",
                "lacp_cla_care_plan_json": '{"RETURN6M": "Y", "ADOPTION": "N"}',
            }
        ],
        "ssd_permanence": [
            {
                "perm_table_id": "pm",
                "perm_person_id": "003",
                "perm_adm_decision_date": "2021-03-01",
                "perm_placement_order_date": "2021-05-01",
                "perm_matched_date": "2021-09-01",
                "perm_placed_for_adoption_date": "2021-10-01",
                "perm_permanence_order_date": "2022-07-01",
                "perm_permanence_order_type": "Adoption",
            }
        ],
        "ssd_cla_previous_permanence": [
            {
                "lapp_table_id": "pp",
                "lapp_person_id": "001",
                "lapp_previous_permanence_order_date": "zz/05/2018",
                "lapp_previous_permanence_option": "P2",
            }
        ],
        "ssd_missing": [
            {
                "miss_table_id": "m1",
                "miss_person_id": "001",
                "miss_missing_episode_start_date": "2023-12-01",
                "miss_missing_episode_type": "Missing",
                "miss_missing_episode_end_date": "2023-12-02",
                "miss_missing_rhi_offered": "Y",
                "miss_missing_rhi_accepted": "NA",
            }
        ],
        "ssd_sdq_scores": [
            {"csdq_table_id": "q1", "csdq_person_id": "001", "csdq_sdq_completed_date": "2024-02-01", "csdq_sdq_score": "17"},
            {"csdq_table_id": "q2", "csdq_person_id": "002", "csdq_sdq_reason": "SDQ2"},
        ],
        "ssd_cla_health": [
            {
                "clah_health_check_id": "h1",
                "clah_person_id": "001",
                "clah_health_check_type": "Dental Check",
                "clah_health_check_date": "2024-01-15",
                "clah_health_check_status": "Refused",
            }
        ],
        "ssd_voice_of_child": [{"voch_table_id": "vo1", "voch_person_id": "001", "voch_plan_safe": "Y"}],
        "ssd_involvements": [
            {
                "invo_involvements_id": "n1",
                "invo_professional_id": "w1",
                "invo_professional_role_id": "Allocated Case Worker",
                "invo_professional_team": "t1",
                "invo_involvement_start_date": "2023-01-06",
                "invo_person_id": "001",
            }
        ],
        "ssd_professionals": [
            {
                "prof_professional_id": "w1",
                "prof_professional_name": "PLACEHOLDER_DATA",
                "prof_professional_job_title": "Social Worker",
                "prof_professional_department": "North",
                "prof_full_time_equivalency": "0.8",
                "prof_agency_worker_flag": "N",
                "prof_professional_caseload": "14",
            }
        ],
        "ssd_department": [{"dept_team_id": "t1", "dept_team_name": "North Team"}],
        "ssd_care_leavers": [],
        "ssd_pre_proceedings": [
            {
                "prep_table_id": "g1",
                "prep_person_id": "001",
                "prep_pre_pro_decision_date": "2023-08-01",
                "prep_initial_pre_pro_meeting_date": "2023-08-15",
                "prep_pre_pro_outcome": "Decision to Issue Care Proceedings",
                "prep_agree_stepdown_issue_date": "2023-09-25",
            }
        ],
        "ssd_address": [
            {"addr_table_id": "1", "addr_person_id": "001", "addr_address_postcode": "AB1 2CD", "addr_address_json": "{}"}
        ],
        "ssd_linked_identifiers": [
            {
                "link_table_id": "1",
                "link_person_id": "001",
                "link_identifier_type": "NHS Number",
                "link_identifier_value": "9999999999",
            }
        ],
    }


def only(*names: str) -> dict[str, Rows]:
    """The first extract, with these tables only."""
    whole = first()
    return {name: whole[name] for name in names}


def series() -> list[dict[str, Rows]]:
    """Three extracts: a visit more and a corrected category in the second; in the third the care ends and a visit is gone."""
    one = first()
    two = copy.deepcopy(one)
    two["ssd_cla_visits"].append({**two["ssd_cla_visits"][0], "clav_cla_visit_id": "lv2", "clav_cla_visit_date": "2024-05-05"})
    two["ssd_cp_plans"][0]["cppl_cp_plan_latest_category"] = "Neglect"
    two["ssd_cla_reviews"][1] |= {"clar_cla_review_date": "2024-07-20", "clar_cla_review_cancelled": "N"}
    three = copy.deepcopy(two)
    three["ssd_cla_visits"].pop(0)
    three["ssd_cla_episodes"][1] |= {"clae_cla_episode_ceased_date": "2024-12-01", "clae_cla_episode_ceased_reason": "E4A"}
    three["ssd_legal_status"][0]["lega_legal_status_end_date"] = "2024-12-01"
    return [one, two, three]


def write(folder: Path, extract: dict[str, Rows]) -> Path:
    """Write an extract as CSV files, each with all columns of its table."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in extract.items():
        with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, [f.name for f in tables("ssd")[table]], restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_series(folder: Path, extracts: list[dict[str, Rows]] | None = None) -> list[Path]:
    """Write the series, each extract in a folder named by its day."""
    return [write(folder / day, one) for day, one in zip(TAKEN, extracts or series(), strict=False)]
