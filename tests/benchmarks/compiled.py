"""Compiled programs beside the same by hand: ratios of medians from interleaved runs.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python tests/benchmarks/compiled.py [--runs 60]

A two-layer network (784-100-10, softmax and cross-entropy) beside NumPy that uses its buffers
again, and a random program of numbers beside straight-line Python forward and back, written out
without any thought. Below 1 is faster than by hand.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import byhand as bh

NETWORK = """
X: (N, D); W1: (D, H); b1: H; W2: (H, C); b2: C; Y: (N, C) onehot
Z1 = X @ W1 + b1
A1 = relu(Z1)
Z2 = A1 @ W2 + b2
P = softmax(Z2)
L = -sum(Y*log(P))/size(Y, axis=0)
"""
INPUTS = [f"x{i}" for i in range(8)]


def expert(X: Any, W1: Any, b1: Any, W2: Any, b2: Any, Y: Any) -> tuple[float, dict[str, Any]]:
    """The network as somebody writes it who knows NumPy well."""
    hidden = X @ W1
    hidden += b1
    np.maximum(hidden, 0, out=hidden)
    scores = hidden @ W2
    scores += b2
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    loss = -np.log(scores[Y.astype(bool)]).mean()
    scores -= Y
    scores /= len(X)
    back = scores @ W2.T
    back *= hidden > 0
    gradients = {"W2": hidden.T @ scores, "b2": scores.sum(axis=0)}
    return loss, {**gradients, "W1": X.T @ back, "b1": back.sum(axis=0)}


def data(batch: int, dtype: str) -> dict[str, Any]:
    """A batch and weights of the network."""
    draw = np.random.default_rng(0)
    found = {
        "X": draw.normal(size=(batch, 784)),
        "W1": draw.normal(size=(784, 100)) * 0.05,
        "b1": np.zeros(100),
        "W2": draw.normal(size=(100, 10)) * 0.1,
        "b2": np.zeros(10),
        "Y": np.eye(10)[draw.integers(0, 10, batch)],
    }
    return {name: value.astype(dtype) for name, value in found.items()}


def random_program(length: int) -> list[tuple[str, str, str, str]]:
    """Lines (target, operation, first, second) of a shared graph in which everything is used."""
    draw = random.Random(length)
    pairs = zip(INPUTS[::2], INPUTS[1::2], strict=True)
    lines = [(f"a{i}", "*", first, second) for i, (first, second) in enumerate(pairs)]
    names = [*INPUTS, *(target for target, *_ in lines)]
    for i in range(len(lines), length):
        first, second = draw.choice(names[-40:]), draw.choice(names[-40:])
        kind = draw.choice(("+", "-", "*", "tanh", "sin")) if i % 5 else "tanh"
        lines.append((f"a{i}", kind, first, second))
        names.append(f"a{i}")
    return lines


def sinks(lines: list[tuple[str, str, str, str]]) -> list[str]:
    """The values that no line reads."""
    read = {first for _, _, first, _ in lines}
    read |= {second for _, kind, _, second in lines if kind in "+-*"}
    return [target for target, *_ in lines if target not in read]


def typed(lines: list[tuple[str, str, str, str]]) -> str:
    """The program in byhand's language."""
    rows = [
        f"{t} = {p} {kind} {q}" if kind in "+-*" else f"{t} = {kind}({p})"
        for t, kind, p, q in lines
    ]
    return "\n".join([*rows, f"L = {' + '.join(sinks(lines))}"])


def straight_line(lines: list[tuple[str, str, str, str]]) -> Callable[..., Any]:
    """Forward and reverse, every operation by itself, compiled once."""
    forward, back = [], [f"    g_{name} += 1.0" for name in sinks(lines)]
    for t, kind, p, q in lines:
        forward.append(f"    {t} = {p} {kind} {q}" if kind in "+-*" else f"    {t} = {kind}({p})")
    for t, kind, p, q in reversed(lines):
        if kind in "+-":
            back += [f"    g_{q} += {'-' if kind == '-' else ''}g_{t}", f"    g_{p} += g_{t}"]
        elif kind == "*":
            back += [f"    g_{q} += g_{t}*{p}", f"    g_{p} += g_{t}*{q}"]
        elif kind == "tanh":
            back.append(f"    g_{p} += g_{t}*(1.0 - {t}*{t})")
        else:
            back.append(f"    g_{p} += g_{t}*cos({p})")
    zeros = [f"    g_{name} = 0.0" for name in [*INPUTS, *(t for t, *_ in lines)]]
    value = f"    L = {' + '.join(sinks(lines))}"
    ending = "    return L, {" + ", ".join(f"'{n}': g_{n}" for n in INPUTS) + "}"
    head = f"from math import sin, cos, tanh\ndef f({', '.join(INPUTS)}):"
    space: dict[str, Any] = {}
    exec("\n".join([head, *forward, value, *zeros, *back, ending]), space)
    return space["f"]


def ratio(
    ours: Callable[..., Any], theirs: Callable[..., Any], given: dict[str, Any], runs: int
) -> float:
    """Our median time over theirs, the two in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for function, kept in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            function(**given)
            kept.append(time.perf_counter() - start)
    return statistics.median(times[0]) / statistics.median(times[1])


def same(ours: Any, theirs: Any, tolerance: float) -> None:
    """Stop unless both compute the same."""
    for name, expected in theirs[1].items():
        np.testing.assert_allclose(ours[1][name], expected, rtol=tolerance, atol=tolerance)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    runs = parser.parse_args().runs
    for dtype, tolerance in (("float64", 1e-10), ("float32", 1e-4)):
        function = bh.compile(NETWORK, constants=["X", "Y"], dtype=dtype)
        for batch in (64, 256, 1024):
            given = data(batch, dtype)
            same(function(**given), expert(**given), tolerance)
            print(f"network {dtype} {batch:>5}: {ratio(function, expert, given, runs):.3f}")
    for length in (100, 1_000, 10_000):
        lines = random_program(length)
        ours, theirs = bh.compile(typed(lines), wrt=INPUTS), straight_line(lines)
        given = {name: 0.1 * i - 0.3 for i, name in enumerate(INPUTS)}
        same(ours(**given), theirs(**given), 1e-8)
        print(f"numbers {length:>6} operations: {ratio(ours, theirs, given, 3 * runs):.3f}")


if __name__ == "__main__":
    main()
