"""The form in which formulas are rewritten, and the form in which they are read.

While rewriting, repeating is left to broadcasting, lengths are numbers or letters, and a mean is a
sum over n; for a reader, numbers stand in front of a product of matrices and means are means.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from byhand.calculus.array_tidy import broadcasting
from byhand.calculus.matrix_algebra import chain, chain_of, folded_transpose, scalars
from byhand.calculus.rewrite import ARITHMETIC, Reason, rebuilt, squeezed, weight
from byhand.calculus.rewrite_context import Context, reduction
from byhand.calculus.rewrite_monomials import Monomial, monomial
from byhand.calculus.rewrite_places import onehots
from byhand.language.expr import ONE, ZERO, Apply, Expr, Leaf, Literal, Number, fold
from byhand.ops import CATALOGUE


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
            axes, _ = ctx.axes(node)
            shape = ctx.shape(x)
            count = ctx.length(tuple(shape[a] for a in axes))
            total = Apply("sum", (x,), node.settings)
            return (monomial(total) * count.power(Fraction(-1))).expr()
        case Apply("copy", (x,)):
            return x
        case Apply("unsqueeze", (x,)):
            return _unsqueezed(node, x, ctx)
        case Apply("squeeze", (x,)):
            axis = _axis(node, len(ctx.shape(x)))
            better = squeezed(x, (axis,), len(ctx.shape(x)), ctx)
            return None if better == node else better
    return _regular(node, ctx) if _reduces(node) else _plain_matrix(node, ctx)


def _reduces(node: Apply) -> bool:
    return CATALOGUE[node.op].shape == "reduce"


def _regular(node: Apply, ctx: Context) -> Expr:
    """A reduction with its axes counted from the front."""
    axes, keepdims = ctx.axes(node)
    rank = len(ctx.shape(node.args[0]))
    return reduction(node.args[0], axes, rank, keepdims, node.op, node.settings)


def flat(part: Expr, ctx: Context) -> Expr:
    """A reduction over leading axes without keepdims, so that equal ones look alike."""
    if isinstance(part, Apply) and _reduces(part):
        axes, keepdims = ctx.axes(part)
        if keepdims and axes == tuple(range(len(axes))):
            rank = len(ctx.shape(part.args[0]))
            return reduction(part.args[0], axes, rank, False, part.op, part.settings)
    return part


def kept(part: Expr, ctx: Context) -> Expr:
    """The opposite of `flat`: a reduction over leading axes with keepdims."""
    if isinstance(part, Apply) and _reduces(part):
        axes, keepdims = ctx.axes(part)
        rank = len(ctx.shape(part.args[0]))
        if not keepdims and axes == tuple(range(len(axes))) and len(axes) < rank:
            return reduction(part.args[0], axes, rank, True, part.op, part.settings)
    return part


def varied(expr: Expr, change: Callable[[Expr, Context], Expr], ctx: Context) -> Expr:
    """A change of reductions made wherever they are an operand of elementwise arithmetic."""

    def join(node: Apply, parts: list[Expr]) -> Expr:
        if node.op in ARITHMETIC:
            parts = [change(part, ctx) for part in parts]
        return rebuilt(node, parts, ctx)

    return change(fold(expr, _leaf, join), ctx)


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
        case Apply("matmul"):
            return chain(chain_of(node, ctx))
        case Apply("eye") if len(set(ctx.shape(node))) == 1 and ctx.has(ctx.shape(node)):
            return Apply("identity", (ctx.like(ctx.shape(node)),))
    return None


def _axis(node: Apply, rank: int) -> int:
    value = dict(node.settings).get("axis", Literal(0))
    assert isinstance(value, Literal)
    assert isinstance(value.value, int)
    return value.value % rank


def _unsqueezed(node: Apply, x: Expr, ctx: Context) -> Expr | None:
    rank = len(ctx.shape(x))
    axis = _axis(node, rank + 1)
    if axis == 0 or rank == 0:
        return x  # leading axes repeat by themselves
    match x:
        case Apply(op, (inner,)) if _reduces(x):
            axes, keepdims = ctx.axes(x)
            if not keepdims and axes == (axis,):
                return reduction(inner, axes, len(ctx.shape(inner)), True, op, x.settings)
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
    return better if weight(better)[0] < weight(expr)[0] else expr


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
        if weight(better)[0] < weight(node)[0]:
            return better
    return node


def presented(expr: Expr, ctx: Context) -> Expr:
    """The formula as a person writes it: `2*X.T @ r/N`, transposes where they are fewest."""

    return _spelled(
        _counted(_headed(_folded(onehots(_flattened(expr, ctx), ctx), ctx), ctx), ctx), ctx
    )


def _flattened(expr: Expr, ctx: Context) -> Expr:
    """Without keepdims that broadcasting does not need."""
    better = varied(expr, flat, ctx)
    same = ctx.shape(better) == ctx.shape(expr) and weight(better) == weight(expr)
    return better if same else expr


def _counted(expr: Expr, ctx: Context) -> Expr:
    """The lengths of all axes of an array, multiplied, as its number of entries."""

    def join(node: Apply, parts: list[Expr]) -> Expr:
        new = Apply(node.op, tuple(parts), node.settings)
        if node.op not in ("mul", "div"):
            return new
        product = monomial(new)
        sizes = [(f, n) for f, n in product.factors if isinstance(f, Apply) and f.op == "size"]
        whole = ctx.whole([f for f, _ in sizes]) if len({n for _, n in sizes}) == 1 else None
        if whole is None or len(sizes) < 2:
            return new
        left = Monomial(product.coefficient, product.without(f for f, _ in sizes).factors)
        return (left * Monomial(Fraction(1), ((whole, sizes[0][1]),))).expr()

    return fold(expr, _leaf, join)


def _spelled(expr: Expr, ctx: Context) -> Expr:
    """Numbers as the program spells them; 1/4 as a fraction unless it is written in decimals."""

    def leaf(node: Leaf) -> Expr:
        return ctx.spelling.get(node.value, node) if isinstance(node, Number) else node

    def join(node: Apply, parts: list[Expr]) -> Expr:
        new = Apply(node.op, tuple(parts), node.settings)
        if ctx.decimals:
            return new
        match new:
            case Apply("mul", (Number(text), x)) if "." in text:
                factor = Fraction(text)
                count = Number(str(factor.denominator))
                return Apply("div", (x, count)) if factor.numerator == 1 else new
            case Apply("div", (Apply("div", (x, Number() as n)), y)):
                return Apply("div", (x, Apply("mul", (n, y))))
        return new

    return fold(expr, leaf, join)


def _folded(expr: Expr, ctx: Context) -> Expr:
    """Every product of matrices with the fewest transposes, outermost products first."""
    if not isinstance(expr, Apply):
        return expr
    better = folded_transpose(expr, ctx)
    if better is not expr and isinstance(better, Apply):
        factors = [_folded(factor, ctx) for factor in chain_of(better.args[0], ctx)]
        return Apply("transpose", (chain(factors),))
    if expr.op == "matmul":
        return chain([_folded(factor, ctx) for factor in chain_of(expr, ctx)])
    args = tuple(_folded(arg, ctx) for arg in expr.args)
    return Apply(expr.op, args, expr.settings)


def _headed(expr: Expr, ctx: Context) -> Expr:
    """Scalar factors of a matrix product written in front of its first factor."""

    def join(node: Apply, parts: list[Expr]) -> Expr:
        new = Apply(node.op, tuple(parts), node.settings)
        if node.op not in ("mul", "div", "neg") or not _multiplies_matrices(new):
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


def _multiplies_matrices(expr: Expr) -> bool:
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Apply):
            if part.op == "matmul":
                return True
            if part.op in ("mul", "div", "neg"):
                waiting.extend(part.args)
    return False


def _signs(product: Monomial, sign: int) -> tuple[tuple[Expr, Fraction], ...]:
    return tuple((f, abs(n)) for f, n in product.factors if n * sign > 0)


def _into_head(expr: Apply, front: Monomial) -> Expr:
    left, right = expr.args
    if isinstance(left, Apply) and left.op == "matmul":
        return Apply("matmul", (_into_head(left, front), right), expr.settings)
    return Apply("matmul", (Apply("mul", (front.expr(), left)), right), expr.settings)
