"""Gradients of one sign, and the walks they lead to, written out sample by sample."""

from __future__ import annotations

import math
from typing import Any

import autograd
import numpy as np
import pytest

from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

grad: Any = autograd.grad

GIVEN = {"samples": 150, "lr": 0.4, "steps": 120, "seed": 5}
GOAL = (1.0, -1.0)


@pytest.fixture(scope="module")
def page() -> Lesson:
    return lesson("same_sign", GIVEN)


@pytest.fixture(scope="module")
def inputs() -> tuple[Any, Any, Any]:
    """Outputs of sigmoids, the same around their mean, and 200 weights to try."""
    rng = np.random.default_rng(5)
    normal = rng.normal(size=(150, 2))
    squashed = 0.5 * (1 + np.tanh(normal / 2))
    return squashed, squashed - squashed.sum(axis=0) / 150, rng.normal(size=(200, 2))


def one_sign(gradient: Any) -> bool:
    return all(g > 0 for g in gradient) or all(g < 0 for g in gradient)


def loss(w: Any, x: Any) -> Any:
    """Of one sample whose target is that of the goal."""
    return 0.5 * ((w[0] - GOAL[0]) * x[0] + (w[1] - GOAL[1]) * x[1]) ** 2


def test_the_share_of_samples(page: Lesson, inputs: tuple[Any, Any, Any]) -> None:
    squashed, centred, _ = inputs
    for x, found in ((squashed, page.result.positive), (centred, page.result.centred)):
        signs = [one_sign(grad(loss)(np.zeros(2), sample)) for sample in x]
        expected = sum(signs) / len(signs)
        assert found == pytest.approx(expected, abs=1e-12), (found, expected)
    assert page.result.positive == 1, "inputs without a minus cannot split the signs"


def test_the_share_of_batches(page: Lesson, inputs: tuple[Any, Any, Any]) -> None:
    x, _, weights = inputs
    signs = []
    for w in weights:
        error = [(w[0] - 1) * a + (w[1] + 1) * b for a, b in x]
        gradient = [sum(e * sample[k] for e, sample in zip(error, x, strict=True)) for k in (0, 1)]
        signs.append(one_sign(gradient))
    expected = sum(signs) / len(signs)
    assert page.result.many == pytest.approx(expected, abs=1e-12), (page.result.many, expected)


@pytest.mark.parametrize("which", [0, 1])
def test_a_walk_sample_by_sample(page: Lesson, inputs: tuple[Any, Any, Any], which: int) -> None:
    w, path = [0.0, 0.0], [(0.0, 0.0)]
    for t in range(120):
        a, b = inputs[which][t % 150]
        error = (w[0] - 1) * a + (w[1] + 1) * b
        w = [w[0] - 0.4 * error * a / (a * a + b * b), w[1] - 0.4 * error * b / (a * a + b * b)]
        path.append((w[0], w[1]))
    walk = page.result.walks[which]
    assert np.allclose(walk, path, atol=1e-12), (walk[-1], path[-1])
    near = [t for t, (u, v) in enumerate(path) if math.hypot(u - 1, v + 1) < 0.1]
    expected = near[0] if near else math.inf
    quoted = page.numbers["slow" if which == 0 else "fast"]
    assert quoted == expected, (quoted, expected)


def test_every_step_of_the_positive_walk_moves_both_weights_alike(page: Lesson) -> None:
    steps = np.diff(page.result.walks[0], axis=0)
    least = float(steps.prod(axis=1).min())
    assert least >= 0, f"a step has the product {least} of its two parts"
    centred = np.diff(page.result.walks[1], axis=0).prod(axis=1)
    assert (centred < 0).mean() > 0.2, (centred < 0).mean()


def test_shares_as_the_page_says_them(page: Lesson) -> None:
    text = page.pages("txt")["same_sign.txt"].decode()
    for share in (page.result.positive, page.result.centred, page.result.many):
        assert f"{100 * share:.0f}%" in text, (share, "is not on the page")
