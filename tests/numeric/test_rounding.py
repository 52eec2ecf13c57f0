"""Numbers as they stand on the page."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.numeric.rounding import shown

# value, digits, what is written
SHOWN = [
    (0.0, 4, "= 0"),
    (1.5, 4, "= 1.5"),
    (-2.0, 4, "= −2"),
    (0.18242552380635635, 4, "≈ 0.1824"),
    (-0.8175744761936437, 4, "≈ −0.8176"),
    (0.0363503, 4, "≈ 0.03635"),
    (0.000438568, 4, "≈ 0.0004386"),
    (0.00001234567, 4, "≈ 1.235·10⁻⁵"),
    (1e-12, 4, "= 10⁻¹²"),
    (123456.789, 4, "= 123456.789"),
    (24.70408163265306, 4, "≈ 24.7041"),
    (645.5772594752186, 4, "≈ 645.5773"),
    (1234567.0, 4, "≈ 1.235·10⁶"),
    (2e6, 4, "= 2·10⁶"),
    (0.1 + 0.2, 4, "= 0.3"),
    (0.99999, 4, "≈ 1"),
    (2 / 3, 2, "≈ 0.67"),
    (2 / 3, 8, "≈ 0.66666667"),
    (1 / 3, 1, "≈ 0.3"),
    (0.05, 1, "= 0.05"),
    (Fraction(1, 3), 4, "= 1/3"),
    (Fraction(-1, 3), 4, "= −1/3"),
    (Fraction(6), 4, "= 6"),
    (3, 4, "= 3"),
]


@pytest.mark.parametrize(("value", "digits", "written"), SHOWN)
def test_shown(value: Any, digits: int, written: str) -> None:
    number = shown(value, digits)
    assert f"{number.sign} {show(number.expr, UNICODE)}" == written


@pytest.mark.parametrize("digits", [1, 2, 4, 8])
@pytest.mark.parametrize("value", [0.123456789, 98765.4321, 0.000098765, 3.0e-7, 7.7e8, 0.0999999])
def test_rounding_error_is_below_half_a_unit_of_the_last_digit(value: float, digits: int) -> None:
    number = shown(value, digits)
    written = float(getattr(number.expr, "text", "nan"))
    assert abs(written - value) <= 0.5 * max(10.0**-digits, abs(value) * 10.0 ** (1 - digits))
    assert abs(written - value) <= 0.5001 * 10.0 ** (1 - digits) * abs(value), f"{written}, {value}"
    assert number.exact == (abs(written - value) <= 1e-12 * abs(value))
