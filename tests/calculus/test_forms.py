"""Gradients as formulas: the lines a person writes, short, and equal to the numbers."""

from __future__ import annotations

import random
from typing import Any

import pytest
import sympy as sp
from tests.ops.reference import meaning

import byhand as bh
from byhand.language.expr import names
from byhand.language.parse import parse, parse_expression
from byhand.language.program import Program

NEURON = "z = w*x + b; a = sigmoid(z); L = (a - y)^2"
CROSS_ENTROPY = "z = w*x + b; a = sigmoid(z); L = -(y*log(a) + (1 - y)*log(1 - a))"
CS231N = "f = 1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
STAGED = (
    "sigy = sigmoid(y); num = x + sigy; sigx = sigmoid(x); xpy = x + y; xpysqr = xpy^2; "
    "den = sigx + xpysqr; invden = 1/den; f = num*invden"
)
RELU_NET = "h = relu(w1*x + b1); o = w2*h + b2; L = (o - y)^2/2"

# program, variable, the node-local line
FORMULAS = [
    (NEURON, "a", "dL/dv2 * 1"),
    (NEURON, "z", "dL/da * a*(1 - a)"),
    (NEURON, "w", "dL/dv1 * x"),
    (NEURON, "L", "1"),
    ("q = x + y; f = q*z; L = q*f", "q", "dL/df * z + f"),
    ("q = x + y; f = q*z; L = q*f", "x", "dL/dq * 1"),
    ("L = x*x", "x", "x + x"),
    ("a = x^2; L = a - 3*x", "x", "dL/da * 2*x + dL/dv1 * 3"),
    ("a = -x; L = a*a", "x", "dL/da * (-1)"),
    ("d = a*b; d = d + a; L = d^2", "a", "dL/dd'1 * b + dL/dd'2 * 1"),
    ("s = x/2; L = s^2", "x", "dL/ds * (1/2)"),
    ("s = 0.5*x; L = s^2", "x", "dL/ds * 0.5"),
    ("L = x^(1/2)", "x", "1/(2*x^(1/2))"),
]


@pytest.mark.parametrize(("program", "name", "line"), FORMULAS)
def test_formula(program: str, name: str, line: str) -> None:
    assert str(bh.derive(program).formula(name)) == line


# program, variable, the formula as textbooks print it
CLOSED = [
    (NEURON, "w", "2*(a - y)*a*(1 - a)*x"),
    (NEURON, "b", "2*(a - y)*a*(1 - a)"),
    (NEURON, "a", "2*(a - y)"),
    (NEURON, "y", "2*(y - a)"),
    (CROSS_ENTROPY, "a", "(a - y)/(a*(1 - a))"),
    (CROSS_ENTROPY, "z", "a - y"),
    (CROSS_ENTROPY, "w", "(a - y)*x"),
    (CS231N, "w0", "f*(1 - f)*x0"),
    (CS231N, "x1", "f*(1 - f)*w1"),
    (CS231N, "w2", "f*(1 - f)"),
    (RELU_NET, "w1", "(o - y)*w2*ind(w1*x + b1 > 0)*x"),
    (RELU_NET, "w2", "(o - y)*h"),
    (RELU_NET, "b2", "o - y"),
    ("L = (p - t)^2/2", "p", "p - t"),
    ("L = x*x", "x", "2*x"),
    ("L = x^3", "x", "3*x^2"),
    ("L = a*b*c", "b", "c*a"),
    ("L = x/y", "y", "-(x/y^2)"),
    ("L = 1/x", "x", "-(1/x^2)"),
    ("L = 0.01*x^2 + 0.1*x", "x", "0.02*x + 0.1"),
    ("L = tanh(x)^2", "x", None),
    ("h = tanh(x); L = h^2", "x", "2*h*(1 - h^2)"),
    ("L = sqrt(x^2 + y^2)", "x", "x/L"),
    ("L = abs(x)", "x", "sign(x)"),
    ("L = max(a, b)", "a", "ind(a >= b)"),
    ("L = max(a, b)", "b", "ind(b > a)"),
    ("L = where(x > 0, x^2, -x)", "x", None),
    ("L = softplus(x, beta=2)", "x", "sigmoid(2*x)"),
    ("L = x^y", "y", "log(x)*L"),
    ("L = x + 0*c", "c", "0"),
    ("L = -x", "x", "-1"),
    ("x = 2*w + 3*b; y = 2*b + 1; z = x*y", "w", "2*y"),
    ("x = 2*w + 3*b; y = 2*b + 1; z = x*y", "b", "3*y + 2*x"),
    ("a = exp(p); b = exp(q); s = a/(a + b); L = -log(s)", "p", None),
    ("L = log(1 + exp(-y*s))", "s", None),
    ("d = a*b; d = d + a; L = d^2", "a", "2*d'2*(b + 1)"),
    ("L = (x + y)^10", "x", "10*(x + y)^9"),
    ("L = gelu(x)*silu(y)", "y", None),
    (STAGED, "x", "invden - num*sigx*(1 - sigx)/den^2 - 2*num*xpy/den^2"),
    # Fractions among whole numbers, decimals where the person writes decimals.
    ("L = x/3 + x/y/2", "y", "-(x/(2*y^2))"),
    ("L = x/3 + x/y/2 + 0.1*x", "y", "-(0.5*x/y^2)"),
    ("L = x^(3/2)", "x", "3*x^(1/2)/2"),
    ("L = x^1.5", "x", "1.5*x^0.5"),
    ("f = e^2; g = f/2; L = g + 10/f", "f", "1/2 - 10/f^2"),
]


