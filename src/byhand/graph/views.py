"""Two ways to look at a graph: a box per operation, or a box per line of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from byhand.graph.graph import Edge, Graph, Node
from byhand.language.expr import Expr, Name, leaves, substitute

ViewName = Literal["operations", "statements"]


@dataclass(frozen=True, slots=True)
class Box:
    """A node of a view, and the formula that it computes in the names of the view."""

    id: str
    expr: Expr
    is_input: bool


@dataclass(frozen=True, slots=True)
class View:
    """Boxes in reading order and the edges between them, one per use."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def by_operation(graph: Graph, nodes: list[Node]) -> View:
    """A box per operation; the constant operands stay inside."""
    boxes = tuple(Box(node.id, graph.spelled(node).expr, node.is_input) for node in nodes)
    return View(boxes, tuple(edge for node in nodes for edge in graph.edges_into(node)))


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
    return View(tuple(boxes), tuple(edges))


VIEWS = {"operations": by_operation, "statements": by_statement}
