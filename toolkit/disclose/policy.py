"""The policy of release: thresholds with their sources, the tables that may leave, and which counts add up; all from a file."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest

FORMS, STATISTICS, GROUPS = (
    ("results", "figure", "counts", "case"),
    ("share", "median"),
    ("none", "children", "months", "years", "unit"),
)
_TODO = "See data/policy/default.toml for every word that a policy may use."
_PARTS = ("name", "markings", "rules", "tables", "relations")
_SUBJECTS, _LONGEST_MARKING = ("case", "group"), 80
_NEEDED = ("notebook", "name", "title", "form")
_CHOICES = {"form": FORMS, "statistic": STATISTICS, "groups": GROUPS}


@dataclass(frozen=True)
class Rule:
    """One threshold or choice of the policy, with what it means and where it comes from."""

    name: str
    value: int | str
    meaning: str
    source: str
    least: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """A table that may leave: which notebook's, what it is called, and what each of its columns holds.

    `form` is `results` (columns of toolkit.result), `figure` (the table of a figure of shares), `counts`, or `case` (of one
    case; leaves only under an exception). `of` names who or what is counted: the same words mean the same set. `measures`
    and `rows` are the words that may head its rows, or the name of a list that the toolkit keeps. `groups` are kinds of
    `children`, in the order given, `months` or `years` as they follow each other, or `unit`s with workers in them. `size` is the
    published count of the whole set.
    """

    notebook: str
    name: str
    title: str
    form: str
    of: str = ""
    statistic: str = "share"
    measures: str | tuple[str, ...] = ()
    groups: str = "none"
    by: str = ""
    order: tuple[str, ...] = ()
    size: str = ""
    words: tuple[str, ...] = ()
    rows: str | tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    total: str = ""
    at_most: tuple[tuple[str, str], ...] = ()
    numerators: tuple[tuple[str, str], ...] = ()
    lacking: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A published count that others add up to (or cannot exceed), each written `table/row/column`."""

    notebook: str
    words: str
    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A policy that was read and found whole."""

    name: str
    rules: tuple[Rule, ...]
    tables: tuple[Shape, ...]
    relations: tuple[Link, ...]
    markings: tuple[tuple[str, str], ...] = ()

    def marking(self, subject: str, own: str = "") -> str:
        """Return the marking of a report on a `case` or a `group`: that of an agency's policy, else the notebook's own, else ours.

        >>> read_policy().marking("case")
        'Restricted: case content'
        """
        said = dict(self.markings)
        return said.get(f"{subject} here") or own or said.get(subject, "")

    def number(self, name: str) -> int:
        """Return a threshold; `KeyError` where there is none of this name."""
        return int({r.name: r.value for r in self.rules}[name])

    def shown(self, name: str) -> bool:
        """Return whether a rule of `shown` or `hidden` says shown."""
        return {r.name: r.value for r in self.rules}[name] == "shown"

    def of(self, notebook: str) -> dict[str, Shape]:
        """Return the tables of a notebook that may leave, by name."""
        return {s.name: s for s in self.tables if s.notebook == notebook}

    def changed(self, **values: int | str) -> Policy:
        """Return the policy with other values, held to the same limits.

        >>> read_policy().changed(children=10).number("children")
        10
        """
        unknown = [f"there is no rule {n}{nearest(n, [r.name for r in self.rules])}" for n in values if n not in _names(self)]
        changed = tuple(replace(r, value=values.get(r.name, r.value)) for r in self.rules)
        _refuse("the changed policy", unknown + _faults(changed))
        return replace(self, rules=changed)

    @property
    def fingerprint(self) -> str:
        """A hash of all that the policy says."""
        said = {k: v for k, v in asdict(self).items() if k != "markings"}  # what a report is called hides no number
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_policy(file: str | Path | None = None) -> Policy:
    """Return the policy of a file on top of the default one: rules set anew, further tables and relations.

    Args:
        file: a TOML file; the default policy alone where it is left out. A rule needs `value` and `source`. A table that the
            default lists too is replaced.

    Raises:
        CaseReviewError: the file cannot be read, or holds a word, value or table that the toolkit does not know; all at once.

    >>> policy = read_policy()
    >>> policy.number("children"), policy.number("workers"), policy.shown("everybody")
    (5, 5, False)
    """
    path = paths.data() / "policy" / "default.toml"
    base = _default(path, path.stat().st_mtime_ns)
    return base if file is None else _upon(base, Path(file))


@cache
def _default(path: Path, written: int) -> Policy:  # noqa: ARG001 - it says whether it is still the same file
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    rules = tuple(
        Rule(n, r["value"], r["meaning"], r["source"], r.get("least"), tuple(r.get("choices", ())))
        for n, r in given["rules"].items()
    )
    problems: list[str] = []
    tables, links = _tables(given["tables"], problems), _links(given["relations"], problems)
    _refuse(path.name, problems + _faults(rules))
    return Policy(given["name"], rules, tables, links, tuple(sorted(given["markings"].items())))


def _upon(base: Policy, path: Path) -> Policy:
    given = _parsed(path)
    problems = _unknown(given, _PARTS, "the file")
    rules = _rules(base, given.get("rules", {}), problems)
    markings = _markings(given.get("markings", {}), problems)
    tables, links = _tables(given.get("tables", []), problems), _links(given.get("relations", []), problems)
    _refuse(path.name, problems + _faults(rules))
    own = {(s.notebook, s.name) for s in tables}
    kept = tuple(s for s in base.tables if (s.notebook, s.name) not in own)
    return Policy(str(given.get("name", path.stem)), rules, kept + tables, base.relations + links, base.markings + markings)


def _markings(given: Any, problems: list[str]) -> tuple[tuple[str, str], ...]:
    """An agency's own markings, each one line that fits into the margin of a sheet."""
    if not isinstance(given, Mapping):
        problems.append("markings is not a table of markings")
        return ()
    problems += _unknown(given, _SUBJECTS, "markings")
    usable = {k: v for k, v in given.items() if k in _SUBJECTS}
    problems += [
        f"markings: that of a {k} is not one line of 1 to {_LONGEST_MARKING} characters"
        for k, v in usable.items()
        if not isinstance(v, str) or not v.strip() or len(v) > _LONGEST_MARKING or not v.isprintable()
    ]
    return tuple((f"{k} here", str(v).strip()) for k, v in sorted(usable.items()))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CaseReviewError(f"The policy {path.name} cannot be read", [str(error)], _TODO) from None


