"""The reverse pass over shared nodes: upstream × local, added at branches, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from byhand.calculus.asked import active_nodes
from byhand.calculus.local import flows, slope_of
from byhand.emit.dag import Dag
from byhand.graph import Graph, Node
from byhand.language.expr import Name
from byhand.ops import CATALOGUE


@dataclass(frozen=True)
class Traced:
    """A program and its gradients as shared nodes."""

    dag: Dag
    values: dict[str, int]
    """The node of every value that the output needs."""
    gradients: dict[str, int]
    """The node of ∂of/∂name for everything on a path from the variables to the output."""
    of: str
    wrt: tuple[str, ...]
    origin: dict[int, int]
    """For a node, the offset in the program that it comes from."""


def trace(graph: Graph, of: str, wrt: Sequence[str]) -> Traced:
    """Forward and backward through a graph of numbers."""
    dag = Dag()
    origin: dict[int, int] = {}
    values: dict[str, int] = {}
    for node in graph.restrict(graph.ancestors(of) | set(wrt)):
        if node.is_input:
            values[node.id] = dag.input(node.id)
            continue
        first = len(dag.ops)
        values[node.id] = dag.apply(node.op, _operands(dag, node, values), node.settings)
        origin.update(dict.fromkeys(range(first, len(dag.ops)), node.at))
    active = active_nodes(graph, of, wrt)
    gradients = _backward(dag, graph, of, active, values, origin)
    for name in wrt:
        gradients.setdefault(name, dag.zero)
    return Traced(dag, values, gradients, of, tuple(wrt), origin)


def _operands(dag: Dag, node: Node, values: dict[str, int]) -> list[int]:
    return [
        values[arg.name] if isinstance(arg, Name) else dag.expression(arg, {}) for arg in node.args
    ]


def _backward(
    dag: Dag,
    graph: Graph,
    of: str,
    active: frozenset[str],
    values: dict[str, int],
    origin: dict[int, int],
) -> dict[str, int]:
    gradients: dict[str, int] = {of: dag.one}
    for name in reversed(list(graph.nodes)):
        if name not in active:
            continue
        node, upstream = graph.nodes[name], gradients[name]
        if node.is_input:
            continue
        first = len(dag.ops)
        operands = _operands(dag, node, values)
        words = dict(zip(CATALOGUE[node.op].operands, operands, strict=True))
        words["out"] = values[name]
        for edge in reversed(graph.edges_into(node)):
            if edge.tail not in active or not flows(node, edge.slot):
                continue
            local = dag.expression(slope_of(node.op, edge.slot, node.settings), words)
            share = dag.node("mul", upstream, local)
            known = gradients.get(edge.tail)
            gradients[edge.tail] = share if known is None else dag.node("add", known, share)
        origin.update(dict.fromkeys(range(first, len(dag.ops)), node.at))
    return gradients
