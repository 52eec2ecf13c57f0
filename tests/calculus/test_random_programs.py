"""Gradients of random programs equal those of HIPS autograd, an independent library.

One description is told twice: as text in byhand's language, and as calls on autograd's numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import byhand as bh
from byhand.calculus.proof import prove
from byhand.language.expr import Partial, leaves
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression

# autograd makes its functions when it is imported, which no type checker can see.
anp: Any = import_module("autograd.numpy")
grad: Any = import_module("autograd").grad

INPUTS = ("x", "y", "z")
# Reassigned on purpose: a program of twenty lines has few names.
TARGETS = ("a", "b", "c", "x")


@dataclass(frozen=True)
class Kind:
    """One kind of line: how it is typed, what autograd does, and how far it is from a kink."""

    text: str
    value: Callable[..., Any]
    gap: Callable[..., float] = lambda *_: math.inf


def _sigmoid(p: Any) -> Any:
    return 1 / (1 + anp.exp(-p))


def _relu(p: Any) -> Any:
    return anp.maximum(0.0, p)


# Every value stays near [-4, 4], so that no program overflows and none loses its digits.
KINDS = (
    Kind("{p} + {q}/2", lambda p, q: p + q / 2),
    Kind("({p} - {q})/2", lambda p, q: (p - q) / 2),
    Kind("tanh({p}) * {q}", lambda p, q: anp.tanh(p) * q),
    Kind("{p}*{q}/(1 + {q}^2)", lambda p, q: p * q / (1 + q**2)),
    Kind("{p}/(2 + {p}*{p})", lambda p, q: p / (2 + p * p)),
    Kind("sigmoid({p}) - {q}*0.5", lambda p, q: _sigmoid(p) - q * 0.5),
    Kind("relu({p}) + 0.1*{q}", lambda p, q: _relu(p) + 0.1 * q, lambda p, q: abs(p)),
    Kind("sin({p}*{q})", lambda p, q: anp.sin(p * q)),
    Kind("cos({p})^3", lambda p, q: anp.cos(p) ** 3),
    Kind("exp(-({p})^2)*{q}", lambda p, q: anp.exp(-(p**2)) * q),
    Kind("exp(sin({p}))/3", lambda p, q: anp.exp(anp.sin(p)) / 3),
    Kind("max({p}, {q})", lambda p, q: anp.maximum(p, q), lambda p, q: abs(p - q)),
    Kind("min({p}, {q}, 0.3)", lambda p, q: anp.minimum(anp.minimum(p, q), 0.3),
         lambda p, q: min(abs(p - q), abs(min(p, q) - 0.3))),
    Kind("abs({p})*0.9", lambda p, q: anp.abs(p) * 0.9, lambda p, q: abs(p)),
    Kind("leaky_relu({p}, 0.2)", lambda p, q: anp.where(p > 0, p, 0.2 * p), lambda p, q: abs(p)),
    Kind("where({p} > {q}, {p}*0.5, {q})", lambda p, q: anp.where(p > q, p * 0.5, q),
         lambda p, q: abs(p - q)),
    Kind("log(1 + {p}^2)", lambda p, q: anp.log(1 + p**2)),
    Kind("sqrt(1 + {p}^2) - 1", lambda p, q: anp.sqrt(1 + p**2) - 1),
    Kind("softplus({p}) - 1", lambda p, q: anp.logaddexp(0.0, p) - 1),
    Kind("(1 + {p}^2)^-1.5", lambda p, q: (1 + p**2) ** -1.5),
    Kind("2^(-{p}^2) + {q}*0", lambda p, q: 2 ** (-(p**2)) + q * 0),
    Kind("silu({p})/2", lambda p, q: p * _sigmoid(p) / 2),
    Kind("-{p}", lambda p, q: -p),
    Kind("{p}", lambda p, q: p),
)  # fmt: skip

Line = tuple[str, Kind, str, str]
names = st.sampled_from((*INPUTS, *TARGETS))
line = st.tuples(st.sampled_from(TARGETS), st.sampled_from(KINDS), names, names)
lines = st.lists(line, min_size=5, max_size=25)
# Decimals with three digits: what is typed and what is computed are the same number.
points = st.tuples(*[st.integers(-2000, 2000).map(lambda n: n / 1000) for _ in INPUTS])


def _text(program: list[Line]) -> str:
    """The program as typed; a target that is read before it is assigned is read as an input."""
    typed = [f"{target} = {kind.text.format(p=p, q=q)}" for target, kind, p, q in program]
    return "\n".join(["a = x; b = y; c = z", *typed, "L = a + 2*b - c + x*y*z/9"])


def _run(program: list[Line], at: Any, gaps: list[float] | None = None) -> Any:
    """The same program on autograd's numbers; `gaps` collects the distances to a kink."""
    world: dict[str, Any] = dict(zip(INPUTS, at, strict=True))
    world |= {"a": world["x"], "b": world["y"], "c": world["z"]}
    for target, kind, p, q in program:
        if gaps is not None:
            gaps.append(float(kind.gap(world[p], world[q])))
        world[target] = kind.value(world[p], world[q])
    w = world
    return w["a"] + 2 * w["b"] - w["c"] + w["x"] * w["y"] * w["z"] / 9


