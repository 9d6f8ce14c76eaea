"""Words that bring hindsight or blame into a finding: where they stand, how many, and what to ask instead. Nothing is rewritten."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.result import COLUMNS, INSUFFICIENT, NOT_APPLICABLE, OK

if TYPE_CHECKING:
    import pandas as pd

PER = 1000
TEXT, MARKDOWN, CSV = "text", "markdown", "csv"
_KINDS = {".md": MARKDOWN, ".markdown": MARKDOWN, ".csv": CSV, ".txt": TEXT, "": TEXT}
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# What somebody else said stays as it was said. A pair of marks holds within one paragraph; a mark without a fellow opens nothing.
_QUOTED = re.compile(r"“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|‘[^‘’]*(?:’\w[^‘’]*){0,200}’(?!\w)|(?<!\w)\"[^\"]*\"(?!\w)")
_CODE = re.compile(r"`[^`]*`")
_SPACE = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"  # words go on over the end of a line, and not over an empty one
_FENCE = re.compile(r"\s*(?:```|~~~)")
_UNREADABLE = "The text cannot be checked"


@dataclass(frozen=True)
class Rule:
    """A pattern of words, the group it is of, what to ask instead, and where that is from."""

    pattern: re.Pattern[str]
    group: str
    question: str
    source: str


@dataclass(frozen=True)
class Place:
    """One place in a text: where it is (a line, or a row and its column), the words there, their group and the question."""

    where: str
    words: str
    group: str
    question: str


@dataclass(frozen=True)
class Checked:
    """What was found in a text: the places in order, how many words were looked at, and how many more stood in quotes."""

    places: tuple[Place, ...]
    words: int
    quoted: int


@cache
def rules() -> tuple[Rule, ...]:
    """Return the patterns of `data/review/language.csv`.

    >>> sorted({rule.group for rule in rules()})
    ['blame', 'hindsight', 'person as cause', 'single cause']
    """
    return tuple(
        Rule(re.compile(r["pattern"].replace(" ", _SPACE), re.IGNORECASE), r["group"], r["question"], r["source"])
        for r in paths.rows("review", "language")
    )


@cache
def _limits() -> dict[str, int]:
    return {row["name"]: int(row["value"]) for row in paths.rows("review", "language_limits")}


def groups() -> tuple[str, ...]:
    """Return the groups of patterns, in the file's order."""
    return tuple(dict.fromkeys(rule.group for rule in rules()))


def check_text(text: str, kind: str = TEXT) -> Checked:
    """Return what is found in a text; what stands in quotation marks is somebody else's and is left alone.

    Args:
        text: the text.
        kind: `text`, or `markdown`, where block quotes and code are left alone too.

    >>> found = check_text("They failed to ask. The aunt said: “You should have rung.”")
    >>> [(p.where, p.words, p.group) for p in found.places], found.words, found.quoted
    ([('line 1', 'failed to', 'blame')], 7, 4)
    """
    own, quoted = _own_lines(text.splitlines(), kind)
    said = "\n".join(own)
    places = [Place(_line(said, at), *found) for at, found in _found(said)]
    return Checked(tuple(places), _count(said), quoted)


def check_cells(rows: Iterable[tuple[str, str]]) -> Checked:
    """Return what is found in texts that have a place each, such as the cells of a table.

    Args:
        rows: where each is, in words, and its text.

    >>> check_cells([("row 2, title", "If only it had been asked")]).places[0].where
    'row 2, title'
    """
    places, words, quoted = [], 0, 0
    for where, text in rows:
        own, theirs = _own_lines(text.splitlines(), TEXT)
        places += [Place(where, *found) for _, found in _found("\n".join(own))]
        words, quoted = words + sum(map(_count, own)), quoted + theirs
    return Checked(tuple(places), words, quoted)


def check_file(path: str | Path) -> Checked:
    """Return what is found in a file: text, Markdown, or CSV cell by cell (the findings of a review, say).

    Raises:
        CaseReviewError: no such file, one that is no text in UTF-8, one too long, or of another kind.
    """
    file = Path(path)
    text = _read(file)
    if _KINDS[file.suffix.lower()] == CSV:
        return check_cells(_cells(text, file.name))
    return check_text(text, _KINDS[file.suffix.lower()])


