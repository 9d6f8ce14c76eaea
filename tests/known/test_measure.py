"""What holds for every indicator: cases that do not stand, tables not covered, bounds for what is uncertain in time, own links."""

from __future__ import annotations

from itertools import count

import pytest

from tests.known.records import COVERED, Rows, answers, case_of, table, views, write_cases
from toolkit.errors import CaseReviewError
from toolkit.known import catalogue, evidence, measure, statements
from toolkit.record import Record

SPINE = [
    "carer_moves",
    "days_in_placement",
    "days_since_review",
    "days_since_seen",
    "days_since_seen_alone",
    "days_with_worker",
    "goals_without_due_date",
    "information_absorbed",
    "moves_last_12_months",
    "oldest_undone_action",
    "placement_moves",
    "plan_need_coverage",
    "review_lateness",
    "short_breaks",
    "temporary_placements",
    "times_missing",
    "workers_so_far",
]
NAMES = {i.name for i in catalogue()}
IN_CARE = table("""
    | placement | change | placement_type | setting_id | occurred_on | ended_on |
    | A | S | U6 | s1 | 2023-01-01 | 2023-02-01 |
    | B | P | U6 | s2 | 2023-02-01 | |""")


@pytest.fixture
def record(tmp_path):
    """Return a function that writes one case, `1`, as a record: statements by table, and what it covers."""
    number = count()

    def write(covered: dict[str, str] | Rows = COVERED, **tables: Rows) -> Record:
        return write_cases(tmp_path / f"r{next(number)}", case_of("1", tables), covered=covered)

    return write


def ask(record: Record, name: str, as_of: str, decision: str | None = None, **how: str) -> dict[str, str]:
    """What one indicator says at one view of the case, before a decision where one is named."""
    cut = () if decision is None else (f"1:{decision}" if decision else "",)
    return answers(record, views(("1", as_of, *cut)), [name], rests_on=False, **how)["v0", name]


def said(row: dict[str, str]) -> tuple[str, str, str]:
    """The value with its bounds."""
    return row["value"], row["lower"], row["upper"]


class TestWhatDoesNotStand:
    def test_a_case_with_nothing_in_it_is_open_and_no_more(self, record) -> None:
        found = answers(record(), views(("1", "2023-12-31")), SPINE)
        ok = {name: row["value"] for (_, name), row in found.items() if row["status"] == "ok"}
        assert ok == {"times_missing": "0", "workers_so_far": "0"}
        other = {name: row["status"] for (_, name), row in found.items() if name not in ok}
        assert other.pop("days_since_seen") == "insufficient"
        assert other.pop("days_since_seen_alone") == "not recorded"
        assert set(other.values()) == {"not applicable"}

    @pytest.mark.parametrize(("case", "as_of"), [("1", "2019-12-31"), ("nobody", "2023-12-31")], ids=["not yet", "never"])
    def test_a_case_that_does_not_stand_says_so_for_every_indicator(self, record, case: str, as_of: str) -> None:
        found = answers(record(placement=IN_CARE), views((case, as_of)))
        assert {name for _, name in found} == NAMES
        assert {(r["status"], r["reason"], r["value"], r["denominator"]) for r in found.values()} == {
            ("not recorded", "the case did not stand in the record on that date", "", "")
        }

    def test_a_case_recorded_ahead_does_not_stand_before_its_day(self, record) -> None:
        ahead = table("| case | occurred_on | recorded_at |\n| K | 2023-06-01 | 2023-05-01 |")
        assert ask(record(case=ahead), "times_missing", "2023-05-15")["status"] == "not recorded"


class TestCover:
    def test_a_table_that_is_not_covered_is_not_recorded_never_nought(self, record) -> None:
        found = ask(record({k: v for k, v in COVERED.items() if k != "missing"}), "times_missing", "2023-12-31")
        assert (found["status"], found["value"], found["reason"]) == (
            "not recorded",
            "",
            "the record is not known to cover missing",
        )

    def test_rows_do_not_stand_in_for_cover(self, record) -> None:
        found = ask(record({k: v for k, v in COVERED.items() if k != "placement"}, placement=IN_CARE), "carer_moves", "2023-12-31")
        assert found["status"] == "not recorded"

    def test_cover_that_ended_before_the_view(self, record) -> None:
        rows = [{"table_name": "placement", "covered_from": "2020-01-01", "covered_to": "2023-12-30", "recorded_at": "2020-01-01"}]
        found = {d: ask(record(rows, placement=IN_CARE), "carer_moves", d) for d in ("2023-12-30", "2023-12-31")}
        assert found["2023-12-30"]["status"] == "ok"
        assert (found["2023-12-31"]["status"], found["2023-12-31"]["reason"]) == (
            "not recorded",
            "the record covers placement only to 2023-12-30",
        )

    def test_cover_claimed_later_is_no_cover_yet(self, record) -> None:
        rows = [{"table_name": "placement", "covered_from": "2020-01-01", "recorded_at": "2024-01-01"}]
        assert ask(record(rows, placement=IN_CARE), "carer_moves", "2023-12-31")["status"] == "not recorded"
        assert ask(record(rows, placement=IN_CARE), "carer_moves", "2024-01-01")["status"] == "ok"

    @pytest.mark.parametrize(
        ("to", "status"), [("2023-05-31", "ok"), ("2023-05-30", "insufficient")], ids=["joined", "a day apart"]
    )
    def test_a_window_needs_cover_without_a_gap(self, record, to: str, status: str) -> None:
        rows = [
            {"table_name": "placement", "covered_from": "2020-01-01", "covered_to": to, "recorded_at": "2020-01-01"},
            {"table_name": "placement", "covered_from": "2023-06-01", "covered_to": "", "recorded_at": "2020-01-01"},
        ]
        assert ask(record(rows, placement=IN_CARE), "moves_last_12_months", "2023-12-31")["status"] == status


