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
    graph: Graph, low: Mapping[str, Value], high: Mapping[str, Value], backend: Backend = FLOAT
) -> bool:
    """Whether a difference quotient between two runs of a program straddles a kink."""
    for node in graph.nodes.values():
        before, after = gap(node, low, backend), gap(node, high, backend)
        if before is not None and after is not None:
            straddles = (before != after) & (before * after <= 0)
            if straddles.any() if hasattr(straddles, "any") else straddles:
                return True
    return False
