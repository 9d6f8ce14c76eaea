"""The second clock: when a thing that happened is written up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from toolkit.synth import chance
from toolkit.synth.settings import Settings

if TYPE_CHECKING:
    import numpy as np

FRIDAY = 4


def recorded(rng: np.random.Generator, set_: Settings, table: str, day: date, after: datetime | None = None) -> datetime:
    """Return the moment at which something of that day is entered: late by the table's delay, in working hours.

    Args:
        after: the entry cannot be earlier than this moment (a decision's, say).
    """
    if chance.happens(rng, set_["backdated_share"]):
        moment = _at_work(rng, chance.later(day, chance.days(rng, set_["backdated_days_mean"])))
    else:
        moment = _usual(rng, set_, table, day)
    return moment if after is None or moment > after else after + timedelta(minutes=chance.between(rng, 5, 90))


def daytime(rng: np.random.Generator, day: date) -> datetime:
    """Return a moment of a working day between nine and half past five, to the minute."""
    return datetime.combine(day, time(9)) + timedelta(minutes=chance.between(rng, 0, 510))


def end_of(day: date) -> datetime:
    """Return the last microsecond of a day.

    >>> end_of(date(2024, 5, 1))
    datetime.datetime(2024, 5, 1, 23, 59, 59, 999999)
    """
    return datetime.combine(day, time.max)


def midnight(day: date) -> datetime:
    """Return midnight of a day: in the record, that day without a time."""
    return datetime.combine(day, time.min)


def _usual(rng: np.random.Generator, set_: Settings, table: str, day: date) -> datetime:
    delay = set_.delays.get(table) or set_.delays["default"]
    late = chance.later(day, chance.spread(rng, delay.median, delay.sigma))
    if chance.happens(rng, delay.batch):
        return datetime.combine(_next_friday(late), time(15, 30)) + timedelta(seconds=chance.between(rng, 0, 5400))
    return _at_work(rng, late)


def _next_friday(day: date) -> date:
    return chance.later(day, (FRIDAY - day.weekday()) % 7)


def _at_work(rng: np.random.Generator, day: date) -> datetime:
    # An entry of the same day is made in its later hours: what it tells of has happened by then.
    return datetime.combine(day, time(14)) + timedelta(seconds=chance.between(rng, 0, 5 * 3600))
