"""Figures, each from a tidy table, each with its text alternative made from the same numbers and the table itself."""

from toolkit.draw.absorption import absorptions
from toolkit.draw.classes import known_later
from toolkit.draw.drawing import Drawing
from toolkit.draw.estimates import intervals
from toolkit.draw.funnel import funnel, funnels
from toolkit.draw.gap import gap
from toolkit.draw.heat import flag_strip, flag_strips, share_strip
from toolkit.draw.months import strip
from toolkit.draw.prevalence import prevalence
from toolkit.draw.quality import quality
from toolkit.draw.room import rooms
from toolkit.draw.standing import standing
from toolkit.draw.two_clocks import timeline
from toolkit.draw.years import by_start_year

__all__ = [
    "Drawing",
    "absorptions",
    "by_start_year",
    "flag_strip",
    "flag_strips",
    "funnel",
    "funnels",
    "gap",
    "intervals",
    "known_later",
    "prevalence",
    "quality",
    "rooms",
    "share_strip",
    "standing",
    "strip",
    "timeline",
]
