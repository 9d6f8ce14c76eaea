"""The rules of the check: each is one `.sql` file in `data/checks` whose header says what it finds and what to do about it.

A rule goes over tables (`over`), or over each line of a CSV file beside it (`each`), whose cells then stand for `{their column}`
in the header and in the query. `{limit NAME}` stands for a number of `limits.csv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.record.finding import SEVERITIES
from toolkit.record.schema import BY_NAME, STATEMENT, STATEMENT_TABLES

__all__ = ["SEVERITIES", "Problem", "Rule", "read_rules", "rules"]
_NEEDED = ("words", "severity", "column", "todo", "source")
_MAY = ("over", "each", "needs", "covered", "extracts", "from", "to")
_GROUPS = {
    "statements": STATEMENT_TABLES,
    "spells": tuple(name for name, table in BY_NAME.items() if table.spell),
}
_NOT_CONTENT = {c.name for c in STATEMENT} | {"decision_id"}


@dataclass(frozen=True)
class Target:
    """One table that a rule goes over, with its words and query for it."""

    table: str
    column: str
    words: str
    sql: str
    needs: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule: its words, how grave it is, and what it goes over.

    Attributes:
        name: the name of its file.
        words: what it finds.
        severity: one of :data:`SEVERITIES`.
        todo: what to do about it.
        source: where it is from.
        targets: the tables that it goes over, each with its query. The query gives one row a fault with the column `entity_id`;
            it may give `statement_id` (the version at fault) and `day` (on which it counts, for its collection year).
        grouped: whether it goes over a whole group of tables, so that an absent one is nothing to speak of.
        extracts: how many extracts of a table it needs.
        years: the first and last collection year for which it holds; none means no bound.
    """

    name: str
    words: str
    severity: str
    todo: str
    source: str
    targets: tuple[Target, ...]
    grouped: bool = False
    extracts: int = 1
    years: tuple[int | None, int | None] = (None, None)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it goes over, once each."""
        return tuple(dict.fromkeys(target.table for target in self.targets))

    def years_told(self) -> str:
        """Return the years for which it holds in words.

        >>> Rule("a", "", "note", "", "", (), years=(2024, None)).years_told()
        'from 2024'
        """
        first, last = self.years
        return " ".join([f"from {first}" if first else "", f"to {last}" if last else ""]).strip() or "all"


@dataclass(frozen=True)
class Problem:
    """A rule that cannot be read, with everything that is wrong with it."""

    name: str
    faults: tuple[str, ...]


def rules(folder: Path | None = None) -> list[Rule]:
    """Return all rules in order of severity, then name.

    Args:
        folder: where the files are; those that travel with the toolkit where not given.

    Raises:
        CaseReviewError: for rules that cannot be read, all at once.

    >>> "overlapping-placements" in [rule.name for rule in rules()]
    True
    """
    found, problems = read_rules(folder) if folder else _read_shipped()
    if problems:
        raise CaseReviewError(
            "These rules cannot be read",
            [f"{p.name}.sql: {fault}" for p in problems for fault in p.faults],
            "Each needs these lines: " + ", ".join(f"-- {n}: …" for n in ("over", *_NEEDED)),
        )
    return list(found)


@cache
def _read_shipped() -> tuple[list[Rule], list[Problem]]:
    return read_rules(_shipped())


def read_rules(folder: Path) -> tuple[list[Rule], list[Problem]]:
    """Return the rules of a folder that can be read, in order, and what is wrong with the others.

    Raises:
        CaseReviewError: there is no such folder, or no rule in it.
    """
    files = sorted(folder.glob("*.sql")) if folder.is_dir() else []
    if not files:
        raise CaseReviewError(f"There are no rules (.sql files) in {folder}", todo="Name the folder that holds your rules.")
    found, problems = [], []
    for file in files:
        one = _read(file)
        (problems if isinstance(one, Problem) else found).append(one)
    return sorted(found, key=lambda rule: (SEVERITIES.index(rule.severity), rule.name)), problems


def _shipped() -> Path:
    return paths.data() / "checks"


def _read(file: Path) -> Rule | Problem:
    try:
        header, sql = _split(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        return Problem(file.stem, (f"it cannot be read ({type(error).__name__}); save it as text in UTF-8",))
    lines, faults = _lines(file.parent, header)
    faults += _faults(header, sql)
    targets = []
    for line in lines if not faults else []:
        target = _target(header, sql, line)
        faults += _target_faults(target)
        targets.append(target)
    return Problem(file.stem, tuple(dict.fromkeys(faults))) if faults else _rule(file.stem, header, tuple(targets))


def _rule(name: str, header: Mapping[str, str], targets: tuple[Target, ...]) -> Rule:
    years = (int(header["from"]) if "from" in header else None, int(header["to"]) if "to" in header else None)
    words = header["words"] if "{" not in header["words"] else "; ".join(dict.fromkeys(t.words for t in targets))
    grouped = any(part.strip() in _GROUPS for part in header.get("over", "").split(","))
    rule = Rule(name, words, header["severity"], header["todo"], header["source"], targets, grouped)
    return replace(rule, extracts=int(header.get("extracts", "1")), years=years)


def _split(text: str) -> tuple[dict[str, str], str]:
    return dict(re.findall(r"^-- (\w+): *(.+?) *$", text, re.MULTILINE)), re.sub(r"^--.*\n", "", text, flags=re.MULTILINE).strip()


def _lines(folder: Path, header: Mapping[str, str]) -> tuple[list[dict[str, str]], list[str]]:
    """What stands for the names in braces, once for each table or line that the rule goes over."""
    if "each" not in header:
        return [{"table": name} for name in _tables(header.get("over", ""))], []
    if not re.fullmatch(r"[\w-]+\.csv", header["each"]):
        return [], ["each names a CSV file in the folder of the rule"]
    beside, ours = folder / header["each"], _shipped() / header["each"]
    file = beside if beside.is_file() else ours
    if not file.is_file():
        return [], [f"there is no file {header['each']} beside it"]
    with file.open(newline="", encoding="utf-8-sig") as text:
        lines = [{k: v or "" for k, v in row.items() if k} for row in csv.DictReader(text)]
    if not lines or "table" not in lines[0]:
        return [], [f"{header['each']} needs a column table and at least one line"]
    return lines, []


def _tables(over: str) -> list[str]:
    names = (name.strip() for name in over.split(","))
    return list(dict.fromkeys(one for name in names if name for one in _GROUPS.get(name, (name,))))


def _target(header: Mapping[str, str], sql: str, line: Mapping[str, str]) -> Target:
    said = {**line, "name": line["table"], "content": _content(line["table"])}

    def filled(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda m: said.get(m[1], m[0]), text)

    known = {**said, "table": f'"{line["table"]}"', "now": f'"{line["table"]}_now"'}
    query = re.sub(r"\{(\w+)\}", lambda m: known.get(m[1], m[0]), sql)
    query = re.sub(r"\{limit (\w+)\}", lambda m: limits().get(m[1], m[0]), query)
    words = re.sub(r"\{limit (\w+)\}", lambda m: limits().get(m[1], m[0]), filled(header["words"]))
    needs, covered = (tuple(filled(header.get(key, "")).split()) for key in ("needs", "covered"))
    return Target(line["table"], filled(header["column"]), words, query, needs, covered)


def _content(table: str) -> str:
    """The columns that say what a statement of a table is about, for comparing two of them."""
    columns = BY_NAME[table].columns if table in BY_NAME else ()
    return ", ".join(f'"{c.name}"' for c in columns if c.name not in _NOT_CONTENT)


@cache
def limits() -> dict[str, str]:
    """Return the numbers of `data/checks/limits.csv` by name.

    >>> int(limits()["child_oldest_years"]) >= 18
    True
    """
    return {row["name"]: row["value"] for row in limit_rows()}


def limit_rows() -> list[dict[str, str]]:
    """Return the lines of `data/checks/limits.csv`: name, value, unit, meaning and source."""
    with (_shipped() / "limits.csv").open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def _faults(header: Mapping[str, str], sql: str) -> list[str]:
    faults = [f"no line -- {name}: …" for name in _NEEDED if name not in header]
    if "over" not in header and "each" not in header:
        faults.append("no line -- over: …")
    if header.get("severity") not in SEVERITIES:
        faults.append(f"severity is one of {', '.join(SEVERITIES)}")
    faults += [f"{n} is a whole number" for n in ("extracts", "from", "to") if n in header and not header[n].isascii()
               or n in header and not header[n].isdigit()]  # fmt: skip
    faults += [f"there is no line -- {name}{nearest(name, (*_NEEDED, *_MAY))}" for name in header if name not in (*_NEEDED, *_MAY)]
    if not sql:
        faults.append("it has no query")
    return faults + [f"there is no table {n}{nearest(n, BY_NAME)}" for n in _tables(header.get("over", "")) if n not in BY_NAME]


def _target_faults(target: Target) -> list[str]:
    faults = _unknown(f"{target.table}.{target.column}")
    for need in target.needs:
        faults += _unknown(need)
    faults += [f"there is no table {name}{nearest(name, BY_NAME)}" for name in target.covered if name not in BY_NAME]
    left = re.findall(r"\{(\w+(?: \w+)?)\}", target.sql + target.words)
    return faults + [f"nothing stands for {{{name}}}{nearest(name, _stand_ins())}" for name in left]


def _stand_ins() -> Iterable[str]:
    return ["table", "name", "now", "content", *(f"limit {name}" for name in limits())]


def _unknown(place: str) -> list[str]:
    table, _, column = place.partition(".")
    if table not in BY_NAME:
        return [f"there is no table {table}{nearest(table, BY_NAME)}"]
    known = {c.name for c in BY_NAME[table].columns}
    return [] if not column or column in known else [f"the table {table} has no column {column}{nearest(column, known)}"]
