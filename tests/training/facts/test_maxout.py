"""Maxout over a parabola: the least error of k lines, and lines that Adam is to find."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from byhand.training.facts.maxout import laid_lines
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

PIECES = (1, 2, 3, 4, 6, 8)
STEPS, SEED = 60, 11


@pytest.fixture(scope="module")
def page() -> Lesson:
    return lesson("maxout", {})


@pytest.fixture(scope="module")
def short() -> Lesson:
    return lesson("maxout", {"steps": STEPS, "seed": SEED})


def largest(lines: list[tuple[float, float]], x: Any) -> float:
    """The largest distance of the maximum of some lines from x², place by place."""
    return max(abs(max(a * v + b for a, b in lines) - v * v) for v in x)


@pytest.mark.parametrize("k", PIECES)
def test_the_error_of_the_laid_lines(page: Lesson, k: int) -> None:
    lines = [(float(a), float(b)) for a, b in zip(*laid_lines(k), strict=True)]
    # The extremes lie where two lines meet, at the ends, and halfway in between.
    places = [-1 + i / k for i in range(2 * k + 1)]
    found, expected = largest(lines, places), 1 / (2 * k * k)
    assert found == pytest.approx(expected, rel=1e-12), (k, found, expected)
    dense = largest(lines, np.linspace(-1, 1, 3001))
    assert dense <= expected * (1 + 1e-9), (k, dense, expected)
    assert page.result.laid[k] == pytest.approx(expected, rel=1e-3), (page.result.laid[k], expected)


@pytest.mark.parametrize("k", PIECES)
def test_no_other_lines_do_better(k: int) -> None:
    """A line off by e at most covers a stretch of 2√(2e); k of them have to cover 2."""
    rng = np.random.default_rng(k)
    x = np.linspace(-1, 1, 401)
    slopes, offsets = laid_lines(k)
    best = 1 / (2 * k * k)
    for size in (0.3, 0.1, 0.03, 0.01):
        for _ in range(20):
            a, b = slopes + size * rng.normal(size=k), offsets + size * rng.normal(size=k)
            error = np.abs((np.outer(x, a) + b).max(axis=1) - x**2).max()
            # On 401 places the error of any lines is seen to within (step)²/4 of a parabola.
            assert error > best - 0.005**2, (k, size, error, best)


def trained(k: int) -> tuple[Any, Any]:
    """The lines after some steps of Adam, with the gradient of the winning piece by hand."""
    x = np.linspace(-1, 1, 101)
    lines = np.stack([np.random.default_rng(SEED).normal(size=k), np.full(k, -0.1)])
    m, v = np.zeros((2, k)), np.zeros((2, k))
    for t in range(1, STEPS + 1):
        heights = np.outer(x, lines[0]) + lines[1]
        winner = heights.argmax(axis=1)
        error = 2 * (heights.max(axis=1) - x**2) / 101
        g = np.zeros((2, k))
        np.add.at(g[0], winner, error * x)
        np.add.at(g[1], winner, error)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        lines = lines - 0.02 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return lines[0], lines[1]


@pytest.mark.parametrize("k", PIECES)
def test_training_by_hand(short: Lesson, k: int) -> None:
    a, b = trained(k)
    x = np.linspace(-1, 1, 2001)
    expected = np.abs((np.outer(x, a) + b).max(axis=1) - x**2).max()
    found = short.result.trained[k]
    assert found == pytest.approx(expected, rel=1e-6), (k, found, expected)


def test_the_numbers_of_the_page(page: Lesson) -> None:
    for key, k in (("e2", 2), ("e4", 4), ("e8", 8)):
        assert page.numbers[key] == pytest.approx(0.5 / k**2, rel=1e-3), (k, page.numbers[key])
    assert page.numbers["four"] == 8, "four lines have a slope and an offset each"
    assert 1 / 32 < page.numbers["t8"] < 1 / 8, "of four lines, and of two"
    assert page.numbers["six"] == 6


@pytest.mark.parametrize("k", PIECES)
def test_pieces_that_are_used(short: Lesson, k: int) -> None:
    """A piece that wins nowhere gets no gradient, and any other gets one."""
    a, b = trained(k)
    x = np.linspace(-1, 1, 2001)
    used = set(np.argmax(np.outer(x, a) + b, axis=1).tolist())
    assert short.result.alive[k] == len(used), (short.result.alive[k], used)
    x = np.linspace(-1, 1, 101)
    error = (np.outer(x, a) + b).max(axis=1) - x**2
    winner = np.argmax(np.outer(x, a) + b, axis=1)
    idle = sum(not error[winner == piece].any() for piece in range(k))
    assert short.result.idle[k] == idle, (short.result.idle[k], idle)
