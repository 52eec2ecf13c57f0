"""Shapes while formulas are rewritten: what fits, what must be repeated, how long an axis is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from byhand.calculus.rewrite_monomials import Monomial, monomial
from byhand.graph import Graph
from byhand.graph.patterns import ShapeError, broadcast
from byhand.graph.shape_rules import axes_of
from byhand.graph.shapes import fixed_settings, result_shape
from byhand.language.expr import ONE, ZERO, Apply, Expr, Literal, Name, Number, Partial, leaves
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
        written = [leaf for node in graph.nodes.values() for leaf in leaves(node.expr)]
        numbers = [leaf for leaf in written if isinstance(leaf, Number)]
        self.spelling = {leaf.value: leaf for leaf in reversed(numbers)}
        """How the program writes its numbers: 1e-5, 0.5."""
        self.decimals = any("." in leaf.text for leaf in numbers)
        self._known: dict[int, tuple[Expr, Shape]] = {}  # the expression is kept, so is its id

    def shape(self, expr: Expr) -> Shape:
        """The shape of an expression; raises `ShapeError` where its operands do not fit."""

        if isinstance(expr, Name):
            return self.shapes.get(expr.name, ())
        if not isinstance(expr, Apply):
            return self.shapes.get(expr.wrt, ()) if isinstance(expr, Partial) else ()
        if id(expr) not in self._known:
            parts = [self.shape(arg) for arg in expr.args]
            self._known[id(expr)] = expr, result_shape(expr.op, parts, expr.settings)
        return self._known[id(expr)][1]

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

    def has(self, shape: Shape) -> bool:
        """Whether the program has a value of a shape."""
        return shape in self.shapes.values()

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
                    found *= monomial(self._letter(part, dim))
        return found

    def whole(self, sizes: list[Expr]) -> Apply | None:
        """`size(X)` for the lengths of all axes of X."""
        letters = []
        for size in sizes:
            assert isinstance(size, Apply)
            shape = self.shape(size.args[0])
            letters += [shape[axis] for axis in self.axes(size)[0]]
        for name, shape in self.shapes.items():
            named = name in self.graph.nodes and self.graph.nodes[name].named
            if named and sorted(map(str, shape)) == sorted(map(str, letters)):
                return Apply("size", (Name(name),))
        return None

    def _letter(self, letter: str, dim: Dim) -> Expr:
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
        raise ShapeError  # the length of no axis


def reduction(
    expr: Expr,
    axes: Axes,
    rank: int,
    keepdims: bool,
    op: str = "sum",
    others: tuple[tuple[str, Expr], ...] = (),
) -> Apply:
    """`sum(x, axis=1, keepdims=True)`, settings written as a person would."""
    settings = [(key, value) for key, value in others if key not in ("axis", "keepdims")]
    if len(axes) != rank:
        settings.append(("axis", Literal(axes[0] if len(axes) == 1 else axes)))
    if keepdims:
        settings.append(("keepdims", Literal(True)))
    return Apply(op, (expr,), tuple(settings))
