"""Notations of students, one row each, by their values at a point."""

from __future__ import annotations

import math
from typing import Any

import pytest

from byhand.language.expr import Name, Partial
from byhand.marking.answers import Answer, Target, Vocabulary
from byhand.marking.read_text import read_answers
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression

WORDS = Vocabulary("L", frozenset(["w", "x", "b", "z", "a", "y", "L", "z1", "W1", "x2", "y2"]))
AT: dict[Any, float] = {
    "w": 0.4,
    "x": 1.7,
    "b": -0.3,
    "z": 0.9,
    "a": 0.61,
    "y": 0.25,
    "L": 0.13,
    "z1": 0.5,
    "W1": 2.5,
    Partial("L", "a"): -1.3,
    Partial("L", "z"): 0.7,
    Partial("a", "z"): 0.21,
}
w, x, b, z, a, y = (AT[name] for name in "wxbzay")
dLda, dLdz, dadz = AT[Partial("L", "a")], AT[Partial("L", "z")], AT[Partial("a", "z")]
s = 1 / (1 + math.exp(-z))


def one(text: str, words: Vocabulary = WORDS) -> Answer:
    answers = read_answers(text, words)
    assert len(answers) == 1, f"{text!r} gave {len(answers)} answers"
    assert answers[0].error is None, f"{text!r}: {answers[0].error} at {answers[0].at}"
    return answers[0]


def d(wrt: str, of: str = "L") -> Partial:
    return Partial(of, wrt)


TARGETS: list[tuple[str, Target]] = [
    ("z", Name("z")),
    ("z_1", Name("z1")),
    ("z₁", Name("z1")),
    ("z_{1}", Name("z1")),
    ("W^{[1]}", Name("W1")),
    ("𝑧", Name("z")),
    ("dL/da", d("a")),
    ("∂L/∂a", d("a")),
    ("𝜕L/𝜕a", d("a")),
    ("δL/δa", d("a")),
    ("d L / d a", d("a")),
    ("∂ L / ∂ a", d("a")),
    ("dL_da", d("a")),
    ("dLda", d("a")),
    ("dJ/da", d("a")),
    ("da", d("a")),
    ("dW1", d("W1")),
    ("dW_1", d("W1")),
    ("dz₁", d("z1")),
    ("grad_a", d("a")),
    ("grad(a)", d("a")),
    ("grad(L, a)", d("a")),
    ("a.grad", d("a")),
    ("∇_a L", d("a")),
    ("∇_{W_1} L", d("W1")),
    ("∇_a", d("a")),
    (r"\frac{\partial L}{\partial a}", d("a")),
    (r"\dfrac{\partial L}{\partial W_{1}}", d("W1")),
    (r"\frac{dL}{da}", d("a")),
    (r"\frac{\mathrm{d}L}{\mathrm{d}a}", d("a")),
    (r"\partial L/\partial a", d("a")),
    (r"\nabla_a L", d("a")),
    ("da/dz", d("z", "a")),
    ("∂a/∂z", d("z", "a")),
    ("da_dz", d("z", "a")),
    ("delta", Name("delta")),
    ("δ", Name("delta")),
    ("dim", Name("dim")),
    ("L_a", Name("L_a")),
    ("A", Name("A")),
]


@pytest.mark.parametrize(("left", "target"), TARGETS)
def test_what_a_line_is_about(left: str, target: Target) -> None:
    assert one(f"{left} = 0.5").target == target


