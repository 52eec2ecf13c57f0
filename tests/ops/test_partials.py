"""Every local derivative written by hand equals SymPy's derivative of the definition."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from tests.ops.reference import definition, meaning

from byhand.calculus.local import partial_of
from byhand.language.expr import Apply, Expr, Name, leaves
from byhand.language.parse import parse_expression
from byhand.language.templates import template
from byhand.ops import CATALOGUE

PAIRS = [
    (name, slot)
    for name, op in CATALOGUE.items()
    if op.elementwise
    for slot in range(len(op.operands))
]
SLOPES = [
    (name, slot)
    for name, slot in PAIRS
    if CATALOGUE[name].operands[slot] in CATALOGUE[name].differentiable
]

# Away from every kink, on both sides of it, near it and far from it.
POINTS = [Fraction(n, 16) for n in (-80, -37, -16, -9, -2, 1, 3, 11, 16, 29, 53, 96)]
DOMAIN = {"log": 0, "sqrt": 0, "pow": 0, "log1p": -1}

OTHER_SETTINGS: dict[str, dict[str, str]] = {
    "leaky_relu": {"negative_slope": "0.2"},
    "elu": {"alpha": "1.5"},
    "selu": {"alpha": "0.75", "scale": "2"},
    "softplus": {"beta": "3"},
    "dropout": {"p": "0.2"},
}
# These entries hold irrational constants with the 16 digits of a float.
ROUNDED = ("erf", "gelu", "selu")


def _points(name: str) -> list[tuple[Fraction, ...]]:
    """Operand values inside the domain, no two of them equal."""
    low = DOMAIN.get(name, -100)
    first = [x for x in POINTS if x > low]
    match len(CATALOGUE[name].operands):
        case 1:
            return [(x,) for x in first]
        case 2:
            return [(x, y) for x in first for y in POINTS[::2] if x != y]
        case _:
            return [(Fraction(c), x, -x - 1) for c in (0, 1) for x in first]


def _differences(name: str, slot: int, partial: Expr, settings: dict[str, Any]) -> list[str]:
    """Points at which a local derivative is not SymPy's."""
    operands = CATALOGUE[name].operands
    symbols = {operand: sp.Symbol(operand, real=True) for operand in operands}
    out = definition(name)(*symbols.values(), **settings)
    expected = sp.diff(out, symbols[operands[slot]])
    found = meaning(partial, {**symbols, **settings, "out": out})
    tolerance = 1e-14 if name in ROUNDED else 1e-25
    wrong = []
    for point in _points(name):
        at: Any = dict(zip(symbols.values(), map(sp.Rational, map(str, point)), strict=True))
        ours, theirs = (sp.N(form.subs(at), 40) for form in (found, expected))
        if not abs(ours - theirs) <= tolerance * (1 + abs(theirs)):
            wrong.append(f"at {point}: entry {ours}, SymPy {theirs}")
    return wrong


@pytest.mark.parametrize(("name", "slot"), SLOPES)
def test_partial_equals_sympys_derivative(name: str, slot: int) -> None:
    assert not _differences(name, slot, partial_of(name, slot, ()), {})


@pytest.mark.parametrize("name", OTHER_SETTINGS)
def test_partial_equals_sympys_derivative_for_other_settings(name: str) -> None:
    given = OTHER_SETTINGS[name]
    settings = tuple((key, parse_expression(value)) for key, value in sorted(given.items()))
    partial = partial_of(name, 0, settings)
    assert not _differences(name, 0, partial, {k: sp.Rational(v) for k, v in given.items()})


def test_the_comparison_notices_a_wrong_partial() -> None:
    wrong = parse_expression("out * (1 + out)")
    assert len(_differences("sigmoid", 0, wrong, {})) == len(POINTS)


@pytest.mark.parametrize("name", ["gt", "ge", "lt", "le", "eq", "ne", "ind"])
def test_no_gradient_flows_through_a_condition(name: str) -> None:
    assert CATALOGUE[name].differentiable == ()


@pytest.mark.parametrize("name", CATALOGUE)
def test_texts_of_an_entry_use_its_own_words_only(name: str) -> None:
    op = CATALOGUE[name]
    known = {*op.operands, *op.settings}
    backs = [op.pullbacks, *(case.pullbacks for case in op.cases)]
    texts = {
        **{f"partial by {key}": (text, known | {"out"}) for key, text in op.partials.items()},
        **{
            f"pullback {key}": (text, known | {"out", "g"})
            for b in backs
            for key, text in b.items()
        },
        "formula": (op.formula, known),
        "stable": (op.stable, known),
        "kink": (op.kink, known | {"out"}),
        **{f"need {i}": (need.condition, set(op.operands)) for i, need in enumerate(op.needs)},
    }
    strange = {
        key: sorted(_names(text) - allowed) for key, (text, allowed) in texts.items() if text
    }
    assert not any(strange.values()), strange
    assert set(op.partials) <= set(op.differentiable)
    for back in backs:
        assert set(back) in (set(), set(op.differentiable)), name


def _names(text: str) -> set[str]:
    return {leaf.name for leaf in leaves(template(text)) if isinstance(leaf, Name)}


@pytest.mark.parametrize("name", [name for name, op in CATALOGUE.items() if not op.elementwise])
def test_what_a_pullback_uses_can_be_differentiated_again(name: str) -> None:
    op = CATALOGUE[name]
    for back in (op.pullbacks, *(case.pullbacks for case in op.cases)):
        for text in back.values():
            for inner in _operations(template(text)):
                used = CATALOGUE[inner]
                if not used.elementwise and used.differentiable:
                    assert used.pullbacks or used.cases, f"{name}: {inner}"


def _operations(expr: Expr) -> set[str]:
    if not isinstance(expr, Apply):
        return set()
    return {expr.op}.union(*(_operations(arg) for arg in expr.args))
