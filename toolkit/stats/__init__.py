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
from toolkit.stats.prevalence import repeated_share, share_difference
from toolkit.stats.survival import Absorption, absorption
from toolkit.stats.truncated import ReverseTime, reverse_time

__all__ = [
    "Absorption",
    "ClusteredShare",
    "Interval",
    "ReverseTime",
    "absorption",
    "clustered_share",
    "jeffreys",
    "median_interval",
    "poisson_rate",
    "repeated_share",
    "reverse_time",
    "share_difference",
    "wilson",
]
