"""A practice workshop: cards in stages, two arms drawn by seed, and what knowing the ending did in this room."""

from toolkit.review.workshop.plan import Workshop, open_workshop

__all__ = ["Workshop", "open_workshop"]
