"""The pages of initialisers: variances by formulas of probability, and signals drawn again."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from byhand.training.initialisers import INITIALISERS
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

WIDTH, BATCH = 60, 40


def normal_density(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


INSIDE = math.erf(2 / math.sqrt(2))
TRUNCATED = 1 - 2 * 2 * normal_density(2) / INSIDE
"""The variance of a standard normal number that is drawn again outside of [−2, 2]."""
VARIANCE: dict[str, Callable[[int, int], float]] = {
    # By fan_in n and fan_out m.
    "zeros": lambda n, m: 0,
    "ones": lambda n, m: 0,
    "constant": lambda n, m: 0,
    "normal": lambda n, m: 1,
    "uniform": lambda n, m: 1 / 12,
    "trunc_normal": lambda n, m: TRUNCATED,
    "lecun_uniform": lambda n, m: 1 / n,
    "lecun_normal": lambda n, m: 1 / n,
    "xavier_uniform": lambda n, m: 2 / (n + m),
    "xavier_normal": lambda n, m: 2 / (n + m),
    "kaiming_uniform": lambda n, m: 2 / n,
    "kaiming_normal": lambda n, m: 2 / n,
    "orthogonal": lambda n, m: 1 / max(n, m),
}
RANDOM = [name for name in VARIANCE if VARIANCE[name](1, 1)]
MEASURED = [name for name in RANDOM if name != "orthogonal"]
"""Whose variance is a measurement; rows of one length have no other mean square."""
ALIKE = [name for name in VARIANCE if name not in RANDOM]


def uniform(rng: np.random.Generator, variance: float) -> Any:
    return math.sqrt(12 * variance) * (rng.random((WIDTH, WIDTH)) - 0.5)


def truncated(rng: np.random.Generator) -> Any:
    many = rng.normal(size=4 * WIDTH * WIDTH)
    return many[abs(many) <= 2][: WIDTH * WIDTH].reshape(WIDTH, WIDTH)


def weights(name: str, rng: np.random.Generator) -> Any:
    """A square layer, drawn by hand."""
    variance = VARIANCE[name](WIDTH, WIDTH)
    if name == "uniform":
        return rng.random((WIDTH, WIDTH))
    if name == "trunc_normal":
        return truncated(rng)
    if name == "orthogonal":
        return np.linalg.qr(rng.normal(size=(WIDTH, WIDTH)))[0]
    if name.endswith("uniform"):
        return uniform(rng, variance)
    return math.sqrt(variance) * rng.normal(size=(WIDTH, WIDTH))


@pytest.fixture(scope="module")
def pages() -> dict[str, Lesson]:
    given = {"width": WIDTH, "batch": BATCH, "seed": 4}
    return {name: lesson(name, given) for name in VARIANCE}


def test_every_initialiser_is_checked() -> None:
    assert sorted(name.strip("_") for name in INITIALISERS) == sorted(VARIANCE)


@pytest.mark.parametrize("name", VARIANCE)
def test_the_small_layer_on_the_page(pages: dict[str, Lesson], name: str) -> None:
    text = pages[name].pages("txt")[f"{name}.txt"].decode()
    line = next(line for line in text.splitlines() if line.strip().startswith("Var(w)  "))
    found, expected = float(line.split()[-1]), VARIANCE[name](4, 2)
    assert found == pytest.approx(expected, abs=6e-5), (line, expected)
    assert (pages[name].numbers["fan_in"], pages[name].numbers["fan_out"]) == (4, 2)


@pytest.mark.parametrize("name", ["lecun", "xavier", "kaiming"])
def test_the_bounds_of_a_uniform_layer(pages: dict[str, Lesson], name: str) -> None:
    """A uniform number in [−r, r] has the variance r²/3."""
    text = pages[f"{name}_uniform"].pages("txt")[f"{name}_uniform.txt"].decode()
    line = next(line for line in text.splitlines() if line.strip().startswith("high  "))
    reach = math.sqrt(3 * VARIANCE[f"{name}_uniform"](4, 2))
    assert float(line.split()[-1]) == pytest.approx(reach, abs=6e-5), (line, reach)


@pytest.mark.parametrize("name", MEASURED)
def test_the_variance_of_the_draw(pages: dict[str, Lesson], name: str) -> None:
    draw, numbers = pages[name].result.draw, pages[name].numbers
    outputs, inputs = draw.shape
    expected = VARIANCE[name](inputs, outputs)
    assert numbers["variance"] == pytest.approx(expected, rel=1e-9), (numbers, expected)
    entries = draw.ravel().tolist()
    mean = math.fsum(entries) / len(entries)
    measured = math.fsum((w - mean) ** 2 for w in entries) / len(entries)
    assert numbers["measured"] == pytest.approx(measured, rel=1e-9), (numbers, measured)
    # The variance of n normal numbers has the relative error √(2/n); the others have less.
    slack = 5 * expected * math.sqrt(2 / len(entries))
    assert abs(measured - expected) < slack, (measured, expected, slack)
    assert abs(mean - (0.5 if name == "uniform" else 0)) < 5 * math.sqrt(expected / len(entries))


def test_the_rows_of_the_orthogonal_draw(pages: dict[str, Lesson]) -> None:
    draw = pages["orthogonal"].result.draw
    assert np.allclose(draw @ draw.T, np.eye(WIDTH), atol=1e-12)
    assert pages["orthogonal"].numbers["ratio"] == pytest.approx(1, abs=1e-12)
    assert "variance" not in pages["orthogonal"].numbers, "it would hold whatever was drawn"


FORMULAS: dict[str, Callable[[dict[str, float]], float]] = {
    "(high − low)²/12": lambda v: (v["high"] - v["low"]) ** 2 / 12,
    "std²": lambda v: v["std"] ** 2,
    "1 − 4·exp(−2)/(√(2π)·erf(√2))": lambda v: TRUNCATED,
    "gain²/max(fan_in, fan_out)": lambda v: v["gain"] ** 2 / max(4, 2),
}


@pytest.mark.parametrize("name", RANDOM)
def test_the_formula_of_the_variance(pages: dict[str, Lesson], name: str) -> None:
    text = pages[name].pages("txt")[f"{name}.txt"].decode()
    shown = next(line for line in text.splitlines() if line.strip().startswith("Var(w) ="))
    numbers = INITIALISERS[f"{name}_"].at((2, 4), **pages[name].result.shown.settings)
    found = FORMULAS[shown.split(" = ")[1].strip()](numbers)
    assert found == pytest.approx(VARIANCE[name](4, 2), rel=1e-9), (shown, found)


@pytest.mark.parametrize("name", VARIANCE)
def test_settings_with_their_defaults(pages: dict[str, Lesson], name: str) -> None:
    text = " ".join(pages[name].pages("txt")[f"{name}.txt"].decode().split())
    for key, value in INITIALISERS[f"{name}_"].settings.items():
        number = isinstance(value, float)
        told = "(here 0.1)" if value is None else f"(default {f'{value:g}' if number else value})"
        assert f"{key} {told.replace('-', '−')}" in text, (key, value)
        assert f"{key} = {key}" not in text, "a setting is itself; that says nothing"
    assert ("≈ 1.4142" in text) == name.startswith("kaiming"), "the gain of ReLU is √2"
    relu = f"units, with {'ReLU' if name.startswith('kaiming') else 'no activation'}"
    assert f"layers of {WIDTH} {relu} and no biases, receive {BATCH} inputs" in text


def log_ratio(name: str, rng: np.random.Generator) -> float:
    """The logarithm of the mean square of the last of ten layers over that of the first."""
    signal, squares = rng.normal(size=(BATCH, WIDTH)), []
    for _ in range(10):
        z = signal @ weights(name, rng)
        squares.append((z**2).mean())
        signal = np.maximum(z, 0) if name.startswith("kaiming") else z
    return math.log(squares[-1] / squares[0])


@pytest.mark.parametrize("name", MEASURED)
def test_ten_layers_drawn_again(pages: dict[str, Lesson], name: str) -> None:
    rng = np.random.default_rng(77)
    found = [log_ratio(name, rng) for _ in range(40)]
    mean, spread = float(np.mean(found)), float(np.std(found))
    ratio = math.log(pages[name].numbers["ratio"])
    assert abs(ratio - mean) < 5 * spread, (name, ratio, mean, spread)


@pytest.mark.parametrize(("name", "variance"), [("normal", 1.0), ("trunc_normal", TRUNCATED)])
def test_how_fast_a_signal_grows(pages: dict[str, Lesson], name: str, variance: float) -> None:
    """Every layer multiplies the mean square by n·Var(w), nine times from the first to the last."""
    expected = 9 * math.log(WIDTH * variance)
    found = math.log(pages[name].numbers["ratio"])
    assert found == pytest.approx(expected, abs=2), (found, expected)


@pytest.mark.parametrize("name", ALIKE)
def test_units_that_are_alike(pages: dict[str, Lesson], name: str) -> None:
    start = np.random.default_rng(4).normal(size=(BATCH, WIDTH))
    weight = {"zeros": 0.0, "ones": 1.0, "constant": 0.1}[name]
    sums = weight * start.sum(axis=1, keepdims=True)
    first = pages[name].result.passed.z[0]
    assert np.allclose(first, sums, atol=1e-12), abs(first - sums).max()
    gradients = pages[name].result.passed.g
    assert not np.allclose(gradients[-1], gradients[-1][:, :1]), "the last comes from outside"
    back = gradients[-1].sum(axis=1, keepdims=True) * weight
    for layer in range(8, -1, -1):
        assert np.allclose(gradients[layer], back, rtol=1e-9, atol=0), layer
        back = back * weight * WIDTH
    assert pages[name].result.alike
    assert pages[name].result.silent == (name == "zeros")
    expected = [(sums**2).mean() * (weight * WIDTH) ** (2 * layer) for layer in range(10)]
    assert np.allclose(pages[name].result.squares, expected, rtol=1e-9)
