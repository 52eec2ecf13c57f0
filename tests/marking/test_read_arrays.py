"""Products of arrays as students write them; NumPy says what they should have meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from byhand.language.expr import Partial
from byhand.marking.answers import Vocabulary
from byhand.marking.read_text import read_answers
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.functions import evaluate_expression

SHAPES = {
    "X": (4, 3),
    "W1": (3, 5),
    "b1": (5,),
    "Z1": (4, 5),
    "A1": (4, 5),
    "W2": (5, 2),
    "Z2": (4, 2),
    "A2": (4, 2),
    "Y": (4, 2),
    "S": (4, 4),
    "v": (5,),
    "N": (),
}
WORDS = Vocabulary("L", frozenset([*SHAPES, "L"]), SHAPES)
_rng = np.random.default_rng(3)
AT: dict[Any, Any] = {n: _rng.normal(size=s) if s else 4.0 for n, s in SHAPES.items()}
AT |= {Partial("L", n): _rng.normal(size=s) for n, s in SHAPES.items() if s}


class Of:
    """`p.X`, `p.dX`: the arrays by short names."""

    def __getattr__(self, name: str) -> Any:
        return AT[Partial("L", name[1:])] if name.startswith("d") else AT[name]


PRODUCTS: list[tuple[str, Callable[[Of], Any]]] = [
    ("X.T @ dZ1", lambda p: p.X.T @ p.dZ1),
    ("X^T dZ1", lambda p: p.X.T @ p.dZ1),
    ("Xᵀ dZ1", lambda p: p.X.T @ p.dZ1),
    ("XᵀdZ₁", lambda p: p.X.T @ p.dZ1),
    ("X' dZ1", lambda p: p.X.T @ p.dZ1),
    ("X' * dZ1", lambda p: p.X.T @ p.dZ1),
    ("Xᵀ·dZ1", lambda p: p.X.T @ p.dZ1),
    (r"X^\top \frac{\partial L}{\partial Z_1}", lambda p: p.X.T @ p.dZ1),
    (r"X^{T} dZ_{1}", lambda p: p.X.T @ p.dZ1),
    ("np.dot(X.T, dZ1)", lambda p: p.X.T @ p.dZ1),
    ("X.T.dot(dZ1)", lambda p: p.X.T @ p.dZ1),
    ("np.matmul(np.transpose(X), dZ1)", lambda p: p.X.T @ p.dZ1),
    ("torch.mm(X.t(), dZ1)", lambda p: p.X.T @ p.dZ1),
    ("X.T @ Z1.grad", lambda p: p.X.T @ p.dZ1),
    ("1/N A^{[1]T} dZ^{[2]}", lambda p: p.A1.T @ p.dZ2 / 4),
    (r"\frac{1}{N} A^{[1]\top} dZ^{[2]}", lambda p: p.A1.T @ p.dZ2 / 4),
    ("A1ᵀ(A2 − Y)/N", lambda p: p.A1.T @ (p.A2 - p.Y) / 4),
    ("2/N A1ᵀ(A2 − Y)", lambda p: 2 / 4 * p.A1.T @ (p.A2 - p.Y)),
    ("X.T @ dZ1 / len(X)", lambda p: p.X.T @ p.dZ1 / 4),
    ("X.T @ dZ1 / X.shape[0]", lambda p: p.X.T @ p.dZ1 / 4),
    ("dZ2 W2ᵀ", lambda p: p.dZ2 @ p.W2.T),
    ("dA1 ⊙ A1 ⊙ (1 − A1)", lambda p: p.dA1 * p.A1 * (1 - p.A1)),
    ("dA1 * A1 * (1 - A1)", lambda p: p.dA1 * p.A1 * (1 - p.A1)),
    ("dA1 · A1(1 − A1)", lambda p: p.dA1 * p.A1 * (1 - p.A1)),
    ("dA1 ∘ A1 ∘ (1 − A1)", lambda p: p.dA1 * p.A1 * (1 - p.A1)),
    ("(dZ2 W2ᵀ) ⊙ [Z1 > 0]", lambda p: (p.dZ2 @ p.W2.T) * (p.Z1 > 0)),
    ("dA1 [Z1 > 0]", lambda p: p.dA1 * (p.Z1 > 0)),
    ("dA1 * (Z1 > 0).astype(float)", lambda p: p.dA1 * (p.Z1 > 0)),
    ("np.multiply(dA1, np.where(Z1 > 0, 1, 0))", lambda p: p.dA1 * (p.Z1 > 0)),
    ("np.multiply(dA1, Z1 > 0)", lambda p: p.dA1 * (p.Z1 > 0)),
    ("dA1 * relu'(Z1)", lambda p: p.dA1 * (p.Z1 > 0)),
    ("dA1 ⊙ tanh'(Z1)", lambda p: p.dA1 * (1 - np.tanh(p.Z1) ** 2)),
    ("(1 - v)v", lambda p: (1 - p.v) * p.v),
    ("W2ᵀ v", lambda p: p.W2.T @ p.v),
    ("W2ᵀ·v", lambda p: p.W2.T @ p.v),
    ("np.dot(v, v)", lambda p: p.v @ p.v),
    ("outer(v, v)", lambda p: np.outer(p.v, p.v)),
    ("‖v‖²", lambda p: p.v @ p.v),
    ("S S", lambda p: p.S @ p.S),
    ("S * S", lambda p: p.S * p.S),
    ("S⁻¹ Y", lambda p: np.linalg.inv(p.S) @ p.Y),
    ("S^{-1} Y", lambda p: np.linalg.inv(p.S) @ p.Y),
    ("np.linalg.inv(S) @ Y", lambda p: np.linalg.inv(p.S) @ p.Y),
    ("S⁻ᵀ Y", lambda p: np.linalg.inv(p.S).T @ p.Y),
    ("sum(dZ1, axis=0)", lambda p: p.dZ1.sum(0)),
    ("np.sum(dZ1, axis=0, keepdims=True)", lambda p: p.dZ1.sum(0, keepdims=True)),
    ("torch.sum(dZ1, dim=0, keepdim=True)", lambda p: p.dZ1.sum(0, keepdims=True)),
    ("dZ1.sum(axis=0)", lambda p: p.dZ1.sum(0)),
    ("dZ1.sum(0) + dZ1.mean(axis=0)", lambda p: p.dZ1.sum(0) + p.dZ1.mean(0)),
    ("sum₀(dZ1)", lambda p: p.dZ1.sum(0)),
    ("dZ1[0] + dZ1[-1, :]", lambda p: p.dZ1[0] + p.dZ1[-1]),
    ("dZ1[:, 1:3]", lambda p: p.dZ1[:, 1:3]),
    ("X.reshape(3, 4)", lambda p: p.X.reshape(3, 4)),
    ("np.sum(A2 > 0)", lambda p: (p.A2 > 0).sum()),
    ("softmax(Z2, axis=1)", lambda p: np.exp(p.Z2) / np.exp(p.Z2).sum(1, keepdims=True)),
]


@pytest.mark.parametrize(("text", "expected"), PRODUCTS, ids=[text for text, _ in PRODUCTS])
def test_products(text: str, expected: Callable[[Of], Any]) -> None:
    (answer,) = read_answers(f"L = {text}", WORDS)
    assert answer.error is None, f"{answer.error} at {answer.at}"
    expr = answer.links[0].expr
    assert expr is not None
    found, wanted = evaluate_expression(expr, AT, numpy_backend()), expected(Of())
    assert np.shape(found) == np.shape(wanted)
    assert np.allclose(found, wanted, rtol=1e-12), f"{text}: {found} is not {wanted}"


def test_shapes_of_ones_own_names_decide_too() -> None:
    lines = "dW2 = A1ᵀ delta2\ndelta2 = A2 − Y\nG = [1 2; 3 4]\nL = A2 G"
    answers = read_answers(lines, WORDS)
    for answer, own, wanted in [
        (answers[0], {"delta2": AT["A2"] - AT["Y"]}, AT["A1"].T @ (AT["A2"] - AT["Y"])),
        (answers[3], {"G": answers[2].links[0].value}, AT["A2"] @ [[1, 2], [3, 4]]),
    ]:
        expr = answer.links[0].expr
        assert expr is not None
        assert np.allclose(evaluate_expression(expr, {**AT, **own}, numpy_backend()), wanted)


def test_the_echo_tells_the_products_apart() -> None:
    (answer,) = read_answers("dW2 = A1ᵀ(A2 − Y)", WORDS)
    assert answer.links[0].read_as == "A₁ᵀ (A₂ − Y)"
    (answer,) = read_answers("dZ1 = dA1 A1(1 − A1)", WORDS)
    assert answer.links[0].read_as == "∂L/∂A₁ ⊙ A₁ ⊙ (1 − A₁)"
