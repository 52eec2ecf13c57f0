"""Gradients of arrays held against central differences, entry by entry or along directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from byhand import messages
from byhand.calculus.derivation import Derivation
from byhand.errors import ProofError
from byhand.numeric.array_differences import Runs, reach, unit_directions

TOLERANCE = 1e-6
FLOOR = 1e-8
_EACH_LIMIT = 3_000
_DIRECTIONS = 3
_RUNS = 2
"""How often a program is run for one difference quotient, if the first one will do."""
_ENTRIES_NS, _DIRECTIONS_NS = 2e9, 1e9
"""About how much work, in nanoseconds, goes into entries and into directions."""


def check_differences(subject: Derivation, names: Sequence[str]) -> tuple[Mapping[str, float], int]:
    """The largest distance for every variable whose entries were all moved one by one.

    Of the others, whose entries are too many, random directions are checked; the second result
    counts them. Raises `ProofError` with both numbers where anything disagrees at every step.
    """
    active = [name for name in names if name in subject.active]
    single = _worth_it(subject, active)
    runs = Runs(subject.graph, subject.of, subject.values)
    differences = {name: _each(subject, runs, name) for name in single}
    rest = [name for name in active if name not in single]
    return differences, _along_directions(subject, runs, rest)


def _cost(subject: Derivation) -> float:
    """About how many nanoseconds one run of the program takes."""
    nodes = subject.relevant
    return 5_000 * len(nodes) + 5 * sum(int(np.size(subject.values[node.id])) for node in nodes)


def _worth_it(subject: Derivation, names: Sequence[str]) -> list[str]:
    """The variables whose entries are few enough to be moved one by one, the smallest first."""
    room = max(8.0, min(_EACH_LIMIT * len(names), _ENTRIES_NS / (_RUNS * _cost(subject))))
    chosen = set()
    for name in sorted(names, key=lambda name: np.size(subject.values[name])):
        size = int(np.size(subject.values[name]))
        if size <= min(room, _EACH_LIMIT):
            room -= size
            chosen.add(name)
    return [name for name in names if name in chosen]


def _each(subject: Derivation, runs: Runs, name: str) -> float:
    gradient = np.asarray(subject.gradients[name])
    scale = float(np.abs(gradient).max(initial=0.0))
    worst = 0.0
    for at, direction in unit_directions(subject.values[name]):
        far = float(direction[at])
        where = f"{name}[{', '.join(map(str, at))}]" if at else name
        slope = float(gradient[at]) * far
        distance = _nearest(runs, where, {name: direction}, slope, scale * far, far)
        worst = max(worst, distance / far)
    return worst


def _along_directions(subject: Derivation, runs: Runs, names: Sequence[str]) -> int:
    """Random directions of one variable at a time, so that none hides behind a larger one."""
    random = np.random.default_rng(0)
    each = _DIRECTIONS_NS / (_RUNS * _cost(subject) * max(1, len(names)))
    count = max(1, min(_DIRECTIONS, int(each)))
    for name in names:
        gradient = np.asarray(subject.gradients[name])
        far = reach(subject.values[name])
        for _ in range(count):
            direction = random.normal(size=far.shape) * far
            slope = float(np.sum(gradient * direction))
            typical = float(np.linalg.norm(np.ravel(gradient * far)))
            _nearest(runs, name, {name: direction}, slope, typical, 1.0)
    return count * len(names)


def _nearest(
    runs: Runs,
    where: str,
    direction: Mapping[str, Any],
    slope: float,
    scale: float,
    unit: float,
) -> float:
    """How near a difference quotient comes to a slope; 0 where both sides have no value."""
    nearest: tuple[float, float] | None = None
    for found, noise in runs.slopes(direction):
        distance = abs(found - slope)
        if distance <= TOLERANCE * max(scale, abs(found)) + FLOOR * unit + noise:
            return distance
        if nearest is None or distance < nearest[0]:
            nearest = (distance, found)
    if nearest is None:
        return 0.0
    parts = {"found": slope / unit, "expected": nearest[1] / unit}
    raise ProofError(messages.PROOF_FAILED.fill(of=runs.of, name=where, **parts))
