"""Reading one indicator's file: SQL with a header of comments, or Python with the same header as its docstring."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.known.indicator import SECTIONS, Flag, Indicator, Parameter
from toolkit.known.queries import ANSWER, MARKS, SHARED, faults_of_shared, parted, shared_with, trimmed
from toolkit.record.header import listed, split_header
from toolkit.record.schema import BY_NAME

OURS = Path(__file__).parent / "indicators"
NEEDED = ("name", "question", "definition", "unit", "source", "tables", "reach", "else")
REACHES = ("case", "worker", "cohort")
AIMS = ("purpose", "timeliness")
DIRECTIONS = ("higher is worse", "lower is worse", "neither")
_FLAG = r"(below|at most|above|at least) (-?\d+(?:\.\d+)?), (.+) \((.+)\)"


def read_indicator(file: Path) -> Indicator:
    """Read one indicator file; the CaseReviewError of a bad one lists everything that its header lacks."""
    header, queries, written, problems = _parts(file)
    if problems and not queries:
        raise CaseReviewError(f"{file.name} is not an indicator", problems)
    problems += [f"the header has no line `{_line(file)}{k}: …`" for k in NEEDED if not header.get(k)]
    if header.get("name") and not re.fullmatch(r"\w[\w-]*", header["name"]):
        problems.append("a name is of letters, digits and underscores")
    tables, also = listed(header.get("tables", "")), listed(header.get("also", ""))
    problems += [f"there is no table {t}{nearest(t, BY_NAME)}" for t in tables + also if t not in BY_NAME]
    if header.get("reach") and header["reach"] not in REACHES:
        problems.append(f"reach is one of {', '.join(REACHES)}")
    problems += _unknown_words(header)
    parameters, bad = _parameters(header.get("parameters", ""))
    flag, bad_flag = _flag(header.get("flag", ""))
    if problems := [*problems, *bad, *bad_flag]:
        raise CaseReviewError(f"{file.name} is not an indicator", problems)
    notes = {k: v for k, v in header.items() if k not in (*NEEDED, "also", "parameters", "flag")}
    return Indicator(
        name=header["name"],
        question=header["question"],
        definition=header["definition"],
        unit=header["unit"],
        source=header["source"],
        tables=tables,
        also=also,
        reach=header["reach"],
        otherwise=header["else"],
        parameters=parameters,
        notes=notes,
        sql=queries[ANSWER],
        sections={name: query for name, query in queries.items() if name in SECTIONS},
        written=written,
        flag=flag,
        ours=file.parent == OURS,
        python=file if file.suffix == ".py" else None,
    )


def unreadable(file: Path, problems: list[str], name: str = "") -> Indicator:
    """Return what stands for a file that is no indicator: its rows say `error`, and why.

    >>> unreadable(Path("mine.sql"), ["the header has no line `-- unit: …`"]).failure
    'mine.sql: the header has no line `-- unit: …`'
    """
    failure = f"{file.name}: {'; '.join(problems)}"
    return Indicator(name or file.stem, "", "", "", "", (), (), "case", "", (), {}, "", {}, failure=failure)


def _line(file: Path) -> str:
    return "" if file.suffix == ".py" else "-- "


def _parts(file: Path) -> tuple[dict[str, str], dict[str, str], str, list[str]]:
    """A file's header, its queries by name (for Python its functions), the queries as written, and why it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except (OSError, UnicodeDecodeError):
        return {}, {}, "", ["it cannot be read as text in UTF-8"]
    if file.suffix == ".py":
        return _python_parts(text)
    return _sql_parts(text, file.parent == OURS)


def _python_parts(text: str) -> tuple[dict[str, str], dict[str, str], str, list[str]]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        return {}, {}, "", [f"it is not Python that can be read (line {getattr(error, 'lineno', 1)})"]
    header = split_header("\n".join(f"-- {line}" for line in (ast.get_docstring(tree) or "").splitlines()))[0]
    made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    problems = [] if ANSWER in made else [f"it has no function {ANSWER}(tables){nearest(ANSWER, made)}"]
    return header, {name: name for name in (ANSWER, *SECTIONS) if name in made or name == ANSWER}, text, problems


def _sql_parts(text: str, ours: bool) -> tuple[dict[str, str], dict[str, str], str, list[str]]:
    first, told, problems = parted(text)
    header, body = split_header(first)
    problems += [f"the line `-- {mark}` of a section stands alone, without a colon" for mark in MARKS if mark in header]
    if trimmed(body) and told.get(ANSWER):
        problems.append(f"before `-- {ANSWER}` stands another query: put the line `-- {SHARED}` above what all queries begin with")
    queries = {ANSWER: trimmed(body), **told}
    if told and not queries[ANSWER]:
        problems.append(f"there is no query of the numbers: it stands after the header, or under `-- {ANSWER}`")
    shared = queries.pop(SHARED, "")
    if SHARED in told and not ours:  # the tests hold ours to it
        problems += faults_of_shared(shared, queries)
    written = text[len(first) - len(body) :].strip()
    return header, {name: shared_with(shared, query) for name, query in queries.items()}, written, problems


def _unknown_words(header: dict[str, str]) -> list[str]:
    """What a header says in words of which there are only some."""
    known = {"family": tuple(families()), "aims at": AIMS, "direction": DIRECTIONS}
    return [f"{key} is one of {', '.join(words)}" for key, words in known.items() if header.get(key, words[0]) not in words]


@cache
def families() -> dict[str, str]:
    """Return the families of indicators in the order in which reports show them, each with its question."""
    return {row["family"]: row["question"] for row in paths.rows("known", "families")}


def _flag(text: str) -> tuple[Flag | None, list[str]]:
    """`below 0.8, a fifth of the needs is not served (source)`."""
    if not text:
        return None, []
    match = re.fullmatch(_FLAG, text)
    if not match:
        return None, [f"a flag is written `below 0.8, what that means in words (source)`, not `{text}`"]
    return Flag(match[1], float(match[2]), match[3], match[4]), []


def _parameters(text: str) -> tuple[tuple[Parameter, ...], list[str]]:
    """`name = 12 (source); name = 4 (source)`."""
    found, bad = [], []
    for part in filter(None, (p.strip() for p in re.split(r";(?![^(]*\))", text))):
        match = re.fullmatch(r"(\w+) = (-?\d+(?:\.\d+)?) \((.+)\)", part)
        if match:
            found.append(Parameter(match[1], float(match[2]) if "." in match[2] else int(match[2]), match[3]))
        else:
            bad.append(f"a parameter is written `name = number (source)`, not `{part}`")
    return tuple(found), bad
