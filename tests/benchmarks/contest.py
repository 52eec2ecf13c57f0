"""The tools of a row in turn, round after round, each in its own process."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.rows import Row

ALONE = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
LONG = 20.0
"""Rounds of one tool end after so many seconds; the median is then of fewer."""


@dataclass
class Outcome:
    """What one tool did in one row."""

    seconds: list[float] = field(default_factory=list)
    first: float = 0.0
    missing: str = ""
    """The package that is not installed."""
    failed: str = ""

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self.seconds) if self.seconds else float("nan")


class Worker:
    """A process that measures one tool."""

    def __init__(self, row: Row, tool: str, command: Sequence[str] = ()) -> None:
        threads = {f"{name}_NUM_THREADS": "1" for name in ALONE}
        start = command or [sys.executable, "-m", "tests.benchmarks.worker"]
        self.process = subprocess.Popen(
            [*start, row.key, tool, str(row.cores)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **threads},
        )

    def answer(self) -> Any:
        """The next line; None once the process has ended."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def again(self) -> float | None:
        """The seconds of one more round."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        return self.answer()

    def end(self) -> None:
        """Stop it."""
        self.process.kill()
        self.process.communicate()


def contest(
    row: Row,
    tools: Sequence[str],
    rounds: int,
    told: Callable[[str], None] = lambda text: None,
    command: Sequence[str] = (),
) -> dict[str, Outcome]:
    """Every tool of a row, its result compared with that of the floor before it is timed."""
    outcomes = {tool: Outcome() for tool in tools}
    workers: dict[str, Worker] = {}
    expected: list[float] = []
    for tool in tools:
        told(f"{row.key}: {tool} prepares")
        worker = Worker(row, tool, command)
        answer = worker.answer()
        problem = _problem(answer, expected, row.tolerance)
        outcomes[tool].missing = (answer or {}).get("missing", "")
        outcomes[tool].failed = "" if outcomes[tool].missing else problem
        if outcomes[tool].missing or problem:
            worker.end()
            continue
        expected = expected or answer["result"]
        outcomes[tool].first = answer["first"]
        workers[tool] = worker
    _rounds(row, workers, outcomes, rounds, told)
    for worker in workers.values():
        worker.end()
    return outcomes


def _rounds(
    row: Row,
    workers: dict[str, Worker],
    outcomes: dict[str, Outcome],
    rounds: int,
    told: Callable[[str], None],
) -> None:
    for number in range(rounds):
        told(f"{row.key}: round {number + 1} of {rounds}")
        for tool, worker in workers.items():
            if sum(outcomes[tool].seconds) > LONG:
                continue
            seconds = worker.again()
            if seconds is None:
                outcomes[tool].failed = "stopped while it was measured"
            else:
                outcomes[tool].seconds.append(seconds)


def _problem(answer: Any, expected: list[float], tolerance: float) -> str:
    if answer is None:
        return "could not be prepared"
    found = answer.get("result")
    if found is None or not expected:
        return ""
    if len(found) != len(expected):
        return f"{len(found)} numbers instead of {len(expected)}"
    scale = max(map(abs, expected), default=1.0) or 1.0
    worst = max((abs(one - other) for one, other in zip(found, expected, strict=True)), default=0.0)
    if not worst <= tolerance * scale:
        return f"differs by {worst / scale:.1e} of the largest number"
    return ""
