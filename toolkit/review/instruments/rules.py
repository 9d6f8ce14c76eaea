"""Ratings that are computed from answers by rules of an instrument's own files, and may be overridden with a reason.

A rule is a line: the result, and what it needs, such as `ANI <= 1 and Strength >= 1`, `i3 is Strength|NA`, `applicable == 0` or
`always`. A word before a sign is a value, and counts how many parts of the rating have it; `applicable` counts those that are not
NA. The first rule of a set that holds gives the result.
"""

from __future__ import annotations

import csv
import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError, nearest
from toolkit.review.forms.form import Form
from toolkit.review.forms.read import folder_of

NA, ALWAYS, APPLICABLE = "NA", "always", "applicable"
_SIGNS = {"==": operator.eq, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}
_COUNT = re.compile(r"(.+?) (==|<=|>=|<|>) (\d+)")
_IS = re.compile(r"(\w+) is (.+)")
_RATINGS = ("rating", "label", "level", "counts_in", "rules", "source", "checked")
_RULES = ("rules", "result", "needs", "source", "checked")
_LEVELS = ("item", "outcome")


@dataclass(frozen=True)
class Rule:
    """One rule: the result where what it needs holds; `checked` says whether it was compared with its source."""

    result: str
    needs: tuple[str, ...]
    source: str
    checked: str


@dataclass(frozen=True)
class Rating:
    """A rating that is computed.

    Attributes:
        id, label: its name, and how people call it.
        level: item (from answers) or outcome (from ratings of items).
        parts: the questions, or the ratings, that count in it.
        rules: its rules in their order.
    """

    id: str
    label: str
    level: str
    parts: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def checked(self) -> bool:
        """Whether every rule was compared with its source."""
        return all(rule.checked == "yes" for rule in self.rules)

    @property
    def results(self) -> tuple[str, ...]:
        """Every result that it can have, in the order of its rules."""
        return tuple(dict.fromkeys(rule.result for rule in self.rules))


@dataclass(frozen=True)
class Rated:
    """What a rating came to: computed (None where a part is not answered), and where it was overridden, by what and why."""

    computed: str | None
    override: str | None = None
    reason: str = ""

    @property
    def final(self) -> str | None:
        """The override where there is one, else what was computed."""
        return self.override or self.computed


def read_rules(name_or_path: str | Path, form: Form) -> tuple[Rating, ...]:
    """Return the ratings that an instrument computes, items before outcomes; none where its folder has no `ratings.csv`.

    Raises:
        CaseReviewError: everything that is wrong with `ratings.csv` and `rules.csv` at once.

    >>> from toolkit.review.forms import read_form
    >>> ratings = read_rules("cfsr_style", read_form("cfsr_style"))
    >>> ratings[0].id, ratings[0].parts, ratings[0].checked
    ('i1', ('i1_a', 'i1_b'), False)
    """
    folder = folder_of(name_or_path)
    if not (folder / "ratings.csv").is_file():
        return ()
    problems: list[str] = []
    rows, lines = _table(folder / "ratings.csv", _RATINGS, problems), _table(folder / "rules.csv", _RULES, problems)
    sets = {name: tuple(_rule(r) for r in lines if r["rules"] == name) for name in {r["rules"] for r in lines}}
    found = tuple(_rating(r, rows, form, sets) for r in sorted(rows, key=lambda r: r["level"] != _LEVELS[0]))
    problems += [
        f"ratings.csv ({r['rating']}): there is no set of rules {r['rules']}{nearest(r['rules'], sets)}"
        for r in rows
        if r["rules"] not in sets
    ]
    problems += [f"ratings.csv ({r['rating']}): level must be {' or '.join(_LEVELS)}" for r in rows if r["level"] not in _LEVELS]
    problems += [f"ratings.csv ({r.id}): nothing counts in it" for r in found if not r.parts]
    problems += [f"rules.csv, {r['rules']}: cannot read {n}" for r in lines for n in _rule(r).needs if not _readable(n)]
    problems += [
        f"rules.csv, {name}: the last rule of a set must need nothing ({ALWAYS})"
        for name, r in sets.items()
        if r[-1].needs != (ALWAYS,)
    ]
    if problems:
        raise CaseReviewError(
            f"The ratings of {folder.name} cannot be used", problems, "data/instruments/cfsr_style shows whole ones."
        )
    return found


def rate(ratings: Sequence[Rating], answers: Mapping[str, Any]) -> dict[str, Rated]:
    """Return what each rating comes to for one set of answers, with overrides: `<rating>_override` and `<rating>_reason`.

    An outcome is computed from the final ratings of its items. A rating of which a part is not answered is None.

    >>> from toolkit.review.forms import read_form
    >>> ratings = read_rules("cfsr_style", read_form("cfsr_style"))
    >>> found = rate(ratings, {"i1_a": "yes", "i1_b": "no", "i1_override": "Strength", "i1_reason": "the child was abroad"})
    >>> found["i1"].computed, found["i1"].final, found["s1"].computed, found["i2"].computed
    ('ANI', 'Strength', 'Substantially Achieved', None)
    """
    found: dict[str, Rated] = {}
    for rating in ratings:
        parts = {p: found[p].final if p in found else answers.get(p) for p in rating.parts}
        override, reason = answers.get(f"{rating.id}_override"), answers.get(f"{rating.id}_reason")
        found[rating.id] = Rated(_result(rating, parts), override, str(reason or ""))
    return found


def _result(rating: Rating, parts: Mapping[str, Any]) -> str | None:
    if any(value is None for value in parts.values()):
        return None
    return next((rule.result for rule in rating.rules if all(_holds(need, parts) for need in rule.needs)), None)


def _holds(need: str, parts: Mapping[str, Any]) -> bool:
    if need == ALWAYS:
        return True
    if match := _IS.fullmatch(need):
        return str(parts.get(match[1])) in match[2].split("|")
    counted = _COUNT.fullmatch(need)
    if not counted:
        return False
    values = [str(v) for v in parts.values()]
    count = sum(v != NA for v in values) if counted[1] == APPLICABLE else values.count(counted[1])
    return _SIGNS[counted[2]](count, int(counted[3]))


def _readable(need: str) -> bool:
    return need == ALWAYS or bool(_IS.fullmatch(need) or _COUNT.fullmatch(need))


def _rule(row: Mapping[str, str]) -> Rule:
    return Rule(row["result"], tuple(n.strip() for n in row["needs"].split(" and ")), row["source"], row["checked"])


def _rating(row: Mapping[str, str], rows: Sequence[Mapping[str, str]], form: Form, sets: Mapping[str, tuple[Rule, ...]]) -> Rating:
    own = tuple(i.id for i in form.items if i.counts_in == row["rating"])
    below = tuple(r["rating"] for r in rows if r["counts_in"] == row["rating"])
    return Rating(row["rating"], row["label"], row["level"], own + below, sets.get(row["rules"], ()))


def _table(file: Path, columns: tuple[str, ...], problems: list[str]) -> list[dict[str, str]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            reader = csv.DictReader(text, strict=True)
            missing = [c for c in columns if c not in (reader.fieldnames or [])]
            rows = [] if missing else [{c: (row[c] or "").strip() for c in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{file.name}: {'there is no such file' if isinstance(error, OSError) else 'it is no CSV file in UTF-8'}")
        return []
    problems += [f"{file.name}: it has no column {c}" for c in missing]
    return rows
