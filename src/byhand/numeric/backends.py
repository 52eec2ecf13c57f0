"""Kinds of numbers, and what the primitives of the catalogue mean for each.

A primitive names its kernel once (`exp`, `mul`); a backend finds it in its own table or in the
modules that speak its kind of number.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

Value = Any
"""A float, a Fraction, or an mpmath number, depending on the backend."""


@dataclass(frozen=True)
class Backend:
    """One kind of number."""

    name: str
    number: Callable[[Fraction], Value]
    modules: tuple[str, ...]
    """Where kernels are looked up, in order."""
    own: Mapping[str, Callable[..., Value]] = field(default_factory=dict)
    stable: bool = False
    """Whether the overflow-proof definitions are used."""
    arrays: bool = False
    """Whether values are arrays, so that both sides of a choice are computed."""
    real: bool = True
    """Whether numbers lie on a line; else kernels for real numbers give way to definitions."""

    def kernel(self, name: str) -> Callable[..., Value]:
        """The function for a primitive; `LookupError` where this kind of number has none."""
        if name in self.own:
            return self.own[name]
        for module in self.modules:
            found = getattr(import_module(module), name, None)
            if found is not None:
                return found
        raise LookupError(name)


def _where(c: Value, x: Value, y: Value) -> Value:
    return x if c else y


def _sign(x: Value) -> int:
    return (x > 0) - (x < 0)


# max and min of Python keep the first of two equal values, as the convention for ties wants.
_CHOICES: dict[str, Callable[..., Value]] = {
    "where": _where,
    "sign": _sign,
    "max": max,
    "min": min,
}


def _relations(number: Callable[[int], Value]) -> dict[str, Callable[..., Value]]:
    def as_number(compare: Callable[..., bool]) -> Callable[..., Value]:
        return lambda x, y: number(1 if compare(x, y) else 0)

    return {
        name: as_number(getattr(operator, name)) for name in ("gt", "ge", "lt", "le", "eq", "ne")
    }


FLOAT = Backend(
    "float",
    float,
    ("math", "operator"),
    _CHOICES | _relations(float) | {"sign": lambda x: float(_sign(x))},
    stable=True,
)


class NotRationalError(ArithmeticError):
    """A rational number in, an irrational one out."""


def _rational_power(x: Fraction, y: Fraction) -> Fraction:
    if y.denominator != 1 or abs(y) > 1000:
        raise NotRationalError
    return x ** int(y)


def _rational_root(x: Fraction) -> Fraction:
    if x < 0:
        raise ValueError
    top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
    if top * top != x.numerator or bottom * bottom != x.denominator:
        raise NotRationalError
    return Fraction(top, bottom)


def _irrational(zero_at: int, value: int) -> Callable[[Fraction], Fraction]:
    """A function whose only rational value at a rational number is the one known."""

    def function(x: Fraction) -> Fraction:
        if x != zero_at:
            raise NotRationalError
        return Fraction(value)

    return function


EXACT = Backend(
    "exact",
    Fraction,
    ("operator",),
    _CHOICES
    | _relations(Fraction)
    | {"sign": lambda x: Fraction(_sign(x)), "pow": _rational_power, "sqrt": _rational_root}
    | {name: _irrational(0, 0) for name in ("sin", "tan", "tanh", "erf", "expm1", "log1p")}
    | {"exp": _irrational(0, 1), "cos": _irrational(0, 1), "log": _irrational(1, 0)},
)


@cache
def many_digits() -> Backend:
    """Numbers with 60 decimal digits, for proofs; imports mpmath."""
    import mpmath

    context = mpmath.mp.clone()
    context.dps = 60

    def number(value: Fraction) -> Value:
        return context.mpf(value.numerator) / value.denominator

    def positive_log(x: Value) -> Value:
        if x <= 0:
            raise ValueError
        return context.log(x)

    def real_power(x: Value, y: Value) -> Value:
        if x < 0 and y != int(y):
            raise ValueError
        return context.power(x, y)

    def real_root(x: Value) -> Value:
        if x < 0:
            raise ValueError
        return context.sqrt(x)

    smooth = ("exp", "sin", "cos", "tan", "tanh", "erf", "expm1", "log1p")
    own = {name: getattr(context, name) for name in smooth}
    own |= {"log": positive_log, "pow": real_power, "sqrt": real_root}
    return Backend("digits", number, ("operator",), _CHOICES | _relations(context.mpf) | own)
