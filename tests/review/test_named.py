"""Lists of a coordinator: cases that raters may know."""

from __future__ import annotations

import contextlib

import pytest

from toolkit import paths
from toolkit.cli import main
from toolkit.errors import CaseReviewError
from toolkit.known import views as moments
from toolkit.pseudonyms import read_key
from toolkit.record import open_record
from toolkit.review import coordinator
from toolkit.review.alike import look_at
from toolkit.review.choosing import BADLY, draw_index
from toolkit.review.named import known_locally
from toolkit.review.wanted import Wanted


@pytest.fixture(scope="module")
def sample():
    return open_record(paths.sample_record())


def test_cases_are_read_as_people_write_them(sample, tmp_path):
    file = tmp_path / "known.csv"
    file.write_text("why,case_id\nnews, C00001 \n,\n,C00002\n", encoding="utf-8-sig")
    assert known_locally(file, sample) == ("C00001", "C00002")


@pytest.mark.parametrize(
    "text, words",
    [("case_id\nC00001\nnobody\n", "number 2 of those given"), ("case\nC00001\n", "no column case_id"), ("", "no column case_id")],
)
def test_a_case_that_would_be_left_out_unseen_is_told(sample, tmp_path, text, words):
    (tmp_path / "known.csv").write_text(text)
    with pytest.raises(CaseReviewError) as error:
        known_locally(tmp_path / "known.csv", sample)
    assert words in str(error.value) and "nobody" not in str(error.value)
    with pytest.raises(CaseReviewError, match="cannot be read"):
        known_locally(tmp_path / "none.csv", sample)


def test_the_command_takes_them_and_tells_where_all_went_the_same_way(sample, tmp_path, capsys):
    views = moments.decisions(sample)
    alike = look_at(sample, views, "incident", 365)
    [one] = draw_index(sample, 1, 1, BADLY, alike=alike).to_dict("records")
    (tmp_path / "d.csv").write_text(f"decision_id\n{one['decision_id']}\n")
    (tmp_path / "known.csv").write_text(f"case_id\n{one['case_id']}\n")
    asked = ["review", "new", str(sample.path), "--decisions", str(tmp_path / "d.csv"), "--comparisons", "1", "--raters", "1"]
    with pytest.raises(SystemExit) as end:
        main([*asked, "--to", str(tmp_path / "a"), "--known-locally", str(tmp_path / "known.csv")])
    said = capsys.readouterr()
    assert end.value.code == 2 and "raters may know the case" in said.out + said.err and not (tmp_path / "a").exists()
    (tmp_path / "known.csv").write_text("case_id\n")
    with contextlib.suppress(SystemExit):
        main([*asked, "--to", str(tmp_path / "b"), "--known-locally", str(tmp_path / "known.csv")])
    said = capsys.readouterr().out.replace("\n", " ")
    assert "1 of 1 decisions under review went badly (incident)" in said and "Draw as many that went well." in said


def test_the_coordinators_sheet_leaves_them_out_and_tells_too(sample, tmp_path):
    key = read_key(sample)
    ready = coordinator.prepare(sample, key, Wanted(went_badly=2, comparisons=1))
    assert any("2 of 2 decisions under review went badly" in line for line in coordinator.summary(ready))
    assert ready.drawn
    cases = ready.drawn.key["case_id"].tolist()
    (tmp_path / "known.csv").write_text("\n".join(["case_id", *cases]))
    other = coordinator.prepare(sample, key, Wanted(went_badly=1, went_well=1, comparisons=1, known_locally=tmp_path / "known.csv"))
    assert other.drawn and not set(cases) & set(other.drawn.key["case_id"]) and len(other.packs) == 4
    assert not any("asked about" in line for line in coordinator.summary(other))
