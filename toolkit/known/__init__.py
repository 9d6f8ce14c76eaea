"""Known: everything that can be said from what stood in the record at a view, and nothing else.

Code here is handed a record without the future. It never imports `toolkit.later`.
"""

from toolkit.known.catalogue import Indicator, catalogue
from toolkit.known.explained import explanations
from toolkit.known.measure import evidence, measure
from toolkit.known.milestones import milestones
from toolkit.known.spells import spells
from toolkit.known.statements import held_back, statements
from toolkit.known.viewfile import read_views
from toolkit.known.write import write_evidence, write_results

__all__ = [
    "Indicator",
    "catalogue",
    "evidence",
    "explanations",
    "held_back",
    "measure",
    "milestones",
    "read_views",
    "spells",
    "statements",
    "write_evidence",
    "write_results",
]
