import duckdb
import pandas as pd
import pytest

from toolkit.errors import CaseReviewError
from toolkit.sources.pseudonyms import Pseudonyms
from toolkit.sources.tidy import import_tidy
from toolkit.sources.tidy.mapping import read_mapping

VISITS = """
[extract]
name = "Case system"
covered_from = 2019-01-01
agencies = ["North"]
critical = ["death"]

[file.visits]
match = "visits*"
table = "visit"
key = ["No"]
null_words = ["n/a"]
left_out = ["Name"]

[file.visits.columns]
case_id = "Child"
occurred_on = { from = "Day", form = "d/m/y" }
kind = { from = "Type", values = { "CP" = "child protection visit" } }
outcome = "Outcome"
seen = "Seen"
"""
HEAD = "No,Child,Day,Type,Outcome,Seen,Name"


def write(folder, name, *lines):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def table(record, name, order="recorded_at, entity_id"):
    return duckdb.sql(f"FROM read_parquet('{record / name}.parquet') ORDER BY {order}").df()


def test_a_file_with_a_mapping_becomes_a_record(tmp_path):
    mapping = write(tmp_path, "m.toml", VISITS)
    file = write(
        tmp_path, "visits.csv", HEAD, "1,007,31/03/2020,CP,completed,Y,Ann", "2,007,15/06/2020,CP,planned,n/a,Ann", "Total,2,,,,,"
    )
    report = import_tidy([file], tmp_path / "r", mapping, ["2020-05-01"])
    made = table(tmp_path / "r", "visit")
    assert made["case_id"].tolist() == ["007", "007"] and made["kind"].unique().tolist() == ["child protection visit"]
    assert made["recorded_at"].tolist()[0] == pd.Timestamp("2020-03-31") and made["basis"].unique().tolist() == ["reconstructed"]
    assert report.count("Case system 2020-05-01", "visits.csv", "set aside") == 1
    assert "Ann" not in report.text()


def test_everything_wrong_with_a_mapping_is_told_at_once_with_the_nearest_word(tmp_path):
    bad = VISITS.replace('left_out = ["Name"]', "lft_out = 1").replace('"d/m/y"', '"?"').replace("outcome =", "outcom =")
    bad = bad.replace("child protection visit", "child protecton visit")
    with pytest.raises(CaseReviewError) as told:
        read_mapping(write(tmp_path, "m.toml", bad))
    text = str(told.value)
    for words in ("did you mean left_out", "day or the month first", "did you mean outcome", "did you mean child protection visit"):
        assert words in text


def test_columns_that_do_not_fit_are_told_for_all_files_at_once(tmp_path):
    mapping = write(tmp_path, "m.toml", VISITS)
    one = write(tmp_path, "visits1.csv", HEAD.replace("Day", "Date"), "1,007,31/03/2020,CP,completed,Y,Ann")
    two = write(tmp_path, "visits2.csv", HEAD + ",More", "1,007,31/03/2020,CP,completed,Y,Ann,x")
    other = write(tmp_path, "other.csv", "a,b", "1,2")
    with pytest.raises(CaseReviewError) as told:
        import_tidy([one, two, other], tmp_path / "r", mapping, ["2020-05-01", "2020-06-01", "2020-06-01"])
    text = str(told.value)
    assert "visits1.csv: no column Day" in text and "the column More is neither mapped nor" in text and "other.csv: no part" in text
    assert not (tmp_path / "r").exists()


def test_a_series_of_extracts_and_the_wall(tmp_path):
    mapping = write(tmp_path, "m.toml", VISITS)
    one = write(tmp_path / "a", "visits.csv", HEAD, "1,007,31/03/2020,CP,completed,Y,", "2,007,15/06/2020,CP,planned,,")
    two = write(tmp_path / "b", "visits.csv", HEAD, "1,007,31/03/2020,CP,completed,N,", "2,007,15/06/2020,CP,completed,Y,")
    import_tidy([tmp_path / "a"], tmp_path / "r1", mapping, ["2020-05-01"])
    import_tidy([two, one], tmp_path / "r2", mapping, ["2020-07-01", "2020-05-01"])
    made = table(tmp_path / "r2", "visit")
    plan, fact = made[made["occurred_on"] == "2020-06-15"].to_dict("records")
    assert plan["withdrawn_at"] == fact["recorded_at"] == pd.Timestamp("2020-06-15")
    q = "SELECT statement_id, recorded_at FROM read_parquet('{}') WHERE recorded_at <= '2020-05-01 23:59:59.999999' ORDER BY ALL"
    a, b = (duckdb.sql(q.format(tmp_path / r / "visit.parquet")).fetchall() for r in ("r1", "r2"))
    assert a == b and len(a) == 2


