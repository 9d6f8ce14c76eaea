"""AFCARS files that are damaged: a clear message or an account of every block, and never half a record."""

from __future__ import annotations

import random

import pytest

from tests.sources import xmlmutations
from tests.sources.afcars.files import record, removal, write_file
from toolkit.errors import CaseReviewError
from toolkit.sources.afcars import import_afcars

SEEDS, EACH = 4, 30


def good(folder):
    folder.mkdir(parents=True, exist_ok=True)
    whole = removal("20230110", [("20230110", "E114_licensed_home"), ("20230301", 12)], [("20230201", 1), ("20230301", 3)], ["20230320"],
                    ["20230322"], [("20230115", 1), ("20230215", 2)], E70="20230114", E71="1", E77="1")  # fmt: skip
    gone = removal("20230101", [("20230101", 5)], E70="20230103", E153="20230201", E154="20230210", E155="1")
    records = [record("A1", whole), record("B2", removal("20190101", old=True, E153="20190601", E155="1"), gone)]
    return [write_file(folder / "a.xml", "202303", *records), write_file(folder / "b.xml", "202309", *records, record("C3", whole))]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_damaged_files_end_in_words_or_in_an_account(tmp_path, seed):
    rng = random.Random(seed)
    files = good(tmp_path / "good")
    for i in range(EACH):
        bad = tmp_path / f"bad{i}.xml"
        what = xmlmutations.damage(rng, files[1], bad)
        try:
            xmlmutations.outcome(
                import_afcars, [files[0], bad], tmp_path / f"r{i}", rng.random() < 0.7, ["2023-05-10", "2023-11-10"], whole=i == 0
            )
        except Exception as error:
            raise AssertionError(f"seed {seed}, {i}: {what}") from error


def test_another_file_is_told_in_plain_words(tmp_path):
    (tmp_path / "x.xml").write_text("<Message/>")
    with pytest.raises(CaseReviewError, match="no AFCARS 2020 file"):
        import_afcars([tmp_path / "x.xml"], tmp_path / "r")


def test_unknown_codes_and_lost_days_leave_what_stood(tmp_path):
    one, two = good(tmp_path)
    two.write_text(two.read_text().replace("<E120_other_living_arrangement_type>12", "<E120_other_living_arrangement_type>77"))
    report = import_afcars([one, two], tmp_path / "r", taken_on=["2023-05-10", "2023-11-10"], accept_faults=True)
    assert report.count("AFCARS 2023-09", "b.xml living_arrangement", "set aside", "unknown code") == 2
    assert report.count("AFCARS 2023-09", "missing", "unreadable") == 1
    assert report.count("AFCARS 2023-09", "missing", "withdrawn") == 0


def test_a_second_record_of_a_child_is_set_aside_whole(tmp_path):
    one, _ = good(tmp_path)
    text = one.read_text()
    start = text.index("<record>")
    again = text[start : text.index("</record>") + len("</record>")]
    one.write_text(text[:start] + again + text[start:])
    report = import_afcars([one], tmp_path / "r", accept_faults=True)
    assert report.count("AFCARS 2023-03", "a.xml record", "set aside", "a second record for the same child") == 1
