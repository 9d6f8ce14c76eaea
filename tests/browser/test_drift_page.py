"""The drift audit in real Chromium: its links from a flag to the evidence too."""

from __future__ import annotations

import pytest

from tests.browser.chromium import assert_sound, look_at, missing
from toolkit import paths
from toolkit.report import run_notebook

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "never")


def test_the_drift_audit_is_sound(tmp_path):
    few = {"looked_at": "timeliness, plan_need_coverage", "months": 2, "cases": 2, "as_of": "2025-06-30"}
    assert_sound(look_at([run_notebook("drift_audit", tmp_path, paths.sample_record(), few)])[0])
