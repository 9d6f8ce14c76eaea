"""Good extracts spoilt at random: each ends in a clear message or with every row accounted for, never in a traceback.

`CASEREVIEW_MUTATIONS` says how many of each source are tried; the seeds are the numbers from 0 on.
"""

from __future__ import annotations

import os
import random
import zipfile
from pathlib import Path

import pytest

from tests.sources.annex_a import workbooks
from tests.sources.ssd import extracts
from toolkit.errors import CaseReviewError
from toolkit.sources import series, versions
from toolkit.sources.annex_a import import_annex_a
from toolkit.sources.annex_a import imports as annex_imports
from toolkit.sources.ssd import import_ssd
from toolkit.sources.ssd import imports as ssd_imports

TRIES = int(os.environ.get("CASEREVIEW_MUTATIONS", "12"))
BAD = [
    "",
    "NULL",
    "31/02/2023",
    "12/31/2023",
    "2023-13-01",
    "99999999",
    "-1",
    "1e400",
    "\u0000",
    "x" * 40_000,
    "=1+1",
    "#REF!",
    "é\ufffd",
    "[[[[[[[[[[[[",
    '{"a":',
    "yes",
    "1900-01-01",
    "25/12/23",
    "a) b) c)",
    "\n",
    "'; DROP",
    "9" * 400,
]


def as_checked(source, found, targets, to, **rest):
    """What stands for the engine where only the reading is tried: its types, its counts, and no thing twice."""
    tables = {t.table for t in targets}
    for e in found:
        assert set(e.shown) <= tables
        for table, frame in e.shown.items():
            versions.typed(table, frame)
            assert not frame.duplicated(["entity_id", "stage"]).any(), table
        assert (e.read["read"] == e.read["used"] + e.read["set_aside"]).all()
        assert (e.read["set_aside"] <= len(e.rejected)).all()
    return found


def spoil_bytes(chance: random.Random, content: bytes) -> bytes:
    kind = chance.choice(
        [
            "cut",
            "nul",
            "latin",
            "utf16",
            "bom",
            "quote",
            "double",
            "swap",
            "empty",
            "drop",
            "rename",
            "cell",
            "cell",
            "cell",
            "semicolon",
            "ragged",
            "bare",
        ]
    )
    lines = content.decode("utf-8").splitlines()
    head = lines[0].split(",") if lines else []
    i = chance.randrange(len(head)) if head else 0
    if kind == "cut":
        return content[: chance.randrange(len(content) + 1)]
    if kind == "nul":
        at = chance.randrange(len(content))
        return content[:at] + b"\x00" + content[at:]
    if kind == "latin":
        return content.replace(b"o", "é".encode("cp1252"), 1)
    if kind == "utf16":
        return content.decode().encode("utf-16")
    if kind == "bom":
        return b"\xef\xbb\xbf" + content
    if kind == "quote":
        return content.replace(b",", b',"', 1)
    if kind == "double":
        return content + b"\n".join(content.splitlines()[1:]) + b"\n"
    if kind == "empty":
        return b""
    if kind == "semicolon":
        return content.replace(b",", b";")
    if kind == "ragged":
        return content + b"a,b\n"
    if kind == "bare":
        return b"\n".join(content.splitlines()[1:])
    rows = [line.split(",") for line in lines if '"' not in line]
    if kind == "swap" and len(head) > 1:
        j = chance.randrange(len(head))
        rows[0][i], rows[0][j] = rows[0][j], rows[0][i]
    elif kind == "drop":
        rows = [r[:i] + r[i + 1 :] for r in rows]
    elif kind == "rename":
        rows[0][i] = rows[0][i][:-2]
    elif kind == "cell" and len(rows) > 1:
        r = rows[chance.randrange(1, len(rows))]
        r[min(i, len(r) - 1)] = chance.choice(BAD).replace("\n", " ")
    return ("\n".join(",".join(r) for r in rows) + "\n").encode()


