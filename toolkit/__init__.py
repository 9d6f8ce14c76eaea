"""casereview: what came later, set beside what was known at the time."""

__version__ = "0.1.0"
