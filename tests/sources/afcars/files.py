"""Small AFCARS files written by hand: Python lists become XML."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

NAMES = {
    "E69": "E69_removal_date", "E70": "E70_removal_transaction_date", "E71": "E71_removal_environment", "E77": "E77_neglect",
    "E153": "E153_exit_date", "E154": "E154_exit_transaction_date", "E155": "E155_exit_reason",
}  # fmt: skip


def tag(name: str, text: object) -> str:
    return f"<{name}>{escape(str(text))}</{name}>" if text not in ("", None) else f"<{name}/>"


def removal(e69: str, places=(), plans=(), reviews=(), hearings=(), visits=(), old: bool = False, **more: str) -> str:
    """A removal: places are (date, E113, E120) or (date, code); the rest dates, plans (date, type), visits (date, location)."""
    own = "".join(tag(NAMES[k], v) for k, v in {"E69": e69, **more}.items())
    if old:
        return f"<removal_1993>{own}</removal_1993>"
    living = "".join(
        "<living_arrangement>"
        + tag("E112_date_living_arrangement", day)
        + tag("E113_foster_family_home", 1 if str(kind).startswith("E") else 0)
        + (
            f"<E114_E146_foster_family_home_type><{kind}>1</{kind}></E114_E146_foster_family_home_type>"
            if str(kind).startswith("E")
            else ""
        )
        + tag("E120_other_living_arrangement_type", "" if str(kind).startswith("E") else kind)
        + "</living_arrangement>"
        for day, kind in places
    )
    planned = "".join(
        f"<permanency_plan>{tag('E147_permanency_plan_date', d)}{tag('E148_permanency_plan_type', t)}</permanency_plan>"
        for d, t in plans
    )
    seen = "".join(
        f"<case_worker_visit>{tag('E151_case_worker_visit_date', d)}{tag('E152_case_worker_visit_location', p)}</case_worker_visit>"
        for d, p in visits
    )
    return (
        f"<removal_2020>{own}<E112_E146_living_arrangements>{living}</E112_E146_living_arrangements>"
        f"<E147_E148_permanency_plans>{planned}</E147_E148_permanency_plans>"
        f"<E149_periodic_reviews>{''.join(tag('E149_periodic_review_date', d) for d in reviews)}</E149_periodic_reviews>"
        f"<E150_permanency_hearings>{''.join(tag('E150_permanency_hearing_date', d) for d in hearings)}</E150_permanency_hearings>"
        f"<E151_E152_case_worker_visits>{seen}</E151_E152_case_worker_visits></removal_2020>"
    )


def record(number: str, *removals: str, born: str = "20150105", sex: str = "2", tpr: str = "") -> str:
    return (
        f"<record>{tag('E4_child_record_number', number)}{tag('E5_date_of_birth', born)}{tag('E6_sex', sex)}"
        "<E17_child_race_white>1</E17_child_race_white><E24_34_specific_health_conditions>"
        "<E25_health_autism_spectrum_disorder>1</E25_health_autism_spectrum_disorder></E24_34_specific_health_conditions>"
        f"<E63_E68_termination_of_parental_rights>{tpr}</E63_E68_termination_of_parental_rights>"
        f"<E69_E186_removals>{''.join(removals)}</E69_E186_removals></record>"
    )


def write_file(file: Path, e2: str, *records: str) -> Path:
    file.write_text(
        '<?xml version="1.0" encoding="utf-8"?><acf:data xmlns:acf="http://www.acf.hhs.gov"><E1_title_iv_agency>99</E1_title_iv_agency>'
        f"<E2_report_date>{e2}</E2_report_date><records>{''.join(records)}</records></acf:data>",
        encoding="utf-8",
    )
    return file
