"""Later: what came after a view, with the date followed to; it never imports `toolkit.known`."""

from toolkit.later.catalogue import Outcome, catalogue
from toolkit.later.follow import outcomes

__all__ = ["Outcome", "catalogue", "outcomes"]
