"""Ridge logistic regression: with hardly any penalty the maximum likelihood of statsmodels, with much of it nothing but the share."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.stats.ridge import ridge_logistic


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(300, 3))
    return x, rng.random(300) < 1 / (1 + np.exp(-(x @ [1.0, -0.5, 0.0] - 0.7)))


def test_without_a_penalty_it_is_maximum_likelihood(rows):
    from statsmodels.api import Logit, add_constant

    x, y = rows
    assert ridge_logistic(x, y, np.ones(300), 1e-9) == pytest.approx(Logit(y, add_constant(x)).fit(disp=0).params, abs=1e-6)


def test_a_row_that_weighs_two_is_two_rows(rows):
    x, y = rows
    twice = ridge_logistic(np.vstack([x, x[:50]]), np.append(y, y[:50]), np.ones(350), 5.0)
    assert ridge_logistic(x, y, np.where(np.arange(300) < 50, 2.0, 1.0), 5.0) == pytest.approx(twice)


def test_a_column_that_parts_all_rows_stays_finite():
    x = np.array([[-1.0, 0.0], [-1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    found = ridge_logistic(x, np.array([False, False, True, True]), np.ones(4), 0.1)
    assert np.isfinite(found).all() and found[1] > 1 and found[2] == 0
