"""What a derivation has to say about each wire: values, gradients, and local formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeGuard

from byhand.calculus.closed import closed_form
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.diagram.labels import formula_label, number_label
from byhand.diagram.scene import Label
from byhand.graph import Edge, build
from byhand.graph.views import View
from byhand.language.expr import Expr, Leaf, Name, Partial, leaves
from byhand.language.program import Program, Statement
from byhand.numeric.backends import Value

SLOPE_SIZE = 9.5


class Told(Protocol):
    """The labels of wires; None where the derivation did not compute what would stand there."""

    def number(self, value: Value, color: str) -> Label:
        """A value or a gradient as it stands on a wire."""
        ...

    def share(self, edge: Edge) -> Value | None:
        """What one use contributes to the gradient."""
        ...

    def slope(self, edge: Edge) -> Label | None:
        """What the edge does to a gradient, as a formula."""
        ...

    def inside(self, edge: Edge) -> Expr | None:
        """The gradient that a value receives inside a layer, as a formula."""
        ...


class Numbers:
    """The wires of a derivation in which every value is a number."""

    def __init__(self, derivation: Derivation, view: View, digits: int) -> None:
        self.derivation, self.view, self.digits = derivation, view, digits
        self.uses = uses_of(view)
        self.lines = {box.id: box for box in view.boxes}

    def number(self, value: Value, color: str) -> Label:
        """The number as the page shows it."""
        return number_label(value, self.digits, color)

    def share(self, edge: Edge) -> Value | None:
        """Upstream times local."""
        derivation = self.derivation
        if self.view.name == "operations":
            for push in derivation.pushes.get(edge.tail, ()):
                if push.edge == edge:
                    return push.value
            return None
        if len(self.uses[edge.tail]) == 1:
            return derivation.gradients.get(edge.tail)
        if self.view.name == "layers":
            return self._into_layer(edge)
        head = derivation.gradients.get(edge.head)
        if head is None or edge.tail not in derivation.active:
            return None
        same = [other for other in self.uses[edge.tail] if other.head == edge.head]
        if len(same) > 1:
            return None  # several uses inside one line: their shares have no wire of their own
        return head * self._line(edge.head).gradients[edge.tail]

    def _into_layer(self, edge: Edge) -> Value | None:
        home = self.view.home
        pushes = self.derivation.pushes.get(edge.tail, ())
        values = [p.value for p in pushes if home[p.edge.head] == edge.head]
        return sum(values[1:], values[0]) if values and values[0] is not None else None

    def slope(self, edge: Edge) -> Label | None:
        """The local derivative."""
        derivation = self.derivation
        if self.view.name == "operations":
            for push in derivation.pushes.get(edge.tail, ()):
                if push.edge == edge:
                    return formula_label(push.local, "local", SLOPE_SIZE)
            return None
        if edge.tail not in derivation.active or edge.head not in derivation.active:
            return None
        first = next(e for e in self.uses[edge.tail] if e.head == edge.head)
        if first != edge or self.view.name == "layers":
            return None  # the derivative of a line by a name is written once
        return formula_label(closed_form(self._line(edge.head), edge.tail), "local", SLOPE_SIZE)

    def inside(self, edge: Edge) -> Expr | None:
        """The node-local line, where it speaks of values with a name only."""
        graph = self.derivation.graph
        if edge.tail not in self.derivation.active:
            return None
        expr = self.derivation.formula(edge.tail)
        used = [n.name if isinstance(n, Name) else n.wrt for n in leaves(expr) if is_named(n)]
        return expr if all(graph.nodes[name].named for name in used) else None

    def _line(self, name: str) -> Derivation:
        """One line of the program as a derivation of its own; its operands are its inputs."""
        program = Program((Statement(name, self.lines[name].expr, -1),), "")
        graph = build(program)
        values = self.derivation.values
        at = {n: values[n] for n in graph.inputs} if values else None
        return derive(graph, at, exact=self.derivation.exact)


def is_named(leaf: Leaf) -> TypeGuard[Name | Partial]:
    """Whether a leaf speaks of a value of the graph."""
    return isinstance(leaf, (Name, Partial))


def uses_of(view: View) -> Mapping[str, list[Edge]]:
    """For every value, the edges that leave it."""
    uses: dict[str, list[Edge]] = {box.id: [] for box in view.boxes}
    for edge in view.edges:
        uses.setdefault(edge.tail, []).append(edge)
    return uses
