"""Formulas of arrays as textbooks write them, in every notation, and worth the same."""

from __future__ import annotations

import numpy as np
import pytest

from byhand.calculus.dress import dress
from byhand.language.notations import LATEX, PLAIN, TYPST, UNICODE
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.numeric.array_evaluate import evaluate_formula

SHAPES: dict[str, tuple[str | int, ...]] = {
    "A": ("D", "D"),
    "G": ("N", "H"),
    "W": ("D", "H"),
    "X": ("N", "D"),
    "T": ("B", "N", "D"),
    "w": ("D",),
    "y": ("N",),
    "r": ("N",),
    "s": (),
    "u": (5,),
    "v": (2,),
    "M": (2, 5),
    "X3": (2, 3),
}
SIZES = {"B": 2, "D": 3, "H": 4, "N": 5}

WRITTEN = {
    "2*(X.T@(X@w - y))/N": "2Xᵀ (X w − y)/N",
    "(G@W.T)*X": "(G Wᵀ) ⊙ X",
    "-((G@W.T))*X*2": "−(2G Wᵀ) ⊙ X",
    "X*(2*(G@W.T))": "2X ⊙ (G Wᵀ)",
    "(X*X)@W": "(X ⊙ X) W",
    "X/s@W": "(X/s) W",
    "w@A@w": "wᵀ A w",
    "dot(w, w)": "wᵀ w",
    "outer(r, w)@W": "r wᵀ W",
    "inv(A).T": "A⁻ᵀ",
    "X*X*X + X^3": "X ⊙ X ⊙ X + X^⊙3",
    "exp(-X)": "exp(−X)",
    "s*X": "s·X",
    "X.T@(-r)": "−Xᵀ r",
    "sum(-(2*X*X), axis=0)": "−2·sum₀(X ⊙ X)",
    "mean(X, axis=-1)": "mean₁(X)",
    "sum(w, axis=0)/mean(w, axis=-1, keepdims=True)": "sum(w)/mean(w)",
    "last(u, v, axis=0)": "u[3:5]",
    "first(M, X3, axis=1)": "M[:, 0:3]",
    "last(w, y, axis=0)": "last(w, y)",
    "sum(T, axis=(0, -1))": "sum₀₂(T)",
    "transpose(T, (1, 0, 2))": "transpose₁₀₂(T)",
    "expand(r, X, axis=1)": "r 𝟏ᵀ",
    "expand(w, X, axis=0)": "𝟏 wᵀ",
    "expand(s, X)": "s·𝟏",
    "1/size(X)": "1/(D·N)",
    "1/size(X, axis=0)": "1/N",
}


@pytest.mark.parametrize(("typed", "written"), WRITTEN.items())
def test_a_formula_reads_as_in_a_textbook(typed: str, written: str) -> None:
    assert show(dress(parse_expression(typed), SHAPES), UNICODE) == written


# A product with a column or a row says in matrices what NumPy says with other words.
IN_MATRICES = ("outer(r", "expand(r", "expand(w")


@pytest.mark.parametrize(
    "typed", [t for t in WRITTEN if "N" not in t and not t.startswith(IN_MATRICES)]
)
def test_what_is_shown_is_worth_the_same(typed: str) -> None:
    random = np.random.default_rng(3)
    at = {
        n: random.normal(size=[d if isinstance(d, int) else SIZES[d] for d in shape])
        for n, shape in SHAPES.items()
    }
    sized = {name: np.shape(value) for name, value in at.items()}
    expected = evaluate_formula(parse_expression(typed), at)
    text = show(dress(parse_expression(typed), sized), PLAIN)
    found = evaluate_formula(parse_expression(text), at)
    assert np.allclose(found, expected), (text, found, expected)


def test_the_same_formula_in_latex_and_typst() -> None:
    dressed = dress(parse_expression("(G@W.T)*X*2 - inv(A)@X.T"), SHAPES | {"A": ("N", "N")})
    latex = r"(2 G\,W^{\top}) \odot X - A^{-1}\,X^{\top}"
    assert show(dressed, LATEX) == latex
    assert show(dressed, TYPST) == "(2 G thin W^(top)) dot.o X − A^(−1) thin X^(top)"


def test_a_number_in_front_goes_before_a_share() -> None:
    formula = parse_expression("expand(s/size(X), X)")
    assert show(dress(formula, SHAPES), UNICODE) == "s/(D·N)·𝟏"
