"""Tidy files: any CSV file, workbook or Parquet file made into a record by a mapping that the user edits."""

from toolkit.sources.tidy.imports import import_tidy

__all__ = ["import_tidy"]
