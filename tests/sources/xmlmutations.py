"""Seeded damage to XML returns: what an import of any of them must end in is a clear message, or an account of every block."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from toolkit.errors import CaseReviewError
from toolkit.sources import report as reporting
from toolkit.sources import series, xmlimport
from toolkit.sources.report import ImportReport
from toolkit.sources.series import Extract

_LEAF = re.compile(r"<([A-Za-z0-9_]+)>([^<>]*)</\1>")


def _leaf(rng: random.Random, text: str) -> re.Match[str]:
    return rng.choice(list(_LEAF.finditer(text)))


def _put(text: str, at: re.Match[str], new: str) -> str:
    return text[: at.start()] + new + text[at.end() :]


def _value(rng: random.Random, text: str, value: str) -> str:
    at = _leaf(rng, text)
    return _put(text, at, f"<{at[1]}>{value}</{at[1]}>")


def dropped_everywhere(rng: random.Random, text: str) -> str:
    name = _leaf(rng, text)[1]
    return re.sub(rf"<{name}>[^<>]*</{name}>", "", text)


def renamed_everywhere(rng: random.Random, text: str) -> str:
    name = _leaf(rng, text)[1]
    return text.replace(f"<{name}>", f"<{name}x>").replace(f"</{name}>", f"</{name}x>")


def swapped_everywhere(rng: random.Random, text: str) -> str:
    one, other = _leaf(rng, text)[1], _leaf(rng, text)[1]
    names = {one: other, other: one}
    return re.sub(r"<(/?)([A-Za-z0-9_]+)>", lambda m: f"<{m[1]}{names.get(m[2], m[2])}>", text)


def mangled_date(rng: random.Random, text: str) -> str:
    return _value(
        rng, text, rng.choice(["31/12/2022", "2022-02-30", "20221301", "0000-00-00", "44561", "yesterday", "9999-12-31", "2022"])
    )


def other_code(rng: random.Random, text: str) -> str:
    return _value(rng, text, rng.choice(["ZZ", "RC99", "-1", "N1 N2", "=1+1", "٣", "💥", "NULL", "n/a"]))


def emptied(rng: random.Random, text: str) -> str:
    return _value(rng, text, "")


def doubled(rng: random.Random, text: str) -> str:
    at = _leaf(rng, text)
    return _put(text, at, at[0] * 2)


def moved(rng: random.Random, text: str) -> str:
    at, to = _leaf(rng, text), _leaf(rng, text)
    return text[: to.start()] + at[0] + text[to.start() :]


def cut(rng: random.Random, text: str) -> str:
    return text[: rng.randrange(len(text))]


def lost_piece(rng: random.Random, text: str) -> str:
    a = rng.randrange(len(text))
    return text[:a] + text[a + rng.randrange(1, 400) :]


def huge_cell(rng: random.Random, text: str) -> str:
    return _value(rng, text, "7" * 1_000_000)


def nul(rng: random.Random, text: str) -> str:
    a = rng.randrange(len(text))
    return text[:a] + "\x00" + text[a:]


def bomb(rng: random.Random, text: str) -> str:
    entities = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    outside = '<!ENTITY c SYSTEM "file:///etc/passwd">'
    doctype = f"<!DOCTYPE x [{rng.choice([entities, outside])}]>"
    body = re.sub(r"^<\?xml[^>]*\?>", "", text)
    return doctype + _value(rng, body, "&c;")


def nested(rng: random.Random, text: str) -> str:
    return _value(rng, text, "<x>" * 60 + "</x>" * 60)


def sprayed(rng: random.Random, text: str) -> str:
    made = list(text)
    for _ in range(rng.randrange(1, 6)):
        made[rng.randrange(len(made))] = chr(rng.randrange(32, 1000))
    return "".join(made)


TEXTS: tuple[Callable[[random.Random, str], str], ...] = (
    dropped_everywhere, renamed_everywhere, swapped_everywhere, mangled_date, other_code, emptied, doubled, moved, cut, lost_piece,
    huge_cell, nul, bomb, nested, sprayed,
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32", "zip")


def damage(rng: random.Random, file: Path, to: Path) -> str:
    """Write a damaged copy of a file and return what was done to it."""
    text = file.read_text(encoding="utf-8")
    done = []
    for one in rng.sample(TEXTS, rng.choice([1, 1, 2])):
        text = one(rng, text) if _LEAF.search(text) else text
        done.append(one.__name__)
    encoding = rng.choice(ENCODINGS) if rng.random() < 0.2 else "utf-8"
    if encoding == "zip":
        with zipfile.ZipFile(to, "w") as box:
            box.writestr("a.xml", text)
    else:
        to.write_bytes(text.encode(encoding, errors="replace"))
    return f"{' '.join(done)} {encoding}"


def accounts_only(source: str, extracts: Sequence[Extract], targets: object, to: Path, **more: object) -> ImportReport:
    """Stands in for the engine where only the reading is tried: types, doubles and the account of every block, and no record."""
    said = [series._prepared(e, None, frozenset()) for e in sorted(extracts, key=lambda e: e.cut)]
    series._refuse_clashes(said)
    series._refuse_doubles(said)
    rows = [row for e in said for row in reporting.file_rows(e.name, e.taken_on, e.read, e.rejected)]
    assert all(frame["case_id"].notna().all() and frame["entity_id"].notna().all() for e in said for frame in e.shown.values())
    return ImportReport(to, pd.DataFrame(rows, columns=reporting.COLUMNS), [])


def outcome(
    importer: Callable[..., ImportReport], files: list[Path], to: Path, accept: bool, taken: list[str], whole: bool = True
) -> str:
    """Import and return `told` or `imported`; raises AssertionError where rows are lost or something half-written stays."""
    try:
        with nullcontext() if whole else patch.object(xmlimport, "import_series", accounts_only):
            report = importer(files, to, taken_on=taken, accept_faults=accept)
    except CaseReviewError as error:
        assert str(error).strip() and "Traceback" not in str(error)
        assert not to.exists() and not [f for f in to.parent.iterdir() if f.name.startswith(f".{to.name}")]
        return "told"
    rows = report.rows
    counts = {n: rows.loc[rows["count"] == n].groupby(["extract", "table"])["rows"].sum() for n in ("read", "used", "set aside")}
    lost = counts["read"].sub(counts["used"], fill_value=0).sub(counts["set aside"], fill_value=0)
    assert (lost == 0).all(), lost
    assert (to / "coverage.parquet").is_file() or not whole
    return "imported"
