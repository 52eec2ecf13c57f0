"""A program becomes a graph in reading order; every value has one name and every use one edge."""

from __future__ import annotations

import networkx as nx
import pytest

from byhand.errors import InputError
from byhand.graph import Graph, build
from byhand.language.expr import Name
from byhand.language.notations import PLAIN
from byhand.language.parse import parse
from byhand.language.show import show

MICROGRAD = """
c = a + b
d = a*b + b**3
c = c + (c + 1)
c = c + (1 + c + (-a))
d = d + (d*2 + relu(b + a))
d = d + (3*d + relu(b - a))
e = c - d
f = e**2
g = f/2.0
g = g + 10.0/f
"""


def _graph(source: str) -> Graph:
    return build(parse(source))


def _lines(graph: Graph) -> dict[str, str]:
    """Every computed node with its operation, `v1: w*x`."""
    return {n.id: show(n.expr, PLAIN) for n in graph.nodes.values() if not n.is_input}


READING_ORDER = [
    ("L = (w*x - y)^2", "w x v1 y v2 L"),
    ("z = w*x + b; a = sigmoid(z); L = (a - y)^2", "w x v1 b z a y v2 L"),
    ("L = (a + b) + (c + d)", "a b v1 c d v2 L"),
    ("L = b - a; M = a - b", "b a L M"),
    ("L = max(a, b, c)", "a b c v1 L"),
    ("L = where(x > 0, x, y)", "x v1 y L"),
    ("L = 2*3*x + 2/4", "x v1 L"),
]


@pytest.mark.parametrize(("source", "order"), READING_ORDER)
def test_reading_order(source: str, order: str) -> None:
    assert " ".join(_graph(source).nodes) == order


NODES = [
    ("z = w*x + b", {"v1": "w*x", "z": "v1 + b"}),
    ("L = (a - y)^2", {"v1": "a - y", "L": "v1^2"}),
    ("L = 2*3*x", {"L": "2 * 3*x"}),
    ("L = -x^2", {"v1": "x^2", "L": "-v1"}),
    ("L = x; M = L*L", {"L": "copy", "M": "L*L"}),
    ("L = max(a, b, c)", {"v1": "max(a, b)", "L": "max(v1, c)"}),
    ("L = leaky_relu(x, 0.1)", {"L": "leaky_relu(x, negative_slope=0.1)"}),
    ("L = ind(x > 0)*x", {"v1": "x > 0", "L": "v1*x"}),
]


@pytest.mark.parametrize(("source", "nodes"), NODES)
def test_one_node_per_operation(source: str, nodes: dict[str, str]) -> None:
    found = _lines(_graph(source))
    found |= {n: "copy" for n, node in _graph(source).nodes.items() if node.op == "copy"}
    assert found == nodes


# Versions ------------------------------------------------------------------------------------


def test_reassigned_names_become_versions() -> None:
    graph = _graph(MICROGRAD)
    named = [node.id for node in graph.nodes.values() if node.named and not node.is_input]
    assert named == ["c'1", "d'1", "c'2", "c'3", "d'2", "d'3", "e", "f", "g'1", "g'2"]
    assert graph.latest == {"c": "c'3", "d": "d'3", "e": "e", "f": "f", "g": "g'2"}
    assert graph.inputs == ["a", "b"]


def test_each_version_uses_the_one_before() -> None:
    lines = _lines(_graph(MICROGRAD))
    assert lines["d'1"] == "v1 + v2"
    assert (lines["c'2"], lines["v3"]) == ("c'1 + v3", "c'1 + 1")
    assert lines["d'2"].startswith("d'1 + ")
    assert lines["d'3"].startswith("d'2 + ")
    assert lines["e"] == "c'3 - d'3"


def test_an_input_that_is_reassigned_keeps_its_name() -> None:
    graph = _graph("x = x + 1; x = x*x; L = x")
    assert _lines(graph) | {"L": ""} == {"x'2": "x + 1", "x'3": "x'2*x'2", "L": ""}
    assert graph.inputs == ["x"]


RESOLVED = [
    ("x = x + 1; L = x^2", "x", "x"),  # the given value: that is what a gradient is asked for
    ("x = x + 1; L = x^2", "x'2", "x'2"),
    ("d = a; d = d + 1; L = d", "d", "d'2"),
    ("d = a; d = d + 1; L = d", "d'1", "d'1"),
    ("z = w*x + b", "z", "z"),
    ("z = w*x + b", "v1", "v1"),
]


@pytest.mark.parametrize(("source", "name", "node"), RESOLVED)
def test_resolve(source: str, name: str, node: str) -> None:
    assert _graph(source).resolve(name) == node


