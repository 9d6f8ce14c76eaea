"""Blind packs: what was known and planned before a decision, for people who are to judge it without knowing how it went."""

from toolkit.review.pack.make import AGENCY, DAYS, DECIDER, HOLDERS, make_packs
from toolkit.review.pack.shapes import Line, Pack, Page, Removal, Section

__all__ = ["AGENCY", "DAYS", "DECIDER", "HOLDERS", "Line", "Pack", "Page", "Removal", "Section", "make_packs"]
