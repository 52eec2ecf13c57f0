"""The tools of a row in turn, round after round, each in its own process."""

from __future__ import annotations

import json
import os
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.rows import Row

ALONE = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")


@dataclass(frozen=True)
class Patience:
    """For how long a tool is waited for, in seconds."""

    prepare: float = 150.0
    """Until its first result."""
    rounds: float = 20.0
    """Rounds of one tool end after so many; the median is then of fewer."""
    round: float = 150.0
    """Until a single round ends."""


SHORT = Patience(prepare=20.0, rounds=1.0, round=30.0)


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
        # A file and not a pipe: nobody reads complaints before the process has ended.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            [*start, row.key, tool, str(row.cores)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            env={**os.environ, **threads},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def answer(self, limit: float) -> Any:
        """The next line as data; what went wrong where it does not come: `{"failed": ...}`."""
        try:
            line = self._lines.get(timeout=limit)
        except queue.Empty:
            return {"failed": f"over {limit:g} s"}
        return json.loads(line) if line else {"failed": self._ending()}

    def again(self, limit: float) -> Any:
        """The seconds of one more round, or what went wrong."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return {"failed": self._ending()}
        return self.answer(limit)

    def _ending(self) -> str:
        code = self.process.wait(timeout=10)
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        return f"stopped with exit code {code}" + (f": {lines[-1]}" if lines else "")

    def end(self) -> None:
        """Stop it."""
        self.process.kill()
        self.process.wait()
        self._listener.join(timeout=10)
        for stream in (self.process.stdin, self.process.stdout, self._complaints):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:  # a request that nobody reads any more
                continue


def contest(
    row: Row,
    tools: Sequence[str],
    rounds: int,
    told: Callable[[str, float], None] = lambda text, done: None,
    command: Sequence[str] = (),
    patience: Patience = Patience(),
) -> dict[str, Outcome]:
    """Every tool of a row, its result compared with that of the floor before it is timed."""
    outcomes = {tool: Outcome() for tool in tools}
    workers: dict[str, Worker] = {}
    expected: list[float] = []
    try:
        for tool in tools:
            told(f"{row.key}: {tool} prepares", 0.0)
            worker = workers[tool] = Worker(row, tool, command)
            answer, outcome = worker.answer(patience.prepare), outcomes[tool]
            outcome.missing = answer.get("missing", "")
            if not outcome.missing:
                outcome.failed = _problem(answer, expected, row.tolerance)
            if outcome.missing or outcome.failed:
                workers.pop(tool).end()
                continue
            expected = expected or answer["result"]
            outcome.first = answer["first"]
        _rounds(row, workers, outcomes, rounds, told, patience)
    finally:
        for worker in workers.values():
            worker.end()
    return outcomes


def _rounds(
    row: Row,
    workers: dict[str, Worker],
    outcomes: dict[str, Outcome],
    rounds: int,
    told: Callable[[str, float], None],
    patience: Patience,
) -> None:
    for number in range(rounds):
        for tool, worker in workers.items():
            outcome = outcomes[tool]
            if outcome.failed or sum(outcome.seconds) > patience.rounds:
                continue
            told(f"{row.key}: {tool}, round {number + 1} of {rounds}", number / rounds)
            seconds = worker.again(patience.round)
            if isinstance(seconds, dict):
                outcome.failed, outcome.seconds = seconds["failed"], []
            else:
                outcome.seconds.append(seconds)


def _problem(answer: Any, expected: list[float], tolerance: float) -> str:
    if "failed" in answer:
        return answer["failed"]
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
