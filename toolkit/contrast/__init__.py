"""Contrast: what was known, set beside what came later; the only place where the two meet.

It alone may ask what others held, what was written up afterwards and what people recall, and it labels each.
"""

from toolkit.contrast.beside import contrast
from toolkit.contrast.classes import class_details, class_words, classes, classes_and_details, held_back
from toolkit.contrast.questions import question_rule, questions
from toolkit.contrast.reference import ReferenceClass, ReferencePool, reference_class, reference_pool

__all__ = [
    "ReferenceClass",
    "ReferencePool",
    "class_details",
    "class_words",
    "classes",
    "classes_and_details",
    "contrast",
    "held_back",
    "question_rule",
    "questions",
    "reference_class",
    "reference_pool",
]
