"""The proof catches whatever is wrong: a number, a formula, an entry of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import byhand as bh
from byhand.calculus.derivation import Derivation
from byhand.calculus.proof import Proof, prove, replay
from byhand.calculus.steps import Forward, Gather, Push, Seed, Step
from byhand.errors import ProofError
from byhand.language.expr import Apply, Name, Number
from byhand.language.parse import parse_expression
from byhand.ops import CATALOGUE, adding

PROGRAM = "q = x*y; p = q*q + x; a = sigmoid(p); L = (a - t)^2"
POINT = {"x": 0.5, "y": -1.25, "t": 2}


def _derivation() -> Derivation:
    return bh.derive(PROGRAM, at=POINT).derivation


def _tampered(kind: type, change: Callable[[Step], Step], index: int = 0) -> Derivation:
    """The derivation with one step of a kind exchanged."""
    derivation = _derivation()
    steps = list(derivation.steps)
    place = [i for i, step in enumerate(steps) if isinstance(step, kind)][index]
    steps[place] = change(steps[place])
    return replace(derivation, steps=tuple(steps))


def test_an_honest_derivation_passes() -> None:
    proof = prove(_derivation())
    derivation = _derivation()
    assert proof.steps == replay(derivation) == len(derivation.steps)
    assert set(proof.differences) == {"x", "y", "t"}
    for name, difference in proof.differences.items():
        assert difference == pytest.approx(derivation.gradients[name], rel=1e-12)
    assert (proof.whole, proof.chosen, proof.skipped) == (True, False, ())


def _bump(field: str) -> Callable[[Step], Step]:
    return lambda step: replace(step, **{field: getattr(step, field) * 1.001 + 0.001})


TAMPERED: list[tuple[str, type, Callable[[Step], Step]]] = [
    ("value of a forward step", Forward, _bump("value")),
    ("formula of a forward step", Forward, lambda s: replace(s, expr=Name("x"))),
    ("seed", Seed, _bump("value")),
    ("value of a push", Push, _bump("value")),
    ("local value of a push", Push, _bump("local_value")),
    ("upstream value of a push", Push, _bump("upstream_value")),
    ("local formula of a push", Push, lambda s: replace(s, local=Number("7"))),
    ("value of a gather", Gather, _bump("value")),
    ("pushes of a gather", Gather, lambda s: replace(s, pushes=s.pushes[:1])),  # type: ignore[attr-defined]
]


@pytest.mark.parametrize("last", [0, -1], ids=["first", "last"])
@pytest.mark.parametrize(("what", "kind", "change"), TAMPERED, ids=[row[0] for row in TAMPERED])
def test_replay_catches_a_tampered_step(
    what: str, kind: type, change: Callable[[Step], Step], last: int
) -> None:
    with pytest.raises(ProofError, match="failed its own proof"):
        replay(_tampered(kind, change, last))


@pytest.mark.parametrize("kind", [Forward, Push, Gather])
def test_replay_catches_a_missing_step(kind: type) -> None:
    derivation = _derivation()
    steps = list(derivation.steps)
    steps.remove(next(step for step in steps if isinstance(step, kind)))
    with pytest.raises(ProofError):
        replay(replace(derivation, steps=tuple(steps)))


def test_a_tampered_gradient_is_caught() -> None:
    derivation = _derivation()
    wrong = {**derivation.gradients, "y": derivation.gradients["y"] + 1e-6}
    with pytest.raises(ProofError) as caught:
        prove(replace(derivation, gradients=wrong))
    assert "∂L/∂y" in caught.value.message.en
    assert "∂L/∂y" in caught.value.message.zh


def test_a_tampered_step_without_numbers_is_caught() -> None:
    derivation = bh.derive(PROGRAM).derivation
    steps = tuple(
        replace(step, local=Apply("neg", (step.local,))) if isinstance(step, Push) else step
        for step in derivation.steps
    )
    with pytest.raises(ProofError):
        prove(replace(derivation, steps=steps))


# A wrong entry of the catalogue --------------------------------------------------------------

WRONG_PARTIALS = [
    ("sigmoid", {"x": "out * (1 + out)"}, "L = sigmoid(x)", {"x": 0.3}),
    ("tanh", {"x": "1 - out"}, "L = tanh(x)", {"x": 0.3}),
    ("div", {"x": "1 / y", "y": "x / y^2"}, "L = x/y", {"x": 2, "y": 3}),
    ("mul", {"x": "x", "y": "x"}, "L = x*y", {"x": 2, "y": 3}),
    ("pow", {"x": "y * x^y", "y": "log(x) * out"}, "L = x^3", {"x": 2}),
    ("relu", {"x": "ind(x < 0)"}, "L = relu(x)", {"x": 2}),
    ("max", {"x": "1", "y": "1"}, "L = max(x, y)", {"x": 2, "y": 1}),
    ("sub", {"x": "1", "y": "1"}, "L = x - y", {"x": 2, "y": 1}),
]


@pytest.mark.parametrize(("name", "partials", "program", "at"), WRONG_PARTIALS)
def test_a_wrong_partial_is_caught(
    name: str, partials: dict[str, str], program: str, at: dict[str, float]
) -> None:
    with adding(replace(CATALOGUE[name], partials=partials)):
        derivation = bh.derive(program, at=at).derivation
        with pytest.raises(ProofError):
            prove(derivation)
        with pytest.raises(ProofError):
            prove(bh.derive(program).derivation)
    assert prove(bh.derive(program, at=at).derivation).steps == len(derivation.steps)


def test_a_wrong_stable_definition_is_caught() -> None:
    wrong = replace(CATALOGUE["softplus"], stable="max(x, 0)")
    with adding(wrong), pytest.raises(ProofError):
        _ = bh.derive("L = softplus(x)^2", at={"x": 0.5}).proof


# What the proof looks at ---------------------------------------------------------------------


def test_without_numbers_a_point_is_chosen() -> None:
    proof = bh.derive("L = log(x)*sqrt(y)/(x - y)").proof
    assert isinstance(proof, Proof)
    assert proof.chosen
    assert set(proof.point) == {"x", "y"}
    assert proof.point["x"] != proof.point["y"]


def test_a_point_is_found_for_negative_domains() -> None:
    proof = bh.derive("L = log(-x)*y").proof
    assert isinstance(proof, Proof)
    assert proof.point["x"] < 0


def test_no_point_is_a_clear_error() -> None:
    with pytest.raises(bh.InputError, match="I found no point at which 'L'"):
        _ = bh.derive("L = log(-x^2 - 1)").proof


def test_exact_derivations_are_proved_too() -> None:
    proof = bh.derive("L = x^3/y", at={"x": "1/3", "y": "2/7"}, exact=True).proof
    assert proof.differences["x"] == pytest.approx(7 / 6, rel=1e-12)


STEEP = [
    ("L = relu(1000000*x)", {"x": 1e-13}),
    ("L = sin(1000000*x)", {"x": 1}),
    ("L = log(x)", {"x": 1e-9}),
    ("L = 1/x", {"x": 1e-8}),
    ("L = exp(-x^2)", {"x": 20}),
]


@pytest.mark.parametrize(("program", "at"), STEEP)
def test_steep_but_right_derivations_pass(program: str, at: dict[str, float]) -> None:
    d = bh.derive(program, at=at)
    assert d.proof.steps == len(d.steps)


def test_a_gradient_that_fades_away_passes() -> None:
    """Below 2e-308 a float has fewer digits, and then none."""
    steps = "; ".join(["x = sin(x)*0.37"] * 760)
    d = bh.derive(f"{steps}; L = x", {"x": 0.4})
    assert 0 <= d.gradient("x") < 1e-300
    assert d.proof.steps == len(d.steps)


def test_many_variables_are_checked_along_mixed_directions() -> None:
    lines = [f"L = {' + '.join(f'sin(x{i})*x{i + 1}' for i in range(300))}"]
    at = {f"x{i}": 0.01 * i - 1 for i in range(301)}
    derivation = bh.derive("\n".join(lines), at=at).derivation
    proof = prove(derivation)
    assert proof.directions > 0
    wrong = {**derivation.gradients, "x7": derivation.gradients["x7"] + 1e-4}
    steps = tuple(s for s in derivation.steps if isinstance(s, Forward | Seed))
    with pytest.raises(ProofError):
        prove(replace(derivation, gradients=wrong, steps=steps))


def test_parse_of_a_local_is_what_was_shown() -> None:
    pushes = [s for s in _derivation().steps if isinstance(s, Push)]
    assert {parse_expression(str(bh.Formula(s.local))) == s.local for s in pushes} == {True}
