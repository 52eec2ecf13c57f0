"""Elementwise regions as ordinary algebra: cancelling, opening brackets, common factors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm

from byhand.calculus.algebra import shortest
from byhand.calculus.rewrite import cost, weight
from byhand.calculus.rewrite_context import Context
from byhand.calculus.rewrite_monomials import (
    Monomial,
    added,
    collected,
    monomial,
    reductions,
    terms,
)
from byhand.calculus.rewrite_places import gathered
from byhand.calculus.rewrite_plain import with_means
from byhand.calculus.rewrite_sums import multiplied_out
from byhand.calculus.terms import opposite, terms_of
from byhand.calculus.tidy import is_neg
from byhand.language.expr import Apply, Expr, size

_ALGEBRA_LIMIT = 40


def normal(expr: Expr) -> Expr:
    """Products with equal factors merged and sums with like terms added, at every depth."""
    product = monomial(expr)
    result = Monomial(product.coefficient)
    for factor, n in product.factors:
        if _is_sum(factor):
            parts = [term for t in terms_of(factor) for term in terms(normal(t))]
            whole = added(collected(parts))
            inner = monomial(whole)
            exact = n.denominator == 1 or inner.coefficient > 0
            if exact and not (n.denominator != 1 and inner.coefficient != 1):
                result *= inner.power(n)
                continue
            result *= Monomial(Fraction(1), ((whole, n),))
        else:
            result *= Monomial(Fraction(1), ((factor, n),))
    return turned(result).expr()


def turned(product: Monomial) -> Monomial:
    """A minus sign moved into a difference: −(y − a)·x as (a − y)·x."""
    for factor, n in product.factors if product.coefficient < 0 else ():
        if n.denominator == 1 and n.numerator % 2 and any(map(is_neg, terms_of(factor)[1:])):
            moved = tuple((opposite(f) if f is factor else f, m) for f, m in product.factors)
            return Monomial(-product.coefficient, moved)
    return product


def _is_sum(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op in ("add", "sub")


def collected_form(
    expr: Expr, ctx: Context, renamed: Callable[[Monomial], Monomial] = lambda product: product
) -> Expr:
    """The shortest of a few forms: as it is, common factors out, multiplied out, cancelled."""
    found = [expr]
    as_is, open_ = terms(expr), multiplied_out(expr)
    for parts in (as_is, open_) if open_ != as_is else (as_is,):
        found += [added(parts), *_factored(parts)]
    met = collected([renamed(gathered(part, ctx)) for part in open_])
    if met != open_:
        found += [added(met), *_factored(met)]
    if len(open_) > 1 and size(expr) <= _ALGEBRA_LIMIT and _has_quotient(expr):
        found.append(shortest(expr))
    shape = ctx.shape(expr)
    fitting = [(with_means(f, ctx), f) for f in dict.fromkeys(found) if ctx.fits(f, shape)]
    least = min(weight(read) for read, _ in fitting)
    return min(((r, f) for r, f in fitting if weight(r) == least), key=lambda p: cost(p[0]))[1]


def _has_quotient(expr: Expr) -> bool:
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Apply):
            if part.op == "div" and _is_sum(part.args[1]):
                return True
            if part.op == "div" and part.args[1].__class__ is Apply:
                inner = monomial(part.args[1])
                if any(_is_sum(f) for f, _ in inner.factors):
                    return True
            if part.op in ("add", "sub", "mul", "div", "neg", "pow"):
                waiting.extend(part.args)
    return False


def _factored(parts: list[Monomial]) -> list[Expr]:
    """A sum with its common factor in front; with its denominators in front as well."""
    if len(parts) < 2:
        return []
    found = []
    for fractions in (False, True):
        common = _common(parts, fractions)
        if common != Monomial(Fraction(1)):
            inverse = common.power(Fraction(-1))
            inner = added(sorted((part * inverse for part in parts), key=_reductions))
            found.append(turned(common * Monomial(Fraction(1), ((inner, Fraction(1)),))).expr())
    return found


def _reductions(product: Monomial) -> int:
    """How many sums over axes there are: x − Σx, not −Σx + x."""
    return sum(reductions(f) for f, _ in product.factors)


def _common(parts: list[Monomial], fractions: bool) -> Monomial:
    numerators = [abs(p.coefficient.numerator) for p in parts]
    denominators = [p.coefficient.denominator for p in parts]
    below = lcm(*denominators) if fractions else gcd(*denominators)
    above = gcd(*numerators)
    tables = [dict(p.factors) for p in parts]
    order = dict.fromkeys(f for p in parts for f, _ in p.factors)
    factors = []
    for factor in order:
        powers = [table.get(factor, Fraction(0)) for table in tables]
        if min(powers) > 0:
            factors.append((factor, min(powers)))
        elif max(powers) < 0:
            factors.append((factor, min(powers) if fractions else max(powers)))
        elif fractions and min(powers) < 0:
            factors.append((factor, min(powers)))
    coefficient = Fraction(above, below)
    if all(p.coefficient < 0 for p in parts):
        coefficient = -coefficient
    return Monomial(coefficient, tuple(factors))
