"""A small record that has something for every table of a return: what the made-up agency has too little of, or nothing, to write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.known.records import case_of, table, write_cases
from tests.synth import returned_census as census
from tests.synth import returned_lists as lists
from tests.synth.returned import filled, gives_back, kept, named, said
from toolkit import paths
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.sources.annex_a import import_annex_a
from toolkit.sources.cin import import_cin
from toolkit.sources.snapshot.layout import tables as sheets
from toolkit.sources.ssda903 import import_returns
from toolkit.sources.ssda903.layout import items, layouts
from toolkit.synth.forms import annex_a, cin, ssda903

MADE_BY_THE_IMPORT = ("entity_id", "case_id", "occurred_on", "occurred_precision")
YEAR, TAKEN_ON = 2027, date(2027, 6, 14)
ANSWERS = {"number": {"value": "2"}, "yesno": {"answer": "yes"}}
WORDS = {
    "IN_TOUCH": "in touch",
    "ACTIV": "apprenticeship, full time",
    "ACCOM": "supported lodgings, suitable",
    "SEX_ADOPTR": "a man and a woman",
    "LS_ADOPTR": "civil partnership",
}


def answers(*tables: str) -> list[dict[str, str]]:
    """A measure for each question of these tables of the return."""
    found = [i for t in tables for i in items(t) if i.form != "day"]
    return [
        {"measure": i.column, "kind": i.kind, "instrument": i.instrument, "occurred_on": "2027-03-31", **_answer(i)} for i in found
    ]


def _answer(item) -> dict[str, str]:
    return ANSWERS.get(item.form) or {"answer": WORDS[item.column]}


HEALTH = [
    {"measure": "h", "kind": "health assessment", "answer": "completed", "occurred_on": "2027-01-11"},
    {"measure": "d", "kind": "dental check", "answer": "completed", "occurred_on": "2027-01-12"},
]


def rows(text: str) -> dict[str, list[dict[str, str]]]:
    """Tables as they are written in Markdown, each named by its first heading."""
    found = (table(part) for part in text.strip().split("\n\n"))
    return {next(iter(r[0])): r for r in found}


CHILD = """
| case | occurred_on | recorded_at |
| K | 2026-05-01 | 2026-05-01 |

| child | occurred_on | sex | born_on | ethnicity | disability | recorded_at |
| c | {born} | female | {born} | WBRI | {disability} | 2026-05-01 |

| legal | occurred_on | ended_on | legal_status | category_of_need |
| l | 2026-05-01 | | C2 | N1 |

| involvement | occurred_on | role | worker_id | team |
| i | 2026-05-01 | social worker | W1 | T1 |
"""
IN_CARE = """
| placement | occurred_on | ended_on | change | placement_type | provider | setting_id | short_break | end_reason | change_reason |
| p | 2026-05-01 | 2026-09-01 | S | U6 | PR1 | SC123456 | false | X1 | CREQB |
| q | 2026-09-01 | | P | K2 | PR4 | SC654321 | false | | |

| review | occurred_on | kind | participation |
| r | 2026-06-01 | looked after review | PN1 |

| missing | occurred_on | ended_on | kind | interview_offered | interview_accepted |
| m | 2026-07-01 | 2026-07-03 | missing | true | false |
| n | 2026-08-01 | 2026-08-02 | away without authorisation | | |

| status | occurred_on | ended_on | kind | detail | occurred_precision |
| u | 2026-05-01 | 2027-02-01 | unaccompanied asylum-seeking child | | day |
| d | 2026-10-01 | 2026-12-01 | deprivation of liberty order | | day |
| e | 2019-03-01 | | earlier permanence | P2 | month |
| l | 2026-05-01 | | looked after | | day |

| visit | occurred_on | kind | outcome |
| v | 2027-02-01 | looked after visit | completed |

| involvement | occurred_on | ended_on | role | worker_id | end_reason |
| i | 2026-05-01 | 2026-11-01 | social worker | W1 | worker left the role |
| j | 2026-11-01 | | social worker | W2 | |

| person | occurred_on | born_on | role |
| o | 2026-08-01 | 2026-08-01 | child of the child |
"""
ADOPTED = """
| placement | occurred_on | ended_on | change | placement_type | provider | setting_id | short_break | end_reason |
| p | 2026-05-01 | 2026-08-01 | S | U5 | PR1 | SC123456 | false | X1 |
| q | 2026-08-01 | 2027-02-01 | U | A5 | PR1 | SC123456 | false | E11 |

