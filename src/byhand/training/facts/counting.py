"""How many operations an activation takes, the exponential among them worked out by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from byhand.calculus.local import slope_of
from byhand.language.expr import Apply, Expr
from byhand.language.parse import parse_expression
from byhand.ops import CATALOGUE

TRANSCENDENTAL = ("exp", "tanh", "log", "erf", "expm1", "log1p")
"""The functions that no finite number of additions and multiplications gives exactly."""
_FREE = ("neg", "ind")
"""What costs nothing beside arithmetic: a change of sign, a comparison read as 0 or 1."""
DEGREE = 13
"""The Taylor polynomial of e^r of this degree is exact to float64 for |r| ≤ ln(2)/2."""
_INVERSE = tuple(1 / math.factorial(n) for n in range(DEGREE + 1))


@dataclass(frozen=True)
class Count:
    """Operations: sums, products, quotients, comparisons, choices; transcendental functions."""

    plain: int
    transcendental: int

    @property
    def whole(self) -> int:
        """All of it in plain operations, a transcendental function for as many as e^x takes."""
        return self.plain + self.transcendental * exponential(0.5)[1]


def value_count(name: str) -> Count:
    """What one value of an activation takes, by its definition."""
    op = CATALOGUE[name]
    return _count(parse_expression(op.formula) if op.formula else None, name)


def slope_count(name: str) -> Count:
    """What its slope takes once the value is there."""
    return _count(slope_of(name, 0, ()), name)


def _count(expr: Expr | None, name: str) -> Count:
    plain, hard = 0, 0
    waiting: list[Expr] = []
    if expr is None:
        hard += name in TRANSCENDENTAL
    else:
        waiting.append(expr)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Apply):
            continue
        waiting.extend(node.args)
        if node.op in TRANSCENDENTAL:
            hard += 1
        elif CATALOGUE[node.op].formula and node.op not in _FREE:
            inner = value_count(node.op)
            plain, hard = plain + inner.plain, hard + inner.transcendental
        elif node.op not in _FREE:
            plain += 1
    return Count(plain, hard)


def exponential(x: float) -> tuple[float, int]:
    """e^x by hand, and how many operations that took.

    x is k·ln 2 + r with |r| ≤ ln(2)/2; e^r is a Taylor polynomial by Horner's rule, and a multiple
    of 2^k is a shift of the exponent, counted as one operation.

    >>> value, operations = exponential(1.0)
    >>> abs(value - math.e) < 1e-15, operations
    (True, 31)
    """
    k = round(x / math.log(2))
    r = x - k * math.log(2)
    operations = 4  # a quotient, rounding, a product, a difference
    value = _INVERSE[DEGREE]
    for n in range(DEGREE - 1, -1, -1):
        value = value * r + _INVERSE[n]
        operations += 2
    return math.ldexp(value, k), operations + 1
