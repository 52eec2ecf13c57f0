"""Functions recognised in the formulas that define them: softmax and sigmoid."""

from __future__ import annotations

from fractions import Fraction

from byhand.calculus.rewrite_context import Context
from byhand.calculus.rewrite_monomials import Monomial, monomial
from byhand.calculus.terms import terms_of
from byhand.calculus.tidy import is_neg, negative, plus
from byhand.language.constants import constant_value
from byhand.language.expr import Apply, Expr, Literal, Name


def softmax_in(part: Expr, ctx: Context) -> Expr:
    """exp(Z) / Σ exp(Z) as `softmax(Z)`, and exp(Z − logsumexp(Z)) too."""
    if isinstance(part, Apply) and part.op == "exp":
        return _shifted(part, ctx)
    if not isinstance(part, Apply) or part.op != "div":
        return part
    product = monomial(part)
    for factor, n in product.factors:
        if not isinstance(factor, Apply) or factor.op != "sum" or n >= 0:
            continue
        inner = factor.args[0]
        if (inner, Fraction(1)) not in product.factors or not _is_exp(inner):
            continue
        axes, keepdims = ctx.axes(factor)
        rank = len(ctx.shape(inner))
        if len(axes) != 1 or not (keepdims or rank == 1):
            continue
        assert isinstance(inner, Apply)
        new = softmax_of(inner.args[0], axes[0], rank)
        rest = Monomial(
            Fraction(1), ((new, Fraction(1)), (inner, Fraction(-1)), (factor, Fraction(1)))
        )
        return (product * rest).expr()
    return part


def _is_exp(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op == "exp"


def softmax_of(expr: Expr, axis: int, rank: int) -> Apply:
    """`softmax(Z)`, its axis named unless it is the last."""
    settings = () if axis == rank - 1 else (("axis", Literal(axis)),)
    return Apply("softmax", (expr,), settings)


def _shifted(part: Apply, ctx: Context) -> Expr:
    """exp(Z − logsumexp(Z)) is the softmax as well."""
    parts = terms_of(part.args[0])
    for i, term in enumerate(parts):
        inner = negative(term) if is_neg(term) else None
        if isinstance(inner, Name) and inner.name in ctx.graph.nodes:
            inner = ctx.graph.nodes[inner.name].expr
        if not isinstance(inner, Apply) or inner.op not in ("logsumexp", "log"):
            continue
        total = inner
        if inner.op == "log":
            match inner.args[0]:
                case Apply("sum", (Apply("exp", (x,)),)) as total:
                    pass
                case _:
                    continue
        else:
            x = inner.args[0]
        rest = parts[:i] + parts[i + 1 :]
        assert isinstance(total, Apply)
        axes, keepdims = ctx.axes(total)
        rank = len(ctx.shape(x))
        if rest and plus(rest) == x and len(axes) == 1 and (keepdims or rank == 1):
            return softmax_of(x, axes[0], rank)
    return part


def sigmoid_in(part: Expr) -> Expr:
    """exp(z) / (1 + exp(z)) as `sigmoid(z)`, 1 / (1 + exp(z)) as `sigmoid(-z)`."""
    if not isinstance(part, Apply):
        return part
    if part.op == "sub" and constant_value(part.args[0]) == 1:
        match part.args[1]:
            case Apply("sigmoid", (Apply("neg", (z,)),)):
                return Apply("sigmoid", (z,))  # 1 − σ(−z) = σ(z)
    if part.op not in ("mul", "div"):
        return part
    product = monomial(part)
    table = dict(product.factors)
    for factor, n in product.factors:
        if n == 1 and isinstance(factor, Apply) and factor.op == "sigmoid":
            power = Apply("exp", (negative(factor.args[0]),))
            if table.get(power) == 1:  # σ(−z)·exp(z) = σ(z)
                new = Apply("sigmoid", (negative(factor.args[0]),))
                gone = Monomial(Fraction(1), ((factor, -n), (power, -n), (new, n)))
                return (product * gone).expr()
        power = _one_plus_exp(factor)
        if power is None or n != -1:
            continue
        whole = table.get(power) == 1
        inner = power.args[0] if whole else negative(power.args[0])
        found = Monomial(Fraction(1), ((Apply("sigmoid", (inner,)), Fraction(1)), (factor, -n)))
        if whole:
            found *= Monomial(Fraction(1), ((power, Fraction(-1)),))
        return (product * found).expr()
    return part


def _one_plus_exp(expr: Expr) -> Apply | None:
    if not isinstance(expr, Apply) or expr.op != "add":
        return None
    for one, other in (expr.args, expr.args[::-1]):
        if constant_value(one) == 1 and isinstance(other, Apply) and other.op == "exp":
            return other
    return None
