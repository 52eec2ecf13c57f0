"""The backward pass is a program: it runs, it reads back, and it can be derived again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from tests.ops.reference import meaning

import byhand as bh
from byhand.calculus.backward import backward_program
from byhand.calculus.derive import derive
from byhand.graph import Graph, build
from byhand.language.expr import Expr
from byhand.language.notations import PLAIN
from byhand.language.parse import parse
from byhand.language.program import Program
from byhand.language.show import show
from byhand.numeric.array_evaluate import evaluate_arrays
from byhand.numeric.evaluate import evaluate

NETWORK = """
h1 = sigmoid(w1*x1 + w2*x2 + b1)
h2 = tanh(w3*x1 + w4*x2 + b1)
o = w5*h1 + w6*h2*h1 + b2
L = (o - y)^2/2 + 0.1*(w5^2 + w6^2)
"""
PROGRAMS = [
    ("L = x*x", {"x": 3}),
    ("q = x + y; f = q*z; L = q*f", {"x": -2, "y": 5, "z": -4}),
    ("d = a*b; d = d + a; d = d*d/b", {"a": 2, "b": 3}),
    (
        NETWORK,
        {f"w{i}": 0.3 * i - 1 for i in range(1, 7)}
        | {"x1": 0.5, "x2": -1, "b1": 0.1, "b2": 0.2, "y": 1},
    ),
    ("L = max(x, y)*relu(x - y)*abs(z)", {"x": 2, "y": 1, "z": -3}),
]


def _source(program: Program) -> str:
    """A program as typed; the names of versions are spelled with an underscore."""
    lines = [f"{s.target} = {show(s.expr, PLAIN)}" for s in program.statements]
    return "\n".join(lines)


@pytest.mark.parametrize(("program", "at"), PROGRAMS)
def test_backward_graph_evaluates_to_the_gradients(program: str, at: dict[str, float]) -> None:
    d = bh.derive(program, at=at)
    graph: Graph = d.backward
    of = d.derivation.of.replace("'", "_")
    values = evaluate(graph, {name: float(d.derivation.values[name]) for name in graph.inputs})
    found = {name: values[f"d{of}_d{name}"] for name in d.derivation.wrt}
    expected = {name: d.gradient(name) for name in d.derivation.wrt}
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("program", "at"), PROGRAMS)
def test_backward_program_reads_back(program: str, at: dict[str, float]) -> None:
    written = backward_program(bh.derive(program, at=at).derivation)
    again = parse(_source(written))
    assert [(s.target, s.expr) for s in again.statements] == [
        (s.target, s.expr) for s in written.statements
    ]


def test_backward_program_of_a_neuron() -> None:
    d = bh.derive("z = w*x + b; a = sigmoid(z); L = (a - y)^2", constants=["x", "y"])
    assert _source(backward_program(d.derivation)).split("\n") == [
        "dL_dL = 1",
        "dL_dv2 = 2*v2",
        "dL_da = dL_dv2 * 1",
        "dL_dz = dL_da*a*(1 - a)",
        "dL_db = dL_dz * 1",
        "dL_dv1 = dL_dz * 1",
        "dL_dw = dL_dv1*x",
    ]


def test_names_of_gradients_avoid_the_persons_own() -> None:
    d = bh.derive("dL_dx = x^2; L = dL_dx*3", at={"x": 2})
    words = [s.target for s in backward_program(d.derivation).statements]
    assert len(set(words)) == len(words) == 3
    assert "dL_dx" not in words


# Second derivatives --------------------------------------------------------------------------


def _joined(symbolic: bh.Derived) -> Graph:
    """Both passes in one program, so that the second pass sees through the first."""
    lines: list[str] = []
    for node in symbolic.graph.nodes.values():
        if not node.is_input:
            lines.append(f"{node.id} = {show(node.expr, PLAIN)}")
    return build(parse("\n".join([*lines, _source(backward_program(symbolic.derivation))])))


SECOND = [
    ("L = x^3", "x", {"x": 2}),
    ("L = sigmoid(w*x)", "w", {"w": 0.5, "x": 1.5}),
    ("z = w*x + b; a = tanh(z); L = (a - y)^2", "w", {"w": 2, "x": -1, "b": 0.5, "y": 1}),
    ("L = exp(x*y)*sin(x)", "x", {"x": 0.3, "y": 2}),
    ("L = log(1 + exp(-x*y))/x", "x", {"x": 0.7, "y": 2}),
    ("u = x^2; L = u*u/(1 + u)", "x", {"x": 1.25}),
]


@pytest.mark.parametrize(("program", "name", "at"), SECOND)
def test_second_derivative(program: str, name: str, at: dict[str, float]) -> None:
    graph = _joined(bh.derive(program))
    found = derive(graph, at, of=f"dL_d{name}", wrt=[name]).gradients[name]
    symbols = {n: sp.Symbol(n, real=True) for n in at}
    words: dict[str, object] = dict(symbols)
    for statement in parse(program).statements:
        expr: Expr = statement.expr
        words[statement.target] = meaning(expr, words)
    exact = sp.diff(words["L"], symbols[name], 2)
    expected = float(exact.subs({symbols[n]: value for n, value in at.items()}))
    assert found == pytest.approx(expected, rel=1e-11), f"{found} and {expected}"


ARRAYS = [
    (
        "Z = X @ W + b; A = relu(Z); P = softmax(A @ V); L = -mean(log(P[rows, y]))",
        {
            "X": [[1, 2, -1], [0.5, -1, 2]],
            "W": [[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]],
            "b": [0.05, -0.1],
            "V": [[1, -1, 0.5], [0.25, 2, -1]],
            "rows": [0, 1],
            "y": [2, 0],
        },
    ),
    ("c = concat(x, y, axis=1).T; L = sum(max(c, axis=0)) + sum(c[::2]^2)",
     {"x": [[1, 2], [4, 3]], "y": [[5, 0.5], [-1, 6]]}),
    ("x = x*x; x = x @ A; L = norm(x) + logdet(A)", {"x": [1, 2], "A": [[2, 1], [0.5, 3]]}),
]  # fmt: skip


@pytest.mark.parametrize(("program", "at"), ARRAYS)
def test_backward_of_arrays_evaluates_to_the_gradients(program: str, at: dict[str, Any]) -> None:
    d = bh.derive(program, at=at)
    graph = d.backward
    values = evaluate_arrays(graph, {name: d.derivation.values[name] for name in graph.inputs})
    for name in d.derivation.wrt:
        found = values[f"dL_d{name}"]
        assert np.shape(found) == np.shape(at[name])
        assert np.allclose(found, d.gradient(name), rtol=1e-12, atol=0), name


@pytest.mark.parametrize(("program", "at"), ARRAYS)
def test_backward_of_arrays_reads_back(program: str, at: dict[str, Any]) -> None:
    written = bh.derive(program, at=at).backward.program
    again = parse(written.source)
    assert [(s.target, s.expr) for s in again.statements] == [
        (s.target, s.expr) for s in written.statements
    ]
    declared = {d.name: d.shape for d in again.declarations}
    assert declared == {d.name: d.shape for d in written.declarations} != {}


def test_backward_without_numbers_can_be_derived_again() -> None:
    d = bh.derive("X: (N, D); W: (D, H); Z = tanh(X @ W); L = sum(Z*Z)", wrt=["W"])
    again = bh.derive(d.backward.program.source + "\ns = sum(dL_dW*dL_dW)", of="s")
    assert again.proof.steps == len(again.steps)
