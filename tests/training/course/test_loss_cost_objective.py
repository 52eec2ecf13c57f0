"""Loss, cost and objective by plain sums, their slopes by differences, their minima by search."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.training.lessons.table import lesson

SAMPLES = ((1.0, 1.5), (2.0, 3.0), (3.0, 4.0), (4.0, 9.0))


def loss(w: float, x: float, y: float) -> float:
    return (w * x - y) * (w * x - y)


def objective(w: float, penalty: float) -> float:
    return sum(loss(w, x, y) for x, y in SAMPLES) / 4 + penalty * w * w


def least(penalty: float) -> float:
    """By ternary search, as the objective is convex."""
    low, high = -20.0, 20.0
    for _ in range(200):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, b) if objective(a, penalty) < objective(b, penalty) else (a, high)
    return (low + high) / 2


@given(st.floats(-5, 5), st.floats(0, 20))
@settings(max_examples=40, deadline=None)
def test_values_and_slopes(w: float, penalty: float) -> None:
    result = lesson("loss_cost_objective", {"w": w, "penalty": penalty}).result
    for (x, y), value, slope in zip(SAMPLES, result.losses, result.slopes, strict=True):
        assert value == pytest.approx(loss(w, x, y), rel=1e-12, abs=1e-12), (value, loss(w, x, y))
        expected = (loss(w + 1e-5, x, y) - loss(w - 1e-5, x, y)) / 2e-5
        assert slope == pytest.approx(expected, rel=1e-6, abs=1e-6), (slope, expected)
    assert result.cost == pytest.approx(objective(w, 0)), (result.cost, objective(w, 0))
    assert result.objective == pytest.approx(objective(w, penalty), abs=1e-12)


@pytest.mark.parametrize("penalty", [0.0, 0.5, 3.0, 40.0])
def test_the_minima_by_search(penalty: float) -> None:
    best, pulled = lesson("loss_cost_objective", {"penalty": penalty}).result.best
    assert best == pytest.approx(least(0), abs=1e-6), (best, least(0))
    assert pulled == pytest.approx(least(penalty), abs=1e-6), (pulled, least(penalty))
    # 2/n·Σ(w·x − y)·x + 2λ·w = 0 has the solution Σxy/(Σx² + n·λ).
    closed = (1.5 + 6 + 12 + 36) / (1 + 4 + 9 + 16 + 4 * penalty)
    assert pulled == pytest.approx(closed, rel=1e-12), (pulled, closed)


def test_no_sample_is_fitted_where_the_cost_is_least() -> None:
    """Every sample has a weight of its own, and none of them is the best for all."""
    best = lesson("loss_cost_objective", {}).numbers["best"]
    own = [y / x for x, y in SAMPLES]
    assert min(abs(w - best) for w in own) > 0.3, (best, own)


def test_the_numbers_of_the_page() -> None:
    found = dict(lesson("loss_cost_objective", {}).numbers)
    expected = {"w": 1, "n": 4, "best": 1.85, "pulled": 55.5 / 32, "last": 25}
    expected |= {"cost": 27.25 / 4, "objective": 27.25 / 4 + 0.5}
    assert found == pytest.approx(expected, rel=1e-12), (found, expected)


def test_the_slope_of_the_objective_on_the_page() -> None:
    """It is that of the cost and that of the penalty, not of the penalty alone."""
    text = lesson("loss_cost_objective", {}).pages("txt")["loss_cost_objective.txt"].decode()
    slope = (objective(1 + 1e-5, 0.5) - objective(1 - 1e-5, 0.5)) / 2e-5
    line = next(line for line in text.splitlines() if "g_J" in line)
    shown = float(line.split()[-1].replace("−", "-"))
    assert shown == pytest.approx(slope, abs=6e-5), (line, slope)
