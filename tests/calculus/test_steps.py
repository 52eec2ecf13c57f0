"""The steps of small programs, each written out on paper first."""

from __future__ import annotations

import math
from typing import Any

import pytest

import byhand as bh
from byhand.calculus.steps import Forward, Gather, Pull, Push, Seed, Step
from byhand.language.notations import PLAIN
from byhand.language.show import show


def told(step: Step) -> tuple[Any, ...]:
    """A step as a row: what, where, and its numbers."""
    match step:
        case Forward(node, expr, value):
            return ("forward", node, show(expr, PLAIN), value)
        case Seed(node, value):
            return ("seed", node, value)
        case Push():
            rule = f"d{step.rule.of}/d{step.rule.wrt}"
            local = show(step.local, PLAIN)
            return ("push", rule, local, step.upstream_value, step.local_value, step.value)
        case Gather(node, _, pushes, value):
            return ("gather", node, [push.edge.head for push in pushes], value)
        case Pull():
            raise AssertionError("a program of numbers has no pullbacks")


# CS231n: f = (x + y)z at x = −2, y = 5, z = −4.
CIRCUIT = [
    ("forward", "q", "x + y", 3),
    ("forward", "f", "q*z", -12),
    ("seed", "f", 1),
    ("push", "df/dz", "q", 1, 3, 3),
    ("push", "df/dq", "z", 1, -4, -4),
    ("push", "dq/dy", "1", -4, 1, -4),
    ("push", "dq/dx", "1", -4, 1, -4),
]

# x feeds both factors of a square and a sum: three contributions.
SQUARE = [
    ("forward", "s", "x*x", 9),
    ("forward", "L", "s - x", 6),
    ("seed", "L", 1),
    ("push", "dL/dx", "-1", 1, -1, -1),
    ("push", "dL/ds", "1", 1, 1, 1),
    ("push", "ds/dx", "x", 1, 3, 3),
    ("push", "ds/dx", "x", 1, 3, 3),
    ("gather", "x", ["s", "s", "L"], 5),
]

# q is used by f and by L; its gradient is complete before it is passed on.
BRANCH = [
    ("forward", "q", "x + y", 3),
    ("forward", "f", "q*z", -12),
    ("forward", "L", "q*f", -36),
    ("seed", "L", 1),
    ("push", "dL/df", "q", 1, 3, 3),
    ("push", "dL/dq", "f", 1, -12, -12),
    ("push", "df/dz", "q", 3, 3, 9),
    ("push", "df/dq", "z", 3, -4, -12),
    ("gather", "q", ["f", "L"], -24),
    ("push", "dq/dy", "1", -24, 1, -24),
    ("push", "dq/dx", "1", -24, 1, -24),
]

# The power rule, a quotient, a constant, and a maximum that routes.
MIXED = [
    ("forward", "v1", "x^3", 8),
    ("forward", "u", "v1/y", 2),
    ("forward", "m", "max(u, y)", 4),
    ("forward", "L", "5*m", 20),
    ("seed", "L", 1),
    ("push", "dL/dm", "5", 1, 5, 5),
    ("push", "dm/dy", "ind(y > u)", 5, 1, 5),
    ("push", "dm/du", "ind(u >= y)", 5, 0, 0),
    ("push", "du/dy", "-(v1/y^2)", 0, -0.5, 0),
    ("push", "du/dv1", "1/y", 0, 0.25, 0),
    ("gather", "y", ["u", "m"], 5),
    ("push", "dv1/dx", "3*x^2", 0, 12, 0),
]

# A reassigned name: two versions, two gradients.
VERSIONS = [
    ("forward", "d'1", "a*b", 6),
    ("forward", "d'2", "d'1 + a", 8),
    ("forward", "L", "(d'2)^2", 64),
    ("seed", "L", 1),
    ("push", "dL/dd'2", "2*d'2", 1, 16, 16),
    ("push", "dd'2/da", "1", 16, 1, 16),
    ("push", "dd'2/dd'1", "1", 16, 1, 16),
    ("push", "dd'1/db", "a", 16, 2, 32),
    ("push", "dd'1/da", "b", 16, 3, 48),
    ("gather", "a", ["d'1", "d'2"], 64),
]