UNKNOWN = [
    ("q", "The program has no variable 'q'."),
    ("bais", "The program has no variable 'bais'. Did you mean 'bias'?"),
    ("Bias", "The program has no variable 'Bias'. Did you mean 'bias'?"),
    ("z'2", "The program has no variable 'z'2'."),
]


@pytest.mark.parametrize(("name", "message"), UNKNOWN)
def test_resolve_unknown_name(name: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        _graph("z = w*x + bias; L = z^2").resolve(name)
    assert caught.value.message.en.startswith(message)


# v1, v2, ... ---------------------------------------------------------------------------------


OWN_NAMES = [
    ("v1 = x*y + 2*x; L = v1^2 + v2*3", ["x", "y", "v3", "v4", "v1", "v5", "v2", "v6", "L"]),
    ("L = (v1*x - v3)^2", ["v1", "x", "v2", "v3", "v4", "L"]),
    ("v2 = a*b + c; v2 = v2*v2 + 1", ["a", "b", "v1", "c", "v2'1", "v3", "v2'2"]),
]


@pytest.mark.parametrize(("source", "order"), OWN_NAMES)
def test_the_persons_own_names_are_left_alone(source: str, order: list[str]) -> None:
    graph = _graph(source)
    assert list(graph.nodes) == order
    mine = {n for n, node in graph.nodes.items() if not node.named}
    written = {s.target for s in graph.program.statements} | set(graph.inputs)
    assert mine.isdisjoint(written)


@pytest.mark.parametrize("source", ["L = (a*b + c)*(d + e)", "z = a*b + c; L = z*(d + e*z)"])
def test_unnamed_values_are_counted_without_gaps(source: str) -> None:
    unnamed = [n.id for n in _graph(source).nodes.values() if not n.named]
    assert unnamed == [f"v{i + 1}" for i in range(len(unnamed))]


# Edges ---------------------------------------------------------------------------------------


def test_parallel_edges_are_kept_apart_by_slot() -> None:
    network = _graph("y = x*x; L = where(y > x, y, y)").network
    assert isinstance(network, nx.MultiDiGraph)
    assert list(network.edges("x", keys=True)) == [("x", "y", 0), ("x", "y", 1), ("x", "v1", 1)]
    assert network.number_of_edges("y", "L") == 2
    assert set(network["y"]["L"]) == {1, 2}


def test_operand_order_is_kept() -> None:
    graph = _graph("L = b/a - a/b")
    into = {n.id: [(e.tail, e.slot) for e in graph.edges_into(n)] for n in graph.nodes.values()}
    assert into["v1"] == [("b", 0), ("a", 1)]
    assert into["v2"] == [("a", 0), ("b", 1)]
    assert into["L"] == [("v1", 0), ("v2", 1)]


def test_a_constant_operand_leaves_its_slot_free() -> None:
    graph = _graph("L = 2^x")
    assert [(e.tail, e.head, e.slot) for e in graph.edges] == [("x", "L", 1)]


def test_network_is_acyclic_and_in_topological_order() -> None:
    graph = _graph(MICROGRAD)
    network, position = graph.network, {name: i for i, name in enumerate(graph.nodes)}
    assert nx.is_directed_acyclic_graph(network)
    backwards = [(u, v) for u, v in network.edges() if position[u] >= position[v]]
    assert backwards == []
    assert list(network.nodes) == list(graph.nodes)
    assert network.nodes["e"]["node"] is graph.nodes["e"]
    # Counted on paper, line by line: 2+5+3+6+8+8+2+1+1+3.
    assert network.number_of_edges() == len(graph.edges) == 39


def test_uses_lists_every_use() -> None:
    uses = _graph("q = x + y; L = q*q*x").uses
    assert [(e.head, e.slot) for e in uses["q"]] == [("v1", 0), ("v1", 1)]
    assert [e.head for e in uses["x"]] == ["q", "L"]
    assert uses["L"] == ()


def test_ancestors() -> None:
    graph = _graph("a = x*y; b = z + 1; L = a^2; M = a + b")
    assert graph.ancestors("L") == {"x", "y", "a", "L"}
    assert [n.id for n in graph.restrict(graph.ancestors("M"))] == ["x", "y", "a", "z", "b", "M"]


def test_nodes_know_their_line() -> None:
    graph = _graph("z = w*x\n\nL = (z\n  + y)^2")
    assert {n: graph.line_of(graph.nodes[n]) for n in ("z", "v1", "L")} == {"z": 1, "v1": 4, "L": 4}
    assert graph.nodes["v1"].args == (Name("z"), Name("y"))
