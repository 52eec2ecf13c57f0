"""A formula as it is written among arrays: `A ⊙ B` where two arrays meet entry by entry."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.graph.shapes import result_shape
from byhand.language.expr import Apply, Expr, Leaf, Literal, Name, Partial, fold
from byhand.language.linear import ENTRYWISE
from byhand.language.program import Shape

_MARK = (ENTRYWISE, Literal(True))


def dress(expr: Expr, shapes: Mapping[str, Shape]) -> Expr:
    """The expression with every operation marked that a reader might take for a matrix operation.

    >>> from byhand.language.parse import parse_expression
    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.show import show
    >>> show(dress(parse_expression("A*B + s*A^2"), {"A": ("N",), "B": ("N",)}), UNICODE)
    'A ⊙ B + s·A^⊙2'
    """

    def leaf(node: Leaf) -> tuple[Expr, Shape]:
        if isinstance(node, Name):
            return node, shapes.get(node.name, ())
        return node, shapes.get(node.wrt, ()) if isinstance(node, Partial) else ()

    def join(node: Apply, parts: list[tuple[Expr, Shape]]) -> tuple[Expr, Shape]:
        sizes = [shape for _, shape in parts]
        shape = result_shape(node.op, sizes, node.settings)
        settings = (*node.settings, _MARK) if _needs_mark(node.op, sizes) else node.settings
        return Apply(node.op, tuple(arg for arg, _ in parts), settings, node.at), shape

    return fold(expr, leaf, join)[0]


def _needs_mark(op: str, sizes: list[Shape]) -> bool:
    if op == "mul":
        return all(sizes)
    return op in ("pow", "exp") and bool(sizes[0])
