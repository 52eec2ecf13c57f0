"""Difference quotients of array programs in float64, sharpened by extrapolation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from byhand.errors import InputError
from byhand.graph import Graph, Node
from byhand.numeric.array_evaluate import evaluate_arrays, rerun

STEPS = (1e-5, 1e-3, 1e-4, 1e-6, 1e-7, 1e-8)
"""Small enough to cross few kinks; then large enough for slopes that rounding would drown; at last
so small that among the units of a deep network none lies between."""

_EXTRAPOLATED = 1e-4
"""From this step on the error of a central difference, of order h², is taken out."""
_NOISE = 2e-15


class Runs:
    """Difference quotients of one program: only what follows from a moved input is run again."""

    def __init__(self, graph: Graph, of: str, values: Mapping[str, Any]) -> None:
        self.graph, self.of, self.values = graph, of, values
        self.follow: dict[tuple[str, ...], list[Node]] = {}

    def slopes(self, direction: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
        """The derivative along a direction at several steps, and how far rounding reaches.

        A step that leaves the domain is passed over. A direction is as long as its variable is
        large (see `reach`), so that a step is a small part of the way to 0.
        """
        for step in STEPS:
            try:
                yield self.along(direction, step)
            except InputError:
                continue

    def along(self, direction: Mapping[str, Any], step: float = 1e-3) -> tuple[float, float]:
        """The derivative along a direction by central differences, and its rounding.

        Richardson's extrapolation, (4 D(h/2) − D(h)) / 3, leaves an error of order h⁴.
        """
        high, low = self.at(direction, step), self.at(direction, -step)
        slope = (high - low) / (2 * step)
        if step >= _EXTRAPOLATED:
            half = (self.at(direction, step / 2) - self.at(direction, -step / 2)) / step
            slope = (4 * half - slope) / 3
        return slope, _NOISE * max(abs(high), abs(low)) / step

    def at(self, direction: Mapping[str, Any], step: float) -> float:
        """The output when the inputs are moved."""
        names = tuple(direction)
        if names not in self.follow:
            self.follow[names] = self.graph.descendants(names)
        moved = {name: self.values[name] + step * way for name, way in direction.items()}
        return rerun(self.graph, {**self.values, **moved}, self.follow[names])[self.of]


def reach(value: Any) -> Any:
    """How far each entry is moved: as far as it is large, for 1/x bends fast where x is small.

    An entry that is 0 moves as far as the others do.
    """
    size = np.abs(np.asarray(value, dtype=float))
    others = np.sqrt(np.mean(np.square(size))) or 1.0
    return np.where(size > 0, size, others)


def each_entry(graph: Graph, of: str, inputs: Mapping[str, Any], name: str) -> Any:
    """The derivative by every entry of one variable, in its shape."""
    runs = Runs(graph, of, evaluate_arrays(graph, inputs))
    value = np.asarray(inputs[name], dtype=float)
    found = np.zeros_like(value)
    for at, direction in unit_directions(value):
        found[at] = runs.along({name: direction})[0] / direction[at]
    return found if value.ndim else float(found)


def unit_directions(value: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """For every entry a direction that moves it alone."""
    far = reach(value)
    for at in np.ndindex(np.shape(value)):
        direction = np.zeros(np.shape(value))
        direction[at] = far[at]
        yield at, direction
