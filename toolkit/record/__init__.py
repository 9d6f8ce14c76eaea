"""The case record: its tables, opening it, and the two clocks on which every statement stands."""

from toolkit.record.open import Record, open_record

__all__ = ["Record", "open_record"]