| decision | occurred_on | kind | chosen |
| d | 2026-06-01 | adoption decision | the child should be placed for adoption |
| m | 2026-07-01 | match with adopters | the child is matched with these adopters |

| status | occurred_on | ended_on | kind |
| l | 2026-05-01 | 2027-02-01 | looked after |

| legal | occurred_on | ended_on | legal_status | category_of_need |
| l | 2026-05-01 | 2026-08-01 | C2 | N1 |
| e | 2026-08-01 | | E1 | N1 |
"""
NO_LONGER = """
| placement | occurred_on | ended_on | change | placement_type | provider | setting_id | short_break | end_reason |
| p | 2026-05-01 | | S | U4 | PR1 | SC123456 | false | |

| status | occurred_on | ended_on | kind | end_reason |
| d | 2026-06-01 | 2027-02-01 | placed for adoption | no adopters could be found |

| measure | occurred_on | kind | instrument | missing_reason |
| s | 2027-03-31 | strengths and difficulties | Strengths and Difficulties Questionnaire, total difficulties | the carer refused |
"""
LEAVER = """
| status | occurred_on | ended_on | kind | detail |
| d | 2026-06-01 | | care leaver | former relevant |

| contact | occurred_on | kind |
| c | 2027-01-15 | with the child |
"""

NEED = """
| case | occurred_on | ended_on | end_reason | team | recorded_at |
| K | 2027-01-04 | 2027-03-25 | closed | T1 | 2027-01-04 |

| contact | occurred_on | kind | channel | outcome |
| c | 2027-01-04 | to the agency | | |
| l | 2027-02-10 | with a parent or carer | letter | letter before proceedings sent |
| m | 2027-03-10 | with a parent or carer | letter | letter initiating care proceedings sent |

| referral | occurred_on | referrer | primary_need | outcome | team | worker_id |
| r | 2027-01-04 | 6 | N1 | accepted | T1 | W1 |
| s | 2026-05-04 | 2A | N2 | no further action | T1 | W1 |

| assessment | occurred_on | ended_on | kind | seen | outcome | factors | reviewed_on | team |
| a | 2027-01-05 | 2027-02-08 | assessment | true | child protection plan | 3A 4B | 2027-01-20 | T1 |
| e | 2027-01-06 | 2027-01-20 | section 47 enquiry | | initial child protection conference | | | T1 |
| n | 2027-03-01 | 2027-03-08 | section 47 enquiry | | initial child protection conference not required | | | T1 |
| h | 2027-01-03 | 2027-01-04 | early help assessment | | | | | Family Hub |

| meeting | occurred_on | due_on | kind |
| m | 2027-01-20 | 2027-01-27 | initial child protection conference |
| n | 2027-03-20 | | initial child protection conference |
| p | 2027-02-15 | | pre-proceedings meeting |

| plan | occurred_on | ended_on | kind | category | latest_category | earlier_plans |
| p | 2027-01-20 | 2027-03-24 | child protection plan | NEG | EMO | 1 |
| q | 2027-01-10 | 2027-01-20 | child in need plan | | | |

| review | occurred_on | kind | outcome |
| r | 2027-03-01 | child protection review | kept |

| visit | occurred_on | kind | outcome | seen | seen_alone |
| v | 2027-02-01 | child protection visit | completed | true | true |

| status | occurred_on | ended_on | kind |
| s | 2027-01-20 | 2027-03-24 | child protection plan |

| legal | occurred_on | ended_on | proceedings |
| p | 2027-02-08 | 2027-03-15 | pre-proceedings |
| c | 2027-03-15 | | application to the court |

| decision | occurred_on | kind | chosen |
| d | 2027-03-15 | end of pre-proceedings | court |