def rates(checked: Checked, measure: str = "words to think about") -> pd.DataFrame:
    """Return, for each group, how many places there are and how many in a thousand words: result rows.

    Args:
        checked: what was found.
        measure: the name over the rows.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, one row a group: the numerator is the places, the denominator the words that
        were looked at, the value places per 1,000 words. It is a count of all of a text, so there is no interval. A text that is
        too short for a rate has the counts alone (`insufficient`), one without words is `not applicable`.
    """
    import pandas as pd

    counts = {group: sum(place.group == group for place in checked.places) for group in groups()}
    rows = [_rate(measure, group, n, checked.words) for group, n in counts.items()]
    kinds = dict.fromkeys(("numerator", "denominator", "missing"), "Int64") | dict.fromkeys(("value", "lower", "upper"), "float64")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)


def table(checked: Checked) -> pd.DataFrame:
    """Return the places as a frame: `where`, `words`, `group`, `question`, in the order of the text."""
    import pandas as pd

    return pd.DataFrame([vars(place) for place in checked.places], columns=["where", "words", "group", "question"], dtype="str")


def _line(said: str, at: int) -> str:
    number = said.count("\n", 0, at) + 1
    return f"line {number}"


def _rate(measure: str, group: str, n: int, words: int) -> dict[str, object]:
    least = _limits()["least_words"]
    status, reason = OK, ""
    if not words:
        status, reason = NOT_APPLICABLE, "there are no words to look at"
    elif words < least:
        status, reason = INSUFFICIENT, f"fewer than {least} words: the counts alone"
    return {
        "measure": measure,
        "group": group,
        "view_id": "",
        "numerator": n,
        "denominator": words,
        "missing": 0,
        "value": n * PER / words if status == OK else None,
        "lower": None,
        "upper": None,
        "unit": f"per {PER:,} words",
        "status": status,
        "reason": reason,
    }


def _own_lines(lines: Sequence[str], kind: str) -> tuple[list[str], int]:
    """The lines with what is quoted blanked out, and how many words that was."""
    own = list(lines)
    if kind == MARKDOWN:
        own = _without_blocks(own)
    start, quoted = 0, sum(map(_count, lines)) - sum(map(_count, own))
    for n in range(len(own) + 1):
        if n == len(own) or not own[n].strip():
            said = "\n".join(own[start:n])
            kept = _QUOTED.sub(_blank, said)
            quoted += _count(said) - _count(kept)
            own[start:n] = kept.split("\n") if n > start else []
            start = n + 1
    return own, quoted


def _without_blocks(lines: list[str]) -> list[str]:
    """Without block quotes and code, which are nobody's own prose."""
    own, fenced = [], False
    for line in lines:
        fence = bool(_FENCE.match(line))
        theirs = fenced or fence or line.lstrip().startswith(">")
        fenced = fenced != fence
        own.append("" if theirs else _CODE.sub(_blank, line))
    return own


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _count(line: str) -> int:
    return len(_WORD.findall(line))


def _found(said: str) -> list[tuple[int, tuple[str, str, str]]]:
    """What is found in a text, from left to right; of two that overlap the one that begins first, and of these the longer."""
    found = [(m.start(), -m.end(), n, m[0]) for n, rule in enumerate(rules()) for m in rule.pattern.finditer(said)]
    kept, taken = [], -1
    for start, end, n, words in sorted(found):
        if start >= taken:
            kept.append((start, (" ".join(words.split()), rules()[n].group, rules()[n].question)))
            taken = -end
    return kept


def _read(file: Path) -> str:
    problem = ""
    try:
        if file.suffix.lower() not in _KINDS:
            problem = f"{file.name} is not text, Markdown or CSV; save it as text first"
        elif file.stat().st_size > _limits()["bytes"]:
            problem = f"{file.name} is longer than {_limits()['bytes']:,} bytes"
        else:
            return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = f"{file.name} is not text in UTF-8; save it as such"
    except OSError:
        problem = f"there is no file {file.name} that can be read"
    raise CaseReviewError(_UNREADABLE, [problem], "Name a .txt, .md or .csv file.")


def _cells(text: str, name: str) -> list[tuple[str, str]]:
    """Every cell under the heading, with its row and column in words."""
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error as error:
        raise CaseReviewError(_UNREADABLE, [f"{name} is not a CSV file: {error}"], "Mend the file.") from None
    heads = rows[0] if rows else []
    return [
        (f"row {n}, {heads[at] if at < len(heads) else f'column {at + 1}'}", cell)
        for n, row in enumerate(rows[1:], 2)
        for at, cell in enumerate(row)
    ]
