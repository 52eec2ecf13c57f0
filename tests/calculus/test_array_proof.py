"""The proof of arrays: it finds a wrong entry, and no honest network fails it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import byhand as bh
from byhand.calculus.array_check import check_differences
from byhand.calculus.array_proof import prove_arrays
from byhand.numeric.array_differences import reach

RNG = np.random.default_rng(3)


def _network(layers: int, width: int, rows: int) -> tuple[str, dict[str, Any]]:
    lines, at, h = [], {"X": RNG.normal(size=(rows, width))}, "X"
    for i in range(1, layers + 1):
        lines.append(f"Z{i} = {h} @ W{i} + b{i}; H{i} = relu(Z{i})")
        at[f"W{i}"] = RNG.normal(size=(width, width)) * np.sqrt(2 / width)
        at[f"b{i}"] = np.full(width, 0.01)
        h = f"H{i}"
    return "\n".join([*lines, f"L = mean({h}^2)"]), at


def test_a_network_of_many_relus_is_proved() -> None:
    """With tens of thousands of ReLUs some lie near 0, and a wide step would cross them."""
    program, at = _network(layers=8, width=96, rows=48)
    d = bh.derive(program, at=at, constants=["X"])
    proof = d.proof
    assert proof.directions > 0
    assert proof.skipped == ()
    assert prove_arrays(d.derivation) == proof, "the same on every run"


@pytest.mark.parametrize("name", ["W8", "b3"])
def test_a_wrong_entry_is_found(name: str) -> None:
    program, at = _network(layers=8, width=96, rows=48)
    d = bh.derive(program, at=at, constants=["X"]).derivation
    gradient = d.gradients[name].copy()
    largest = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
    gradient[largest] *= 1.01
    with pytest.raises(bh.ProofError, match=name):
        check_differences(replace(d, gradients={**d.gradients, name: gradient}), d.wrt)


SCALES = [
    ("L = sum(1/x)", {"x": [1e-6, 1.0, 1e5]}),
    ("L = sum(x^3)", {"x": [1e8, 2e8, 1e7]}),
    ("L = sum(exp(x))", {"x": [0.0, 200.0]}),
    ("L = sum(x) * 1e6 + sum(y)", {"x": [1e4, 2.0], "y": [1e-3, 1.0]}),
    ("L = sum(log(x))", {"x": [1e-9, 1e9]}),
    ("L = sum(outer(x, x))", {"x": np.arange(2000.0)}),
    ("L = sum(sin(x) * 0 + x)", {"x": [0.0, 0.0]}),
]


@pytest.mark.parametrize(("program", "at"), SCALES)
def test_values_of_any_size_are_proved(program: str, at: dict[str, Any]) -> None:
    assert bh.derive(program, at=at).proof.steps > 0


def test_reach_of_an_entry() -> None:
    assert reach(np.array([3.0, 0.0, -4.0])).tolist() == [3.0, pytest.approx(5 / 3**0.5), 4.0]
    assert reach(np.zeros(2)).tolist() == [1.0, 1.0]
    assert float(reach(-2.0)) == 2.0


def test_a_program_of_ten_thousand_lines() -> None:
    lines = [f"x{i + 1} = x{i}*a + sin(x{i})" for i in range(10_000)]
    program = "\n".join(["s: 2; x0 = s", *lines, "L = sum(x10000)"])
    d = bh.derive(program, at={"s": [0.1, 0.2], "a": 0.01})
    assert d.proof.steps == len(d.steps) > 60_000
    assert len(d.backward.nodes) > 20_000


def test_letters_in_calls_are_replayed_as_numbers() -> None:
    d = bh.derive("X: (N, D); L = sum((X @ ones(D, 3))^2 * reshape(ones(N), N, 1))")
    proof = prove_arrays(d.derivation)
    assert proof.dims == {"D": 2, "N": 3}
    assert proof.chosen