FORMULAS: list[tuple[str, float]] = [
    ("2(a − y)", 2 * (a - y)),
    ("2x(a-y)", 2 * x * (a - y)),
    ("a(1−a)", a * (1 - a)),
    ("x y", x * y),
    ("x·y", x * y),
    ("x × y ⋅ a", x * y * a),
    ("x ⊙ y", x * y),
    ("x ∘ y", x * y),
    ("wx + b", w * x + b),
    ("2wx", 2 * w * x),
    ("x^2 + x**2 + x²", 3 * x * x),
    ("-x^2", -x * x),
    ("x^-1 + x⁻¹", 2 / x),
    ("2x^2", 2 * x**2),
    ("1/2(a - y)^2", (a - y) ** 2 / 2),
    ("½(a − y)²", (a - y) ** 2 / 2),
    ("1/2 x", x / 2),
    ("y/2x", y / 2 * x),
    ("√x + √(x+1)", math.sqrt(x) + math.sqrt(x + 1)),
    ("|b| + 2|b||y|", abs(b) + 2 * abs(b) * y),
    ("||b| - 1|", abs(abs(b) - 1)),
    ("σ(z)(1 − σ(z))x", s * (1 - s) * x),
    ("sigma(z) + sigmoid(z) + Sigmoid(z)", 3 * s),
    ("σ'(z)", s * (1 - s)),
    ("sigmoid'(z)·x", s * (1 - s) * x),
    ("σ′(z)", s * (1 - s)),
    ("sigmoid_prime(z)", s * (1 - s)),
    ("tanh'(z)", 1 - math.tanh(z) ** 2),
    ("relu'(z) + relu'(b)", 1.0),
    ("ReLU(z) + relu(b)", z),
    ("1 - tanh²(z)", 1 - math.tanh(z) ** 2),
    ("1 - tanh^2 z", 1 - math.tanh(z) ** 2),
    ("y log a + (1−y) log(1−a)", y * math.log(a) + (1 - y) * math.log(1 - a)),
    ("ln x + log(x)", 2 * math.log(x)),
    ("e^x + exp(x) + e^{-x}", 2 * math.exp(x) + math.exp(-x)),
    ("1/(1+e^-z)", s),
    ("2pi + 2π", 4 * math.pi),
    ("[z > 0] + [b > 0]", 1),
    ("1{z>0} + 1{b>0}", 1),
    ("1[z>0] + 𝟙[z ≥ 0]", 2),
    ("ind(z>0) + I(z > 0) + I[b>0]", 2),
    ("(z > 0) * x + x(b > 0)", x),
    ("z > 0", 1),
    ("where(z > 0, x, y)", x),
    ("np.where(b > 0, x, y) + np.maximum(0, z)", y + z),
    ("np.exp(x) + torch.sigmoid(z) + math.log(x) + np.pi", math.exp(x) + s + math.log(x) + math.pi),
    ("torch.nn.functional.relu(z) + F.relu(b)", z),
    ("np.dot(w, x) + w.dot(x) + np.multiply(w, x)", 3 * w * x),
    ("np.square(x) + np.power(x, 2) + x.pow(2)", 3 * x * x),
    ("dL/da * a*(1-a)", dLda * a * (1 - a)),
    ("dL/da·da/dz", dLda * dadz),
    ("∂L/∂a ∂a/∂z", dLda * dadz),
    ("da * a * (1 - a)", dLda * a * (1 - a)),
    ("dz x", dLdz * x),
    ("dL_dz * x + grad_z + z.grad + grad(z)", dLdz * x + 3 * dLdz),
    (r"\frac{\partial L}{\partial a} \cdot a(1 - a)", dLda * a * (1 - a)),
    (r"\frac{a - y}{a(1-a)}\,x", (a - y) / (a * (1 - a)) * x),
    (r"2\left(a - y\right) \times x \odot y", 2 * (a - y) * x * y),
    (r"\sigma(z) + \sqrt{x} + \log a + \exp(b)", s + math.sqrt(x) + math.log(a) + math.exp(b)),
    (r"\mathbf{1}[z > 0] + \mathbb{1}\{z \ge 0\}", 2),
    (r"\tanh^2(z) + \operatorname{ReLU}(z)", math.tanh(z) ** 2 + z),
    ("z_1 + z₁ + z1 + W_1", 1.5 + 2.5),
    ("x2 y2 + x2y2", 24.0),
    ("２（ａ－ｙ）", 2 * (a - y)),
    ("2*(0.18-1)", 2 * (0.18 - 1)),
    ("−0.5·(−2)", 1.0),
    ("(a .* x) ./ y", a * x / y),
]
AT |= {"x2": 3.0, "y2": 4.0}


@pytest.mark.parametrize(("text", "expected"), FORMULAS)
def test_formulas(text: str, expected: float) -> None:
    link = one(f"L = {text}").links[0]
    assert link.expr is not None
    found = float(evaluate_expression(link.expr, AT, FLOAT))
    assert found == pytest.approx(expected, rel=1e-12), f"{text}: {found} is not {expected}"


ECHOED = [
    ("2(a − y)", "2 · (a − y)"),
    ("wx", "w · x"),
    ("1/2(a-y)^2", "1/2 · (a − y)²"),
    ("[z>0] x", "𝟙[z > 0] · x"),
    ("e^x", "exp(x)"),
    ("dz x", "∂L/∂z · x"),
    ("2*(a-y)", ""),
    ("dL/da * a", ""),
    ("σ(z)", ""),
    ("x²·y", ""),
]


@pytest.mark.parametrize(("text", "echo"), ECHOED)
def test_a_reading_that_was_chosen_is_echoed(text: str, echo: str) -> None:
    assert one(f"L = {text}").links[0].read_as == echo


