"""What a derivation of arrays has to say about each wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from byhand.calculus.array_tidy import tidy_arrays
from byhand.calculus.derivation import Derivation
from byhand.calculus.dress import dress
from byhand.calculus.steps import Pull
from byhand.calculus.tidy import plus, tidy
from byhand.diagram.array_labels import value_label
from byhand.diagram.labels import formula_label
from byhand.diagram.scene import Label
from byhand.diagram.told import SLOPE_SIZE
from byhand.graph import Edge
from byhand.graph.shapes import shape_of
from byhand.graph.views import View
from byhand.language.expr import ONE, Apply, Expr, Leaf, Name, Number, Partial, fold, size
from byhand.language.program import Shape
from byhand.numeric.backends import Value

# A longer formula beside a wire, or in a box, would be as wide as the rest of the picture.
_LONGEST_BESIDE, _LONGEST = 14, 26
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
        if not self.pulls(edge):
            return None
        expr = self.inside(edge)
        if expr is None or size(expr) > _LONGEST_BESIDE:
            return Label("dots.c", "…", "local", SLOPE_SIZE)  # there is one, but no room for it
        return formula_label(expr, "local", SLOPE_SIZE)

    def inside(self, edge: Edge) -> Expr | None:
        """The sum of what flows along an edge; None where it is too long to be read."""
        pulls = self.pulls(edge)
        if not pulls or self.crowded(edge.head):
            return None
        shapes = self.derivation.shapes
        expr = plus([self.written(pull.product) for pull in pulls])
        dressed = dress(counted(expr, shapes), shapes)
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


def counted(expr: Expr, shapes: Mapping[str, Shape]) -> Expr:
    """The expression with one number spread over an array as a factor before the array.

    >>> from byhand.language.parse import parse_expression
    >>> from byhand.language.notations import PLAIN
    >>> from byhand.language.show import show
    >>> show(counted(parse_expression("ones_like(r)*2*r"), {"r": ("N",)}), PLAIN)
    '2*r'
    >>> show(counted(parse_expression("-(1/2*Y)/P"), {"Y": ("N",), "P": ("N",)}), PLAIN)
    '-(Y/(2*P))'
    """

    def join(node: Apply, parts: list[Expr]) -> Expr:
        new = _counted(Apply(node.op, tuple(parts), node.settings, node.at), shapes)
        return _one_fraction(new)

    return tidy_arrays(fold(expr, lambda leaf: leaf, join), shapes)


def _counted(node: Apply, shapes: Mapping[str, Shape]) -> Expr:
    if node.op not in ("mul", "div", "neg"):
        return node
    for slot, arg in enumerate(node.args):
        if not _is_spread(arg) or (node.op == "div" and slot == 1):
            continue
        assert isinstance(arg, Apply)
        factor = arg.args[0] if arg.op == "expand" else ONE
        args = tuple(factor if i == slot else other for i, other in enumerate(node.args))
        inner = tidy(Apply(node.op, args))
        others = [shape_of(other, shapes) for other in node.args if other is not arg]
        if any(shape == shape_of(node, shapes) for shape in others):
            return inner
        if not any(others):
            return Apply("expand", (inner, arg.args[-1]))
    return node


def _one_fraction(node: Expr) -> Expr:
    """A share of a numerator in the denominator: Y/(2P) for (½Y)/P."""
    match node:
        case Apply("div", (Apply("mul", (Apply("div", (one, n)), x)), y)) if (
            one == ONE and _is_count(n)
        ):
            return Apply("div", (x, Apply("mul", (n, y))))
        case Apply("div", (Apply("neg", (x,)), y)):
            inner = Apply("div", (x, y))
            better = _one_fraction(inner)
            return node if better is inner else Apply("neg", (better,))
    return node


def _is_count(expr: Expr) -> bool:
    return isinstance(expr, Number) or (isinstance(expr, Apply) and expr.op == "size")


def _is_spread(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op in ("expand", "ones_like") and not expr.settings
