"""AFCARS 2020 files (XML), from which a record with history is made."""

from toolkit.sources.afcars.imports import import_afcars

__all__ = ["import_afcars"]
