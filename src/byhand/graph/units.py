"""The pieces of a program from which layers are made: its lines, long ones cut at activations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from byhand.graph.graph import Edge, Graph, Node
from byhand.language.expr import Name, names
from byhand.language.identifiers import symbol
from byhand.language.program import Shape
from byhand.ops import CATALOGUE
from byhand.ops.activations import OPS

ACTIVATIONS = frozenset(op.name for op in OPS) | {"tanh"}
PRODUCTS = frozenset({"matmul", "dot", "outer", "conv2d", "embedding"})
STAGES = frozenset({"maxpool2d", "avgpool2d", "batchnorm", "layernorm"})
SOFT = frozenset({"softmax", "log_softmax"})
_MOVES = frozenset(
    {"reshape", "reshape_like", "transpose", "mT", "squeeze", "unsqueeze", "dropout", "copy"}
)
# How given data is called everywhere; a name that stands for both is told by what it does.
_DATA = frozenset({"x", "X", "y", "Y", "t", "T", "input", "data", "target", "label", "image"})
_WEIGHTS = frozenset({"w", "W", "b", "B", "U", "u", "θ", "Θ", "γ", "β", "Γ", "weight", "bias"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of the program, or a part of a line that ends in an activation."""

    id: str
    nodes: tuple[str, ...]
    operands: tuple[str, ...]
    """What it uses from outside: inputs, and the results of other units."""


