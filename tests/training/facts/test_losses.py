"""Losses against formulas written out, their slopes against differences, minima by search."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from byhand.training.facts.loss_words import LOSSES
from byhand.training.facts.losses import best_constant
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def bce(p: float, y: float) -> float:
    return -math.log(p if y == 1 else 1 - p)


def huber(a: float, y: float) -> float:
    e = abs(a - y)
    return e * e / 2 if e <= 1 else e - 0.5


def kl(q: float, _: float = 0.0, p: float = 0.3) -> float:
    return p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q))


BY_HAND: dict[str, Callable[[float, float], float]] = {
    "mse": lambda a, y: (a - y) * (a - y),
    "huber": huber,
    "bce": bce,
    "bce_with_logits": lambda z, y: math.log(1 + math.exp(-z if y == 1 else z)),
    "hinge": lambda s, y: max(0.0, 1 - y * s),
    "cross_entropy": lambda z, _: math.log(math.exp(z) + math.exp(2) + math.exp(0.5)) - z,
    "kl": kl,
}
KINKS = {"huber": (-1.0, 1.0), "hinge": (-1.0, 1.0)}
SAMPLE = (0.0, 1.0, 2.0, 3.0, 100.0)


@pytest.fixture(scope="module")
def pages() -> dict[str, Lesson]:
    return {name: lesson(name, {}) for name in BY_HAND}


def slope(name: str, x: float, y: float) -> float:
    """By central differences."""
    f, h = BY_HAND[name], 1e-5 * min(1.0, abs(x) + 1e-2, abs(1 - x) + 1e-2)
    return (f(x + h, y) - f(x - h, y)) / (2 * h)


def test_every_loss_is_checked() -> None:
    assert sorted(loss.name for loss in LOSSES) == sorted(BY_HAND)


@pytest.mark.parametrize("name", BY_HAND)
def test_values_and_slopes(pages: dict[str, Lesson], name: str) -> None:
    result = pages[name].result
    for y in result.loss.targets:
        for i in range(0, len(result.x), 7):
            x = float(result.x[i])
            value = BY_HAND[name](x, y)
            assert math.isclose(result.values[y][i], value, rel_tol=1e-9, abs_tol=1e-12), (x, y)
            if all(abs(x - kink) > 1e-3 for kink in KINKS.get(name, ())):
                expected, found = slope(name, x, y), float(result.slopes[y][i])
                near = math.isclose(found, expected, rel_tol=1e-5, abs_tol=1e-7)
                assert near, (name, x, y, found, expected)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_slopes_that_the_page_tells(pages: dict[str, Lesson], name: str) -> None:
    result = pages[name].result
    for x, y in result.loss.far:
        expected, found = slope(name, x, y), result.slope(x, y)
        assert math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6), (x, y, found, expected)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_sample_by_hand(pages: dict[str, Lesson], name: str) -> None:
    """The gradient that the page works out, at the values that it gives."""
    loss = pages[name].result.loss
    x, y = loss.at[loss.prediction], loss.at.get(loss.target, 0.0)
    expected = slope(name, x, y)
    text = pages[name].pages("txt")[f"{name}.txt"].decode()
    worked = text[text.index(f"∂L/∂{loss.prediction[0]}") :].split("\n\n")[0]
    shown = float(worked.split()[-1].replace("−", "-"))
    assert shown == pytest.approx(expected, abs=6e-5), (worked, expected)


@pytest.mark.parametrize("name", BY_HAND)
def test_convexity_and_the_steepest_place(pages: dict[str, Lesson], name: str) -> None:
    result, f = pages[name].result, BY_HAND[name]
    low, high = result.loss.span
    grid = [low + (high - low) * i / 600 for i in range(601)]
    bends = [
        f(grid[i - 1], y) - 2 * f(grid[i], y) + f(grid[i + 1], y)
        for y in result.loss.targets
        for i in range(1, 600)
    ]
    assert result.convex == (min(bends) > -1e-9), (result.convex, min(bends))
    steepest = max(abs(slope(name, x, y)) for x in (low, high) for y in result.loss.targets)
    assert result.steepest == pytest.approx(steepest, rel=1e-5), (result.steepest, steepest)


@pytest.mark.parametrize("name", ["mse", "huber"])
@pytest.mark.parametrize("targets", [SAMPLE, (-2.0, 0.5, 0.7), (5.0, 1.0, 1.5, 9.0)])
def test_the_best_constant_by_search(
    pages: dict[str, Lesson], name: str, targets: tuple[float, ...]
) -> None:
    def total(c: float) -> float:
        return math.fsum(BY_HAND[name](c, y) for y in targets)

    low, high, best = min(targets), max(targets), math.nan
    for _ in range(4):  # ever finer around the best place so far
        grid = np.linspace(low, high, 401).tolist()
        best = min(grid, key=total)
        low, high = best - (high - low) / 200, best + (high - low) / 200
    found = best_constant(pages[name].result.loss, targets)
    assert total(found) <= total(best) + 1e-9, (found, best, total(found), total(best))
    if targets == SAMPLE:
        assert found == pytest.approx(best, abs=1e-4), (found, best)
        assert pages[name].numbers["best"] == pytest.approx(best, abs=1e-4)


def test_the_numbers_of_regression(pages: dict[str, Lesson]) -> None:
    mse, robust = pages["mse"].numbers, pages["huber"].numbers
    mean = sum(SAMPLE) / 5
    assert mse["best"] == pytest.approx(mean, abs=1e-9), (mse["best"], mean)
    assert mse["mean"] == robust["mean"] == mean
    assert (mse["s1"], mse["s100"]) == (2, 200)
    # Between 1 and 2 the pulls are 1, c − 1, c − 2, −1 and −1: they cancel at c = 2.
    assert robust["best"] == pytest.approx(2, abs=1e-9), robust["best"]
    assert robust["s100"] == 1


def test_the_numbers_of_classification(pages: dict[str, Lesson]) -> None:
    odds = pages["bce"].numbers
    expected = {"half": math.log(2), "tenth": math.log(10), "hundredth": math.log(100)}
    for key, value in expected.items():
        assert odds[key] == pytest.approx(value, rel=1e-12), (key, odds[key], value)
    logits = pages["bce_with_logits"].numbers
    assert logits["slope_1"] == pytest.approx(sigmoid(1), rel=1e-12)
    assert logits["slope"] == pytest.approx(slope("bce_with_logits", -6, 1), rel=1e-6)
    squared = ((sigmoid(-6 + 1e-5) - 1) ** 2 - (sigmoid(-6 - 1e-5) - 1) ** 2) / 2e-5
    assert logits["squared"] == pytest.approx(squared, rel=1e-5), (logits["squared"], squared)
    margin = pages["hinge"].numbers
    assert (margin["inside"], margin["outside"]) == (-1, 0), margin
    many = pages["cross_entropy"].numbers
    p = math.e / (math.e + math.exp(2) + math.exp(0.5))
    assert many["p"] == pytest.approx(p, rel=1e-12), (many["p"], p)
    assert many["slope"] == pytest.approx(p - 1, rel=1e-12), (many["slope"], p - 1)


def test_the_numbers_of_the_divergence(pages: dict[str, Lesson]) -> None:
    numbers = pages["kl"].numbers
    assert numbers["there"] == pytest.approx(kl(0.9), rel=1e-12), (numbers["there"], kl(0.9))
    assert numbers["back"] == pytest.approx(kl(0.3, p=0.9), rel=1e-12)
    assert numbers["least"] == 0, "at q = p every logarithm is that of 1"
    assert numbers["p"] == 0.3
    assert all(kl(i / 1000) > 0 for i in range(1, 1000) if i != 300), "and nowhere else"


@pytest.mark.parametrize("name", BY_HAND)
def test_where_the_sample_is_and_its_slopes(pages: dict[str, Lesson], name: str) -> None:
    loss, text = pages[name].result.loss, pages[name].pages("txt")[f"{name}.txt"].decode()
    line = next(line for line in text.splitlines() if line.startswith("With "))
    for key, value in loss.at.items():
        letter = key.replace("_1", "₁").replace("_2", "₂").replace("_3", "₃")
        assert f"{letter} = {value:g}".replace("-", "−") in line, (key, value, line)
    assert ("natural logarithm" in text) == ("log(" in loss.program)
    places = [line for line in text.splitlines() if line.strip().startswith("slope at")]
    assert len(places) == len(loss.far)
    assert all(("," in place) == bool(loss.target) for place in places), places
    assert min(kl(i / 1000) for i in range(1, 1000)) == pytest.approx(0, abs=1e-15)
