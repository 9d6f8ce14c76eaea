"""Records and views that nobody would write on purpose: nothing breaks, nothing leaks from one case into another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.known.records import Rows, answers, case_of, table, views, write_cases
from tests.wall.futures import random_record, random_views, write
from toolkit.known import catalogue, evidence, explanations, measure, spells, statements, write_evidence, write_results
from toolkit.record import open_record

PLAIN = {
    "placement": table("""
        | placement | change | placement_type | setting_id | occurred_on | ended_on |
        | A | S | U6 | s1 | 2023-01-01 | 2023-02-01 |
        | B | P | U6 | s2 | 2023-02-01 | |"""),
    "need": table("| need | severity | occurred_on |\n| N | 2 | 2023-01-01 |"),
    "visit": table("| visit | outcome | seen | note | occurred_on |\n| V | completed | true | quiet | 2023-12-01 |"),
}
ASKED = views(("plain", "2023-12-31"), ("plain", "2023-12-31T10:00", "D"))


def _all(folder: Path, asked: pd.DataFrame, beside: pd.DataFrame | None = None, names: list[str] | None = None) -> bytes:
    """Everything that is known at some views, asked alone or with others beside them, as bytes."""
    record, every = open_record(folder), pd.concat([asked, beside], ignore_index=True)
    every_kind = [kind(record, every, names) for kind in (measure, evidence, explanations, spells)] + [statements(record, every)]
    rows, rests, *others = (found[found["view_id"].isin(asked["view_id"])] for found in every_kind)
    written = (
        write_results(rows, folder.parent / "rows.csv").read_bytes()
        + write_evidence(rests, folder.parent / "rests.csv").read_bytes()
    )
    return written + b"".join(frame.to_csv(index=False).encode() for frame in others)


class TestRandomRecords:
    AS_OF = pd.Timestamp("2020-09-01")

    def _views(self, rng: np.random.Generator) -> pd.DataFrame:
        found = random_views(rng, self.AS_OF, bare=True)
        return found[found["case_id"] != "00123"].reset_index(drop=True)

    @pytest.mark.parametrize("seed", [1])
    def test_another_case_and_its_views_change_nothing(self, tmp_path, seed: int) -> None:
        rng = np.random.default_rng(seed)
        record, asked = random_record(rng, 25), self._views(rng)
        record.pop("identity")  # what joins two cases makes them one, and then it is no other case
        alone = {n: f[f["case_id"] != "00123"] if "case_id" in f else f for n, f in record.items()}
        beside = views(("00123", "2020-01-01", "decision-1"), ("00123", "2020-09-01")).assign(view_id=["a", "z"])
        names = [i.name for i in catalogue() if i.reach == "case"]
        both = _all(write(record, tmp_path / "both"), asked, beside, names)
        assert both == _all(write(alone, tmp_path / "alone"), asked, names=names)

    @pytest.mark.parametrize("seed", [3])
    def test_neither_the_order_of_rows_nor_the_form_of_the_files_matters(self, tmp_path, seed: int) -> None:
        """Also where two rows have one statement id and say different things."""
        rng = np.random.default_rng(seed)
        record = {
            n: f.assign(statement_id="same", recorded_at=f["recorded_at"].iloc[0]) if n in ("need", "placement", "visit") else f
            for n, f in random_record(rng, 25).items()
        }
        asked = random_views(rng, self.AS_OF, bare=True)
        mixed = {n: f.sample(frac=1, random_state=seed)[rng.permutation(f.columns)] for n, f in record.items()}
        first = _all(write(record, tmp_path / "one"), asked)
        assert _all(write(mixed, tmp_path / "two"), asked.iloc[::-1]) == first
        assert _all(write(record, tmp_path / "three", "csv"), asked) == first


def _odd() -> dict[str, Rows]:
    """A case of rows that no checker would let through, named like things of the plain case."""
    days = ["0001-01-01", "9999-12-31", "infinity", "-infinity", "290000-01-01", "0044-03-15 (BC)", "01/02/2023", "", "2023-06-01"]
    spells = [
        {
            "placement": f"P{n}{m}",
            "change": "P",
            "placement_type": "U6",
            "occurred_on": on,
            "ended_on": end,
            "recorded_at": at,
            "withdrawn_at": gone,
        }
        for n, on in enumerate(days)
        for m, (end, at, gone) in enumerate([(d, days[n - m], "") for m, d in enumerate(days)] + [("", on, on)])
    ]
    return {
        "placement": [*spells, *({**row, "placement": "A"} for row in spells[:3])],
        "child": [{"child": f"C{n}", "born_on": day, "occurred_on": day} for n, day in enumerate(days)],
        "need": [
            {"need": f"N{n}", "severity": s, "occurred_on": "2023-01-01"}
            for n, s in enumerate(["9223372036854775807"] * 2 + ["-1", "0", "x", "1e300"])
        ],
        "goal": [{"goal": "G", "occurred_on": "2023-01-01"}],
        "visit": [
            {"visit": "V", "outcome": "completed", "seen": "perhaps", "note": "x" * 300_000, "occurred_on": "2023-01-01"},
            {"visit": "", "outcome": "com\0pleted", "seen": "true", "note": "'; DROP TABLE view; --", "occurred_on": "2023-01-02"},
        ],
        "decision": [{"decision": "D", "links": "D A", "cites": "D", "occurred_on": "2023-12-31"}],
        "action": [
            {"action": "A", "goal_id": "A", "decision_id": "D", "cites": "  A  ", "due_on": "never", "occurred_on": "2023-01-01"}
        ],
        "involvement": [{"involvement": "I", "worker_id": "", "role": "", "occurred_on": "2023-01-01", "ended_on": "2022-01-01"}],
        "case": [
            {"case": "K", "occurred_on": "2020-01-01"},
            {"case": "K2", "occurred_on": "9999-12-31"},
            {"case": "K3", "occurred_on": "0001-01-01"},
        ],
    }


@pytest.fixture(scope="module")
def odd(tmp_path_factory) -> Path:
    return write_cases(tmp_path_factory.mktemp("odd") / "record", case_of("plain", PLAIN), case_of("odd", _odd())).path


def test_odd_rows_break_no_indicator(odd: Path) -> None:
    found = answers(open_record(odd), views(("odd", "2023-12-31"), ("odd", "2023-12-31T00:00", "D"), ("plain", "2023-12-31")))
    assert not [key for key, row in found.items() if row["status"] == "error"]
    assert found["v0", "plan_need_coverage"]["denominator"] == "6"
    assert found["v0", "plan_need_coverage"]["missing"] == "6"


def test_odd_rows_of_another_case_change_nothing(odd: Path, tmp_path) -> None:
    alone = write_cases(tmp_path / "record", case_of("plain", PLAIN)).path
    assert _all(odd, ASKED) == _all(alone, ASKED)


def test_views_at_the_ends_of_time(odd: Path) -> None:
    days = ["0001-01-01", "0001-01-01T00:00:00", "1999-12-31", "2046-01-01", "9999-12-31", "9999-12-31T23:59:59.999999"]
    asked = views(*((case, day, *cut) for day in days for case in ("plain", "odd") for cut in ((), ("D",))))
    rows = measure(open_record(odd), asked).merge(asked, on="view_id")
    assert "error" not in set(rows["status"])
    plain = rows[(rows["case_id"] == "plain") & (rows["measure"] == "carer_moves")].set_index(["as_of", "cut"])["status"]
    assert [plain[day, ""] for day in days] == ["not recorded"] * 3 + ["ok"] * 3
    assert len(statements(open_record(odd), asked))


def test_hundreds_of_views_of_one_case_say_what_each_says_alone(odd: Path) -> None:
    record = open_record(odd)
    asked = views(*(("plain", str(day.date())) for day in pd.date_range("2022-12-25", periods=400)))
    found = answers(record, asked, ["days_in_placement"], rests_on=False)
    said = [found[f"v{n}", "days_in_placement"]["value"] for n in range(400)]
    assert said == [*[""] * 38, *(str(n) for n in range(362))]  # A was recorded when it ended, on 1 February


def test_a_view_whose_names_are_not_plain_words(odd: Path) -> None:
    strange = 'v\'; DROP TABLE moment; -- \n"x",é'
    rows = measure(open_record(odd), ASKED.head(1).assign(view_id=strange, decision_id="' OR 1=1 --", holder="''"))
    assert set(rows["view_id"]) == {strange} and "error" not in set(rows["status"])