| service | kind | taken_up | recorded_at |
| s | family group decision making | true | 2027-02-20 |
"""


def _case(name: str, text: str, *asked: str, born: str = "2011-02-03", disability: str = "NONE"):
    about = rows(CHILD.format(born=born, disability=disability))
    return case_of(name, about | rows(text) | ({"measure": [*answers(*asked), *HEALTH]} if asked else {}))


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("whole") / "record"
    write_cases(
        to,
        _case("A", IN_CARE, "oc2"),
        _case("B", ADOPTED, "ad1", born="2024-05-06"),
        _case("C", NO_LONGER, born="2023-05-06"),
        _case("D", LEAVER, "oc3", born="2007-05-06"),
        _case("E", NEED, born="2015-05-06", disability="HAND LD"),
    )
    return to


def test_ssda903_gives_back_every_table(record, tmp_path):
    told = ssda903.write_return(record, tmp_path / str(YEAR), YEAR, TAKEN_ON)
    assert set(told) == set(layouts()) and all(told.values()), "a table has no rows"
    import_returns([tmp_path / str(YEAR)], tmp_path / "imported", taken_on=[TAKEN_ON])
    assert (tmp_path / "imported" / "rejected.csv").read_text(encoding="utf-8").count("\n") == 1
    assert gives_back(tmp_path / "imported", told, YEAR, TAKEN_ON) == {what for what, *_ in said(told)}


def test_annex_a_gives_back_every_list(record, tmp_path):
    told = annex_a.write_workbook(record, tmp_path / "lists.xlsx", TAKEN_ON)
    import_annex_a([tmp_path / "lists.xlsx"], tmp_path / "imported", taken_on=[TAKEN_ON])
    assert (tmp_path / "imported" / "rejected.csv").read_text(encoding="utf-8").count("\n") == 1
    empty = {n for n in lists.STATEMENTS if not lists.gives_back(tmp_path / "imported", told, n, TAKEN_ON)}
    assert empty == set()
    who = {(c, "female", "WBRI", "yes" if c == "E" else "no") for c in "ABCDE"}
    assert kept(tmp_path / "imported", TAKEN_ON, "SELECT case_id, sex, ethnicity, disability FROM {child}") == who


def test_cin_gives_back_every_block(record, tmp_path):
    told = cin.write_census(record, tmp_path / "cin.xml", YEAR, TAKEN_ON)
    import_cin([tmp_path / "cin.xml"], tmp_path / "imported", taken_on=[TAKEN_ON])
    assert (tmp_path / "imported" / "rejected.csv").read_text(encoding="utf-8").count("\n") == 1
    assert census.gives_back(tmp_path / "imported", told, YEAR, TAKEN_ON) == {what for what, *_ in census.said(told, YEAR)}


@pytest.mark.parametrize("form", ["ssda903", "cin", "annex_a"])
def test_what_a_form_cannot_carry_of_a_record_is_said(form):
    origins = [
        r for r in paths.rows("sources", f"{form}_origins") if r.get("role") != "left out" and r["table"] in STATEMENT_TABLES
    ]
    carried, always = {(r["table"], r["column"]) for r in origins}, {c for t, c in named(form, "record") if t == "each table"}
    tables = {t for t, _ in carried}
    columns = {(t, c.name) for t in tables for c in BY_NAME[t].columns if c.name not in always}
    lost = columns - carried - {(t, c) for t in tables for c in MADE_BY_THE_IMPORT}
    assert named(form, "record") - {("each table", c) for c in always} == lost | {(t, "*") for t in set(STATEMENT_TABLES) - tables}


def test_columns_that_stay_empty_are_said(record):
    told = ssda903.returned(record, YEAR, TAKEN_ON)
    columns = {(n, f.name) for n, t in layouts().items() for f in t.fields}
    assert columns - filled(told) == named("ssda903", "form")
    found = annex_a.returned(record, TAKEN_ON)
    columns = {(n, f.name) for n, fields in sheets(annex_a.SOURCE).items() for f in fields}
    left = {(n, c if n != "list_11" else "*") for n, c in columns - filled(found)}
    assert left == named("annex_a", "form")


DIED = """
| child | occurred_on | sex | born_on | died_on | ethnicity | recorded_at |
| c | 2015-05-06 | female | 2015-05-06 | 2027-03-25 | WBRI | 2027-03-26 |
"""


def test_elements_of_a_census_that_stay_empty_are_said(tmp_path):
    ends = _case("E", NEED, disability="HAND"), _case("F", NEED) | case_of("F", rows(DIED)), _case("G", NEED, born="2027-05-20")
    write_cases(tmp_path / "record", *ends)
    cin.write_census(tmp_path / "record", tmp_path / "cin.xml", YEAR, TAKEN_ON)
    asked = {
        (r["block"], r["element"])
        for r in paths.rows("sources", "cin_fields")
        if r["reads"] != "block" and int(r["valid_to"] or YEAR) >= YEAR
    }
    assert asked - census.written(tmp_path / "cin.xml") == named("cin", "form")


GAPS = """
| placement | occurred_on | ended_on | change | placement_type | short_break |
| p | 2027-01-01 | | S | | false |

