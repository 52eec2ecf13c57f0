"""The value of every operation, against NumPy, `math` and formulas worked by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from tests.ops.reference import meaning

from byhand.language.parse import parse_expression
from byhand.numeric.backends import EXACT, FLOAT, NotRationalError, many_digits
from byhand.numeric.functions import evaluate_expression, function_of
from byhand.ops import CATALOGUE, activations

Function = Callable[..., Any]

REFERENCES: dict[str, Function] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "pow": np.power,
    "copy": np.positive,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
    "min": np.minimum,
    "maxout": np.maximum,
    "where": np.where,
    "ind": np.positive,
    "gt": np.greater,
    "ge": np.greater_equal,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "exp": np.exp,
    "log": np.log,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "erf": math.erf,
    "tanh": np.tanh,
    "sigmoid": lambda x: (1 + np.tanh(x / 2)) / 2,
    "relu": lambda x: (x + abs(x)) / 2,
    "leaky_relu": lambda x: max(x, x / 100),
    "elu": lambda x: max(x, 0) + min(np.expm1(x), 0),
    "selu": lambda x: (
        1.0507009873554804934 * (max(x, 0) + 1.6732632423543772848 * min(np.expm1(x), 0))
    ),
    "gelu": lambda x: x * math.erfc(-x / math.sqrt(2)) / 2,
    "silu": lambda x: x * (1 + np.tanh(x / 2)) / 2,
    "softplus": lambda x: np.logaddexp(0, x),
    "dropout": lambda x, mask: 2 * x * mask,
}
POINTS = [-6.5, -2.0, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.3, 0.5, 1.0, 2.0, 6.5]
DOMAIN = {"log": 1e-10, "sqrt": 0.0, "pow": 1e-10, "log1p": -0.9}


def _operands(name: str) -> list[tuple[float, ...]]:
    first = [x for x in POINTS if x >= DOMAIN.get(name, -100)]
    match len(CATALOGUE[name].operands):
        case 1:
            return [(x,) for x in first]
        case 2:
            return [(x, y) for x in first for y in POINTS if not (name == "div" and y == 0)]
        case _:
            return [(c, x, 1.0 - x) for c in (0.0, 1.0, -2.0) for x in first]


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) & set(REFERENCES)))
def test_value(name: str) -> None:
    function = function_of(name, (), FLOAT)
    for operands in _operands(name):
        found, expected = function(*operands), float(REFERENCES[name](*operands))
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-15), f"{name}{operands}"
        assert isinstance(found, float), f"{name}{operands} is a {type(found).__name__}"


def test_every_operation_has_a_reference() -> None:
    elementwise = {name for name, op in CATALOGUE.items() if op.elementwise}
    assert sorted(elementwise - set(REFERENCES)) == []


# Worked by hand or printed in PyTorch's documentation.
KNOWN = [
    ("sigmoid(0)", 0.5),
    ("sigmoid(-1.5)", 0.18242552380635635),
    ("tanh(0.5)", 0.46211715726000975),
    ("relu(-2)", 0.0),
    ("leaky_relu(-2)", -0.02),
    ("leaky_relu(-2, negative_slope=0.2)", -0.4),
    ("elu(-1)", math.exp(-1) - 1),
    ("elu(-1, alpha=2)", 2 * math.exp(-1) - 2),
    ("selu(1)", 1.0507009873554805),
    ("gelu(1)", 0.8413447460685429),
    ("silu(1)", 0.7310585786300049),
    ("softplus(0)", math.log(2)),
    ("softplus(1, beta=2)", math.log1p(math.exp(2)) / 2),
    ("max(1, 3, 2)", 3.0),
    ("min(1, 3, -2, 0)", -2.0),
    ("maxout(1, 2, 3, 4, 3)", 4.0),
    ("where(2 > 1, 5, 7)", 5.0),
    ("where(2 < 1, 5, 7)", 7.0),
    ("ind(3 >= 3)", 1.0),
    ("ind(3 != 3)", 0.0),
    ("2^-1", 0.5),
    ("-3^2", -9.0),
    ("2^3^2", 512.0),
    ("1/2/4", 0.125),
]


@pytest.mark.parametrize(("source", "expected"), KNOWN)
def test_known_value(source: str, expected: float) -> None:
    found = evaluate_expression(parse_expression(source), {}, FLOAT)
    assert found == pytest.approx(expected, rel=1e-14), f"{source}: {found} and {expected}"


def test_only_the_branch_that_is_taken_is_computed() -> None:
    choice = parse_expression("where(x > 0, log(x), 0)")
    assert evaluate_expression(choice, {"x": -1.0}, FLOAT) == 0


# Arithmetic that overflows -------------------------------------------------------------------

STABLE = [name for name, op in CATALOGUE.items() if op.stable]
ACTIVATIONS = [op.name for op in activations.OPS if len(op.operands) == 1]


@pytest.mark.parametrize("name", STABLE)
def test_stable_definition_equals_the_formula(name: str) -> None:
    op = CATALOGUE[name]
    x = sp.Symbol("x", real=True)
    words = {"x": x, **{k: meaning(parse_expression(v), {}) for k, v in op.settings.items()}}
    formula, stable = (meaning(parse_expression(text), words) for text in (op.formula, op.stable))
    for n in (-900, -300, -60, -17, -3, -1, 0, 1, 2, 5, 40, 200, 800):
        at = sp.Rational(n, 7)
        one, other = sp.N(formula.subs(x, at), 60), sp.N(stable.subs(x, at), 60)
        assert abs(one - other) <= sp.Float("1e-50") * (abs(one) + 1), f"{at}: {one} and {other}"


@pytest.mark.parametrize("x", [-1000.0, -800.0, -40.0, 40.0, 800.0, 1000.0])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_far_out_nothing_overflows(name: str, x: float) -> None:
    symbol = sp.Symbol("x", real=True)
    exact = meaning(parse_expression(f"{name}(x)"), {"x": symbol}).subs(symbol, sp.Rational(x))
    with mpmath.workdps(60):
        expected = float(sp.N(exact, 60, maxn=5000))
    found = function_of(name, (), FLOAT)(x)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-300), f"{found} and {expected}"


@pytest.mark.parametrize("beta", [50, -3])
def test_softplus_with_a_large_or_negative_beta(beta: int) -> None:
    expr = parse_expression(f"softplus(x, beta={beta})")
    for x in (-1000.0, -1.0, 0.0, 1.0, 1000.0):
        expected = float(np.logaddexp(0, beta * x) / beta)
        assert evaluate_expression(expr, {"x": x}, FLOAT) == pytest.approx(expected, rel=1e-12)


# Other kinds of numbers ----------------------------------------------------------------------

EXACT_VALUES = [
    ("1/3 + 1/6", Fraction(1, 2)),
    ("(2/3)^-2", Fraction(9, 4)),
    ("sqrt(4/9)", Fraction(2, 3)),
    ("relu(-1/3)", Fraction(0)),
    ("abs(-1/3)", Fraction(1, 3)),
    ("leaky_relu(-1)", Fraction(-1, 100)),
    ("max(1/3, 1/2, 0)", Fraction(1, 2)),
    ("sigmoid(0)", Fraction(1, 2)),
    ("exp(0) + cos(0) + log(1) + sin(0)", Fraction(2)),
    ("where(1/3 > 1/4, 1/7, 0)", Fraction(1, 7)),
]


@pytest.mark.parametrize(("source", "expected"), EXACT_VALUES)
def test_exact_value(source: str, expected: Fraction) -> None:
    found = evaluate_expression(parse_expression(source), {}, EXACT)
    assert (found, type(found)) == (expected, Fraction)


@pytest.mark.parametrize("source", ["sqrt(2)", "exp(1)", "log(2)", "2^(1/2)", "sigmoid(1)"])
def test_irrational_value_is_not_rounded_in_silence(source: str) -> None:
    with pytest.raises(NotRationalError):
        evaluate_expression(parse_expression(source), {}, EXACT)


@pytest.mark.parametrize("name", ["exp", "sin", "sigmoid", "tanh", "gelu", "softplus", "erf"])
def test_many_digits_are_right_to_thirty(name: str) -> None:
    x = sp.Symbol("x", real=True)
    exact = sp.N(meaning(parse_expression(f"{name}(x)"), {"x": x}).subs(x, sp.Rational(3, 7)), 50)
    backend = many_digits()
    found = function_of(name, (), backend)(backend.number(Fraction(3, 7)))
    assert abs(sp.Float(str(found), 50) - exact) < sp.Float("1e-30"), f"{found} and {exact}"
