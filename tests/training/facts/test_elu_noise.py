"""Noise through ELU, Leaky ReLU and ReLU: drawn again, and integrated by mpmath."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

NOISE, DRAWS = 0.3, 20000
PLACES = [-8 + i / 2 for i in range(25)]
BY_HAND: dict[str, Callable[[float], float]] = {
    "elu": lambda x: x if x > 0 else math.exp(x) - 1,
    "leaky_relu": lambda x: max(x, 0.01 * x),
    "relu": lambda x: max(x, 0.0),
}


@pytest.fixture(scope="module")
def page() -> Lesson:
    return lesson("elu_noise", {})


@pytest.mark.parametrize("name", BY_HAND)
def test_the_same_draws_by_hand(page: Lesson, name: str) -> None:
    noise = [NOISE * z for z in np.random.default_rng(0).normal(size=DRAWS).tolist()]
    for x in (-8.0, -4.0, -0.5, 0.0, 2.0):
        outputs = [BY_HAND[name](x + e) for e in noise]
        mean = math.fsum(outputs) / DRAWS
        expected = math.sqrt(math.fsum((y - mean) ** 2 for y in outputs) / DRAWS)
        found = page.result.at(name, x)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12), (x, found, expected)


def variance(name: str, x: float) -> tuple[float, float]:
    """The variance of f(x + noise), and the standard error of a sample's, by integrals."""
    kink = min(max(-x / NOISE, -9.0), 9.0)

    def mean(of: Callable[[float], float]) -> Any:
        def density(z: Any) -> Any:
            return mpmath.mpf(of(BY_HAND[name](x + NOISE * float(z)))) * mpmath.npdf(z)

        return mpmath.quad(density, sorted({-9.0, -3.0, kink, 3.0, 9.0}))

    middle = float(mean(lambda y: y))
    second, fourth = (float(mean(lambda y, n=n: (y - middle) ** n)) for n in (2, 4))
    return second, math.sqrt(max(fourth - second**2, 0) / DRAWS)


@pytest.mark.parametrize("x", [-3.0, -1.0, -0.5, 0.0, 1.0])
@pytest.mark.parametrize("name", BY_HAND)
def test_the_variance_by_integrals(page: Lesson, name: str, x: float) -> None:
    expected, error = variance(name, x)
    found = page.result.at(name, x) ** 2
    assert abs(found - expected) < 5 * error + 1e-15, (name, x, found, expected, error)


def test_elu_in_closed_form(page: Lesson) -> None:
    """Far below 0, f(x + e) = exp(x)·exp(e) − 1 with a lognormal factor."""
    factor = math.sqrt(math.exp(NOISE**2) * (math.exp(NOISE**2) - 1))
    for x in (-8.0, -6.0, -4.0):
        expected, found = math.exp(x) * factor, page.result.at("elu", x)
        assert found == pytest.approx(expected, rel=0.03), (x, found, expected)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_first_order(page: Lesson, name: str) -> None:
    slopes: dict[str, Callable[[float], float]] = {
        "elu": lambda x: 1 if x > 0 else math.exp(x),
        "leaky_relu": lambda x: 1 if x > 0 else 0.01,
        "relu": lambda x: 1 if x > 0 else 0,
    }
    expected = [NOISE * slopes[name](x) for x in PLACES]
    found = page.result.predicted[name]
    assert np.allclose(found, expected, rtol=1e-12), (found, expected)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_line_of_the_first_order(page: Lesson, name: str) -> None:
    """A slope jumps at 0 and nowhere else, and the line has a gap there."""
    index = list(BY_HAND).index(name)
    line = page.plot().panels[0].lines[2 * index]  # type: ignore[attr-defined]
    x, y = np.array(line.x), np.array(line.y)
    assert np.isnan(y[x == 0]).all()
    assert np.isnan(y).sum() == 1
    left = {"elu": np.exp(x), "leaky_relu": 0.01, "relu": 0}[name]
    expected = NOISE * np.where(x > 0, 1, left)
    assert np.allclose(y[x != 0], expected[x != 0], rtol=1e-12, atol=0), (name, y)


def test_the_numbers_of_the_page(page: Lesson) -> None:
    numbers = page.numbers
    assert numbers["none"] == 0, numbers["none"]
    assert numbers["floor"] == pytest.approx(math.exp(-40) - 1), numbers["floor"]
    text = page.pages("txt")["elu_noise.txt"].decode()
    share = 100 * page.result.at("elu", -4.0) / NOISE
    assert f"{share:.2g}%" in text, (share, "is not on the page")
    for x, value in ((-2, 0.3 * math.exp(-2)), (-4, 0.3 * math.exp(-4))):
        assert f"{value:.4g}" in text, (x, value, "is not on the page")
