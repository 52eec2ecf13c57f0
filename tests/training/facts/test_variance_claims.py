"""Every link of the derivations of variances, on small random quantities counted out in full."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from byhand.language.expr import Apply, Expr, Literal, Name, Number, Partial, substitute
from byhand.training.facts import variance
from byhand.training.facts.variance import DERIVATIONS, Claim, Stage

Outcomes = tuple[tuple[str, str], ...]
"""Values with their probabilities."""
WEIGHT: Outcomes = (("-3/2", "1/4"), ("1/2", "3/4"))
"""Mean 0, but not symmetric."""
INPUT: Outcomes = (("1/5", "1/2"), ("1", "3/10"), ("3", "1/5"))
CENTRED: Outcomes = (("-1", "1/3"), ("-1/2", "1/3"), ("3/2", "1/3"))
SYMMETRIC: Outcomes = (("-2", "1/10"), ("-1", "2/5"), ("1", "2/5"), ("2", "1/10"))
TERMS = 3
ZERO: Any = Fraction(0)


@dataclass(frozen=True)
class World:
    """All outcomes: for every name its value in each, and how likely each is."""

    values: Mapping[str, Any]
    chance: Any

    def mean(self, x: Any) -> Any:
        return (x * self.chance).sum()

    def variance(self, x: Any) -> Any:
        return self.mean(x * x) - self.mean(x) ** 2


def world(**letters: Outcomes) -> World:
    """Three independent copies of every letter: w1, w2, w3; exact fractions throughout."""
    names = [f"{letter}{i + 1}" for letter in letters for i in range(TERMS)]
    each = [letters[name[0]] for name in names]
    rows = list(product(*each))
    values = {
        name: np.array([Fraction(row[k][0]) for row in rows], object)
        for k, name in enumerate(names)
    }
    chance = np.array([math.prod(Fraction(p) for _, p in row) for row in rows], object)
    return World(values, chance)


def value(expr: Expr, at: World) -> Any:
    """An expression as a random quantity, by nothing but its definition."""
    match expr:
        case Number():
            return Fraction(expr.text)
        case Name():
            return at.values[expr.name]
        case Partial():
            return at.values[f"{expr.of}/{expr.wrt}"]
        case Apply("total", (inner,), ((_, Literal(index)),)):
            return sum(value(copy(inner, str(index), i), at) for i in range(1, TERMS + 1))
        case Apply("expected", (inner,)):
            return at.mean(value(inner, at))
        case Apply("variance", (inner,)):
            return at.variance(value(inner, at))
        case Apply(op, args):
            x, y = (value(arg, at) for arg in args)
            return {
                "add": lambda: x + y,
                "sub": lambda: x - y,
                "mul": lambda: x * y,
                "div": lambda: x / y,
                "pow": lambda: x ** int(y),
                "max": lambda: np.maximum(x, y),
            }[op]()
    raise AssertionError(f"what is {expr}?")


def copy(expr: Expr, index: str, i: int) -> Expr:
    """One term of a sum: `w[i]` as `w1`."""
    if isinstance(expr, Partial):
        return Partial(expr.of, expr.wrt.replace(f"[{index}]", str(i)))
    if isinstance(expr, Apply):
        args = tuple(copy(arg, index, i) for arg in expr.args)
        return Apply(expr.op, args, expr.settings)
    if isinstance(expr, Name):
        return Name(expr.name.replace(f"[{index}]", str(i)))
    return expr


def with_sums(at: World, letter: str) -> World:
    """The world with its sums: forward z = Σ w·x, and backward ∂L/∂x = Σ w·∂L/∂z."""
    v = dict(at.values)
    terms = [v[f"w{i + 1}"] * v[f"{letter}{i + 1}"] for i in range(TERMS)]
    v |= {"w": v["w1"], letter: v[f"{letter}1"], "n": TERMS, "m": TERMS}
    if letter == "g":
        v |= {f"L/z{i + 1}": v[f"g{i + 1}"] for i in range(TERMS)}
        v |= {"L/z": v["g1"], "L/x": sum(terms)}
    else:
        v["z"] = sum(terms)
    return World(v, at.chance)


def behind_relu(outcomes: Outcomes) -> World:
    """Inputs x = max(0, y)."""
    at = world(w=WEIGHT, y=outcomes)
    v = dict(at.values)
    v |= {f"x{i + 1}": np.maximum(v[f"y{i + 1}"], ZERO) for i in range(TERMS)}
    return with_sums(World(v | {"y": v["y1"]}, at.chance), "x")


def gated() -> World:
    """The gradient behind a gate that is open half of the time."""
    at = with_sums(world(w=WEIGHT, g=CENTRED), "g")
    both = {
        name: np.tile(v, 2) if isinstance(v, np.ndarray) else v for name, v in at.values.items()
    }
    gate = np.repeat(np.array([Fraction(0), Fraction(1)], object), len(at.chance))
    return World(both | {"L/y": both["L/x"] * gate}, np.tile(at.chance, 2) / 2)


WORLDS: dict[str, Any] = {
    "FORWARD": lambda: with_sums(world(w=WEIGHT, x=INPUT), "x"),
    "KEEP": lambda: with_sums(world(w=WEIGHT, x=CENTRED), "x"),
    "BACKWARD": lambda: with_sums(world(w=WEIGHT, g=CENTRED), "g"),
    "HALF": lambda: behind_relu(SYMMETRIC),
    "HALF_BACK": gated,
}


def is_choice(claim: Claim) -> bool:
    """Whether it chooses the variance of the weights, rather than stating an equality."""
    return isinstance(claim.left, Apply) and claim.left == variance.KEEP.claims[-1].left


def holds(claim: Claim, at: World) -> bool:
    sides = [value(side, at) for side in (claim.left, *claim.links)]
    return all(bool(np.all(side == sides[0])) for side in sides)


@pytest.mark.parametrize("name", WORLDS)
def test_every_link_is_equal(name: str) -> None:
    stage: Stage = getattr(variance, name)
    at = WORLDS[name]()
    assert at.chance.sum() == 1
    told = [claim for claim in stage.claims if not is_choice(claim)]
    assert len(told) >= 1, name
    for claim in told:
        sides = [value(side, at) for side in (claim.left, *claim.links)]
        assert holds(claim, at), (claim.why.en, [np.ravel(side)[:3] for side in sides])


def test_weights_with_a_mean_break_the_chain() -> None:
    """The derivation needs E(w) = 0, and these tests would see it."""
    at = with_sums(world(w=INPUT, x=INPUT), "x")
    broken = [not holds(claim, at) for claim in variance.FORWARD.claims]
    assert broken == [False, False, True, True], broken


def test_inputs_that_hang_together_do_no_harm() -> None:
    """Weights of mean 0 suffice for uncorrelated products, even where all inputs are the same."""
    at = world(w=WEIGHT, x=INPUT)
    same = {f"x{i + 1}": at.values["x1"] for i in range(TERMS)}
    tied = with_sums(World({**at.values, **same}, at.chance), "x")
    assert [holds(claim, tied) for claim in variance.FORWARD.claims] == [True] * 4


def test_inputs_with_a_mean_break_why_1_over_n() -> None:
    at = with_sums(world(w=WEIGHT, x=INPUT), "x")
    assert not holds(variance.KEEP.claims[0], at)


def test_a_lopsided_input_breaks_the_half() -> None:
    assert not holds(variance.HALF.claims[0], behind_relu(CENTRED))


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("KEEP", "n*v"),
        ("BACKWARD", "m*v"),
        ("HALF", "1/2*n*v"),
        ("HALF_BACK", "1/2*m*v"),
        ("COMPROMISE", "(n + m)/2*v"),
    ],
)
def test_the_choice_keeps_the_variance(name: str, factor: str) -> None:
    from byhand.language.parse import parse_expression

    stage: Stage = getattr(variance, name)
    chosen = [claim for claim in stage.claims if is_choice(claim)]
    assert len(chosen) == 1, (name, len(chosen))
    at = World({"n": Fraction(5), "m": Fraction(3)}, None)
    for link in chosen[0].links:
        found = value(substitute(parse_expression(factor), {"v": link}), at)
        assert found == 1, (name, found)


def test_every_stage_is_checked() -> None:
    known = [getattr(variance, name) for name in (*WORLDS, "COMPROMISE", "LENGTHS")]
    stages = [stage for stages in DERIVATIONS.values() for stage in stages]
    assert all(stage in known for stage in stages), [stage.title.en for stage in stages]


def arrays(expr: Expr, at: Mapping[str, Any]) -> Any:
    """An expression of vectors and matrices."""
    match expr:
        case Number():
            return float(expr.text)
        case Name():
            return at[expr.name]
        case Apply("matmul", (a, b)):
            return arrays(a, at) @ arrays(b, at)
        case Apply("transpose", (a,)):
            return arrays(a, at).T
        case Apply("norm", (a,)):
            return (arrays(a, at) ** 2).sum() ** 0.5
        case Apply("pow", (a, b)):
            return arrays(a, at) ** arrays(b, at)
    raise AssertionError(f"what is {expr}?")


def test_lengths_under_an_orthogonal_matrix() -> None:
    rng = np.random.default_rng(7)
    normal = rng.normal(size=(5, 5))
    orthogonal = np.linalg.qr(normal)[0]
    at = {"x": rng.normal(size=5), "g": rng.normal(size=5)}
    for claim in variance.LENGTHS.claims:
        sides = (claim.left, *claim.links)
        found = [float(arrays(side, at | {"W": orthogonal})) for side in sides]
        assert np.allclose(found, found[0], rtol=1e-12), (claim.why.en, found)
        other = [float(arrays(side, at | {"W": normal})) for side in sides]
        assert not np.allclose(other, other[0], rtol=1e-3), (claim.why.en, other)