class TestBeforeADecision:
    GOALS = table("""
        | goal | due_on | occurred_on | recorded_at |
        | G1 | 2024-01-01 | 2023-01-01 | 2023-01-01 |
        | G2 | | 2023-05-01 | 2023-05-01T09:00 |
        | G3 | | 2023-05-01 | 2023-05-01 |
        | G4 | | 2023-05-01 | 2023-05-01T12:00 |""")
    SAME_DAY = "same day, order unknown: {} not counted, the bounds give both ways"

    def test_two_decisions_in_a_day_each_have_their_own_view(self, record) -> None:
        """At 10:00 G2 is known, at 15:00 G4 too; G3 has no time, so it may have come before or after either."""
        made = record(goal=self.GOALS)
        morning, afternoon = (
            ask(made, "goals_without_due_date", "2023-05-01T10:00", ""),
            ask(made, "goals_without_due_date", "2023-05-01T15:00", ""),
        )
        assert said(morning) == ("0.5", "0.5", "0.666667")
        assert said(afternoon) == ("0.666667", "0.666667", "0.75")
        assert morning["reason"] == afternoon["reason"] == self.SAME_DAY.format("1 entry")

    def test_a_decision_without_a_time_leaves_its_whole_day_open(self, record) -> None:
        found = ask(record(goal=self.GOALS), "goals_without_due_date", "2023-05-01", "")
        assert said(found) == ("0", "0", "0.75")
        assert found["reason"] == self.SAME_DAY.format("3 entries")

    def test_without_the_cut_the_day_counts(self, record) -> None:
        found = ask(record(goal=self.GOALS), "goals_without_due_date", "2023-05-01")
        assert (said(found), found["reason"]) == (("0.75", "0.75", "0.75"), "")

    def test_a_status_that_hangs_on_the_order_is_said(self, record) -> None:
        found = ask(record(goal=self.GOALS[2:3]), "goals_without_due_date", "2023-05-01T10:00", "")
        assert (found["status"], found["value"], found["upper"]) == ("not applicable", "", "")
        assert (
            found["reason"] == "no goal was open on that day; under another reading of what is uncertain in time the status differs"
        )


class TestItsOwnLinks:
    """A decision and what it made are never in its own view; what other decisions made is."""

    ACTIONS = table("""
        | action | decision_id | occurred_on | recorded_at |
        | A1 | | 2023-04-01 | 2023-04-01 |
        | A2 | | 2023-05-01 | 2023-05-01T09:00 |
        | A3 | D1 | 2023-05-01 | 2023-05-01T09:00 |
        | A4 | D0 | 2023-04-02 | 2023-04-02 |""")
    LINKED = table("| decision | links | occurred_on | recorded_at |\n| D1 | A2 | 2023-05-01 | 2023-05-01 |")

    def test_linked_either_way_they_are_left_out(self, record) -> None:
        made = record(action=self.ACTIONS, decision=self.LINKED)
        assert ask(made, "oldest_undone_action", "2023-05-01T10:00", "D1")["denominator"] == "2"
        assert ask(made, "oldest_undone_action", "2023-05-01T10:00", "")["denominator"] == "4"

    def test_they_are_no_doubt_about_the_order_of_the_day(self, record) -> None:
        rows = [self.ACTIONS[0], *({**row, "recorded_at": "2023-05-01"} for row in self.ACTIONS[1:])]
        found = ask(record(action=rows, decision=self.LINKED), "oldest_undone_action", "2023-05-01T10:00", "D1")
        assert found["reason"] == "same day, order unknown: 1 entry not counted, the bounds give both ways"

    def test_also_without_the_cut(self, record) -> None:
        found = statements(record(action=self.ACTIONS, decision=self.LINKED), views(("1", "2023-05-01", "1:D1")).assign(cut=""))
        assert sorted(found["entity_id"]) == ["1:A1", "1:A4", "1:K"]

    def test_a_link_recorded_after_the_view_must_not_matter(self, record) -> None:
        later = [{**self.LINKED[0], "recorded_at": "2023-05-02"}]
        with_it, without = record(action=self.ACTIONS, decision=later), record(action=self.ACTIONS)
        asked = views(("1", "2023-05-01T10:00", "1:D1"))
        assert answers(with_it, asked, ["oldest_undone_action"]) == answers(without, asked, ["oldest_undone_action"])
        assert statements(with_it, asked).equals(statements(without, asked))

    def test_a_decision_linked_to_itself(self, record) -> None:
        itself = table("| decision | links | cites | occurred_on |\n| D1 | D1 A2 | D1 | 2023-05-01 |")
        assert (
            ask(record(action=self.ACTIONS, decision=itself), "oldest_undone_action", "2023-05-01T10:00", "D1")["denominator"]
            == "2"
        )

    def test_the_links_of_another_case_s_decision_say_nothing(self, tmp_path) -> None:
        cases = [case_of("1", {"action": self.ACTIONS}), case_of("2", {"decision": self.LINKED})]
        cases[1]["decision"][0].update(entity_id="1:D1", links="1:A1 1:A2")
        record = write_cases(tmp_path / "r", *cases)
        assert ask(record, "oldest_undone_action", "2023-05-01T10:00", "D1")["denominator"] == "3"


