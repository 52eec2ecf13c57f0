"""Running forward: the numbers, and what is said where there is none."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import byhand as bh
from byhand.errors import InputError
from byhand.graph import build
from byhand.language.parse import parse
from byhand.numeric.evaluate import evaluate
from byhand.numeric.values import as_fraction


def test_values_of_a_neuron() -> None:
    graph = build(parse("z = w*x + b; a = sigmoid(z); L = (a - y)^2"))
    values = evaluate(graph, {"w": 2.0, "x": -1.0, "b": 0.5, "y": 1.0})
    a = 1 / (1 + math.exp(1.5))
    expected = {"v1": -2.0, "z": -1.5, "a": a, "v2": a - 1, "L": (a - 1) ** 2}
    assert {name: values[name] for name in expected} == pytest.approx(expected, rel=1e-15)


# program, point, line that is named, what is said about it, where the caret stands
NO_VALUE = [
    ("L = 1/x", {"x": 0}, 1, "in 1/x it divides by 0 (x = 0)", "/"),
    ("z = x - 1\nL = y/z", {"x": 1, "y": 2}, 2, "in y/z it divides by 0 (y = 2, z = 0)", "/"),
    ("L = log(x)", {"x": -1}, 1, "the logarithm of −1, which is not positive (x = −1)", "log"),
    ("L = log(x)", {"x": 0}, 1, "the logarithm of 0, which is not positive", "log"),
    ("L = log1p(x)", {"x": -2}, 1, "the logarithm of 1 + −2, which is not positive", "log1p"),
    ("L = sqrt(x)", {"x": -4}, 1, "the square root of the negative number −4 (x = −4)", "sqrt"),
    ("L = x^0.5", {"x": -4}, 1, "raises the negative number −4 to the fractional power 0.5", "^"),
    ("L = x^y", {"x": -4, "y": 1.5}, 1, "number −4 to the fractional power 1.5 (x = −4, y", "^"),
    ("L = x^-1", {"x": 0}, 1, "it raises 0 to a negative power (x = 0)", "^"),
    ("L = exp(x)", {"x": 1000}, 1, "in exp(x) the result is not a finite number (x = 1000)", "exp"),
    ("L = x^3", {"x": 1e200}, 1, "the result is not a finite number", "^"),
    ("L = x*y", {"x": 1e200, "y": 1e200}, 1, "the result is not a finite number", "*"),
    ("a = x\n\nb = a + 1\nL = 2/(b - 1)", {"x": 0}, 4, "it divides by 0", "/"),
]


@pytest.mark.parametrize(("program", "at", "line", "says", "caret"), NO_VALUE)
def test_no_value(program: str, at: dict[str, float], line: int, says: str, caret: str) -> None:
    with pytest.raises(InputError) as caught:
        bh.derive(program, at=at)
    message, quote = caught.value.message, caught.value.quote
    assert message.en.startswith(f"Line {line} has no value: "), message.en
    assert says in message.en, message.en
    assert message.zh.startswith(f"第 {line} 行算不出值"), message.zh
    quoted, below = quote.split("\n")
    assert quoted[below.index("^") :].startswith(caret), quote


NO_SLOPE = [
    ("L = sqrt(x)", {"x": 0}),
    ("L = x^0.5", {"x": 0}),
    ("L = x^y", {"x": -2, "y": 2}),
]


@pytest.mark.parametrize(("program", "at"), NO_SLOPE)
def test_a_value_without_a_derivative(program: str, at: dict[str, float]) -> None:
    with pytest.raises(InputError, match="Line 1 has no derivative here"):
        bh.derive(program, at=at)


def test_a_power_of_a_negative_number_has_a_derivative_by_its_base() -> None:
    assert bh.derive("L = x^y", at={"x": -2, "y": 3}, constants=["y"]).gradient("x") == 12


SMOOTH_AT_ZERO = [("L = x^0", 0.0), ("L = x^1", 1.0), ("L = x^2", 0.0), ("L = x^1.5", 0.0)]


@pytest.mark.parametrize(("program", "slope"), SMOOTH_AT_ZERO)
def test_powers_have_a_derivative_at_zero(program: str, slope: float) -> None:
    assert bh.derive(program, at={"x": 0}).gradient("x") == slope


@pytest.mark.parametrize("size", [1e-200, 1e-160, 1e160, 1e200])
def test_a_quotient_of_extreme_numbers_has_a_derivative(size: float) -> None:
    # The denominator squared leaves the range of float64; the derivative, −1/size, does not.
    d = bh.derive("L = x/y", at={"x": size, "y": size})
    assert d.gradient("y") == pytest.approx(-1 / size, rel=1e-12)


# What a person gives -------------------------------------------------------------------------

GIVEN = [
    (2, Fraction(2)),
    (0.1, Fraction(1, 10)),
    (-1e-3, Fraction(-1, 1000)),
    ("1/3", Fraction(1, 3)),
    ("−1/2", Fraction(-1, 2)),
    (" 0.5 ", Fraction(1, 2)),
    ("2.5e-3", Fraction(1, 400)),
    ("-.5/0.25", Fraction(-2)),
    (Fraction(2, 7), Fraction(2, 7)),
    (np.float64(0.1), Fraction(1, 10)),
    (np.int64(3), Fraction(3)),
    (np.array(2.5), Fraction(5, 2)),
]


@pytest.mark.parametrize(("value", "exact"), GIVEN)
def test_as_fraction(value: Any, exact: Fraction) -> None:
    assert as_fraction("x", value) == exact


BAD_VALUES = [
    (float("nan"), "The value of 'x' is nan; a finite number is needed."),
    (float("inf"), "The value of 'x' is inf; a finite number is needed."),
    ("-inf", "The value of 'x' is -inf; a finite number is needed."),
    ("1e999999999", "The value of 'x' is inf; a finite number is needed."),
    (True, "The value of 'x' is not a number: True"),
    (None, "The value of 'x' is not a number: None"),
    ("abc", "The value of 'x' is not a number: abc"),
    ("", "The value of 'x' is not a number: "),
    ("1/0", "The value of 'x' is not a number: 1/0"),
    ("1/2/3", "The value of 'x' is not a number: 1/2/3"),
    ("1" * 500, "The value of 'x' is not a number: 1111"),
    ("1e-99999", "The value of 'x' is not a number: 1e-99999"),
    ("__import__('os')", "The value of 'x' is not a number: __import__('os')"),
    (1 + 2j, "The value of 'x' is not a number: (1+2j)"),
    ({}, "The value of 'x' is not a number: {}"),
    (10**400, "The value of 'x' is "),
    (Fraction(10**400, 3), "The value of 'x' is "),
    ([1, 2], "'L' is not a single number: its shape is (2,). Only a scalar has a gradient;"),
    (np.zeros((2, 3)), "'L' is not a single number: its shape is (2, 3). Only a scalar"),
    (np.zeros((2, 0)), "'x' has no entries: its shape is (2, 0)."),
    ([[1], [2, 3]], "The rows of 'x' differ in length, so it is no array."),
    ([1, float("nan")], "The value of 'x' holds nan at [1]; finite numbers are needed."),
    ([1, "a"], "The value of 'x' is not a number: [1, 'a']"),
]


@pytest.mark.parametrize(("value", "says"), BAD_VALUES, ids=lambda value: str(value)[:25])
def test_bad_value(value: Any, says: str) -> None:
    with pytest.raises(InputError) as caught:
        bh.derive("L = x*y", at={"x": value, "y": 1})
    assert caught.value.message.en.startswith(says), caught.value.message.en
    assert caught.value.message.zh != caught.value.message.en


def test_a_constant_beyond_float64_is_a_clear_error() -> None:
    with pytest.raises(InputError):
        bh.derive("L = 1e400*x", at={"x": 1})


NAMES = [
    ({"x": 2}, "'y' has no value. Give it one, for example --at y=0.5"),
    ({"x": 2, "y": 1, "yy": 3}, "The program has no variable 'yy'. Did you mean 'y'?"),
    ({"X": 2, "y": 1}, "The program has no variable 'X'. Did you mean 'x'?"),
    ({"x": 2, "y": 1, "z": 0}, "'z' is computed by the program,"),
]


@pytest.mark.parametrize(("at", "says"), NAMES)
def test_names_of_values(at: dict[str, float], says: str) -> None:
    with pytest.raises(InputError) as caught:
        bh.derive("z = x*y; L = z", at=at)
    assert caught.value.message.en.startswith(says), caught.value.message.en


def test_a_missing_value_points_at_its_first_use() -> None:
    with pytest.raises(InputError) as caught:
        bh.derive("z = x + 1\nL = z*y", at={"x": 1})
    assert caught.value.quote == "  L = z*y\n        ^"


def test_an_array_that_the_loss_does_not_need_does_no_harm() -> None:
    d = bh.derive("L = x^2; table = z", at={"x": 3, "z": 1}, of="L")
    assert d.gradient("x") == 6


def test_unicode_names_of_values() -> None:
    d = bh.derive("L = θ₁·ŷ", at={"θ₁": 2, "ŷ": 3}, wrt=["θ₁"], constants=["ŷ"])
    assert (d.value("L"), d.value("ŷ"), d.gradient("θ₁")) == (6, 3, 3)


# Exact fractions -----------------------------------------------------------------------------


def test_exact_arithmetic() -> None:
    d = bh.derive("L = x^3/y + relu(x - y)", at={"x": "1/3", "y": 0.25}, exact=True)
    assert d.value("L") == Fraction(4, 27) + Fraction(1, 12)
    assert d.gradient("x") == Fraction(4, 3) + 1
    assert d.gradient("y") == -Fraction(16, 27) - 1
    assert d.proof.steps == len(d.steps)


@pytest.mark.parametrize("program", ["L = exp(x)", "L = sqrt(x)", "L = sigmoid(x)", "L = x^0.5"])
def test_exact_arithmetic_says_where_it_ends(program: str) -> None:
    with pytest.raises(InputError, match="is not a rational number, so --exact cannot be used"):
        bh.derive(program, at={"x": "1/3"}, exact=True)
