"""A formula as it is written among arrays: `A ⊙ B` where two arrays meet entry by entry."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.calculus.tidy import tidy
from byhand.graph.shapes import result_shape
from byhand.language.expr import (
    ONE,
    Apply,
    Expr,
    Leaf,
    Literal,
    Name,
    Number,
    Partial,
    fold,
    leaves,
)
from byhand.language.linear import ENTRYWISE
from byhand.language.program import Shape

_MARK = (ENTRYWISE, Literal(True))
Shaped = tuple[Expr, Shape]


def dress(expr: Expr, shapes: Mapping[str, Shape]) -> Expr:
    """The expression with every operation marked that a reader might take for a matrix operation.

    >>> from byhand.language.parse import parse_expression
    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.show import show
    >>> show(dress(parse_expression("A*B + s*A^2"), {"A": ("N",), "B": ("N",)}), UNICODE)
    'A ⊙ B + s·A^⊙2'
    """

    def join(node: Apply, parts: list[Shaped]) -> Shaped:
        sizes = [shape for _, shape in parts]
        shape = result_shape(node.op, sizes, node.settings)
        settings = (*node.settings, _MARK) if _needs_mark(node.op, sizes) else node.settings
        return Apply(node.op, tuple(arg for arg, _ in parts), settings, node.at), shape

    return fold(expr, _leaf(shapes), join)[0]


def unstacked(expr: Expr, shapes: Mapping[str, Shape]) -> Expr:
    """The expression as a person writes it: counts as numbers, no ∂L/∂z above a fraction bar.

    A number spread over an array is written as a factor in front of the array.

    >>> from byhand.language.parse import parse_expression
    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.show import show
    >>> expr = parse_expression("expand(1/size(r), r)*2*r")
    >>> show(unstacked(expr, {"r": ("N", 3)}), UNICODE)
    '2/(3N)·r'
    """

    def join(node: Apply, parts: list[Shaped]) -> Shaped:
        sizes = [shape for _, shape in parts]
        args = tuple(arg for arg, _ in parts)
        shape = result_shape(node.op, sizes, node.settings)
        plain = Apply(node.op, args, node.settings, node.at)
        return _step(plain, sizes, shape), shape

    return tidy(fold(expr, _leaf(shapes), join)[0])


def _leaf(shapes: Mapping[str, Shape]):
    def leaf(node: Leaf) -> Shaped:
        if isinstance(node, Name):
            return node, shapes.get(node.name, ())
        return node, shapes.get(node.wrt, ()) if isinstance(node, Partial) else ()

    return leaf


def _needs_mark(op: str, sizes: list[Shape]) -> bool:
    if op == "mul":
        return all(sizes)
    return op in ("pow", "exp") and bool(sizes[0])


def _step(node: Apply, sizes: list[Shape], shape: Shape) -> Expr:
    args = node.args
    if node.op == "size" and not node.settings:
        return _count(sizes[0])
    if node.op in ("mul", "div") and _spread(args[0]) and not sizes[1]:
        inner, like = _operands(args[0])  # (s 𝟏) · c is (s c) 𝟏
        return Apply("expand", (tidy(Apply(node.op, (inner, args[1]))), like))
    if node.op == "mul" and _spread(args[1]) and not sizes[0]:
        inner, like = _operands(args[1])
        return Apply("expand", (tidy(Apply("mul", (args[0], inner))), like))
    if node.op == "neg" and _spread(args[0]):
        inner, like = _operands(args[0])
        return Apply("expand", (tidy(Apply("neg", (inner,))), like))
    if node.op in ("mul", "div") and _spread(args[0]) and sizes[1] == shape:
        inner, _ = _operands(args[0])
        return tidy(Apply(node.op, (inner, args[1])))
    if node.op == "mul" and _spread(args[1]) and sizes[0] == shape:
        inner, _ = _operands(args[1])
        return tidy(Apply("mul", (inner, args[0])))
    if node.op == "div" and any(isinstance(leaf, Partial) for leaf in leaves(args[0])):
        return Apply("mul", (args[0], Apply("div", (ONE, args[1]))))
    return node


def _spread(expr: Expr) -> bool:
    """Whether an expression is one number repeated over a whole array."""
    return isinstance(expr, Apply) and expr.op == "expand" and not expr.settings


def _operands(expr: Expr) -> tuple[Expr, Expr]:
    assert isinstance(expr, Apply)
    return expr.args[0], expr.args[1]


def _count(shape: Shape) -> Expr:
    """The number of entries, `3 N`."""
    known = 1
    count: Expr | None = None
    for dim in shape:
        if isinstance(dim, int):
            known *= dim
        else:
            count = Name(dim) if count is None else Apply("mul", (count, Name(dim)))
    if count is None:
        return Number(str(known))
    return count if known == 1 else Apply("mul", (Number(str(known)), count))
