"""The sample against the parameters it was made with, and against the published figures they were set by."""

from __future__ import annotations

import csv

import pytest

from toolkit import paths
from toolkit.record.open import open_record
from toolkit.synth import make_agency, settings


@pytest.fixture(scope="module")
def sample():
    return open_record(paths.sample_record()).connect(threads=1)


def share(con, sql: str) -> float:
    return con.execute(sql).fetchone()[0]


def test_every_line_names_its_source():
    for file in sorted(settings.folder().glob("*.csv")):
        with file.open(encoding="utf-8") as text:
            lines = list(csv.DictReader(text))
        if "source" in lines[0]:
            assert all(line["source"] for line in lines), file.name


def test_about_four_children_in_ten_or_more_have_a_sibling_in_the_record(sample):
    together = share(
        sample,
        """SELECT avg(CAST(n > 1 AS INT)) FROM (
        SELECT case_id, count(DISTINCT case_id) OVER (PARTITION BY family_id) AS n FROM child WHERE withdrawn_at IS NULL)""",
    )
    assert 0.35 < together < 0.75


def test_assessments_take_as_long_as_published(sample):
    lower, middle, upper = share(
        sample,
        """SELECT quantile_cont(date_diff('day', occurred_on, ended_on) * 5 / 7, [0.25, 0.5, 0.75])
        FROM status WHERE kind = 'assessment' AND withdrawn_at IS NULL AND ended_on IS NOT NULL""",
    )
    assert 15 < lower < 24
    assert 29 < middle < 39
    assert 39 < upper < 49


def test_about_one_review_in_ten_is_late(sample):
    late = share(
        sample,
        """SELECT avg(CAST(occurred_on > due_on AS INT)) FROM review
        WHERE withdrawn_at IS NULL AND outcome IS NOT NULL""",
    )
    assert 0.05 < late < 0.16


def test_re_referral_within_a_year_is_near_the_published_share(sample):
    again = share(
        sample,
        """SELECT avg(CAST(EXISTS (SELECT 1 FROM status AS s WHERE s.case_id = c.case_id AND s.kind = 'referred'
        AND s.occurred_on > c.ended_on AND s.occurred_on <= c.ended_on + 365) AS INT))
        FROM "case" AS c WHERE c.withdrawn_at IS NULL AND c.ended_on <= DATE '2024-09-30'""",
    )
    assert 0.12 < again < 0.33


def test_visits_are_written_up_within_days_and_partners_news_within_weeks(sample):
    visit = share(
        sample,
        """SELECT median(date_diff('day', occurred_on, recorded_at)) FROM visit
        WHERE outcome = 'completed' AND occurred_on <= CAST(recorded_at AS DATE) AND basis = 'recorded'""",
    )
    partners = share(
        sample,
        """SELECT median(date_diff('day', occurred_on, recorded_at)) FROM information
        WHERE informant IN ('police', 'school', 'health', 'other agency')""",
    )
    assert 0 <= visit <= 5
    assert 7 <= partners <= 35


def test_every_reason_for_a_new_episode_occurs(sample):
    assert {c for (c,) in sample.execute("SELECT DISTINCT change FROM placement").fetchall()} == {"S", "L", "P", "T", "B", "U"}


def test_enough_children_share_a_pattern_for_reference_classes(sample):
    for sql in (
        "SELECT count(DISTINCT case_id) FROM status WHERE kind = 'looked after'",
        "SELECT count(DISTINCT case_id) FROM decision WHERE kind = 'placement move'",
        "SELECT count(DISTINCT case_id) FROM placement WHERE end_reason IN ('E4A', 'E4B') AND NOT short_break",
    ):
        assert share(sample, sql) >= 10, sql


def test_drift_shows_where_it_was_put_in(tmp_path):
    """Turnover lengthens the list of workers: what the indicators are to find is there.

    Of an agency that drifts in this way only, as nine cases of the sample do, too few to tell it from chance.
    """
    made = make_agency(tmp_path / "turnover", cases=150, seed=12, causes=["worker turnover"])
    workers = dict(
        open_record(made)
        .connect(threads=1)
        .execute(f"""SELECT coalesce(t.cause = 'worker turnover', false), avg(n) FROM read_csv('{made}/truth/cases.csv') AS t
        JOIN (SELECT case_id, count(DISTINCT worker_id) AS n FROM involvement WHERE role = 'social worker' GROUP BY 1)
        USING (case_id)
        WHERE t.kind <> 'change of course' GROUP BY 1""")
        .fetchall()
    )
    assert workers[True] > 1.5 * workers[False]