class Units:
    """The units of a program in reading order, and what each of them is made of."""

    def __init__(
        self,
        graph: Graph,
        nodes: list[Node],
        shapes: Mapping[str, Shape],
        data: frozenset[str] = frozenset(),
    ) -> None:
        self.graph, self.shapes = graph, shapes
        letters = {dim for shape in shapes.values() for dim in shape if isinstance(dim, str)}
        self.inputs = [node.id for node in nodes if node.is_input and node.id not in letters]
        self.computed = [node for node in nodes if not node.is_input]
        self.parameters = self._parameters(data)
        self.units = {unit.id: unit for unit in self._cut()}
        self.consumers: dict[str, list[str]] = {name: [] for name in (*self.units, *self.inputs)}
        for unit in self.units.values():
            for operand in unit.operands:
                self.consumers[operand].append(unit.id)

    # What is a parameter ---------------------------------------------------------------------

    def _parameters(self, data: frozenset[str]) -> frozenset[str]:
        """The inputs that look like weights: neither data by name, nor a state, nor an index."""
        states = {symbol(node.id).base for node in self.computed if node.named}
        known = data | {n for n in self.inputs if symbol(n).base in _DATA or self._indexes(n)}
        # Where nothing is known to be data, only what is called like a weight is one.
        return frozenset(
            name
            for name in self.inputs
            if name not in known
            and (self.classic(name) or (known and not self._like(name, states)))
        )

    @staticmethod
    def _like(name: str, states: set[str]) -> bool:
        """Whether an input is called like a computed value, as h0 is like h1."""
        return symbol(name).base in states

    def _indexes(self, name: str) -> bool:
        def is_index(edge: Edge) -> bool:
            op = CATALOGUE[self.graph.nodes[edge.head].op]
            return op.operand(edge.slot) in op.indices.split()

        uses = self.graph.uses[name]
        return bool(uses) and all(is_index(edge) for edge in uses)

    @cached_property
    def settled(self) -> frozenset[str]:
        """The nodes that depend on parameters alone, such as `W.T`."""
        found = set(self.parameters)
        for node in self.computed:
            operands = [arg.name for arg in node.args if isinstance(arg, Name)]
            if operands and all(name in found for name in operands):
                found.add(node.id)
        return frozenset(found)

    def signals(self, inputs: Iterable[str]) -> bool:
        """Whether any of some inputs carries the signal, by its name."""
        return any(name not in self.parameters for name in inputs)

    @staticmethod
    def classic(name: str) -> bool:
        """Whether a name is one that weights have everywhere."""
        return symbol(name).base in _WEIGHTS

    # Cutting lines ---------------------------------------------------------------------------

    def _cut(self) -> list[Unit]:
        home: dict[str, str] = {}
        into: set[str] = set()  # nodes from which a product further on in the line is reached
        for node in reversed(self.computed):
            if node.named:
                home[node.id] = node.id
            else:
                use = next(e.head for e in self.graph.uses[node.id] if e.head in home)
                further = self.weighted_node(self.graph.nodes[use]) or use in into
                into |= {node.id} if further else set()
                cuts = further and node.op in ACTIVATIONS
                home[node.id] = node.id if cuts else home[use]
        inside: dict[str, list[Node]] = {}
        for node in self.computed:
            inside.setdefault(home[node.id], []).append(node)
        known = {*self.inputs, *(node.id for node in self.computed)}
        units = [self._unit(name, nodes, known) for name, nodes in inside.items()]
        place = {node.id: i for i, node in enumerate(self.computed)}
        return sorted(units, key=lambda unit: place[unit.id])

    @staticmethod
    def _unit(name: str, nodes: list[Node], known: set[str]) -> Unit:
        outside = known - {node.id for node in nodes}
        used = dict.fromkeys(n for node in nodes for n in names(node.expr) if n in outside)
        return Unit(name, tuple(node.id for node in nodes), tuple(used))

    # What a unit is made of ------------------------------------------------------------------

    def operations(self, unit: str) -> list[str]:
        """The names of its operations, in order."""
        return [self.graph.nodes[name].op for name in self.units[unit].nodes]

    def weighted_node(self, node: Node) -> bool:
        """Whether a node multiplies the signal by weights."""
        products = PRODUCTS if self.shapes else {"mul"}
        if node.op not in products:
            return False
        operands = [arg.name for arg in node.args if isinstance(arg, Name)]
        settled = [name in self.settled for name in operands]
        return any(settled) and not all(settled)

    def weighted(self, unit: str) -> bool:
        """Whether a unit multiplies the signal by weights."""
        return any(self.weighted_node(self.graph.nodes[name]) for name in self.units[unit].nodes)

    def multiplies(self, unit: str) -> bool:
        """Whether it holds a product of matrices."""
        return any(op in PRODUCTS for op in self.operations(unit))

    def soft(self, unit: str) -> bool:
        """Whether it holds a softmax, by name or written out."""
        nodes = [self.graph.nodes[name] for name in self.units[unit].nodes]
        return any(node.op in SOFT or is_share(self.graph, node) for node in nodes)

    def follows(self, unit: str) -> bool:
        """Whether it works on a value entry by entry, or only moves entries."""
        kinds = SOFT | _MOVES
        nodes = [self.graph.nodes[name] for name in self.units[unit].nodes]
        sums = {_operand(node, 1) for node in nodes if is_share(self.graph, node)}
        return not self.weighted(unit) and all(
            node.op in kinds or node.id in sums or CATALOGUE[node.op].elementwise for node in nodes
        )

    def plain(self, unit: str) -> bool:
        """Whether it is arithmetic and sums, such as a mean: no layer of its own."""
        ops = self.operations(unit)
        special = self.multiplies(unit) or self.soft(unit) or set(ops) & STAGES
        return not (self.weighted(unit) or special)

    def hidden_activation(self, unit: str) -> bool:
        """Whether it belongs to the layer before it rather than to the loss behind it."""
        return bool(set(self.operations(unit)) & ACTIVATIONS) and self.follows(unit)

    def sources(self, unit: str) -> list[str]:
        """The units whose results it uses."""
        return [name for name in self.units[unit].operands if name in self.units]


def is_share(graph: Graph, node: Node) -> bool:
    """Whether a node divides a value by its own sum, as a softmax that is written out does."""
    if node.op != "div":
        return False
    below = graph.nodes.get(_operand(node, 1))
    return below is not None and below.op == "sum" and _operand(below, 0) == _operand(node, 0)


def _operand(node: Node, slot: int) -> str:
    arg = node.args[slot]
    return arg.name if isinstance(arg, Name) else ""
