"""The page a teacher would write, line by line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from byhand.text import Lang

Read = Callable[..., list[str]]

NEURON = "z = w*x + b; a = sigmoid(z); L = (a - y)^2"
AT = {"w": 2, "x": -1, "b": 0.5, "y": 1}

# Worked out with a pocket calculator: a = 1/(1 + e^1.5).
NEURON_LINES = [
    # the problem
    "z = w·x + b",
    "a = σ(z)",
    "L = (a − y)²",
    "at w = 2, x = −1, b = 0.5, y = 1",
    # forward
    "v₁ = w · x = 2 · (−1) = −2",
    "z = v₁ + b = −2 + 0.5 = −1.5",
    "a = σ(z) = 1/(1 + exp(1.5)) ≈ 0.1824",
    "v₂ = a − y = 0.1824 − 1 ≈ −0.8176",
    "L = v₂² = (−0.8176)² ≈ 0.6684",
    # local derivatives
    "v₁ = w · x | ∂v₁/∂w = x, ∂v₁/∂x = w | −1, 2",
    "z = v₁ + b | ∂z/∂v₁ = ∂z/∂b = 1 | 1",
    "a = σ(z) | ∂a/∂z = a(1 − a) | 0.1824 · (1 − 0.1824) ≈ 0.1491",
    "L = v₂² | ∂L/∂v₂ = 2v₂ | 2 · (−0.8176) ≈ −1.6351",
    # backward
    "∂L/∂v₂ = 2v₂ = 2 · (−0.8176) ≈ −1.6351",
    "∂L/∂a = ∂L/∂v₂ · ∂v₂/∂a = ∂L/∂v₂ · 1 ≈ −1.6351",
    "∂L/∂z = ∂L/∂a · ∂a/∂z = ∂L/∂a · a(1 − a) = −1.6351 · 0.1491 ≈ −0.2439",
    "∂L/∂b = ∂L/∂z · ∂z/∂b = ∂L/∂z · 1 ≈ −0.2439",
    "∂L/∂w = ∂L/∂v₁ · ∂v₁/∂w = ∂L/∂v₁ · x = −0.2439 · (−1) ≈ 0.2439",
    "∂L/∂x = ∂L/∂v₁ · ∂v₁/∂x = ∂L/∂v₁ · w = −0.2439 · 2 ≈ −0.4878",
    # in one formula
    "∂L/∂w = 2(a − y)·a(1 − a)·x",
    "∂L/∂b = 2(a − y)·a(1 − a)",
    # checked
    "SymPy's derivative agrees.",
    "Numbers are rounded for display (≈); the arithmetic behind them is not.",
]


@pytest.mark.parametrize("expected", NEURON_LINES)
def test_a_line_of_the_sigmoid_neuron(read: Read, expected: str) -> None:
    assert expected in read(NEURON, AT)


def test_the_sections_in_order(read: Read) -> None:
    sections = [said for said in read(NEURON, AT) if " · " in said[:4]]
    assert sections == [
        "1 · Computation graph",
        "2 · Forward pass",
        "3 · Local derivatives",
        "4 · Backward pass",
        "5 · In one formula",
        "6 · Checked",
    ]
    assert "二、前馈计算" in read(NEURON, AT, lang="zh")


def test_a_brief_page_has_formulas_and_no_lessons(read: Read) -> None:
    full, brief = read(NEURON, AT), read(NEURON, AT, detail="brief")
    assert [said for said in brief if said[1:3] == " ·"] == [
        "1 · Computation graph",
        "2 · Forward pass",
        "3 · Backward pass",
        "4 · In one formula",
    ]
    assert "∂L/∂z = ∂L/∂a · a(1 − a) = −1.6351 · 0.1491 ≈ −0.2439" in brief
    assert not any("Multiply swaps" in said for said in brief)
    assert len(brief) < len(full) - 10


@pytest.mark.parametrize(("digits", "value"), [(1, "≈ 0.2"), (2, "≈ 0.18"), (6, "≈ 0.182426")])
def test_digits(read: Read, digits: int, value: str) -> None:
    (forward,) = [s for s in read(NEURON, AT, digits=digits) if s.startswith("a = σ(z) = ")]
    assert forward.endswith(value)


# A program with values, and a line that its page must contain.
LINES = {
    "an exact value has an equals sign": ("L = x/8", {"x": 1}, "L = x/8 = 1/8 = 0.125"),
    "a rounded value does not": ("L = x/3", {"x": 1}, "L = x/3 = 1/3 ≈ 0.3333"),
    "noise of binary fractions is exact": (
        "L = x + 0.2",
        {"x": 0.1},
        "L = x + 0.2 = 0.1 + 0.2 = 0.3",
    ),
    "a negative number in a product": ("L = x*y", {"x": 3, "y": -4}, "L = x · y = 3 · (−4) = −12"),
    "a negative number in a power": ("L = x^2", {"x": -3}, "L = x² = (−3)² = 9"),
    "a negative number in a sum": ("L = x + y", {"x": 3, "y": -4}, "L = x + y = 3 + (−4) = −1"),
    "a negative number taken away": ("L = x - y", {"x": 3, "y": -4}, "L = x − y = 3 − (−4) = 7"),
    "a negative number in front": ("L = x*y", {"x": -3, "y": 4}, "L = x · y = −3 · 4 = −12"),
    "two minus signs": ("L = -x", {"x": -3}, "L = −x = 3"),
    "a minus in a function": ("L = exp(-x)*1", {"x": 0}, "v₂ = exp(v₁) = exp(0) = 1"),
    "the case that applies": (
        "L = where(x > 0, x^2, 3*x)",
        {"x": 2},
        "v₂ = x² = 2² = 4",
    ),
    "a branch is a sum": (
        "L = x^2 + 3*x",
        {"x": 2},
        "∂L/∂x = ∂L/∂v₁ · ∂v₁/∂x + ∂L/∂v₂ · ∂v₂/∂x = ∂L/∂v₁ · 2x + ∂L/∂v₂ · 3 = 1 · 4 + 1 · 3 = 7",
    ),
    "a number given in the program": ("a = 3; L = a*x", {"x": 2}, "a = 3"),
    "a new name": ("L = x", {"x": 2}, "L = x = 2"),
    "an operand used twice has one derivative": (
        "s = x*x; L = 5*s",
        {"x": 3},
        "s = x · x | ∂s/∂x = x + x | 3 + 3 = 6",
    ),
    "and one link of the chain": (
        "s = x*x; L = 5*s",
        {"x": 3},
        "∂L/∂x = ∂L/∂s · ∂s/∂x = ∂L/∂s · x + ∂L/∂s · x = 5 · 3 + 5 · 3 = 30",
    ),
    "a negative contribution is taken away": (
        "L = x^2 - 3*x",
        {"x": 2},
        "∂L/∂x = ∂L/∂v₁ · ∂v₁/∂x + ∂L/∂v₂ · ∂v₂/∂x = ∂L/∂v₁ · 2x + ∂L/∂v₂ · 3 = 1 · 4 − 1 · 3 = 1",
    ),
}


@pytest.mark.parametrize(
    ("program", "at", "expected"),
    LINES.values(),
    ids=LINES,
)
def test_a_line(read: Read, program: str, at: dict[str, float], expected: str) -> None:
    lines = read(program, at)
    assert expected in lines, "\n".join(lines)


# What every node does to a gradient, said once where it first applies.
RULES = {
    "sum": ("L = x + y", "Add distributes: both inputs receive the gradient unchanged."),
    "product": (
        "L = x*y",
        "Multiply swaps: each input receives the gradient times the other input.",
    ),
    "maximum": ("L = max(x, y)", "Max routes: the larger input receives the whole gradient,"),
    "constant factor": ("L = 3*x", "A constant factor scales the gradient by that constant."),
    "constant summand": ("L = x + 3", "Adding a constant changes nothing:"),
    "sigmoid": ("L = sigmoid(x)", "The slope of σ is its output times one minus its output."),
    "ReLU": ("L = relu(x)", "ReLU is a gate: open for a positive input, shut otherwise."),
}


@pytest.mark.parametrize(("program", "rule"), RULES.values(), ids=RULES)
def test_a_rule_is_said_once_where_it_applies(read: Read, program: str, rule: str) -> None:
    for text in (program, f"{program}; M = L^2 + L", f"K = x; {program}; L = L"):
        said = [line for line in read(text) if line.startswith(rule)]
        assert len(said) == 1, said
    others = tuple(other for _, other in RULES.values() if other != rule)
    assert not [line for line in read(program) if line.startswith(others)]


def test_a_rule_that_applies_twice_is_said_once(read: Read) -> None:
    lines = read("p = u*v; q = p*w; r = q*x; L = r^2")
    assert len([line for line in lines if line.startswith("Multiply swaps")]) == 1
    assert len([line for line in lines if line.startswith("Power rule")]) == 1


BRANCHES: list[tuple[str, Lang, str]] = [
    ("L = x^2 + 3*x", "en", "x feeds two nodes, so two contributions are added:"),
    ("L = x^2 + 3*x", "zh", "x 流向两个节点，因此把两份梯度相加："),
    ("L = x*x", "en", "x enters the same node two times, so two contributions are added:"),
    ("L = x*x", "zh", "x 在同一个节点中用了两次，因此把两份梯度相加："),
    ("L = x*x + x", "en", "x is used three times, so three contributions are added:"),
    ("L = x*x + x", "zh", "x 共用了三次，因此把三份梯度相加："),
    ("L = " + " + ".join(f"{k}*x" for k in range(2, 13)), "en", "x feeds 11 nodes, so 11 con"),
    ("L = " + " + ".join(f"{k}*x" for k in range(2, 13)), "zh", "x 流向11个节点"),
]


@pytest.mark.parametrize(("program", "lang", "expected"), BRANCHES)
def test_a_branch_is_counted_in_words(read: Read, program: str, lang: Lang, expected: str) -> None:
    assert [said for said in read(program, lang=lang) if said.startswith(expected)]


def test_every_branch_names_its_variable(read: Read) -> None:
    lines = read("L = x^2 + 3*x + y^2 + 5*y", {"x": 1, "y": 2})
    assert "x feeds two nodes, so two contributions are added:" in lines
    assert "y feeds two nodes, so two contributions are added:" in lines
