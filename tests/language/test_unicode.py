"""Mathematics as it is written, not as a keyboard spells it."""

from __future__ import annotations

import pytest

from byhand.language.expr import Number
from byhand.language.notations import PLAIN
from byhand.language.parse import parse, parse_expression
from byhand.language.show import show

EXPRESSIONS = [
    ("σ(z)", "sigmoid(z)"),
    ("σ", "sigma"),
    ("σ*x + σ(σ)", "sigma*x + sigmoid(sigma)"),
    ("w₁·x₁ + w₂·x₂", "w1*x1 + w2*x2"),
    ("w₁₂", "w12"),
    ("w_₁₂", "w_12"),
    ("θ", "theta"),
    ("θ₀ − α·Δ", "theta0 - alpha*Delta"),
    ("ϵ", "epsilon"),
    ("λ*Σ", "lambda*Sigma"),
    ("a·b", "a*b"),
    ("a⋅b", "a*b"),
    ("a×b", "a*b"),
    ("a∗b", "a*b"),
    ("a⊙b", "a*b"),
    ("a÷b", "a/b"),
    ("a − b", "a - b"),
    ("a – b", "a - b"),
    ("−x", "-x"),
    ("x²", "x^2"),
    ("x⁻¹", "x^(-1)"),
    ("x¹⁰", "x^10"),
    ("(a − y)²", "(a - y)^2"),
    ("−x²", "-x^2"),
    ("2·x³·y", "2*x^3*y"),
    ("√(x)", "sqrt(x)"),
    ("where(a ≤ b, a, b)", "where(a <= b, a, b)"),
    ("where(a ≥ b, a, b)", "where(a >= b, a, b)"),
    ("ind(a ≠ b)", "ind(a != b)"),
    ("ŷ", "yhat"),
    ("y\u0302", "yhat"),
    ("ŷ₁ − y₁", "yhat1 - y1"),
    ("y\u0302₁", "yhat1"),
    ("ẑ + ŵ*â", "zhat + what*ahat"),
]


@pytest.mark.parametrize(("source", "plain"), EXPRESSIONS)
def test_signs_and_letters(source: str, plain: str) -> None:
    assert show(parse_expression(source), PLAIN) == plain


# Full-width punctuation, as a Chinese input method types it.
FULL_WIDTH = [
    ("z ＝ w＊x ＋ b", "z = w*x + b"),
    ("L ＝ （a － y）＾2", "L = (a - y)^2"),
    ("L = max（a，b）", "L = max(a, b)"),
    ("z = x；L = z", "z = x; L = z"),
    ("L = a／b", "L = a/b"),
    ("L = ind(a ＞ b)", "L = ind(a > b)"),
    ("L = ind(a ＜ b)", "L = ind(a < b)"),
    ("z　=　x", "z = x"),
]


@pytest.mark.parametrize(("source", "keyboard"), FULL_WIDTH)
def test_full_width_punctuation(source: str, keyboard: str) -> None:
    found = [(s.target, show(s.expr, PLAIN)) for s in parse(source).statements]
    expected = [(s.target, show(s.expr, PLAIN)) for s in parse(keyboard).statements]
    assert found == expected


def test_greek_letter_and_its_name_are_one_variable() -> None:
    assert parse("L = θ₁*theta1 + ŷ*yhat").inputs() == ["theta1", "yhat"]


def test_assignment_to_unicode_names() -> None:
    program = parse("ŷ = σ(θ₁·x); σ = ŷ − y; L = σ²")
    assert [s.target for s in program.statements] == ["yhat", "sigma", "L"]
    assert program.inputs() == ["theta1", "x", "y"]


@pytest.mark.parametrize("digits", ["３", "٣", "३"])
def test_digits_of_other_scripts_are_spelled_in_ascii(digits: str) -> None:
    # What is printed later (LaTeX, NumPy source) must not depend on the keyboard.
    assert parse_expression(digits) == Number("3")