def spoilt_folder(folder: Path, seed: int) -> Path:
    chance = random.Random(seed)
    whole = extracts.first()
    extracts.write(folder, {name: whole[name] for name in chance.sample(sorted(whole), 4)})
    for file in chance.sample(sorted(folder.glob("*.csv")), chance.choice([1, 1, 2, 4])):
        file.write_bytes(spoil_bytes(chance, file.read_bytes()))
    return folder


def spoilt_workbook(file: Path, seed: int) -> Path:
    chance = random.Random(seed)
    whole = workbooks.first()
    lists = {name: whole[name] for name in chance.sample(sorted(whole), 3)}
    headings: dict[str, str] = {}
    for _ in range(chance.choice([1, 2, 3])):
        name = chance.choice(sorted(lists) or ["list_1"])
        if not lists.get(name):
            continue
        columns = sorted({c for r in lists[name] for c in r})
        kind = chance.choice(["cell", "cell", "cell", "row", "heading", "gone", "double", "empty", "swap"])
        if not columns:
            continue
        column = chance.choice(columns)
        row = chance.choice(lists[name])
        if kind == "cell":
            row[column] = chance.choice([b for b in BAD if "\u0000" not in b and len(b) < 32_767])
        elif kind == "row":
            lists[name].append({column: "x"})
        elif kind == "heading":
            headings[column] = chance.choice([column[:-3], column.upper(), "Other", "", f" {column}?", "x" * 300])
        elif kind == "gone":
            del lists[name]
        elif kind == "double":
            lists[name] += lists[name]
        elif kind == "empty":
            lists[name] = []
        else:
            headings |= {column: columns[0], columns[0]: column}
    workbooks.write(file, lists or {"list_1": []}, headings)
    spoil_zip(chance, file)
    return file


def spoil_zip(chance: random.Random, file: Path) -> None:
    kind = chance.choice(["none"] * 6 + ["cut", "bit", "entity", "bomb", "nothing", "xml"])
    content = file.read_bytes()
    if kind == "cut":
        file.write_bytes(content[: chance.randrange(len(content))])
    elif kind == "bit":
        at = chance.randrange(len(content))
        file.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
    elif kind == "entity":
        workbooks.swap(file, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]><worksheet')
    elif kind == "nothing":
        file.write_bytes(b"")
    elif kind == "xml":
        workbooks.swap(file, b"</row>", b"</ro>")
    elif kind == "bomb":
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/worksheets/more.xml", b" " * 30_000_000)


@pytest.fixture
def reading_only(monkeypatch):
    for module in (annex_imports, ssd_imports):
        monkeypatch.setattr(module, "import_series", as_checked)


def tried(do, to: Path) -> str:
    try:
        do()
    except CaseReviewError as told:
        assert str(told).strip()
        assert not to.exists()
        return "refused"
    return "read"


def test_spoilt_folders_are_refused_or_accounted_for(tmp_path, reading_only):
    ends = []
    for seed in range(TRIES):
        folder = spoilt_folder(tmp_path / f"f{seed}", seed)
        ends.append(
            tried(lambda f=folder: import_ssd([f], tmp_path / "r", taken_on=["2024-03-31"], accept_faults=True), tmp_path / "r")
        )
    print({end: ends.count(end) for end in set(ends)})


def test_spoilt_workbooks_are_refused_or_accounted_for(tmp_path, reading_only):
    ends = []
    for seed in range(TRIES):
        file = spoilt_workbook(tmp_path / f"w{seed}.xlsx", seed)
        ends.append(
            tried(lambda f=file: import_annex_a([f], tmp_path / "r", taken_on=["2023-03-31"], accept_faults=True), tmp_path / "r")
        )
    print({end: ends.count(end) for end in set(ends)})


@pytest.mark.parametrize("seed", [3, 8])
def test_a_spoilt_extract_goes_through_the_engine(tmp_path, seed):
    folder = spoilt_folder(tmp_path / "f", seed)
    tried(lambda: import_ssd([folder], tmp_path / "r", taken_on=["2024-03-31"], accept_faults=True), tmp_path / "r")
    assert series.REPORT
