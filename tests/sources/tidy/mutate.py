"""Good extracts, and seeded ways to spoil them: every import of a spoilt one must end in plain words or account for every row.

Run as `python -m tests.sources.tidy.mutate 1000` to try that many.
"""

from __future__ import annotations

import random
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl

from toolkit.errors import CaseReviewError
from toolkit.sources.tidy import import_tidy

MAPPING = """
[extract]
covered_from = 2019-01-01
[file.visits]
match = "visits*"
table = "visit"
key = ["No"]
null_words = ["n/a"]
created = { from = "Created", form = "iso" }
modified = { from = "Modified", form = "iso" }
left_out = ["Name"]
[file.visits.columns]
case_id = "Child"
occurred_on = { from = "Day", form = "d/m/y" }
kind = { from = "Type", values = { "CP" = "child protection visit" } }
seen = "Seen"
note = "Note"
worker_id = "Worker"
[file.placements]
match = "placements*"
table = "placement"
key = ["No"]
[file.placements.columns]
case_id = "Child"
occurred_on = { from = "From", form = "iso" }
ended_on = { from = "To", form = "iso" }
distance = "Miles"
end_reason = "Why"
"""
SECRET = "KID"


def good(rng: random.Random) -> dict[str, list[list[str]]]:
    visits = [["No", "Child", "Day", "Type", "Seen", "Note", "Worker", "Created", "Modified", "Name"]]
    placements = [["No", "Child", "From", "To", "Miles", "Why"]]
    for i in range(rng.randint(5, 40)):
        child, month = f"{SECRET}{i % 7:04}", rng.randint(1, 4)
        visits.append([f"v{i}", child, f"{rng.randint(1, 28):02}/{month:02}/2020", "CP", rng.choice("YN"), "a, \"note\"\nof Zoë",
                       f"w{i % 3}", f"2020-{month:02}-28 10:00", rng.choice(["", "2020-04-30 09:00"]), "x"])  # fmt: skip
        end = rng.choice(["", "2020-03-01", "2020-12-01"])
        placements.append([f"p{i}", child, f"2020-02-{rng.randint(1, 28):02}", end, str(i), "E4A" if end else ""])
    return {"visits": visits, "placements": placements}


def as_csv(rows, delimiter=","):
    def cell(text):
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(c in text for c in f'{delimiter}"\n') else text

    return "\r\n".join(delimiter.join(cell(c) for c in row) for row in rows) + "\r\n"


