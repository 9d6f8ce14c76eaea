"""The findings of a review as people write them: a folder of small CSV files, everything that is wrong with it told at once."""

from __future__ import annotations

import csv
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.errors import CaseReviewError, nearest
from toolkit.review.factors import lines, vocabulary

NEEDED, OPTIONAL = ("findings", "evidence", "factors", "actions"), ("wording",)
WIDER = ("some cases", "most cases", "several agencies")
_CANNOT = "The findings cannot be used"
_TODO = "Mend these places; `casereview findings template --to FOLDER` writes empty files that say what goes where."
_SHORT = re.compile(r"[A-Z]{1,3}[0-9]{1,4}")
_NO_CULPRIT = ("blame", "culpability", "culpable", "fault", "root_cause", "cause", "error", "worker", "name")
_WHY_NO_CULPRIT = "a review names no culprit and no single cause, so there is no such column"

Row = dict[str, str]


@dataclass(frozen=True)
class Findings:
    """The findings of a review: the rows of each file (each with `row`, its number there), and an agency's wording of factors."""

    findings: tuple[Row, ...]
    evidence: tuple[Row, ...]
    factors: tuple[Row, ...]
    actions: tuple[Row, ...]
    wording: dict[str, Row]


def read_findings(folder: str | Path) -> Findings:
    """Read a folder of findings: findings.csv, evidence.csv, factors.csv, actions.csv and, where there is one, wording.csv.

    Args:
        folder: the folder. What each file holds, column by column, stands in `data/review/findings_columns.csv`.

    Raises:
        CaseReviewError: everything that is missing or wrong in any of the files, with file, row and column.
    """
    place = Path(folder)
    found, problems = _files(place)
    if not problems:
        problems = [told for name, rows in found.items() for told in _wrong_cells(name, rows, found)]
        problems += _wrong_together(found)
    if problems:
        raise CaseReviewError(_CANNOT, problems, _TODO)
    findings, evidence, factors, actions = (tuple(found[name]) for name in NEEDED)
    return Findings(findings, evidence, factors, actions, {row["factor"]: row for row in found.get("wording", [])})


def columns_of(name: str) -> dict[str, dict[str, str]]:
    """Return the columns of one of the files: what each is called, whether it is needed, its kind and what goes in.

    >>> list(columns_of("evidence"))
    ['finding', 'decision', 'thing', 'note']
    """
    return {row["column"]: row for row in lines("findings_columns") if row["file"] == name}


def allowed(file: str, column: str) -> list[str]:
    """Return the values that a column with a list of its own takes.

    >>> allowed("actions", "strength")
    ['elimination', 'forcing', 'standardise', 'train', 'remind']
    """
    if column == "factor":
        return list(vocabulary())
    if column == "pattern":
        return [row["pattern"] for row in lines("finding_patterns")]
    if column == "strength":
        return [row["strength"] for row in lines("action_strengths")]
    return [row["value"] for row in lines("finding_words") if row["column"] == column]


def write_template(folder: str | Path, things: str = "") -> Path:
    """Write empty files for a review's findings, with a page that says what goes where; it appears whole or not at all.

    Args:
        folder: a new folder; only its owner may look into it.
        things: what can be cited, as CSV; where there is any it is written to things.csv.

    Raises:
        CaseReviewError: the folder is there already, or cannot be made.
    """
    to = Path(folder)
    if to.exists():
        raise CaseReviewError(f"{to.name or to} is there already", todo="Name a new folder.")
    try:
        staged = Path(tempfile.mkdtemp(prefix=".findings-", dir=to.resolve().parent))
    except OSError:
        raise CaseReviewError(f"{to.name} cannot be made there", todo="Name a new folder inside one that exists.") from None
    try:
        _fill(staged, things)
        os.rename(staged, to)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise CaseReviewError(
            f"{to.name} cannot be written", todo="Check that there is room, and that you may write there."
        ) from None
    return to


def _fill(folder: Path, things: str) -> None:
    for name in NEEDED:
        (folder / f"{name}.csv").write_text(",".join(columns_of(name)) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_explained(), encoding="utf-8")
    if things:
        (folder / "things.csv").write_text(things, encoding="utf-8")


def _explained() -> str:
    said = [
        "# Findings of a review",
        "",
        "Fill in the four files. A finding says how the work is set up. No culprit, and no single cause, is asked for.",
    ]
    for name in (*NEEDED, *OPTIONAL):
        said += ["", f"## {name}.csv" + (" (only where you have wording of your own)" if name in OPTIONAL else ""), ""]
        for column, about in columns_of(name).items():
            values = f" One of: {', '.join(allowed(name, column))}." if about["kind"] == "one of" else ""
            said.append(f"- `{column}`{'' if about['needed'] else ' (may be empty)'}: {about['words']}{values}")
    said += ["", "## What the words mean", ""]
    said += [f"- {row['column']}, *{row['value']}*: {row['words']}." for row in lines("finding_words")]
    said += [f"- pattern, *{row['pattern']}*: {row['name']}. {row['words']}" for row in lines("finding_patterns")]
    said += [f"- strength, *{row['strength']}*: {row['words']} Such as: {row['example']}." for row in lines("action_strengths")]
    said += [f"- factor, *{f.factor}*: {f.name}. {f.words}" for f in vocabulary().values()]
    return "\n".join(said) + "\n"


