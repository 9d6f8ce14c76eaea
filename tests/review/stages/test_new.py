"""Making a review from the command line: decisions that are named or drawn, and what of it can be wrong."""

from __future__ import annotations

import pytest

from toolkit import paths
from toolkit.cli import main
from toolkit.errors import CaseReviewError
from toolkit.known import views
from toolkit.record import open_record
from toolkit.report.reviewing import new_review
from toolkit.review.wanted import Wanted

SAMPLE = paths.sample_record()


def new(to, *words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main(["review", "new", str(SAMPLE), "--to", str(to), *map(str, words)])
    return int(end.value.code or 0)


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(tmp_path, capsys):
    assert new(tmp_path / "none", "--went-badly", -1, "--within-days", 99, "--comparisons", 0, "--raters", 0) == 2
    said = capsys.readouterr().err
    assert all(words in said for words in ("cannot be below 0", "must be 0 to 7", "one comparison decision", "raters must be 1"))
    (tmp_path / "there").write_text("")
    with pytest.raises(SystemExit):
        main(["review", "new", str(tmp_path / "no"), "--to", str(tmp_path / "there"), "--settings", "no.toml", "--raters", "0"])
    said = capsys.readouterr().err
    assert all(
        words in said for words in ("no record folder", "there exists already", "no.toml", "raters must be 1", "to be drawn")
    )
    assert new(tmp_path / "none") == 2 and "no decision is named, and none is to be drawn" in capsys.readouterr().err
    with pytest.raises(CaseReviewError, match="give the one or the other"):
        new_review(SAMPLE, views.decisions(open_record(SAMPLE), ["C00003"]), tmp_path / "none", Wanted(drawn=1))
    assert new(tmp_path / "none", "--drawn", 5000) == 2 and "5000 were asked for (random)" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
