"""What byhand writes, a student may copy: every notation reads back to the same value."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.calculus.dress import dress
from byhand.language.expr import Apply, Expr, Literal, Name, Number, Partial
from byhand.language.notations import NOTATIONS
from byhand.language.show import show
from byhand.marking.answers import Link, Vocabulary
from byhand.marking.read_text import read_answers
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression

NAMES = ["w", "x", "z1", "a_1", "yhat", "theta", "L"]
WORDS = Vocabulary("L", frozenset(NAMES))
POINT: dict[Any, float] = {name: 0.3 + 0.37 * i for i, name in enumerate(NAMES)}
POINT |= {Partial("L", name): -0.8 + 0.29 * i for i, name in enumerate(NAMES)}
POINT[Partial("a_1", "z1")] = 0.77

_LEAVES: st.SearchStrategy[Expr] = st.one_of(
    st.sampled_from(NAMES).map(Name),
    st.sampled_from(["0.5", "2", "3", "1e-3", "0.25", "10"]).map(Number),
    st.sampled_from(["z1", "yhat", "theta"]).map(lambda name: Partial("L", name)),
    st.just(Partial("a_1", "z1")),
)
_TWO = ["add", "sub", "mul", "div", "max", "min"]
_ONE = ["neg", "exp", "log", "sqrt", "abs", "tanh", "sigmoid", "relu", "sin", "softplus", "silu"]


def _further(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.builds(Apply, st.sampled_from(_TWO), pair),
        st.builds(Apply, st.sampled_from(_TWO[:4]), pair),
        st.builds(Apply, st.sampled_from(_ONE), st.tuples(inner)),
        st.builds(lambda x, n: Apply("pow", (x, Number(n))), inner, st.sampled_from("23")),
        st.builds(lambda x, y: Apply("pow", (x, y)), inner, _LEAVES),
        st.builds(_indicator, st.sampled_from(["gt", "ge", "lt", "le", "ne"]), inner, inner),
    )


def _indicator(op: str, x: Expr, y: Expr) -> Expr:
    return Apply("ind", (Apply(op, (x, y)),))


EXPRESSIONS = st.recursive(_LEAVES, _further, max_leaves=12)


def value(run: Callable[[], Any]) -> Any:
    """A number, or the kind of the error where there is none."""
    try:
        result = run()
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        return type(error).__name__
    return result if not isinstance(result, complex) else "complex"


def read_back(text: str, words: Vocabulary) -> Link:
    answers = read_answers(f"L = {text}", words)
    assert len(answers) == 1, f"{text!r} was read as {len(answers)} answers"
    assert answers[0].error is None, f"{text!r}: {answers[0].error} at {answers[0].at}"
    return answers[0].links[0]


def same(x: Any, y: Any) -> bool:
    if isinstance(x, str) or isinstance(y, str):
        return x == y
    return bool(np.allclose(x, y, rtol=1e-9, atol=1e-12, equal_nan=True)) or (
        math.isinf(x) and math.isinf(y)
    )


@pytest.mark.parametrize("notation", ["plain", "unicode", "latex"])
@settings(max_examples=300, deadline=None)
@given(expr=EXPRESSIONS)
def test_scalar_formulas_read_back(notation: str, expr: Expr) -> None:
    text = show(expr, NOTATIONS[notation])
    link = read_back(text, WORDS)
    expected = value(lambda: evaluate_expression(expr, POINT, FLOAT))
    if link.expr is None:
        found = link.value
    else:
        again = link.expr
        found = value(lambda: evaluate_expression(again, POINT, FLOAT))
    assert same(found, expected), f"{text!r}: read as {found}, written for {expected}"


SHAPES: dict[str, tuple[int, ...]] = {
    "X": (3, 2),
    "W1": (2, 4),
    "b1": (4,),
    "A": (3, 4),
    "G": (3, 4),
    "S": (4, 4),
    "v": (4,),
    "c": (),
}
ARRAYS = Vocabulary("L", frozenset([*SHAPES, "L"]), SHAPES)
_RNG = np.random.default_rng(5)
ARRAY_POINT: dict[Any, Any] = {
    name: _RNG.normal(size=shape) if shape else 0.7 for name, shape in SHAPES.items()
}
ARRAY_POINT |= {
    Partial("L", name): _RNG.normal(size=shape) if shape else -1.3 for name, shape in SHAPES.items()
}


def _matrix(depth: int) -> st.SearchStrategy[Expr]:
    """Expressions of shape (3, 4)."""
    leaf: st.SearchStrategy[Expr] = st.sampled_from(
        [Name("A"), Name("G"), Partial("L", "A"), Apply("matmul", (Name("X"), Name("W1")))]
    )
    if not depth:
        return leaf
    inner = _matrix(depth - 1)
    pair = st.tuples(inner, inner)
    return st.one_of(
        leaf,
        st.builds(Apply, st.sampled_from(["add", "sub", "mul"]), pair),
        st.builds(lambda x: Apply("add", (x, Name("b1"))), inner),
        st.builds(lambda x: Apply("matmul", (x, Name("S"))), inner),
        st.builds(lambda x: Apply("mul", (Number("2"), x)), inner),
        st.builds(lambda x: Apply("sub", (Number("1"), x)), inner),
        st.builds(lambda x: Apply("sigmoid", (x,)), inner),
        st.builds(lambda x: Apply("mul", (x, _indicator("gt", Name("A"), Number("0")))), inner),
        st.builds(_sandwich, inner, inner),
        st.builds(lambda x, y: Apply("add", (x, _along("sum", 0, y))), inner, inner),
        st.builds(lambda x, y: Apply("add", (x, _along("mean", 0, y))), inner, inner),
    )


def _along(op: str, axis: int, x: Expr) -> Expr:
    return Apply(op, (x,), (("axis", Literal(axis)),))


def _sandwich(x: Expr, y: Expr) -> Expr:
    turned = Apply("transpose", (y,))
    return Apply("matmul", (Apply("matmul", (x, turned)), x))


@pytest.mark.parametrize("notation", ["plain", "unicode", "latex"])
@settings(max_examples=200, deadline=None)
@given(expr=_matrix(3))
def test_array_formulas_read_back(notation: str, expr: Expr) -> None:
    # A page shows arrays dressed, with ⊙ between the factors of a product entry by entry.
    shown = expr if notation == "plain" else dress(expr, SHAPES)
    text = show(shown, NOTATIONS[notation])
    link = read_back(text, ARRAYS)
    assert link.expr is not None
    backend = numpy_backend()
    expected = evaluate_expression(expr, ARRAY_POINT, backend)
    found = evaluate_expression(link.expr, ARRAY_POINT, backend)
    assert np.shape(found) == np.shape(expected), text
    assert np.allclose(found, expected, rtol=1e-9), f"{text!r}: {found} is not {expected}"
