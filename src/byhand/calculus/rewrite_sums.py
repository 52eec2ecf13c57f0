"""Sums over axes: constants move out, known sums are put in, sums of sums are split."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from byhand.calculus import rewrite_words as words
from byhand.calculus.rewrite import Reason, squeezed, summed
from byhand.calculus.rewrite_context import Axes, Context
from byhand.calculus.rewrite_monomials import Monomial, added, collected, monomial, terms
from byhand.language.expr import Apply, Expr
from byhand.language.program import Shape

KnownSum = Callable[[Expr, Axes], "tuple[Monomial, Reason] | None"]
"""What an expression adds up to along axes, where that is known."""
_MOST_TERMS = 12


def constants_out(node: Apply, ctx: Context) -> tuple[Expr, Reason] | None:
    """`sum(c * x, axis)` as `c * sum(x, axis)` where c does not vary along the axis."""
    if node.op != "sum":
        return None
    axes, keepdims = ctx.axes(node)
    full = ctx.shape(node.args[0])
    product = monomial(node.args[0])
    outside = [f for f, _ in product.factors if _constant(ctx.shape(f), full, axes)]
    if not outside and product.coefficient == 1:
        return None
    result = pulled_out(product, outside, full, axes, keepdims, ctx)
    return result.expr(), Reason(words.CONSTANTS)


def pulled_out(
    product: Monomial,
    outside: list[Expr],
    full: Shape,
    axes: Axes,
    keepdims: bool,
    ctx: Context,
) -> Monomial:
    """A product summed over axes, some of its factors in front of the sum."""
    front = _front(product, outside, len(full), axes, keepdims, ctx)
    rest = product.without(outside).expr()
    return front * monomial(summed(rest, full, axes, keepdims, ctx))


def _constant(shape: Shape, full: Shape, axes: Axes) -> bool:
    missing = len(full) - len(shape)
    return all(a < missing or shape[a - missing] == 1 for a in axes) and any(
        full[a] != 1 for a in axes
    )


def known_sum(node: Apply, ctx: Context, known: KnownSum) -> tuple[Expr, Reason] | None:
    """A sum whose value is known: rows of probabilities, what has its mean taken away."""
    if node.op != "sum":
        return None
    axes, _ = ctx.axes(node)
    found = known(node.args[0], axes)
    return (found[0].expr(), found[1]) if found else None


def split(
    node: Apply, ctx: Context, known: KnownSum, *, always: bool = False
) -> tuple[Expr, Reason] | None:
    """A sum of sums taken term by term, where a term has a known sum or terms cancel."""
    if node.op != "sum":
        return None
    axes, keepdims = ctx.axes(node)
    full = ctx.shape(node.args[0])
    parts = multiplied_out(node.args[0])
    if not 1 < len(parts) <= _MOST_TERMS:
        return None
    sums: list[Monomial] = []
    reason: Reason | None = None
    for part in parts:
        outside = [f for f, _ in part.factors if _constant(ctx.shape(f), full, axes)]
        inside = part.without(outside)
        fact = known(inside.expr(), axes) if inside.factors else None
        if fact:
            reason = reason or fact[1]
            front = _front(part, outside, len(full), axes, keepdims, ctx)
            sums.append(front * fact[0])
        else:
            sums.append(pulled_out(part, outside, full, axes, keepdims, ctx))
    total = collected(sums)
    if reason is None and len(total) >= len(parts) and not always:
        return None
    return added(total), reason or Reason(words.SPLIT)


def _front(
    part: Monomial, outside: list[Expr], rank: int, axes: Axes, keepdims: bool, ctx: Context
) -> Monomial:
    front = Monomial(part.coefficient)
    for factor, n in part.factors:
        if factor in outside:
            moved = factor if keepdims else squeezed(factor, axes, rank, ctx)
            front *= Monomial(Fraction(1), ((moved, n),))
    return front


def multiplied_out(expr: Expr) -> list[Monomial]:
    """The terms of an expression with every bracket opened: `c*(x - y)` is `c*x - c*y`."""
    done: list[Monomial] = []
    waiting = list(reversed(terms(expr)))
    while waiting and len(done) + len(waiting) <= 4 * _MOST_TERMS:
        part = waiting.pop()
        bracket = next(((f, n) for f, n in part.factors if n == 1 and _is_sum(f)), None)
        if bracket is None:
            done.append(part)
            continue
        rest = Monomial(part.coefficient, tuple(p for p in part.factors if p != bracket))
        inner = terms(bracket[0])
        if len(inner) < 2 and inner and inner[0].factors == (bracket,):
            done.append(part)
            continue
        waiting += [rest * term for term in reversed(inner)]
    return collected(done + waiting)


def _is_sum(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op in ("add", "sub")
