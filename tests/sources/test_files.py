import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from toolkit.sources.cells import date_form, parse_moments
from toolkit.sources.files import Form, read_file
from toolkit.sources.workbooks import Refused


def text(tmp_path, content, name="f.csv"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def book(tmp_path, rows, name="f.xlsx", epoch=None, more=None):
    made = openpyxl.Workbook()
    if epoch:
        made.epoch = epoch
    for row in rows:
        made.active.append(row)
    if more:
        more(made)
    made.save(tmp_path / name)
    return tmp_path / name


@pytest.mark.parametrize("content", [
    "Child,Start\n00123,é\n", b"\xef\xbb\xbf" + "Child,Start\n00123,é\n".encode(), "Child,Start\r\n00123,é\r\n".encode("cp1252"),
    "Child;Start\n00123;é", "Child\tStart\n00123\té\n", '"Child"|"Start"\n"00123"|"é"\n\n\n', "Report of May,\n\nChild,Start\n00123,é\n"])  # fmt: skip
def test_texts_of_many_forms_are_read_alike(tmp_path, content):
    grid = read_file(text(tmp_path, content))
    assert grid.frame.to_dict("list") == {"Child": ["00123"], "Start": ["é"]}
    assert grid.read == 1


@pytest.mark.parametrize(("content", "words"), [
    ("a,b\n1,\x002\n", "line 2 has a NUL byte"), ("a,b\n1,2\n".encode("utf-16"), "is UTF-16"), (b"a,b\n1,2\n3,\x81\n", r"\(line 3\)"),
    ('a,b\n1,2\n"3,4\n5,6\n', "after line 2"), ("", "is empty"), ("\n\n", "is empty"), ("a,b,A\n1,2,3\n", "columns A and C"),
    ("a;b,c\n1;2,3\n", "comma or semicolon"), (b"PK\x03\x04zzz", "by another name")])  # fmt: skip
def test_texts_that_cannot_be_read_for_certain_are_refused(tmp_path, content, words):
    with pytest.raises(Refused, match=words):
        read_file(text(tmp_path, content))


def test_rows_that_do_not_fit_are_set_aside_by_number(tmp_path):
    lines = ["a,b,c,d", "1,2,3,4", "1,2", "1,2,3,4,5", ",,,", "#REF!,2,3,4", f"x,{'y' * 40_000},3,4", "5,6,7,8", "Total: 2,,,", ""]
    grid = read_file(text(tmp_path, "\n".join(lines)))
    assert list(grid.frame.index) == [2, 8]
    assert grid.aside["row"].tolist() == [3, 4, 5, 6, 7, 9] and grid.read == 8
    assert not grid.aside["why"].str.contains("yyy").any()


def test_rows_above_the_heading_are_set_aside_and_a_title_is_not(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("Visits,,\n1,2020-01-01,x\n2,2020-01-02,y\nNo,Day,Type\n3,2020-01-03,z\n", encoding="utf-8")
    grid = read_file(file)
    assert grid.frame["No"].tolist() == ["3"]
    assert grid.aside[["row", "why"]].values.tolist() == [[2, "it stands above the heading"], [3, "it stands above the heading"]]


def test_a_workbooks_days_numbers_and_words_become_text(tmp_path):
    for epoch in (None, CALENDAR_MAC_1904):
        rows = [
            ["Child", "Born", "Seen at", "Yes"],
            [123, date(2018, 5, 1), datetime(2018, 5, 1, 10, 30), True],
            ["007", None, None, 2.5],
        ]
        grid = read_file(book(tmp_path, rows, epoch=epoch))
        assert grid.frame.to_numpy().tolist() == [["123", "2018-05-01", "2018-05-01 10:30:00", "yes"], ["007", "", "", "2.5"]]
        assert grid.numbers == {"Child": 1, "Yes": 1}
        assert grid.epoch == ("excel 1904" if epoch else "excel")


def test_a_heading_of_two_rows_with_merged_cells(tmp_path):
    file = book(
        tmp_path,
        [["Child", "Placement", None], [None, "Start", "End"], ["1", "x", "y"]],
        more=lambda b: b.active.merge_cells("B1:C1"),
    )
    assert list(read_file(file, Form(heading=(1, 2))).frame) == ["Child", "Placement / Start", "Placement / End"]


def test_workbooks_that_cannot_be_trusted_are_refused(tmp_path):
    rows = [["a", "b"], [1, 2]]
    with pytest.raises(Refused, match=r"never computed \(C2\)"):
        read_file(book(tmp_path, rows, more=lambda b: b.active.__setitem__("C2", "=A2+B2")))
    with pytest.raises(Refused, match="as far out as XFD1048576"):
        read_file(book(tmp_path, rows, more=lambda b: b.active.__setitem__("XFD1048576", 1)))
    with pytest.raises(Refused, match="several sheets"):
        read_file(book(tmp_path, rows, more=lambda b: b.create_sheet("Two")))
    whole = book(tmp_path, rows).read_bytes()
    for cut in (10, 200, len(whole) // 2, len(whole) - 5):
        with pytest.raises(Refused):
            read_file(text(tmp_path, whole[:cut], "cut.xlsx"))
    with pytest.raises(Refused, match="password"):
        read_file(text(tmp_path, b"\xd0\xcf\x11\xe0" + b"x" * 99, "old.xlsx"))


def changed(tmp_path, file, member, change):
    to = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return to


def test_bombs_and_entities_are_not_opened(tmp_path):
    good = book(tmp_path, [["a", "b"], ["x", "y"]])
    for member in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"):
        with pytest.raises(Refused, match="entities"):
            read_file(changed(tmp_path, good, member, lambda b: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + b))
    with pytest.raises(Refused, match="unpacks to far more"):
        read_file(changed(tmp_path, good, "xl/styles.xml", lambda b: b + b" " * 20_000_000))


def test_parquet_is_read_as_text(tmp_path):
    import duckdb

    file = tmp_path / "f.parquet"
    duckdb.sql(
        f"COPY (SELECT '007' AS id, DATE '2020-01-02' AS d, 5.0::DOUBLE AS n, NULL::INT AS e, TIMESTAMP '2020-01-01 10:00' AS t) TO '{file}'"
    )
    assert read_file(file).frame.to_numpy().tolist() == [["007", "2020-01-02", "5", "", "2020-01-01 10:00:00"]]
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(Refused, match="cut off"):
        read_file(file)
    duckdb.sql(f"COPY (SELECT [1] AS l) TO '{tmp_path / 'l.parquet'}'")
    with pytest.raises(Refused, match="lists"):
        read_file(tmp_path / "l.parquet")


def test_other_kinds_of_file_and_none(tmp_path):
    with pytest.raises(Refused, match="kind that is not read"):
        read_file(text(tmp_path, "x", "f.pdf"))
    with pytest.raises(Refused, match="no such file"):
        read_file(Path("nowhere.csv"))


@pytest.mark.parametrize(("cells", "form"), [
    (["2020-01-02", "2020-01-02 10:30:00"], "iso"), (["01/02/2020", "13/02/2020"], "d/m/y"), (["01/02/2020", "02/13/2020"], "m/d/y"),
    (["01/02/2020"], "?"), (["1 Feb 2020", "03-March-2020"], "d mon y"), (["43221"], ""), (["2020/02/01"], "y/m/d")])  # fmt: skip
def test_the_form_of_dates_is_found_or_in_doubt(cells, form):
    assert date_form(cells)[0] == form


def test_serial_numbers_of_both_systems_mean_the_same_day():
    import pandas as pd

    day = pd.Timestamp("2018-05-01 12:00")
    assert (
        parse_moments(pd.Series(["43221.5"]), "excel").value[0]
        == day
        == parse_moments(pd.Series(["41759.5"]), "excel 1904").value[0]
    )
    assert date_form(["43221", "43222"], "excel")[0] == "excel"


@pytest.mark.parametrize(("cell", "form", "why"), [
    ("2020-02-30", "iso", "no such day"), ("1/2/20", "d/m/y", "two digits"), ("2020-01-01T10:00Z", "iso", "zone"),
    ("2020-01-01T10:00+01:00", "iso", "zone"), ("31/12/2020", "m/d/y", "day first"), ("60", "excel", "no date"), ("1066-01-01", "iso", "range"),
    ("٠١/٠٢/٢٠٢٠", "d/m/y", "no date")])  # fmt: skip
def test_days_that_cannot_be_read_say_why(cell, form, why):
    import pandas as pd

    assert why in parse_moments(pd.Series([cell]), form).fault[0]


def test_a_workbook_with_any_byte_changed_is_read_or_refused(tmp_path):
    whole = book(tmp_path, [["No", "Day"], *([n, "2020-01-01"] for n in range(1, 9))]).read_bytes()
    dice, ends = random.Random(5), set()
    for _ in range(150):
        at = dice.choice([dice.randrange(len(whole)), dice.randrange(max(0, len(whole) - 900), len(whole))])
        file = text(tmp_path, bytes([*whole[:at], whole[at] ^ dice.randrange(1, 256), *whole[at + 1 :]]), "bad.xlsx")
        try:
            ends.add(read_file(file).read <= 8)
        except Refused:
            ends.add("refused")
    assert ends == {True, "refused"}
