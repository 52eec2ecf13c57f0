"""The same values with less work: small arrays stay small until NumPy broadcasts them itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from byhand.emit.array_lines import ArrayLine
from byhand.emit.buffers import POWERS
from byhand.graph.shapes import fixed_settings, shape_of
from byhand.language.expr import Apply, Expr, Literal, Number, fold
from byhand.language.program import Shape
from byhand.ops import CATALOGUE

_PAIRS = frozenset(("add", "sub", "mul", "div"))
_SCALES = frozenset(("mul", "div"))


def leaner(lines: Sequence[ArrayLine], shapes: Mapping[str, Shape]) -> list[ArrayLine]:
    """The lines with every expression in its leaner form."""
    known = {**shapes, **{line.name: line.shape for line in lines}}
    return [replace(line, expr=lean(line.expr, known)) for line in lines]


def lean(expr: Expr, shapes: Mapping[str, Shape]) -> Expr:
    """An expression without repeated entries where broadcasting repeats them anyway.

    A factor is put to the array before it is repeated, and a sign or a number to a sum after it is
    taken.
    """

    def join(node: Apply, parts: list[Expr]) -> Expr:
        made = Apply(node.op, tuple(parts), node.settings, node.at)
        if _undoes(made):
            return _without_undoing(made)
        if node.op in _SCALES:
            made = _scaled_before(made, shapes)
        if made.op in _PAIRS:
            return _broadcast(made, shapes)
        if made.op == "neg" and _is(made.args[0], "expand"):
            return _inside(made.args[0], lambda g: Apply("neg", (g,)))
        if made.op == "squeeze":
            return _gone_at_once(made, shapes)
        return _signed_after(made) if made.op == "sum" else made

    return fold(expr, lambda leaf: leaf, join)


def _undoes(node: Apply) -> bool:
    """Whether a number only undoes the one before, without rounding: x/2·2."""
    if node.op != "mul":
        return False
    inner = node.args[0]
    if not isinstance(inner, Apply) or inner.op != "div":
        return False
    number = node.args[1]
    return number in POWERS and inner.args[1] == number


def _without_undoing(node: Apply) -> Expr:
    """x for x/2·2, and everything else as it is."""
    inner = node.args[0]
    return inner.args[0] if _undoes(node) and isinstance(inner, Apply) else node


def _is(expr: Expr, op: str) -> bool:
    return isinstance(expr, Apply) and expr.op == op


def _inside(expand: Expr, change: object) -> Apply:
    """A repeated array whose operand is changed before it is repeated."""
    assert isinstance(expand, Apply)
    g, like = expand.args
    return Apply("expand", (change(g), like), expand.settings, expand.at)  # type: ignore[operator]


def _scaled_before(node: Apply, shapes: Mapping[str, Shape]) -> Apply:
    """`expand(g)·2` as `expand(g·2)`."""
    left, right = node.args
    if _is(left, "expand") and not shape_of(right, shapes):
        return _inside(left, lambda g: _without_undoing(Apply(node.op, (g, right))))
    if node.op == "mul" and _is(right, "expand") and not shape_of(left, shapes):
        return _inside(right, lambda g: Apply("mul", (left, g)))
    return node


def _broadcast(node: Apply, shapes: Mapping[str, Shape]) -> Apply:
    """An operand that is repeated to the shape of the other, as NumPy repeats it itself."""
    left, right = node.args
    parts = []
    for part, other in ((left, right), (right, left)):
        alike = _is(part, "expand") and shape_of(part, shapes) == shape_of(other, shapes)
        parts.append(_aligned(part, shapes) if alike and not _is(other, "expand") else part)
    return Apply(node.op, tuple(parts), node.settings, node.at)


def _aligned(expand: Expr, shapes: Mapping[str, Shape]) -> Expr:
    """The array that is repeated, with axes of length 1 where it is."""
    assert isinstance(expand, Apply)
    g, like = expand.args
    fixed = fixed_settings(CATALOGUE["expand"], expand.settings)
    rank, own = len(shape_of(like, shapes)), len(shape_of(g, shapes))
    axis = fixed["axis"]
    if fixed["keepdims"] or axis is None or not own:
        return g
    axes = sorted(one % rank for one in (axis if isinstance(axis, tuple) else (axis,)))
    if axes == list(range(rank - own)):
        return g  # axes in front come by themselves
    for one in axes:
        g = Apply("unsqueeze", (g,), (("axis", Literal(one)),))
    return g


def _gone_at_once(node: Apply, shapes: Mapping[str, Shape]) -> Apply:
    """A sum that keeps an axis only to lose it, as a sum that does not keep it."""
    inner = node.args[0]
    if not isinstance(inner, Apply) or inner.op != "sum":
        return node
    own = fixed_settings(CATALOGUE["sum"], inner.settings)
    axis = fixed_settings(CATALOGUE["squeeze"], node.settings)["axis"]
    rank = len(shape_of(inner.args[0], shapes))
    if not own["keepdims"] or not isinstance(own["axis"], int) or own["axis"] % rank != axis % rank:
        return node
    return Apply("sum", inner.args, (("axis", Literal(axis)),), inner.at)


def _signed_after(node: Apply) -> Apply:
    """`sum(−x)` as `−sum(x)`, `sum(2·x)` as `2·sum(x)`."""
    (inner,) = node.args
    if not isinstance(inner, Apply):
        return node
    if inner.op == "neg":
        return Apply("neg", (Apply("sum", inner.args, node.settings, node.at),))
    if inner.op == "mul" and isinstance(inner.args[0], Number):
        number, rest = inner.args
        return Apply("mul", (number, Apply("sum", (rest,), node.settings, node.at)))
    return node
