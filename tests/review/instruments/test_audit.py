"""An audit from its sheets to its summary: who reads what, what came back, and numbers worked by hand."""

from __future__ import annotations

import math
import stat
from dataclasses import replace

import pytest

from tests.review.instruments.conftest import answers_of, laid_out, saved
from toolkit.cli import main
from toolkit.errors import CaseReviewError
from toolkit.report.form_sheets import write_audit
from toolkit.review.forms import read_form
from toolkit.review.instruments import audit_summary, read_audit
from toolkit.review.instruments.folder import NO_OWN, urgent_lines
from toolkit.review.instruments.plan import plan_audit, read_sample
from toolkit.review.settings import NOTHING_IS_SENT, read_settings

GRADE = "The work in this case, all in all: your grade"


def of(tables, table, measure, group="random"):
    rows = tables[table]
    found = rows[(rows["measure"] == measure) & (rows["group"] == group)]
    assert len(found) == 1, sorted(rows["measure"])
    return found.iloc[0]


def fill(folder, plan, form, grades, group="random", second=None, **other):
    """Hand in all sheets of a group: grades in the order of the cases; a second auditor gives `second` where it is said."""
    cases = sorted({r["case_id"] for r in plan if r["chosen"] == group})
    by_case = dict(zip(cases, grades, strict=True))
    for r in plan:
        if r["chosen"] == group:
            grade = by_case[r["case_id"]] if r["turn"] == "first" or second is None else second
            saved(folder / "in", form, r["sheet"], answers_of(form, grade, **other), r["auditor"])


