"""Later: what came after a view, with the date followed to; it never imports `toolkit.known`."""

from toolkit.later.catalogue import Delay, Outcome, catalogue
from toolkit.later.follow import outcomes
from toolkit.later.maturity import maturity

__all__ = ["Delay", "Outcome", "catalogue", "maturity", "outcomes"]
