"""Shapes while formulas are rewritten: what fits, what must be repeated, how long an axis is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from byhand.calculus.rewrite_monomials import Monomial, monomial
from byhand.graph import Graph
from byhand.graph.patterns import ShapeError, broadcast
from byhand.graph.shape_rules import axes_of
from byhand.graph.shapes import fixed_settings, result_shape
from byhand.language.expr import ONE, ZERO, Apply, Expr, Literal, Name, Partial, fold
from byhand.language.program import Dim, Shape
from byhand.ops import CATALOGUE

Axes = tuple[int, ...]


class Context:
    """The program whose gradients are rewritten, asked about shapes and sizes.

    An expression inside a rewriting need only broadcast to the shape it stands for: `1` for an
    array of ones. `exact` repeats what must have its full shape.
    """

    def __init__(
        self,
        graph: Graph,
        shapes: Mapping[str, Shape],
        facts: Mapping[str, tuple[str, ...]],
        counts: Mapping[str, int] | None = None,
    ) -> None:
        self.graph, self.shapes, self.facts = graph, shapes, facts
        self.counts = counts or {}
        """The inputs whose given values are 0, 1, 2, ..., and how many these are."""
        self._known: dict[Expr, Shape] = {}

    def shape(self, expr: Expr) -> Shape:
        """The shape of an expression; raises `ShapeError` where its operands do not fit."""

        def leaf(node: Expr) -> Shape:
            if isinstance(node, Name):
                return self.shapes.get(node.name, ())
            return self.shapes.get(node.wrt, ()) if isinstance(node, Partial) else ()

        def join(node: Apply, parts: list[Shape]) -> Shape:
            if node not in self._known:
                self._known[node] = result_shape(node.op, parts, node.settings)
            return self._known[node]

        if isinstance(expr, Apply) and expr in self._known:
            return self._known[expr]
        return fold(expr, leaf, join)

    def fits(self, expr: Expr, shape: Shape) -> bool:
        """Whether an expression broadcasts to a shape."""
        try:
            return broadcast(self.shape(expr), shape) == shape
        except ShapeError:
            return False

    def exact(self, expr: Expr, shape: Shape, like: str = "") -> Expr:
        """The expression with its full shape, repeated by a factor of ones where it lacks one."""
        if self.shape(expr) == shape:
            return expr
        name = self.like(shape, like)
        if expr == ZERO:
            return Apply("mul", (ZERO, name))
        ones = Apply("ones_like", (name,))
        return ones if expr == ONE else Apply("mul", (expr, ones))

    def like(self, shape: Shape, wanted: str = "") -> Expr:
        """A value of the program that has a shape; one with a name where there is one."""
        if wanted and self.graph.nodes[wanted].named:
            return Name(wanted)
        found = [n for n in self.graph.nodes if self.shapes.get(n) == shape]
        named = [n for n in found if self.graph.nodes[n].named]
        if named or found or wanted:
            return Name((named or found or [wanted])[0])
        raise ShapeError

    def axes(self, node: Apply) -> tuple[Axes, bool]:
        """The axes over which a sum or mean goes, counted from the front, and keepdims."""
        fixed = fixed_settings(CATALOGUE[node.op], node.settings)
        rank = len(self.shape(node.args[0]))
        return tuple(sorted(axes_of(fixed["axis"], rank))), bool(fixed.get("keepdims"))

    def length(self, dims: Shape) -> Monomial:
        """The number of entries along axes: numbers multiplied, letters as `size(Y, axis=0)`."""
        found = Monomial(Fraction(1))
        for dim in dims:
            if isinstance(dim, int):
                found *= Monomial(Fraction(dim))
            else:
                for part in dim.split("*"):
                    found *= monomial(self._letter(part if part.isdigit() else part, dim))
        return found

    def _letter(self, letter: str, dim: Dim) -> Expr:
        from byhand.language.expr import Number

        if letter.isdigit():
            return Number(letter)
        having = [n for n in self.graph.nodes if letter in self.shapes.get(n, ())]
        inputs = [n for n in having if self.graph.nodes[n].is_input]
        # The length of a vector needs no axis.
        for name in sorted(inputs or having, key=lambda n: len(self.shapes[n])):
            shape = self.shapes[name]
            axis = shape.index(letter)
            settings = (("axis", Literal(axis)),) if len(shape) > 1 else ()
            return Apply("size", (Name(name),), settings)
        raise ShapeError(f"{dim} is the length of no axis")


def reduction(expr: Expr, axes: Axes, rank: int, keepdims: bool, op: str = "sum") -> Apply:
    """`sum(x, axis=1, keepdims=True)`, settings written as a person would."""
    settings: list[tuple[str, Expr]] = []
    if len(axes) != rank:
        settings.append(("axis", Literal(axes[0] if len(axes) == 1 else axes)))
    if keepdims:
        settings.append(("keepdims", Literal(True)))
    return Apply(op, (expr,), tuple(settings))
