"""Sheets of auditors in an audit: one part of the sample at a time, nothing weighted, in words that the policy of release knows."""

from __future__ import annotations

import pytest

from tests.review.instruments.conftest import _few_resamples, audit, form, sample  # noqa: F401
from tests.review.instruments.test_audit import GRADE, fill
from toolkit.disclose import read_policy
from toolkit.disclose.tables import vocabulary
from toolkit.errors import CaseReviewError
from toolkit.report import gate
from toolkit.study.audit_sample import INCIDENT_PART
from toolkit.study.audit_sheets import MEDIANS, NO_SHEETS, READ, RETURNED, SHARES, read_sheets, words


def test_without_sheets_it_says_so_and_how_to_have_some():
    none = read_sheets()
    assert all(frame.empty for frame in none.tables.values())
    assert words(none) == NO_SHEETS


def test_of_cases_drawn_at_random_by_hand(audit, form):  # noqa: F811
    folder, plan = audit(24, chosen=["C90", "C91"])
    fill(folder, plan, form, [3] * 16 + [1] * 8)
    fill(folder, plan, form, [1, 1], group="incident")
    found = read_sheets(folder)
    shares, medians = (found.tables[name].set_index("measure") for name in (SHARES, MEDIANS))
    better = shares.loc[f"{GRADE.removesuffix(' (median)')} (Good or better)"]
    assert (better["numerator"], better["denominator"], better["group"]) == (16, 24, "")
    assert better["value"] == pytest.approx(16 / 24)
    assert medians.loc[f"{GRADE} (median)", "value"] == 3
    assert words(found) == READ
    # The two after an incident stand apart: too few to say anything, and in no number above.
    apart = read_sheets(folder, INCIDENT_PART)
    assert set(apart.tables[SHARES]["status"]) <= {"insufficient", "ok", "not recorded", "not applicable"}
    assert apart.tables[RETURNED].iloc[0]["denominator"] < found.tables[RETURNED].iloc[0]["denominator"]


def test_where_no_sheet_is_of_the_part_that_is_said(audit, form):  # noqa: F811
    folder, plan = audit(12)
    fill(folder, plan, form, [3] * 12)
    assert words(read_sheets(folder, INCIDENT_PART))[0].startswith(
        "None of the sheets is of cases that were chosen after an incident"
    )


def test_the_tables_go_through_the_gate(audit, form):  # noqa: F811
    folder, plan = audit(24)
    fill(folder, plan, form, [3] * 16 + [1] * 8)
    later = gate.gated_later(gate.gated("case_review_audit", {}), read_sheets(folder).tables)
    assert not later.described["left"]
    shown = later(SHARES).set_index("measure")
    assert shown.loc[f"{GRADE} (Good or better)", "status"] == "ok"


def test_the_policy_knows_every_word_of_our_instruments():
    shapes = read_policy().of("case_review_audit")
    for name in (RETURNED, SHARES, MEDIANS):
        assert f"{GRADE} (median)" in vocabulary(shapes[f"afterwards/{name}"].measures)


def test_a_folder_that_is_no_audit_is_refused(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CaseReviewError, match="folder of an audit"):
            read_sheets(place)
