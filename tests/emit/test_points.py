"""A program at many points: at each of them what the derivation says, in blocks and by threads."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.emit.test_emit import scalar_program

import byhand as bh
from byhand.errors import InputError

GALLERY = Path(__file__).parents[2] / "gallery"
NEURON = "z = w1*x1 + w2*x2 + b; a = sigmoid(z); L = (a - y)^2"


def block_of(source: str) -> int:
    """How many points a block of some source has."""
    found = re.search(r"^BLOCK = (\d+)", source, re.MULTILINE)
    assert found, source
    return int(found[1])


def points(count: int, names: list[str], seed: int = 0) -> dict[str, np.ndarray]:
    """Random values at so many points."""
    draw = np.random.default_rng(seed)
    return {name: draw.normal(size=count) for name in names}


def one_by_one(program: str, given: dict[str, Any], batch: list[str], wrt: list[str]) -> Any:
    """Value and gradients by a derivation at every point for itself."""
    count = len(given[batch[0]])
    values, gradients = np.empty(count), {name: np.empty(count) for name in wrt}
    for i in range(count):
        at = {n: float(v[i]) if n in batch else float(v) for n, v in given.items()}
        d = bh.derive(program, at=at, wrt=wrt)
        values[i] = d.value(d.derivation.of)
        for name in wrt:
            gradients[name][i] = d.gradient(name)
    return values, gradients


def alike(found: Any, expected: Any, what: str) -> None:
    """Value and gradients equal to 1e-12 of the largest entry."""
    pairs = {"value": (found[0], expected[0])}
    pairs |= {name: (found[1][name], expected[1][name]) for name in expected[1]}
    for name, (one, other) in pairs.items():
        scale = max(1e-3, float(np.abs(other).max(initial=0.0)))
        np.testing.assert_allclose(
            one, other, rtol=1e-12, atol=1e-12 * scale, err_msg=f"{what}: {name}"
        )


@pytest.mark.parametrize("seed", range(12))
def test_random_programs_at_every_point(seed: int) -> None:
    program = scalar_program(25, seed)
    used = [name for name in "xyz" if re.search(rf"\b{name}\b", program)]
    given = points(7, used, seed)
    f = bh.compile(program, wrt=used, batch=used)
    alike(f(**given), one_by_one(program, given, used, used), program)


@pytest.mark.parametrize("threads", [1, 3])
def test_a_shared_weight_has_a_gradient_at_every_point(threads: int) -> None:
    batch, wrt = ["x1", "x2", "y"], ["w1", "w2", "b", "x1"]
    given: dict[str, Any] = {**points(9, batch), "w1": 0.7, "w2": -1.1, "b": 0.2}
    f = bh.compile(NEURON, wrt=wrt, batch=batch, threads=threads)
    alike(f(**given), one_by_one(NEURON, given, batch, wrt), f.source)


@settings(max_examples=20, deadline=None)
@given(blocks=st.integers(0, 3), off=st.integers(-1, 1), threads=st.sampled_from([1, 2]))
def test_no_point_is_lost_between_blocks(blocks: int, off: int, threads: int) -> None:
    """The gradient of a product is known by heart at any number of points."""
    f = bh.compile("L = w*sin(x)", wrt=["w", "x"], batch=["x"], threads=threads)
    count = max(0, blocks * block_of(f.source) + off)
    x = np.linspace(-3, 3, count)
    value, gradients = f(w=2.0, x=x)
    np.testing.assert_array_equal(value, 2 * np.sin(x))
    np.testing.assert_array_equal(gradients["w"], np.sin(x))
    np.testing.assert_array_equal(gradients["x"], 2 * np.cos(x))


def test_what_does_not_change_is_still_given_at_every_point() -> None:
    """A gradient that is a number, an input, another gradient, or nothing at all."""
    f = bh.compile("u = w*x + v; L = u + 0*q", wrt=["w", "v", "x", "q"], batch=["x"])
    x = np.array([1.0, -2.0, 3.0])
    value, gradients = f(w=2.0, v=1.0, x=x, **({"q": 5.0} if "q" in f.routine.parameters else {}))
    np.testing.assert_array_equal(value, 2 * x + 1)
    expected = {"w": x, "v": np.ones(3), "x": np.full(3, 2.0), "q": np.zeros(3)}
    for name, numbers in expected.items():
        np.testing.assert_array_equal(gradients[name], numbers, err_msg=name)
    gradients["w"] += 1
    np.testing.assert_array_equal(x, [1.0, -2.0, 3.0], err_msg="an input was handed out")


def test_comparisons_as_numbers_and_as_conditions() -> None:
    program = "c = x > y; k = where(c == 0, x^2, 3*x); L = k + (x > 0)*y + where(x - y, x, y)*c"
    batch = ["x", "y"]
    given = {"x": np.array([1.0, -1, 2, 0.5]), "y": np.array([2.0, -3, 1, 0.5])}
    f = bh.compile(program, wrt=batch, batch=batch)
    expected_c = given["x"] > given["y"]
    x, y = given["x"], given["y"]
    value = np.where(expected_c, 3 * x, x**2) + (x > 0) * y
    value += np.where(x - y != 0, x, y) * expected_c
    np.testing.assert_allclose(f(**given)[0], value, rtol=1e-15)
    alike(f(**given), one_by_one(program, given, batch, batch), f.source)


def test_a_sigmoid_far_out_is_neither_an_error_nor_a_warning() -> None:
    f = bh.compile("L = sigmoid(x)", batch=["x"])
    value, gradients = f(x=np.array([-800.0, -40.0, 0.0, 800.0]))
    np.testing.assert_allclose(value, [0.0, 4.248354255291589e-18, 0.5, 1.0], rtol=1e-14)
    np.testing.assert_allclose(gradients["x"], [0, 4.248354255291589e-18, 0.25, 0], rtol=1e-14)


def test_a_point_without_a_value_spoils_no_other() -> None:
    value, gradients = bh.compile("L = log(x)", batch=["x"])(x=np.array([1.0, -1.0, 0.0, 2.0]))
    np.testing.assert_allclose(value, [0.0, np.nan, -np.inf, np.log(2)])
    np.testing.assert_allclose(gradients["x"][[0, 3]], [1.0, 0.5])


def test_float32_stays_float32() -> None:
    f = bh.compile(NEURON, batch=["x1", "x2", "y"], dtype="float32")
    value, gradients = f(**points(5, ["x1", "x2", "y"]), w1=0.7, w2=0.1, b=0.2)
    kinds = {value.dtype.name, *(g.dtype.name for g in gradients.values())}
    assert kinds == {"float32"}


def test_arrays_point_by_point() -> None:
    program = "X: (N, D); w: D; y: N; L = mean((X @ w - y)^2)"
    draw = np.random.default_rng(1)
    X, y, w = draw.normal(size=(4, 6, 3)), draw.normal(size=(4, 6)), draw.normal(size=3)
    value, gradients = bh.compile(program, batch=["X", "y"])(X=X, y=y, w=w)
    residuals = np.einsum("pnd,d->pn", X, w) - y
    np.testing.assert_allclose(value, np.mean(residuals**2, axis=1), rtol=1e-13)
    by_hand = 2 * np.einsum("pnd,pn->pd", X, residuals) / 6
    np.testing.assert_allclose(gradients["w"], by_hand, rtol=1e-12)
    assert gradients["X"].shape == X.shape


def test_names_of_the_program_that_the_source_needs_itself() -> None:
    program = "t1 = n*i; BLOCK = t1 + at; L = sin(BLOCK)*np*m1"
    batch = ["n", "i"]
    given = {**points(5, batch), "at": 0.3, "np": 2.0, "m1": -1.0}
    f = bh.compile(program, batch=batch, wrt=list(given))
    alike(f(**given), one_by_one(program, given, batch, list(given)), f.source)


@pytest.mark.parametrize(
    ("batch", "given", "message"),
    [
        (["x9"], {}, "no variable 'x9'"),
        (["z"], {}, "'z' is computed"),
        (["x"], {"x": [1.0, 2.0], "w": [1.0, 2.0]}, "'w' has shape .2,., but it is the same"),
        (["x"], {"x": 1.0, "w": 2.0}, "'x' has shape"),
        (["x"], {"x": [[1.0]], "w": 2.0}, "'x' has shape"),
        (["x", "w"], {"x": [1.0, 2.0], "w": [1.0]}, "'w' has 2 points, but 'x' has 1|'x' has 2"),
        (["x"], {"x": [1j], "w": 2.0}, "real numbers"),
        (["x"], {"x": ["a"], "w": 2.0}, "real numbers"),
        (["x"], {"x": [1.0]}, "'w' has no value"),
    ],
)
def test_errors(batch: list[str], given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        bh.compile("z = w*x; L = z^2", batch=batch)(**given)
    assert caught.value.say("zh") != caught.value.say("en")


def test_threads_that_cannot_be() -> None:
    with pytest.raises(InputError, match="between 1 and"):
        bh.compile("L = x^2", batch=["x"], threads=0)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_file_stands_alone_and_passes_the_linter(threads: int, tmp_path: Path) -> None:
    f = bh.compile(
        GALLERY / "sigmoid_neuron.toml", wrt=["w", "b"], batch=["x", "y"], threads=threads
    )
    path = tmp_path / "emitted.py"
    path.write_text(f.source, encoding="utf-8")
    ran = subprocess.run([sys.executable, "-I", path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    command = [sys.executable, "-m", "ruff", "check", "--isolated", path]
    linted = subprocess.run(command, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


def test_golden() -> None:
    f = bh.compile(GALLERY / "sigmoid_neuron.toml", wrt=["w", "b"], batch=["x", "y"])
    path = Path(__file__).parent / "golden" / "sigmoid_neuron_points.py"
    assert f.source == path.read_text(encoding="utf-8")
