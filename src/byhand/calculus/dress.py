"""Formulas of arrays as a textbook writes them: `2 Xᵀ r`, `G ⊙ 1[Z > 0]`, `v 𝟏ᵀ`.

A formula is kept for what it computes; what is changed here is only what a reader sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from byhand.calculus.tidy import is_neg
from byhand.graph.patterns import ShapeError
from byhand.graph.shape_rules import axes_of, product_of
from byhand.graph.shapes import fixed_settings, result_shape
from byhand.language.expr import ONE, Apply, Expr, Leaf, Literal, Name, Number, Partial, Slice, fold
from byhand.language.marks import ENTRYWISE, TRANSPOSED
from byhand.language.parse import parse_expression
from byhand.language.program import Dim, Shape
from byhand.ops import CATALOGUE

Shapes = Mapping[str, Shape]
Settings = tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A dressed expression, its shape, and what it is a product of."""

    expr: Expr
    shape: Shape
    factors: tuple[tuple[Expr, Shape], ...] = ()
    negative: bool = False

    @property
    def product(self) -> tuple[tuple[Expr, Shape], ...]:
        return self.factors or ((self.expr, self.shape),)


def dress(expr: Expr, shapes: Shapes) -> Expr:
    """The expression as it is shown, with products of arrays marked as entrywise.

    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.show import show
    >>> shapes = {"G": (4, 3), "W": (5, 3), "Z": (4, 5)}
    >>> show(dress(parse_expression("(G @ W.T) * (Z > 0) * 2"), shapes), UNICODE)
    '(2G Wᵀ) ⊙ (Z > 0)'
    """
    return fold(expr, lambda leaf: _Part(leaf, leaf_shape(leaf, shapes)), _joined).expr


def leaf_shape(leaf: Leaf, shapes: Shapes) -> Shape:
    """The shape of a name or a gradient; a number has none."""
    if isinstance(leaf, Name):
        return shapes.get(leaf.name, ())
    return shapes.get(leaf.wrt, ()) if isinstance(leaf, Partial) else ()


def _joined(node: Apply, parts: list[_Part]) -> _Part:
    dims = [part.shape for part in parts]
    try:
        shape = result_shape(node.op, dims, node.settings)
    except ShapeError:
        shape = ()
    if node.op == "mul" and shape:
        return _product(parts, shape)
    if node.op == "div" and _has_gradient(parts[0]):
        share = _Part(Apply("div", (ONE, parts[1].expr)), parts[1].shape)
        return _product([share, parts[0]], shape)
    if node.op in _LINEAR and any(map(_is_scaled, parts)):
        return _scaled(node, parts, shape)
    args = tuple(part.expr for part in parts)
    settings = _counted_from_the_front(node, dims)
    expr = _rewritten(Apply(node.op, args, settings, node.at), dims, shape)
    if is_neg(expr) and shape:
        assert isinstance(expr, Apply)
        inner = parts[0] if node.op == "neg" else _Part(expr.args[0], shape)
        return _Part(expr, shape, inner.product, negative=not inner.negative)
    return _Part(expr, shape)


def _product(parts: list[_Part], shape: Shape) -> _Part:
    """Numbers in front, then the arrays, `⊙` between them; a minus before everything."""
    negative = sum(part.negative for part in parts) % 2 == 1
    factors = [factor for part in parts for factor in part.product]
    numbers = sorted((expr for expr, dims in factors if not dims), key=_rank)
    arrays = sorted((expr for expr, dims in factors if dims), key=lambda expr: _rank(expr) == 1)
    numbers = [number for number in numbers if number != ONE]
    expr, *others = [*numbers, *arrays]
    for other in others:
        if other in arrays[1:]:
            expr = Apply("mul", (expr, other), ((ENTRYWISE, Literal(True)),))
        else:
            expr = _with_number(expr, other)
    shown = Apply("neg", (expr,)) if negative else expr
    return _Part(shown, shape, tuple(factors), negative)


def _with_number(number: Expr, expr: Expr) -> Expr:
    """A number in front of the first factor: `2Xᵀ r` and not `2(Xᵀ r)`."""
    if isinstance(expr, Apply) and expr.op == "matmul":
        return Apply("matmul", (_with_number(number, expr.args[0]), expr.args[1]))
    return Apply("mul", (number, expr))


# Operations that let a number pass in front of them.
_LINEAR = ("matmul", "dot", "outer", "transpose", "mT", "sum", "expand")


def _is_scaled(part: _Part) -> bool:
    return bool(part.shape) and (
        part.negative or (any(not shape for _, shape in part.product) and len(part.product) > 1)
    )


def _scaled(node: Apply, parts: list[_Part], shape: Shape) -> _Part:
    """A linear operation with the numbers and signs of its operands in front of it."""
    outside: list[_Part] = []
    inside: list[_Part] = []
    for part in parts:
        arrays = [_Part(expr, dims) for expr, dims in part.product if dims]
        if not arrays or not _is_scaled(part):
            inside.append(part)
            continue
        outside += [_Part(expr, dims) for expr, dims in part.product if not dims]
        inside.append(_product(arrays, part.shape))
    negative = sum(part.negative for part in parts) % 2 == 1
    core = _joined(node, inside)
    sign = [_Part(ONE, (), ((ONE, ()),), negative=True)] if negative else []
    return _product([*sign, *outside, core], shape)


