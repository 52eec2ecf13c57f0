"""The gradient check that learners know: exact against approximate, worst first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from byhand.errors import InputError
from byhand.graph import Graph
from byhand.numeric.differences import central
from byhand.numeric.kinks import crosses_kink

Verdict = Literal["ok", "differs", "kink", "edge"]


@dataclass(frozen=True, slots=True)
class Line:
    """One variable: the derived gradient beside the central difference."""

    name: str
    exact: float
    approximate: float
    maxdiff: float
    """|exact − approximate|."""
    verdict: Verdict
    """`kink` and `edge` are places where a difference quotient cannot judge."""


@dataclass(frozen=True)
class Report:
    """All lines, the worst first."""

    lines: tuple[Line, ...]
    eps: float
    atol: float
    rtol: float

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
    inputs: Mapping[str, float],
    gradients: Mapping[str, float],
    kinked: frozenset[str] = frozenset(),
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
) -> Report:
    """Compare gradients with central differences.

    A line is ok where |exact − approximate| ≤ atol + rtol·|approximate|. Names and defaults are
    those of `torch.autograd.gradcheck`. `kinked` names variables with a
    kink downstream; where they disagree that is said, and is no error.
    """
    lines = list(_lines(graph, of, inputs, gradients, kinked, eps, atol, rtol))
    lines.sort(key=lambda line: -line.maxdiff if math.isfinite(line.maxdiff) else math.inf)
    return Report(tuple(lines), eps, atol, rtol)


def _lines(
    graph: Graph,
    of: str,
    inputs: Mapping[str, float],
    gradients: Mapping[str, float],
    kinked: frozenset[str],
    eps: float,
    atol: float,
    rtol: float,
) -> Iterator[Line]:
    for name, exact in gradients.items():
        try:
            approximate = central(graph, of, inputs, name, eps)
        except InputError:
            yield Line(name, exact, math.nan, math.nan, "edge")
            continue
        difference = abs(exact - approximate)
        verdict: Verdict = "ok" if difference <= atol + rtol * abs(approximate) else "differs"
        if verdict == "differs" and (name in kinked or crosses_kink(graph, inputs, name, eps)):
            verdict = "kink"
        yield Line(name, exact, approximate, difference, verdict)
