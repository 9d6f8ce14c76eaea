"""The indicators that reports show: named one by one, so that a new one in the catalogue changes no report."""

import csv

from toolkit import paths
from toolkit.known import catalogue
from toolkit.review.measures import labels_of, measures_of

REPORTS = ("learning_review", "case_review_audit")


def rows():
    with (paths.data() / "report" / "measures.csv").open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def test_each_is_an_indicator_of_ours_and_stands_once_in_a_report_with_its_reason():
    known = {i.name for i in catalogue()}
    assert {row["report"] for row in rows()} == set(REPORTS)
    for report in REPORTS:
        names = measures_of(report)
        assert len(set(names)) == len(names) and set(names) <= known
    assert all(row["why"] and row["source"] and row["part"] for row in rows())


def test_each_has_words_for_people():
    for report in REPORTS:
        labels = labels_of(report)
        assert set(labels) == set(measures_of(report))
        assert all(label and "_" not in label for label in labels.values())


def test_a_report_or_part_that_is_not_there_shows_none():
    assert measures_of("no_such_report") == measures_of("learning_review", "no such part") == ()
