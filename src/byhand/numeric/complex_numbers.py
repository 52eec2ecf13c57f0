"""Complex numbers as a kind of number, for derivatives without differences.

Where an operation is analytic its kernel is that of `cmath`. What chooses between real numbers
(|x|, max, a comparison) looks at the real part alone, so that each of its pieces stays analytic:
|x| is x or −x, and not √(x·x̄), which has no complex derivative. So Squire and Trapp, Using complex
variables to estimate derivatives of real functions, SIAM Review 40 (1998), 110-112; and Martins,
Sturdza and Alonso, The complex-step derivative approximation, ACM Transactions on Mathematical
Software 29 (2003), 245-262.
"""

from __future__ import annotations

import cmath
import math
import operator
from collections.abc import Callable

from byhand.numeric.backends import Backend, Value


def _log(x: complex) -> complex:
    if x.real <= 0:
        raise ValueError
    return cmath.log(x)


def _log1p(x: complex) -> complex:
    """log|1 + z| + i·arg(1 + z), with |1 + z|² − 1 = 2 Re z + |z|² before anything cancels."""
    if x.real <= -1:
        raise ValueError
    size = x.real * (2 + x.real) + x.imag * x.imag
    return complex(math.log1p(size) / 2, math.atan2(x.imag, 1 + x.real))


def _expm1(x: complex) -> complex:
    """exp(a + ib) − 1 = (e^a − 1) cos b − 2 sin²(b/2) + i e^a sin b."""
    half = math.sin(x.imag / 2)
    real = math.expm1(x.real) * math.cos(x.imag) - 2 * half * half
    return complex(real, math.exp(x.real) * math.sin(x.imag))


def _sqrt(x: complex) -> complex:
    if x.real < 0 or (x.real == 0 and x.imag):
        raise ValueError  # no real value, or the end of the domain, where the root branches
    return cmath.sqrt(x)


def _pow(x: complex, y: complex) -> complex:
    whole = not y.imag and y.real == int(y.real)
    if not whole and (x.real < 0 or (x.real == 0 and x.imag)):
        raise ValueError
    if x.real < 0:  # (−x)^n has its angle near 0, where nothing is lost
        return (-x) ** y * (-1 if int(y.real) % 2 else 1)
    return x**y


def _abs(x: complex) -> complex:
    return -x if x.real < 0 else x


def _sign(x: complex) -> float:
    return float((x.real > 0) - (x.real < 0))


def _max(x: complex, y: complex) -> complex:
    return x if x.real >= y.real else y


def _min(x: complex, y: complex) -> complex:
    return x if x.real <= y.real else y


def _where(c: complex, x: complex, y: complex) -> complex:
    return x if c.real else y


def _compared(name: str) -> Callable[..., Value]:
    compare = getattr(operator, name)
    return lambda x, y: float(compare(x.real, y.real))


COMPLEX = Backend(
    "complex",
    float,
    ("cmath", "operator"),
    {
        **{name: _compared(name) for name in ("gt", "ge", "lt", "le", "eq", "ne")},
        "log": _log,
        "log1p": _log1p,
        "expm1": _expm1,
        "sqrt": _sqrt,
        "pow": _pow,
        "abs": _abs,
        "sign": _sign,
        "max": _max,
        "min": _min,
        "where": _where,
    },
    stable=True,
    real=False,
)
