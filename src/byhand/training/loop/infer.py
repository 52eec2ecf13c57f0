"""A value of a program with trained parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from byhand.calculus.array_derive import shaped
from byhand.graph import Graph
from byhand.numeric.array_evaluate import evaluate_arrays
from byhand.numeric.values import as_array, check_arrays


def value_of(graph: Graph, node: str, at: Mapping[str, Any]) -> Any:
    """The value of a node; inputs on which it does not depend are left out.

    Raises `InputError` for values that are missing or whose shapes do not fit.
    """
    wanted = {*graph.ancestors(node), node}
    nodes = {name: found for name, found in graph.nodes.items() if name in wanted}
    own = [d for d in graph.program.declarations if graph.latest.get(d.name, d.name) in nodes]
    program = replace(graph.program, declarations=tuple(own))
    part = replace(graph, nodes=nodes, program=program)
    inputs = {name: as_array(name, at[name]) for name in part.inputs if name in at}
    inputs = check_arrays(part, inputs)
    return evaluate_arrays(shaped(part, inputs)[0], inputs)[node]
