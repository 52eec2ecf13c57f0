"""The third way to look at a graph: a box per layer of a network."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.graph.graph import Edge, Graph, Node
from byhand.graph.grouping import group
from byhand.graph.recurrence import Recurrence, find_recurrence
from byhand.graph.repeats import collapsed
from byhand.graph.units import Units
from byhand.graph.views import Box, Layer, View
from byhand.language.expr import Expr, Name, substitute
from byhand.language.program import Shape


def by_layer(
    graph: Graph,
    nodes: list[Node],
    shapes: Mapping[str, Shape],
    of: str,
    data: frozenset[str] = frozenset(),
    *,
    collapse: bool = True,
) -> View:
    """A box per layer, its weights inside; `data` are inputs known to be no weights.

    Layers that repeat become one box where `collapse` is set; a recurrence has its time steps.

    >>> from byhand.graph import build
    >>> from byhand.language.parse import parse
    >>> graph = build(parse("Z = X @ W + b; A = relu(Z); L = sum(A)"))
    >>> shapes = {"X": ("N", "D"), "W": ("D", "H"), "b": ("H",)}
    >>> [box.id for box in by_layer(graph, list(graph.nodes.values()), shapes, "L").boxes]
    ['X', 'A', 'L']
    """
    units = Units(graph, nodes, shapes, data)
    recurrence = find_recurrence(units)
    ends = group(units, of, recurrence)
    maker = _Maker(units, ends, recurrence, of)
    boxes = maker.layers()
    if collapse and not recurrence.steps:
        boxes = collapsed(graph, shapes, boxes)
    return maker.view(boxes)


class _Maker:
    """Boxes and edges from the grouping of units."""

    def __init__(
        self, units: Units, ends: Mapping[str, str], recurrence: Recurrence, of: str
    ) -> None:
        self.units, self.ends, self.recurrence, self.of = units, ends, recurrence, of
        self.members: dict[str, list[str]] = {}
        for name, end in ends.items():
            self.members.setdefault(end, []).append(name)

    def layers(self) -> list[Box]:
        """A box per layer, in reading order."""
        place = {name: i for i, name in enumerate(self.units.units)}
        return [self.layer(end) for end in sorted(self.members, key=place.__getitem__)]

    def layer(self, end: str) -> Box:
        """One layer: its lines, and the weights that are its own."""
        units, recurrence = self.units, self.recurrence
        members = self.members[end]
        nodes = tuple(n for name in members for n in units.units[name].nodes)
        operands = dict.fromkeys(o for name in members for o in units.units[name].operands)
        inputs = [name for name in operands if name in units.inputs]
        fed = any(n in units.units and n not in members for n in operands)
        fed = fed or units.signals(inputs)
        own = tuple(
            name
            for name in inputs
            if name in units.parameters
            and (name in recurrence.shared or self._only(name, end))
            and (fed or units.classic(name))
        )
        head = end == self.of
        lines = tuple((name, self._line(name)) for name in members)
        first = members[0]
        step, row = recurrence.steps.get(first), recurrence.rows.get(first, 0)
        expr = lines[-1][1]
        return Box(end, expr, False, Layer(nodes, lines, own, head=head), step, row)

    def _only(self, name: str, end: str) -> bool:
        """Whether an input is used by one layer alone, but for the loss."""
        homes = {self.ends[c] for c in self.units.consumers[name]}
        return homes == {end} or (homes == {end, self.of} and end != self.of)

    def _line(self, name: str) -> Expr:
        """A unit as a line of the program, its unnamed values written out."""
        written: dict[str, Expr] = {}
        unit = self.units.units[name]
        for inner in unit.nodes:
            node = self.units.graph.nodes[inner]
            written[inner] = substitute(node.expr, written)
        return written[name]

    def view(self, boxes: list[Box]) -> View:
        """The boxes of layers and of what is given, and one edge for each value and box."""
        home: dict[str, str] = {}
        for box in boxes:
            assert box.layer
            owned = (p for layer in (box.layer, *box.layer.repeats) for p in layer.parameters)
            home.update(dict.fromkeys((*owned, *box.layer.nodes), box.id))
        shared = tuple(n for n in self.units.inputs if n in self.recurrence.shared)
        edges: list[Edge] = []
        given: dict[str, None] = {}
        for box in boxes:
            uses = self._uses(box)
            given.update((n, None) for n in uses if n not in home and n not in shared)
            outside = [n for n in uses if home.get(n) != box.id and n not in shared]
            edges += [Edge(tail, box.id, slot) for slot, tail in enumerate(outside)]
        sources = [self._given(name, edges, boxes) for name in self.units.inputs if name in given]
        home.update({box.id: box.id for box in sources})
        return View("layers", (*sources, *boxes), tuple(edges), home, shared)

    def _uses(self, box: Box) -> list[str]:
        assert box.layer
        inside = set(box.layer.nodes)
        units = (self.units.units[name] for name, _ in self._lines_of(box))
        return [n for n in dict.fromkeys(u for x in units for u in x.operands) if n not in inside]

    @staticmethod
    def _lines_of(box: Box) -> list[tuple[str, Expr]]:
        layer = box.layer
        assert layer is not None
        return [line for block in layer.repeats or (layer,) for line in block.lines]

    def _given(self, name: str, edges: list[Edge], boxes: list[Box]) -> Box:
        """An input; one that a single time step uses stands in the column of that step."""
        users = [box for box in boxes if any(e.tail == name and e.head == box.id for e in edges)]
        steps = {box.step for box in users}
        step = users[0].step if len(steps) == 1 else None
        # A state that is given before the first step stands in a column of its own.
        if step == 0 and self._is_state(name, users):
            step = -1
        row = min((box.row for box in users), default=0) - (1 if step != -1 else 0)
        return Box(name, Name(name), True, None, step, row)

    def _is_state(self, name: str, users: list[Box]) -> bool:
        """Whether a later step has a computed value where the first step has this input."""
        recurrence, units = self.recurrence, self.units
        for box in users:
            assert box.layer
            for unit in self.members[box.id]:
                if unit not in recurrence.cells or name not in units.units[unit].operands:
                    continue
                slot = units.units[unit].operands.index(name)
                later = [u for u, c in recurrence.cells.items() if recurrence.steps[u] == 1]
                same = [u for u in later if _like(units, u, unit)]
                if same and units.units[same[0]].operands[slot] in units.units:
                    return True
        return False


def _like(units: Units, one: str, other: str) -> bool:
    return units.operations(one) == units.operations(other) and len(
        units.units[one].operands
    ) == len(units.units[other].operands)
