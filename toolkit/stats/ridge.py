"""Logistic regression with a ridge penalty: many columns, few rows, no column ever drops out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_MOST_STEPS, _CLOSE = 30, 1e-6
_FURTHEST = 30.0  # beyond it a logistic curve is flat to the last bit that matters


def ridge_logistic(x: np.ndarray, y: np.ndarray, weight: np.ndarray, penalty: float) -> np.ndarray:
    """Fit a logistic regression with a ridge penalty by Newton's method.

    Args:
        x: rows by columns, each column in units of its own spread; no column of ones.
        y: true or false, a row each.
        weight: of each row, zero or more.
        penalty: on half the sum of squares of all coefficients but the first, above zero.

    Returns:
        The coefficients: first the intercept, then one a column.

    Source: le Cessie and van Houwelingen 1992, Ridge estimators in logistic regression, Applied Statistics 41:191-201.

    >>> import numpy as np
    >>> x = np.array([[-1.0], [-1.0], [1.0], [1.0]])
    >>> y = np.array([False, True, True, True])
    >>> ridge_logistic(x, y, np.ones(4), penalty=1e6).round(2).tolist()
    [1.1, 0.0]
    """
    import numpy as np

    rows = np.column_stack([np.ones(len(x)), x])
    held = np.diag([0.0, *[penalty] * x.shape[1]])
    found = np.zeros(rows.shape[1])
    for _ in range(_MOST_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ found, -_FURTHEST, _FURTHEST)))
        slope = rows.T @ (weight * (y - likely)) - held @ found
        bend = (rows * (weight * likely * (1 - likely))[:, None]).T @ rows + held
        step = np.linalg.solve(bend + _CLOSE * np.eye(len(bend)), slope)
        found = found + step
        if np.abs(step).max() < _CLOSE:
            break
    return found
