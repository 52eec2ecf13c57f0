"""Small programs for every array operation, made from what its entry says about shapes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.errors import InputError
from byhand.graph import build
from byhand.graph.infer import declared_shapes, infer
from byhand.graph.patterns import pattern
from byhand.language.parse import parse
from byhand.language.program import Shape
from byhand.ops import CATALOGUE, Op
from byhand.ops.forms import Index, MatrixProduct

SIZES = {"m": 2, "n": 3, "k": 2, "c": 3, "b": 2}
"""No letter of a product has the size of its neighbour, so a forgotten transpose shows."""

# Settings for the rules of shapes that no pattern says. A new entry with one of these rules, or
# with a pattern, needs nothing here.
RULES: dict[str, list[tuple[str, str]]] = {
    "reduce": [
        ("2 3", ""),
        ("2 3", "axis=0"),
        ("2 3", "axis=-1"),
        ("2 3", "axis=1, keepdims=True"),
        ("2 3", "axis=-2, keepdims=True"),
        ("2 3", "axis=(0, 1), keepdims=True"),
        ("2 2 3", "axis=(0, -1)"),
        ("2 2 2", "axis=1"),
        ("3", ""),
        ("3", "axis=0, keepdims=True"),
    ],
    "along": [("2 3", "axis=-1"), ("2 3", "axis=0"), ("3", "axis=0"), ("2 2 2", "axis=1")],
    "transpose": [("2 3", ""), ("3", ""), ("2 1 3", "axes=(1, 2, 0)"), ("2 3", "axes=(-1, 0)")],
    "reshape": [("2 3", "shape=(3, 2)"), ("2 3", "shape=(-1,)"), ("3", "shape=(1, 3)")],
    "unsqueeze": [("2 3", ""), ("2 3", "axis=-1"), ("2 3", "axis=1")],
    "squeeze": [("1 3", ""), ("2 1 3", "axis=1"), ("3 1", "axis=-1")],
    "concat": [("2 3, 1 3", ""), ("2 1, 2 3", "axis=1"), ("2, 3", ""), ("2 1, 2 2", "axis=-1")],
    "loss": [("2 3, 2 3", ""), ("3, 3", ""), ("2 3,", ""), (",", "")],
    "embedding": [("4 2, 3", ""), ("4 2, 2 2", ""), ("4, 3", "")],
    "batchnorm": [("3 2, 2, 2", ""), ("3 2, 3, 3", "axis=-1"), ("2 2 3, 2, 2", "axis=(0, 2)")],
    "layernorm": [("2 3, 3, 3", ""), ("2 2 2, 2 2, 2 2", "axis=(-2, -1)"), ("3, 3, 3", "axis=0")],
    "conv2d": [
        ("3 4, 2 2", ""),
        ("3 4, 2 3", "stride=2, padding=1"),
        ("2 3 3, 2 2 2 2", ""),
        ("2 1 3 4, 2 1 2 2", "stride=2, padding=1"),
    ],
    "pool2d": [
        ("4 4", "size=2"),
        ("3 4", "size=2, stride=1"),
        ("2 1 3 5", "size=2, stride=2"),
    ],
    "number": [],
    "filled": [],
    "onehot": [],
    "onehot_like": [],
}

# Helpers of pullbacks: their operands answer each other in ways no rule says.
HELPERS: dict[str, list[tuple[str, str]]] = {
    "expand": [
        (", 2 3", ""),
        ("3, 2 3", "axis=0"),
        ("2, 2 3", "axis=-1"),
        ("2 1, 2 3", "axis=1, keepdims=True"),
        ("2, 2 2 3", "axis=(0, 2)"),
    ],
    "reshape_like": [("2 3, 3 2", ""), ("6, 2 3", "")],
    "first": [("3 2, 1 2", ""), ("2 3, 2 2", "axis=1")],
    "last": [("3 2, 1 2", ""), ("2 3, 2 2", "axis=-1")],
    "place_first": [("1 2, 3 2", ""), ("2 2, 2 3", "axis=-1")],
    "place_last": [("1 2, 3 2", ""), ("2 2, 2 3", "axis=1")],
    "conv2d_input": [
        ("2 3, 2 2, 3 4", ""),
        ("2 2, 2 3, 3 4", "stride=2, padding=1"),
        ("2 2 2 3, 2 1 2 2, 2 1 3 4", "stride=2, padding=1"),
    ],
    "conv2d_weight": [
        ("2 3, 3 4, 2 2", ""),
        ("2 2, 3 4, 2 3", "stride=2, padding=1"),
        ("2 2 2, 2 3 3, 2 2 2 2", ""),
    ],
    "max_unpool2d": [("2 2, 4 4", "size=2"), ("2 3, 3 4", "size=2, stride=1")],
    "max_pick2d": [("4 4, 4 4", "size=2"), ("2 3 4, 2 3 4", "size=2, stride=1")],
    "avg_unpool2d": [("2 2, 4 4", "size=2"), ("2 3, 3 4", "size=2, stride=1")],
}
# What is typed with brackets instead of a call.
INDEXED = [
    ("x: (2, 3)", "x[0]"),
    ("x: (2, 3)", "x[:, 0:2]"),
    ("x: (2, 3)", "x[-1, None, ::2]"),
    ("x: (3, 2); i: 4", "x[i]"),
    ("x: (2, 3); i: 2; j: 2", "x[i, j]"),
    ("x: (2, 3); i: (2, 2)", "x[:, i]"),
    ("x: (2, 2, 3); i: 2; j: 2", "x[i, :, j]"),
]
SCATTERED = [
    ("s: 2; like: 3; i: 2", "scatter(s, like, i, at=(_,))"),
    ("s: (2, 3); like: (2, 3); i: 2", "scatter(s, like, i, at=(_,))"),
    ("s: 2; like: (2, 3); i: 2; j: 2", "scatter(s, like, i, j, at=(_, _))"),
]


@dataclass(frozen=True)
class Sample:
    """A call of an operation on arrays of declared small shapes."""

    op: str
    declarations: str
    call: str

    def __str__(self) -> str:
        return f"{self.call} | {self.declarations}"

    @property
    def source(self) -> str:
        """The program `L = Σ G ∘ out`, with weights G that single out no entry."""
        lines = [line for line in self.declarations.split("; ") if line]
        return "\n".join([*lines, f"out = {self.call}", "L = sum(weights * out)"])

    @property
    def indices(self) -> set[str]:
        """The operands that hold whole numbers."""
        op = CATALOGUE[self.op]
        return set(op.indices.split()) | ({"i", "j"} if op.many else set())

    def wanted(self, names: list[str]) -> list[str]:
        """The operands that have a gradient."""
        fixed = {*CATALOGUE[self.op].stops.split(), *self.indices, "weights"}
        return [name for name in names if name not in fixed]


def samples() -> list[Sample]:
    """A few calls of every operation through which a gradient flows."""
    found: list[Sample] = []
    for op in CATALOGUE.values():
        if op.differentiable and op.joins in ("", op.name):
            found += _samples(op)
    return found


def _samples(op: Op) -> Iterator[Sample]:
    if op.many:
        for declarations, call in INDEXED if isinstance(op.form, Index) else SCATTERED:
            yield Sample(op.name, declarations, call)
        return
    for shapes, settings in _given(op):
        operands = list(op.operands)
        parts = shapes.split(",") if op.operands else []
        dims = [tuple(part.split()) for part in parts]
        declared = "; ".join(
            f"{name}: ({', '.join(dim)},)" for name, dim in zip(operands, dims, strict=True) if dim
        )
        yield Sample(op.name, declared, _call(op, operands, settings))


def _given(op: Op) -> list[tuple[str, str]]:
    if op.name in HELPERS:
        return HELPERS[op.name]
    if op.elementwise:
        return _broadcasting(len(op.operands))
    if op.shape in RULES:
        return RULES[op.shape]
    if op.shape.startswith("like ") and len(op.operands) == 1:
        axes = ["axis=0", "axis=-1", "axis=1"] if "axis" in op.settings else [""]
        return [("2 3", settings) for settings in axes] + [("3", axes[0])]
    texts = [op.shape] if op.shape else [case.shape for case in op.cases]
    found = [given for text in texts for given in _from_pattern(text)]
    assert found, f"{op.name} needs a sample of the shapes it takes"
    return found


def _broadcasting(count: int) -> list[tuple[str, str]]:
    """Operands of one shape, and of shapes that are repeated to fit."""
    every = ["2 3", "3", "2 1", ""]
    if count == 1:
        return [("2 3", "")]
    some = [[every[(i + start) % 4] for i in range(count)] for start in range(4)]
    return [(", ".join(shapes), "") for shapes in (["2 3"] * count, *some) if any(shapes)]


def _from_pattern(text: str) -> Iterator[tuple[str, str]]:
    operands = pattern(text).operands
    fronts = [("",), ("2 ", "1 2 ")][any(o[:1] == ("...",) for o in operands)]
    for chosen in itertools.product(fronts, repeat=len(operands)):
        parts = []
        for front, letters in zip(chosen, operands, strict=True):
            sizes = " ".join(str(SIZES[letter]) for letter in letters if letter != "...")
            parts.append((front if letters[:1] == ("...",) else "") + sizes)
        yield ",".join(parts), ""


def _call(op: Op, operands: list[str], settings: str) -> str:
    if isinstance(op.form, MatrixProduct):
        return " @ ".join(operands)
    sign = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "^"}.get(op.name)
    if sign:
        return f" {sign} ".join(operands)
    if op.name == "neg":
        return f"-{operands[0]}"
    if op.name == "copy":
        return operands[0]
    given = [*operands, settings] if settings else operands
    return f"{op.word}({', '.join(given)})"


def values(sample: Sample, shapes: Mapping[str, Shape], seed: int) -> dict[str, Any]:
    """Values of any sign, or for odd seeds between 0 and 1; whole numbers for indices."""
    random = np.random.default_rng(seed)
    found: dict[str, Any] = {}
    for name, dims in shapes.items():
        shape = tuple(int(dim) for dim in dims)
        if name in sample.indices:
            found[name] = random.integers(0, 2, size=shape)
        elif seed % 2:
            found[name] = random.uniform(0.1, 0.9, size=shape).round(3)
        else:
            found[name] = (random.normal(size=shape) * 1.5).round(3)
    return found


SAMPLES = samples()


@cache
def derived(sample: Sample) -> Derivation:
    """The sample at the first point where it has a value and sits on no kink."""
    graph = build(parse(sample.source))
    known = declared_shapes(graph)
    known["weights"] = infer(graph, known)["out"]
    why: object = "every point sits on a kink"
    for seed in range(8):
        at = values(sample, {name: known.get(name, ()) for name in graph.inputs}, seed)
        try:
            found = derive(graph, at, of="L", wrt=sample.wanted(graph.inputs))
        except InputError as error:
            why = error
            continue
        if not found.kinks:
            return found
    raise AssertionError(f"{sample} has no value anywhere: {why}")
