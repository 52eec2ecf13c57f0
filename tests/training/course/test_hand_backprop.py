"""The example and the rules of the nodes against autograd, program by program in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy
import pytest

from byhand.training.course.hand_backprop import RULES
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

anp: Any = autograd.numpy
grad: Any = autograd.grad

Tail = Callable[[Any], Any]
"""The loss from one variable on, all others being held."""


def sigmoid(z: Any) -> Any:
    return 1 / (1 + anp.exp(-z))


def larger(x: Any, y: Any) -> Any:
    return anp.where(x > y, x, y)


NEURON: dict[str, tuple[Tail, float]] = {
    "w": (lambda w: (sigmoid(w * -1.0 + 0.5) - 1) ** 2, 2.0),
    "x": (lambda x: (sigmoid(2 * x + 0.5) - 1) ** 2, -1.0),
    "b": (lambda b: (sigmoid(-2 + b) - 1) ** 2, 0.5),
    "z": (lambda z: (sigmoid(z) - 1) ** 2, -1.5),
    "a": (lambda a: (a - 1) ** 2, float(sigmoid(-1.5))),
    "y": (lambda y: (sigmoid(-1.5) - y) ** 2, 1.0),
}
BY_RULE: tuple[dict[str, tuple[Tail, float]], ...] = (
    {
        "x": (lambda x: (x + 2) ** 2, 1.0),
        "y": (lambda y: (1 + y) ** 2, 2.0),
        "s": (lambda s: s**2, 3.0),
    },
    {
        "x": (lambda x: larger(x, 3.0) ** 2, 1.0),
        "y": (lambda y: larger(1.0, y) ** 2, 3.0),
        "m": (lambda m: m**2, 3.0),
    },
    {"s": (lambda s: s**2, 6.0), "x": (lambda x: (3 * x) ** 2, 2.0)},
    {
        "x": (lambda x: (x * -1) ** 2, 2.0),
        "y": (lambda y: (2 * y) ** 2, -1.0),
        "p": (lambda p: p**2, -2.0),
    },
    {
        "a": (lambda a: a * 9, 6.0),
        "b": (lambda b: 6 * b, 9.0),
        "x": (lambda x: 2 * x * x**2, 3.0),
    },
)


@pytest.fixture(scope="module")
def page() -> Lesson:
    return lesson("hand_backprop", {})


def check(gradients: Any, tails: dict[str, tuple[Tail, float]]) -> None:
    for name, (tail, at) in tails.items():
        found, expected = float(gradients[name]), float(grad(tail)(at))
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-15), (name, found, expected)


def test_the_neuron(page: Lesson) -> None:
    gradients = page.result.example.gradients
    assert {"w", "x", "b", "z", "a"} <= set(gradients), sorted(gradients)
    check(gradients, {name: tail for name, tail in NEURON.items() if name in gradients})


def test_every_rule_is_checked() -> None:
    assert len(RULES) == len(BY_RULE)
    for rule, tails in zip(RULES, BY_RULE, strict=True):
        assert set(rule.wrt) <= set(tails), rule.program


@pytest.mark.parametrize("i", range(len(BY_RULE)))
def test_a_rule(page: Lesson, i: int) -> None:
    check(page.result.rules[i].gradients, BY_RULE[i])


def test_the_numbers_of_the_page(page: Lesson) -> None:
    def slope(rule: int, name: str) -> float:
        tail, at = BY_RULE[rule][name]
        return float(grad(tail)(at))

    expected = {
        "add": slope(0, "x"),
        "won": slope(1, "y"),
        "lost": slope(1, "x"),
        "before": slope(2, "s"),
        "after": slope(2, "x"),
        "px": slope(3, "x"),
        "py": slope(3, "y"),
        "one": slope(4, "a") * 2,  # a = 2x
        "two": slope(4, "b") * 2 * 3,  # b = x², x = 3
        "sum": slope(4, "x"),
    }
    assert dict(page.numbers) == pytest.approx(expected, rel=1e-12), (page.numbers, expected)
    assert expected["one"] + expected["two"] == expected["sum"]


@pytest.mark.parametrize("name", ["a", "z", "w", "x", "b"])
def test_the_neuron_on_the_page(page: Lesson, name: str) -> None:
    text = page.pages("txt")["hand_backprop.txt"].decode()
    worked = text[text.index(f"∂L/∂{name} = ") :].split("∂L", 2)[1].split("\n\n")[0]
    tail, at = NEURON[name]
    shown, expected = float(worked.split()[-1].replace("−", "-")), float(grad(tail)(at))
    assert shown == pytest.approx(expected, abs=6e-5), (worked, expected)
