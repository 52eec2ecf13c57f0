"""How long a deep network takes from its program to its page and picture, in numbers and letters.

python tests/benchmarks/deep_network.py [--layers 12] [--width 512] [--batch 64]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import byhand as bh

CLASSES = 10


def program(layers: int) -> str:
    """Linear and ReLU layers, a linear head, softmax and cross-entropy."""
    lines: list[str] = []
    below = "X"
    for i in range(1, layers + 1):
        lines += [f"Z{i} = {below} @ W{i} + b{i}", f"A{i} = relu(Z{i})"]
        below = f"A{i}"
    lines += [f"S = {below} @ V + c", "P = softmax(S)", "L = -sum(Y*log(P))/size(Y, axis=0)"]
    return "\n".join(lines)


def declared(layers: int) -> str:
    """The same with letters for its shapes."""
    shapes = ["X: (N, D)", "Y: (N, C) onehot", "V: (H, C)", "c: C"]
    for i in range(1, layers + 1):
        shapes += [f"W{i}: ({'D' if i == 1 else 'H'}, H)", f"b{i}: H"]
    return "\n".join([*shapes, program(layers)])


def values(layers: int, width: int, batch: int) -> dict[str, Any]:
    """Data and weights as large as He et al. (2015) draw them."""
    random = np.random.default_rng(0)
    found: dict[str, Any] = {"X": random.normal(size=(batch, width))}
    for i in range(1, layers + 1):
        found[f"W{i}"] = random.normal(size=(width, width)) * np.sqrt(2 / width)
        found[f"b{i}"] = np.full(width, 0.01)
    found["V"] = random.normal(size=(width, CLASSES)) / np.sqrt(width)
    found["c"] = np.full(CLASSES, 0.01)
    found["Y"] = np.eye(CLASSES)[random.integers(0, CLASSES, batch)]
    return found


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a block took."""
    start = time.perf_counter()
    yield
    print(f"{what:<28} {time.perf_counter() - start:7.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for flag, default in (("--layers", 12), ("--width", 512), ("--batch", 64)):
        parser.add_argument(flag, type=int, default=default)
    asked = parser.parse_args()
    given = values(asked.layers, asked.width, asked.batch)
    with tempfile.TemporaryDirectory() as folder:
        with timed("derive in numbers"):
            d = bh.derive(program(asked.layers), at=given, constants=["X", "Y"])
        with timed("prove"):
            _ = d.proof
        for suffix in ("txt", "html", "pdf"):
            with timed(f"page as {suffix}"):
                d.write(Path(folder) / f"page.{suffix}")
        with timed("picture by layer"):
            d.draw(view="layers").save(Path(folder) / "layers.svg")
        with timed("derive and prove in letters"):
            d = bh.derive(declared(asked.layers), constants=["X", "Y"])
            _ = d.proof
        with timed("page as txt in letters"):
            d.write(Path(folder) / "letters.txt")


if __name__ == "__main__":
    main()
