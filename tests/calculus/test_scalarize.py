"""A program of arrays written out in scalars computes the same, and scalar calculus agrees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.calculus.proof import prove
from byhand.calculus.scalarize import Scalars, scalarize
from byhand.errors import InputError
from byhand.graph import build
from byhand.language.notations import PLAIN
from byhand.language.parse import parse
from byhand.language.show import show

RANDOM = np.random.default_rng(7)


def _normal(*shape: int) -> Any:
    return RANDOM.normal(size=shape).round(3)


PROGRAMS: list[tuple[str, dict[str, Any]]] = [
    (
        "Z = X @ W + b; A = tanh(Z); L = mean((A - Y)^2)",
        {"X": _normal(2, 2), "W": _normal(2, 2), "b": _normal(2), "Y": _normal(2, 2)},
    ),
    (
        "L = cross_entropy(X @ W, y)",
        {"X": _normal(2, 2), "W": _normal(2, 3), "y": np.array([2, 0])},
    ),
    ("L = logdet(A @ A.T) + trace(inv(A))", {"A": _normal(2, 2)}),
    ("d = x; d = d * d; d = d + x; L = sum(d)", {"x": _normal(3)}),
    (
        "c = conv2d(x, K, padding=1); p = maxpool2d(relu(c), 2); L = sum(p * w)",
        {"x": _normal(3, 3), "K": _normal(2, 2), "w": _normal(2, 2)},
    ),
    (
        "h = tanh(E[i] @ W); L = logsumexp(concat(h[0], h[1]))",
        {"E": _normal(3, 2), "W": _normal(2, 2), "i": np.array([2, 0])},
    ),
    (
        "L = sum(layernorm(x, g, b)[0] * batchnorm(x, g, b)[1])",
        {"x": _normal(2, 2), "g": _normal(2), "b": _normal(2)},
    ),
    ("L = max(x, axis=0)[1] * min(x) + prod(x) + norm(x)", {"x": _normal(2, 2)}),
]


def _derived(source: str, at: dict[str, Any]) -> Derivation:
    return derive(build(parse(source)), at)


def _entries(scalars: Scalars, name: str, found: dict[str, float]) -> np.ndarray:
    names = scalars.names[name]
    return np.array([found[one] for one in names.ravel()]).reshape(names.shape)


@pytest.mark.parametrize(("source", "at"), PROGRAMS, ids=[source for source, _ in PROGRAMS])
def test_scalar_calculus_finds_the_same_values_and_gradients(
    source: str, at: dict[str, Any]
) -> None:
    arrays = _derived(source, at)
    scalars = scalarize(arrays)
    found = derive(build(scalars.program), scalars.values, of="L")
    prove(found)  # by SymPy, and by central differences in 60 digits
    assert found.values["L"] == pytest.approx(arrays.values["L"], rel=1e-12)
    for name in arrays.wrt:
        gradient = _entries(scalars, name, dict(found.gradients) | _zeros(scalars, found, name))
        np.testing.assert_allclose(gradient, arrays.gradients[name], rtol=1e-11, atol=1e-14)


def _zeros(scalars: Scalars, found: Derivation, name: str) -> dict[str, float]:
    """Entries that the scalar program does not mention have no influence."""
    return {one: 0.0 for one in scalars.names[name].ravel() if one not in found.gradients}


def test_lines_keep_their_names_and_order() -> None:
    arrays = _derived("Z = X @ W; L = sum(Z)", {"X": _normal(1, 2), "W": _normal(2, 2)})
    lines = [f"{s.target} = {show(s.expr, PLAIN)}" for s in scalarize(arrays).program.statements]
    assert lines == [
        "Z[0,0] = X[0,0]*W[0,0] + X[0,1]*W[1,0]",
        "Z[0,1] = X[0,0]*W[0,1] + X[0,1]*W[1,1]",
        "L = Z[0,0] + Z[0,1]",
    ]


def test_a_constant_zero_leaves_no_trace() -> None:
    arrays = _derived("L = sum(conv2d(x, K, padding=1))", {"x": _normal(1, 1), "K": _normal(2, 2)})
    (line,) = scalarize(arrays).program.statements
    terms = show(line.expr, PLAIN).replace("(", "").replace(")", "").split(" + ")
    assert sorted(terms) == [f"x[0,0]*K[{i},{j}]" for i in (0, 1) for j in (0, 1)]


def test_letters_must_be_numbers() -> None:
    with pytest.raises(InputError, match="its size must be a number"):
        scalarize(derive(build(parse("X: (N, 2); L = sum(X)"))))


def test_a_large_program_is_refused() -> None:
    arrays = _derived("L = sum(A @ A)", {"A": np.ones((40, 40))})
    with pytest.raises(InputError, match="more than 20000 operations"):
        scalarize(arrays)
