"""What the queries of a file share is written once: put before each of them, shown once, and said in plain words where it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.known.own import HEADER, ONE
from tests.known.records import answers, case_of, table, views, write_cases
from toolkit.errors import CaseReviewError
from toolkit.known.catalogue import OURS, catalogue, read_indicator
from toolkit.known.queries import faults_of_shared, parted, shared_with

GOALS = "WITH reached AS (SELECT view_no, statement_id FROM goal WHERE outcome = 'reached')"
NUMBERS = "SELECT view_no, count(*) AS numerator, 1 AS denominator, 0 AS missing, count(*) AS value FROM {} GROUP BY view_no"
EVIDENCE = "SELECT view_no, statement_id, 'reached' AS role FROM {}"
HOW = "it is written `WITH a AS (…), b AS (…)`, without a comma or a SELECT after the last"


def _file(folder: Path, body: str) -> Path:
    file = folder / "mine.sql"
    file.write_text(HEADER.format(name="mine", tables="goal") + body)
    return file


def _problems(folder: Path, body: str) -> list[str]:
    with pytest.raises(CaseReviewError) as error:
        read_indicator(_file(folder, body))
    return error.value.problems


@pytest.mark.parametrize(
    "body",
    [
        f"-- shared\n{GOALS}\n-- answer\n{NUMBERS.format('reached')}\n-- evidence\n{EVIDENCE.format('reached')}\n",
        f"{NUMBERS.format('reached')};\n-- evidence\n{EVIDENCE.format('reached')};\n-- shared\n{GOALS};\n",
        f"-- shared\n{GOALS} -- a word\n-- answer\n-- why\nwith also as (FROM reached)\n{NUMBERS.format('also')}\n"
        f"-- evidence\nWITH RECURSIVE also AS (FROM reached) {EVIDENCE.format('also')}",
        f"-- Shared  \r\n{GOALS}\r\n-- ANSWER\r\n{NUMBERS.format('reached')}\r\n-- evidence\r\n{EVIDENCE.format('reached')}",
        f"-- shared\n{GOALS},\nunused AS (SELECT $least AS least FROM plan)\n-- answer\n{NUMBERS.format('reached')}\n"
        f"-- evidence\n{EVIDENCE.format('reached')}",
    ],
    ids=["before", "after", "with queries of their own", "in other letters and ends of lines", "a part that a query does not use"],
)
def test_what_is_shared_stands_before_every_query(tmp_path, body) -> None:
    goals = "| goal | outcome | occurred_on | ended_on |\n| G1 | reached | 2021-01-01 | 2021-02-01 |\n| G2 | | 2021-01-01 | |"
    record = write_cases(tmp_path / "record", case_of("C", {"goal": table(goals)}))
    (tmp_path / "own").mkdir()
    file = _file(tmp_path / "own", body)
    file.write_text(file.read_text().replace("-- reach", "-- parameters: least = 1 (nobody)\n-- reach"))
    row = answers(record, views(("C", "2021-06-01")), ["mine"], folder=str(tmp_path / "own"))["v0", "mine"]
    assert (row["value"], row["status"], row["evidence"]) == ("1", "ok", "G1 reached")


@pytest.mark.parametrize(
    ("shared", "fault"),
    [
        ("", f"the section `-- shared` is empty: {HOW}"),
        ("SELECT 1", f"the section `-- shared` does not begin with WITH: {HOW}"),
        (f"{GOALS},", f"the section `-- shared` cannot be read: {HOW}"),
        (f"{GOALS} SELECT 1", f"the section `-- shared` cannot be read: {HOW}"),
        (f"{GOALS} SELECT 1; WITH b AS (SELECT 1)", f"the section `-- shared` cannot be read: {HOW}"),
        ("WITH a AS (SELEC 1)", f"the section `-- shared` cannot be read: {HOW}"),
        ("WITHOUT", f"the section `-- shared` does not begin with WITH: {HOW}"),
        (GOALS, "the query under `-- evidence` names reached, as the section `-- shared` does: name each but once"),
    ],
)
def test_a_broken_one_is_said_in_plain_words(tmp_path, shared, fault) -> None:
    body = f"-- shared\n{shared}\n-- answer\n{ONE}\n-- evidence\nWITH Reached AS (FROM goal) {EVIDENCE.format('Reached')}"
    assert _problems(tmp_path, body) == [fault]


def test_each_section_stands_once_and_the_numbers_too(tmp_path) -> None:
    body = f"{ONE}\n-- answer\n{ONE}\n-- evidence\n{ONE}\n-- evidence\n{ONE}"
    assert _problems(tmp_path, body) == [
        "the section `-- evidence` stands twice",
        "before `-- answer` stands another query: put the line `-- shared` above what all queries begin with",
    ]
    assert _problems(tmp_path, f"-- shared\n{GOALS}\n-- evidence\n{EVIDENCE.format('reached')}") == [
        "there is no query of the numbers: it stands after the header, or under `-- answer`"
    ]


OF_OURS = {one.name: parted((OURS / f"{one.name}.sql").read_text(encoding="utf-8"))[1] for one in catalogue()}


@pytest.mark.parametrize("name", [name for name, queries in OF_OURS.items() if "shared" in queries])
def test_ours_share_what_can_be_read(name) -> None:
    queries = dict(OF_OURS[name])
    assert not faults_of_shared(queries.pop("shared"), queries)
    assert len(queries) > 1


def test_no_query_of_ours_repeats_another_of_its_file() -> None:
    assert not [one.name for one in catalogue() if _repeats(one.written.splitlines())]


def _repeats(lines: list[str], run: int = 5) -> bool:
    """Whether so many lines on end stand twice."""
    runs = [tuple(line.strip() for line in lines[n : n + run]) for n in range(len(lines) - run + 1)]
    return len(set(runs)) < len(runs)


def test_the_line_of_a_section_stands_alone(tmp_path) -> None:
    body = f"-- shared: {GOALS}\n{NUMBERS.format('reached')}"
    assert _problems(tmp_path, body) == ["the line `-- shared` of a section stands alone, without a colon"]


def test_comments_between_are_kept_apart() -> None:
    assert shared_with("WITH a AS (FROM x) -- so", "FROM a") == "WITH a AS (FROM x) -- so\nFROM a"
    assert shared_with("", "FROM a") == "FROM a" and shared_with("WITH a AS (FROM x)", "") == ""