def _names(policy: Policy) -> set[str]:
    return {r.name for r in policy.rules}


def _rules(base: Policy, given: Any, problems: list[str]) -> tuple[Rule, ...]:
    if not isinstance(given, Mapping):
        problems.append("rules is not a table of rules")
        return base.rules
    problems += _unknown(given, _names(base), "rules")
    for name, one in given.items():
        if not isinstance(one, Mapping) or not {"value", "source"} <= set(one):
            problems.append(f"rule {name}: it needs a value and its source")
        elif name in _names(base):
            problems += _unknown(one, ("value", "source", "meaning"), f"rule {name}")
    usable = {n: o for n, o in given.items() if isinstance(o, Mapping) and "value" in o}
    return tuple(
        replace(r, value=usable[r.name]["value"], source=str(usable[r.name].get("source", ""))) if r.name in usable else r
        for r in base.rules
    )


def _faults(rules: Iterable[Rule]) -> list[str]:
    """What is wrong with values: not of the kind, below what may be set, or rules that cannot hold together."""
    faults = [fault for rule in rules for fault in _fault(rule)]
    values = {r.name: r.value for r in rules}
    if not faults and int(values["protection"]) > int(values["children"]) - 2:
        most = int(values["children"]) - 2
        faults.append(
            f"rule protection: counts from 1 to {int(values['children']) - 1} differ by {most} at most, so it cannot be more"
        )
    return faults


def _fault(rule: Rule) -> list[str]:
    if rule.choices:
        known = f"rule {rule.name}: {rule.value!r} is not one of {', '.join(rule.choices)}{nearest(str(rule.value), rule.choices)}"
        return [] if rule.value in rule.choices else [known]
    if not isinstance(rule.value, int) or isinstance(rule.value, bool):
        return [f"rule {rule.name}: {rule.value!r} is not a whole number"]
    return [f"rule {rule.name}: {rule.value} is less than {rule.least}"] if rule.value < (rule.least or 0) else []


def _tables(given: Any, problems: list[str]) -> tuple[Shape, ...]:
    known = {f.name for f in fields(Shape)}
    made = []
    listed: list[Any] = given if isinstance(given, list) else [None]
    for n, one in enumerate(listed, 1):
        if not isinstance(one, Mapping):
            problems.append("tables is not a list of tables ([[tables]])")
            continue
        where = f"table {one.get('name', n)}"
        wrong = _unknown(one, known, where) + [f"{where}: {k} is not said" for k in _NEEDED if not one.get(k)]
        wrong += [
            f"{where}: {key} {one[key]!r} is not one of {', '.join(words)}{nearest(str(one[key]), words)}"
            for key, words in _CHOICES.items()
            if key in one and one[key] not in words
        ]
        problems += wrong
        if not wrong:
            made.append(Shape(**{k: _plain(v) for k, v in one.items()}))
    return tuple(made)


def _links(given: Any, problems: list[str]) -> tuple[Link, ...]:
    made = []
    listed: list[Any] = given if isinstance(given, list) else [None]
    for n, one in enumerate(listed, 1):
        keys = {f.name for f in fields(Link)}
        if not isinstance(one, Mapping) or set(one) != keys:
            wrong = _unknown(one, keys, f"relation {n}") if isinstance(one, Mapping) else []
            problems += wrong or [f"relation {n} needs {', '.join(sorted(keys))}"]
            continue
        made.append(Link(**{k: _plain(v) for k, v in one.items()}))
    return tuple(made)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple(sorted(value.items()))
    return tuple(value) if isinstance(value, list) else value


def _unknown(given: Iterable[str], known: Iterable[str], where: str) -> list[str]:
    return [f"{where}: there is no word {word}{nearest(word, known)}" for word in given if word not in set(known)]


def _refuse(name: str, problems: list[str]) -> None:
    if problems:
        raise CaseReviewError(f"The policy {name} cannot be used", problems, _TODO)
