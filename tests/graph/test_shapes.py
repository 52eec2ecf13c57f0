"""Shapes equal those of NumPy's results, letters included, and sizes are bounded."""

from __future__ import annotations

import numpy as np
import pytest
from tests.calculus.random_arrays import program

import byhand as bh
from byhand.graph.shapes import ARRAY_LIMIT, entries

DECLARED = "X: (N, D); W: (D, H); b: H; T: (B, N, D); y: N; "

LETTERS = [
    ("X @ W + b", ("N", "H")),
    ("X.T", ("D", "N")),
    ("T @ W", ("B", "N", "H")),
    ("T @ mT(T)", ("B", "N", "N")),
    ("X[0]", ("D",)),
    ("X[:, 0]", ("N",)),
    ("X[:, 0:2]", ("N", 2)),
    ("X[y]", ("N", "D")),
    ("X[y, y]", ("N",)),
    ("X[:, None]", ("N", 1, "D")),
    ("sum(T, axis=1)", ("B", "D")),
    ("sum(T, axis=(0, -1), keepdims=True)", (1, "N", 1)),
    ("concat(X, X, axis=1)", ("N", "D+D")),
    ("stack(X, X)", (2, "N", "D")),
    ("transpose(T, 2, 0, 1)", ("D", "B", "N")),
    ("reshape(T, B, -1)", ("B", "D*N")),
    ("outer(b, y)", ("H", "N")),
    ("onehot(y, 7)", ("N", 7)),
    ("ones(N, 3)", ("N", 3)),
    ("eye(4)", (4, 4)),
    ("eye(4, 2)", (4, 2)),
    ("softmax(X)", ("N", "D")),
    ("cumsum(X, axis=1)", ("N", "D")),
    ("X * unsqueeze(y, axis=1)", ("N", "D")),
]


@pytest.mark.parametrize(("expr", "shape"), LETTERS)
def test_shapes_of_letters(expr: str, shape: tuple[int | str, ...]) -> None:
    used = "sum(X) + sum(W) + sum(b) + sum(T) + sum(y)"
    d = bh.derive(f"{DECLARED} Z = {expr}; L = sum(Z) + {used}", of="L")
    assert d.derivation.shapes["Z"] == shape


def test_shapes_are_those_of_the_values() -> None:
    for seed in range(100):
        sample = program(seed)
        d = bh.derive(sample.text, at={**sample.inputs, **sample.indices}, of="L").derivation
        for name, value in d.values.items():
            assert d.shapes[name] == np.shape(value), f"seed {seed}, {name}\n{sample.text}"
        for name, gradient in d.gradients.items():
            assert d.shapes[name] == np.shape(gradient), f"seed {seed}, ∂{name}\n{sample.text}"


def test_a_result_at_the_limit_is_allowed() -> None:
    side = 3162
    assert entries((side, side)) <= ARRAY_LIMIT < entries((side + 1, side + 1))
    d = bh.derive(f"x: {side}; Z = outer(x, x); L = sum(Z)")
    assert d.derivation.shapes["Z"] == (side, side)
    with pytest.raises(bh.InputError, match="entries"):
        bh.derive(f"x: {side + 1}; Z = outer(x, x); L = sum(Z)")
