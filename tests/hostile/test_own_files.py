"""Hostile texts in the files that people bring: headers of their own indicators, policies, and names of a record's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import records, skeleton, texts
from toolkit import cli, paths
from toolkit.disclose import read_policy
from toolkit.errors import CaseReviewError
from toolkit.known import catalogue
from toolkit.record import open_record
from toolkit.report import find
from toolkit.report.page import build_page

KEPT = set("\n\t\u00a0\u2009\u202f\u200c\u200d")
QUERY = (paths.PACKAGE / "known" / "indicators" / "carer_moves.sql").read_text(encoding="utf-8").partition("SELECT view_no")
HEADER = "-- name: {0}\n-- label: {1}\n-- question: {1}\n-- definition: {1}\n-- unit: {1}\n-- source: {1}\n-- tables: placement\n"
HEADER += "-- reach: case\n-- else: {1}\n-- misleads: {1}\n"
EVERY = [t for t in texts.hostile() if t.strip()]


@pytest.fixture
def casereview(capfd):
    """Run the command line in this process; returns exit code and words, in which nothing may turn or hide others."""

    def run(*words: object) -> tuple[int, str]:
        ended = 0
        try:
            cli.main([str(word) for word in words])
        except SystemExit as end:
            ended = int(end.code or 0)
        seen = capfd.readouterr()
        said = seen.out + seen.err
        assert "Traceback" not in said
        assert "inside casereview" not in said
        assert [c for c in set(said) if not c.isprintable() and c not in KEPT] == []
        return ended, said

    return run


@pytest.fixture(scope="module")
def indicators(tmp_path_factory) -> Path:
    """A folder of indicators whose headers hold every text in one line, ten a header."""
    folder = tmp_path_factory.mktemp("own")
    lines = [" ".join(t.split()).replace("\0", "\x01") for t in EVERY]
    for n in range(0, len(lines), 10):
        header = HEADER.format(f"own_{n}", " and ".join(lines[n : n + 10]))
        (folder / f"own_{n}.sql").write_text(header + "".join(QUERY[1:]), encoding="utf-8")
    return folder


def test_a_header_is_only_words(indicators, casereview, tmp_path):
    assert len([i for i in catalogue(indicators) if i.name.startswith("own_")]) == len(list(indicators.iterdir()))
    ended, said = casereview("indicators", "--folder", indicators)
    assert ended == 0
    assert said.count("own_") >= len(EVERY) // 10
    for name in ("own_0", "own_100"):
        assert casereview("indicators", name, "--folder", indicators)[0] == 0
    (tmp_path / "views.csv").write_text("view_id,case_id,as_of\nv,C00001,2024-05-01\n")
    asked = ("known", paths.sample_record(), "--views", tmp_path / "views.csv", "--folder", indicators, "--indicator", "own_0")
    assert casereview(*asked, "--indicator", "own_100", "--to", tmp_path / "out.csv")[0] == 0
    assert skeleton.formulas(tmp_path / "out.csv") == []


@pytest.mark.parametrize("part", ["name", "tables", "reach", "query"])
def test_a_header_or_query_that_cannot_be_used_is_told(part, casereview, tmp_path):
    (tmp_path / "views.csv").write_text("view_id,case_id,as_of\nv,C00001,2024-05-01\n")
    folder = tmp_path / "own"
    folder.mkdir()
    own = HEADER.format("own", "words")
    for n, text in enumerate(" ".join(t.split()) for t in texts.short()[:: 30 if part == "query" else 15] if t.strip()):
        said = {"name": "-- name: own", "tables": "-- tables: placement", "reach": "-- reach: case"}.get(part, "")
        header = own.replace(said, f"{said.partition(':')[0]}: {text}") if said else own
        query = text if part == "query" else "".join(QUERY[1:])
        (folder / "own.sql").write_text(header.replace("\0", " ") + query.replace("\0", " "), encoding="utf-8")
        asked = ("known", paths.sample_record(), "--views", tmp_path / "views.csv", "--folder", folder, "--indicator", "own")
        ended, _ = casereview(*asked, "--to", tmp_path / f"{n}.csv")
        assert (ended == 0) == (tmp_path / f"{n}.csv").exists()
        assert ended in (0, 2)


def test_a_policy_s_words_are_words_or_refused(tmp_path):
    """A marking stands at the head of each page and in the margin of each sheet: the page keeps its build."""
    bones, used = None, 0
    for text in EVERY:
        file = tmp_path / "ours.toml"
        quoted = "".join(f"\\U{ord(c):08X}" for c in text)
        file.write_text(f'name = "{quoted}"\n[markings]\ncase = "{quoted}"\n[rules.children]\nvalue = 5\nsource = "{quoted}"\n')
        try:
            policy = read_policy(file)
        except CaseReviewError:
            continue
        page = build_page(find.About("a", "A", "", "case", policy.marking("case"), "en-GB"), "<h2>B</h2>", "", "", {})
        found, used = skeleton.Skeleton(page), used + 1
        kept = [b for b in found.bones if not b.startswith("<meta content= http-equiv")]
        bones = bones or kept
        assert kept == bones
        assert found.left_open == []
        assert page.count("</style>") == 1
    assert used > 50


@pytest.mark.parametrize("where", ["rule", "table", "relation"])
def test_unknown_words_of_a_policy_are_refused(where, casereview, tmp_path):
    made = {
        "rule": "[rules.{0}]\nvalue = 5\nsource = {0}\n",
        "table": "[[tables]]\n{0} = {0}\n",
        "relation": "relations = [{{ {0} = {0} }}]\n",
    }
    for text in EVERY[::9]:
        quoted = '"' + "".join(f"\\U{ord(c):08X}" for c in text[:2000]) + '"'
        (tmp_path / "ours.toml").write_text(made[where].format(quoted))
        ended, said = casereview("run", "case_review_audit", "--policy", tmp_path / "ours.toml", "--to", tmp_path / "out")
        assert ended == 2, said
        assert not (tmp_path / "out").exists()


def test_files_of_strange_names_in_a_record_are_left_alone(casereview, tmp_path):
    record = records.tables(tmp_path / "record", **records.FEW["a case and its cover"])
    before = open_record(record).files
    for name in {t.replace("/", "_").replace("\0", "_")[:60] for t in EVERY}:
        (record / f"{name}.csv").write_text("statement_id,entity_id,case_id,recorded_at\n")
    assert open_record(record).files == before
    (tmp_path / "views.csv").write_text("view_id,case_id,as_of\nv,001,2024-05-01\n")
    asked = ("known", record, "--views", tmp_path / "views.csv", "--indicator", "carer_moves")
    assert casereview(*asked, "--to", tmp_path / "out.csv")[0] == 0
    casereview("check", record)
