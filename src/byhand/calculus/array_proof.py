"""A derivation of arrays is replayed from its own formulas and held against central differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from byhand import messages, shape_messages
from byhand.calculus.array_check import FLOOR, TOLERANCE, check_differences
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.calculus.steps import Forward, Gather, Pull, Push, Seed
from byhand.errors import InputError, ProofError
from byhand.graph import Graph
from byhand.graph.bind import with_numbers
from byhand.language.expr import Expr, Partial
from byhand.language.program import Shape
from byhand.numeric.array_evaluate import evaluate_formula
from byhand.numeric.backends import Value

_REPLAY = 1e-9
_SIZES = (2, 3, 4, 5, 6, 7)
"""Numbers for the letters of a derivation without values; no two alike, so that shapes show."""


@dataclass(frozen=True)
class ArrayProof:
    """What a derivation of arrays has been held against."""

    steps: int
    """How many steps were recomputed from the earlier ones."""
    differences: Mapping[str, float]
    """For every variable the largest distance between its gradient and the central difference."""
    directions: int
    """How many mixed directions were checked where the entries are too many."""
    dims: Mapping[str, int]
    """The sizes that byhand chose for the letters of a derivation without values."""
    chosen: bool
    """Whether byhand chose the point."""
    skipped: tuple[str, ...]
    """Variables whose path crosses a kink, where no difference quotient can judge."""


def prove_arrays(derivation: Derivation) -> ArrayProof:
    """Hold a derivation of arrays against its own steps and central differences.

    Without values it is proved at random arrays of small sizes. Raises `ProofError` with both
    numbers where anything disagrees.
    """
    dims: dict[str, int] = {}
    subject = derivation
    if not derivation.has_values:
        subject, dims = at_some_arrays(derivation)
    steps = _replay(derivation, subject, dims)
    kinked: set[str] = set()
    for kink in subject.kinks:
        kinked |= subject.graph.ancestors(kink)
    judged = [n for n in subject.wrt if subject.graph.nodes[n].is_input and n not in kinked]
    skipped = tuple(n for n in subject.wrt if n in kinked)
    differences, directions = check_differences(subject, judged)
    chosen = not derivation.has_values
    return ArrayProof(steps, differences, directions, dims, chosen, skipped)


def at_some_arrays(derivation: Derivation) -> tuple[Derivation, dict[str, int]]:
    """The same derivation at random arrays of small sizes, where everything is defined."""
    graph = derivation.graph
    letters = sorted({d for name in graph.inputs for d in letters_of(derivation.shapes[name])})
    for attempt in range(24):
        dims = {letter: _SIZES[i % len(_SIZES)] for i, letter in enumerate(letters)}
        point = _point(graph, derivation, dims, attempt)
        try:
            found = derive(graph, point, of=derivation.of, wrt=derivation.wrt)
        except InputError:
            continue
        if not found.kinks:
            return found, dims
    raise InputError(messages.NO_POINT.fill(of=derivation.of))


def letters_of(shape: Shape) -> set[str]:
    """The letters among the dimensions of a declared shape."""
    return {dim for dim in shape if isinstance(dim, str)}


def _point(
    graph: Graph, derivation: Derivation, dims: Mapping[str, int], attempt: int
) -> dict[str, Any]:
    random = np.random.default_rng(attempt)
    point: dict[str, Any] = {}
    for name in graph.inputs:
        shape = tuple(dims[d] if isinstance(d, str) else d for d in derivation.shapes[name])
        if _only_index(graph, name):
            point[name] = random.integers(0, 2, size=shape or None)
        else:
            facts = derivation.facts.get(name, ())
            point[name] = sample(random, shape, facts, positive=attempt % 3 == 1)
    return point


def _only_index(graph: Graph, name: str) -> bool:
    from byhand.calculus.array_derive import whole_numbers

    return name in whole_numbers(graph)


def sample(random: Any, shape: tuple[int, ...], facts: tuple[str, ...], *, positive: bool) -> Any:
    """A random array of a shape that has the properties declared for it."""
    if "onehot" in facts:
        return np.eye(shape[-1])[random.integers(0, shape[-1], size=shape[:-1])]
    array = random.uniform(0.2, 1.2, size=shape) if positive else random.normal(size=shape)
    if "probability" in facts:
        array = random.uniform(0.2, 1.2, size=shape)
        return array / array.sum(axis=-1, keepdims=True)
    if "symmetric" in facts:
        return array + array.T
    if "orthogonal" in facts:
        return np.linalg.qr(array)[0]
    return array if shape else float(array)


def _replay(derivation: Derivation, subject: Derivation, dims: Mapping[str, int]) -> int:
    """Recompute every step from the earlier ones by the formula it shows."""

    def evaluated(expr: Expr) -> Value:
        return evaluate_formula(with_numbers(expr, dims) if dims else expr, known)

    known: dict[Any, Value] = {n: subject.values[n] for n in subject.graph.inputs}
    arrived: dict[str, list[Value]] = {}
    for step in derivation.steps:
        match step:
            case Forward(node, expr, value):
                found = evaluated(expr)
                # `size(Y)` is a line where shapes are letters, and a number where they are known.
                known[node] = subject.values.get(node, found)
                _agree(derivation, node, found, known[node], value)
            case Seed(node, value):
                known[Partial(derivation.of, node)] = 1.0
                _agree(derivation, node, 1.0, value)
            case Pull():
                found = evaluated(step.product)
                tail = step.edge.tail
                _agree(derivation, tail, found, step.value)
                arrived.setdefault(tail, []).append(found)
                known[step.target] = sum(arrived[tail][1:], arrived[tail][0])
            case Gather(node, target, pushes, value):
                if len(pushes) != len(arrived.get(node, ())):
                    raise ProofError(messages.STEP_MISSING.fill(name=node))
                _agree(derivation, node, known[target], value)
            case Push():
                raise ProofError(messages.STEP_MISSING.fill(name=step.edge.tail))
    for name in subject.active:
        if Partial(derivation.of, name) not in known:
            raise ProofError(messages.STEP_MISSING.fill(name=name))
        _agree(derivation, name, known[Partial(derivation.of, name)], subject.gradients[name])
    return len(derivation.steps)


def _agree(derivation: Derivation, name: str, expected: Value, *found: Value) -> None:
    for value in found:
        if value is None:
            continue
        if np.shape(value) != np.shape(expected):
            parts = {"found": np.shape(value), "expected": np.shape(expected)}
            raise ProofError(shape_messages.SHAPE_FAILED.fill(of=derivation.of, name=name, **parts))
        close(derivation, name, value, expected, _REPLAY, 1e-12)


def close(
    derivation: Derivation,
    name: str,
    found: Value,
    expected: Value,
    tolerance: float = TOLERANCE,
    floor: float = FLOOR,
) -> float:
    """The largest distance; raises `ProofError` with both numbers where it is too large."""
    one, other = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    scale = max(np.abs(one).max(initial=0.0), np.abs(other).max(initial=0.0))
    distance = np.abs(one - other)
    largest = float(distance.max(initial=0.0))
    if not largest <= tolerance * scale + floor:
        at = np.unravel_index(int(distance.argmax()), distance.shape) if distance.ndim else ()
        parts = {"found": float(one[at]), "expected": float(other[at])}
        where = f"{name}[{', '.join(str(int(i)) for i in at)}]" if at else name
        message = messages.PROOF_FAILED
        raise ProofError(message.fill(of=derivation.of, name=where, **parts))
    return largest
