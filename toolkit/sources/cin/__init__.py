"""CIN census returns (XML), from which a record with history is made."""

from toolkit.sources.cin.imports import import_cin

__all__ = ["import_cin"]
