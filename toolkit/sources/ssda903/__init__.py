"""SSDA903, the yearly return on children looked after in England: any number of returns become one record with history."""

from toolkit.sources.report import ImportReport
from toolkit.sources.ssda903.imports import import_returns

__all__ = ["ImportReport", "import_returns"]
