"""Products as a coefficient and factors with exponents, in the order they were written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from byhand.calculus.tidy import is_neg, literal, negative, plus, times
from byhand.language.constants import constant_value
from byhand.language.expr import ONE, Apply, Expr, Leaf, Number, fold, number

_LARGEST_EXPONENT = 1000


@dataclass(frozen=True)
class Product:
    """coefficient · factor₁^n₁ · factor₂^n₂ …; equal factors are merged, order is kept."""

    coefficient: Fraction
    factors: tuple[tuple[Expr, int], ...]

    def __mul__(self, other: Product) -> Product:
        merged = dict(self.factors)
        for factor, exponent in other.factors:
            merged[factor] = merged.get(factor, 0) + exponent
        kept = tuple((factor, n) for factor, n in merged.items() if n)
        return Product(self.coefficient * other.coefficient, kept)

    def expr(self, *, decimals: bool = True) -> Expr:
        """The product as a person writes it: number first, one fraction bar.

        Without `decimals`, 0.5·x is x/2.

        >>> from byhand.language.parse import parse_expression as read
        >>> from byhand.language.notations import UNICODE
        >>> from byhand.language.show import show
        >>> show(split(read("x / 2 * 2 * (a - y)")).expr(), UNICODE)
        'x(a − y)'
        """
        if not self.coefficient:
            return literal(Fraction(0))
        size = abs(self.coefficient)
        decimal = literal(size) if decimals else number(size)
        whole = not isinstance(decimal, Apply)
        top = None if size == 1 or not whole else decimal
        if not whole and size.numerator != 1:
            top = literal(Fraction(size.numerator))
        for factor, n in self.factors:
            if n > 0:
                top = times(top, _power(factor, n))
        bottom = None if whole or size.denominator == 1 else literal(Fraction(size.denominator))
        for factor, n in self.factors:
            if n < 0:
                bottom = times(bottom, _power(factor, -n))
        top = ONE if top is None else top
        result = top if bottom is None else Apply("div", (top, bottom))
        return negative(result) if self.coefficient < 0 else result


def _power(factor: Expr, n: int) -> Expr:
    return factor if n == 1 else Apply("pow", (factor, literal(Fraction(n))))


def split(expr: Expr) -> Product:
    """An expression as a product; what is no product, quotient or whole power is a factor."""
    result = Product(Fraction(1), ())
    waiting: list[tuple[Expr, int]] = [(expr, 1)]
    while waiting:
        part, n = waiting.pop()
        value = constant_value(part)
        if value is not None and (value or n > 0):
            result *= Product(value**n, ())
        elif isinstance(part, Apply) and part.op == "mul":
            waiting.extend((arg, n) for arg in reversed(part.args))
        elif isinstance(part, Apply) and part.op == "div":
            waiting.append((part.args[1], -n))
            waiting.append((part.args[0], n))
        elif isinstance(part, Apply) and part.op == "neg":
            result *= Product(Fraction((-1) ** n), ())
            waiting.append((part.args[0], n))
        elif (power := whole_power(part)) and abs(power[1] * n) <= _LARGEST_EXPONENT:
            waiting.append((power[0], power[1] * n))
        else:
            result *= Product(Fraction(1), ((part, n),))
    return result


def whole_power(expr: Expr) -> tuple[Expr, int] | None:
    """Base and exponent of a power with a modest whole exponent."""
    if not isinstance(expr, Apply) or expr.op != "pow":
        return None
    exponent = constant_value(expr.args[1])
    if exponent is None or exponent.denominator != 1 or abs(exponent) > _LARGEST_EXPONENT:
        return None
    return expr.args[0], int(exponent)


def terms_of(expr: Expr) -> list[Expr]:
    """The terms of a sum from left to right; what is subtracted is negative."""
    terms: list[Expr] = []
    while isinstance(expr, Apply) and expr.op in ("add", "sub"):
        right = expr.args[1]
        terms.append(negative(right) if expr.op == "sub" else right)
        expr = expr.args[0]
    return [expr, *reversed(terms)]


def opposite(expr: Expr) -> Expr:
    """The negative of a sum as a sum, a positive term first: `y − a` for `a − y`."""
    turned = [negative(term) for term in terms_of(expr)]
    first = next((term for term in turned if not is_neg(term)), turned[0])
    turned.remove(first)
    return plus([first, *turned])


def sign_moved(product: Product) -> Product:
    """A leading minus sign moved into a sum among the factors: −(y − a)·x as (a − y)·x."""
    for factor, n in product.factors if product.coefficient < 0 else ():
        if n % 2 and _better_turned(factor):
            turned = tuple((opposite(f) if f is factor else f, m) for f, m in product.factors)
            return Product(-product.coefficient, turned)
    return product


def _better_turned(factor: Expr) -> bool:
    """Whether a sum reads at least as well the other way round: a − y does, 1 − a does not."""
    terms = terms_of(factor)
    minus = sum(map(is_neg, terms))
    if len(terms) != 2 or not minus:
        return minus > len(terms) - minus
    other = negative(terms[1])
    plain = not (isinstance(other, Apply) and other.op in ("mul", "div"))
    return constant_value(terms[0]) is None or not plain


def collected(products: list[Product]) -> list[Product]:
    """Like terms added: `x + x` is `2x`; what adds up to nothing is gone."""
    totals: dict[frozenset[tuple[Expr, int]], Product] = {}
    for product in products:
        key = frozenset(product.factors)
        known = totals.get(key)
        coefficient = product.coefficient + (known.coefficient if known else 0)
        totals[key] = Product(coefficient, (known or product).factors)
    return [product for product in totals.values() if product.coefficient]


# 0.5 is better written 1/2 among whole numbers; 3.14159 is not better written 314159/100000.
_SHORT_DENOMINATOR = 100


def in_fractions(expr: Expr) -> Expr:
    """The expression with short decimals as fractions.

    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.parse import parse_expression as read
    >>> from byhand.language.show import show
    >>> show(in_fractions(read("7/30 + 0.5*x/y^2")), UNICODE)
    '7/30 + x/(2y²)'
    """

    def leaf(node: Leaf) -> Expr:
        if isinstance(node, Number) and "." in node.text:
            return number(node.value) if node.value.denominator <= _SHORT_DENOMINATOR else node
        return node

    def join(node: Apply, parts: list[Expr]) -> Expr:
        plain = Apply(node.op, tuple(parts), node.settings, node.at)
        if node.op in ("mul", "div") and parts != list(node.args):
            return split(plain).expr(decimals=False)
        return plain

    return fold(expr, leaf, join)
