"""The gradient check that learners know: exact against approximate, worst first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from byhand.errors import InputError
from byhand.graph import Graph
from byhand.numeric.evaluate import evaluate
from byhand.numeric.kinks import crosses_kink

Verdict = Literal["ok", "differs", "kink", "edge"]


@dataclass(frozen=True, slots=True)
class Line:
    """One variable or entry: the derived gradient beside the central difference."""

    name: str
    exact: float
    approximate: float
    maxdiff: float
    """|exact − approximate|."""
    verdict: Verdict
    """`kink` and `edge` are places where a difference quotient cannot judge."""


@dataclass(frozen=True, slots=True)
class Move:
    """A way to move the inputs, and the slope along it that was derived."""

    name: str
    way: Mapping[str, Any]
    exact: float


@dataclass(frozen=True)
class Report:
    """All lines, the worst first."""

    lines: tuple[Line, ...]
    eps: float
    atol: float
    rtol: float
    partly: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """For every array of which not all entries were checked: how many were, and how many are."""

    @property
    def ok(self) -> bool:
        """Whether no line differs."""
        return all(line.verdict != "differs" for line in self.lines)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        width = max((len(line.name) for line in self.lines), default=4)
        rows = [f"{'name':<{width}} | {'exact':>14} | {'approximate':>14} | {'maxdiff':>9} |"]
        rows += [
            f"{line.name:<{width}} | {line.exact:>14.8g} | {line.approximate:>14.8g} "
            f"| {line.maxdiff:>9.2e} | {line.verdict}"
            for line in self.lines
        ]
        return "\n".join(rows)


def gradcheck(
    graph: Graph,
    of: str,
    inputs: Mapping[str, Any],
    gradients: Mapping[str, Any],
    kinked: frozenset[str] = frozenset(),
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    arrays: bool = False,
) -> Report:
    """Compare gradients with central differences.

    A line is ok where |exact − approximate| ≤ atol + rtol·|approximate|. Names and defaults are
    those of `torch.autograd.gradcheck`. `kinked` names variables with a kink downstream; where
    they disagree that is said, and is no error. In a program of `arrays` every entry has a line,
    `W1[0,2]`; of a large array some entries are checked, and a direction that moves all of them.
    """
    moves = (Move(name, {name: 1.0}, exact) for name, exact in gradients.items())
    partly: dict[str, tuple[int, int]] = {}
    if arrays:
        from byhand.numeric.array_gradcheck import moves_of

        moves, partly = moves_of(graph, inputs, gradients)
    check = _Check(graph, of, inputs, kinked, eps, atol, rtol, arrays)
    lines = [check.line(move) for move in moves]
    lines.sort(key=lambda line: -line.maxdiff if math.isfinite(line.maxdiff) else math.inf)
    return Report(tuple(lines), eps, atol, rtol, partly)


@dataclass(frozen=True)
class _Check:
    graph: Graph
    of: str
    inputs: Mapping[str, Any]
    kinked: frozenset[str]
    eps: float
    atol: float
    rtol: float
    arrays: bool

    def line(self, move: Move) -> Line:
        """One central difference beside the derived slope."""
        try:
            low, high = self.values(move, -self.eps), self.values(move, self.eps)
        except InputError:
            return Line(move.name, move.exact, math.nan, math.nan, "edge")
        approximate = (high[self.of] - low[self.of]) / (2 * self.eps)
        difference = abs(move.exact - approximate)
        fits = difference <= self.atol + self.rtol * abs(approximate)
        verdict: Verdict = "ok" if fits else "differs"
        if not fits and (move.name in self.kinked or self.crosses(low, high)):
            verdict = "kink"
        return Line(move.name, move.exact, approximate, difference, verdict)

    def values(self, move: Move, step: float) -> dict[str, Any]:
        """The values of the program when its inputs are moved."""
        moved = {name: self.inputs[name] + step * way for name, way in move.way.items()}
        if not self.arrays:
            return evaluate(self.graph, {**self.inputs, **moved})
        from byhand.numeric.array_evaluate import evaluate_arrays

        return evaluate_arrays(self.graph, {**self.inputs, **moved})

    def crosses(self, low: Mapping[str, Any], high: Mapping[str, Any]) -> bool:
        """Whether a kink lies between two runs."""
        if not self.arrays:
            return crosses_kink(self.graph, low, high)
        from byhand.numeric.arrays import numpy_backend

        return crosses_kink(self.graph, low, high, numpy_backend())