DERIVATIONS = [
    ("q = x + y; f = q*z", {"x": -2, "y": 5, "z": -4}, CIRCUIT),
    ("s = x*x; L = s - x", {"x": 3}, SQUARE),
    ("q = x + y; f = q*z; L = q*f", {"x": -2, "y": 5, "z": -4}, BRANCH),
    ("u = x^3/y; m = max(u, y); L = 5*m", {"x": 2, "y": 4}, MIXED),
    ("d = a*b; d = d + a; L = d^2", {"a": 2, "b": 3}, VERSIONS),
]


@pytest.mark.parametrize(("program", "at", "expected"), DERIVATIONS)
def test_steps(program: str, at: dict[str, float], expected: list[tuple[Any, ...]]) -> None:
    assert [told(step) for step in bh.derive(program, at=at).steps] == expected


@pytest.mark.parametrize(("program", "at", "expected"), DERIVATIONS)
def test_steps_without_numbers_are_the_same_steps(
    program: str, at: dict[str, float], expected: list[tuple[Any, ...]]
) -> None:
    symbolic = [told(step) for step in bh.derive(program).steps]
    assert [row[:2] for row in symbolic] == [row[:2] for row in expected]
    assert [row[2] for row in symbolic if row[0] in ("forward", "push")] == [
        row[2] for row in expected if row[0] in ("forward", "push")
    ]
    assert {row[-1] for row in symbolic} == {None}


def test_steps_of_a_sigmoid_neuron() -> None:
    a = 1 / (1 + math.exp(1.5))
    d = bh.derive(
        "z = w*x + b; a = sigmoid(z); L = (a - y)^2",
        at={"w": 2, "x": -1, "b": 0.5, "y": 1},
        constants=["x", "y"],
    )
    pushes = [told(step) for step in d.steps if isinstance(step, Push)]
    up, slope = 2 * (a - 1), a * (1 - a)
    expected = [
        ("dL/dv2", "2*v2", 1, up, up),
        ("dv2/da", "1", up, 1, up),
        ("da/dz", "a*(1 - a)", up, slope, up * slope),
        ("dz/db", "1", up * slope, 1, up * slope),
        ("dz/dv1", "1", up * slope, 1, up * slope),
        ("dv1/dw", "x", up * slope, -1, -up * slope),
    ]
    assert [row[1:3] for row in pushes] == [row[:2] for row in expected]
    found = [number for row in pushes for number in row[3:]]
    assert found == pytest.approx([number for row in expected for number in row[2:]], rel=1e-14)


LOCALS = [
    ("L = x/y", {"x": "1/y", "y": "-(x/y^2)"}),
    ("L = x^y", {"x": "y*x^(y - 1)", "y": "log(x)*L"}),
    ("L = x^2", {"x": "2*x"}),
    ("L = x^-1", {"x": "-(1/x^2)"}),
    ("L = 3/x", {"x": "-(3/x^2)"}),
    ("L = exp(x)", {"x": "L"}),
    ("L = log(x)", {"x": "1/x"}),
    ("L = sqrt(x)", {"x": "1/(2*L)"}),
    ("L = tanh(x)", {"x": "1 - L^2"}),
    ("L = sigmoid(x)", {"x": "L*(1 - L)"}),
    ("L = relu(x)", {"x": "ind(x > 0)"}),
    ("L = abs(x)", {"x": "sign(x)"}),
    ("L = leaky_relu(x, 0.1)", {"x": "where(x > 0, 1, 0.1)"}),
    ("L = elu(x)", {"x": "where(x > 0, 1, L + 1)"}),
    ("L = softplus(x)", {"x": "sigmoid(x)"}),
    ("L = where(c > 0, x, y)", {"x": "ind(c > 0)", "y": "ind(c <= 0)"}),
    ("L = min(x, y)", {"x": "ind(x <= y)", "y": "ind(y < x)"}),
    ("L = x - y", {"x": "1", "y": "-1"}),
]


@pytest.mark.parametrize(("program", "locals_"), LOCALS)
def test_local_derivative_is_written_as_on_paper(program: str, locals_: dict[str, str]) -> None:
    steps = bh.derive(program, wrt=list(locals_)).steps
    pushes = {s.edge.tail: show(s.local, PLAIN) for s in steps if isinstance(s, Push)}
    assert pushes == locals_


def test_forward_shows_only_what_the_output_depends_on() -> None:
    d = bh.derive("a = x*y; b = x + z; L = a^2", at={"x": 1, "y": 2, "z": 3}, of="L")
    assert [s.node for s in d.steps if isinstance(s, Forward)] == ["a", "L"]
    assert d.value("b") == 4
