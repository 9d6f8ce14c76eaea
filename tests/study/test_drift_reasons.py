"""The reason of each change, by hand: what a reader is shown to judge by."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from toolkit.study.drift_reasons import COLUMNS, HEADS, MOST_CHANGES, reasons

VIEWS = pd.DataFrame({"view_id": ["v1", "v2"], "case_id": ["a", "b"]})
LABELLED = pd.DataFrame({"case_id": ["b", "a", "a"], "measure": ["moves", "moves", "seen"], "evidence": ["E1", "E10", "E2"]})


def change(view: str, day: str, standing: str, reason: str = "", by: str = "", on: str | None = None, number: int = 1) -> dict:
    return {
        "view_id": view, "measure": "moves", "entity_id": "e", "statement_id": f"s{number}", "changed_on": pd.Timestamp(day),
        "standing": standing, "explained_by": by, "explained_on": pd.Timestamp(on) if on else pd.NaT, "reason": reason,
    }  # fmt: skip


def told(*changes: dict) -> list[tuple]:
    drift = SimpleNamespace(now=VIEWS)
    found = reasons(drift, pd.DataFrame(list(changes)), LABELLED)  # type: ignore[arg-type]
    assert tuple(found.columns) == COLUMNS == tuple(HEADS)
    return [tuple(row)[2:] for row in found.itertuples(index=False)]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            change("v1", "2025-03-02", "explained", "The carer fell ill.", "d1", "2025-03-04"),
            ("2 Mar 2025", "explained", "The carer fell ill.", "in a decision recorded on 4 Mar 2025"),
        ),
        (
            change("v1", "2025-03-02", "explained late", "Too far from school.", "d1", "2025-05-04"),
            ("2 Mar 2025", "explained late", "Too far from school.", "in a decision recorded on 4 May 2025"),
        ),
        (
            change("v1", "2025-03-02", "explained", "CARPL", "s1"),
            ("2 Mar 2025", "explained", "change to or carrying out of the care plan", "with the change"),
        ),
        (
            change("v1", "2025-03-02", "explained late", "CARPL", "s1", "2025-05-04"),
            ("2 Mar 2025", "explained late", "change to or carrying out of the care plan", "with the change, on record since 4 May 2025"),
        ),
        (
            change("v1", "2025-03-02", "explained", "restricted", "d1", "2025-03-04"),
            ("2 Mar 2025", "explained", "not shown: restricted", "in a decision recorded on 4 Mar 2025"),
        ),
        (change("v1", "2025-03-02", "unexplained"), ("2 Mar 2025", "unexplained", "none on record", "")),
        (
            change("v1", "2025-03-02", "reason not recorded", "decisions are not known to be covered from 2025-02-02 to 2025-03-16"),
            ("2 Mar 2025", "reason not recorded", "decisions are not known to be covered from 2 Feb 2025 to 16 Mar 2025", ""),
        ),
    ],
)  # fmt: skip
def test_a_change_and_its_reason_as_people_read_them(made, said):
    assert told(made) == [said]


def test_flags_stand_in_their_order_and_the_latest_change_of_each_first():
    drift = SimpleNamespace(now=VIEWS)
    made = [change("v1", f"2025-0{n}-01", "unexplained", number=n) for n in (1, 3, 2)] + [change("v2", "2025-01-09", "unexplained")]
    found = reasons(drift, pd.DataFrame(made), LABELLED)  # type: ignore[arg-type]
    assert found[["evidence", "changed_on"]].to_numpy().tolist() == [
        ["E1", "9 Jan 2025"], ["E10", "1 Mar 2025"], ["E10", "1 Feb 2025"], ["E10", "1 Jan 2025"],
    ]  # fmt: skip


def test_many_changes_are_cut_and_counted():
    made = [change("v1", f"2025-01-{n:02}", "unexplained", number=n) for n in range(1, MOST_CHANGES + 4)]
    found = told(*made)
    assert len(found) == MOST_CHANGES + 1
    assert found[-1] == ("and 3 more", "", "", "")


def test_flags_that_are_about_no_change_have_no_row():
    assert told(change("v2", "2025-01-09", "unexplained") | {"measure": "other"}) == []


def test_where_no_flag_stands_there_is_nothing_to_show():
    drift, nothing = SimpleNamespace(now=VIEWS), pd.DataFrame([change("v1", "2025-03-02", "explained")]).head(0)
    found = reasons(drift, nothing, LABELLED.head(0).astype({"evidence": "float64"}))  # type: ignore[arg-type]
    assert found.empty and tuple(found.columns) == COLUMNS
