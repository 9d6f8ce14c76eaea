"""Scored against the made-up agency's truth: how well the indicators find drift that we invented, and no more than that."""

from toolkit.study.scoring.run import Scores, check_asked, score
from toolkit.study.scoring.write import check_targets, write

__all__ = ["Scores", "check_asked", "check_targets", "score", "write"]
