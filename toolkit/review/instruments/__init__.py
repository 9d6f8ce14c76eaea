"""Audit instruments: sheets for a drawn sample, ratings computed by rules, agreement before moderation, and summaries of grades."""

from toolkit.review.instruments.folder import Audit, new_audit, read_audit
from toolkit.review.instruments.rules import Rated, rate, read_rules
from toolkit.review.instruments.summary import audit_summary

__all__ = ["Audit", "Rated", "audit_summary", "new_audit", "rate", "read_audit", "read_rules"]
