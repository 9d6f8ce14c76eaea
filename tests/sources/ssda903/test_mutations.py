"""Good returns, spoilt at random: every run ends in plain words or with every row accounted for, and nothing half-written."""

from __future__ import annotations

import os
import random
import shutil
import zipfile

import pandas as pd
import pytest

from tests.sources.ssda903.returns import standing_by, write_book, write_return, write_xml
from tests.sources.ssda903.test_forms import ALL
from toolkit.errors import CaseReviewError
from toolkit.sources.ssda903 import import_returns

# `MUTATIONS=1000 pytest tests/sources/ssda903/test_mutations.py` runs more of them.
RUNS = int(os.environ.get("MUTATIONS", "8"))
SECRETS = ("00123", "00124", "SC123456")


def _cells(text, dice):
    lines = [line.split(",") for line in text.splitlines()]
    return lines, dice.randrange(len(lines[0])), dice.randrange(1, len(lines)) if len(lines) > 1 else 0


def _joined(lines):
    return "\n".join(",".join(line) for line in lines) + "\n"


def drop_column(text, dice):
    lines, at, _ = _cells(text, dice)
    return _joined([[c for i, c in enumerate(line) if i != at] for line in lines])


def rename_column(text, dice):
    lines, at, _ = _cells(text, dice)
    lines[0][at] = dice.choice([lines[0][at] + "X", lines[0][at].lower(), " " + lines[0][at], "", "CHILD"])
    return _joined(lines)


def swap_columns(text, dice):
    lines, at, _ = _cells(text, dice)
    other = dice.randrange(len(lines[0]))
    lines[0][at], lines[0][other] = lines[0][other], lines[0][at]
    return _joined(lines)


def change_cell(text, dice):
    lines, at, row = _cells(text, dice)
    values = ["", "NULL", "n/a", "31/02/2017", "2017-06-01", "06/14/2017", "zz/zz/zzzz", "XX", "K3", "E45", "-1", "41", "1.0", "9" * 400,
              "=1+1", "É", "\u202e", "a\tb", "'; DROP", "1e9", "01/06/17", "٠١/٠٦/٢٠١٧", "x" * 2_000, "x" * 1_000_000]  # fmt: skip
    if at < len(lines[row]):  # an earlier change may have cut this row short
        lines[row][at] = dice.choice(values)
    return _joined(lines)


def double_row(text, dice):
    lines, _, row = _cells(text, dice)
    return _joined([*lines, lines[row]])


def cut_rows(text, dice):
    lines = text.splitlines()
    return "\n".join([*lines[:-1], lines[-1][: dice.randrange(len(lines[-1]) or 1)]])


def cut_file(text, dice):
    return text[: dice.randrange(len(text))]


def spoil(text, dice):
    at = dice.randrange(len(text))
    return text[:at] + dice.choice(["\x00", '"', "\n\n", ",", "\r", "<", "&", "\ufeff", "🙂", ";"]) + text[at:]


TEXT = [drop_column, rename_column, swap_columns, change_cell, change_cell, change_cell, double_row, cut_rows, cut_file, spoil]


def encoded(text, dice):
    return text.encode(dice.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"]), "replace")


def spoil_bytes(content, dice):
    at = dice.randrange(len(content))
    kind = dice.randrange(4)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
    if kind == 2:
        return content[:at] + content[at + dice.randrange(200) :]
    return content[:at] + bytes(dice.randrange(256) for _ in range(20)) + content[at:]


def spoil_xml(text, dice):
    kind = dice.randrange(6)
    if kind == 0:
        return text.replace("?>", '?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]>').replace("WBRI", "&c;")
    if kind == 1:
        return text.replace("?>", '?><!DOCTYPE a SYSTEM "http://localhost/a.dtd">')
    if kind == 2:
        return text.replace(dice.choice(["HEADER", "EPISODE", "CHILDID", "DECOM", "OC2"]), dice.choice(["", "X", "EPISODE"]))
    if kind == 3:
        return text.replace("01/06/2017", dice.choice(["", "2017-06-01", "31/02/2017", "x" * 1_000_000, "<a/>"]))
    return (cut_file if kind == 4 else spoil)(text, dice)


def spoil_book(file, dice):
    """A workbook with one part changed inside, so that the packing itself is sound."""
    with zipfile.ZipFile(file) as packed:
        parts = {n: packed.read(n) for n in packed.namelist()}
    name = dice.choice(sorted(parts))
    changed = {
        0: lambda c: spoil_bytes(c, dice),
        1: lambda c: c.replace(b"<v>", b"<f>1+1</f><v>", 1),
        2: lambda c: c.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "x">]>', 1),
        3: lambda c: b"0" * 30_000_000,
        4: lambda c: None,
    }[dice.randrange(5)](parts[name])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for n, content in parts.items():
            if (kept := changed if n == name else content) is not None:
                packed.writestr(n, kept)


