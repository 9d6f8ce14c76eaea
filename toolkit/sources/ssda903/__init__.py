"""SSDA903, the yearly return on children looked after in England: any number of returns become one record with history."""

from toolkit.sources.ssda903.imports import import_returns
from toolkit.sources.ssda903.report import ImportReport

__all__ = ["ImportReport", "import_returns"]
