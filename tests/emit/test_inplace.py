"""Random rules of elementwise lines: the emitted NumPy against the lines one by one."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from byhand.emit.compiled import defined_by
from byhand.emit.inplace import Update, inplace
from byhand.language.expr import Apply, Expr, Name
from byhand.language.parse import parse, parse_expression
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression
from byhand.training.optimizers.groups import axpy_for

ARRAYS, NUMBERS, STATES = ("theta", "g"), ("lr", "beta", "t"), ("m", "v", "p")
COUNT = 300


def _positive(expr: Expr) -> bool:
    """What the numbers below make certain: 0 < beta < 1, lr > 0, t > 0."""
    match expr:
        case Name(name):
            return name in NUMBERS
        case Apply("sub", (one, Name("beta"))):
            return one == parse_expression("1")
        case Apply("mul" | "div" | "sqrt", args):
            return all(_positive(arg) for arg in args)
    return False


def _formula(rng: random.Random, names: list[str], depth: int) -> str:
    if depth == 0 or rng.random() < 0.2:
        return rng.choice([*names, *NUMBERS, "0.5", "2"])
    x, y = (_formula(rng, names, depth - 1) for _ in range(2))
    shape = rng.choice(
        (
            *(
                "({x} + {y})",
                "({x} - {y})",
                "{x}*{y}",
                "{x}/(3 + abs({y}))",
                "-({x})",
                "({x})/beta",
            ),
            *(
                "sqrt(abs({x}) + 1)",
                "sqrt((1 - beta)*abs({x}))",
                "abs({x})",
                "sign({x})",
                "({x})^2",
            ),
            *("max({x}, {y})", "min({x}, {y}, g)", "lr*({x})", "(1 - beta)*({x})"),
        )
    )
    return shape.format(x=x, y=y)


def _rule(rng: random.Random) -> list[tuple[str, str]]:
    """Lines, and the comparison under which each is taken; what is kept may be assigned again."""
    names = ["theta", "g", "m", "v"]
    lines: list[tuple[str, str]] = []
    for i in range(rng.randint(2, 6)):
        kept = rng.random() < 0.6
        target = rng.choice(["theta", "m", "v"]) if kept else rng.choice([f"d{i}", "g", "k"])
        known = [name for name in names if name != "k" or target != "k"]
        when = rng.choice(["t > 1", "t == 1"]) if kept and rng.random() < 0.2 else ""
        lines.append((f"{target} = {_formula(rng, known, 3)}", when))
        if target not in names:
            names.append(target)
    if rng.random() < 0.3:
        lines.insert(rng.randint(0, len(lines)), ("p = p*beta + t", ""))
        lines.append(("theta = theta + p*g", ""))
    lines.append(("theta = theta - lr*m", ""))
    return lines


def _updates(lines: list[tuple[str, str]]) -> list[Update]:
    found = []
    for text, when in lines:
        statement = parse(text).statements[0]
        condition = parse_expression(when) if when else None
        found.append(Update(statement.target, statement.expr, condition, text))
    return found


def _one_by_one(updates: list[Update], values: dict[str, Any]) -> dict[str, Any]:
    values = dict(values)
    for update in updates:
        if update.when is None or evaluate_expression(update.when, values, FLOAT):
            values[update.target] = evaluate_expression(update.expr, values, numpy_backend())
    return values


def _axpy(x: Any, y: Any, a: float) -> None:
    y += a * x


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_random_rule(seed: int) -> None:
    rng = random.Random(seed)
    lines = _rule(rng)
    updates = _updates(lines)
    made = inplace(updates, ARRAYS, ("theta", *STATES), _positive)
    space = defined_by(made.source)
    numbers = np.random.default_rng(seed)
    start = {name: numbers.normal(size=7) for name in ("theta", "g", "m", "v")}
    own = {name: start[name].copy() for name in made.arrays if name in start}
    own |= {name: np.full(7, 0.25) for name in made.arrays if name not in start}
    start |= {name: value.copy() for name, value in own.items()}
    carried = dict.fromkeys(made.carried, 0.25)
    gradient = own["g"].copy()
    expected: dict[str, Any] = {"lr": 0.1, "beta": 0.9, **start, **carried}
    scratch = [np.empty(4) for _ in range(made.buffers)]
    for t in (1.0, 2.0):
        expected = _one_by_one(updates, {**expected, "g": gradient, "t": t})
        given = {"lr": 0.1, "beta": 0.9, "t": t, **carried}
        with np.errstate(all="ignore"):
            hoisted, ends = space["scalars"](*[given[name] for name in made.numbers])
            blocks = [
                [
                    *(own[name][i : i + 4] for name in made.arrays),
                    *(s[: min(4, 7 - i)] for s in scratch),
                ]
                for i in (0, 4)
            ]
            space["update"](hoisted, blocks, _axpy)
        carried = dict(zip(made.carried, ends, strict=True))
        for name, value in {**own, **carried}.items():
            if name != "g":
                assert np.allclose(value, expected[name], rtol=1e-9, atol=1e-9, equal_nan=True), (
                    f"{name}: {value}, expected {expected[name]}\n{lines}\n{made.source}"
                )
        assert np.array_equal(own["g"], gradient), "a gradient was written over"


def test_every_call_writes_into_memory_that_is_there() -> None:
    for seed in range(60):
        source = inplace(_updates(_rule(random.Random(seed))), ARRAYS, ("theta", *STATES)).source
        for line in source.splitlines():
            assert "np." not in line or "out=" in line or "copyto" in line, line


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("theta = theta - lr*g", "axpy(g, theta, a=-lr)"),
        ("m = beta*m + t*g", "axpy(g, m, a=t)"),
        ("m = m + t*g^2", "axpy(b1, m, a=t)"),
        ("theta = theta - lr*(g + theta)", "axpy(b1, theta, a=-lr)"),
    ],
)
def test_a_multiple_is_added_in_one_pass(line: str, call: str) -> None:
    source = inplace(_updates([(line, "")]), ARRAYS, ("theta", "m")).source
    assert call in source, source


def test_an_array_is_not_added_to_itself() -> None:
    source = inplace(_updates([("m = g*m - t*m", "")]), ARRAYS, ("theta", "m")).source
    assert "axpy(m, m" not in source, source


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
@pytest.mark.parametrize("size", [5, 100_000])
def test_adding_a_multiple(dtype: str, size: int) -> None:
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=size).astype(dtype) for _ in range(2))
    expected = y.astype(float) - 0.3 * x.astype(float)
    axpy_for(y.dtype, size)(x, y, a=-0.3)
    assert y.dtype == dtype
    assert np.allclose(y, expected, rtol=8 * np.finfo(dtype).eps, atol=8 * np.finfo(dtype).eps)