TIMED = (
    VISITS.replace("\n[file.visits.columns]", 'created = { from = "Created", form = "iso" }\nmodified = { from = "Modified", form = "iso" }\n\n[file.visits.columns]')
    + 'worker_id = "Worker"\ninformant = "Told by"\n'
)  # fmt: skip
TIMED_HEAD = HEAD + ",Created,Modified,Worker,Told by"
CASE = "007,01/03/2020,CP,completed,Y,"


def test_the_systems_own_times(tmp_path):
    mapping = write(tmp_path, "m.toml", TIMED)
    rows = [f"1,{CASE},2020-03-02 09:00,,w1,", f"2,{CASE},2020-03-02 09:00,2020-04-01 12:00,w1,", f"3,{CASE},2020-02-20 09:00,,w1,"]
    report = import_tidy(
        [write(tmp_path, "visits.csv", TIMED_HEAD, *rows)], tmp_path / "r", mapping, ["2020-05-01"], accept_faults=True
    )
    made = table(tmp_path / "r", "visit")
    assert made["recorded_at"].astype(str).tolist() == ["2020-03-01 00:00:00", "2020-03-02 09:00:00", "2020-04-01 12:00:00"]
    assert made["basis"].tolist() == ["reconstructed", "recorded", "recorded"]
    assert (made["recorded_by"] == made["recorded_at"]).tolist() == [False, True, True]
    assert "rows modified after they were created: 1" in report.text()


def test_what_an_earlier_extract_shows_stands_though_the_row_was_modified(tmp_path):
    mapping = write(tmp_path, "m.toml", TIMED)
    one = write(tmp_path / "a", "visits.csv", TIMED_HEAD, f"1,{CASE},2020-03-02 09:00,,w1,")
    two = write(tmp_path / "b", "visits.csv", TIMED_HEAD, f"1,{CASE},2020-03-02 09:00,2020-06-01 10:00,w1,")
    three = write(tmp_path / "c", "visits.csv", TIMED_HEAD, f"1,{CASE.replace('Y', 'N')},2020-03-02 09:00,2020-07-09 10:00,w1,")
    import_tidy([one, two, three], tmp_path / "r", mapping, ["2020-05-01", "2020-06-15", "2020-07-15"])
    made = table(tmp_path / "r", "visit")
    assert made["recorded_at"].astype(str).tolist() == ["2020-03-02 09:00:00", "2020-07-09 10:00:00"]
    assert made["withdrawn_by"].astype(str).tolist()[0] == "2020-07-09 10:00:00"


def test_rows_recorded_after_the_extract_was_taken_are_set_aside(tmp_path):
    mapping = write(tmp_path, "m.toml", TIMED)
    rows = [f"1,{CASE},2020-03-02 09:00,,w1,", f"2,{CASE},2021-03-02 09:00,,w1,"]
    report = import_tidy(
        [write(tmp_path, "visits.csv", TIMED_HEAD, *rows)], tmp_path / "r", mapping, ["2020-05-01"], accept_faults=True
    )
    assert report.count("Case system 2020-05-01", "visits.csv", "set aside") == 1


def test_a_spike_of_one_recorded_day_is_a_migration(tmp_path):
    mapping = write(tmp_path, "m.toml", TIMED)
    rows = [f"{i},{i},{i % 28 + 1:02}/01/2018,CP,completed,Y,,2020-01-06 02:00,,w1," for i in range(40)]
    rows += [f"x{i},{i},0{i + 1}/03/2020,CP,completed,Y,,2020-03-1{i} 02:00,,w1," for i in range(5)]
    report = import_tidy([write(tmp_path, "visits.csv", TIMED_HEAD, *rows)], tmp_path / "r", mapping, ["2020-05-01"])
    made = table(tmp_path / "r", "visit")
    moved = made[made["basis"] == "migrated"]
    assert len(moved) == 40 and (moved["recorded_by"] == "2020-01-06 02:00").all() and (moved["recorded_at"] < "2018-02-01").all()
    assert "rows recorded on 2020-01-06 about days long before: 40" in report.text()


