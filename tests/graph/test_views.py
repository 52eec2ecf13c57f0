"""Two ways to look at one graph."""

from __future__ import annotations

import pytest

from byhand.graph import build
from byhand.graph.views import View, by_operation, by_statement
from byhand.language.notations import PLAIN
from byhand.language.parse import parse
from byhand.language.show import show

NEURON = "z = w*x + b; a = sigmoid(z); L = (a - y)^2"


def _view(source: str, name: str) -> View:
    graph = build(parse(source))
    make = {"operations": by_operation, "statements": by_statement}[name]
    return make(graph, list(graph.nodes.values()))


BOXES = [
    (
        NEURON,
        "operations",
        ["w", "x", "v1 = w*x", "b", "z = v1 + b", "a = sigmoid(z)", "y", "v2 = a - y", "L = v2^2"],
    ),
    (NEURON, "statements", ["w", "x", "b", "z = w*x + b", "a = sigmoid(z)", "y", "L = (a - y)^2"]),
    ("d = a*b; d = d + d*a", "statements", ["a", "b", "d'1 = a*b", "d'2 = d'1 + d'1*a"]),
    ("L = where(x > 0, x, y)", "operations", ["x", "v1 = x > 0", "y", "L = where(x > 0, x, y)"]),
    ("L = where(x > 0, x, y)", "statements", ["x", "y", "L = where(x > 0, x, y)"]),
]


@pytest.mark.parametrize(("source", "view", "expected"), BOXES)
def test_boxes(source: str, view: str, expected: list[str]) -> None:
    boxes = _view(source, view).boxes
    found = [b.id if b.is_input else f"{b.id} = {show(b.expr, PLAIN)}" for b in boxes]
    assert found == expected


EDGES = [
    ("L = x*x + x", "operations", ["x>v1", "x>v1", "v1>L", "x>L"]),
    ("L = x*x + x", "statements", ["x>L", "x>L", "x>L"]),
    (NEURON, "statements", ["w>z", "x>z", "b>z", "z>a", "a>L", "y>L"]),
]


@pytest.mark.parametrize(("source", "view", "expected"), EDGES)
def test_one_edge_per_use(source: str, view: str, expected: list[str]) -> None:
    edges = _view(source, view).edges
    assert [f"{edge.tail}>{edge.head}" for edge in edges] == expected
    keys = {(edge.tail, edge.head, edge.slot) for edge in edges}
    assert len(keys) == len(edges)


@pytest.mark.parametrize("view", ["operations", "statements"])
def test_every_edge_joins_two_boxes(view: str) -> None:
    found = _view("c = a + b; c = c*(c + 1); L = (c - a)^2/(b + 2)", view)
    ids = {box.id for box in found.boxes}
    assert {edge.tail for edge in found.edges} | {edge.head for edge in found.edges} == ids
