"""Finding time in a program: the same lines again and again, with the same weights.

`h1 = tanh(x1@Wx + h0@Wh); h2 = tanh(x2@Wx + h1@Wh)` is two steps of one recurrence. Lines of one
structure that share weights form a class, and the first line of a class is its first step. Classes
that depend on each other from step to step are a cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from byhand.graph.units import Units
from byhand.language.expr import Apply, Expr, Leaf, Literal, Name, Number, fold


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The time steps of a program; empty where there are none."""

    steps: Mapping[str, int] = field(default_factory=dict)
    """The step of each unit that belongs to one, from 0."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """The cell of each unit that passes a state on to the next step."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How far each unit is along the way through its own step."""
    shared: frozenset[str] = frozenset()
    """The inputs that several steps use, weights and sequences alike."""

    @property
    def count(self) -> int:
        """How many steps there are."""
        return max(self.steps.values(), default=-1) + 1


def find_recurrence(units: Units) -> Recurrence:
    """The recurrence that a program unrolls, or an empty one."""
    shared = {name for name in units.parameters if len(units.consumers[name]) > 1}
    classes: dict[object, list[str]] = {}
    for name in units.units:
        classes.setdefault(_structure(units, name, shared), []).append(name)
    lengths = [
        len(members)
        for members in classes.values()
        if len(members) > 1 and shared.intersection(units.units[members[0]].operands)
    ]
    if not lengths:
        return Recurrence()
    length = max(lengths)
    repeated = {m[0]: m for m in classes.values() if len(m) == length}
    kind = {name: first for first, members in repeated.items() for name in members}
    steps = {name: i for members in repeated.values() for i, name in enumerate(members)}
    links = [(tail, head) for head in steps for tail in units.units[head].operands if tail in steps]
    leaps = {steps[head] - steps[tail] for tail, head in links}
    if 1 not in leaps or not leaps <= {0, 1}:
        return Recurrence()
    cells, rows = _cells(kind, links)
    several = {
        name
        for name in units.inputs
        if len({steps[c] for c in units.consumers[name] if c in steps}) > 1
    }
    return Recurrence(steps, cells, rows, frozenset(several))


def _structure(units: Units, unit: str, shared: set[str]) -> object:
    """What a unit computes, whatever its values and its inputs are called."""
    inside = set(units.units[unit].nodes)
    graph, shapes = units.graph, units.shapes

    def leaf(node: Leaf) -> object:
        if isinstance(node, Name):
            if node.name in shared:
                return ("shared", node.name)
            if node.name in inside:
                return written[node.name]
            return ("value", shapes.get(node.name, ()))
        return node.text if isinstance(node, Number) else repr(node)

    def join(node: Apply, parts: list[object]) -> object:
        settings = tuple((k, _setting(v)) for k, v in node.settings if k != "at")
        return (node.op, settings, *parts)

    written: dict[str, object] = {}
    for name in units.units[unit].nodes:
        written[name] = hash(fold(graph.nodes[name].expr, leaf, join))
    return written[unit]


def _setting(value: Expr) -> str:
    return repr(value.value) if isinstance(value, Literal) else repr(value)


def _cells(
    kind: Mapping[str, str], links: list[tuple[str, str]]
) -> tuple[dict[str, str], dict[str, int]]:
    """The cell of each unit in a circle of classes, and the row of every unit."""
    import networkx as nx

    classes = nx.DiGraph()
    classes.add_nodes_from(dict.fromkeys(kind.values()))
    classes.add_edges_from((kind[tail], kind[head]) for tail, head in links)
    circles = {
        name: min(part)
        for part in nx.strongly_connected_components(classes)
        for name in part
        if len(part) > 1 or classes.has_edge(name, name)
    }
    order = nx.DiGraph()
    order.add_nodes_from(circles.get(name, name) for name in classes)
    for tail, head in classes.edges:
        one, other = circles.get(tail, tail), circles.get(head, head)
        if one != other:
            order.add_edge(one, other)
    row: dict[str, int] = {}
    for name in nx.topological_sort(order):
        row[name] = max((row[before] + 1 for before in order.predecessors(name)), default=0)
    cells = {name: circles[first] for name, first in kind.items() if first in circles}
    rows = {name: row[circles.get(first, first)] for name, first in kind.items()}
    return cells, rows
