"""What is asked for: the variables, and the nodes between them and the output."""

from __future__ import annotations

from collections.abc import Sequence

from byhand import messages
from byhand.calculus.local import flows
from byhand.errors import InputError
from byhand.graph import Graph


def wanted_nodes(
    graph: Graph, output: str, wrt: Sequence[str] | None, fixed: set[str]
) -> tuple[str, ...]:
    """The variables by which the output is differentiated."""
    if wrt is None:
        relevant = graph.ancestors(output)
        free = [n for n in graph.inputs if n not in fixed]
        # An unused input is asked for only by name: then its gradient is 0, and the page says why.
        return tuple(n for n in free if n in relevant) or tuple(free)
    names = tuple(dict.fromkeys(graph.resolve(name) for name in wrt))
    if not names:
        raise InputError(messages.WRT_EMPTY)
    for name in names:
        if name in fixed:
            raise InputError(messages.WRT_IS_CONSTANT.fill(name=name))
    return names


def active_nodes(graph: Graph, output: str, wanted: Sequence[str]) -> frozenset[str]:
    """The nodes on a path from `wanted` to the output along which a gradient flows."""
    lower = set(wanted)
    for node in graph.nodes.values():
        if any(edge.tail in lower and flows(node, edge.slot) for edge in graph.edges_into(node)):
            lower.add(node.id)
    found, waiting = set(), [output] if output in lower else []
    while waiting:
        node = graph.nodes[waiting.pop()]
        if node.id in found:
            continue
        found.add(node.id)
        waiting.extend(
            edge.tail
            for edge in graph.edges_into(node)
            if edge.tail in lower and flows(node, edge.slot)
        )
    return frozenset(found)


def below(graph: Graph, wanted: Sequence[str]) -> set[str]:
    """Everything that changes with the variables, through conditions too."""
    found = set(wanted)
    for node in graph.nodes.values():
        if any(edge.tail in found for edge in graph.edges_into(node)):
            found.add(node.id)
    return found
