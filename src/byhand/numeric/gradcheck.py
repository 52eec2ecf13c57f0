"""The gradient check that learners know: exact against approximate, worst first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from byhand import messages
from byhand.errors import InputError
from byhand.graph import Graph
from byhand.numeric.complex_step import ComplexSteps
from byhand.numeric.evaluate import Arithmetic, evaluate
from byhand.numeric.kinks import crosses_kink
from byhand.numeric.tolerances import Method, Precision, Quotient, Tolerance, tolerance

Verdict = Literal["ok", "differs", "kink", "edge"]


@dataclass(frozen=True, slots=True)
class Line:
    """One variable, entry or direction: the derived slope beside one found without any rule."""

    name: str
    exact: float
    approximate: float
    maxdiff: float
    """|exact − approximate|."""
    verdict: Verdict
    """`kink` and `edge` are places where no quotient can judge."""
    method: Quotient = "central"
    """What the approximate number was found by."""


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
    tolerances: Mapping[Quotient, Tolerance]
    """The step and what is allowed, for every way in which a line was checked."""
    partly: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """For every array of which not all entries were checked: how many were, and how many are."""
    dtype: Precision = "float64"

    @property
    def ok(self) -> bool:
        """Whether no line differs."""
        return all(line.verdict != "differs" for line in self.lines)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        width = max((len(line.name) for line in self.lines), default=4)
        rows = [f"{'name':<{width}} | {'exact':>14} | {'approximate':>14} | {'maxdiff':>9} "]
        rows[0] += "| verdict | method"
        rows += [
            f"{line.name:<{width}} | {line.exact:>14.8g} | {line.approximate:>14.8g} "
            f"| {line.maxdiff:>9.2e} | {line.verdict:<7} | {line.method}"
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
    method: Method = "auto",
    dtype: Precision = "float64",
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
    arrays: bool = False,
) -> Report:
    """Compare gradients with slopes that need no rule: complex steps, or central differences.

    `auto` takes a complex step where every operation on the way has complex values and no kink is
    left, else a difference. `kinked` names variables with a kink downstream; where they disagree
    that is said, and is no error. In a program of `arrays` every entry has a line, `W1[0,2]`; of a
    large array some entries, and a direction. An `eps` is the step of the differences, and of
    complex steps only where the method is `complex`; defaults are in `TOLERANCES`. Raises
    `InputError` where a complex step was asked for and an operation has none.
    """
    moves: Iterable[Move] = (Move(name, {name: 1.0}, exact) for name, exact in gradients.items())
    partly: dict[str, tuple[int, int]] = {}
    if arrays:
        from byhand.numeric.array_gradcheck import moves_of

        moves, partly = moves_of(graph, inputs, gradients, together=method == "directional")
    allowed: dict[Quotient, Tolerance] = {
        "central": tolerance(dtype, "central", eps, atol, rtol),
        "complex": tolerance(dtype, "complex", eps if method == "complex" else None, atol, rtol),
    }
    check = _Check(graph, of, inputs, kinked, method, dtype, allowed, arrays)
    if dtype == "float32":
        _ = check.base  # a program that leaves its range has no value, and nothing to check
    lines = [check.line(move) for move in moves]
    lines.sort(key=lambda line: -line.maxdiff if math.isfinite(line.maxdiff) else math.inf)
    used = {line.method for line in lines}
    return Report(tuple(lines), {q: t for q, t in allowed.items() if q in used}, partly, dtype)


@dataclass(frozen=True)
class _Check:
    graph: Graph
    of: str
    inputs: Mapping[str, Any]
    kinked: frozenset[str]
    method: Method
    dtype: Precision
    allowed: Mapping[Quotient, Tolerance]
    arrays: bool

    def line(self, move: Move) -> Line:
        """The derived slope beside a complex step, or a difference where that is not possible."""
        if self.method == "central":
            return self.central(move)
        deaf = self.steps.deaf(move.way)
        if deaf is not None:
            if self.method != "complex":
                return self.central(move)
            parts = {"line": self.graph.line_of(deaf), "what": deaf.op}
            raise self.graph.error(messages.NO_COMPLEX_STEP, deaf, **parts)
        line = self.complex_step(move)
        if self.method == "complex" or line.verdict in ("ok", "differs"):
            return line
        # A difference shows both sides of a kink; that it may agree by chance decides nothing.
        beside = self.central(move)
        return replace(beside, verdict="kink") if line.verdict == "kink" else beside

    @cached_property
    def steps(self) -> ComplexSteps:
        single = self.dtype == "float32"
        return ComplexSteps(self.graph, self.of, self.base, self.arrays or single, single)

    @cached_property
    def base(self) -> Mapping[str, Any]:
        """The values of the program where nothing is moved."""
        return self.values({})

    def complex_step(self, move: Move) -> Line:
        """One complex step beside the derived slope."""
        try:
            slope, kinked = self.steps.slope(move.way, self.allowed["complex"].eps)
        except (*Arithmetic, InputError):
            return Line(move.name, move.exact, math.nan, math.nan, "edge", "complex")
        return self.judged(move, slope, kinked, "complex")

    def central(self, move: Move) -> Line:
        """One central difference beside the derived slope."""
        eps = self.allowed["central"].eps
        try:
            low, high = self.values(move.way, -eps), self.values(move.way, eps)
        except InputError:
            return Line(move.name, move.exact, math.nan, math.nan, "edge")
        slope = (float(high[self.of]) - float(low[self.of])) / (2 * eps)
        line = self.judged(move, slope, False, "central")
        if line.verdict == "differs" and (move.name in self.kinked or self.crosses(low, high)):
            return Line(move.name, move.exact, slope, line.maxdiff, "kink")
        return line

    def judged(self, move: Move, slope: float, kinked: bool, method: Quotient) -> Line:
        """A line with its verdict."""
        allowed, difference = self.allowed[method], abs(move.exact - slope)
        fits = difference <= allowed.atol + allowed.rtol * abs(slope)
        verdict: Verdict = "kink" if kinked else "ok" if fits else "differs"
        return Line(move.name, move.exact, slope, difference, verdict, method)

    def values(self, way: Mapping[str, Any], step: float = 0.0) -> dict[str, Any]:
        """The values of the program when its inputs are moved."""
        moved = {name: self.inputs[name] + step * along for name, along in way.items()}
        if self.dtype == "float32":
            from byhand.numeric.array_precision import evaluate_single

            return evaluate_single(self.graph, {**self.inputs, **moved})
        if not self.arrays:
            return evaluate(self.graph, {**self.inputs, **moved})
        from byhand.numeric.array_evaluate import evaluate_arrays

        return evaluate_arrays(self.graph, {**self.inputs, **moved})

    def crosses(self, low: Mapping[str, Any], high: Mapping[str, Any]) -> bool:
        """Whether a kink lies between two runs."""
        least = self.allowed["central"].eps / 100
        if not self.arrays and self.dtype == "float64":
            return crosses_kink(self.graph, low, self.base, high, least=least)
        from byhand.numeric.arrays import numpy_backend

        return crosses_kink(self.graph, low, self.base, high, numpy_backend(), least)
