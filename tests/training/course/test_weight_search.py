"""Exhaustive search by loops of its own, and the descent beside it in closed form."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.training.lessons.table import lesson

SAMPLES = ((1, 2), (2, 4), (3, 6))


def cost(w: float, b: float = 0.0) -> float:
    return sum((w * x + b - y) ** 2 for x, y in SAMPLES) / 3


@pytest.mark.parametrize(("step", "count"), [(0.1, 41), (0.25, 17), (0.5, 9), (1.0, 5)])
def test_the_search_by_loops(step: float, count: int) -> None:
    page = lesson("weight_search", {"step": step})
    weights = [i * step for i in range(count)]
    assert page.result.weights.tolist() == pytest.approx(weights, abs=1e-12)
    assert page.result.costs.tolist() == pytest.approx([cost(w) for w in weights], abs=1e-9)
    best = min(weights, key=cost)
    numbers = page.numbers
    found = (numbers["w"], numbers["cost"], numbers["tries"], numbers["k"])
    assert found == pytest.approx((best, cost(best), count, count), abs=1e-12), (found, best)


def test_the_search_over_pairs() -> None:
    page = lesson("weight_search", {"step": 0.5})
    weights, biases = [i / 2 for i in range(9)], [i / 2 - 2 for i in range(9)]
    for row, b in zip(page.result.surface.tolist(), biases, strict=True):
        expected = [cost(w, b) for w in weights]
        assert row == pytest.approx(expected, abs=1e-9), (b, row, expected)
    best = min(((w, b) for w in weights for b in biases), key=lambda pair: cost(*pair))
    found = (page.numbers["pw"], page.numbers["pb"])
    assert found == best, (found, best)
    assert page.numbers["pairs"] == 81


@given(st.floats(0.001, 0.2), st.floats(0.02, 1))
@settings(max_examples=25, deadline=None)
def test_the_descent_in_closed_form(rate: float, step: float) -> None:
    """The slope is 28/3·(w − 2), so every step multiplies the distance by 1 − 28/3·lr."""
    result = lesson("weight_search", {"lr": rate, "step": step}).result
    factor = 1 - 28 / 3 * rate
    distances = [-2 * factor**t for t in range(31)]
    found = [w - 2 for w in result.walk.weights]
    assert found == pytest.approx(distances, abs=1e-9), (rate, found[-1], distances[-1])
    half = (result.weights[1] - result.weights[0]) / 2
    near = [t for t, d in enumerate(distances) if abs(d) <= half]
    expected = near[0] if near else math.inf
    clear = not near or abs(abs(distances[near[0]]) - half) > 1e-9
    assert result.steps == expected or not clear, (result.steps, expected)


@given(st.floats(0.02, 1))
@settings(max_examples=25, deadline=None)
def test_any_step_is_served(step: float) -> None:
    """The grid lies evenly, close to what was asked for, and every claim about it holds."""
    page = lesson("weight_search", {"step": step})
    gaps = [b - a for a, b in pairwise(page.result.weights.tolist())]
    assert max(gaps) - min(gaps) < 1e-9, (min(gaps), max(gaps))
    assert abs(gaps[0] / step - 1) < 0.34, (gaps[0], step)
    assert [claim.holds for claim in page.claims[:2]] == [True, True], page.numbers


def test_the_descent_beside_the_search() -> None:
    """It is 2·(1 − 28/3·lr)^t away from 2, while the search is there."""
    numbers = lesson("weight_search", {}).numbers
    t = next(t for t in range(99) if 2 * abs(1 - 28 / 3 * 0.05) ** t <= 0.05)
    found = (numbers["half"], numbers["steps"], numbers["w"])
    assert found == pytest.approx((0.05, t, 2.0)), (found, t)
    never = lesson("weight_search", {"lr": 1e-4})
    assert never.numbers["steps"] == math.inf
    assert not never.claims[2].holds


def test_the_slope_of_the_page() -> None:
    text = lesson("weight_search", {}).pages("txt")["weight_search.txt"].decode()
    slope = (cost(1 + 1e-6) - cost(1 - 1e-6)) / 2e-6
    for value in (cost(1), slope):
        shown = f"≈ {value:.4f}".replace("-", "−")
        assert shown in text, (shown, "is not on the page")
    for n in (1, 2, 3):
        assert str(41**n) in text, (41**n, "is not on the page")
