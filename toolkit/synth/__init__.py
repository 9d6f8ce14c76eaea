"""The made-up agency: a seeded simulation of an agency at work, whose truth is known."""

from __future__ import annotations

from toolkit.synth.agency import make_agency

__all__ = ["make_agency"]