@settings(max_examples=300, deadline=None, derandomize=True)
@given(lines, points)
def test_gradients_equal_autograds(program: list[Line], point: tuple[float, ...]) -> None:
    gaps: list[float] = []
    loss = float(_run(program, point, gaps))
    assume(min(gaps) > 1e-6 and abs(loss) < 1e3)
    d = bh.derive(_text(program), at=dict(zip(INPUTS, point, strict=True)), of="L", wrt=INPUTS)
    expected = grad(lambda at: _run(program, at))(anp.array(point))
    assert abs(d.value("L") - loss) <= 1e-9 * (1 + abs(loss)), f"{d.value('L')} and {loss}"
    for name, theirs in zip(INPUTS, expected, strict=True):
        ours = d.gradient(name)
        assert abs(ours - theirs) <= 1e-7 * (1 + abs(theirs)), f"{name}: {ours} and {theirs}"


@settings(max_examples=25, deadline=None, derandomize=True)
@given(lines, points)
def test_random_derivations_are_proved(program: list[Line], point: tuple[float, ...]) -> None:
    gaps: list[float] = []
    _run(program, point, gaps)
    assume(min(gaps) > 1e-6)
    d = bh.derive(_text(program), at=dict(zip(INPUTS, point, strict=True)), of="L", wrt=INPUTS)
    proof = prove(d.derivation)
    assert proof.steps == len(d.steps)
    found = {name: d.gradient(name) for name in proof.differences}
    for name, difference in proof.differences.items():
        assert abs(found[name] - difference) < 1e-8 * (1 + abs(difference))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(line, min_size=1, max_size=4), points)
def test_closed_forms_have_the_value_of_the_gradient(
    program: list[Line], point: tuple[float, ...]
) -> None:
    gaps: list[float] = []
    _run(program, point, gaps)
    d = bh.derive(_text(program), at=dict(zip(INPUTS, point, strict=True)), of="L", wrt=INPUTS)
    # At 0 a form such as sin(x)/x has no value; test_forms looks at such points.
    assume(min(gaps) > 1e-3 and min(map(abs, d.derivation.values.values())) > 1e-3)
    expected = grad(lambda at: _run(program, at))(anp.array(point))
    for name, theirs in zip(INPUTS, expected, strict=True):
        form = d.closed_form(name)
        if any(isinstance(leaf, Partial) for leaf in leaves(form.expr)):
            continue  # too long to read: it holds a gradient by name
        ours = evaluate_expression(form.expr, d.derivation.values, FLOAT)
        # A closed form may divide by what cancels, so it keeps fewer digits than the steps do.
        assert abs(ours - theirs) <= 1e-6 * (1 + abs(theirs)), f"{form}: {ours} and {theirs}"