def _rank(number: Expr) -> int:
    """Numbers stand before shares such as 1/N, and these before everything else."""
    if isinstance(number, Apply) and number.op == "div" and number.args[0] == ONE:
        return 1
    return 0 if isinstance(number, Number) else 2


def _has_gradient(part: _Part) -> bool:
    """Whether a numerator is a gradient, which is itself written as a fraction."""
    return any(isinstance(expr, Partial) for expr, _ in part.product)


def _counted_from_the_front(node: Apply, dims: list[Shape]) -> Settings:
    """The settings with `axis=-1` as the axis that it is."""
    found: list[tuple[str, Expr]] = []
    for key, value in node.settings:
        if key == "axis" and isinstance(value, Literal) and value.value is not None and dims:
            rank = len(dims[-1]) + (node.op == "unsqueeze")
            try:
                axes = axes_of(value.value, rank)
            except ShapeError:
                axes = ()
            if axes:
                value = Literal(axes if isinstance(value.value, tuple) else axes[0])
        found.append((key, value))
    return tuple(found)


def _rewritten(node: Apply, dims: list[Shape], shape: Shape) -> Expr:
    match node:
        case Apply("pow" | "exp") if dims[0]:
            return Apply(node.op, node.args, (*node.settings, (ENTRYWISE, Literal(True))))
        case Apply("size"):
            return _size(node, dims[0])
        case Apply("matmul" | "dot", (a, b)) if len(dims[0]) == 1 and len(dims[1]) <= 2:
            return Apply("matmul", (a if _is_row(a) else _transposed(a), b))
        case Apply("outer", (a, b)):
            return Apply("matmul", (a, _transposed(b)))
        case Apply("transpose" | "mT", (Apply("inv", inner),)) if not node.settings:
            return Apply("inv", inner, ((TRANSPOSED, Literal(True)),))
        case Apply("transpose", (x,)) if len(dims[0]) == 2 and node.settings:
            return Apply("transpose", (x,)) if _swaps(node) else x
        case Apply("expand", (s, _)):
            return _repeated(node, s, dims[0], shape)
        case Apply("reshape_like", (x, _)):
            return Apply("reshape", (x,), (("shape", Literal(shape)),))
        case Apply("first" | "last", (x, _)):
            return _piece(node, x, dims[0], shape)
        case Apply(op) if CATALOGUE[op].shape == "reduce" and len(dims[0]) == 1:
            return _along_the_only_axis(node)
    return node


def _along_the_only_axis(node: Apply) -> Apply:
    """A vector has one axis only, so which one is added up goes without saying."""
    kept = tuple(item for item in node.settings if item[0] != "axis")
    return Apply(node.op, node.args, kept, node.at)


def _piece(node: Apply, x: Expr, whole: Shape, shape: Shape) -> Expr:
    """A piece of what was joined, by its indices where the sizes are numbers: `g[2:4]`."""
    (axis,) = axes_of(fixed_settings(CATALOGUE[node.op], node.settings)["axis"], len(shape))
    length, count = whole[axis], shape[axis]
    if not isinstance(length, int) or not isinstance(count, int):
        return node
    start = 0 if node.op == "first" else length - count
    at = (*(Slice(None, None) for _ in range(axis)), Slice(start, start + count))
    return Apply("index", (x,), (("at", Literal(at)),))


def _is_row(x: Expr) -> bool:
    """Whether a vector is written as a row already: `wᵀ A`."""
    while isinstance(x, Apply) and x.op in ("matmul", "mul"):
        x = x.args[-1 if x.op == "mul" else 0]
    return isinstance(x, Apply) and x.op == "transpose"


def _transposed(x: Expr) -> Expr:
    return Apply("transpose", (x,))


def _swaps(node: Apply) -> bool:
    axes = dict(node.settings).get("axes")
    return not isinstance(axes, Literal) or axes.value in (None, (1, 0), (-1, 0), (1, -2), (-1, -2))


def _size(node: Apply, shape: Shape) -> Expr:
    """How many entries: `N`, `N·D`, `12`."""
    axis = dict(node.settings).get("axis", Literal(None))
    assert isinstance(axis, Literal)
    count: Dim = product_of(tuple(shape[i] for i in axes_of(axis.value, len(shape))))
    return parse_expression(str(count))


def _repeated(node: Apply, s: Expr, inner: Shape, shape: Shape) -> Expr:
    """What is repeated along axes, as a product with an array of ones where matrices can say it."""
    if not inner:
        ones = _ones(shape)
        return ones if s == ONE else Apply("mul", (s, ones))
    if len(shape) != 2:
        return Apply("expand", (s,), node.settings)
    along_rows = inner == (1, shape[1]) or _axis(node, len(shape)) == (0,)
    if along_rows:
        row = s if len(inner) == 2 else _transposed(s)
        return Apply("matmul", (_ones(shape[:1]), row))
    return Apply("matmul", (s, _transposed(_ones(shape[1:]))))


def _axis(node: Apply, rank: int) -> tuple[int, ...]:
    axis = dict(node.settings).get("axis", Literal(None))
    assert isinstance(axis, Literal)
    return axes_of(axis.value, rank)


def _ones(shape: Shape) -> Expr:
    return Apply("ones", (), (("shape", Literal(shape)),))
