"""Indicators of one's own: parameters, broken files beside whole ones, bounds, and Python in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.known.own import HEADER, ONE, in_python, indicator
from tests.known.records import case_of, table, views, write_cases
from toolkit.errors import CaseReviewError
from toolkit.known import catalogue, evidence, measure, spells
from toolkit.known.catalogue import chosen
from toolkit.known.given import parsed
from toolkit.known.partitions import measured
from toolkit.record import Record

MISSING = table("| missing | kind | occurred_on |\n| M1 | missing | 2023-03-01 |\n| M2 | missing | 2023-11-01 |")
ASKED = views(("1", "2023-12-31"))


@pytest.fixture
def record(tmp_path: Path) -> Record:
    goals = table("| goal | due_on | occurred_on |\n| G1 | 2023-05-01 | 2023-01-01 |\n| G2 | | 2023-01-01 |")
    return write_cases(tmp_path / "record", case_of("1", {"missing": MISSING, "goal": goals}))


def _row(found: pd.DataFrame, name: str) -> dict:
    return found.set_index("measure").loc[name].to_dict()


class TestParameters:
    def test_a_given_value_counts_and_is_said(self, record) -> None:
        found = measure(record, ASKED, ["times_missing"], given={"times_missing": {"months": 6}})
        assert (found["value"][0], found["reason"][0]) == (1.0, "with months = 6")
        found = measure(record, ASKED, ["times_missing"], given={"times_missing": {"months": 12}})
        assert (found["value"][0], found["reason"][0]) == (2.0, "")

    def test_the_evidence_goes_by_it_too(self, record) -> None:
        found = evidence(record, ASKED, ["times_missing"], given={"times_missing": {"months": 6}})
        assert list(found["statement_id"]) == ["1:M2"]

    def test_everything_wrong_is_told_at_once_with_the_nearest_names(self) -> None:
        given = {"times_mising": {"months": 1}, "times_missing": {"month": 1, "months": float("nan")}, "carer_moves": {"x": 1}}
        with pytest.raises(CaseReviewError) as error:
            chosen(None, given=given)
        assert error.value.problems == [
            "there is no indicator times_mising (did you mean times_missing?)",
            "times_missing has no parameter month (did you mean months?); it has months",
            "times_missing.months: nan is not a number",
            "carer_moves has no parameter x; it has none",
        ]

    @pytest.mark.parametrize("text", ["months=6", "a.b", "a.b=x", "a.b=", "a.b=1e999", "a.b=nan", ""])
    def test_what_is_written_otherwise_is_refused(self, text: str) -> None:
        with pytest.raises(CaseReviewError, match="is not of the form"):
            parsed([text])

    def test_one_given_twice(self) -> None:
        with pytest.raises(CaseReviewError, match="given twice"):
            parsed(["a.b=1", "a.b=2"])

    def test_a_parameter_that_only_one_of_its_queries_names(self, record, tmp_path) -> None:
        body = ONE + "-- evidence\nSELECT view_no, statement_id, 'x' AS role FROM goal WHERE $most > 0\n"
        folder = indicator(tmp_path / "mine", "capped", body, more="-- parameters: most = 1.5 (me); most_of = 2 (me)\n")
        assert measure(record, ASKED, ["capped"], folder=folder)["status"][0] == "ok"
        assert len(evidence(record, ASKED, ["capped"], folder=folder)) == 2


class TestBounds:
    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ("2 AS value, 1 AS lower, 4 AS upper", ("ok", 2.0, 1.0, 4.0)),
            ("2 AS value, 4 AS upper", ("ok", 2.0, 2.0, 4.0)),
            ("2 AS value, 1 AS upper", ("ok", 2.0, 2.0, 2.0)),
            ("1 AS lower, 4 AS upper, 'insufficient' AS status, 'x' AS reason", ("insufficient", None, 1.0, 4.0)),
            ("1 AS lower, 'insufficient' AS status, 'x' AS reason", ("insufficient", None, 1.0, None)),
            ("2 AS value, 'infinity'::DOUBLE AS upper", ("ok", 2.0, 2.0, 2.0)),
        ],
    )
    def test_an_answer_may_have_an_upper_bound(self, record, tmp_path, answer: str, said: tuple) -> None:
        folder = indicator(tmp_path / "mine", "bounded", f"SELECT view_no, {answer} FROM view")
        row = measure(record, ASKED, ["bounded"], folder=folder).iloc[0]
        assert (row["status"], *(None if pd.isna(row[c]) else row[c] for c in ("value", "lower", "upper"))) == said


class TestBrokenFiles:
    def test_each_has_its_own_error_and_the_others_still_run(self, record, tmp_path) -> None:
        folder = indicator(tmp_path / "mine", "whole", ONE)
        (folder / "headless.sql").write_text("SELECT 1")
        (folder / "not_text.sql").write_bytes(b"-- name: \xff")
        (folder / "clash.sql").write_text(HEADER.format(name="times_missing", tables="goal") + ONE)
        (folder / "slip.py").write_text("def answer(tables:\n")
        (folder / "silent.py").write_text('"""name: silent"""\n\n\ndef anser(tables):\n    return 1\n')
        (folder / "notes.txt").write_text("no indicator")
        found = measure(record, ASKED, folder=folder)
        assert _row(found, "whole")["status"] == "ok" and _row(found, "times_missing")["value"] == 2.0
        assert _row(found, "whole")["reason"] == "user code"
        for name, why in {
            "headless": "headless.sql: the header has no line `-- name: …`",
            "not_text": "not_text.sql: it cannot be read as text in UTF-8",
            "times_missing (clash.sql)": "clash.sql: times_missing: two indicators have this name",
            "slip": "slip.py: it is not Python that can be read (line 1)",
            "silent": "silent.py: it has no function answer(tables) (did you mean anser?); the header has no line `question: …`",
        }.items():
            row = _row(found, name)
            assert row["status"] == "error" and row["reason"].startswith(why) and row["reason"].endswith("; user code")
        assert "notes" not in set(found["measure"])
        assert len(evidence(record, ASKED, folder=folder).attrs["failed"]) == 5

    def test_the_catalogue_tells_of_them_all_at_once(self, tmp_path) -> None:
        folder = tmp_path / "mine"
        folder.mkdir()
        (folder / "a.sql").write_text("SELECT 1")
        (folder / "b.py").write_text("def")
        with pytest.raises(CaseReviewError) as error:
            catalogue(folder)
        assert [p[:5] for p in error.value.problems] == ["a.sql", "b.py:"]


GOALS_DUE = """
import pandas as pd


