"""A reference class as a result row and in sentences, with its definition, its period and what it does not say."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from toolkit.contrast.facts import DECISION, OPTION
from toolkit.contrast.patterns import parted
from toolkit.contrast.reference_members import COUNTED, Members, left_out
from toolkit.contrast.settings import limit
from toolkit.later.catalogue import called
from toolkit.result import COLUMNS, INSUFFICIENT, OK
from toolkit.result import NOT_RECORDED as UNKNOWN
from toolkit.stats.intervals import Interval

if TYPE_CHECKING:
    import pandas as pd

CAVEAT = "what followed such decisions, under what was then done; not what the other option would have brought"
THEN, NOW = "then", "now"
READINGS = {
    THEN: "what could be known of such cases then: those whose follow-up was complete before this decision, as the record stood",
    NOW: "what is known of such cases now",
}
OVERWATCHED = "An agency's records watch some families more closely than others, and what nobody wrote down is not in them."
_UNITS = {True: "share of children", False: "share of children, estimated"}


def read_as(dimensions: Iterable[str]) -> str:
    """Return how a class is to be read: of *such decisions* only where their kind, or what was chosen, is a dimension of it.

    >>> read_as(["age_years", "decision_kind"]) == CAVEAT
    True
    >>> read_as(["age_years (coarse)", "placement_kind"]).split(";")[0]
    'how it went on for children alike in age years and placement kind, whatever was decided'
    """
    names = [parted(name)[0] for name in dimensions]
    if {DECISION, OPTION}.intersection(names):
        return CAVEAT
    alike = " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part).replace("_", " ")
    return f"how it went on for children alike in {alike}, whatever was decided; not what another decision would have brought"


@dataclass(frozen=True)
class Asked:
    """What a class is asked for, and the known pattern that its members share with the view."""

    view_id: str
    case_id: str
    outcome: str
    horizon_days: int
    seed: int
    pattern: dict[str, str]
    reading: str = NOW

    @property
    def in_words(self) -> str:
        """The pattern in words."""
        return "; ".join(f"{name.replace('_', ' ')}: {label}" for name, label in self.pattern.items())


@dataclass(frozen=True)
class ReferenceClass:
    """A reference class with its definition.

    Attributes:
        row: one row of :data:`toolkit.result.COLUMNS`: numerator k, denominator n (other children), missing (children left out
            because they were not followed at all), value and interval as shares; empty where refused. Where the unit ends in
            `estimated`, some were followed for part of the time, and the value is no longer k / n.
        note: the same in sentences, with definition, period, what was left out, and what it does not say.
        pattern: dimension to known band or kind, as at the view and as counted.
        counts: how many were left out at each step: `same family` (views), `does not apply` (views), `further views of the
            same children` (views), `not followed` to the horizon (children).
        found: those counted, and who was left out; none where the pattern was not known.
        reading: `then` or `now`.
        steps: the steps of the ladder that were taken, in words; none where enough were alike.
        period: first and last day (ISO) of the views counted; empty without any.
        short: the number, or why there is none, in one sentence.
        made: the note without what is the same for every class of a page: its reading and its caveats.
    """

    row: pd.DataFrame
    note: str
    pattern: dict[str, str]
    counts: dict[str, int] = field(default_factory=dict)
    found: Members | None = None
    reading: str = NOW
    steps: tuple[str, ...] = ()
    period: tuple[str, str] = ("", "")
    short: str = ""
    made: str = ""

    @property
    def members(self) -> pd.DataFrame | None:
        """Those counted: `view_id, case_id, family, answer, days`."""
        return _frame(self.found) if self.found else None


def not_known(asked: Asked, unknown: list[str]) -> ReferenceClass:
    """Return the refusal of a class where a dimension is not known at the view."""
    reason = f"not known at the view: {', '.join(unknown)}"
    note = f"There is no reference class: {reason}."
    return ReferenceClass(_row(asked, UNKNOWN, reason), note, asked.pattern, reading=asked.reading, short=note)


def told(asked: Asked, found: Members, steps: tuple[str, ...]) -> ReferenceClass:
    """Return a class of these members, or its refusal where they are too few."""
    least, days = limit("reference_class_least"), sorted(c.day for c in found.rows)
    period = (days[0], days[-1]) if days else ("", "")
    rest = (asked.pattern, found.counts, found, asked.reading, steps, period)
    widely = f" Alike only {', then '.join(steps)}." if steps else ""
    widened = f"; widened, as fewer than {least} were alike: {', then '.join(steps)}" if steps else ""
    if found.whole < least:
        reason = f"{found.whole} other children are fewer than {least}"
        note = f"There is no reference class: {reason}. Same pattern: {asked.in_words}.{_stepped(steps, least)} {left_out(found)}"
        short = f"Not told: {reason}{', however widely likeness is taken' if steps else ''}."
        return ReferenceClass(_row(asked, INSUFFICIENT, reason + widened, missing=found.missing), note, *rest, short)
    share, n = found.share(asked.horizon_days), len(found.rows)
    if share.value != share.value:
        reason = f"of {n} other children too few were followed so far"
        return ReferenceClass(
            _row(asked, INSUFFICIENT, reason + widened, missing=found.missing), f"{reason}.", *rest, f"Not told: {reason}."
        )
    row = _row(asked, OK, read_as(asked.pattern) + widened, found.had, n, found.missing, share, found.method == COUNTED)
    said = (asked, found, share, period, _stepped(steps, least))
    return ReferenceClass(row, _note(*said), *rest, f"{_number(found, share)}.{widely}", _note(*said, caveats=False))


def _note(asked: Asked, found: Members, share: Interval, period: tuple[str, str], stepped: str, caveats: bool = True) -> str:
    option = "" if OPTION in {parted(name)[0] for name in asked.pattern} else "not "
    reading = _reading(asked.reading) if caveats else ""
    first, last = (
        (f" This is {read_as(asked.pattern)}. It is no chance for this child.", f" {OVERWATCHED}") if caveats else ("", "")
    )
    return (
        f"{reading}{_amount(asked, found, share)}{first} The option that was chosen is {option}one of the "
        f"dimensions. Period: views from {day_words(period[0])} to {day_words(period[1])}.{stepped}{last} {left_out(found)}"
    )


def _amount(asked: Asked, found: Members, share: Interval) -> str:
    who = (
        f"Of {len(found.rows)} other children (in {len(set(found.families))} families) whose records then showed the same "
        f"({asked.in_words}), "
    )
    outcome, within = f"this outcome ({called(asked.outcome)})", f"within {asked.horizon_days} days"
    numbers = f"{share.value:.0%} (95 % interval {share.lower:.0%} to {share.upper:.0%}, by family)"
    if found.method == COUNTED:
        return f"{who}{found.had} came to {outcome} {within}: {numbers}."
    part = sum(not c.followed for c in found.rows)
    return (
        f"{who}{part} could be followed for part of the time only, so the share is an estimate (Aalen-Johansen, other final ends "
        f"competing): {numbers} came to {outcome} {within}; {found.had} were seen to."
    )


def _number(found: Members, share: Interval) -> str:
    """The number alone, with what it is of."""
    n, numbers = len(found.rows), f"{share.value:.0%} (95 % interval {share.lower:.0%} to {share.upper:.0%})"
    if found.method == COUNTED:
        return f"{found.had} of {n} other children: {numbers}"
    part = sum(not c.followed for c in found.rows)
    return f"{numbers} of {n} other children, estimated, as {part} of them could be followed for part of the time only"


def _reading(reading: str) -> str:
    return "" if reading == NOW else f"{READINGS[reading].capitalize()}. "


def _stepped(steps: tuple[str, ...], least: int) -> str:
    """The steps of the ladder in words, after a blank; nothing where none was taken."""
    return (
        f" Fewer than {least} were alike, so likeness was widened by the stated ladder: {', then '.join(steps)}." if steps else ""
    )


def day_words(day: str) -> str:
    """Return a day in words.

    >>> day_words("2020-03-01")
    '1 Mar 2020'
    """
    found = date.fromisoformat(day)
    return f"{found.day} {found:%b %Y}"


def _frame(found: Members) -> pd.DataFrame:
    import pandas as pd

    texts = {
        "view_id": [c.view_id for c in found.rows],
        "case_id": [c.case_id for c in found.rows],
        "family": list(found.families),
        "answer": [c.answer for c in found.rows],
    }
    return pd.DataFrame(texts, dtype="str").assign(days=pd.array([c.days for c in found.rows], dtype="Int64"))


def _row(
    asked: Asked,
    status: str,
    reason: str,
    k: int | None = None,
    n: int | None = None,
    missing: int | None = None,
    share: Interval | None = None,
    counted: bool = True,
) -> pd.DataFrame:
    import pandas as pd

    name, unit = f"reference class: {asked.outcome}", _UNITS[counted]
    value, lower, upper = share or (None, None, None)
    numbers = (math.nan if v is None else float(v) for v in (k, n, missing, value, lower, upper))
    values = (name, asked.in_words, asked.view_id, *numbers, unit, status, reason)
    # Typed as it is made: a page holds dozens of these, and to change the type of a column afterwards takes as long again.
    return pd.DataFrame({column: [value] for column, value in zip(COLUMNS, values, strict=True)})
