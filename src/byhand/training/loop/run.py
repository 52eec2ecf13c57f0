"""The training loop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from byhand.errors import InputError
from byhand.training.loop import words
from byhand.training.loop.cost import Cost
from byhand.training.loop.history import ROOM, History
from byhand.training.loop.samples import Samples
from byhand.training.optimizers.stepper import Stepper

FAR = 1e8
"""How many times the loss may exceed the first one (and 1) before the run counts as diverged."""
_SAVE_AFTER = 30.0
"""Seconds from one save of a long run to the next."""

Watch = Callable[[int, int, float], None]
"""Is told after every step: how many steps are done, of how many, and the loss of the last."""


class Training:
    """One run, from its first step or from where a saved one ended."""

    def __init__(
        self, history: History, cost: Cost, samples: Samples, watch: Watch | None, save: Path | None
    ) -> None:
        self.history, self.cost, self.samples = history, cost, samples
        self.watch, self.path = watch, save
        self._saved = time.monotonic()
        if history.recorded and history.stopped is None:
            _forget(history)  # the last record of a run that goes on is made by its next step
        self.stepper = self._stepper()
        self._thin()

    def _stepper(self) -> Stepper:
        history = self.history
        return history.optimizer.start(history.params, history.state or None)

    def _thin(self) -> None:
        """Record fewer steps where the parameters and their state would fill the memory."""
        history = self.history
        held = [*history.params.values(), *history.params.values(), *self.stepper.state.values()]
        size = sum(int(getattr(value, "size", 1)) for value in held)
        most = max(ROOM // max(size, 1), 2)
        every = max(history.plan.every, -(-history.plan.steps // most))
        history.plan = replace(history.plan, every=every)

    def run(self) -> History:
        """Take the steps that are left; the history says why if it ends before the last."""
        history = self.history
        try:
            while history.t < history.plan.steps and history.stopped is None:
                self._step()
                if self.watch is not None:
                    self.watch(history.t, history.plan.steps, history.batch_losses[-1])
                self._save_at_times()
            self._end()
        finally:
            if self.path is not None:
                history.state = self.stepper.state
                history.save(self.path)
        return history

    def _step(self) -> None:
        """One step; what diverges or has no gradient ends the run and changes nothing."""
        history, t = self.history, self.history.t
        at = self.stepper.ahead()
        try:
            loss, gradients = self.cost(at, self.samples.rows(t))
            self._check(loss)
            if t % history.plan.every == 0:
                whole = not self.samples.size and at is self.stepper.params
                self._record(loss if whole else self.cost(history.params)[0], gradients)
            self.stepper.step(gradients, loss=loss)
        except InputError as error:
            if t == 0:
                raise
            if history.recorded[-1:] == [t]:  # what has no next step is recorded at the end
                _forget(history)
            if history.stopped is None:
                history.stopped = words.BROKEN.fill(t=t, reason=error.message)
            return
        history.batch_losses.append(loss)

    def _check(self, loss: float) -> None:
        history = self.history
        if not history.batch_losses:
            return
        first = history.batch_losses[0]
        if math.isfinite(loss) and abs(loss) <= FAR * (1 + abs(first)):
            return
        parts = {
            "t": history.t,
            "name": history.of,
            "first": f"{first:.4g}",
            "last": f"{loss:.4g}",
            "rate": f"{history.optimizer.lr(history.t) / 10:.2g}",
        }
        history.stopped = words.DIVERGED.fill(**parts)
        raise InputError(history.stopped)

    def _record(self, loss: float, gradients: Mapping[str, Any]) -> None:
        """Keep what holds now."""
        history = self.history
        history.recorded.append(history.t)
        history.parameters.append(_copies(history.params))
        history.gradients.append(_copies(gradients))
        history.states.append(self.stepper.state)
        history.losses.append(loss)

    def _end(self) -> None:
        """Record the last parameters too, if they still have a cost."""
        history = self.history
        history.state = self.stepper.state
        if history.recorded and history.recorded[-1] == history.t:
            return
        try:
            loss, gradients = self.cost(history.params)
        except InputError:
            if history.stopped is None:
                raise
            return
        if math.isfinite(loss):
            self._record(loss, gradients)

    def _save_at_times(self) -> None:
        if self.path is not None and time.monotonic() - self._saved > _SAVE_AFTER:
            self._saved = time.monotonic()
            self.history.state = self.stepper.state
            self.history.save(self.path)


def _forget(history: History) -> None:
    """Take back the last record."""
    for records in (
        history.recorded,
        history.parameters,
        history.gradients,
        history.states,
        history.losses,
    ):
        records.pop()


def _copies(values: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v.copy() if getattr(v, "shape", ()) else float(v) for n, v in values.items()}
