"""Where the derivative of an array program jumps: ReLU at 0, a tie of max."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from byhand.graph import Graph, Node
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.backends import Value
from byhand.numeric.evaluate import operand_values
from byhand.numeric.kinks import gap

_NEAR = 4e-15


def on_array_kinks(graph: Graph, moving: set[str], values: Mapping[str, Value]) -> Iterator[str]:
    """The nodes of which some entry sits on a kink, or so near that rounding cannot tell."""
    for node in graph.restrict(moving):
        if node.is_input:
            continue
        operands = operand_values(node, values, numpy_backend())
        if entries_on_kink(node, values, operands):
            yield node.id


def entries_on_kink(
    node: Node, values: Mapping[str, Value], operands: list[Value] | None = None
) -> int:
    """How many entries of a node sit on a kink."""
    backend = numpy_backend()
    operands = operand_values(node, values, backend) if operands is None else operands
    distance = gap(node, values, backend)
    if distance is not None:
        scale = max([1.0, *(float(np.max(np.abs(value))) for value in operands)])
        return int(np.sum(np.abs(distance) <= _NEAR * scale))
    return 0
