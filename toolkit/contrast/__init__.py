"""Contrast: what was known, set beside what came later; the only place where the two meet.

It alone may ask what others held, what was written up afterwards and what people recall, and it labels each.
"""

from toolkit.contrast.beside import contrast
from toolkit.contrast.cited_file import read_cited
from toolkit.contrast.classes import class_details, class_words, classes, classes_and_details, held_back
from toolkit.contrast.lag_knowledge import knowledge_lag
from toolkit.contrast.lag_recording import recording_lag
from toolkit.contrast.ledger import ledger, ledger_details
from toolkit.contrast.ledger_cited import hindsight_share
from toolkit.contrast.questions import question_rule, questions
from toolkit.contrast.reference import ReferenceClass, ReferencePool, reference_class, reference_pool
from toolkit.contrast.reference_plan import ReferencePlan, plan_from, reference_plan

__all__ = [
    "ReferenceClass",
    "ReferencePlan",
    "ReferencePool",
    "class_details",
    "class_words",
    "classes",
    "classes_and_details",
    "contrast",
    "held_back",
    "hindsight_share",
    "knowledge_lag",
    "ledger",
    "ledger_details",
    "plan_from",
    "question_rule",
    "questions",
    "read_cited",
    "recording_lag",
    "reference_class",
    "reference_plan",
    "reference_pool",
]
