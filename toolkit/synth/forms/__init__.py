"""A record written in the forms of its sources: what each form can carry, as it stood on the day of the return."""

from __future__ import annotations

from toolkit.synth.forms.write import FORMS, Written, write_as

__all__ = ["FORMS", "Written", "write_as"]
