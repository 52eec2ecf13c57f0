"""The experiments with initial weights against NumPy written out, and formulas of probability."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from byhand.training.curves import activations, curve
from byhand.training.initialisers import lecun_normal_
from byhand.training.lessons.table import lesson
from byhand.training.propagation import propagate


@pytest.mark.parametrize("name", activations())
def test_a_curve_and_its_slope(name: str) -> None:
    found = curve(name)
    x = np.array([-3.1, -1.2, -0.3, 0.4, 1.7, 2.9])
    slope = (found.value(x + 1e-6) - found.value(x - 1e-6)) / 2e-6
    assert np.allclose(found.slope(x), slope, atol=1e-6), (found.slope(x), slope)


def test_a_signal_through_layers_and_its_gradient_back() -> None:
    drawn: list[Any] = []

    def fill(array: Any, **how: Any) -> Any:
        drawn.append(lecun_normal_(array, **how).copy())
        return array

    found = propagate(fill, "tanh", (6, 5, 4), batch=3, seed=2)
    rng = np.random.default_rng(2)
    signal = rng.normal(size=(3, 6))
    for weights, z in zip(drawn, found.z, strict=True):
        assert np.allclose(z, signal @ weights)
        signal = np.tanh(z)
    # The gradient by the sums of layer 1, for the loss sum(u·a₂), by differences.
    u = found.g[1] / (1 - np.tanh(found.z[1]) ** 2)

    def loss(z: Any) -> float:
        return float((u * np.tanh(np.tanh(z) @ drawn[1])).sum())

    step = np.zeros((3, 5))
    step[1, 2] = 1e-6
    slope = (loss(found.z[0] + step) - loss(found.z[0] - step)) / 2e-6
    assert found.g[0][1, 2] == pytest.approx(slope, rel=1e-6), (found.g[0][1, 2], slope)


def test_units_that_start_alike() -> None:
    result = lesson("zero_init", {"steps": 50}).result
    constant = result.weights["constant"]
    assert np.ptp(constant, axis=2).max() == 0
    assert np.ptp(constant, axis=0).max() > 0.01, "they do learn"
    assert not result.weights["zeros"].any()
    assert not result.outputs["zeros"].any()
    assert np.ptp(result.outputs["constant"], axis=1).max() == 0
    assert result.moved("zeros") == 0
    moved = max(
        np.abs(result.weights["random"] - result.weights["random"][0]).max(),
        np.abs(result.outputs["random"] - result.outputs["random"][0]).max(),
    )
    assert result.moved("random") == moved
    assert result.spread("random") == np.ptp(result.weights["random"][-1], axis=1).max()


def test_only_the_output_bias_learns_from_zeros() -> None:
    """Adam on the mean of (c − y)², written out."""
    page = lesson("zero_init", {"steps": 60})
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (40, 2))
    y = np.sin(2 * x[:, 0]) * x[:, 1]
    c, m, v = 0.0, 0.0, 0.0
    for t in range(1, 61):
        g = 2 * (c - y.mean())
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        c -= 0.02 * (m / (1 - 0.9**t)) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
    assert page.numbers["full"] == pytest.approx((y**2).mean())
    assert page.numbers["stuck"] == pytest.approx(((c - y) ** 2).mean())


def test_the_first_gradient_of_the_constant_start_by_hand() -> None:
    page = lesson("zero_init", {"steps": 1})
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (40, 2))
    y = np.sin(2 * x[:, 0]) * x[:, 1]
    h = np.tanh(x @ np.full((2, 3), 0.5))
    error = h @ np.full(3, 0.5) - y
    expected = x.T @ (2 / 40 * error[:, None] * 0.5 * (1 - h**2))
    found = page.result.first["constant"]
    assert np.allclose(found, expected), (found, expected)


def test_ten_layers_of_tanh_written_out() -> None:
    result = lesson("tanh_layers", {"width": 32, "batch": 50}).result
    rng = np.random.default_rng(0)
    signal = rng.normal(size=(50, 32))
    for layer in range(1, 11):
        signal = np.tanh(signal @ rng.normal(0, 1, size=(32, 32)))
        found = result.deviation("large", layer)
        assert found == pytest.approx(signal.std()), (layer, found, signal.std())
        share = (np.abs(signal) > 0.97).mean()
        assert result.saturated("large", layer) == share
        assert result.typical_slope("large", layer) == pytest.approx(np.median(1 - signal**2))


def test_tanh_shrinks_what_a_variance_of_1_over_n_keeps() -> None:
    """The signal of a wide layer is normal, so its second moment is an integral."""
    result = lesson("tanh_layers", {"width": 1024, "batch": 64}).result
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    square = 1.0
    for layer in range(1, 11):
        square = float(weights @ np.tanh(math.sqrt(square) * nodes) ** 2 / math.sqrt(2 * math.pi))
        found = result.deviation("scaled", layer)
        assert found == pytest.approx(math.sqrt(square), rel=0.05), (layer, found, square)
    assert 0.2 < math.sqrt(square) < 0.25


def test_the_gradient_through_layers_written_out() -> None:
    """The formula meets the slopes of all layers but the last, whose gradient is the first."""
    from byhand.training.initialisers import xavier_normal_

    page = lesson("gradient_norms", {"width": 24, "batch": 10, "layers": 5})
    drawn: list[Any] = []

    def fill(array: Any, **how: Any) -> Any:
        drawn.append(xavier_normal_(array, **how).copy())
        return array

    propagate(fill, "tanh", (24,) * 6, batch=10, seed=0)
    signal, slopes = np.random.default_rng(0).normal(size=(10, 24)), []
    for w in drawn:
        signal = np.tanh(signal @ w)
        slopes.append(1 - signal**2)
    squares = [24 * (2 / 48) * (s**2).mean() for s in slopes[:4]]
    predicted = math.sqrt(math.prod(squares) ** (1 / 4))
    found = page.result.predicted["tanh", "xavier_normal_"]
    assert found == pytest.approx(predicted), (found, predicted)
    assert "r^4 " in str(page) or "r⁴" in str(page), str(page)


def test_a_linear_gate_halves_the_square() -> None:
    """Kaiming's weights keep the gradient, Xavier's multiply it by the root of one half."""
    result = lesson("gradient_norms", {"width": 256, "batch": 32, "layers": 30}).result
    factors = {pair: result.factor(pair) for pair in result.norms}
    assert factors["relu", "kaiming_normal_"] == pytest.approx(1, abs=0.03)
    assert factors["relu", "xavier_normal_"] == pytest.approx(math.sqrt(0.5), abs=0.03)
    assert factors["sigmoid", "xavier_normal_"] < 0.25, "σ' is at most 1/4"


def test_dead_units_written_out() -> None:
    result = lesson("dead_relu", {"units": 50, "steps": 5}).result
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, 20))
    w = rng.normal(size=(20, 50)) / math.sqrt(20)
    for bias in (-3.0, -2.0, -1.0):
        share = np.mean([(x @ w[:, j] + bias <= 0).all() for j in range(50)])
        assert result.measured[bias] == share, (bias, result.measured[bias], share)
    v = np.abs(rng.normal(size=50)) / math.sqrt(50)
    output = np.maximum(x @ w * math.sqrt(2), 0) @ v
    assert result.above == pytest.approx((output.mean(), np.sin(x[:, 0]).mean()))
    assert result.above[0] > result.above[1] + 1
    for rate in (0.1, 10.0):
        weights, b = w * math.sqrt(2), np.zeros(50)
        for _ in range(5):
            z = x @ weights + b
            error = np.maximum(z, 0) @ v - np.sin(x[:, 0])
            gz = 2 / 100 * np.outer(error, v) * (z > 0)
            weights, b = weights - rate * x.T @ gz, b - rate * gz.sum(axis=0)
        share = np.mean((x @ weights + b).max(axis=0) <= 0)
        assert result.killed[rate] == pytest.approx(share), (rate, result.killed[rate], share)
