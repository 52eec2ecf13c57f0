"""The reverse pass over shared nodes: upstream × local, added at branches, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from byhand.calculus.asked import active_nodes
from byhand.calculus.local import flows
from byhand.emit.dag import Dag
from byhand.graph import Graph, Node
from byhand.language.expr import Name


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


def trace(graph: Graph, of: str, wrt: Sequence[str], *, arrays: bool = False) -> Traced:
    """Forward and backward through a graph of numbers; `arrays` if each is many at once."""
    dag = Dag(arrays=arrays)
    values: dict[str, int] = {}
    for node in graph.restrict(graph.ancestors(of) | set(wrt)):
        if node.is_input:
            values[node.id] = dag.input(node.id)
            continue
        dag.at = node.at
        values[node.id] = dag.apply(node.op, _operands(dag, node, values), node.settings)
    gradients = _backward(dag, graph, of, active_nodes(graph, of, wrt), values)
    for name in wrt:
        gradients.setdefault(name, dag.zero)
    return Traced(dag, values, gradients, of, tuple(wrt))


def _operands(dag: Dag, node: Node, values: dict[str, int]) -> list[int]:
    return [values[arg.name] if isinstance(arg, Name) else dag.constant(arg) for arg in node.args]


def _backward(
    dag: Dag, graph: Graph, of: str, active: frozenset[str], values: dict[str, int]
) -> dict[str, int]:
    gradients: dict[str, int] = {of: dag.one}
    for name in reversed(list(graph.nodes)):
        if name not in active:
            continue
        node, upstream = graph.nodes[name], gradients[name]
        if node.is_input:
            continue
        dag.at = node.at
        words = [*_operands(dag, node, values), values[name]]
        for slot in range(len(node.args) - 1, -1, -1):
            arg = node.args[slot]
            if not isinstance(arg, Name) or arg.name not in active or not flows(node, slot):
                continue
            share = dag.node("mul", upstream, dag.slope(node.op, slot, node.settings, words))
            known = gradients.get(arg.name)
            gradients[arg.name] = share if known is None else dag.node("add", known, share)
    return gradients
