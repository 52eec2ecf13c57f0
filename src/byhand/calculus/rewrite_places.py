"""Entries put in place: what `p[i]` sends back, multiplied, added up, and read as a one-hot row."""

from __future__ import annotations

from fractions import Fraction

from byhand.calculus import rewrite_words as words
from byhand.calculus.matrix_algebra import scalars
from byhand.calculus.rewrite import Reason, rebuilt
from byhand.calculus.rewrite_context import Axes, Context
from byhand.calculus.rewrite_monomials import Monomial, monomial
from byhand.language.expr import (
    ONE,
    ZERO,
    Apply,
    Expr,
    Gap,
    Leaf,
    Literal,
    Name,
    Static,
    fold,
    number,
)

_ONE = Monomial(Fraction(1))


def gathered(product: Monomial, ctx: Context) -> Monomial:
    """An array times values put in places: the entries at those places times the values.

    `p * scatter(1/p[i], p, i)` is `scatter(1, p, i)`.
    """
    for factor, n in product.factors:
        if n == 1 and isinstance(factor, Apply) and factor.op == "scatter":
            return _gathered(product, factor, ctx)
    return product


def _gathered(product: Monomial, place: Apply, ctx: Context) -> Monomial:
    value, like, *picked = place.args
    shape, inner = ctx.shape(like), monomial(value)
    rest = Monomial(product.coefficient)
    for factor, n in product.factors:
        if factor is place:
            continue
        if ctx.shape(factor) == shape:
            entry = Apply("index", (factor, *picked), place.settings)
            inner *= Monomial(Fraction(1), ((entry, n),))
        else:
            rest *= Monomial(Fraction(1), ((factor, n),))
    front, inside = scalars(inner, ctx)
    if not front.coefficient:
        return Monomial(Fraction(0))
    whole = ctx.exact(inside.expr(), ctx.shape(value))
    moved = Apply("scatter", (whole, like, *picked), place.settings)
    return rest * front * Monomial(Fraction(1), ((moved, Fraction(1)),))


def placed(node: Apply, ctx: Context) -> tuple[Expr, Reason] | None:
    """Numbers in front of what is put in place, and products with it."""
    if node.op == "scatter":
        if monomial(node.args[0]).coefficient == 0:
            return ZERO, Reason(words.CANCELLED)
        product = Monomial(Fraction(1), ((node, Fraction(1)),))
    elif node.op in ("mul", "div", "neg"):
        product = monomial(node)
    else:
        return None
    new = gathered(product, ctx)
    return None if new == product else (new.expr(), Reason(words.PLACED))


def sum_of_places(expr: Expr, axes: Axes, ctx: Context) -> Monomial | None:
    """What ones put in place add up to: one for each place, or one in each row."""
    if not isinstance(expr, Apply) or expr.op != "scatter" or not _is_one(expr.args[0]):
        return None
    _, like, *picked = expr.args
    rank = len(ctx.shape(like))
    spec = _spec(expr)
    if len(spec) != rank or not all(type(s) is int or s == Gap() for s in spec):
        return None
    if len(axes) == rank:
        return ctx.length(ctx.shape(expr.args[0]))
    if _one_in_each_row(spec, picked, ctx.shape(like), ctx) and axes == (rank - 1,):
        return _ONE
    return None


def _is_one(expr: Expr) -> bool:
    return expr == ONE or (isinstance(expr, Apply) and expr.op == "ones_like")


def _spec(place: Apply) -> tuple[Static, ...]:
    value = dict(place.settings)["at"]
    assert isinstance(value, Literal)
    assert isinstance(value.value, tuple)
    return value.value


def _one_in_each_row(
    spec: tuple[Static, ...], picked: list[Expr], shape: tuple[object, ...], ctx: Context
) -> bool:
    """Whether the places are [0, i₀], [1, i₁], ...: every row once."""
    return (
        len(shape) == 2
        and spec == (Gap(), Gap())
        and isinstance(picked[0], Name)
        and ctx.counts.get(picked[0].name) == shape[0]
    )


def onehots(expr: Expr, ctx: Context) -> Expr:
    """Ones put in place as `onehot_like(i, p)`, for a reader."""

    def leaf(node: Leaf) -> Expr:
        return node

    def join(node: Apply, parts: list[Expr]) -> Expr:
        new = rebuilt(node, parts, ctx)
        return _onehot(new, ctx) if isinstance(new, Apply) and new.op == "scatter" else new

    return fold(expr, leaf, join)


def _onehot(place: Apply, ctx: Context) -> Expr:
    value, like, *picked = place.args
    spec, shape = _spec(place), ctx.shape(like)
    if not _is_one(value):
        return place
    if _one_in_each_row(spec, picked, shape, ctx):
        return Apply("onehot_like", (picked[1], like))
    if len(shape) != 1 or len(spec) != 1:
        return place
    (at,) = spec
    if at == Gap() and ctx.shape(picked[0]) == ():
        return Apply("onehot_like", (picked[0], like))
    if type(at) is int and at >= 0:
        return Apply("onehot_like", (number(at), like))
    return place
