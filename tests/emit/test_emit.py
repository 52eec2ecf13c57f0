"""Emitted source: it computes what the derivation says, stands alone, and reads well."""

from __future__ import annotations

import math
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.calculus.random_arrays import program

import byhand as bh
from byhand.calculus.derive import derive
from byhand.emit.compiled import compiled
from byhand.emit.parts import LONGEST
from byhand.errors import InputError
from byhand.graph import build
from byhand.language.parse import parse
from byhand.numeric.evaluate import evaluate

GALLERY = Path(__file__).parents[2] / "gallery"
PROBLEMS = sorted(GALLERY.glob("*.toml"))
GOLDEN = Path(__file__).parent / "golden"
WRITTEN = (
    "sigmoid_neuron",
    "staged_fork",
    "micrograd_readme",
    "network_2_2_2",
    "linear_regression",
    "logistic_regression",
    "softmax_classifier",
    "two_layer_network",
    "recurrent_network",
    "attention",
)


def agrees(found: Any, expected: Any, what: str) -> None:
    """Equal to 1e-12 of the largest entry."""
    one, other = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    assert one.shape == other.shape, f"{what}: {one.shape} and {other.shape}"
    scale = max(1e-3, float(np.abs(other).max(initial=0.0)))
    worst = float(np.abs(one - other).max(initial=0.0))
    assert worst <= 1e-11 * scale, f"{what}: {one} and {other}"


def held_against(derived: bh.Derived, what: str) -> None:
    """The compiled function beside the derivation that it comes from."""
    d = derived.derivation
    function = compiled(d)
    given = {
        name: np.array(v, dtype=float) if d.is_arrays else float(v)
        for name, v in (d.inputs or {}).items()
    }
    before = {name: np.copy(value) for name, value in given.items()}
    needed = {name: given[name] for name in function.routine.parameters}
    value, gradients = function(**needed)
    agrees(value, derived.value(d.of), f"{what}: value")
    for name in d.wrt:
        agrees(gradients[name], derived.gradient(name), f"{what}: {name}")
    for name, kept in before.items():
        assert np.array_equal(given[name], kept), f"{what} wrote over its input {name}"


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_gallery(path: Path) -> None:
    held_against(bh.derive(path), path.stem)


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_random_array_programs(start: int) -> None:
    for seed in range(start, start + 50):
        sample = program(seed)
        given = {**sample.inputs, **sample.indices}
        held_against(bh.derive(sample.text, at=given, wrt=list(sample.inputs)), f"seed {seed}")


def scalar_program(length: int, seed: int) -> str:
    """A shared graph whose values stay small; the same for the same seed."""
    draw = random.Random(seed)
    names = ["x", "y", "z"]
    lines = []
    for i in range(length):
        p, q = draw.choice(names[-30:]), draw.choice(names[-30:])
        kinds = (
            f"({p} + {q})/2",
            f"tanh({p}*{q})",
            f"sin({p}) - {q}*0.25",
            f"sigmoid({p})*{q}",
            f"relu({p}) + 0.1*{q}",
            f"max({p}, {q})*0.9",
            f"where({p} > {q}, {p}^2/4, {q})",
            f"abs({p})/(1 + {q}^2)",
            f"leaky_relu({p}, 0.2) - elu({q})/3",
        )
        lines.append(f"a{i} = {draw.choice(kinds)}")
        names.append(f"a{i}")
    return "\n".join([*lines, f"L = {' + '.join(names[-8:])}"])


@pytest.mark.parametrize("seed", range(40))
def test_random_scalar_programs(seed: int) -> None:
    draw = random.Random(1000 + seed)
    at = {name: round(draw.uniform(-1.5, 1.5), 3) for name in "xyz"}
    held_against(bh.derive(scalar_program(40, seed), at=at, wrt=["x", "y", "z"]), f"seed {seed}")


def test_a_long_program_is_cut_and_computes_the_same() -> None:
    source = scalar_program(4 * LONGEST, 7)
    at = {"x": 0.3, "y": -0.7, "z": 1.1}
    function = bh.compile(source, wrt=["x", "y", "z"])
    assert function.source.count("\ndef part") >= 3
    value, gradients = function(**at)
    graph = build(parse(source))
    agrees(value, evaluate(graph, at)["L"], "value")
    expected = derive(graph, at, wrt=["x", "y", "z"]).gradients
    for name in "xyz":
        agrees(gradients[name], expected[name], name)


def test_no_part_of_a_long_program_has_more_names_than_one_instruction_reaches() -> None:
    function = bh.compile(scalar_program(3 * LONGEST, 8), wrt=["x", "y", "z"])
    space: dict[str, Any] = {}
    exec(function.source, space)
    counts = {name: made.__code__.co_nlocals for name, made in space.items() if "part" in name}
    assert len(counts) > 3
    too_many = {name: count for name, count in counts.items() if count > 256}
    assert not too_many


def test_names_of_parts_give_way_to_names_of_the_program() -> None:
    """A program that calls its values part1 and p1_2 still calls the functions, not the values."""
    source = re.sub(r"\bx\b", "part1", scalar_program(2 * LONGEST, 9))
    source = re.sub(r"\by\b", "p1_2", source)
    at = {"part1": 0.3, "p1_2": -0.7, "z": 1.1}
    value, gradients = bh.compile(source, wrt=list(at))(**at)
    graph = build(parse(source))
    derivation = derive(graph, at, wrt=list(at))
    agrees(value, derivation.values["L"], "value")
    for name in at:
        agrees(gradients[name], derivation.gradients[name], name)


