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
    graph: Graph, of: str, inputs: Mapping[str, Fraction], direction: Mapping[str, Fraction]
) -> float:
    """The derivative along a direction by a central difference in 60-digit arithmetic.

    Good to 15 digits or more where the direction is as large as the inputs are (see `reach`).
    """
    backend = many_digits()
    eps = Fraction(1, 10**15)

    def at(sign: int) -> Value:
        moved = {n: x + sign * direction.get(n, 0) * eps for n, x in inputs.items()}
        numbers = {n: backend.number(x) for n, x in moved.items()}
        return evaluate(graph, numbers, backend)[of]

    return float((at(1) - at(-1)) / backend.number(2 * eps))


def reach(value: Fraction) -> Fraction:
    """How far a variable is moved: as far as it is large, for 1/x bends fast where x is small."""
    return abs(value) or Fraction(1)


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
