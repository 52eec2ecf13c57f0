"""The form in which formulas are rewritten, and the form in which they are read.

While rewriting, repeating is left to broadcasting, lengths are numbers or letters, and a mean is a
sum over n; for a reader, numbers stand in front of a product of matrices and means are means.
"""

from __future__ import annotations

from fractions import Fraction

from byhand.calculus.array_tidy import broadcasting
from byhand.calculus.matrix_algebra import chain, chain_of, folded_transpose, scalars
from byhand.calculus.rewrite import ARITHMETIC, Reason, cost, rebuilt, squeezed
from byhand.calculus.rewrite_context import Context, reduction
from byhand.calculus.rewrite_monomials import Monomial, monomial
from byhand.calculus.rewrite_places import onehots
from byhand.language.expr import ONE, ZERO, Apply, Expr, Leaf, Literal, fold

__all__ = ["plain", "presented", "with_means"]


def plain(node: Apply, ctx: Context) -> tuple[Expr, Reason] | None:
    """One operation in the form in which formulas are rewritten; no step that a reader sees."""
    found = _plain(node, ctx)
    from byhand.calculus.rewrite_words import COMPOSED

    return None if found is None else (found, Reason(COMPOSED))


def _plain(node: Apply, ctx: Context) -> Expr | None:
    match node:
        case Apply("ones_like" | "ones"):
            return ONE
        case Apply("zeros"):
            return ZERO
        case Apply("expand", (s, like)):
            if ctx.shape(s) == ctx.shape(like):
                return s
            return broadcasting(node, ctx.shapes)
        case Apply("size", (x,)):
            axes, _ = ctx.axes(node)
            shape = ctx.shape(x)
            return ctx.length(tuple(shape[a] for a in axes)).expr()
        case Apply("mean", (x,)):
            axes, keepdims = ctx.axes(node)
            shape = ctx.shape(x)
            count = ctx.length(tuple(shape[a] for a in axes))
            total = Apply("sum", (x,), node.settings)
            return (monomial(total) * count.power(Fraction(-1))).expr()
        case Apply("unsqueeze", (x,)):
            return _unsqueezed(node, x, ctx)
        case Apply("squeeze", (x,)):
            axis = _axis(node, len(ctx.shape(x)))
            better = squeezed(x, (axis,), len(ctx.shape(x)), ctx)
            return None if better == node else better
    return _plain_matrix(node, ctx)


def _plain_matrix(node: Apply, ctx: Context) -> Expr | None:
    match node:
        case Apply("transpose" | "mT", (x,)) if len(ctx.shape(x)) < 2:
            return x
        case Apply("mT", (x,)) if len(ctx.shape(x)) == 2:
            return Apply("transpose", (x,))
        case Apply("transpose", (Apply("transpose", (x,), ()),), ()):
            return x
        case Apply("reshape_like", (x, like)) if ctx.shape(x) == ctx.shape(like):
            return x
        case Apply("copy", (x,)):
            return x
        case Apply("matmul"):
            return chain(chain_of(node, ctx))
        case Apply("eye") if len(set(ctx.shape(node))) == 1:
            return Apply("identity", (ctx.like(ctx.shape(node)),))
    return None


def _axis(node: Apply, rank: int) -> int:
    value = dict(node.settings).get("axis", Literal(0))
    assert isinstance(value, Literal) and isinstance(value.value, int)
    return value.value % rank


def _unsqueezed(node: Apply, x: Expr, ctx: Context) -> Expr | None:
    rank = len(ctx.shape(x))
    axis = _axis(node, rank + 1)
    if axis == 0 or rank == 0:
        return x  # leading axes repeat by themselves
    match x:
        case Apply("sum" | "mean", (inner,)):
            axes, keepdims = ctx.axes(x)
            if not keepdims and axes == (axis,):
                return reduction(inner, axes, len(ctx.shape(inner)), True, x.op)
        case Apply(op, args) if op in ARITHMETIC and op != "pow":
            parts = [_deeper(arg, axis, rank, ctx) for arg in args]
            return Apply(op, tuple(parts), x.settings)
    return None


