"""Where a derivative jumps: ReLU at 0, a tie of max, the boundary of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from byhand.graph import Graph, Node
from byhand.language.templates import filled, template
from byhand.numeric.backends import FLOAT, Backend, Value
from byhand.numeric.evaluate import operand_values
from byhand.numeric.functions import all_settings, evaluate_expression
from byhand.ops import CATALOGUE

# So near to a kink, relative to the operands, rounding cannot tell the sides apart.
_NEAR = 4e-15


def gap(node: Node, values: Mapping[str, Value], backend: Backend) -> Value | None:
    """What is zero exactly on the kink of a node; None for a node without one."""
    op = CATALOGUE[node.op] if node.op else None
    if op is None or not op.kink:
        return None
    kink = filled(template(op.kink), {}, all_settings(op, node.settings))
    words = dict(zip(op.operands, operand_values(node, values, backend), strict=True))
    return evaluate_expression(kink, {**words, "out": values[node.id]}, backend)


def on_kinks(
    graph: Graph, moving: set[str], values: Mapping[str, Value], backend: Backend
) -> Iterator[str]:
    """The nodes that sit on a kink, or so near that rounding cannot tell."""
    for node in graph.restrict(moving):
        distance = gap(node, values, backend)
        if distance is None:
            continue
        scale = max([1.0, *(abs(float(value)) for value in _around(graph, node, values, backend))])
        if abs(float(distance)) <= _NEAR * scale:
            yield node.id


def _around(
    graph: Graph, node: Node, values: Mapping[str, Value], backend: Backend
) -> Iterator[Value]:
    """The operands of a node and theirs: what a small difference may be left over from."""
    yield from operand_values(node, values, backend)
    for edge in graph.edges_into(node):
        operand = graph.nodes[edge.tail]
        if not operand.is_input:
            yield from operand_values(operand, values, backend)


def crosses_kink(
    graph: Graph,
    low: Mapping[str, Value],
    middle: Mapping[str, Value],
    high: Mapping[str, Value],
    backend: Backend = FLOAT,
    least: float = 1e-8,
) -> bool:
    """Whether a difference quotient between two runs of a program straddles a kink.

    Between them the distance from the kink changes its sign, or, where it has none (how far the
    largest entry is above the next), it falls and rises again by more than `least`.
    """
    for node in graph.nodes.values():
        before, at, after = (gap(node, values, backend) for values in (low, middle, high))
        if before is None or at is None or after is None:
            continue
        straddles = (before != after) & (before * after <= 0)
        down, up = at - before, after - at
        turns = (down * up < 0) & (abs(down) > least) & (abs(up) > least)
        for found in (straddles, turns):
            if found.any() if hasattr(found, "any") else found:
                return True
    return False
