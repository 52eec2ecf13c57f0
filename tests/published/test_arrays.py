"""Worked examples with vectors and matrices: every printed number and formula."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.published.plain_numpy import evaluate

import byhand as bh
from byhand.language.parse import parse_expression
from byhand.numeric.array_evaluate import evaluate_formula

Case = dict[str, Any]

CASES: list[Case] = json.loads(Path(__file__).with_name("arrays.json").read_text("utf-8"))

# Left out: these print nothing but the parameters after a step of an optimizer; test_steps.py has
# them. No other case is left out; where a source takes another convention at a kink, its numbers
# lie off the kink.
OPTIMIZER_ONLY = {
    "mygrad-gd-trace": "sgd: updated_trace",
    "fishbook-gd-100": "sgd: updated",
    "zh-linear-mse-trace": "sgd: updated_trace",
    "q4quant-adam-first-step": "adam: updated",
    "graduateml-adam": "adam: updated",
    "coursera-logreg-optimize": "sgd: updated",
    "coursera-planar-update": "sgd: updated",
    "coursera-opt-gd": "sgd: updated",
    "coursera-opt-momentum": "momentum (EMA form): updated",
    "cs231n-a2-adam": "adam: updated",
    "keras-nadam-single-step": "nadam: updated",
    "keras-adamw-single-step": "adamw: updated",
    "keras-adagrad-golden": "adagrad: updated_trace",
    "keras-adamw-golden": "adamw: updated_trace",
    "tf-adagrad-3steps": "adagrad: updated",
    "keras-doc-rmsprop": "rmsprop: updated",
    "d2l-momentum-0.25": "momentum: updated",
    "d2l-gd-0.6-diverges": "momentum: updated",
    "cs231n-nesterov-lookahead": "nesterov-lookahead: updated_trace",
}


@cache
def _derive(name: str) -> bh.Derived:
    case = next(case for case in CASES if case["id"] == name)
    return bh.derive(
        "\n".join(case["program"]),
        at=case["inputs"],
        of=case["output"],
        constants=case.get("constants", ()),
    )


def _all(case: Case, wrt: str) -> bh.Derived:
    """The derivation by one name, which may be an intermediate result."""
    return bh.derive("\n".join(case["program"]), at=case["inputs"], of=case["output"], wrt=[wrt])


def _printed(field: str, part: str) -> list[tuple[Case, str]]:
    return [(case, key) for case in CASES for key in case.get(field, {}).get(part, {})]


def _id(value: Case | str) -> str:
    return value if isinstance(value, str) else value["id"]


def entry(array: Any, key: str) -> Any:
    """`W1[0]`, `x[1:]`, `Y[0,0]`: the part of an array that a key names."""
    if "[" not in key:
        return array
    index = ast.parse(f"x[{key.partition('[')[2]}", mode="eval").body
    assert isinstance(index, ast.Subscript)
    parts = index.slice.elts if isinstance(index.slice, ast.Tuple) else [index.slice]
    return np.asarray(array)[tuple(_part(part) for part in parts)]


def _part(node: ast.expr) -> Any:
    if isinstance(node, ast.Slice):
        return slice(
            *(None if x is None else ast.literal_eval(x) for x in (node.lower, node.upper))
        )
    return ast.literal_eval(node)


def _close(found: Any, expected: Any, tolerance: float, what: str) -> None:
    found, expected = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    assert found.shape == expected.shape, f"{what}: {found.shape} and {expected.shape}"
    worst = np.abs(found - expected).max()
    assert worst <= tolerance, f"{what}: {found}, printed {expected}, apart by {worst}"


@pytest.mark.parametrize(("case", "key"), _printed("expected", "values"), ids=_id)
def test_printed_value(case: Case, key: str) -> None:
    found = entry(_derive(case["id"]).value(key.partition("[")[0]), key)
    _close(found, case["expected"]["values"][key], case["tolerance"]["values"][key], key)


@pytest.mark.parametrize(("case", "key"), _printed("expected", "grads"), ids=_id)
def test_printed_gradient(case: Case, key: str) -> None:
    found = entry(_derive(case["id"]).gradient(key.partition("[")[0]), key)
    _close(found, case["expected"]["grads"][key], case["tolerance"]["grads"][key], key)


@pytest.mark.parametrize("part", ["values", "grads"])
def test_misprints_corrected(part: str) -> None:
    """Where the source prints a wrong number, the right one from an independent library."""
    pairs = _printed("corrected", part)
    assert pairs
    for case, key in pairs:
        d, name = _derive(case["id"]), key.partition("[")[0]
        found = entry(d.value(name) if part == "values" else d.gradient(name), key)
        expected = case["corrected"][part][key]
        scale = float(np.abs(expected).max())
        _close(found, expected, 1e-6 * scale, f"{case['id']} {key}")


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_derivation_is_proved(case: Case) -> None:
    d = _derive(case["id"])
    proof = d.proof
    assert proof.steps == len(d.steps) > 0
    assert {*proof.differences, *proof.skipped} == set(d.derivation.wrt)


@pytest.mark.parametrize(("case", "name"), _printed("expected", "closed_form"), ids=_id)
def test_published_closed_form(case: Case, name: str) -> None:
    """The formula as printed has the value of byhand's gradient, read by byhand and by NumPy."""
    printed = case["expected"]["closed_form"][name]
    d = _derive(case["id"])
    if name not in d.derivation.gradient_names:
        d = _all(case, name)
    gradient, values = d.gradient(name), dict(d.derivation.values)
    scale = 1e-9 * (1 + float(np.abs(gradient).max()))
    ours = evaluate_formula(parse_expression(printed), values)
    theirs = evaluate(printed, values)
    _close(np.broadcast_to(ours, np.shape(gradient)), gradient, scale, f"{printed} by byhand")
    _close(np.broadcast_to(theirs, np.shape(gradient)), gradient, scale, f"{printed} by NumPy")


def test_every_case_is_here() -> None:
    scalar = json.loads(Path(__file__).with_name("scalar.json").read_text("utf-8"))
    ids = {case["id"] for case in CASES}
    assert len(ids) == len(CASES) == 67
    assert len(ids | {case["id"] for case in scalar} | set(OPTIMIZER_ONLY)) == 125
    assert not ids & set(OPTIMIZER_ONLY)
    silent = [c["id"] for c in CASES if not any(c["expected"].values()) and "corrected" not in c]
    assert silent == []


def test_a_tie_of_the_maximum_of_four() -> None:
    """TensorFlow shares the gradient at a tie, Theano gave it to all; byhand takes the first."""
    program = "b = max(max(a0, a1), max(a2, a3)); L = b; M = max(x)"
    d = bh.derive(program, at={"a0": 1, "a1": 2, "a2": 2, "a3": 2, "x": [1, 2, 2, 2]}, of="L")
    assert [d.gradient(f"a{i}") for i in range(4)] == [0, 1, 0, 0]
    assert d.derivation.kinks
    d = bh.derive("M = max(x)", at={"x": [1, 2, 2, 2]})
    assert d.gradient("x").tolist() == [0, 1, 0, 0]
    assert d.derivation.kinks, "a tie is said"
