"""The measured factors of layers: the same draws in NumPy, and other draws with their spread."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

GIVEN = {"width": 64, "batch": 40, "seed": 3}
GAINS = [i / 4 for i in range(1, 17)]
ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "variance_1_over_n": lambda z: z,
    "variance_2_over_n": lambda z: np.where(z > 0, z, 0),
}
RIGHT = {"variance_1_over_n": 1.0, "variance_2_over_n": 2.0}


@pytest.fixture(scope="module")
def pages() -> dict[str, Lesson]:
    return {name: lesson(name, GIVEN) for name in ACTIVATIONS}


def factor(name: str, gain: float, rng: np.random.Generator) -> float:
    """By how much a layer multiplies the mean square, from the first of five to the last."""
    signal, squares = rng.normal(size=(40, 64)), []
    for _ in range(5):
        z = signal @ (math.sqrt(gain / 64) * rng.normal(size=(64, 64)))
        squares.append((z**2).mean())
        signal = ACTIVATIONS[name](z)
    return float((squares[-1] / squares[0]) ** 0.25)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_same_draws_by_hand(pages: dict[str, Lesson], name: str) -> None:
    for gain in (0.25, RIGHT[name], 4.0):
        expected = factor(name, gain, np.random.default_rng(3 + GAINS.index(gain)))
        found = pages[name].result.factor(gain)
        assert found == pytest.approx(expected, rel=1e-9), (gain, found, expected)
    assert pages[name].numbers["kept"] == pages[name].result.factor(RIGHT[name])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_variance_is_a_measurement_of_its_own(pages: dict[str, Lesson], name: str) -> None:
    """Both activations pass a positive factor on, so one seed would give one ratio throughout."""
    ratios = np.array(pages[name].result.factors) / GAINS
    assert len(set(ratios.round(9))) == len(GAINS), ratios
    away = max(abs(ratios * RIGHT[name] - 1))
    text = pages[name].pages("txt")[f"{name}.txt"].decode()
    assert f"right to within {100 * away:.1f}%" in " ".join(text.split()), away


CHOICES = {
    "variance_1_over_n": [(1 / 64, 1, 0.5), (1 / 32, 2, 1), (2 / 96, 4 / 3, 2 / 3)],
    "variance_2_over_n": [(2 / 64, 1, 0.5), (2 / 32, 2, 1)],
}
"""For a layer from 64 inputs to 32 units: Var(w), then the derived factors, forward and back."""


def both_ways(name: str, variance: float, rng: np.random.Generator) -> tuple[float, float]:
    """The factors of a layer from 64 to 32, written out; a layer before it makes its inputs."""
    act, std = ACTIVATIONS[name], math.sqrt(variance)
    y = rng.normal(size=(40, 64)) @ (std * rng.normal(size=(64, 64)))
    w = std * rng.normal(size=(64, 32))
    z = act(y) @ w
    g = rng.normal(size=z.shape)
    if name == "variance_2_over_n":
        g = np.where(z > 0, g, 0)
    slope = np.ones_like(y) if name == "variance_1_over_n" else np.where(y > 0, 1, 0)
    back = (g @ w.T) * slope
    return (z**2).mean() / (y**2).mean(), (back**2).mean() / (g**2).mean()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_layer_that_narrows(pages: dict[str, Lesson], name: str) -> None:
    found = pages[name].result.narrowing
    assert len(found) == len(CHOICES[name])
    for i, (row, (variance, forward, back)) in enumerate(zip(found, CHOICES[name], strict=True)):
        assert row.derived == pytest.approx((forward, back), rel=1e-12), (row, forward, back)
        expected = both_ways(name, variance, np.random.default_rng(3 + len(GAINS) + i))
        assert (row.forward, row.back) == pytest.approx(expected, rel=1e-9), (row, expected)
        rng = np.random.default_rng(900 + i)
        many = np.mean([both_ways(name, variance, rng) for _ in range(300)], axis=0)
        assert np.allclose(many, (forward, back), rtol=0.03), (row.variance, many)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_other_draws(pages: dict[str, Lesson], name: str) -> None:
    right = RIGHT[name]
    rng = np.random.default_rng(20_240)
    found = np.log([factor(name, right, rng) for _ in range(200)])
    mean, spread = found.mean(), found.std()
    # The logarithm has its mean a little below 0, by about half its variance a layer.
    assert abs(mean) < 5 * spread / math.sqrt(200) + 4 * spread**2, (mean, spread)
    measured = math.log(pages[name].result.factor(right))
    assert abs(measured - mean) < 5 * spread, (measured, mean, spread)


@pytest.mark.parametrize(("name", "half"), [("variance_1_over_n", 1.0), ("variance_2_over_n", 0.5)])
def test_one_layer_in_closed_form(pages: dict[str, Lesson], name: str, half: float) -> None:
    """E(f(y)²) of a normal y is 1 for the identity, one half for ReLU; a layer takes the rest."""
    rng = np.random.default_rng(8)
    y = rng.normal(size=400_000)
    squares = ACTIVATIONS[name](y) ** 2
    error = squares.std() / math.sqrt(y.size)
    assert abs(squares.mean() - half) < 5 * error, (squares.mean(), half)
    right = pages[name].numbers["right"]
    assert half * right == 1, (half, right)


@pytest.fixture(scope="module")
def lengths() -> Lesson:
    return lesson("orthogonal_lengths", {"width": 40, "batch": 30, "seed": 6})


def test_normal_weights_change_lengths(lengths: Lesson) -> None:
    """The same draws; ten layers lie between the first sums and the last."""
    rng = np.random.default_rng(6)
    signal = rng.normal(size=(30, 40))
    sums = []
    for _ in range(11):
        signal = signal @ (rng.normal(size=(40, 40)) / math.sqrt(40))
        sums.append([math.sqrt(sum(v * v for v in row)) for row in signal.tolist()])
    expected = max(abs(b / a - 1) for a, b in zip(sums[0], sums[10], strict=True))
    found = lengths.numbers["normal"]
    assert found == pytest.approx(expected, rel=1e-9), (found, expected)


def test_orthogonal_weights_keep_lengths(lengths: Lesson) -> None:
    # Eleven products of 40 terms, each rounded: far below this.
    assert lengths.numbers["orthogonal"] < 1e-13, lengths.numbers["orthogonal"]
    rng = np.random.default_rng(1)
    signal = start = rng.normal(size=(30, 40))
    for _ in range(10):
        signal = signal @ np.linalg.qr(rng.normal(size=(40, 40)))[0]
    change = abs(np.linalg.norm(signal, axis=1) / np.linalg.norm(start, axis=1) - 1).max()
    assert change < 1e-13, change
    assert lengths.numbers["normal"] > 0.05, "layers of normal weights do change a length"