def _files(place: Path) -> tuple[dict[str, list[Row]], list[str]]:
    if not place.is_dir():
        return {}, [f"there is no folder {place.name}"]
    found, problems = {}, []
    for name in (*NEEDED, *OPTIONAL):
        if name in OPTIONAL and not (place / f"{name}.csv").exists():
            continue
        found[name], wrong = _file(place / f"{name}.csv", name)
        problems += wrong
    return found, problems


def _file(path: Path, name: str) -> tuple[list[Row], list[str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as text:
            rows = list(csv.reader(text, strict=True))
    except OSError:
        return [], [f"{path.name}: there is no such file"]
    except (UnicodeDecodeError, csv.Error):
        return [], [f"{path.name}: it is not a CSV file in UTF-8"]
    head = [cell.strip() for cell in rows[0]] if rows else []
    problems = _wrong_head(path.name, head, name)
    body = [(n, row) for n, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    problems += [f"{path.name}, row {n}: {len(r)} cells where the heading has {len(head)}" for n, r in body if len(r) != len(head)]
    if problems:
        return [], problems
    return [{"row": str(n)} | dict(zip(head, (cell.strip() for cell in row), strict=True)) for n, row in body], []


def _wrong_head(file: str, head: list[str], name: str) -> list[str]:
    known = columns_of(name)
    problems = [f"{file}: no column {c}{nearest(c, [h for h in head if h not in known])}" for c in known if c not in head]
    problems += [f"{file}: there is no column {c} to fill; {_why_no(c, known)}" for c in head if c not in known]
    return problems + [f"{file}: column {c} is there twice" for c in dict.fromkeys(head) if c in known and head.count(c) > 1]


def _why_no(column: str, known: Mapping[str, object]) -> str:
    asked_for = column.strip().lower().replace(" ", "_")
    return _WHY_NO_CULPRIT if asked_for in _NO_CULPRIT else f"these are: {', '.join(known)}"


def _wrong_cells(name: str, rows: list[Row], found: Mapping[str, list[Row]]) -> list[str]:
    known = {row["finding"] for row in found["findings"]}
    problems = []
    for row in rows:
        for column, about in columns_of(name).items():
            told = "it is empty" if about["needed"] and not row[column] else ""
            if not told and row[column]:
                told = _wrong_cell(name, column, about["kind"], row[column], known)
            problems += [f"{name}.csv, row {row['row']}, {column}: {told}"] if told else []
    return problems


def _wrong_cell(file: str, column: str, kind: str, cell: str, known: set[str]) -> str:
    if kind == "one of" and cell not in (values := allowed(file, column)):
        return f"not one of {', '.join(values)}{nearest(cell, values)}"
    if kind == "finding" and cell not in known:
        return f"findings.csv has no such finding{nearest(cell, known)}"
    return _KINDS[kind](cell) if kind in _KINDS else ""


def _name(cell: str) -> str:
    return "" if _SHORT.fullmatch(cell) else "a short name is letters and a number, such as F1"


def _day(cell: str) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) and date.fromisoformat(cell):
            return ""
    except ValueError:
        pass
    return "not a day such as 2026-03-31"


def _role(cell: str) -> str:
    """A role has a word for one in it, and no title of a person."""
    words = re.findall(r"[^\W\d_]+", cell.lower())
    if {"mr", "mrs", "ms", "miss", "dr", "prof"} & set(words):
        return "a role is asked for, not a name"
    known = {row["word"] for row in lines("roles")}
    if not known & {w for word in words for w in (word, word.removesuffix("s"))}:
        return "no role is named in it; write one such as team manager, and not a name (data/review/roles.csv lists the words)"
    return ""


_KINDS: dict[str, Callable[[str], str]] = {"name": _name, "day": _day, "role": _role}


def _wrong_together(found: Mapping[str, list[Row]]) -> list[str]:
    problems = []
    for file, column in (("findings", "finding"), ("actions", "action"), ("wording", "factor")):
        seen: dict[str, str] = {}
        for row in found.get(file, []):
            if row[column] in seen:
                problems.append(f"{file}.csv, row {row['row']}, {column}: the same as in row {seen[row[column]]}")
            seen.setdefault(row[column], row["row"])
    problems += [
        f"findings.csv, row {row['row']}, reach_shown_by: it is empty, and the reach is {row['reach']}"
        for row in found["findings"]
        if row["reach"] in WIDER and not row["reach_shown_by"]
    ]
    return problems