def _deeper(arg: Expr, axis: int, rank: int, ctx: Context) -> Expr:
    """An operand with the new axis, where it has enough axes to need it."""
    own = axis - (rank - len(ctx.shape(arg)))
    if own <= 0:
        return arg
    return Apply("unsqueeze", (arg,), (("axis", Literal(own)),))


def with_means(expr: Expr, ctx: Context) -> Expr:
    """Sums divided by their number of terms as means, where that is shorter."""

    def join(node: Apply, parts: list[Expr]) -> Expr:
        new = rebuilt(node, parts, ctx)
        return _mean_in(new, ctx) if isinstance(new, Apply) else new

    better = fold(expr, _leaf, join)
    return better if cost(better)[0] < cost(expr)[0] else expr


def _leaf(node: Leaf) -> Expr:
    return node


def _mean_in(node: Apply, ctx: Context) -> Expr:
    if node.op not in ("mul", "div", "neg"):
        return node
    product = monomial(node)
    for factor, n in product.factors:
        if not isinstance(factor, Apply) or factor.op != "sum" or n != 1:
            continue
        axes, keepdims = ctx.axes(factor)
        shape = ctx.shape(factor.args[0])
        count = ctx.length(tuple(shape[a] for a in axes))
        average = reduction(factor.args[0], axes, len(shape), keepdims, "mean")
        rest = Monomial(
            product.coefficient * count.coefficient,
            tuple(((average if f is factor else f), m) for f, m in product.factors),
        )
        rest *= Monomial(Fraction(1), count.factors)
        better = rest.expr()
        if cost(better)[0] < cost(node)[0]:
            return better
    return node


def presented(expr: Expr, ctx: Context) -> Expr:
    """The formula as a person writes it: `2*X.T @ r/N`, transposes where they are fewest."""

    return _headed(_folded(onehots(expr, ctx), ctx), ctx)


def _folded(expr: Expr, ctx: Context) -> Expr:
    """Every product of matrices with the fewest transposes, outermost products first."""
    if not isinstance(expr, Apply):
        return expr
    better = folded_transpose(expr, ctx)
    if better is not expr and isinstance(better, Apply):
        inner = better.args[0]
        assert isinstance(inner, Apply)
        args = tuple(_folded(arg, ctx) for arg in inner.args)
        return Apply("transpose", (Apply(inner.op, args, inner.settings),))
    args = tuple(_folded(arg, ctx) for arg in expr.args)
    return Apply(expr.op, args, expr.settings)


def _headed(expr: Expr, ctx: Context) -> Expr:
    """Scalar factors of a matrix product written in front of its first factor."""

    def join(node: Apply, parts: list[Expr]) -> Expr:
        new = Apply(node.op, tuple(parts), node.settings)
        if node.op not in ("mul", "div", "neg"):
            return new
        product = monomial(new)
        front, rest = scalars(product, ctx)
        if len(rest.factors) != 1 or rest.factors[0][1] != 1:
            return new
        factor = rest.factors[0][0]
        if not isinstance(factor, Apply) or factor.op != "matmul":
            return new
        above = Monomial(abs(front.coefficient.numerator) * Fraction(1), _signs(front, 1))
        below = Monomial(Fraction(front.coefficient.denominator), _signs(front, -1))
        top = _into_head(factor, above) if above != Monomial(Fraction(1)) else factor
        whole = Apply("div", (top, below.expr())) if below != Monomial(Fraction(1)) else top
        return Apply("neg", (whole,)) if front.coefficient < 0 else whole

    return fold(expr, _leaf, join)


def _signs(product: Monomial, sign: int) -> tuple[tuple[Expr, Fraction], ...]:
    return tuple((f, abs(n)) for f, n in product.factors if n * sign > 0)


def _into_head(expr: Apply, front: Monomial) -> Expr:
    left, right = expr.args
    if isinstance(left, Apply) and left.op == "matmul":
        return Apply("matmul", (_into_head(left, front), right), expr.settings)
    return Apply("matmul", (Apply("mul", (front.expr(), left)), right), expr.settings)
