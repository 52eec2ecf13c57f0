"""A derivation: the graph, its steps, and the values they reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from byhand import collector, messages
from byhand.calculus.steps import Gather, Pull, Push, Step
from byhand.calculus.tidy import plus, times
from byhand.errors import InputError
from byhand.graph import Graph, Node
from byhand.language.expr import ONE, ZERO, Apply, Expr, Name, Partial
from byhand.language.program import Shape
from byhand.numeric.backends import EXACT, FLOAT, Backend, Value


@dataclass(frozen=True)
class Derivation:
    """What `derive` found; a document, a picture and a proof are made from it."""

    graph: Graph
    of: str
    """The node that is differentiated."""
    wrt: tuple[str, ...]
    """The nodes by which it is differentiated."""
    steps: tuple[Step, ...]
    inputs: Mapping[str, Any] | None
    """The given values: exact fractions, or arrays; None in a derivation without numbers."""
    values: Mapping[str, Value]
    gradients: Mapping[str, Value]
    """∂of/∂node where it was computed; absent is not zero."""
    active: frozenset[str]
    """The nodes on a path from `wrt` to `of`."""
    kinks: tuple[str, ...] = ()
    """Nodes whose operands sit exactly on a kink."""
    exact: bool = False
    """Whether values are fractions."""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    """The shape of every node in a derivation of arrays; empty where all values are numbers."""
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is known about inputs: declared, or seen in the given values of constants."""

    @property
    def is_arrays(self) -> bool:
        """Whether the program works on arrays."""
        return bool(self.shapes)

    @property
    def has_values(self) -> bool:
        """Whether numbers were given."""
        return self.inputs is not None

    @property
    def backend(self) -> Backend:
        """The kind of number that the values are."""
        return EXACT if self.exact else FLOAT

    @cached_property
    def pushes(self) -> Mapping[str, tuple[Push, ...]]:
        """For every node, the edges that bring its gradient, in reading order of the uses."""
        found: dict[str, list[Push]] = {}
        for step in self.steps:
            if isinstance(step, Push):
                found.setdefault(step.edge.tail, []).append(step)
        return {name: tuple(reversed(pushes)) for name, pushes in found.items()}

    @cached_property
    def pulls(self) -> Mapping[str, tuple[Pull, ...]]:
        """The same in a derivation of arrays."""
        found: dict[str, list[Pull]] = {}
        for step in self.steps:
            if isinstance(step, Pull):
                found.setdefault(step.edge.tail, []).append(step)
        return {name: tuple(reversed(pulls)) for name, pulls in found.items()}

    @cached_property
    def passed(self) -> frozenset[str]:
        """The unnamed nodes that only hand a gradient on, so that no line needs to name them."""
        return frozenset(
            name
            for name, pulls in self.pulls.items()
            if len(pulls) == 1
            and isinstance(pulls[0].product, Partial)
            and not self.graph.nodes[name].named
            and name not in self.wrt
        )

    @cached_property
    def gathers(self) -> Mapping[str, Gather]:
        """The branch nodes that were gathered."""
        return {step.node: step for step in self.steps if isinstance(step, Gather)}

    @property
    def relevant(self) -> list[Node]:
        """The nodes that the output depends on, in reading order."""
        return self.graph.restrict(self.graph.ancestors(self.of))

    @property
    def order(self) -> list[str]:
        """The nodes in the order in which their gradients become known."""
        return [name for name in reversed(list(self.graph.nodes)) if name in self.gradient_names]

    @cached_property
    def gradient_names(self) -> frozenset[str]:
        """The nodes whose gradient the derivation writes down."""
        return frozenset(self.active) | {self.of} | set(self.wrt)

    def require_values(self) -> None:
        """Raise `InputError` in a derivation without numbers."""
        if not self.has_values:
            raise InputError(messages.NO_VALUES.fill())

    def value(self, name: str) -> Value:
        """The value of a variable."""
        self.require_values()
        return self.values[self.graph.resolve(name)]

    def gradient(self, name: str) -> Value:
        """∂of/∂name; 0 for a `wrt` that the output does not depend on."""
        self.require_values()
        node = self.computed(name)
        return self.gradients[node]

    def computed(self, name: str) -> str:
        """The node of a name whose gradient is part of this derivation, else an error."""
        node = self.graph.resolve(name)
        if node not in self.gradient_names:
            raise InputError(messages.NO_GRADIENT.fill(name=name, of=self.of))
        return node

    @collector.paused()
    def formulas(self) -> dict[str, Expr]:
        """The node-local line of every gradient, in the order in which they become known."""
        return {name: self.formula(name) for name in self.order}

    def formula(self, name: str) -> Expr:
        """The node-local line `∂L/∂a · a·(1 − a)`; a sum of such products at a branch."""
        node = self.computed(name)
        if node == self.of:
            return ONE
        terms = [push_product(push, self.of) for push in self.pushes.get(node, ())]
        terms += [pull.product for pull in self.pulls.get(node, ())]
        if not terms and self.shapes.get(node):
            return Apply("mul", (ZERO, Name(node)))  # a zero of the variable's shape
        return plus(terms) if terms else ZERO


def push_product(push: Push, of: str) -> Expr:
    """Upstream × local in names; an upstream of ∂L/∂L = 1 is not written."""
    if push.edge.head == of:
        return push.local
    if isinstance(push.local, Apply) and push.local.op == "neg":
        return Apply("mul", (push.upstream, push.local))
    return times(push.upstream, push.local)
