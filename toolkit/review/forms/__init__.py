"""Forms that people fill in: defined in `data/instruments`, checked here, and shown elsewhere as a page, a workbook or widgets."""

from toolkit.review.forms.answers import Answers, blank, check_answers, written
from toolkit.review.forms.form import Choice, Form, Item, Page
from toolkit.review.forms.read import read_form
from toolkit.review.forms.receive import read_answers

__all__ = ["Answers", "Choice", "Form", "Item", "Page", "blank", "check_answers", "read_answers", "read_form", "written"]