class TestUncertainRecordTimes:
    MOVE = table("""
        | placement | change | placement_type | setting_id | occurred_on | ended_on | recorded_at | recorded_by | withdrawn_at | withdrawn_by |
        | A' | S | U6 | s1 | 2023-01-01 | | 2023-01-01 | 2023-03-31T23:59:59 | 2024-02-01 | 2024-03-31T23:59:59 |
        | A | S | U6 | s1 | 2023-01-01 | 2024-02-01 | 2024-02-01 | 2024-03-31T23:59:59 | | |
        | B | P | U6 | s2 | 2024-02-01 | | 2024-02-01 | 2024-03-31T23:59:59 | | |""")
    BETWEEN = "assumed: 3 statements have a record time that is known only between two extracts"

    def test_between_two_extracts_both_readings_bound_the_value(self, record) -> None:
        made = record(placement=self.MOVE)
        early, late = (ask(made, "carer_moves", "2024-03-01", knowledge=k) for k in ("earliest", "latest"))
        assert (said(early), said(late)) == (("1", "0", "1"), ("0", "0", "1"))
        assert early["reason"] == late["reason"] == self.BETWEEN

    @pytest.mark.parametrize("knowledge", ["earliest", "latest"])
    def test_after_the_extract_nothing_is_assumed(self, record, knowledge: str) -> None:
        found = ask(record(placement=self.MOVE), "carer_moves", "2024-03-31", knowledge=knowledge)
        assert (said(found), found["reason"]) == (("1", "1", "1"), "")

    def test_a_status_that_differs_between_the_readings_is_said(self, record) -> None:
        found = ask(record(placement=self.MOVE), "carer_moves", "2023-02-01")
        assert (found["status"], found["value"]) == ("ok", "0")
        assert found["reason"] == (
            "assumed: 1 statement has a record time that is known only between two extracts; "
            "under another reading of what is uncertain in time the status differs"
        )


def test_evidence_is_of_the_reading_that_is_reported(record) -> None:
    made, asked = record(placement=TestUncertainRecordTimes.MOVE), views(("1", "2024-03-01"))
    early, late = (evidence(made, asked, ["carer_moves"], knowledge=k) for k in ("earliest", "latest"))
    assert [*early["statement_id"], *late["statement_id"]] == ["1:A", "1:B", "1:A'"]
    assert list(early.columns) == ["view_id", "measure", "statement_id", "role"]


@pytest.mark.parametrize("asking", [evidence, measure, statements])
def test_a_reading_that_there_is_not_is_refused(record, asking) -> None:
    with pytest.raises(CaseReviewError, match=r"no reading lates \(did you mean latest\?\)"):
        asking(record(placement=TestUncertainRecordTimes.MOVE), views(("1", "2024-03-01")), knowledge="lates")


def test_a_spell_s_end_reason_is_known_only_with_its_end(record) -> None:
    """Extracts fill in a reason for episodes that are still open, or whose end lies ahead."""
    rows = table("""
        | placement | change | placement_type | end_reason | occurred_on | ended_on | recorded_at |
        | A | S | U6 | E4A | 2023-01-01 | | 2023-01-01 |
        | B | S | U6 | E4A | 2023-01-01 | 2024-06-01 | 2023-01-01 |""")
    found = statements(record(placement=rows), views(("1", "2023-12-31")), tables=("placement",))
    assert not found["words"].str.contains("ended").any()
    assert found["ended_on"].isna().all()
    assert [str(d)[:10] for d in found["planned_end_on"]] == ["NaT", "2024-06-01"]