@pytest.mark.parametrize(
    ("program", "name", "form"), [row for row in CLOSED if row[2]], ids=lambda v: str(v)[:25]
)
def test_closed_form_reads_as_on_paper(program: str, name: str, form: str) -> None:
    assert str(bh.derive(program).closed_form(name)) == form


def _meanings(program: Program, closed: str) -> dict[str, Any]:
    """Every name of a program in terms of its inputs, versions included."""
    words: dict[str, Any] = {n: sp.Symbol(n, real=True) for n in program.inputs()}
    count: dict[str, int] = {}
    given = set(words)
    for statement in program.statements:
        target = statement.target
        count[target] = count.get(target, 1 if target in given else 0) + 1
        words[target] = words[f"{target}'{count[target]}"] = meaning(statement.expr, words)
    words["answer"] = meaning(parse_expression(closed), words)
    return words


BY_INTERMEDIATES = [row for row in CLOSED if row[1] not in parse(row[0]).inputs()]
BY_INPUTS = [row for row in CLOSED if row not in BY_INTERMEDIATES]


@pytest.mark.parametrize(("program", "name"), [row[:2] for row in BY_INPUTS])
def test_closed_form_is_the_derivative(program: str, name: str) -> None:
    """Held against SymPy's derivative of the whole program at random points."""
    closed = str(bh.derive(program).closed_form(name))
    read = parse(program)
    words = _meanings(read, closed)
    inputs = read.inputs()
    exact = sp.diff(words[read.last], words[name])
    rng = random.Random(len(program))
    for _ in range(6):
        at: Any = {words[n]: sp.Rational(rng.randint(5, 95), 40) for n in inputs}
        ours, theirs = (sp.N(e.subs(at), 30) for e in (words["answer"], exact))
        assert abs(ours - theirs) < 1e-12 * (1 + abs(theirs)), f"at {at}: {ours} and {theirs}"


@pytest.mark.parametrize(("program", "name"), [row[:2] for row in BY_INTERMEDIATES])
def test_closed_form_by_an_intermediate_is_the_derivative(program: str, name: str) -> None:
    """The rest of the program, with the intermediate value as an input of its own."""
    closed = str(bh.derive(program).closed_form(name))
    lines = program.split("; ")
    index = next(i for i, line in enumerate(lines) if line.startswith(f"{name} ="))
    rest = parse("; ".join(lines[index + 1 :]))
    words = _meanings(rest, closed)
    exact = sp.diff(words[rest.last], words[name])
    at: Any = {words[n]: sp.Rational(2 * i + 3, 17) for i, n in enumerate(rest.inputs())}
    ours, theirs = (sp.N(e.subs(at), 30) for e in (words["answer"], exact))
    assert abs(ours - theirs) < 1e-20, f"at {at}: {ours} and {theirs}"


@pytest.mark.parametrize(("program", "name", "form"), CLOSED, ids=lambda v: str(v)[:25])
def test_closed_form_reads_back(program: str, name: str, form: str | None) -> None:
    closed = bh.derive(program).closed_form(name)
    assert parse_expression(str(closed)) == closed.expr
    known = set(bh.derive(program).graph.nodes)
    unnamed = {n for n in names(closed.expr) if n.startswith("v") and n[1:].isdigit()}
    assert set(names(closed.expr)) - unnamed <= known, str(closed)
    assert not unnamed, f"{closed} speaks of values that the person has not named"


# A name of the program must not bring a division that the program itself does not have.
WHERE_THE_GRADIENT_EXISTS = [
    ("a = exp(-x^2)*x; L = a", "x", {"x": 0}),
    ("h = sigmoid(x)*w; L = h^2", "x", {"x": 1, "w": 0}),
    ("a = sin(x)*y; L = a*sin(x)", "x", {"x": 1, "y": 0}),
    ("a = x*exp(y); L = a", "x", {"x": 0, "y": 1}),
]


@pytest.mark.parametrize(("program", "name", "at"), WHERE_THE_GRADIENT_EXISTS)
def test_closed_form_has_a_value_where_the_gradient_has(
    program: str, name: str, at: dict[str, float]
) -> None:
    d = bh.derive(program, at=at)
    words = {n: sp.Float(v, 30) for n, v in d.derivation.values.items()}
    form = d.closed_form(name)
    try:
        found = float(meaning(form.expr, words))
    except ZeroDivisionError:
        found = float("nan")
    assert found == pytest.approx(d.gradient(name), rel=1e-12), f"{form} at {at}"


FORMATS = {
    "plain": "2*(a - y)*a*(1 - a)*x",
    "unicode": "2(a − y)·a(1 − a)·x",
    "latex": "2 (a - y) a (1 - a) x",
    "typst": "2 (a − y) a (1 − a) x",
}


@pytest.mark.parametrize("notation", FORMATS)
def test_closed_form_in_every_notation(notation: str) -> None:
    formula = bh.derive(NEURON).closed_form("w")
    assert formula.to(notation) == FORMATS[notation]


def test_formula_shows_itself_in_a_notebook() -> None:
    formula = bh.derive(NEURON).closed_form("b")
    assert formula._repr_latex_() == r"$\displaystyle 2 (a - y) a (1 - a)$"
    assert formula == bh.derive(NEURON).closed_form("b")
    assert formula != bh.derive(NEURON).closed_form("w")


def test_a_form_too_long_to_read_keeps_a_gradient_as_a_name() -> None:
    lines = ["h0 = x"] + [f"h{i + 1} = sin(h{i})*w{i} + h{i}*v{i}" for i in range(30)]
    d = bh.derive("\n".join([*lines, "L = h30^2"]))
    form = d.closed_form("x")
    assert len(str(form)) < 2000
    assert "dL/d" in str(form), str(form)
