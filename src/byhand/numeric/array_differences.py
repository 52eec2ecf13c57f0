"""Difference quotients of array programs in float64, sharpened by extrapolation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from byhand.errors import InputError
from byhand.graph import Graph
from byhand.numeric.array_evaluate import evaluate_arrays

STEPS = (1e-3, 1e-4, 1e-5, 1e-6)
"""From where extrapolation is most precise down to where hardly a kink is crossed."""

_NOISE = 2e-15


def slopes(
    graph: Graph, of: str, inputs: Mapping[str, Any], direction: Mapping[str, Any]
) -> Iterator[tuple[float, float]]:
    """The derivative along a direction at smaller and smaller steps, and how far rounding reaches.

    A step that leaves the domain is passed over. A direction is as long as its variable is large
    (see `reach`), so that a step is a small part of the way to 0.
    """
    for step in STEPS:
        try:
            yield along(graph, of, inputs, direction, step)
        except InputError:
            continue


def along(
    graph: Graph,
    of: str,
    inputs: Mapping[str, Any],
    direction: Mapping[str, Any],
    step: float = STEPS[0],
) -> tuple[float, float]:
    """The derivative along a direction by central differences at two steps, and its rounding.

    Richardson's extrapolation, (4 D(h/2) − D(h)) / 3, leaves an error of order h⁴.
    """
    largest = 0.0

    def quotient(h: float) -> float:
        nonlocal largest
        high = {n: inputs[n] + h * d for n, d in direction.items()}
        low = {n: inputs[n] - h * d for n, d in direction.items()}
        above = evaluate_arrays(graph, {**inputs, **high})[of]
        below = evaluate_arrays(graph, {**inputs, **low})[of]
        largest = max(largest, abs(above), abs(below))
        return (above - below) / (2 * h)

    slope = (4 * quotient(step / 2) - quotient(step)) / 3
    return slope, _NOISE * largest / step


def reach(value: Any) -> Any:
    """How far each entry is moved: as far as it is large, for 1/x bends fast where x is small.

    An entry that is 0 moves as far as the others do.
    """
    size = np.abs(np.asarray(value, dtype=float))
    others = np.sqrt(np.mean(np.square(size))) or 1.0
    return np.where(size > 0, size, others)


def each_entry(graph: Graph, of: str, inputs: Mapping[str, Any], name: str) -> Any:
    """The derivative by every entry of one variable, in its shape."""
    value = np.asarray(inputs[name], dtype=float)
    found = np.zeros_like(value)
    for at, direction in unit_directions(value):
        found[at] = along(graph, of, inputs, {name: direction})[0] / direction[at]
    return found if value.ndim else float(found)


def unit_directions(value: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """For every entry a direction that moves it alone."""
    far = reach(value)
    for at in np.ndindex(np.shape(value)):
        direction = np.zeros(np.shape(value))
        direction[at] = far[at]
        yield at, direction
