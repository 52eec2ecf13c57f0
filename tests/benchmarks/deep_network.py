"""How long a deep network takes from its program to its page, in numbers and in letters."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from tests.benchmarks.rows import Row, Run

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


LAYERS, WIDTH, BATCH = 12, 512, 64


def _derived(letters: bool) -> Any:
    """The derivation, with letters for its shapes or with numbers."""
    import byhand as bh

    if letters:
        return bh.derive(declared(LAYERS), constants=["X", "Y"])
    given = values(LAYERS, WIDTH, BATCH)
    return bh.derive(program(LAYERS), at=given, constants=["X", "Y"])


def _nothing(result: Any) -> list[float]:
    """Nothing is compared; the stages do different things."""
    return []


def _deriving(letters: bool) -> Run:
    return lambda: _derived(letters), _nothing


def _proving(letters: bool) -> Run:
    """With the derivation, since a derivation keeps its proof."""
    return lambda: _derived(letters).proof, _nothing


def _writing(suffix: str, letters: bool) -> Run:
    """A page of a derivation that is proved already."""
    d, folder = _derived(letters), tempfile.TemporaryDirectory()
    _ = d.proof

    def run() -> None:
        d.write(Path(folder.name) / f"page.{suffix}")

    return run, _nothing


def _drawing() -> Run:
    d, folder = _derived(letters=False), tempfile.TemporaryDirectory()

    def run() -> None:
        d.draw(view="layers").save(Path(folder.name) / "layers.svg")

    return run, _nothing


def _row(letters: bool) -> Row:
    tools: dict[str, Callable[[], Run]] = {
        "derive": lambda: _deriving(letters),
        "derive and prove": lambda: _proving(letters),
    }
    for suffix in ("txt",) if letters else ("txt", "html", "pdf"):
        tools[f"page as .{suffix}"] = lambda suffix=suffix: _writing(suffix, letters)
    if not letters:
        tools["picture by layer"] = _drawing
    kind = "in letters" if letters else "in numbers"
    title = f"a network of {LAYERS} layers, width {WIDTH}, batch {BATCH}, {kind}"
    return Row(f"deep-{kind.split()[1]}", title, "derive", tools, rounds=5)


ROWS = [_row(letters=False), _row(letters=True)]
