"""Statutory and local extracts, each made into a case record."""
