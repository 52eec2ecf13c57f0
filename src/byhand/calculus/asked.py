"""What is asked for: the variables, and the nodes between them and the output."""

from __future__ import annotations

from collections.abc import Sequence

from byhand import messages
from byhand.calculus.local import flows
from byhand.errors import InputError
from byhand.graph import Graph, Node
from byhand.language.expr import Name
from byhand.ops import CATALOGUE


def asked_for(
    graph: Graph, of: str | None, wrt: Sequence[str] | None, constants: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    """The output and the variables by name; `of` defaults to the last line, `wrt` to all inputs."""
    output = graph.resolve(of or graph.program.last)
    return output, wanted_nodes(graph, output, wrt, {graph.resolve(name) for name in constants})


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
        if not lower.isdisjoint(_flowing(node)):
            lower.add(node.id)
    found, waiting = set[str](), [output] if output in lower else []
    while waiting:
        node = graph.nodes[waiting.pop()]
        if node.id not in found:
            found.add(node.id)
            waiting.extend(tail for tail in _flowing(node) if tail in lower)
    return frozenset(found)


def _flowing(node: Node) -> list[str]:
    """The nodes to which a gradient flows back from this one."""
    if node.is_input or not CATALOGUE[node.op].stops:
        return node.operands
    return [
        arg.name
        for slot, arg in enumerate(node.args)
        if isinstance(arg, Name) and flows(node, slot)
    ]


def below(graph: Graph, wanted: Sequence[str]) -> set[str]:
    """Everything that changes with the variables, through conditions too."""
    found = set(wanted)
    for node in graph.nodes.values():
        if not found.isdisjoint(node.operands):
            found.add(node.id)
    return found
