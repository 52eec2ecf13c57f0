"""Stepping a dictionary of arrays in place."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from byhand.emit.compiled import defined_by
from byhand.errors import InputError
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.functions import evaluate_expression
from byhand.training.optimizers import words
from byhand.training.optimizers.gradients import gather, not_finite
from byhand.training.optimizers.groups import Group, axpy_for, check_parameters, grouped
from byhand.training.optimizers.saved import check_saved

if TYPE_CHECKING:
    from byhand.training.optimizers.optimizer import Optimizer

STEPS = "t"


class Stepper:
    """Parameters that are stepped in place, and what their optimizer remembers.

    Made by `Optimizer.start(params)`. A step that raises has changed neither the parameters nor the
    state.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        params: dict[str, Any],
        state: Mapping[str, Any] | None = None,
        *,
        check: bool = True,
    ) -> None:
        self.optimizer, self.params, self.check = optimizer, params, check
        self.t = 0
        """How many steps have been taken."""
        routine = self._routine = optimizer.routine
        made = defined_by(routine.source, "<byhand update>")
        self._scalars, self._update = made["scalars"], made["update"]
        self._carried = {key: optimizer.state[key] for key in routine.carried}
        self._values = dict(optimizer.numbers)
        self._groups: list[Group] = []
        self._names: list[str] = []
        self._arrays: list[Any] = []
        self._gradients: dict[str, Any] | None = None
        self._bind()
        if state is not None:
            check_saved(optimizer.rule.name, state, self.state)
            self._load(state)

    def _bind(self) -> None:
        """Look at the parameters as they are now, with fresh state."""
        check_parameters(self.params)
        self._groups = grouped(self.params)
        self._gradients = None
        arrays = {k: v for k, v in self.optimizer.state.items() if k not in self._carried}
        size = sum(group.theta.size for group in self._groups)
        for group in self._groups:
            group.prepare(arrays, self._routine.buffers)
            group.axpy = axpy_for(group.theta.dtype, size)
        self._names = [n for n, value in self.params.items() if isinstance(value, np.ndarray)]
        self._arrays = [self.params[name] for name in self._names]

    def _follow(self) -> None:
        """Take arrays that were put into the dictionary since the last step for the old ones."""
        held = map(self.params.__getitem__, self._names)
        if not all(map(operator.is_, held, self._arrays)):
            state = self.state
            self._bind()
            check_saved(self.optimizer.rule.name, state, self.state)
            self._load(state)

    @property
    def lr(self) -> float:
        """The learning rate of the next step."""
        return self.optimizer.lr(self.t + 1)

    @property
    def source(self) -> str:
        """The NumPy that is run."""
        return self._routine.source

    @property
    def state(self) -> dict[str, Any]:
        """A copy of all that is remembered, as arrays: `t`, `W.m`, `W.v`, ...

        `np.savez(path, **stepper.state)` saves it, and `start(params, state)` goes on from it.
        """
        found: dict[str, Any] = {STEPS: np.array(self.t)}
        found |= {key: np.array(value) for key, value in self._carried.items()}
        by_name: dict[str, dict[str, Any]] = {}
        for group in self._groups:
            for key, flat in group.state.items():
                for member, view in group.views(flat):
                    by_name.setdefault(member.name, {})[key] = view.copy()
        for name, parts in by_name.items():
            found |= {f"{name}.{key}": value for key, value in parts.items()}
        return found

    @property
    def gradients(self) -> dict[str, Any]:
        """Arrays for the gradients; a step that is given this dictionary copies nothing."""
        if self._gradients is None:
            views = [pair for group in self._groups for pair in group.views(group.memory)]
            found = {member.name: view for member, view in views}
            self._gradients = {name: found[name] for name in self.params}
        return self._gradients

    def ahead(self) -> dict[str, Any]:
        """Where the next gradient is taken: the parameters, or a copy if the rule looks ahead."""
        if not self.optimizer.ahead:
            return self.params
        values = {**self.optimizer.numbers, "lr": self.lr, "t": self.t + 1, **self._carried}
        found: dict[str, Any] = {}
        for group in self._groups:
            group.collect(self.params)
            flat = {**values, "theta": group.theta, **group.state}
            moved = evaluate_expression(self.optimizer.ahead[0].expr, flat, numpy_backend())
            found |= {member.name: view for member, view in group.views(moved)}
        old = self.params
        return {n: found[n] if n in self._names else type(old[n])(found[n]) for n in old}

    def step(self, grads: Mapping[str, Any], *, loss: float | None = None) -> None:
        """Take one step with the gradients of all parameters; others are ignored.

        Raises `InputError` for a gradient that is missing, of another shape, or not finite, and for
        a loss that is not finite; nothing is changed then.
        """
        t = self.t + 1
        if loss is not None and not math.isfinite(loss):
            raise InputError(words.LOSS_NOT_FINITE.fill(t=t, value=loss))
        self._follow()
        for group in self._groups:
            own = grads is self._gradients
            group.gradient = group.memory if own else gather(group, grads, self.params)
        with np.errstate(all="ignore"):  # a division by 0 shows in the next loss
            norm = self._norm() if self.check or self.optimizer.needs_norm else 0.0
            numbers, carried = self._numbers(t, norm)
            for group in self._groups:
                group.collect(self.params)
                self._update(numbers, group.blocks(), group.axpy)
                group.spread(self.params)
        self._carried = dict(zip(self._carried, carried, strict=True))
        self.t = t

    def _numbers(self, t: int, norm: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
        values = self._values
        values[STEPS], values["lr"], values["norm"] = float(t), self.optimizer.lr(t), norm
        values.update(self._carried)
        try:
            return self._scalars(*map(values.__getitem__, self._routine.numbers))
        except (ArithmeticError, ValueError) as error:
            raise InputError(words.NO_NUMBER.fill(t=t, reason=error)) from error

    def _norm(self) -> float:
        """The norm of all gradients together; raises where one is not finite."""
        norms: list[float] = []
        for group in self._groups:
            flat = group.gradient
            square = float(np.dot(flat, flat))
            scale = 1.0
            if not math.isfinite(square):  # also where only the square is too large
                if not np.isfinite(flat).all():
                    raise not_finite(self._groups, self.t + 1)
                scale = float(np.abs(flat).max())
                square = float(np.sum((flat.astype(np.float64) / scale) ** 2))
            norms.append(scale * math.sqrt(square))
        return math.hypot(*norms)

    def _load(self, state: Mapping[str, Any]) -> None:
        self.t = int(state[STEPS])
        self._carried = {key: float(state[key]) for key in self._carried}
        for group in self._groups:
            for key, flat in group.state.items():
                for member, view in group.views(flat):
                    view[...] = state[f"{member.name}.{key}"]
