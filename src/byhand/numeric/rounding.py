"""Numbers as a person writes them down."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from byhand.language.expr import Apply, Expr, Number, number
from byhand.numeric.backends import Value

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A number on the page, and whether it is the whole truth."""

    expr: Expr
    exact: bool

    @property
    def sign(self) -> str:
        """`=` where the number is exact, else `≈`."""
        return "=" if self.exact else "≈"


def shown(value: Value, digits: int = DIGITS) -> Shown:
    """A value rounded for display: `digits` decimals, and at least as many significant digits.

    Very large and very small numbers carry a power of ten; fractions stay exact.

    >>> shown(0.18242552).expr.text, shown(0.0363503).expr.text, shown(1.5).exact
    ('0.1824', '0.03635', True)
    """
    if isinstance(value, (Fraction, int)):
        return Shown(number(value), True)
    text, exact = _decimal(abs(float(value)), digits)
    expr: Expr = Number(text)
    return Shown(Apply("neg", (expr,)) if value < 0 and text != "0" else expr, exact)


def _decimal(size: float, digits: int) -> tuple[str, bool]:
    if size == 0:
        return "0", True
    power = math.floor(math.log10(size))
    if -4 <= power < 6:
        decimals = digits if power >= -1 else digits - power - 1
        text = _stripped(f"{size:.{decimals}f}")
    else:
        mantissa, _, exponent = f"{size:.{max(digits - 1, 0)}e}".partition("e")
        text = f"{_stripped(mantissa)}e{int(exponent)}"
    # Decimals like 0.1 + 0.2 miss the tenth by one part in 10¹⁶; a reader sees an exact 0.3.
    return text, abs(float(text) - size) <= 1e-12 * size


def _stripped(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
