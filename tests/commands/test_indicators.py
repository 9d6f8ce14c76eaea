"""The command about indicators: lists, searches, explains, begins and tests them, and says what is wrong in words."""

from __future__ import annotations

import pytest

from toolkit import cli
from toolkit.known.catalogue import catalogue, families
from toolkit.synth import make_agency


@pytest.fixture(scope="module")
def agency(tmp_path_factory):
    return make_agency(tmp_path_factory.mktemp("agency") / "record", cases=8, seed=4)


@pytest.fixture(autouse=True)
def _one_day(monkeypatch):
    """One day is enough to tell: each takes seconds."""
    monkeypatch.setattr("toolkit.contrast.perturbation._SHARES", (0.85,))


@pytest.fixture
def said(capsys):
    def run(*words: object) -> tuple[int, str]:
        code = 0
        try:
            cli.main(["indicators", *map(str, words)])
        except SystemExit as end:
            code = int(end.code or 0)
        out = capsys.readouterr()
        return code, out.out + out.err

    return run


def test_all_are_listed_by_family_in_the_order_of_the_families(said):
    code, text = said()
    heads = [f for line in text.splitlines() if (f := line.partition(":")[0]) in families()]
    assert code == 0
    assert heads == [f for f in families() if f in {i.family for i in catalogue()}]
    assert all(f"  {i.name} " in text and i.question in text for i in catalogue())


def test_words_are_found_wherever_they_stand(said):
    _, text = said("--search", "Regulation 28 SEEN")
    assert "days_since_seen" in text
    assert "carer_moves" not in text
    assert "did you mean carer_moves?" in said("--search", "carer_move")[1] or "carer_moves" in said("--search", "carer_move")[1]
    assert "No indicator holds all of: xylophone" in said("--search", "xylophone")[1]


def test_one_is_explained_in_full(said):
    _, text = said("information_absorbed", "--sql")
    for part in ("definition", "parameter      days = 14", "source", "explained by", "misleads", "SELECT", "-- evidence"):
        assert part in text
    assert "SELECT" not in said("information_absorbed")[1]


def test_what_matters_in_practice_is_found_with_its_indicators_or_why_there_is_none(said):
    _, text = said("--search", "turnover")
    assert "turnover of workers: worker_changes, worker_continuity" in text
    _, text = said("--search", "burn out")
    assert "workers burn out: no indicator" in text
    assert "not told: sickness, overtime" in text
    assert "practice       acting when caregivers do not engage; the network before a statutory step" in said("kin_considered")[1]


def test_a_code_names_the_indicators_that_have_it(said):
    code, text = said("d15")
    assert code == 0
    assert [line.split()[0] for line in text.splitlines() if line.startswith("  ")] == ["stagnation_run", "stuck_scale"]
    assert "--sql" not in text
    code, text = said("D15", "--sql")
    assert code == 0 and "--sql shows the queries of one indicator" in text
    assert "casereview indicators stagnation_run --sql" in text
    assert said("D99")[0] == 2


