"""The shape of every value: from declarations and given values, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from byhand.graph.patterns import ShapeError, TooLargeError, broadcast, case_of
from byhand.graph.shape_rules import RULES
from byhand.language.defaults import default_of
from byhand.language.expr import Apply, Expr, Leaf, Literal, Name, Partial, fold
from byhand.language.program import Shape
from byhand.ops import CATALOGUE, Op

ARRAY_LIMIT = 10_000_000
"""How many entries one array may have."""


def fixed_settings(op: Op, settings: tuple[tuple[str, Expr], ...]) -> dict[str, Any]:
    """The fixed settings of a call as plain values, defaults filled in."""
    given = dict(settings)
    found: dict[str, Any] = {}
    for key in op.static_names:
        value = given.get(key) or default_of(op.name, key)
        assert isinstance(value, Literal), f"{op.name} has no {key}"
        found[key] = value.value
    return found


def result_shape(name: str, shapes: list[Shape], settings: tuple[tuple[str, Expr], ...]) -> Shape:
    """The shape of one operation's result; raises `ShapeError` where the operands do not fit.

    A result beyond `ARRAY_LIMIT` raises `TooLargeError`, before anything is allocated.

    >>> result_shape("matmul", [("N", "D"), ("D", "H")], ())
    ('N', 'H')
    """
    shape = _result_shape(CATALOGUE[name], shapes, settings)
    if entries(shape) > ARRAY_LIMIT:
        raise TooLargeError(entries(shape))
    return shape


def entries(shape: Shape) -> int:
    """How many entries an array has; a letter counts as 1."""
    return prod(dim for dim in shape if isinstance(dim, int))


def _result_shape(op: Op, shapes: list[Shape], settings: tuple[tuple[str, Expr], ...]) -> Shape:
    if op.elementwise:
        return broadcast(*shapes)
    if op.shape.startswith("like "):
        return shapes[op.operands.index(op.shape.removeprefix("like "))]
    if op.shape in RULES:
        return RULES[op.shape](shapes, fixed_settings(op, settings))
    found = case_of(op, shapes)
    if found is None and op.twin:
        return result_shape(op.twin, shapes, settings)
    if found is None:
        raise ShapeError
    return found[1]


def shape_of(expr: Expr, shapes: Mapping[str, Shape]) -> Shape:
    """The shape of an expression; ∂L/∂z has the shape of z. Raises `ShapeError`."""

    def leaf(node: Leaf) -> Shape:
        if isinstance(node, Name):
            return shapes.get(node.name, ())
        return shapes.get(node.wrt, ()) if isinstance(node, Partial) else ()

    def join(node: Apply, parts: list[Shape]) -> Shape:
        return result_shape(node.op, parts, node.settings)

    return fold(expr, leaf, join)
