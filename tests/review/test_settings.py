"""An agency's settings: its own file states only what differs, and everything wrong with it is told at once."""

import json
from dataclasses import asdict
from hashlib import sha256

import pytest

from toolkit.errors import CaseReviewError
from toolkit.review.lock import canonical
from toolkit.review.settings import NOTHING_IS_SENT, read_settings
from toolkit.review.settings_kept import kept_settings


def test_an_own_file_states_only_what_differs(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text('urgent_route = "Call 01234 567890, day and night."\n[horizon_days]\nvalue = 180\n')
    settings = read_settings(file)
    assert settings.urgent_lines[1:] == ["Call 01234 567890, day and night.", NOTHING_IS_SENT]
    assert (settings.horizon_days, settings.comparisons) == (180, read_settings().comparisons)


def test_everything_wrong_is_told_at_once(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text('urgent_rout = "x"\nhorizon_days = 3\ncomparisons = "two"\n')
    with pytest.raises(CaseReviewError) as told:
        read_settings(file)
    words = str(told.value)
    assert "urgent_rout" in words and "urgent_route" in words
    assert "horizon_days must be 30 or more" in words and "comparisons must be a whole number" in words


def test_a_file_that_is_none(tmp_path):
    with pytest.raises(CaseReviewError, match="no such file"):
        read_settings(tmp_path / "none.toml")


def test_settings_of_before_a_setting_came_are_still_an_audits_own(tmp_path):
    told = {name: value for name, value in asdict(read_settings()).items() if name != "support"} | {"urgent_route": "Call 01234."}
    (tmp_path / "coordinator").mkdir()
    (tmp_path / "coordinator" / "settings.json").write_text(json.dumps(told))
    own = kept_settings(tmp_path, sha256(canonical(told)).hexdigest())
    assert own and (own.urgent_route, own.support) == ("Call 01234.", read_settings().support)
    assert kept_settings(tmp_path, "0") is None