INCIDENTS = """
[file.incidents]
match = "incidents*"
table = "incident"
key = ["No"]
created = { from = "Created", form = "iso" }
[file.incidents.columns]
case_id = "Child"
occurred_on = { from = "Day", form = "iso" }
kind = "What"
"""


def test_entries_written_after_a_critical_incident_are_recollections(tmp_path):
    mapping = write(tmp_path, "m.toml", TIMED + INCIDENTS)
    bad = write(tmp_path, "incidents.csv", "No,Child,Day,What,Created", "1,007,2020-03-10,Death,2020-03-10 18:00")
    rows = [
        f"1,{CASE},2020-03-02 09:00,,w1,w1",
        f"2,{CASE},2020-03-12 09:00,,w1,police",
        f"3,008{CASE[3:]},2020-03-12 09:00,,w1,w1",
    ]
    file = write(tmp_path, "visits.csv", TIMED_HEAD, *rows)
    report = import_tidy([file, bad], tmp_path / "r", mapping, ["2020-05-01"])
    made, ledger = table(tmp_path / "r", "visit"), table(tmp_path / "r", "ledger", "ALL")
    late = made[made["recorded_at"] == "2020-03-12 09:00"].set_index("case_id")
    assert pd.isna(late.loc["007", "informant"]) and not pd.isna(late.loc["008", "informant"])
    assert ledger[["statement_id", "holder", "evidence", "document"]].to_numpy().tolist() == [
        [late.loc["007", "statement_id"], "police", "recollection", "written afterwards"]]  # fmt: skip
    assert ledger["recorded_at"].tolist() == [pd.Timestamp("2020-03-12 09:00")]
    assert report.count("Case system 2020-05-01", "visit", "written afterwards") == 1


GOALS = """
[extract]
covered_from = 2019-01-01
[file.goals]
match = "goals*"
table = "goal"
key = ["G"]
[file.goals.columns]
case_id = { from = "Child", pad = 4 }
occurred_on = { from = "From", form = "iso" }
ended_on = { from = "To", form = "iso" }
need_id = "Need"
outcome = "How"
cites = "Rests on"
[[file.goals.restricted]]
column = "Secret"
is = ["police"]
as = "police-sensitive"
[file.needs]
match = "needs*"
table = "need"
key = ["N"]
[file.needs.columns]
case_id = { from = "Child", pad = 4 }
occurred_on = { from = "From", form = "iso" }
severity = "How bad"
"""


def test_links_restrictions_padding_ends_and_what_only_an_end_tells(tmp_path):
    mapping = write(tmp_path, "m.toml", GOALS)
    goals = ["G,Child,From,To,Need,How,Rests on,Secret", "G1,7,2020-01-01,2020-02-01,N1,reached,need:N1 goal:G2,",
             "G2,7,2020-01-05,,N1,dropped,,Police", "G3,7,2020-01-05,2020-09-01,N1,reached,,"]  # fmt: skip
    needs = ["N,Child,From,How bad", "N1,0007,2020-01-01,2", "N2,0007,2020-01-01,much"]
    files = [write(tmp_path, "goals.csv", *goals), write(tmp_path, "needs.csv", *needs)]
    report = import_tidy(files, tmp_path / "r", mapping, ["2020-05-01"], accept_faults=True)
    goal, need = table(tmp_path / "r", "goal"), table(tmp_path / "r", "need")
    assert len(need) == 1 and set(goal["need_id"]) == set(need["entity_id"]) and set(goal["case_id"]) == {"0007"}
    first = goal[goal["ended_on"] == "2020-02-01"].iloc[0]
    assert first["outcome"] == "reached" and first["recorded_at"] == pd.Timestamp("2020-02-01")
    assert first["cites"].split()[0] == need["entity_id"][0]
    assert goal["outcome"].notna().sum() == 1
    assert goal["restricted"].notna().sum() == 1
    assert report.count("Tidy files 2020-05-01", "goal", "held back") == 2
    assert "not a number" in (tmp_path / "r" / "rejected.csv").read_text()


def test_pseudonyms_leave_no_identifier(tmp_path):
    mapping = write(tmp_path, "m.toml", TIMED)
    file = write(tmp_path, "visits.csv", TIMED_HEAD, "KEY77,KID4711,01/03/2020,CP,completed,Y,,2020-03-02 09:00,,WORK99,WORK99")
    import_tidy([file], tmp_path / "r", mapping, ["2020-05-01"], pseudonyms=Pseudonyms(b"k" * 32))
    shown = b"".join(p.read_bytes() for p in (tmp_path / "r").iterdir()) + table(tmp_path / "r", "visit").to_csv().encode()
    assert not any(word in shown for word in (b"KEY77", b"KID4711", b"WORK99"))


