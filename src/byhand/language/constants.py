"""The exact value of an expression without names, as long as it is a modest rational number."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from byhand.language.expr import Apply, Expr, Leaf, Number, fold

# Beyond these a power is left alone: 9**9**9**9 must not be computed by accident.
_EXPONENT, _BITS = 1000, 4096


def _power(x: Fraction, y: Fraction) -> Fraction | None:
    if y.denominator != 1 or abs(y) > _EXPONENT or (x == 0 and y < 0):
        return None
    bits = max(x.numerator.bit_length(), x.denominator.bit_length()) * abs(y.numerator)
    return None if bits > _BITS else x ** int(y)


_RULES: dict[str, Callable[..., Fraction | None]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y if y else None,
    "neg": lambda x: -x,
    "copy": lambda x: x,
    "pow": _power,
    "abs": lambda x: abs(x),
    "max": lambda *x: max(x),
    "min": lambda *x: min(x),
    "ind": lambda c: c,
    "gt": lambda x, y: Fraction(x > y),
    "ge": lambda x, y: Fraction(x >= y),
    "lt": lambda x, y: Fraction(x < y),
    "le": lambda x, y: Fraction(x <= y),
    "eq": lambda x, y: Fraction(x == y),
    "ne": lambda x, y: Fraction(x != y),
}


def constant_value(expr: Expr) -> Fraction | None:
    """The exact value of a constant expression, or None where there is no modest one.

    >>> constant_value(Apply("div", (Number("1"), Number("2"))))
    Fraction(1, 2)
    """

    def leaf(node: Leaf) -> Fraction | None:
        return node.value if isinstance(node, Number) else None

    def join(node: Apply, parts: list[Fraction | None]) -> Fraction | None:
        rule = _RULES.get(node.op)
        return None if rule is None or None in parts else rule(*parts)

    return fold(expr, leaf, join)
