"""What is said with a copy that leaves the room: what was checked and hidden, what stayed behind, what a person must look at."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.disclose.gate import Entry, Left
from toolkit.disclose.policy import Policy

LOOK = (
    "Whether these numbers, put beside an earlier copy, or beside what is published elsewhere, tell of fewer children than a group "
    "may have. Only the tables of this one copy were held against each other.",
    "Whether a group is known by something that is not in the tables: a small place, one household, one incident in the news.",
    "Names of teams or places, where there are any: that none of them is a person, and that the teams agree.",
    "The words of titles and notes. They come from the policy and not from the record, but a policy is written by people.",
)
LOOK_CASE = (
    "Everything. It is about one child: no threshold was applied, and whoever knows the case will know the child.",
    "Whether the person named may allow it, for this reader and this purpose, and whether child and family know.",
)


def rules(policy: Policy) -> list[tuple[str, str, str, str]]:
    """Return one row a rule of the policy: name, value, meaning, source."""
    return [(r.name.replace("_", " "), str(r.value), r.meaning, r.source) for r in policy.rules]


def checked(policy: Policy) -> list[str]:
    """Return sentences on what was checked, by which policy."""
    base, values = policy.number("round_to"), policy.number("protection") + 1
    return [
        f"Policy: {policy.name} (fingerprint {policy.fingerprint[:12]}). Its rules and their sources are below.",
        f"Every count below {policy.number('children')} is hidden, and so is every share that would leave fewer on its other side.",
        "Then all tables were held against each other: what adds up to a total, what is the same count in two tables, what is "
        "part of another. The least and the greatest value of each hidden count were found by integer programming, from all that "
        "is shown here and its rounding. Where they were too near each other, more was hidden.",
        f"So each hidden count can still have at least {values} different values.",
        f"Counts are rounded to the nearest {base}. Percentages come from the rounded counts, and their intervals are widened by "
        "all that rounding can move."
        if base > 1
        else "Counts are not rounded.",
        "A hidden count is the word suppressed, never a number and never zero.",
        "Texts from the record, lists of cases and the notebook are not in this copy.",
    ]  # fmt: skip


def hidden(log: Iterable[Entry], titles: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """Return one row a line of the log: title of the table, how many, of what, why."""
    return [(titles[e.table], str(e.number), e.what if e.number == 1 else _many(e.what), e.reason) for e in log]


def left(behind: Iterable[Left]) -> list[str]:
    """Return a sentence for each table that stayed behind."""
    return [f"{one.name}: {one.reason}." for one in behind]


def amount(log: Iterable[Entry], tables: int) -> str:
    """Return how much was hidden, in a sentence.

    >>> amount([], 3)
    'Nothing had to be hidden in 3 tables.'
    """
    number = sum(e.number for e in log)
    where = f"{tables} table{'' if tables == 1 else 's'}"
    if not number:
        return f"Nothing had to be hidden in {where}."
    entries, are = ("entry", "is") if number == 1 else ("entries", "are")
    return f"{number} {entries} in {where} {are} hidden; what and why is listed."


def short(policy: Policy) -> str:
    """Return the two rules that a reader meets first, in a sentence."""
    base = policy.number("round_to")
    others = f"; the others are rounded to the nearest {base}" if base > 1 else ""
    return f"Counts below {policy.number('children')} are hidden, and whatever would tell them{others}."


def _many(what: str) -> str:
    return what + "s" if " " not in what else what.replace("count ", "counts ")
