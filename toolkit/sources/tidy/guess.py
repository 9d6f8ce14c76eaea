"""A first mapping, guessed from headings and cells: each line says how sure it is, and the user edits it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.record.schema import BY_NAME, DATE, TIME, Table
from toolkit.sources.cells import IN_DOUBT, date_form
from toolkit.sources.files import Grid, read_file, sheets
from toolkit.sources.settings import limit, rows, words
from toolkit.sources.tidy.mapping import TIMES, mappable_columns
from toolkit.sources.workbooks import Refused

if TYPE_CHECKING:
    import pandas as pd

SURE, LIKELY, GUESS = "sure", "likely", "a guess"
_NEAR, _FEW_VALUES, _LEAST = 0.86, 30, 0.8


@dataclass(frozen=True)
class Found:
    """A heading found for a column of the record, and how sure that is."""

    heading: str
    sure: str


def new_mapping(files: Sequence[str | Path], to: str | Path, replace: bool = False) -> Path:
    """Write a first mapping for files (or folders of files) and return its path.

    The text is TOML with a comment on each line: what it means and how sure it is. Dates whose order is in doubt are written as
    `?`, which an import refuses until the user has said which it is. It holds headings and, for columns with few allowed values,
    the values found; no other cell.

    Raises:
        CaseReviewError: a file cannot be read (all of them told at once), or the mapping exists.
    """
    target = Path(to)
    if target.exists() and not replace:
        raise CaseReviewError(f"{target.name} exists already", todo="Name another file, or say --replace.")
    problems: list[str] = []
    grids = [grid for file in _all(files, problems) for grid in _grids(file, problems)]
    if problems or not grids:
        raise CaseReviewError("No mapping could be guessed", problems or ["there is no file"], "Mend these and try again.")
    text = mapping_text(grids)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CaseReviewError(f"{target.name} cannot be written ({error.strerror})") from None
    return target


def mapping_text(grids: Sequence[tuple[Path, Grid]]) -> str:
    """Return the text of a first mapping for grids with the files that they were read from."""
    first = [_first_day(grid) for _, grid in grids]
    days = sorted(d for d in first if d)
    head = [
        "# A first mapping, guessed. Read every line; those marked `a guess` most of all. Words after # are comments.",
        "# Then: casereview import tidy FILES --mapping THIS_FILE --taken-on DATE --to RECORD",
        "",
        "[extract]",
        'name = "Tidy files"  # what reports call this source',
        "# What does each extract show? everything: all rows. touching: spells and events that touch covered_from to taken-on.",
        "# beginning: only those that begin in it. changes: only rows that changed (then nothing is ever taken as withdrawn).",
        'shows = "everything"  # a guess',
        f"covered_from = {days[0] if days else '2000-01-01'}  # {GUESS}: the earliest day found; or window_days = 365",
        "agencies = []  # words for teams and agencies where a holder may stand (decider, informant); all others are workers",
        "critical = []  # kinds of incident that are critical whatever their severity (those of severity 3 are)",
    ]
    taken: set[str] = set()
    return "\n".join(head + [line for file, grid in grids for line in _file_lines(file, grid, taken)]) + "\n"


def _all(files: Sequence[str | Path], problems: list[str]) -> list[Path]:
    found = []
    for given in map(Path, files):
        if given.is_dir():
            found += sorted(f for f in given.iterdir() if f.is_file() and not f.name.startswith((".", "~")))
        elif given.is_file():
            found.append(given)
        else:
            problems.append(f"{given.name}: there is no such file")
    return found


def _grids(file: Path, problems: list[str]) -> list[tuple[Path, Grid]]:
    from toolkit.sources.files import Form

    try:
        names = sheets(file)
        return [(file, read_file(file, Form(sheet=name))) for name in names]
    except Refused as refusal:
        problems.append(f"{file.name}: {refusal}")
        return []


def _file_lines(file: Path, grid: Grid, taken: set[str]) -> list[str]:
    sample = grid.frame.head(limit("guess_rows"))
    table, sure = guess_table(f"{file.stem} {grid.form.sheet}", list(grid.frame.columns))
    columns, times = guess_columns(BY_NAME[table], sample, grid.epoch)
    key, key_sure = guess_key(sample, columns)
    name = _name(grid.form.sheet or file.stem, taken)
    lines = ["", f"[file.{name}]", f"match = {_q(file.name)}  # files with this name; * stands for any letters"]
    lines += _form_lines(grid)
    lines += [
        f"table = {_q(table)}  # {sure}; the tables are in docs/reference/record.md",
        f"key = {json.dumps(key, ensure_ascii=False)}  # {key_sure}: the headings that tell one {table} of a child from another",
        f"null_words = {json.dumps(_nulls(sample), ensure_ascii=False)}  # words found that mean: nothing",
    ]
    for time in TIMES:
        if time in times:
            lines.append(f"{time} = {_date_cell(times[time], sample, grid.epoch)}")
    if not times:
        lines.append("# No heading tells when rows were created or modified: then a day counts as known from the day itself.")
        lines.append('known_from = "day"  # or "extract": nothing counts as known before the first extract was taken')
    used = {f.heading for f in (*columns.values(), *times.values())} | set(key)
    left = [c for c in grid.frame.columns if c not in used]
    lines.append(f"left_out = {json.dumps(left, ensure_ascii=False)}  # headings that go nowhere")
    lines += ["", f"[file.{name}.columns]", *_column_lines(BY_NAME[table], columns, sample, grid)]
    if "case_id" not in columns and "case_id" in mappable_columns(BY_NAME[table]):
        lines.append('# case_id = "?"  # no heading looks like the number of the case; say which it is')
    return lines


def _form_lines(grid: Grid) -> list[str]:
    form = grid.form
    lines = [f"sheet = {_q(form.sheet)}"] if form.sheet else []
    lines.append(f"heading = {json.dumps(list(form.heading))}  # the row of the heading; [1, 2] where cells are merged over others")
    lines += [f"delimiter = {_q(form.delimiter)}"] if form.delimiter else []
    return lines + ([f"encoding = {_q(form.encoding)}"] if form.encoding else [])


def _column_lines(table: Table, columns: dict[str, Found], sample: pd.DataFrame, grid: Grid) -> list[str]:
    lines = []
    for name, found in columns.items():
        column = table.column(name)
        if column.type in (DATE, TIME):
            lines.append(f"{name} = {_date_cell(found, sample, grid.epoch)}")
        elif column.values and (values := _values(sample[found.heading], column.values)):
            lines.append(f"{name} = {{ from = {_q(found.heading)}, values = {{ {values} }} }}  # {found.sure}; check each value")
        else:
            zeros = "; numbers in the workbook: add pad if others have leading zeros" if found.heading in grid.numbers else ""
            lines.append(f"{name} = {_q(found.heading)}  # {found.sure}{zeros if name.endswith('_id') else ''}")
    return lines


def _date_cell(found: Found, sample: pd.DataFrame, epoch: str) -> str:
    form, share = date_form(_filled(sample[found.heading]), epoch)
    doubt = "; SAY d/m/y or m/d/y: every date could be either" if form == IN_DOUBT else ""
    return f"{{ from = {_q(found.heading)}, form = {_q(form or 'iso')} }}  # {found.sure}; reads {share:.0%} of the cells{doubt}"


def guess_table(name: str, headings: Sequence[str]) -> tuple[str, str]:
    """Return the table that a file most likely fills, by its name first and its headings second.

    >>> guess_table("LAC Visits May", ["Child ID", "Visit Date"])
    ('visit', 'likely')
    """
    words_of = {row["table"]: row["words"].split("|") for row in rows("guess_tables.csv")}
    said = _plain(name)
    if exact := [t for t in words_of if said.split() and said.replace(" ", "_") == t]:
        return exact[0], SURE
    for text, sure in ((said, LIKELY), (" ".join(_plain(h) for h in headings), GUESS)):
        hits = [(len(word), t) for t, some in words_of.items() for word in some if re.search(rf"\b{re.escape(word)}s?\b", text)]
        if hits:
            return max(hits)[1], sure
    return "contact", GUESS


def guess_columns(table: Table, sample: pd.DataFrame, epoch: str = "") -> tuple[dict[str, Found], dict[str, Found]]:
    """Return the headings found for the columns of a table, and for the times created, modified and authorised."""
    scores = []
    valid = mappable_columns(table)
    for heading in sample.columns:
        for name in (*valid, *TIMES):
            if score := _score(heading, name):
                is_date = name in TIMES or table.column(name).type in (DATE, TIME)
                if not is_date or _looks_dated(sample[heading], epoch):
                    scores.append((score, -list(sample.columns).index(heading), heading, name))
    found: dict[str, Found] = {}
    for score, _, heading, name in sorted(scores, reverse=True):
        if name not in found and heading not in {f.heading for f in found.values()}:
            found[name] = Found(heading, SURE if score > 1 else LIKELY if score >= _NEAR else GUESS)
    order = [n for n in valid if n in found]
    return {n: found[n] for n in order}, {t: found[t] for t in TIMES if t in found}


def guess_key(sample: pd.DataFrame, columns: dict[str, Found]) -> tuple[list[str], str]:
    """Return the headings that tell rows apart, and how sure that is: a number of its own, else the day and the kind."""
    case = columns["case_id"].heading if "case_id" in columns else ""
    named = {row["words"] for row in rows("guess_keys.csv")}
    for heading in sample.columns:
        alone = heading != case and _plain(heading) in named and (sample[heading] != "").all()
        if alone and not sample.duplicated([heading, case] if case else [heading]).any():
            return [heading], LIKELY
    several = [columns[c].heading for c in ("occurred_on", "kind", "worker_id", "role") if c in columns]
    for n in range(1, len(several) + 1):
        if not sample.duplicated([*several[:n], *([case] if case else [])]).any():
            return several[:n], f"{GUESS}, it tells all rows apart"
    return several[:1] or [c for c in sample.columns if c != case][:1], f"{GUESS}, and it does not tell all rows apart"


def _score(heading: str, name: str) -> float:
    said, own = _plain(heading), name.replace("_", " ")
    if said == own:
        return 2.0
    known = {row["column"]: row["words"].split("|") for row in rows("guess_columns.csv")}.get(name, [])
    if said in known:
        return 1.5 - known.index(said) / 1000
    near = max((difflib.SequenceMatcher(None, said, word).ratio() for word in (*known, own)), default=0.0)
    return near if near >= _LEAST else 0.0


def _plain(text: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", apart.lower()).split())


def _looks_dated(cells: pd.Series, epoch: str) -> bool:
    filled = _filled(cells)
    return not filled or date_form(filled[: limit("guess_rows") // 10], epoch)[1] >= _LEAST / 2


def _filled(cells: pd.Series) -> list[str]:
    nothing = words("null")
    return [c for c in cells.str.strip() if c and c.lower() not in nothing]


def _nulls(sample: pd.DataFrame) -> list[str]:
    cells = {cell for c in sample.columns for cell in sample[c].str.strip().unique() if cell}
    return sorted({cell for cell in cells if cell.lower() in words("null")})


def _values(cells: pd.Series, allowed: Sequence[str]) -> str:
    """The values found that are not the record's own, each with the nearest of those; nothing where there are too many."""
    own = {v.lower() for v in allowed}
    found = sorted({c for c in _filled(cells) if c.lower() not in own})
    if len(found) > _FEW_VALUES:
        return ""
    near = {c: difflib.get_close_matches(c.lower(), list(allowed), n=1, cutoff=0.0)[0] for c in found}
    return ", ".join(f"{_q(c)} = {_q(v)}" for c, v in near.items())


def _first_day(grid: Grid) -> str:
    from toolkit.sources.cells import parse_moments

    days = []
    for name in grid.frame.columns:
        cells = grid.frame[name].head(limit("guess_rows"))
        form, share = date_form(_filled(cells)[:200], grid.epoch)
        if (
            form
            and form != IN_DOUBT
            and not form.startswith("excel")
            and share >= _LEAST
            and "birth" not in name.lower()
            and "dob" not in name.lower()
        ):
            days += list(parse_moments(cells, form).value.dropna())
    return f"{min(days):%Y-%m-%d}" if days else ""


def _name(text: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "file"
    name, n = base, 2
    while name in taken:
        name, n = f"{base}_{n}", n + 1
    taken.add(name)
    return name


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
