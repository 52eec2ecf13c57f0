"""A computation graph: a node per value, an edge per use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from byhand import messages
from byhand.errors import InputError
from byhand.language.errors_at import input_error, line_of, suggest
from byhand.language.expr import Apply, Expr, Name
from byhand.language.program import Program
from byhand.language.tokens import variable_name
from byhand.ops import CATALOGUE
from byhand.ops.forms import Relation

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Node:
    """A value: an input (`op` is empty) or the result of one operation."""

    id: str
    op: str = ""
    args: tuple[Expr, ...] = ()
    """Operands in order: a `Name` of another node, or a constant expression."""
    settings: tuple[tuple[str, Expr], ...] = ()
    statement: int = -1
    """Index of the line that computes it; −1 for an input."""
    named: bool = True
    """Whether the person gave it its name; v1, v2, ... are byhand's."""
    at: int = -1
    """Offset of the operation in the source."""

    @property
    def operands(self) -> list[str]:
        """The nodes that it uses, in operand order."""
        return [arg.name for arg in self.args if isinstance(arg, Name)]

    @property
    def is_input(self) -> bool:
        """Whether the value is given, not computed."""
        return not self.op

    @property
    def expr(self) -> Expr:
        """The operation with its operands, `v1 + b`."""
        return Apply(self.op, self.args, self.settings, self.at) if self.op else Name(self.id)


class Edge(NamedTuple):
    """One use of a value: node `tail` is operand number `slot` of node `head`."""

    tail: str
    head: str
    slot: int


@dataclass(frozen=True)
class Graph:
    """Nodes by id in reading order, which is a topological order: operands come first."""

    nodes: Mapping[str, Node]
    program: Program
    latest: Mapping[str, str]
    """The last version of every name that the program assigns."""

    def edges_into(self, node: Node) -> tuple[Edge, ...]:
        """The uses that a node makes, in operand order."""
        return self._into[node.id]

    @cached_property
    def _into(self) -> Mapping[str, tuple[Edge, ...]]:
        return {
            name: tuple(
                Edge(arg.name, name, slot)
                for slot, arg in enumerate(node.args)
                if isinstance(arg, Name)
            )
            if node.args
            else ()
            for name, node in self.nodes.items()
        }

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All edges, in reading order of their heads."""
        return tuple(edge for edges in self._into.values() for edge in edges)

    @cached_property
    def uses(self) -> Mapping[str, tuple[Edge, ...]]:
        """For every node, the edges that leave it; `x*x` is two."""
        found: dict[str, list[Edge]] = {name: [] for name in self.nodes}
        for edge in self.edges:
            found[edge.tail].append(edge)
        return MappingProxyType({name: tuple(edges) for name, edges in found.items()})

    @cached_property
    def network(self) -> nx.MultiDiGraph:
        """The graph for networkx: node attribute `node`, parallel edges keyed by operand slot.

        >>> from byhand.graph import build
        >>> from byhand.language.parse import parse
        >>> list(build(parse("L = x*x")).network.edges(keys=True))
        [('x', 'L', 0), ('x', 'L', 1)]
        """
        import networkx as nx

        network = nx.MultiDiGraph()
        network.add_nodes_from((name, {"node": node}) for name, node in self.nodes.items())
        for edge in self.edges:
            network.add_edge(edge.tail, edge.head, key=edge.slot)
        return network

    @property
    def inputs(self) -> list[str]:
        """The given values, in order of first use."""
        return [name for name, node in self.nodes.items() if node.is_input]

    def resolve(self, name: str) -> str:
        """The node that a name means: the given value of that name, else its last version.

        `d'2` is the second value given to d. Raises `InputError` for a name that does not exist.
        """
        typed, name = name, variable_name(name)
        if name in self.nodes:
            return name
        if name in self.latest:
            return self.latest[name]
        hint = suggest(name, [n for n in self.nodes if "'" not in n])
        raise InputError(messages.UNKNOWN_NAME.fill(name=typed, hint=hint))

    def ancestors(self, name: str) -> set[str]:
        """The nodes that a node depends on, itself included."""
        found, waiting, nodes = {name}, [name], self.nodes
        while waiting:
            for tail in nodes[waiting.pop()].operands:
                if tail not in found:
                    found.add(tail)
                    waiting.append(tail)
        return found

    def descendants(self, names: Iterable[str]) -> list[Node]:
        """The nodes that depend on some of these, in reading order."""
        found, waiting = set(), list(names)
        while waiting:
            for edge in self.uses[waiting.pop()]:
                if edge.head not in found:
                    found.add(edge.head)
                    waiting.append(edge.head)
        return self.restrict(found)

    def spelled(self, node: Node) -> Node:
        """The node with an unnamed comparison written out where it is a condition.

        So a choice reads `x where z > 0`, not `x where v1`.
        """
        op = CATALOGUE[node.op] if node.op else None
        if op is None or not op.stops or isinstance(op.form, Relation):
            return node
        stops = op.stops.split()
        args = tuple(
            self._condition(arg) if op.operand(slot) in stops else arg
            for slot, arg in enumerate(node.args)
        )
        return replace(node, args=args)

    def _condition(self, arg: Expr) -> Expr:
        if not isinstance(arg, Name):
            return arg
        node = self.nodes[arg.name]
        compares = node.op and isinstance(CATALOGUE[node.op].form, Relation)
        return node.expr if compares and not node.named else arg

    def line_of(self, node: Node) -> int:
        """The line number on which a node is computed."""
        return line_of(self.program.source, max(node.at, 0))

    def error(self, message: messages.Text, node: Node, **parts: object) -> InputError:
        """An error that quotes the line of a node."""
        return input_error(message, self.program.source, node.at, **parts)

    def restrict(self, keep: Iterable[str]) -> list[Node]:
        """The nodes of a set, in reading order."""
        wanted = set(keep)
        return [node for name, node in self.nodes.items() if name in wanted]
