"""Products as a coefficient and factors with exponents that may be fractions: `σ² · (v + ε)^−½`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from byhand.calculus.terms import opposite, terms_of
from byhand.calculus.tidy import is_neg, literal, negative, times
from byhand.language.constants import constant_value
from byhand.language.expr import ONE, ZERO, Apply, Expr, size

_LARGEST_EXPONENT = 50
_NESTED = 200


@dataclass(frozen=True)
class Monomial:
    """coefficient · factor₁^n₁ · factor₂^n₂ …; equal factors are merged, order is kept."""

    coefficient: Fraction
    factors: tuple[tuple[Expr, Fraction], ...] = ()

    def __mul__(self, other: Monomial) -> Monomial:
        coefficient = self.coefficient * other.coefficient
        merged = dict(self.factors)
        for factor, exponent in other.factors:
            turned = opposite(factor) if _is_sum(factor) and factor not in merged else factor
            if turned is not factor and turned in merged and exponent.denominator == 1:
                factor = turned
                coefficient *= (-1) ** (int(exponent) % 2)
            merged[factor] = merged.get(factor, Fraction(0)) + exponent
        return Monomial(coefficient, tuple((f, n) for f, n in merged.items() if n))

    def power(self, n: Fraction) -> Monomial:
        """The product raised to a power; the coefficient must be 1 unless n is whole."""
        coefficient = self.coefficient ** int(n) if n.denominator == 1 else self.coefficient
        return Monomial(coefficient, tuple((f, m * n) for f, m in self.factors))

    @property
    def degree(self) -> Fraction:
        """How much there is to write: exponents, each as heavy as what it is an exponent of."""
        roots = sum(2 for _, n in self.factors if n.denominator != 1)
        return roots + sum((abs(n) * (1 + size(f)) for f, n in self.factors), Fraction(0))

    def without(self, gone: Iterable[Expr]) -> Monomial:
        """The product without some of its factors and without its coefficient."""
        left = set(gone)
        return Monomial(Fraction(1), tuple((f, n) for f, n in self.factors if f not in left))

    def expr(self) -> Expr:
        """The product as a person writes it: number first, one fraction bar.

        >>> from byhand.language.parse import parse_expression as read
        >>> from byhand.language.notations import UNICODE
        >>> from byhand.language.show import show
        >>> show(monomial(read("x / sqrt(v) / sqrt(v) * (a - y)")).expr(), UNICODE)
        'x(a − y)/v'
        """
        if not self.coefficient:
            return ZERO
        size_ = abs(self.coefficient)
        decimal = literal(size_)
        whole = not isinstance(decimal, Apply)
        top = None if size_ == 1 or not whole else decimal
        if not whole and size_.numerator != 1:
            top = literal(Fraction(size_.numerator))
        for factor, n in sorted(self.factors, key=lambda f: _place(f[0])):
            if n > 0:
                top = times(top, _power(factor, n)) if not _is_product(factor) else _by(top, factor)
        bottom = None if whole or size_.denominator == 1 else literal(Fraction(size_.denominator))
        for factor, n in sorted(self.factors, key=lambda f: _place(f[0]) + _is_sum(f[0])):
            if n < 0:
                bottom = times(bottom, _power(factor, -n))
        top = ONE if top is None else top
        result = top if bottom is None else Apply("div", (top, bottom))
        return negative(result) if self.coefficient < 0 else result


def _place(factor: Expr) -> int:
    """Numbers of terms lead, sums come last: `N*G`, `xhat*sum(G)`, `P*(g - sum(g*P))`."""
    op = factor.op if isinstance(factor, Apply) else ""
    if op in ("add", "sub"):
        return 3 if reductions(factor) else 1
    return {"size": 0, "sum": 2, "mean": 2}.get(op, 1)


def reductions(expr: Expr) -> int:
    """How many sums over axes an expression takes."""
    waiting, count = [expr], 0
    while waiting:
        part = waiting.pop()
        if isinstance(part, Apply):
            count += part.op in ("sum", "mean")
            waiting.extend(part.args)
    return count


def _is_product(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op in ("mul", "div", "neg")


def _by(top: Expr | None, factor: Expr) -> Expr:
    return factor if top is None else Apply("mul", (top, factor))


def _is_sum(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op in ("add", "sub")


def _power(factor: Expr, n: Fraction) -> Expr:
    if n == 1:
        return factor
    if n == Fraction(1, 2):
        return Apply("sqrt", (factor,))
    return Apply("pow", (factor, literal(n)))


def monomial(expr: Expr) -> Monomial:
    """An expression as a product; what is no product, quotient, power or root is a factor.

    >>> from byhand.language.parse import parse_expression as read
    >>> monomial(read("2 * x / x^3")).factors[0][1]
    Fraction(-2, 1)
    """
    result = Monomial(Fraction(1))
    waiting: list[tuple[Expr, Fraction]] = [(expr, Fraction(1))]
    while waiting:
        part, n = waiting.pop()
        value = constant_value(part)
        if value is not None and n.denominator == 1 and (value or n > 0):
            result *= Monomial(value ** int(n))
            continue
        match part:
            case Apply("mul", args):
                waiting.extend((arg, n) for arg in reversed(args))
            case Apply("div", (top, bottom)):
                waiting += [(bottom, -n), (top, n)]
            case Apply("neg", (inner,)) if n.denominator == 1:
                result *= Monomial(Fraction((-1) ** (int(n) % 2)))
                waiting.append((inner, n))
            case Apply("copy", (inner,)):
                waiting.append((inner, n))
            case _:
                base, power = _raised(part)
                if power == 1 or abs(power * n) > _LARGEST_EXPONENT:
                    result *= Monomial(Fraction(1), ((part, n),))
                elif power.denominator == 1 and (n.denominator == 1):
                    waiting.append((base, power * n))
                elif isinstance(base, Apply) and base.op in ("mul", "div", "neg", "pow"):
                    # √(x²) is |x|: a root of a product stays as it is.
                    result *= Monomial(Fraction(1), ((part, n),))
                else:
                    result *= Monomial(Fraction(1), ((base, power * n),))
    return result


def _raised(expr: Expr) -> tuple[Expr, Fraction]:
    match expr:
        case Apply("sqrt", (base,)):
            return base, Fraction(1, 2)
        case Apply("pow", (base, exponent)):
            value = constant_value(exponent)
            if value is not None and value.denominator <= _NESTED:
                return base, value
    return expr, Fraction(1)


def terms(expr: Expr) -> list[Monomial]:
    """The terms of a sum as products, brackets inside sums opened, like terms added."""
    found: list[Monomial] = []
    waiting = [monomial(expr)]
    while waiting:
        product = waiting.pop()
        if len(product.factors) == 1 and product.factors[0][1] == 1:
            only = product.factors[0][0]
            if _is_sum(only):
                scale = Monomial(product.coefficient)
                waiting.extend(scale * monomial(t) for t in reversed(terms_of(only)))
                continue
        found.append(product)
    return collected(found)


def collected(products: list[Monomial]) -> list[Monomial]:
    """Like terms added: `x + x` is `2x`; what adds up to nothing is gone."""
    totals: dict[frozenset[tuple[Expr, Fraction]], Monomial] = {}
    for product in products:
        key = frozenset(product.factors)
        known = totals.get(key)
        coefficient = product.coefficient + (known.coefficient if known else 0)
        totals[key] = Monomial(coefficient, (known or product).factors)
    return [product for product in totals.values() if product.coefficient]


def added(products: list[Monomial]) -> Expr:
    """A sum of products, a positive term first."""
    from byhand.calculus.tidy import plus

    if not products:
        return ZERO
    written = [product.expr() for product in products]
    if len(written) == 1:
        return written[0]
    first = next((t for t in written if not is_neg(t)), written[0])
    written.remove(first)
    return plus([first, *written])