| missing | occurred_on | ended_on | kind |
| m | 2027-02-01 | 2027-02-03 | |
"""


def test_a_record_with_gaps_is_written_as_far_as_it_goes(tmp_path):
    odd, stranger = _case("A", GAPS), case_of("B", rows(GAPS))
    odd["child"][0]["sex"] = "2"
    write_cases(tmp_path / "record", odd, stranger)
    told = ssda903.returned(tmp_path / "record", YEAR, TAKEN_ON)
    assert [(r["CHILD"], r["SEX"]) for r in told["header"]] == [("A", "U")]
    assert [(r["CHILD"], r["PLACE"]) for r in told["episodes"]] == [("A", None)]
    assert [(r["CHILD"], r["MISSING"]) for r in told["missing"]] == [("A", None)]
    cin.write_census(tmp_path / "record", tmp_path / "cin.xml", YEAR, TAKEN_ON)
    annex_a.write_workbook(tmp_path / "record", tmp_path / "lists.xlsx", TAKEN_ON)


AGAIN = """
| placement | occurred_on | ended_on | change | placement_type | provider | setting_id | short_break | end_reason |
| p | 2026-05-01 | 2026-12-01 | S | U6 | PR1 | SC123456 | false | X1 |
| q | 2026-12-01 | 2027-03-01 | P | A6 | PR1 | SC123456 | false | E11 |

| decision | occurred_on | kind | reason |
| d | 2026-05-20 | adoption decision | |
| m | 2026-06-01 | match with adopters | |
| b | 2026-07-01 | no longer to be placed for adoption | no adopters could be found |
| e | 2026-10-01 | adoption decision | |
| n | 2026-11-01 | match with adopters | |

| person | occurred_on | born_on | role |
| o | 2027-04-20 | 2027-04-20 | child of the child |
"""
COURT_ONCE = """
| case | occurred_on | recorded_at |
| K | 2026-04-01 | 2026-04-01 |

| legal | occurred_on | ended_on | proceedings |
| p | 2026-04-08 | 2026-05-15 | pre-proceedings |
| q | 2026-08-08 | 2026-09-15 | pre-proceedings |
| c | 2026-09-20 | | application to the court |
"""


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("again") / "record"
    write_cases(to, _case("A", AGAIN, born="2010-05-06"), _case("B", COURT_ONCE))
    return to


MATCHED, WHY_NOT, ORDERED = (
    "Date of Matching Child and Prospective Adopters",
    "Reason Why Child No Longer Placed for Adoption",
    "Date of Adoption Order",
)


def in_words(rows, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(str(r[c]) for c in columns) for r in rows]


def test_an_adoption_that_was_taken_back_and_decided_again_is_two_courses(again, tmp_path):
    told = ssda903.write_return(again, tmp_path / str(YEAR), YEAR, TAKEN_ON)
    placed = in_words(told["placed_for_adoption"], "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    assert placed == [("2026-05-20", "2026-07-01", "RD3"), ("2026-10-01", "None", "None")]
    assert in_words(told["ad1"], "DATE_INT", "DATE_MATCH") == [("2026-10-01", "2026-11-01")]
    listed = in_words(annex_a.returned(again, TAKEN_ON)["list_10"], MATCHED, WHY_NOT, ORDERED)
    assert listed == [("2026-06-01", "RD3", "None"), ("2026-11-01", "None", "2027-03-01")]
    import_returns([tmp_path / str(YEAR)], tmp_path / "imported", taken_on=[TAKEN_ON])
    assert {"placed for adoption", "decisions"} <= gives_back(tmp_path / "imported", told, YEAR, TAKEN_ON)


def test_a_return_knows_of_no_child_born_after_its_year(again):
    assert in_words(ssda903.returned(again, YEAR, TAKEN_ON)["header"], "MOTHER", "MC_DOB") == [("0", "None")]


def test_the_day_at_court_is_of_the_work_that_came_before_it(again):
    (child,) = (c for c in cin.returned(again, YEAR, TAKEN_ON) if c["case_id"] == "B")
    spells = [r for e in child["episodes"] for r in e["legal"]]
    assert in_words(spells, "occurred_on", "court_on") == [("2026-04-08", "None"), ("2026-08-08", "2026-09-20")]
