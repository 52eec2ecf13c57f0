"""The example and the rules of the nodes against autograd, program by program in Python."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import autograd
import autograd.numpy
import pytest

from byhand.diagram.draw import Diagram
from byhand.text import LANGS, Lang
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
    "p": (lambda p: (sigmoid(p + 0.5) - 1) ** 2, -2.0),
    "r": (lambda r: r**2, float(sigmoid(-1.5)) - 1),
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
    assert set(NEURON) <= set(gradients), sorted(gradients)
    check(gradients, NEURON)


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
        "factor": (3 * 2.0 - 3 * 1.0) / (2.0 - 1.0),
        "before": slope(2, "s"),
        "after": slope(2, "x"),
        "up": slope(3, "p"),
        "px": slope(3, "x"),
        "py": slope(3, "y"),
        "one": slope(4, "a") * 2,  # a = 2x
        "two": slope(4, "b") * 2 * 3,  # b = x², x = 3
        "sum": slope(4, "x"),
    }
    assert dict(page.numbers) == pytest.approx(expected, rel=1e-12), (page.numbers, expected)
    assert expected["one"] + expected["two"] == expected["sum"]


SHOWN = {"r": -0.8176, "a": 0.1824, "z": -1.5, "p": -2.0, "w": 2.0, "x": -1.0, "b": 0.5}


def last_number(line: str) -> float:
    return float(re.findall("[−-]?[0-9.]+", line)[-1].replace("−", "-"))


@pytest.mark.parametrize("name", ["r", "a", "z", "p", "w", "x", "b"])
def test_the_neuron_on_the_page(page: Lesson, name: str) -> None:
    """The last number of the line of a gradient in the table, and the value it is taken at."""
    rows = page.pages("md")["hand_backprop.md"].decode().splitlines()
    left = rf"\partial L/\partial {name} ="
    cell = next(row for row in rows if left in row).split("|")[2]
    tail, at = NEURON[name]
    assert at == pytest.approx(SHOWN[name], abs=6e-5), (at, SHOWN[name])
    found, expected = last_number(cell), float(grad(tail)(at))
    assert found == pytest.approx(expected, abs=6e-5), (cell, expected)


def test_the_forward_pass_on_the_page(page: Lesson) -> None:
    text = page.pages("txt")["hand_backprop.txt"].decode()
    z = 2.0 * -1.0 + 0.5
    a = 1 / (1 + math.exp(-z))
    for letter, value in (("p", -2.0), ("z", z), ("a", a), ("r", a - 1), ("L", (a - 1) ** 2)):
        line = next(line for line in text.splitlines() if line.startswith(f"  {letter} = "))
        found = last_number(re.split(" {2,}", line.strip())[0])
        assert found == pytest.approx(value, abs=6e-5), (line, value)


@pytest.mark.parametrize("lang", LANGS)
def test_the_graph_has_its_values_and_gradients_on_its_edges(page: Lesson, lang: Lang) -> None:
    picture = page.plots["values"].in_language(lang)
    assert isinstance(picture, Diagram)
    for name, value in SHOWN.items():
        edge = next(line for line in picture.source.splitlines() if f'"edge-{name}:' in line)
        slope = float(grad(NEURON[name][0])(NEURON[name][1]))
        found = [float(x.replace("−", "-")) for x in re.findall(">([−0-9.]+)</FONT>", edge)]
        assert found == pytest.approx([value, slope], abs=6e-5), (name, edge)


def test_the_graph_has_its_local_derivatives_on_its_edges(page: Lesson) -> None:
    picture = page.plots["local"].in_language("en")
    assert isinstance(picture, Diagram)
    edges = {"w": "x", "x": "w", "p": "1", "b": "1", "z": "a(1 − a)", "a": "1", "r": "2r"}
    for name, local in edges.items():
        edge = next(line for line in picture.source.splitlines() if f'"edge-{name}:' in line)
        assert f">{local}</FONT>" in edge, (name, edge)


def test_a_graph_is_saved_in_either_language(page: Lesson, tmp_path: Path) -> None:
    for lang in LANGS:
        written = page.plots["local"].save(tmp_path / f"{lang}.svg", lang)
        assert "<svg" in written.read_text("utf-8")
