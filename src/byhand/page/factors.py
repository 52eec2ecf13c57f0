"""The factors of a dressed formula: what stands under a shape, and what numbers are put in for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from byhand.calculus.dress import leaf_shape
from byhand.graph.patterns import ShapeError, broadcast
from byhand.graph.shapes import result_shape
from byhand.language.expr import Apply, Expr, Under
from byhand.language.marks import MARKS
from byhand.language.program import Shape
from byhand.ops import CATALOGUE

Shapes = Mapping[str, Shape]
# Between these operations stand the factors and terms that a reader takes in one by one.
_BETWEEN = ("add", "sub", "neg", "mul", "matmul")


def each_factor(expr: Expr, change: Callable[[Expr, bool], Expr]) -> Expr:
    """The formula with every factor changed; the flag says whether it stands in a matrix product.

    >>> from byhand.language.notations import PLAIN
    >>> from byhand.language.parse import parse_expression
    >>> from byhand.language.show import show
    >>> formula = parse_expression("A.T @ G + sum(b)")
    >>> show(each_factor(formula, lambda factor, _: Apply("neg", (factor,))), PLAIN)
    '-A.T @ (-G) + sum(-b)'
    """
    # Flat on purpose: a sum may have thousands of terms.
    made: list[Expr] = []
    waiting: list[tuple[Expr, bool, bool]] = [(expr, False, False)]
    while waiting:
        node, inside, ready = waiting.pop()
        if not isinstance(node, Apply) or not _is_open(node):
            made.append(change(node, inside))
        elif ready:
            args = tuple(made[-len(node.args) :])
            del made[-len(node.args) :]
            made.append(Apply(node.op, args, node.settings, node.at))
        else:
            waiting.append((node, inside, True))
            within = node.op == "matmul" or (inside and node.op == "mul")
            waiting += [(arg, within, False) for arg in reversed(node.args)]
    return made[0]


def _is_open(node: Apply) -> bool:
    return node.op in _BETWEEN or (CATALOGUE[node.op].shape == "reduce" and len(node.args) == 1)


def with_shapes(expr: Expr, shapes: Shapes) -> Expr:
    """The formula with its shape under every factor that is an array."""

    def labelled(factor: Expr, inside: bool) -> Expr:
        shape = shown_shape(factor, shapes)
        return Under(factor, shape) if shape else factor

    return each_factor(expr, labelled)


def shown_shape(factor: Expr, shapes: Shapes) -> Shape:
    """The shape that stands under a factor; a transposed vector is a row, `1×D`.

    Empty where the factor is a number, or its shape is not known.
    """
    if not isinstance(factor, Apply):
        return leaf_shape(factor, shapes)
    dims = [shown_shape(arg, shapes) for arg in factor.args]
    if factor.op == "transpose" and len(dims[0]) == 1:
        return (1, *dims[0])
    try:
        if CATALOGUE[factor.op].elementwise:
            return broadcast(*dims)
        return result_shape(factor.op, dims, unmarked(factor).settings)
    except (ShapeError, AssertionError, IndexError, ValueError):
        return ()  # a call whose second operand is not shown


def unmarked(node: Apply) -> Apply:
    """A node without the marks that only printers know."""
    settings = tuple((key, value) for key, value in node.settings if key not in MARKS)
    return Apply(node.op, node.args, settings, node.at)
