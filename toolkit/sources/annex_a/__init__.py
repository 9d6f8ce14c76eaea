"""The workbook of lists that authorities give to inspectors (Annex A): any number of them become one record with history."""

from toolkit.sources.annex_a.imports import import_annex_a
from toolkit.sources.series import ImportReport

__all__ = ["ImportReport", "import_annex_a"]
