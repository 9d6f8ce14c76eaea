"""The drift audit in real Chromium: its links from a flag to the evidence too."""

from __future__ import annotations

import pytest

from tests.browser.chromium import assert_sound, look_at, missing
from tests.notebooks.test_drift_audit import SHORT

MOST_SHEETS = 24  # of a short one: what a team reads before a meeting and takes into it

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "never")


def test_the_drift_audit_is_sound(sample_report):
    found = look_at([sample_report("drift_audit", **SHORT)])[0]
    assert_sound(found)
    assert found["pages"] <= MOST_SHEETS
