"""What was fixed before the scoring: the numbers, the indicators named for each cause, and the mechanism kept back."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.known.catalogue import Indicator

QUIET, CHANGED = "quiet", "changed course"


@dataclass(frozen=True)
class Rules:
    """The numbers of data/study/scoring_rules.csv, where each line names its source."""

    numbers: dict[str, float]
    held_out_seeds: tuple[int, ...]
    seen_seeds: tuple[int, ...]

    def __getitem__(self, name: str) -> float:
        """The number of that name."""
        return self.numbers[name]

    def whole(self, name: str) -> int:
        """Return the number of that name, which is a whole one."""
        return int(self.numbers[name])


@cache
def rules() -> Rules:
    """Return the numbers that were fixed before the scoring.

    >>> rules().whole("follow_up_days")
    365
    """
    rows = {r["name"]: r["value"] for r in _rows("scoring_rules")}
    held_out, seen = (tuple(int(s) for s in rows.pop(name).split()) for name in ("held_out_seeds", "seen_seeds"))
    return Rules({n: float(v) for n, v in rows.items()}, held_out, seen)


def causes() -> dict[str, str]:
    """Return the causes of drift that the made-up agency can put in, and the mechanism kept back, each in words.

    >>> list(causes())[0]
    'worker turnover'
    """
    from toolkit.synth.settings import load

    return {r["cause"]: r["words"] for r in load().causes} | {held_out_cause(): "; ".join(m["words"] for m in held_out())}


def held_out() -> list[dict[str, str]]:
    """Return the mechanism kept back: in which tables it leaves out which share of what happens after its beginning.

    >>> [m["table"] for m in held_out()]
    ['contact', 'meeting']
    """
    return _rows("held_out")


def held_out_cause() -> str:
    """Return the name of the mechanism kept back.

    >>> held_out_cause()
    'work thins out'
    """
    return held_out()[0]["cause"]


def named_for(cause: str, indicators: Iterable[Indicator]) -> dict[str, list[str]]:
    """Return what was named beforehand for a cause, each with the indicators of the catalogue that it means.

    A line of data/study/scoring.csv gives the name of an indicator, or its code (`D18` means `D18a` too), or words of its
    name, label or question.

    >>> from toolkit.known import catalogue
    >>> named_for("visits lapse", catalogue())["days_since_seen"]
    ['days_since_seen']
    """
    every = list(indicators)
    return {r["indicator"]: _meant(r["indicator"], every) for r in _rows("scoring") if r["cause"] == cause}


def _meant(text: str, every: list[Indicator]) -> list[str]:
    by_name = [i.name for i in every if i.name == text]
    by_code = [i.name for i in every if re.match(rf"{re.escape(text)}(?!\d)", i.code)]
    return by_name or by_code or [i.name for i in every if not _is_code(text) and _speaks_of(i, text)]


def _is_code(text: str) -> bool:
    return re.fullmatch(r"[A-Z]+\d+\w*", text) is not None


def _speaks_of(one: Indicator, text: str) -> bool:
    said = set(_words(" ".join((one.name, one.label, one.question))))
    return all(word in said for word in _words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def checked_causes(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return these causes, all where none are given.

    Raises:
        CaseReviewError: causes that there are not, each with the nearest.
    """
    names = tuple(dict.fromkeys(wanted))
    unknown = [f"there is no cause {n}{nearest(n, causes())}" for n in names if n not in causes()]
    if unknown:
        raise CaseReviewError("These causes cannot be scored", unknown, f"Choose among: {', '.join(causes())}.")
    return names or tuple(causes())


def _rows(name: str) -> list[dict[str, str]]:
    with (paths.data() / "study" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