def test_a_chain_keeps_every_side() -> None:
    answer = one("dL/dw = (a-y)*a*(1-a)*x = 0.61·0.39 ≈ -0.39")
    assert [link.text for link in answer.links] == ["(a-y)*a*(1-a)*x", "0.61·0.39", "-0.39"]
    assert [link.expr is None for link in answer.links] == [False, False, True]
    assert answer.links[2].value == -0.39


AROUND = [
    "- dL/dw = 0.39",
    "* dL/dw = 0.39",
    "1. dL/dw = 0.39",
    "a) dL/dw = 0.39",
    "(2) dL/dw = 0.39.",
    "> dL/dw = 0.39",
    "**dL/dw** = **0.39**",
    "**dL/dw = 0.39**",
    "*dL/dw* = 0.39",
    "`dL/dw` = `0.39`",
    "$dL/dw = 0.39$",
    "$$\\frac{dL}{dw} = 0.39$$",
    "\\[ \\frac{dL}{dw} = 0.39 \\]",
    "\\frac{dL}{dw} &= 0.39 \\\\",
    "Step 3: dL/dw = 0.39",
    "Step 3 (chain rule): dL/dw = 0.39",
    "第一步：dL/dw = 0.39。",
    "所以 dL/dw = 0.39",
    "（1）dL/dw＝0.39",
    "So dL/dw = 0.39",
    "Therefore, we get dL/dw = 0.39",
    "⇒ dL/dw = 0.39",
    "=> dL/dw = 0.39",
    "dL/dw = 0.39  # rounded = yes",
    "dL/dw := 0.39",
    "dL/dw ≈ 0.39",
    "\tdL/dw\u00a0=\u30000.39  ",
    "- [x] dL/dw = 0.39",
]


@pytest.mark.parametrize("text", AROUND)
def test_what_stands_around_an_answer_is_left_out(text: str) -> None:
    answer = one(text)
    assert answer.target == d("w")
    assert answer.links[0].value == 0.39


SKIPPED = [
    "",
    "   ",
    "I used the chain rule.",
    "# a = 3",
    "% a = 3",
    "// a = 3",
    "```python",
    "$$",
    "a: 3",
    "dL/dw = ____",
    "dL/dw = ...",
    "dL/dw = …",
    "dL/dw = ?",
    "dL/dw =",
    "\\begin{aligned}",
    "| name | value |",
]


@pytest.mark.parametrize("text", SKIPPED)
def test_prose_and_blanks_are_no_answers(text: str) -> None:
    assert read_answers(text, WORDS) == ()


def test_several_equations_on_one_line() -> None:
    answers = read_answers("z = 0.5; a = 0.6, dL/da = -3 \\qquad dL/dz = 1", WORDS)
    assert [(q.target, q.links[0].value, q.line) for q in answers] == [
        (Name("z"), 0.5, 1),
        (Name("a"), 0.6, 1),
        (d("a"), -3.0, 1),
        (d("z"), 1.0, 1),
    ]


GOING_ON = [
    "dL/dw = (a - y) x\n      = 0.39",
    "dL/dw = (a - y) x  # the chain rule\n      ≈ 0.39",
    "dL/dw = (a - y) x,\n= 0.39.",
    "$$\\frac{dL}{dw} &= (a - y) x \\\\\n&= 0.39$$",
    "dL/dw =\n(a - y) x\n= 0.39",
]


@pytest.mark.parametrize("text", GOING_ON)
def test_a_line_that_begins_with_an_equals_sign_goes_on(text: str) -> None:
    answers = read_answers(f"{text}\nz = 1", WORDS)
    assert [q.error for q in answers] == [None, None]
    assert answers[0].target == d("w")
    assert [link.value for link in answers[0].links] == [None, 0.39]
    assert answers[1].line == text.count("\n") + 2


def test_a_blank_place_above_a_sentence_stays_blank() -> None:
    answers = read_answers("dL/dw =\nExplain your answer.\n=====\ndL/da =\n0.39", WORDS)
    assert [(q.target, q.line) for q in answers] == [(d("a"), 4)]


def test_duplicates_are_kept_in_order() -> None:
    answers = read_answers("z = 1\nz = 2\n\nz = 3", WORDS)
    assert [(q.line, q.links[0].value) for q in answers] == [(1, 1.0), (2, 2.0), (4, 3.0)]