def _spoilt(source, to, dice):
    """A copy of the good return in one form, spoilt in one or two places."""
    form = dice.choice(["csv", "csv", "csv", "xml", "book"])
    if form == "csv":
        shutil.copytree(source / "2018", to / "2018")
        for _ in range(dice.choice([1, 1, 2])):
            file = dice.choice(sorted((to / "2018").iterdir()))
            if dice.random() < 0.15:
                file.write_bytes(spoil_bytes(file.read_bytes() or b" ", dice))
            else:
                text = file.read_bytes().decode("utf-8", "replace") or " "
                file.write_bytes(encoded(dice.choice(TEXT)(text, dice), dice))
        return to / "2018"
    file = to / ("2018.xml" if form == "xml" else "2018.xlsx")
    shutil.copy(source / file.name, file)
    if dice.random() < 0.3:
        file.write_bytes(spoil_bytes(file.read_bytes(), dice))
    elif form == "xml":
        file.write_text(spoil_xml(file.read_text("utf-8"), dice), "utf-8")
    else:
        spoil_book(file, dice)
    return file


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    to = tmp_path_factory.mktemp("good")
    write_return(to / "2018", **ALL)
    write_book(to / "2018.xlsx", **ALL)
    write_xml(to / "2018.xml", **ALL)
    import_returns([to / "2018"], to / "old")
    return to


def test_spoilt_returns_end_in_words_or_with_every_row_accounted_for(good, tmp_path):
    told = accounted = 0
    standing = standing_by(good / "old", "2018-03-31")
    for seed in range(RUNS):
        dice = random.Random(seed)
        here = tmp_path / str(seed)
        here.mkdir()
        shutil.copytree(good / "old", here / "record")
        spoilt = _spoilt(good, here, dice)
        before = sorted(p.name for p in here.iterdir())
        try:
            report = import_returns([spoilt], here / "record", accept_faults=dice.random() < 0.7, replace=True)
        except CaseReviewError as stopped:
            told += 1
            assert stopped.problems, seed
            text = str(stopped)
            assert len(text) < 20_000, seed
            assert not any(secret in text for secret in SECRETS), seed
            assert sorted(p.name for p in (here / "record").iterdir()) == sorted(p.name for p in (good / "old").iterdir()), seed
            assert (here / "record" / "child.parquet").read_bytes() == (good / "old" / "child.parquet").read_bytes(), seed
        else:
            accounted += 1
            _check_counts(report, seed)
            standing_by(here / "record", "2018-03-31")
        assert sorted(p.name for p in here.iterdir()) == before, seed
        shutil.rmtree(here)
    assert told
    assert accounted
    assert standing == standing_by(good / "old", "2018-03-31")


def _check_counts(report, seed):
    rows = report.rows
    for table in rows.loc[rows["count"] == "read", "table"].unique():
        read, accepted, aside = (report.count("SSDA903 2018", table, kind) for kind in ("read", "used", "set aside"))
        assert read == accepted + aside, seed
    kept = pd.read_csv(report.record / "rejected.csv", dtype=str, keep_default_na=False)
    assert len(kept) == rows.loc[rows["count"] == "set aside", "rows"].sum(), seed
    assert not any(secret in report.text() for secret in SECRETS), seed
