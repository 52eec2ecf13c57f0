"""Two ways to look at a graph: a box per operation, or a box per line of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from byhand.graph.graph import Edge, Graph, Node
from byhand.language.expr import Expr, Name, leaves, substitute

ViewName = Literal["operations", "statements", "layers"]
VIEWS: tuple[ViewName, ...] = get_args(ViewName)


@dataclass(frozen=True, slots=True)
class Layer:
    """What a box of the view by layer holds."""

    nodes: tuple[str, ...]
    """The operations inside, in reading order."""
    lines: tuple[tuple[str, Expr], ...]
    """The same as lines of a program: the values with a name, and the one that leaves."""
    parameters: tuple[str, ...] = ()
    """The inputs that only this box uses, or that every step of a recurrence uses."""
    count: int = 1
    """For how many layers like this one it stands."""
    repeats: tuple[Layer, ...] = ()
    """All of them, where there are several."""
    parts: tuple[tuple[str, ...], ...] = ()
    """The operations by the layers that were drawn together."""
    head: bool = False
    """Whether it ends in the output."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node of a view, and the formula that it computes in the names of the view."""

    id: str
    expr: Expr
    is_input: bool
    layer: Layer | None = None
    step: int | None = None
    """The time step of a recurrence that it belongs to, from 0."""
    row: int = 0
    """Among the boxes of one time step: how far along the way from the input to the output."""


@dataclass(frozen=True, slots=True)
class View:
    """Boxes in reading order and the edges between them, one per use."""

    name: ViewName
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    home: Mapping[str, str] = field(default_factory=dict)
    """The box that each node of the graph is in."""
    shared: tuple[str, ...] = ()
    """The inputs that several steps of a recurrence use."""

    def bundled(self) -> View:
        """The same view with one edge between two boxes, however often a value is used there."""
        first: dict[tuple[str, str], Edge] = {}
        for edge in self.edges:
            first.setdefault((edge.tail, edge.head), edge)
        return replace(self, edges=tuple(first.values()))


def by_operation(graph: Graph, nodes: list[Node]) -> View:
    """A box per operation; the constant operands stay inside."""
    boxes = tuple(Box(node.id, graph.spelled(node).expr, node.is_input) for node in nodes)
    edges = tuple(edge for node in nodes for edge in graph.edges_into(node))
    return View("operations", boxes, edges, {node.id: node.id for node in nodes})


def by_statement(graph: Graph, nodes: list[Node]) -> View:
    """A box per line: unnamed values are written out inside the line that makes them.

    >>> from byhand.graph import build
    >>> from byhand.language.parse import parse
    >>> graph = build(parse("z = w*x + b; L = z^2"))
    >>> [box.id for box in by_statement(graph, list(graph.nodes.values())).boxes]
    ['w', 'x', 'b', 'z', 'L']
    """
    written: dict[str, Expr] = {}
    boxes: list[Box] = []
    edges: list[Edge] = []
    for node in nodes:
        expr = substitute(node.expr, written) if not node.is_input else node.expr
        if not node.named:
            written[node.id] = expr
            continue
        boxes.append(Box(node.id, expr, node.is_input))
        if not node.is_input:
            uses = [leaf.name for leaf in leaves(expr) if isinstance(leaf, Name)]
            edges += [Edge(tail, node.id, slot) for slot, tail in enumerate(uses)]
    return View("statements", tuple(boxes), tuple(edges), _lines(graph, nodes))


def _lines(graph: Graph, nodes: list[Node]) -> dict[str, str]:
    """For every node, the named value of its line."""
    home: dict[str, str] = {}
    for node in reversed(nodes):
        if node.named:
            home[node.id] = node.id
        else:  # an unnamed value is used once, inside its own line
            home[node.id] = next(home[e.head] for e in graph.uses[node.id] if e.head in home)
    return home