def test_every_factor_of_a_long_product() -> None:
    """Many inputs and as many results pass through the parts."""
    count = 3_000
    names = [f"x{i}" for i in range(count)]
    draw = random.Random(5)
    given = {name: draw.uniform(0.99, 1.01) for name in names}
    value, gradients = bh.compile(f"L = {'*'.join(names)}")(**given)
    whole = math.prod(given.values())
    agrees(value, whole, "value")
    agrees([gradients[n] for n in names], [whole / given[n] for n in names], "gradients")


def test_an_error_in_a_part_names_the_line_of_the_program() -> None:
    lines = scalar_program(2 * LONGEST, 10).split("\n")
    lines.insert(700, "broken = log(x - 5)")
    source = "\n".join(lines).replace("L = ", "L = broken + ")
    with pytest.raises(InputError, match="Line 701"):
        bh.compile(source, wrt=["x", "y", "z"])(x=0.3, y=-0.7, z=1.1)


# What it reads like -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITTEN)
def test_golden(name: str) -> None:
    """The files are read by people; a change to them is reviewed like prose."""
    source = bh.compile(GALLERY / f"{name}.toml").source
    assert source == (GOLDEN / f"{name}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WRITTEN)
def test_every_file_stands_alone_and_passes_the_linter(name: str, tmp_path: Path) -> None:
    source = bh.compile(GALLERY / f"{name}.toml").source
    path = tmp_path / "emitted.py"
    path.write_text(source, encoding="utf-8")
    ran = subprocess.run([sys.executable, "-I", path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    linted = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout


def test_only_what_is_asked_for_is_computed() -> None:
    source = bh.compile(GALLERY / "two_layer_network.toml", wrt=["W2"]).source
    assert "dL_dW2" in source
    assert not {"dL_dX", "dL_dW1", "dL_dA1", "dL_db2"} & set(source.replace("=", " ").split())


def test_softmax_and_cross_entropy_are_fused_where_the_fact_is_declared() -> None:
    told = "Z: (N, C); Y: (N, C) onehot; P = softmax(Z); L = -sum(Y*log(P))/size(Y, axis=0)"
    untold = told.replace(" onehot", "")
    assert "(P - Y) / " in bh.compile(told, wrt=["Z"]).source
    assert "(P - Y) / " not in bh.compile(untold, wrt=["Z"]).source
    given = {"Z": np.array([[1.0, 2, 0], [0, 1, -1]]), "Y": np.array([[0.5, 1, 2], [1.0, 0, 3]])}
    found = bh.compile(untold, wrt=["Z"])(**given)[1]["Z"]
    expected = bh.derive(untold, at=given, wrt=["Z"]).gradient("Z")
    agrees(found, expected, "rows that do not add up to 1")


def test_float32_stays_float32() -> None:
    function = bh.compile(GALLERY / "two_layer_network.toml", dtype="float32")
    problem = bh.load(GALLERY / "two_layer_network.toml")
    _, gradients = function(**problem.given)
    assert {name: g.dtype.name for name, g in gradients.items()} == dict.fromkeys(
        gradients, "float32"
    )
    exact = bh.derive(problem).gradient("W1")
    np.testing.assert_allclose(gradients["W1"], exact, rtol=1e-5, atol=1e-6)


def test_declared_letters_take_any_size() -> None:
    function = bh.compile(GALLERY / "linear_regression.toml")
    draw = np.random.default_rng(3)
    X, w, y = draw.normal(size=(50, 4)), draw.normal(size=4), draw.normal(size=50)
    value, gradients = function(X=X, w=w, y=y, b=0.5)
    r = X @ w + 0.5 - y
    agrees(value, np.mean(r**2), "value")
    agrees(gradients["w"], 2 * X.T @ r / 50, "w")
    agrees(gradients["b"], 2 * np.mean(r), "b")


def test_names_that_python_keeps_for_itself() -> None:
    function = bh.compile("lambda = exp*2 + np; s = lambda*f; t1 = s^2; L = t1 + class")
    value, gradients = function(**{"exp": 1.0, "np": 2.0, "f": 3.0, "class": 4.0})
    assert value == 148.0
    assert gradients == {"exp": 144.0, "np": 72.0, "f": 96.0, "class": 1.0}


def test_the_same_program_is_compiled_once() -> None:
    first, second = (bh.compile("L = sin(w*x)") for _ in range(2))
    assert first.source == second.source
    code = [f._function.__code__ for f in (first, second)]  # pyright: ignore
    assert code[0] is code[1]


def test_sigmoid_does_not_overflow() -> None:
    value, gradients = bh.compile("L = sigmoid(x)")(x=-800.0)
    assert value == pytest.approx(math.exp(-800), abs=1e-300)
    assert gradients["x"] == pytest.approx(0.0, abs=1e-300)


# Errors -------------------------------------------------------------------------------------------


def test_an_error_names_the_line_of_the_program() -> None:
    function = bh.compile("z = w*x\na = log(z)\nL = a^2")
    with pytest.raises(InputError, match="Line 2") as caught:
        function(w=-1.0, x=2.0)
    assert "a = log(z)" in caught.value.say("en")


def test_a_missing_and_an_unknown_input() -> None:
    function = bh.compile("L = w*x")
    with pytest.raises(InputError, match="'x' has no value"):
        function(w=1.0)
    with pytest.raises(InputError, match="no variable 'u'"):
        function(w=1.0, x=1.0, u=2.0)
