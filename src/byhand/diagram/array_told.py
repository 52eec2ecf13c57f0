"""What a derivation of arrays has to say about each wire."""

from __future__ import annotations

from collections import Counter

from byhand.calculus.array_tidy import tidy_arrays
from byhand.calculus.derivation import Derivation
from byhand.calculus.dress import dress
from byhand.calculus.steps import Pull
from byhand.calculus.tidy import plus
from byhand.diagram.array_labels import value_label
from byhand.diagram.labels import formula_label
from byhand.diagram.scene import Label
from byhand.diagram.told import SLOPE_SIZE
from byhand.graph import Edge
from byhand.graph.views import View
from byhand.language.expr import Apply, Expr, Leaf, Name, Partial, fold, size
from byhand.numeric.backends import Value

# A longer formula beside a wire would be as wide as the rest of the picture.
_LONGEST = 14
_MOST_UNNAMED = 60


class Arrays:
    """The wires of a derivation of arrays: pullbacks in place of local derivatives."""

    def __init__(self, derivation: Derivation, view: View, digits: int) -> None:
        self.derivation, self.view, self.digits = derivation, view, digits
        lines = [name for box in view.boxes if box.layer for name, _ in box.layer.lines]
        self.shown = {*lines, *(box.id for box in view.boxes)}
        nodes = derivation.graph.nodes
        self.unnamed = Counter(view.home[n] for n in nodes if n in view.home and self.hidden(n))

    def number(self, value: Value, color: str) -> Label:
        """The entries of a small array; the shape stands above the wire of a larger one."""
        return value_label(value, self.digits, color, shape=color == "value")

    def share(self, edge: Edge) -> Value | None:
        """The sum of what the uses inside the head send back."""
        values = [pull.value for pull in self.pulls(edge)]
        if not values or values[0] is None:
            return None
        return sum(values[1:], values[0])

    def slope(self, edge: Edge) -> Label | None:
        """The pullback, `Xᵀ ∂L/∂Z`."""
        expr = self.inside(edge)
        return None if expr is None else formula_label(expr, "local", SLOPE_SIZE)

    def inside(self, edge: Edge) -> Expr | None:
        """The sum of what flows along an edge; None where it is too long to be read."""
        pulls = self.pulls(edge)
        if not pulls or self.crowded(edge.head):
            return None
        shapes = self.derivation.shapes
        expr = plus([self.written(pull.product) for pull in pulls])
        dressed = dress(tidy_arrays(expr, shapes), shapes)
        return dressed if size(dressed) <= _LONGEST else None

    def crowded(self, box: str) -> bool:
        """Whether so much of a box has no name that no formula could be short."""
        return self.view.name != "operations" and self.unnamed[box] > _MOST_UNNAMED

    def pulls(self, edge: Edge) -> list[Pull]:
        """The contributions that run along an edge of the view."""
        found = self.derivation.pulls.get(edge.tail, ())
        if self.view.name == "operations":
            return [pull for pull in found if pull.edge == edge]
        return [pull for pull in found if self.view.home[pull.edge.head] == edge.head]

    def written(self, product: Expr) -> Expr:
        """A contribution in the names that the view shows; others are written out."""
        if self.view.name == "operations":
            return product
        derivation = self.derivation

        def leaf(node: Leaf) -> Expr:
            if isinstance(node, Name) and self.hidden(node.name):
                return self.written(derivation.graph.nodes[node.name].expr)
            if isinstance(node, Partial) and self.hidden(node.wrt):
                pulls = derivation.pulls.get(node.wrt, ())
                return plus([self.written(pull.product) for pull in pulls]) if pulls else node
            return node

        def join(node: Apply, parts: list[Expr]) -> Expr:
            return Apply(node.op, tuple(parts), node.settings, node.at)

        return tidy_arrays(fold(product, leaf, join), derivation.shapes)

    def hidden(self, name: str) -> bool:
        """Whether a value has no name in the view."""
        node = self.derivation.graph.nodes.get(name)
        return node is not None and not node.named and name not in self.shown
