"""Every loss as emitted source, against its definition written in NumPy and differences of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import byhand as bh


def _huber(a: Any, y: Any) -> Any:
    error = np.abs(a - y)
    return np.mean(np.where(error <= 0.7, error**2 / 2, 0.7 * (error - 0.35)))


LOSSES: dict[str, tuple[str, Any, tuple[float, ...], tuple[float, ...]]] = {
    "mse": ("mse(a, y)", lambda a, y: np.mean((a - y) ** 2), (1.5, -2.0), (0.5, 0.0)),
    "huber": ("huber(a, y, delta=0.7)", _huber, (1.5, 0.2), (0.5, 0.0)),
    "hinge": ("hinge(a, y)", lambda a, y: np.mean(np.maximum(0, 1 - y * a)), (0.4, 2.0), (1, 1)),
    "bce": (
        "bce(a, y)",
        lambda a, y: -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)),
        (0.4, 0.9),
        (1.0, 0.0),
    ),
    "bce_with_logits": (
        "bce_with_logits(a, y)",
        lambda a, y: np.mean(np.log(1 + np.exp(a)) - y * a),
        (0.4, -0.9),
        (1.0, 0.0),
    ),
}


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("arrays", [True, False], ids=["arrays", "numbers"])
def test_a_loss_is_emitted(name: str, arrays: bool) -> None:
    text, by_hand, a, y = LOSSES[name]
    shapes = "a: (N,)\ny: (N,)\n" if arrays else ""
    compiled = bh.compile(f"{shapes}L = {text}", wrt=["a"])
    at = (np.array(a), np.array(y, float)) if arrays else (np.array(a[0]), np.array(float(y[0])))
    value, gradients = compiled(a=at[0] if arrays else a[0], y=at[1] if arrays else float(y[0]))
    assert value == pytest.approx(by_hand(*at)), (value, by_hand(*at))
    for place in np.ndindex(at[0].shape):
        step = np.zeros(at[0].shape)
        step[place] = 1e-6
        slope = (by_hand(at[0] + step, at[1]) - by_hand(at[0] - step, at[1])) / 2e-6
        found = np.asarray(gradients["a"])[place]
        assert found == pytest.approx(slope, abs=1e-6), (place, found, slope)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_at_many_points(name: str) -> None:
    text, by_hand, a, y = LOSSES[name]
    many = bh.compile(f"L = {text}", wrt=["a"], batch=["a", "y"])
    values, _ = many(a=a, y=[float(one) for one in y])
    expected = [
        by_hand(np.array(one), np.array(float(other))) for one, other in zip(a, y, strict=True)
    ]
    assert np.allclose(values, expected), (values, expected)
