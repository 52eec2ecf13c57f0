"""Every pullback equals SymPy's derivative of the same operation written out in scalars.

An entry of the catalogue enters here by itself: `tests/ops/samples.py` makes small calls of it from
what the entry says about shapes, with several axes, strides and operands that broadcast.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy as sp
from tests.ops.samples import SAMPLES, Sample, derived

from byhand.calculus.derivation import Derivation
from byhand.calculus.scalarize import scalarize
from byhand.calculus.sympy_bridge import to_sympy
from byhand.language.expr import Name
from byhand.language.templates import filled, template
from byhand.numeric.array_differences import each_entry
from byhand.numeric.array_evaluate import evaluate_arrays
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.complex_step import ComplexSteps
from byhand.numeric.functions import all_settings, function_of, lambda_of
from byhand.ops import CATALOGUE
from byhand.ops.catalogue import adding

IDS = [f"{sample.op}: {sample}" for sample in SAMPLES]


def by_sympy(derivation: Derivation) -> dict[str, np.ndarray]:
    """∂L by every entry, from the scalar program alone."""
    scalars = scalarize(derivation)
    symbols: dict[str, Any] = {n: sp.Symbol(n, real=True) for n in scalars.values}
    point = {symbols[n]: sp.Rational(str(v)) for n, v in scalars.values.items()}
    for line in scalars.program.statements:
        symbols[line.target] = to_sympy(line.expr, symbols)
    found = {}
    for name in derivation.wrt:
        entries = scalars.names[name]
        slopes = np.zeros(entries.shape)
        for at in np.ndindex(*entries.shape):
            if entries[at] in scalars.values:
                slope = sp.diff(symbols["L"], symbols[entries[at]])
                slopes[at] = float(sp.N(slope.subs(point), 30))
        found[name] = slopes
    return found


@cache
def expected_of(sample: Sample) -> dict[str, np.ndarray]:
    """The gradients of a sample by SymPy."""
    return by_sympy(derived(sample))


def largest_difference(derivation: Derivation, expected: dict[str, np.ndarray]) -> float:
    """How far the pullbacks are from other gradients, relative to their size."""
    assert set(expected) == set(derivation.wrt)
    worst = 0.0
    for name, other in expected.items():
        ours = np.asarray(derivation.gradients[name])
        assert ours.shape == other.shape, f"{name}: {ours.shape} and {other.shape}"
        scale = 1 + np.abs(other).max(initial=0.0)
        worst = max(worst, float(np.abs(ours - other).max(initial=0.0)) / scale)
    return worst


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_pullback_equals_sympys_derivative_of_the_scalars(sample: Sample) -> None:
    derivation, expected = derived(sample), expected_of(sample)
    assert largest_difference(derivation, expected) < 1e-12, (
        f"{derivation.gradients} and {expected}"
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_complex_step_equals_sympys_derivative_or_is_declared_not_to_be(sample: Sample) -> None:
    derivation, expected = derived(sample), expected_of(sample)
    graph = derivation.graph
    steps = ComplexSteps(graph, "L", evaluate_arrays(graph, derivation.inputs or {}), arrays=True)
    for name, slopes in expected.items():
        deaf = steps.deaf([name])
        if deaf is not None:
            op = CATALOGUE[deaf.op]
            assert op.real or "erf" in op.formula, f"{op.name} has a kernel for complex numbers"
            continue
        found = np.zeros(slopes.shape)
        for at in np.ndindex(slopes.shape):
            way = np.zeros(slopes.shape)
            way[at] = 1.0
            found[at], kinked = steps.slope({name: way}, 1e-20)
            assert not kinked
        scale = 1 + np.abs(slopes).max(initial=0.0)
        worst = np.abs(found - slopes).max(initial=0.0) / scale
        assert worst < 1e-13, f"{name}: {found} and {slopes}"


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_pullback_agrees_with_differences(sample: Sample) -> None:
    derivation = derived(sample)
    inputs = derivation.inputs or {}
    found = {n: each_entry(derivation.graph, "L", inputs, n) for n in derivation.wrt}
    found = {name: np.asarray(slopes) for name, slopes in found.items()}
    assert largest_difference(derivation, found) < 1e-6, f"{derivation.gradients} and {found}"


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_gradient_is_not_trivially_zero(sample: Sample) -> None:
    flat = set(CATALOGUE[sample.op].partials.values()) == {"0"}
    gradients = [derived(sample).gradients[name] for name in derived(sample).wrt]
    assert any(np.any(gradient) for gradient in gradients) != flat, gradients


@pytest.mark.parametrize(
    "sample",
    [s for s in SAMPLES if CATALOGUE[s.op].formula and CATALOGUE[s.op].kernel],
    ids=lambda sample: f"{sample.op}: {sample}",
)
def test_definition_equals_the_kernel(sample: Sample) -> None:
    derivation = derived(sample)
    node = derivation.graph.nodes["out"]
    op = CATALOGUE[node.op]
    operands = [derivation.values[arg.name] for arg in node.args if isinstance(arg, Name)]
    words = {name: Name(name) for name in op.operands}
    expr = filled(template(op.formula), words, all_settings(op, node.settings))
    expected = lambda_of(expr, op.operands, {}, numpy_backend())(*operands)
    found = function_of(node.op, node.settings, numpy_backend())(*operands)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_every_operation_with_a_gradient_is_here() -> None:
    there = {sample.op for sample in SAMPLES}
    missing = [op.name for op in CATALOGUE.values() if op.differentiable and op.name not in there]
    assert missing == ["stack"]  # it is read as a concat of operands with a new axis


@pytest.mark.parametrize(
    ("name", "operand", "wrong"),
    [
        ("softmax", "x", "out * (g - sum(g, axis=axis, keepdims=True))"),
        ("inv", "A", "-(out @ g @ out)"),
        ("layernorm", "x", "g * gamma / sqrt(var(x, axis=axis, keepdims=True) + eps)"),
        ("sum", "x", "2 * expand(g, x, axis=axis, keepdims=keepdims)"),
    ],
)
def test_the_comparison_notices_a_wrong_pullback(name: str, operand: str, wrong: str) -> None:
    op = CATALOGUE[name]
    sample = next(s for s in SAMPLES if s.op == name)
    with adding(replace(op, pullbacks={**op.pullbacks, operand: wrong})):
        derivation = derived.__wrapped__(sample)
        assert largest_difference(derivation, by_sympy(derivation)) > 1e-3
