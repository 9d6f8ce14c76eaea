"""The command that chooses when to look: what it writes is what the others take, and all that is wrong is told at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.known.records import case_of, table, write_cases
from tests.test_cli import run
from toolkit import paths

RECORD = str(paths.sample_record())


def test_the_views_of_decisions_are_what_the_ledger_takes(tmp_path: Path, capsys) -> None:
    views, who = tmp_path / "views.csv", tmp_path / "who.csv"
    assert run("views", RECORD, "--to", str(views), "--case-id", "C00001", capsys=capsys)[0] == 0
    found = pd.read_csv(views, dtype="str")
    assert set(found["case_id"]) == {"C00001"} and set(found["cut"]) == {"before"}
    assert found["decision_id"].notna().all() and found["holder"].notna().any()
    assert run("ledger", RECORD, "--views", str(views), "--to", str(who), capsys=capsys)[0] == 0
    assert set(pd.read_csv(who)["view_id"]) == set(found["view_id"])


def test_month_ends_and_days_are_those_between_or_those_named(tmp_path: Path, capsys) -> None:
    file = tmp_path / "v.csv"
    span = ("--at", "month-ends", "--from", "2024-01-15", "--until", "2024-03-30", "--case-id", "C00001")
    assert run("views", RECORD, "--to", str(file), *span, capsys=capsys)[0] == 0
    assert list(pd.read_csv(file)["as_of"]) == ["2024-01-31", "2024-02-29"]
    assert run("views", RECORD, "--to", str(file), "--day", "2024-02-29", capsys=capsys)[0] == 0
    every = pd.read_csv(file)
    assert set(every["as_of"]) == {"2024-02-29"} and every["case_id"].nunique() > 200


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, capsys) -> None:
    wrong = ("--at", "reviewz", "--day", "2024-02-30", "--from", "x", "--to", str(tmp_path / "v.txt"))
    code, said = run("views", RECORD, *wrong, capsys=capsys)
    expected = (
        "did you mean reviews?", "--at and --day are said at once", "--from and --until go with --at", "v.txt: the ending must be .csv",
        "'2024-02-30' is not a day", "'x' is not a day",
    )  # fmt: skip
    assert (code, [why for why in expected if why not in said], "Traceback" in said) == (2, [], False)
    code, said = run("views", RECORD, "--case-id", "none", "--to", str(tmp_path / "v.csv"), capsys=capsys)
    assert (code, "There is nothing to look at" in said, (tmp_path / "v.csv").exists()) == (2, True, False)


ENDS = ("--at", "month-ends")
TWO = ("--from", "2023-01-01", "--until", "2023-02-28")
SERVICE = table("| service | occurred_on | recorded_at |\n| G | 2023-01-01 | 2023-04-30 |")


def _covering(folder: Path, **until: str) -> str:
    rows = [{"table_name": t, "covered_from": "2023-01-01", "covered_to": d, "recorded_at": "2023-01-01"} for t, d in until.items()]
    write_cases(folder / "record", case_of("a", {"service": SERVICE}), covered=rows)
    return str(folder / "record")


@pytest.mark.parametrize("until", [{}, {"service": "", "case": ""}])
def test_month_ends_between_days_that_are_said_need_no_coverage(tmp_path: Path, capsys, until: dict[str, str]) -> None:
    file = tmp_path / "v.csv"
    assert run("views", _covering(tmp_path, **until), *ENDS, *TWO, "--to", str(file), capsys=capsys)[0] == 0
    assert list(pd.read_csv(file)["as_of"]) == ["2023-01-31", "2023-02-28"]


@pytest.mark.parametrize(
    ("until", "months"),
    [
        ({"service": "", "case": "2023-02-28"}, 4),
        ({"service": "", "case": ""}, 4),
        ({"service": "", "case": "2023-06-30"}, 6),
        ({"service": "2023-03-31", "case": "2023-02-28"}, 3),
    ],
)
def test_month_ends_go_on_while_the_record_does(tmp_path: Path, capsys, until: dict[str, str], months: int) -> None:
    file = tmp_path / "v.csv"
    assert run("views", _covering(tmp_path, **until), *ENDS, "--to", str(file), capsys=capsys)[0] == 0
    assert list(pd.read_csv(file)["label"]) == [f"2023-{n:02}" for n in range(1, months + 1)]


def test_only_the_bound_that_the_record_does_not_say_is_asked_for(tmp_path: Path, capsys) -> None:
    record, to = _covering(tmp_path), ("--to", str(tmp_path / "v.csv"))
    code, said = run("views", record, *ENDS, *TWO[:2], *to, capsys=capsys)
    assert (code, "Say --until." in said) == (2, True)
    code, said = run("views", record, *ENDS, *to, capsys=capsys)
    assert (code, "Say --from and --until." in said) == (2, True)


def test_a_case_or_day_named_twice_is_looked_at_once(tmp_path: Path, capsys) -> None:
    file, cases = tmp_path / "v.csv", ("--case-id", "C00001", "--case-id", "C00001")
    days = ("--day", "2023-03-31", "--day", "20230331")
    assert run("views", RECORD, *cases, *days, "--to", str(file), capsys=capsys)[0] == 0
    found = pd.read_csv(file)
    assert found[["case_id", "as_of", "label"]].to_numpy().tolist() == [["C00001", "2023-03-31", "2023-03-31"]]


def test_a_case_without_a_number_has_no_view(tmp_path: Path, capsys) -> None:
    record = Path(_covering(tmp_path))
    cases = pd.read_csv(record / "case.csv", dtype="str")
    pd.concat([cases, cases.assign(case_id="", statement_id="other")]).to_csv(record / "case.csv", index=False)
    code, said = run("views", str(record), "--day", "2023-03-31", "--to", str(tmp_path / "v.csv"), capsys=capsys)
    assert (code, "Traceback" in said) == (0, False)
    assert list(pd.read_csv(tmp_path / "v.csv")["case_id"]) == ["a"]


def test_views_appear_whole_or_not_at_all(tmp_path: Path, capsys, monkeypatch) -> None:
    file = tmp_path / "v.csv"
    file.write_text("as it was", encoding="utf-8")

    def _full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolkit.known.write.os.replace", _full)
    run("views", RECORD, "--case-id", "C00001", "--to", str(file), capsys=capsys)
    assert (file.read_text(encoding="utf-8"), [p.name for p in tmp_path.iterdir()]) == ("as it was", ["v.csv"])
