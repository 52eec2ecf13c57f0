"""The three runs against the closed form of gradient descent on a parabola."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.errors import InputError
from byhand.training.lessons.table import lesson


@given(st.floats(0.01, 1.2), st.floats(0.2, 3), st.floats(-3, 3))
@settings(max_examples=30, deadline=None)
def test_the_error_is_multiplied_by_one_factor(rate: float, h: float, m: float) -> None:
    run = lesson("learning_rate", {"right": rate, "h": h, "m": m, "start": 4, "steps": 12}).result
    t = np.arange(13)
    expected = m + (1 - rate * h) ** t * (4 - m)
    assert np.allclose(run.weights[1], expected, rtol=1e-9, atol=1e-9), (run.weights[1], expected)
    assert np.allclose(run.losses[1], h / 2 * (expected - m) ** 2, rtol=1e-9, atol=1e-9)


def test_the_numbers_of_the_page() -> None:
    numbers = lesson("learning_rate", {}).numbers
    assert np.isclose(numbers["slow"], 0.96**40), (numbers["slow"], 0.96**40)
    assert np.isclose(numbers["after"], 9 * 1.1**40), (numbers["after"], 9 * 1.1**40)
    assert numbers["fast"] == 3, "0.2^(2t) is 6.4e-5 for t = 3 and 1.6e-3 for t = 2"
    assert numbers["limit"] == 1


@given(st.floats(0.1, 5), st.floats(-3, 3), st.floats(4, 9))
@settings(max_examples=20, deadline=None)
def test_the_best_rate_arrives_in_one_step(h: float, m: float, start: float) -> None:
    page = lesson("learning_rate", {"h": h, "m": m, "start": start, "steps": 2})
    assert np.isclose(page.numbers["best"], 1 / h)
    assert np.isclose(page.numbers["there"], m, atol=1e-9), (page.numbers["there"], m)


@pytest.mark.parametrize("rate", [0.5, 0.99, 1.0, 1.01])
def test_the_limit_of_the_rates(rate: float) -> None:
    page = lesson("learning_rate", {"large": rate, "steps": 200})
    assert (page.result.losses[2][-1] < 9) == (rate < 1)
    assert page.claims[3].holds


def test_a_start_at_the_minimum_is_refused() -> None:
    with pytest.raises(InputError, match="start at the minimum"):
        lesson("learning_rate", {"start": 1, "m": 1})
