"""How likely an outcome looked from what was known: a score that only decides which decisions are laid side by side.

Where all of a set looked equally likely to go badly, who forecasts well cannot tell from what was known which of them did. The
score is fitted on other families only. It is never shown, kept or handed on: it is no prediction for a child.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from toolkit.review.pack.tables import rows_of
from toolkit.review.prognosis_facts import counted_facts
from toolkit.stats.ridge import ridge_logistic

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from toolkit.record import Record


_PLACES = 6


def prognostic_scores(
    record: Record, views: pd.DataFrame, beside: pd.DataFrame, came: Mapping[str, bool], family: Callable[[str], str]
) -> dict[str, float]:
    """Return how likely an outcome looked at views, from what was known then and from how it went in other families.

    Args:
        record: the record, with all that it came to hold.
        views: as `toolkit.known.viewfile.checked_views` returns them.
        beside: more facts known at the views: a row a view (index `view_id`), a column a number.
        came: whether the outcome came, by `view_id`, of those of which it is known.
        family: the family of a case.

    Returns:
        Log odds in units of their spread over all views, by `view_id`; empty where too few families went either way
        (`prognosis_families` of `data/review/choosing_limits.csv`).

    Source: Hansen 2008, The prognostic analogue of the propensity score, Biometrika 95:481-488.
    """
    import numpy as np

    families = {v: family(case) for v, case in zip(views["view_id"], views["case_id"], strict=True)}
    if min(len({families[v] for v, answer in came.items() if answer is way}) for way in (True, False)) < choosing_limit(
        "prognosis_families"
    ):
        return {}
    facts = counted_facts(record, views, choosing_limit("prognosis_fact_share"), int(choosing_limit("prognosis_recent_days")))
    x = _spread_alike(np.column_stack([facts.to_numpy(), beside.loc[facts.index].fillna(0.0).to_numpy("float64")]))
    ids = facts.index.tolist()
    score = _cross_fitted(x, ids, came, families)
    alike = np.round(score / (score.std() or 1.0), _PLACES)  # what differs by rounding alone is drawn by seed, on any machine
    return dict(zip(ids, alike.tolist(), strict=True))


def caliper() -> float:
    """Return how far apart scores of one set may lie, in units of their spread."""
    return choosing_limit("prognosis_caliper")


def _cross_fitted(x: np.ndarray, ids: list[str], came: Mapping[str, bool], families: Mapping[str, str]) -> np.ndarray:
    """Each family's scores by a fit to the families of other folds; each family weighs as much as any other."""
    import numpy as np
    import pandas as pd

    folds = int(choosing_limit("prognosis_folds"))
    fold = np.array([_fold(families[v], folds) for v in ids])
    told = np.array([v in came for v in ids])
    y = np.array([came.get(v, False) for v in ids])
    of = pd.Series([families[v] for v in ids])
    weight = 1 / of.map(of[told].value_counts()).fillna(1.0).to_numpy()
    score = np.zeros(len(ids))
    for n in range(folds):
        learnt = told & (fold != n)
        fit = ridge_logistic(x[learnt], y[learnt], weight[learnt], choosing_limit("prognosis_penalty"))
        score[fold == n] = fit[0] + x[fold == n] @ fit[1:]
    return score


def _fold(family: str, folds: int) -> int:
    return int(hashlib.sha256(family.encode()).hexdigest(), 16) % folds


def _spread_alike(x: np.ndarray) -> np.ndarray:
    spread = x.std(axis=0)
    return (x - x.mean(axis=0))[:, spread > 0] / spread[spread > 0]


def choosing_limit(name: str) -> float:
    """Return one of the limits by which decisions are chosen; raises StopIteration where there is none of that name.

    >>> choosing_limit("period_days")
    730.0
    """
    return next(float(row["value"]) for row in rows_of("choosing_limits") if row["name"] == name)
