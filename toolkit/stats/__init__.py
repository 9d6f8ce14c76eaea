"""Statistics: pure functions on plain numbers, with no record in sight."""

from toolkit.stats.intervals import (
    ClusteredShare,
    Interval,
    clustered_share,
    jeffreys,
    median_interval,
    poisson_rate,
    wilson,
)

__all__ = ["ClusteredShare", "Interval", "clustered_share", "jeffreys", "median_interval", "poisson_rate", "wilson"]
