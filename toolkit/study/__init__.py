"""Cohorts: audit samples, and studies over many cases."""
