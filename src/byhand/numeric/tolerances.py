"""How far a gradient may be from what it is checked against, by method and kind of number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

Method = Literal["auto", "central", "complex", "directional"]
METHODS: tuple[Method, ...] = get_args(Method)
Quotient = Literal["central", "complex"]
"""What a line is checked by: a central difference, or a complex step."""
Precision = Literal["float64", "float32"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A step, and what is allowed: |exact − approximate| ≤ atol + rtol·|approximate|."""

    eps: float
    atol: float
    rtol: float


TOLERANCES: dict[tuple[Precision, Quotient], Tolerance] = {
    # The names and defaults of `torch.autograd.gradcheck`.
    ("float64", "central"): Tolerance(1e-6, 1e-5, 1e-3),
    # The step is exact to rounding; ten digits are left for what cancels in the program itself.
    ("float64", "complex"): Tolerance(1e-20, 1e-8, 1e-6),
    # Rounding u = 6e-8 costs u/eps and the third derivative eps²/6, least near eps = ∛(3u) = 6e-3.
    # 2⁻⁸ is near that, and adds to most float32 numbers without being rounded itself.
    ("float32", "central"): Tolerance(2.0**-8, 1e-3, 1e-2),
    # Step times slope must stay above 1e-38, where float32 ends: slopes down to 1e-18 are seen.
    # Of the seven digits of float32 three are left for what cancels.
    ("float32", "complex"): Tolerance(1e-20, 1e-5, 1e-4),
}


def tolerance(
    precision: Precision,
    quotient: Quotient,
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
) -> Tolerance:
    """The tolerance of a check, with what is given in place of the defaults.

    >>> tolerance("float64", "central", rtol=1e-4)
    Tolerance(eps=1e-06, atol=1e-05, rtol=0.0001)
    """
    given = {"eps": eps, "atol": atol, "rtol": rtol}
    changes = {name: value for name, value in given.items() if value is not None}
    return replace(TOLERANCES[precision, quotient], **changes)