def test_a_fifth_at_least_is_read_by_two_in_each_group_and_no_sheet_tells(sample):
    cases = read_sample(sample([(f"C{n:02}", n // 2, 1.0) for n in range(11)]))
    plan = plan_audit(cases, 3, 20, seed=1)
    assert (plan["turn"] == "second").sum() == 3  # 20 per cent of 11 is 2.2
    twice = plan[plan.duplicated("case_id", keep=False)]
    assert (twice.groupby("case_id")["auditor"].nunique() == 2).all()
    assert plan["sheet"].tolist() == [f"S{n:02}" for n in range(1, 15)]
    assert plan.equals(plan_audit(cases, 3, 20, seed=1)) and not plan.equals(plan_audit(cases, 3, 20, seed=2))
    assert list(plan.loc[plan["turn"] == "second", "sheet"]) != [f"S{n:02}" for n in range(12, 15)]
    with pytest.raises(CaseReviewError, match="two auditors"):
        plan_audit(cases, 1, 20, seed=1)


def test_the_folder_holds_sheets_for_each_auditor_and_nothing_of_the_plan(audit):
    folder, plan = audit(chosen=["C90"], sheets=True)
    assert {r["auditor"] for r in plan} == {"A1", "A2"}
    for r in plan:
        page = (folder / r["auditor"] / f"{r['sheet']}.html").read_text(encoding="utf-8")
        assert f"The case to read: {r['case_id']}" in page
        body = page.split("<main")[1]
        assert body.index("If you fear for a child now") < body.index("The case to read")
        assert "incident" not in body and "second" not in body
        assert r["case_id"] not in r["sheet"]
    assert stat.S_IMODE((folder / "coordinator").stat().st_mode) == 0o700
    assert {r["case_id"] for r in plan if r["chosen"] == "random"} == {f"C{n:02}" for n in range(12)}  # no replacement


def test_medians_and_cumulative_shares_as_worked_by_hand(audit, form):
    folder, plan = audit()
    fill(folder, plan, form, [1, 2, 2, 2, 3, 3, 3, 3, 3, 4, "NA", "CJ"])
    found = audit_summary(folder)
    median = of(found, "grades", f"{GRADE} (median)")
    assert (median["value"], median["denominator"], median["missing"], median["status"]) == (3, 10, 1, "ok")  # NA is in none
    good = of(found, "grades", f"{GRADE} (Good or better)")
    assert (good["numerator"], good["denominator"], good["value"]) == (6, 10, 0.6)
    assert good["lower"] < 0.6 < good["upper"]
    assert of(found, "grades", f"{GRADE} (Outstanding)")["value"] == 0.1
    assert of(found, "grades", f"{GRADE} (Requires improvement or better)")["value"] == 0.9
    unjudged = of(found, "grades", f"{GRADE} (cannot be judged from the file)")
    assert (unjudged["numerator"], unjudged["denominator"]) == (1, 11)
    assert not any(f"({word}" in m for word in ("mean", "average") for t in found.values() for m in t["measure"])


def test_drawn_and_chosen_cases_are_never_put_together(audit, form):
    folder, plan = audit(chosen=[f"C{n}" for n in range(50, 60)])
    fill(folder, plan, form, [4] * 12)
    fill(folder, plan, form, [1] * 10, group="incident")
    found = audit_summary(folder)
    assert of(found, "grades", f"{GRADE} (median)")["value"] == 4
    assert of(found, "grades", f"{GRADE} (median)", "incident")["value"] == 1
    assert {g for t in found.values() for g in t["group"]} == {"random", "incident"}
    assert all(t.groupby(["measure", "group"]).size().max() == 1 for t in found.values() if len(t))


def test_few_cases_give_counts_and_no_value(audit, form):
    folder, plan = audit(n=9)
    fill(folder, plan, form, [4] * 9)
    row = of(audit_summary(folder), "grades", f"{GRADE} (Outstanding)")
    assert (row["status"], row["numerator"], row["denominator"]) == ("insufficient", 9, 9)
    assert math.isnan(row["value"])


def test_weights_move_the_value_and_not_the_counts(tmp_path, sample, form):
    folder, plan = laid_out(tmp_path / "audit", sample([(f"C{n:02}", n, 9.0 if n < 5 else 1.0) for n in range(10)]))
    fill(folder, plan, form, [4] * 5 + [1] * 5)
    row = of(audit_summary(folder), "grades", f"{GRADE} (Outstanding)")
    assert (row["numerator"], row["denominator"], round(row["value"], 9)) == (5, 10, 0.9)
    assert row["reason"] == "weighted to the frame"


def test_siblings_widen_the_interval(tmp_path, sample, form):
    widths = []
    for name, families in (("alone", 1), ("siblings", 4)):
        folder, plan = laid_out(tmp_path / name, sample([(f"C{n:02}", n // families, 1.0) for n in range(20)], f"{name}.csv"))
        fill(folder, plan, form, ([4] * 4 + [1] * 4) * 2 + [4] * 4)
        row = of(audit_summary(folder), "grades", f"{GRADE} (Outstanding)")
        widths.append(row["upper"] - row["lower"])
    assert widths[1] > widths[0]


def test_agreement_is_of_raw_grades_and_moderation_stands_apart(audit, form):
    folder, plan = audit(n=60)
    fill(folder, plan, form, [4, 3, 2, 1] * 15, second=3)
    before = audit_summary(folder)
    measure = f"{GRADE}: agreement, by how nearly"
    assert of(before, "agreement", measure)["denominator"] == 12
    for r in plan:
        if r["turn"] == "second":
            first = next(x for x in plan if x["case_id"] == r["case_id"] and x["turn"] == "first")
            saved(folder / "moderated", form, first["sheet"], answers_of(form, 2), "M1", stage="moderated")
    after = audit_summary(folder)
    for table in ("agreement", "grades", "answers", "returned"):
        assert after[table].equals(before[table])
    ways = {w: of(after, "moderation", f"{GRADE} ({w} in moderation)") for w in ("went up", "stayed", "went down")}
    assert sum(int(r["numerator"]) for r in ways.values()) == 12
    raw = read_audit(folder).raw
    firsts = [
        r["sheet"]
        for r in plan
        if r["turn"] == "first" and any(x["case_id"] == r["case_id"] and x["turn"] == "second" for x in plan)
    ]
    assert int(ways["went down"]["numerator"]) == sum(raw[s].answers["overall_grade"] > 2 for s in firsts)


def test_where_all_are_alike_the_paradox_is_said(audit, form):
    folder, plan = audit(n=60)
    fill(folder, plan, form, [3] * 59 + [2])
    rows = audit_summary(folder)["agreement"]
    told = rows[rows["measure"].str.startswith(GRADE)]
    assert set(told["status"]) <= {"ok", "insufficient"}
    assert told["reason"].str.contains("one category").all()


def test_a_concern_is_named_and_left_out(audit, form):
    folder, plan = audit()
    fill(folder, plan, form, [3] * 12)
    sheet = next(r for r in plan if r["turn"] == "first")
    saved(folder / "in", form, sheet["sheet"], answers_of(form, None, None), sheet["auditor"], concern="She is not safe.")
    assert read_audit(folder).concerns == [sheet["sheet"]]
    found = audit_summary(folder)
    assert of(found, "grades", f"{GRADE} (median)")["denominator"] == 11
    assert of(found, "grades", f"{GRADE} (median)")["missing"] == 1
    assert "safe" not in str([t.to_csv() for t in found.values()])


def test_a_concern_stands_first_whatever_else_is_wrong(audit, form):
    folder, plan = audit()
    sheet = plan[0]
    saved(folder / "in", form, sheet["sheet"], {}, sheet["auditor"], concern="She is not safe.")
    (folder / "in" / "a-torn.json").write_text("{", encoding="utf-8")
    (folder / "moderated" / "m.json").write_text('{"concern": "Nor is', encoding="utf-8")
    for changed in (False, True):
        if changed:
            items = folder / "instrument" / "case_file_audit" / "items.csv"
            items.write_text(items.read_text(encoding="utf-8").replace("Was the child seen", "Was he seen"), encoding="utf-8")
        with pytest.raises(CaseReviewError) as error:
            read_audit(folder)
        first = error.value.problems[:4]
        assert sum("AN IMMEDIATE CONCERN stands here" in p for p in first) == 2
        assert "in, file 1 (a-torn.json): this file could not be read; it may hold a concern: open it now" in first
        assert "safe" not in str(error.value)


def test_what_comes_back_is_for_the_coordinator_alone(audit):
    folder, _ = audit()
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in ("in", "moderated", "coordinator")} == {0o700}


def test_what_has_not_come_back_is_missing_and_no_fault(audit, form):
    folder, plan = audit()
    found = audit_summary(folder)
    assert of(found, "returned", "sheets that came back")["value"] == 0
    assert of(found, "grades", f"{GRADE} (median)")["status"] == "not recorded"
    assert read_audit(folder).missing == [r["sheet"] for r in plan]


def test_everything_wrong_with_what_came_back_is_said_at_once(audit, form):
    folder, plan = audit()
    one, two, three = plan[:3]
    saved(folder / "in", form, one["sheet"], answers_of(form), "A9")
    saved(folder / "in", form, two["sheet"], answers_of(form, 7), two["auditor"])
    saved(folder / "in", form, three["sheet"], answers_of(form), three["auditor"], review="audit-8")
    saved(folder / "in", form, "S99", answers_of(form), "A1")
    saved(folder / "in", form, plan[3]["sheet"], answers_of(form), plan[3]["auditor"], stage="moderated")
    (folder / "in" / "notes.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(CaseReviewError) as error:
        read_audit(folder)
    for words in (
        "came back from A9",
        "overall_grade: must be one of 4, 3, 2, 1, NA, CJ",
        "another audit",
        "no sheet S99",
        "here belongs audit",
        "not JSON",
    ):
        assert words in str(error.value)


def test_an_instrument_changed_under_way_is_seen(audit, form):
    folder, _ = audit()
    items = folder / "instrument" / "case_file_audit" / "items.csv"
    items.write_text(items.read_text(encoding="utf-8").replace("Was the child seen", "Was he seen"), encoding="utf-8")
    with pytest.raises(CaseReviewError, match="changed after its sheets"):
        read_audit(folder)
    with pytest.raises(CaseReviewError, match="no folder of an audit"):
        read_audit(folder / "in")


def test_computed_ratings_are_summed_up_as_they_stand_after_overrides(audit):
    style = read_form("cfsr_style")
    folder, plan = audit(n=12, instrument="cfsr_style")
    for n, r in enumerate(plan):
        answers = {i.id: "yes" if i.counts_in else None for i in style.items}
        if r["turn"] == "first" and n % 2:
            answers |= {"i1_a": "no", "i1_override": "NA", "i1_reason": "no report"}
        saved(folder / "in", style, r["sheet"], answers, r["auditor"])
    found = audit_summary(folder)["ratings"]
    over = found[found["measure"] == "1 Response to reports (overridden, with a reason)"].iloc[0]
    strong = found[found["measure"] == "1 Response to reports (Strength)"].iloc[0]
    assert strong["denominator"] == 12 - over["numerator"]
    assert "not checked against its source" in found[found["measure"].str.contains("Permanency 1.*Partially")].iloc[0]["reason"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("case_id\nC1\n", "no column use"),
        ("use,case_id,family_no,stratum,weight\nreplacement,C1,1,all,\n", "no case in it was drawn"),
        ("use,case_id,family_no,stratum,weight\ndrawn,C1,1,all,x\n", "no weight"),
        ("use,case_id,family_no,stratum,weight\ndrawn,C1,1,all,1\ndrawn,C1,1,all,1\n", "1 cases are there twice"),
        ("use,case_id,family_no,stratum,weight\ndrawn\n", "row 2: it is not whole"),
    ],
)
def test_a_sample_that_cannot_be_used_is_refused(tmp_path, content, words):
    (tmp_path / "s.csv").write_text(content, encoding="utf-8")
    with pytest.raises(CaseReviewError, match=words):
        read_sample(tmp_path / "s.csv")


def test_nothing_is_written_where_something_is_wrong(tmp_path, sample):
    file = sample([("C1", 1, 1.0)])
    with pytest.raises(CaseReviewError, match="no form case_file_audits"):
        write_audit(file, tmp_path / "a", instrument="case_file_audits")
    with pytest.raises(CaseReviewError, match="no audit instrument"):
        write_audit(file, tmp_path / "a", instrument="rating")
    assert not (tmp_path / "a").exists()


OWN = "Call 01234 999, day and night."


@pytest.fixture
def with_route(tmp_path, sample):
    """The folder of an audit of two cases of an agency with a route of its own."""
    write_audit(sample([("C1", 1, 1.0), ("C2", 2, 1.0)]), tmp_path / "audit", settings=replace(read_settings(), urgent_route=OWN))
    return tmp_path / "audit"


def test_an_audit_keeps_the_route_of_its_sheets_and_is_read_with_it(with_route, form, capsys):
    sheets = sorted(with_route.glob("A*/*.html")) + sorted((with_route / "coordinator" / "moderation").glob("*.html"))
    assert sheets and all(OWN in sheet.read_text(encoding="utf-8") for sheet in sheets)
    assert stat.S_IMODE((with_route / "coordinator" / "settings.json").stat().st_mode) == 0o600
    with pytest.raises(SystemExit):
        main(["audit", "read", str(with_route), "--to", str(with_route.parent / "out.csv")])
    said = capsys.readouterr().out
    assert said.splitlines()[:3] == ["If you fear for a child now, stop reading and act.", OWN, NOTHING_IS_SENT]
    (with_route / "in" / "torn.json").write_bytes(b"{")
    with pytest.raises(CaseReviewError) as error:
        read_audit(with_route)
    assert "it may hold a concern" in error.value.problems[0] and error.value.problems[2] == OWN
    with pytest.raises(SystemExit):
        main(["audit", "read", str(with_route), "--to", str(with_route.parent / "out.csv")])
    said = capsys.readouterr()
    assert (said.out + said.err).count(OWN) == 1


def test_settings_that_were_changed_are_not_taken_for_the_audits_own(with_route):
    file = with_route / "coordinator" / "settings.json"
    file.write_text(file.read_text().replace("01234", "09999"))
    said = urgent_lines(with_route)
    assert said == [NO_OWN, *read_settings().urgent_lines] and "09999" not in " ".join(said)
    (with_route / "audit.json").write_text("[]")
    assert urgent_lines(with_route)[0] == NO_OWN