def as_xlsx(rows, change=lambda sheet: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        return file.read()


def _pick(rng, rows, least=1):
    return rng.randrange(least, len(rows)), rng.randrange(len(rows[0]))


def drop_column(rng, rows):
    i = rng.randrange(len(rows[0]))
    return [row[:i] + row[i + 1 :] for row in rows]


def rename_column(rng, rows):
    i = rng.randrange(len(rows[0]))
    return [
        [*rows[0][:i], rng.choice(["X", rows[0][i] + "s", "", rows[0][0], "  " + rows[0][i].upper()]), *rows[0][i + 1 :]],
        *rows[1:],
    ]


def swap_headings(rng, rows):
    a, b = rng.sample(range(len(rows[0])), 2) if len(rows[0]) > 1 else (0, 0)
    head = list(rows[0])
    head[a], head[b] = head[b], head[a]
    return [head, *rows[1:]]


def mangle_cells(rng, rows):
    rows = [list(r) for r in rows]
    for _ in range(rng.choice([1, 1, 2, len(rows) * 2])):
        n, _ = _pick(rng, rows)
        i = rng.randrange(len(rows[n]) or 1)
        rows[n][i : i + 1] = [rng.choice(["31/02/2020", "2020-13-01", "01/13/2020", "1/1/20", "43900", "soon", "-1", "1e999", "nan", "NULL", "#REF!",
                                 "=1+1", "9999-12-31", "0001-01-01", "٣", "\u202e", "x" * 40_000, "true", "  ", "'", "12:00", "\x1f", "n/a"])]  # fmt: skip
    return rows


def cut_rows(rng, rows):
    rows = [list(r) for r in rows]
    for _ in range(rng.choice([1, 3, len(rows)])):
        n, i = _pick(rng, rows)
        rows[n] = rows[n][:i]
    return rows


def extra_cells(rng, rows):
    n, _ = _pick(rng, rows)
    return [*rows[:n], [*rows[n], "more"], *rows[n + 1 :]]


def double_rows(rng, rows):
    return rows + [list(rng.choice(rows)) for _ in range(rng.choice([1, len(rows)]))]


def same_key(rng, rows):
    return [rows[0], *([*rows[1][:1], *r[1:]] for r in rows[1:])]


def shuffle(rng, rows):
    return [rows[0], *rng.sample(rows[1:], len(rows) - 1)]


def blank_and_total(rng, rows):
    return [["Report"], [], *rows, [], ["Total", str(len(rows))], [], []]


def no_rows(rng, rows):
    return rows[: rng.choice([0, 1])]


ROWS = (drop_column, rename_column, swap_headings, mangle_cells, cut_rows, extra_cells, double_rows, same_key, shuffle, blank_and_total, no_rows)  # fmt: skip


def truncate(rng, content):
    return content[: rng.randrange(len(content))]


def garbage(rng, content):
    at = rng.randrange(len(content))
    return content[:at] + bytes(rng.randrange(256) for _ in range(rng.choice([1, 8, 200]))) + content[at + 1 :]


def nul(rng, content):
    at = rng.randrange(len(content))
    return content[:at] + b"\x00" + content[at:]


def quote(rng, content):
    at = rng.randrange(len(content))
    return content[:at] + b'"' + content[at:]


BYTES = (truncate, garbage, nul, quote)


def _again(rng, content):
    for codec in rng.sample(["utf-16", "cp1252", "utf-8-sig", "latin-1", "cp437"], 1):
        return content.decode("utf-8").encode(codec, "replace")


def spoilt(seed: int, folder: Path) -> tuple[list[Path], Path, int, str]:
    """Write a spoilt extract; return its files, its mapping, how many rows the least spoilt reader would see, and what was done."""
    rng = random.Random(seed)
    tables, kind, which = good(rng), rng.choice(["csv", "csv", "xlsx"]), rng.choice(["visits", "placements"])
    done, rows, change, mapping = [], tables[which], lambda sheet: None, MAPPING
    for _ in range(rng.choice([1, 1, 2])):
        spoil = rng.choice(ROWS)
        done.append(spoil.__name__)
        rows = spoil(rng, rows) if len(rows) > 1 else rows
    if rng.random() < 0.3:
        rows, done = tables[which], []
    special = rng.random()
    if kind == "xlsx":
        if special < 0.3:
            name, cell = rng.choice([("far", "XFD1048576"), ("formula", "B3"), ("huge", "C3"), ("wide", "ZZ1")])
            done.append(name)
            value = {"far": 1, "formula": "=A1", "huge": "y" * 32_767, "wide": "z"}[name]
            change = lambda sheet: sheet.__setitem__(cell, value)  # noqa: E731
        rows = [[c[:32_767].replace("\x1f", "?") for c in row] for row in rows]
        content = as_xlsx(rows, change)
        if special > 0.9:
            done.append("entities")
            content = _with_entities(rng, content)
        elif special > 0.8:
            done.append("bomb")
            content = _bomb(content)
    else:
        content = as_csv(rows, rng.choice([",", ",", ";", "\t"])).encode()
        if special < 0.3:
            done.append("encoding")
            content = _again(rng, content)
    if rng.random() < 0.35 and content:
        spoil = rng.choice(BYTES)
        done.append(spoil.__name__)
        content = spoil(rng, content)
    if rng.random() < 0.1:
        done.append("mapping")
        at = rng.randrange(len(mapping))
        mapping = mapping[:at] + rng.choice(["", "x", "[", '"', "\n", "="]) + mapping[at + rng.randint(0, 5) :]
    other = "placements" if which == "visits" else "visits"
    (folder / f"{which}.{kind}").write_bytes(content)
    (folder / f"{other}.csv").write_bytes(as_csv(tables[other]).encode())
    (folder / "m.toml").write_text(mapping, encoding="utf-8")
    least = sum(any(c.strip() for c in r) for r in rows[1:]) if not {"truncate", "garbage", "nul", "quote"} & set(done) else 0
    return (
        [folder / f"{which}.{kind}", folder / f"{other}.csv"],
        folder / "m.toml",
        least,
        f"{kind} {'+'.join(done) or 'as it was'}",
    )


def _with_entities(rng, content):
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        member = rng.choice([n for n in old.namelist() if n.endswith((".xml", ".rels"))])
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, b'<!DOCTYPE l [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + body if name == member else body)
    return out.getvalue()


def _bomb(content):
    import io

    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as more:
        more.writestr("xl/media/x.xml", b"0" * 5_000_000)
    return out.getvalue()


def attempt(seed: int, folder: Path) -> tuple[str, str]:
    """Import a spoilt extract; return what was done and how it ended. Any other end than the two allowed is an assertion error."""
    files, mapping, least, done = spoilt(seed, folder)
    try:
        report = import_tidy(files, folder / "r", mapping, ["2020-05-01"], accept_faults=seed % 2 == 0)
    except CaseReviewError as told:
        assert told.problems or told.what, done
        assert SECRET not in str(told), done
        assert not (folder / "r").exists(), done
        assert not [p for p in folder.iterdir() if p.name.startswith(".")], done
        return done, "told"
    read, used, aside = (int(report.rows.loc[report.rows["count"] == c, "rows"].sum()) for c in ("read", "used", "set aside"))
    assert read == used + aside, done
    first = report.rows[(report.rows["count"] == "read") & (report.rows["table"] == files[0].name)]["rows"].sum()
    assert first >= min(least, first) and (first >= least - 3), (done, first, least)
    assert SECRET not in report.text() + (folder / "r" / "rejected.csv").read_text(encoding="utf-8"), done
    return done, "imported"


if __name__ == "__main__":
    ends: Counter[str] = Counter()
    for n in range(int(sys.argv[2]) if len(sys.argv) > 2 else 0, int(sys.argv[1])):
        with tempfile.TemporaryDirectory() as made:
            try:
                what, end = attempt(n, Path(made))
            except BaseException as fault:  # noqa: BLE001 - the run goes on and tells all of them
                what, end = "", f"BROKEN {type(fault).__name__}"
                print(n, type(fault).__name__, str(fault)[:300])
        ends[end] += 1
    print(dict(ends))
