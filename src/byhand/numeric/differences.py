"""Difference quotients: the derivative that needs no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from byhand.graph import Graph
from byhand.numeric.backends import Value, many_digits
from byhand.numeric.evaluate import evaluate


def central(
    graph: Graph, of: str, inputs: Mapping[str, float], name: str, eps: float = 1e-6
) -> float:
    """(L(x + ε) − L(x − ε)) / 2ε in float64; its error shrinks with ε² until rounding wins."""
    high = evaluate(graph, {**inputs, name: inputs[name] + eps})[of]
    low = evaluate(graph, {**inputs, name: inputs[name] - eps})[of]
    return (high - low) / (2 * eps)


def central_digits(
    graph: Graph, of: str, inputs: Mapping[str, Fraction], direction: Mapping[str, int]
) -> float:
    """The central difference along a direction in 60-digit arithmetic: good to 15 digits or more.

    A direction with a single 1 is the derivative by one variable.
    """
    backend = many_digits()
    # Small beside the smallest number that moves: 1/x at 1e-8 bends within a step of 1e-12.
    moving = [abs(inputs[name]) for name in direction if inputs[name]]
    eps = min([Fraction(1), *moving]) / 10**15

    def at(sign: int) -> Value:
        moved = {n: x + sign * direction.get(n, 0) * eps for n, x in inputs.items()}
        numbers = {n: backend.number(x) for n, x in moved.items()}
        return evaluate(graph, numbers, backend)[of]

    return float((at(1) - at(-1)) / backend.number(2 * eps))


def scattered(names: Sequence[str], rounds: int) -> list[dict[str, int]]:
    """Directions that mix many variables with signs that do not repeat; the same on every run."""
    state, directions = 12345, []
    for _ in range(rounds):
        direction: dict[str, int] = {}
        for name in names:
            state = (1103515245 * state + 12345) % 2**31  # a plain linear congruential generator
            direction[name] = (state >> 16) % 7 - 3 or 1
        directions.append(direction)
    return directions