def answer(tables, least=1):
    goal = tables["goal"]
    found = goal.assign(due=goal["due_on"].notna()).groupby("view_no").agg(numerator=("due", "sum"), denominator=("due", "size"))
    found = found.assign(missing=0, value=found["numerator"] / found["denominator"] * least)
    return found.reset_index()


def evidence(tables):
    return tables["goal"].assign(role="counted")[["view_no", "statement_id", "role"]]


def spells(tables):
    return tables["goal"].assign(started_on=tables["goal"]["occurred_on"], entered_on=None, ended_on=None, end_kind="")
"""


class TestPython:
    def test_it_answers_like_sql(self, record, tmp_path) -> None:
        more = "-- parameters: least = 1 (me)\n"
        folder = in_python(tmp_path / "mine", "due", GOALS_DUE, more=more)
        row = _row(measure(record, ASKED, ["due", "times_missing"], folder=folder), "due")
        assert (row["status"], row["value"], row["numerator"], row["denominator"]) == ("ok", 0.5, 1, 2)
        assert row["reason"] == "user code"
        found = measure(record, ASKED, ["due"], folder=folder, given={"due": {"least": 3}})
        assert (found["value"][0], found["reason"][0]) == (1.5, "with least = 3; user code")
        assert list(evidence(record, ASKED, ["due"], folder=folder)["role"]) == ["counted", "counted"]
        assert [str(d)[:10] for d in spells(record, ASKED, ["due"], folder=folder)["started_on"]] == ["2023-01-01"] * 2

    @pytest.mark.parametrize(
        ("code", "why"),
        [
            ("def answer(tables):\n    raise ValueError(tables['goal'].statement_id[0])\n", "failed (ValueError, line 13)"),
            ("import nothing_of_this_name\n\n\ndef answer(tables):\n    return 1\n", "failed (ModuleNotFoundError, line 12)"),
            ("def answer(tables):\n    return 1\n", "the indicator's code failed (AttributeError)"),
            ("import os\n\n\ndef answer(tables):\n    os._exit(3)\n", "its process ended early"),
            ("def answer(tables):\n    return tables['visit']\n", "failed (KeyError, line 13)"),
            ("def answer(tables):\n    return tables['goal']\n", "the indicator's query failed (BinderException)"),
        ],
        ids=["raises", "imports", "no frame", "dies", "another table", "another frame"],
    )
    def test_what_goes_wrong_in_it_is_told_without_content(self, record, tmp_path, code: str, why: str) -> None:
        folder = in_python(tmp_path / "mine", "bad", code)
        found = measure(record, ASKED, ["bad", "times_missing"], folder=folder)
        assert why in _row(found, "bad")["reason"] and "1:G" not in _row(found, "bad")["reason"]
        assert _row(found, "bad")["status"] == "error" and _row(found, "times_missing")["status"] == "ok"

    def test_what_it_prints_is_not_its_answer(self, record, tmp_path, capfd) -> None:
        code = "print('rows')\n\n\ndef answer(tables):\n    print(tables)\n    return tables['view'].assign(value=1)[['view_no', 'value']]\n"
        folder = in_python(tmp_path / "mine", "loud", code)
        assert measure(record, ASKED, ["loud"], folder=folder)["status"][0] == "ok"
        assert capfd.readouterr() == ("", "")

    def test_it_sees_no_future(self, record, tmp_path) -> None:
        code = (
            "def answer(tables):\n    n = tables['missing'].groupby('view_no').size()\n    return n.rename('value').reset_index()\n"
        )
        folder = in_python(tmp_path / "mine", "seen", code, tables="missing")
        found = measure(record, views(("1", "2023-06-30"), ("1", "2023-12-31")), ["seen"], folder=folder)
        assert list(found["value"]) == [1.0, 2.0]

    def test_it_sees_the_same_tables_in_parts(self, record, tmp_path) -> None:
        code = "def answer(tables):\n    return tables['cover'].groupby('view_no').size().rename('value').reset_index()\n"
        folder = in_python(tmp_path / "mine", "kept", code)
        whole = measure(record, ASKED, ["kept"], folder=folder)
        assert whole["status"][0] == "ok"
        pd.testing.assert_frame_equal(measured(record, ASKED, indicators=["kept"], folder=folder), whole)


def test_a_query_may_end_in_a_comment(record, tmp_path) -> None:
    folder = indicator(tmp_path / "mine", "ends", ONE + "-- and that is all")
    assert measure(record, ASKED, ["ends"], folder=folder)["status"][0] == "ok"