@pytest.mark.parametrize("python", [False, True])
def test_a_template_runs_at_once_and_passes_its_own_test(said, tmp_path, agency, python, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a folder is named as one does: from where one stands
    words = ["--python"] if python else []
    assert said("--new", "seen_lately", "--to", "mine", *words)[0] == 0
    code, text = said("--test", "seen_lately", "--indicators", "mine", "--record", agency)
    assert code == 0, text
    assert text.count("no answer moved") == 7
    assert "has a value" not in text


def test_both_templates_say_the_same(tmp_path, agency, said):
    from toolkit.known import evidence, measure
    from toolkit.record import open_record
    from toolkit.study.scoring.spans import drift_spans, month_ends, steady_spans

    said("--new", "seen_sql", "--to", tmp_path)
    said("--new", "seen_py", "--to", tmp_path, "--python")
    import pandas as pd

    views = month_ends(pd.concat([drift_spans(agency), steady_spans(agency, 1)]), 2)[["view_id", "case_id", "as_of"]]
    rows = measure(open_record(agency), views, ["seen_sql", "seen_py"], folder=tmp_path)
    sql, python = (rows[rows["measure"] == n].drop(columns="measure").reset_index(drop=True) for n in ("seen_sql", "seen_py"))
    assert (sql["status"] == "ok").sum() > 10
    pd.testing.assert_frame_equal(sql, python)
    rests = evidence(open_record(agency), views, ["seen_sql", "seen_py"], folder=tmp_path)
    assert rests.groupby("measure").size().nunique() == 1


def test_a_broken_one_is_told_and_the_others_are_listed(said, tmp_path):
    (tmp_path / "mine.sql").write_text("-- name: mine\n-- reach: street\nSELECT 1", encoding="utf-8")
    (tmp_path / "other.py").write_text("'''name: other'''\ndef answr(tables): ...", encoding="utf-8")
    code, text = said("--folder", tmp_path)
    assert code == 0
    assert "carer_moves" in text
    assert "mine.sql: the header has no line" in text and "reach is one of" in text
    assert "other.py" in text and "did you mean answr?" in text
    code, text = said("mine", "--indicators", tmp_path)
    assert code == 2 and "cannot be read" in text and "Traceback" not in text


def test_an_empty_line_in_a_header_and_a_mark_before_it_are_no_fault_and_no_text_is_one(said, tmp_path):
    said("--new", "marked", "--to", tmp_path)
    text = (tmp_path / "marked.sql").read_text(encoding="utf-8").replace("-- unit: share", "\n-- unit: share")
    (tmp_path / "marked.sql").write_text(text, encoding="utf-8-sig")
    code, told = said("marked", "--indicators", tmp_path)
    assert code == 0 and "our own audit questions" in told
    (tmp_path / "blob.sql").write_bytes(b"\xff\xfe\x00")
    code, told = said("blob", "--indicators", tmp_path)
    assert code == 2 and "cannot be read as text in UTF-8" in told and "the header has no line" not in told


def test_a_name_is_one_word(said, tmp_path):
    said("--new", "mine", "--to", tmp_path)
    text = (tmp_path / "mine.sql").read_text(encoding="utf-8")
    (tmp_path / "mine.sql").write_text(text.replace("name: mine", 'name: "mine; yours"'), encoding="utf-8")
    (tmp_path / "other.sql").write_text(text.replace("name: mine", "name: \u043c\u0435\u0440\u0430"), encoding="utf-8")
    assert "a name is of letters, digits and underscores" in said("mine", "--indicators", tmp_path)[1]
    assert said("\u043c\u0435\u0440\u0430", "--indicators", tmp_path)[0] == 0


def test_one_whose_answers_move_is_told_in_words(said, tmp_path, agency):
    said("--new", "counts_views", "--to", tmp_path, "--python")
    file = tmp_path / "counts_views.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('found["value"] = found["numerator"] / found["denominator"]', 'found["value"] = float(len(says))'),
        encoding="utf-8",
    )
    code, told = said("--test", "counts_views", "--indicators", tmp_path, "--record", agency)
    assert code == 1
    assert "MOVED  asked about one case alone" in told and "became" in told
    file.write_text(text.replace("import pandas as pd", "import pandas as pd, nothing_such"), encoding="utf-8")
    code, told = said("--test", "counts_views", "--indicators", tmp_path, "--record", agency)
    assert code == 1 and "FAILED" in told and "ModuleNotFoundError" in told


@pytest.mark.parametrize(
    "words, told",
    [
        (["carer_moves", "--search", "moves"], "NAME and --search"),
        (["--new", "mine"], "--new needs a folder --to"),
        (["--python"], "--python goes with --new"),
        (["--sql"], "--sql goes with NAME"),
        (["--record", "x"], "--record goes with --test"),
        (["--new", "My own", "--to", "mine"], "is no name"),
        (["--new", "../up", "--to", "mine"], "is no name"),
        (["--new", "carer_moves", "--to", "mine"], "there is an indicator carer_moves already"),
        (["--test", "carer_move"], "did you mean carer_moves?"),
        (["--folder", "nowhere"], "There is no folder of indicators"),
        (["--test", "carer_moves", "--record", "nowhere"], "no record folder"),
    ],
)
def test_what_does_not_go_is_told_and_nothing_is_left(said, words, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, text = said(*words)
    assert code == 2
    assert told in text and "Traceback" not in text
    assert list(tmp_path.iterdir()) == []


def test_a_template_takes_no_files_place(said, tmp_path):
    (tmp_path / "mine.py").write_text("kept", encoding="utf-8")
    code, text = said("--new", "mine", "--to", tmp_path, "--python")
    assert code == 2 and "already" in text
    assert (tmp_path / "mine.py").read_text(encoding="utf-8") == "kept"
    (tmp_path / "a_file").write_text("", encoding="utf-8")
    assert said("--new", "mine", "--to", tmp_path / "a_file")[0] == 2