def test_names_of_ones_own() -> None:
    lines = (
        "delta = a - y\ndL/dz = delta * a(1 - a)\ndL/ddelta = 2delta\ne = a - y\ndL/dw = e^2 + ex"
    )
    answers = read_answers(lines, WORDS)
    assert [q.error for q in answers] == [None] * 5
    assert answers[2].target == Partial("L", "delta")
    link = answers[4].links[0]
    assert link.expr is not None
    found = evaluate_expression(link.expr, {**AT, "e": a - y}, FLOAT)
    assert found == pytest.approx((a - y) ** 2 + (a - y) * x), "e is the error here, and not 2.718"


def test_a_name_of_ones_own_may_be_explained_below() -> None:
    answers = read_answers("dL/dz = delta * a\nwhere delta = a - y", WORDS)
    assert [q.error for q in answers] == [None, None]


def test_a_variable_of_the_program_wins_over_every_other_meaning() -> None:
    words = Vocabulary(
        "f", frozenset(["e", "I", "sigma", "max", "da", "a", "d", "f", "pi", "T", "w"])
    )
    at = {name: 1.0 + 0.1 * i for i, name in enumerate(sorted(words.names))}
    for text, expected in [
        ("e^2", at["e"] ** 2),
        ("sigma(a + 1)", at["sigma"] * (at["a"] + 1)),
        ("max(a + 1)", at["max"] * (at["a"] + 1)),
        ("I(a)", at["I"] * at["a"]),
        ("da * 2", at["da"] * 2),
        ("2pi", 2 * at["pi"]),
        ("w^T", at["w"] ** at["T"]),
        ("d a", at["d"] * at["a"]),
    ]:
        link = one(f"f = {text}", words).links[0]
        assert link.expr is not None, text
        assert evaluate_expression(link.expr, at, FLOAT) == pytest.approx(expected), text


def test_names_are_case_sensitive() -> None:
    words = Vocabulary("L", frozenset(["W", "w", "L"]))
    assert one("dW = 1", words).target == d("W")
    assert one("dw = 1", words).target == d("w")
    assert one("z_1 = 1", Vocabulary("L", frozenset(["z1", "z_1", "L"]))).target == Name("z_1")


ERRORS = [
    ("dL/dw = 0.39 units", 13, "units"),
    ("dL/dw = 0.39 (rounded)", 14, "rounded"),
    ("dL/dw = sigmod(x)", 8, "sigmoid"),
    ("dL/dw = foo(x)", 8, "foo"),
    ("dL/dw = q + 1", 8, "'q'"),
    ("dL/dq = 3", 0, "left"),
    ("2*z = 3", 0, "left"),
    ("= 3", 0, "left"),
    ("The gradient for w = 0.39", 0, "left"),
    ("dL/dw[0] = 3", 0, "array"),
    ("z = 1 = = 2", 8, "equals"),
    ("dL/dw = 3 4", 10, "operator"),
    ("dL/dw = (a - y", 8, "closed"),
    ("dL/dw = a - y)", 13, "opened"),
    ("dL/dw = 2*", 10, "ends"),
    ("dL/dw = * 2", 8, "missing"),
    ("dL/dw = Σ x", 8, "running index"),
    (r"dL/dw = \sum_i x", 8, "running index"),
    ("dL/dw = sum_i x", 8, "running index"),
    (r"dL/dw = \input{x}", 8, "\\input"),
    ('dL/dw = "0.3"', 8, "quotes"),
    ("dL/dw = x^9^9^9", 11, "exponent"),
    ("dL/dw = 1e99999", 8, "digits"),
    ("dL/dw = a.foo", 9, "foo"),
    ("- **dL/dw** = 0.39 units", 19, "units"),
    ("dL/dw = max(x)(", 14, "closed"),
    ("dL/dw = leaky_relu(x, 1, 2, 3)", 8, "argument"),
    ("dL/dw = softplus(x, slope=2)", 8, "setting"),
    ("dL/dw = det'(x)", 8, "derivative"),
]


@pytest.mark.parametrize(("text", "at", "word"), ERRORS)
def test_errors_point_at_the_place(text: str, at: int, word: str) -> None:
    (answer,) = read_answers(text, WORDS)
    assert answer.error is not None, answer
    assert word in answer.error.en
    assert answer.error.zh != answer.error.en
    assert answer.at == at, f"{answer.error.en} points at {answer.at}, not {at}"


def test_an_error_never_stops_the_rest() -> None:
    answers = read_answers("z = 0.5\ndL/da = 2(a -\ndL/dw = 0.39\nL = \x00\ndL/db = 1", WORDS)
    assert [q.error is None for q in answers] == [True, False, True, False, True]
