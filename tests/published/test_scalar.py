"""Worked examples from courses, books and notebooks: every printed number and formula."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from tests.ops.reference import meaning

import byhand as bh
from byhand.language.parse import parse, parse_expression

Case = dict[str, Any]

CASES: list[Case] = json.loads(Path(__file__).with_name("scalar.json").read_text("utf-8"))

# Formulas that the source derives for the branch on which its example lies: b is the largest.
ONE_BRANCH = {"ai-edu-17.5-pool-formulas"}


def _derive(case: Case) -> bh.Derived:
    return bh.derive(
        "\n".join(case["program"]),
        at=case["inputs"],
        of=case["output"],
        constants=case.get("constants", ()),
    )


def _printed(part: str) -> list[tuple[Case, str]]:
    return [(case, name) for case in CASES for name in case["expected"].get(part, {})]


def _id(value: Case | str) -> str:
    return value if isinstance(value, str) else value["id"]


def _number(case: Case, part: str, name: str) -> tuple[float, float]:
    return case["expected"][part][name], case["tolerance"][part][name]


@pytest.mark.parametrize(("case", "name"), _printed("values"), ids=_id)
def test_printed_value(case: Case, name: str) -> None:
    expected, tolerance = _number(case, "values", name)
    found = _derive(case).value(name)
    assert abs(found - expected) <= tolerance, f"{name}: {found}, printed {expected} ± {tolerance}"


@pytest.mark.parametrize(("case", "name"), _printed("grads"), ids=_id)
def test_printed_gradient(case: Case, name: str) -> None:
    expected, tolerance = _number(case, "grads", name)
    found = _derive(case).gradient(name)
    assert abs(found - expected) <= tolerance, f"{name}: {found}, printed {expected} ± {tolerance}"


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_derivation_is_proved(case: Case) -> None:
    d = _derive(case)
    proof = d.proof
    assert proof.steps == len(d.steps) > 0
    judged = {*proof.differences, *proof.skipped}
    assert judged == set(d.derivation.wrt)


# Closed forms --------------------------------------------------------------------------------


def _in_inputs(case: Case, form: str) -> Any:
    """A formula in the given names alone: every name of the program by its definition."""
    words: dict[str, Any] = {}
    for statement in parse("\n".join(case["program"])).statements:
        words[statement.target] = meaning(statement.expr, words)
    return meaning(parse_expression(form), words)


def _points(case: Case) -> Iterator[dict[Any, Any]]:
    """Points all over the place, or around the example where the source speaks of one branch."""
    rng = random.Random(20)
    for _ in range(40):
        if case["id"] in ONE_BRANCH:
            values = {n: v * rng.uniform(0.95, 1.05) for n, v in case["inputs"].items()}
        else:
            # No two values are equal: at a tie the sources differ, and byhand says what it takes.
            values = {n: rng.uniform(-3, 3) for n in case["inputs"]}
        yield {sp.Symbol(n, real=True): sp.Rational(str(v)) for n, v in values.items()}


@pytest.mark.parametrize(("case", "name"), _printed("closed_form"), ids=_id)
def test_published_closed_form(case: Case, name: str) -> None:
    printed = case["expected"]["closed_form"][name]
    closed = str(_derive(case).closed_form(name))
    ours, theirs = _in_inputs(case, closed), _in_inputs(case, printed)
    if not (ours.has(sp.Piecewise) or theirs.has(sp.Piecewise)):
        assert sp.simplify(ours - theirs) == 0, f"{closed} and, as printed, {printed}"
        return
    seen: set[float] = set()
    for point in _points(case):
        found, expected = (float(sp.N(form.subs(point), 20)) for form in (ours, theirs))
        assert found == pytest.approx(expected, rel=1e-12), f"{closed}, {printed}, at {point}"
        seen.add(expected)
    # Both sides of the kink were visited.
    assert len(seen) > 1 or case["id"] in ONE_BRANCH, f"only {seen}"


def test_every_case_is_here() -> None:
    # 29 without an optimizer; 10 of those with one print numbers or formulas of the first step.
    assert len({case["id"] for case in CASES}) == len(CASES) == 39
    printed = [case["id"] for case in CASES if not any(case["expected"].values())]
    assert printed == []


def test_a_tie_goes_to_the_first() -> None:
    """CS231n prints 1[x ≥ y] and 1[y ≥ x], which would give both inputs 1 at a tie."""
    case = next(case for case in CASES if case["id"] == "cs231n-max-gate")
    d = _derive({**case, "inputs": {"x": 3, "y": 3}})
    assert (d.gradient("x"), d.gradient("y")) == (1, 0)
    assert d.derivation.kinks == ("f",)
