"""Steps of an optimizer worked out line by line, as a person does: no arrays are shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from byhand.errors import InputError
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.backends import FLOAT, Backend
from byhand.numeric.functions import evaluate_expression
from byhand.training.optimizers import words
from byhand.training.optimizers.optimizer import GRADIENT, PARAMETER, Optimizer
from byhand.training.optimizers.symbols import Told, told_lines


@dataclass(frozen=True, slots=True)
class Worked:
    """One line with its numbers."""

    told: Told
    values: Mapping[str, Any]
    """What the names on its right stood for."""
    value: Any


@dataclass(frozen=True)
class HandStep:
    """One step: where it began, its gradients, every line, and where it ended."""

    t: int
    loss: Any
    at: Mapping[str, Any]
    gradients: Mapping[str, Any]
    shared: tuple[Worked, ...]
    """The lines of numbers, which are the same for all parameters."""
    lines: Mapping[str, tuple[Worked, ...]]
    """The lines of every parameter."""
    after: Mapping[str, Any]
    state: Mapping[str, Any]
    """What is remembered after it: `w.m`, and `p` where a number is shared."""
    rate: float = 0.0
    ahead: Mapping[str, Any] = field(default_factory=dict)
    """Where the gradient was taken, if not at the parameters."""


Gradient = Callable[[Mapping[str, Any]], tuple[Any, Mapping[str, Any]]]
"""Parameters to the loss and the gradients."""


def work(
    optimizer: Optimizer, gradient: Gradient, params: Mapping[str, Any], steps: int
) -> list[HandStep]:
    """Some steps, each line evaluated on its own by the evaluator that pages are made with.

    Raises `InputError` where a loss or a gradient is not finite.
    """
    worker = _Worker(optimizer, params)
    return [worker.step(t, gradient) for t in range(1, steps + 1)]


class _Worker:
    """Parameters and state between steps."""

    def __init__(self, optimizer: Optimizer, params: Mapping[str, Any]) -> None:
        self.optimizer, self.params = optimizer, _plain(params)
        self.told = told_lines(optimizer)
        self.shared = {k: v for k, v in optimizer.state.items() if k not in optimizer.arrays}
        own = [key for key in optimizer.state if key in optimizer.arrays]
        self.state = {
            name: {key: value * 0.0 + optimizer.state[key] for key in own}
            for name, value in self.params.items()
        }

    def step(self, t: int, gradient: Gradient) -> HandStep:
        rate = self.optimizer.lr(t)
        numbers = {**self.optimizer.numbers, "t": float(t), "lr": rate, **self.shared}
        begun = dict(self.params)
        ahead = self._ahead(numbers)
        loss, found = gradient({**begun, **ahead})
        gradients = _plain(found)
        _check(t, loss, gradients)
        if self.optimizer.needs_norm:
            numbers["norm"] = _norm(gradients)
        lines: dict[str, tuple[Worked, ...]] = {}
        shared: tuple[Worked, ...] = ()
        here: dict[str, Any] = {}
        for name, value in begun.items():
            here = {**numbers, **self.state[name], PARAMETER: value, GRADIENT: gradients[name]}
            done = self._lines(here, numpy_backend() if _is_array(value) else FLOAT)
            arrays = self.optimizer.arrays
            shared = tuple(one for one in done if one.told.update.target not in arrays)
            lines[name] = tuple(one for one in done if one.told.update.target in arrays)
            self.params[name] = here[PARAMETER]
            self.state[name] = {key: here[key] for key in self.state[name]}
        self.shared = {key: here[key] for key in self.shared}
        state = {f"{n}.{key}": v for n, own in self.state.items() for key, v in own.items()}
        after = dict(self.params)
        return HandStep(
            t, loss, begun, gradients, shared, lines, after, {**self.shared, **state}, rate, ahead
        )

    def _ahead(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for update in self.optimizer.ahead:
            for name, value in self.params.items():
                here = {**numbers, **self.state[name], PARAMETER: value}
                backend = numpy_backend() if _is_array(value) else FLOAT
                found[name] = evaluate_expression(update.expr, here, backend)
        return found

    def _lines(self, here: dict[str, Any], backend: Backend) -> list[Worked]:
        """The lines in order; `here` is brought up to date."""
        found: list[Worked] = []
        for told in self.told:
            update = told.update
            if update.when is not None and not evaluate_expression(update.when, here, FLOAT):
                continue
            kind = backend if update.target in self.optimizer.arrays else FLOAT
            value = evaluate_expression(update.expr, here, kind)
            found.append(Worked(told, dict(here), value))
            here[update.target] = value
        return found


def _is_array(value: Any) -> bool:
    return bool(getattr(value, "shape", ()))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays as they are, and numbers as floats, which the evaluator of numbers wants."""
    return {name: value if _is_array(value) else float(value) for name, value in values.items()}


def _norm(gradients: Mapping[str, Any]) -> float:
    import math

    import numpy as np

    return math.hypot(*(float(np.linalg.norm(np.ravel(g))) for g in gradients.values()))


def _check(t: int, loss: Any, gradients: Mapping[str, Any]) -> None:
    import numpy as np

    if not np.isfinite(loss):
        raise InputError(words.LOSS_NOT_FINITE.fill(t=t, value=float(loss)))
    for name, value in gradients.items():
        if not np.isfinite(value).all():
            bad = float(np.asarray(value)[~np.isfinite(value)].flat[0])
            parts = {"t": t, "name": name, "value": bad, "place": ""}
            raise InputError(words.GRADIENT_NOT_FINITE.fill(**parts))
