"""Figures, each from a tidy table, each with its text alternative made from the same numbers and the table itself."""

from toolkit.draw.classes import known_later
from toolkit.draw.drawing import Drawing
from toolkit.draw.estimates import intervals
from toolkit.draw.months import strip
from toolkit.draw.two_clocks import timeline

__all__ = ["Drawing", "intervals", "known_later", "strip", "timeline"]
