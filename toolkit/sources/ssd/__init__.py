"""The Standard Safeguarding Dataset as CSV files: any number of extracts become one record with history."""

from toolkit.sources.series import ImportReport
from toolkit.sources.ssd.imports import import_ssd

__all__ = ["ImportReport", "import_ssd"]
