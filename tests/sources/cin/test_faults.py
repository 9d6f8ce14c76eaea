"""Censuses that are damaged: a clear message or an account of every block, and never half a record."""

from __future__ import annotations

import random

import pytest

from tests.sources import xmlmutations
from tests.sources.cin.files import assessment, census, child, enquiry, need_plan, protection_plan, referral, write_census
from toolkit.errors import CaseReviewError
from toolkit.sources.cin import import_cin

SEEDS, EACH = 4, 30


def good(folder, year):
    first = f"{year - 1}-06-01"
    told = referral(first, assessment(f"{year - 1}-06-02", f"{year - 1}-07-01", ("2B", "3A")),
                    enquiry(f"{year - 1}-06-05", f"{year - 1}-06-26", f"{year - 1}-06-24"), need_plan(f"{year - 1}-07-02", f"{year - 1}-07-20"),
                    protection_plan(f"{year - 1}-08-01", reviews=(f"{year - 1}-10-20",)), source="2A")  # fmt: skip
    return write_census(
        folder,
        year,
        child("A1", told),
        child("B2", referral(first, closed=f"{year - 1}-09-01", why="RC7"), disabilities=("AUT", "LD")),
    )


@pytest.mark.parametrize("seed", range(SEEDS))
def test_damaged_censuses_end_in_words_or_in_an_account(tmp_path, seed):
    rng = random.Random(seed)
    files = [good(tmp_path / "good", y) for y in (2022, 2023)]
    ends = []
    for i in range(EACH):
        bad = tmp_path / f"bad{i}.xml"
        what = xmlmutations.damage(rng, files[1], bad)
        try:
            ends.append(
                xmlmutations.outcome(
                    import_cin, [files[0], bad], tmp_path / f"r{i}", rng.random() < 0.7, ["2022-05-23", "2023-05-23"], whole=i == 0
                )
            )
        except Exception as error:
            raise AssertionError(f"seed {seed}, {i}: {what}") from error
    assert "told" in ends


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<Message><Header/>", "cut short"),
        (b"PK\x03\x04abc", "zip file"),
        (b"<Message>\x00</Message>", "NUL"),
        (b"<data/>", "no CIN census"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Message/>', "an entity"),
        (b'<!DOCTYPE a SYSTEM "http://x/y.dtd"><Message/>', "external reference"),
        (b'<?xml version="1.0" encoding="klingon"?><Message/>', "well-formed|encoding"),
        (b"<Message>" + b"<a>" * 60 + b"</a>" * 60 + b"</Message>", "nested deeper"),
        (b"<Message><a>" + b"x" * 20_000 + b"</a></Message>", "10,000 characters"),
        (b"<Message/>", "names no census year"),
        (census(2023, reference="2023-04-30").encode(), "31 March"),
        (census(2023).encode(), "no child"),
    ],
)
def test_a_file_that_is_no_census_is_told_in_plain_words(tmp_path, content, words):
    (tmp_path / "x.xml").write_bytes(content)
    with pytest.raises(CaseReviewError, match=words) as told:
        import_cin([tmp_path / "x.xml"], tmp_path / "r")
    assert str(told.value).count("x.xml") == 1 and not (tmp_path / "r").exists()


def test_all_problems_are_told_at_once(tmp_path):
    one, two = tmp_path / "a.xml", tmp_path / "b.xml"
    one.write_bytes(b"<x/>")
    two.write_bytes(b"")
    with pytest.raises(CaseReviewError) as told:
        import_cin([one, two], tmp_path / "r")
    assert len(told.value.problems) == 2
    with pytest.raises(CaseReviewError, match="the same as a.xml"):
        import_cin([one, one], tmp_path / "r")
    with pytest.raises(CaseReviewError, match="no such file"):
        import_cin([tmp_path / "none.xml"], tmp_path / "r")
    with pytest.raises(CaseReviewError, match="1 times for 2 files"):
        import_cin([good(tmp_path, 2022), good(tmp_path, 2023)], tmp_path / "r", taken_on=["2023-01-01"])


def test_a_renamed_element_stops_the_import(tmp_path):
    file = good(tmp_path, 2023)
    file.write_text(file.read_text().replace("CINclosureDate", "CINclosuresDate"))
    with pytest.raises(CaseReviewError, match="no element CINclosureDate in CINdetails"):
        import_cin([file], tmp_path / "r")
    report = import_cin([file], tmp_path / "r", accept_faults=True)
    assert report.count("CIN census 2023", "CINdetails", "element not known, not read", "CINclosuresDate") == 1


def test_other_encodings_are_read(tmp_path):
    text = good(tmp_path, 2023).read_text().replace("B2", "Bé2")
    for name, content in {
        "mark": text.encode("utf-8-sig"),
        "cp1252": text.encode("cp1252"),
        "sixteen": text.replace("UTF-8", "UTF-16").encode("utf-16"),
        "declared": text.replace("UTF-8", "windows-1252").encode("cp1252"),
    }.items():
        (tmp_path / f"{name}.xml").write_bytes(content)
        import_cin([tmp_path / f"{name}.xml"], tmp_path / name)


def test_a_thing_in_a_block_that_was_set_aside_stands(tmp_path):
    one = write_census(
        tmp_path,
        2022,
        child("1", referral("2021-06-01", protection_plan("2021-07-01"))),
        child("2", referral("2021-06-01", need_plan("2021-07-01"))),
    )
    two = write_census(
        tmp_path,
        2023,
        child("1", referral("2021-06-01", protection_plan("2021-07-01", first="???"))),
        child("2", referral("2021-06-01", need_plan("01/07/2021"))),
    )
    report = import_cin([one, two], tmp_path / "r", accept_faults=True)
    assert report.count("CIN census 2023", "plan", "unreadable") == 2
    assert report.count("CIN census 2023", "plan", "withdrawn") == 0


def test_no_identifier_is_in_the_report_or_among_the_rejected(tmp_path):
    file = write_census(tmp_path, 2023, child("SECRET1", referral("2022-06-01", assessment("31/01/2023"))))
    report = import_cin([file], tmp_path / "r", accept_faults=True)
    assert (
        "SECRET1"
        not in report.text() + (tmp_path / "r" / "rejected.csv").read_text() + (tmp_path / "r" / "import_report.csv").read_text()
    )