def test_too_many_faults_stop_the_import_and_name_the_places(tmp_path):
    mapping = write(tmp_path, "m.toml", VISITS)
    file = write(tmp_path, "visits.csv", HEAD, "1,007,2020-03-31,CP,completed,Y,", "2,007,31/03/2020,XX,completed,Y,")
    with pytest.raises(CaseReviewError) as told:
        import_tidy([file], tmp_path / "r", mapping, ["2020-05-01"])
    assert "no date of the form d/m/y (Day): 1, first in row 2" in str(told.value) and "(Type): 1, first in row 3" in str(
        told.value
    )


@pytest.mark.parametrize(("taken", "words"), [((), "when the files were taken"), (("x",), "not a day"), (("2020-01-01",) * 3, "3 times for 1")])  # fmt: skip
def test_the_day_taken_on_is_needed(tmp_path, taken, words):
    with pytest.raises(CaseReviewError, match=words):
        import_tidy([tmp_path / "visits.csv"], tmp_path / "r", write(tmp_path, "m.toml", VISITS), taken)


@pytest.mark.parametrize(("second", "stands"), [
    (["3,9,01/02/2020,CP,completed,Y,"], {"1": False, "2": False}), (["1,007,31/02/2020,CP,completed,Y,"], {"1": True, "2": False}),
    ([",007,01/02/2020,CP,completed,Y,"], {"1": True, "2": False}), (["1,00"], {"1": True, "2": True}),
    (["2,,01/02/2020,CP,completed,Y,"], {"1": True, "2": True})])  # fmt: skip
def test_what_a_row_set_aside_may_speak_of_is_not_taken_as_withdrawn(tmp_path, second, stands):
    mapping = write(tmp_path, "m.toml", VISITS)
    one = write(tmp_path / "a", "visits.csv", HEAD, "1,007,31/03/2020,CP,completed,Y,", "2,008,31/03/2020,CP,completed,Y,")
    two = write(tmp_path / "b", "visits.csv", HEAD, *second)
    import_tidy([one, two], tmp_path / "r", mapping, ["2020-05-01", "2020-06-01"], accept_faults=True)
    made = table(tmp_path / "r", "visit").set_index("case_id")
    assert {"1": pd.isna(made.loc["007", "withdrawn_at"]), "2": pd.isna(made.loc["008", "withdrawn_at"])} == stands


def test_a_day_taken_on_before_the_time_covered_is_refused(tmp_path):
    file = write(tmp_path, "visits.csv", HEAD, "1,007,31/03/2020,CP,completed,Y,")
    with pytest.raises(CaseReviewError, match="before covered_from"):
        import_tidy([file], tmp_path / "r", write(tmp_path, "m.toml", VISITS), ["2018-05-01"])


PLANS = """
[extract]
name = "Case system"
covered_from = 2019-01-01

[file.plans]
match = "plans*"
table = "plan"
key = ["No"]

[file.plans.columns]
case_id = "Child"
occurred_on = { from = "Start", form = "iso" }
ended_on = { from = "End", form = "iso" }
kind = { value = "child protection plan" }
category = "First"
latest_category = "Latest"
"""


def test_a_running_plans_latest_category_is_known_from_the_day_of_the_extract(tmp_path):
    mapping = write(tmp_path, "m.toml", PLANS)
    head, taken = "No,Child,Start,End,First,Latest", ["2020-05-01", "2020-08-01"]
    one = write(tmp_path, "plans1.csv", head, "1,007,2020-01-10,,NEG,EMO")
    two = write(tmp_path, "plans2.csv", head, "1,007,2020-01-10,2020-07-01,NEG,PHY")
    report = import_tidy([one, two], tmp_path / "r", mapping, taken)
    made = table(tmp_path / "r", "plan")
    assert made["latest_category"].fillna("").tolist() == ["", "EMO", "PHY"]
    assert [f"{day:%Y-%m-%d}" for day in made["recorded_at"]] == ["2020-01-10", "2020-05-01", "2020-07-01"]
    assert made["ended_on"].notna().tolist() == [False, False, True] and "held back" not in report.text()
