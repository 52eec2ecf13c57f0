"""Stepping a dictionary of arrays in place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from byhand.emit.compiled import defined_by
from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.functions import evaluate_expression
from byhand.text import same
from byhand.training.optimizers import words
from byhand.training.optimizers.groups import Group, check_parameters, grouped

if TYPE_CHECKING:
    from byhand.training.optimizers.optimizer import Optimizer

_STEPS = "t"


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
        check_parameters(params)
        self.optimizer, self.params, self.check = optimizer, params, check
        self.t = 0
        """How many steps have been taken."""
        routine = optimizer.routine
        self._routine = routine
        made = defined_by(routine.source, f"<byhand {optimizer.rule.name}>")
        self._scalars, self._update = made["scalars"], made["update"]
        self._groups = grouped(params)
        arrays = {k: v for k, v in optimizer.state.items() if k not in routine.carried}
        self._carried = {key: optimizer.state[key] for key in routine.carried}
        for group in self._groups:
            group.prepare(arrays, routine.buffers)
        self._gradients: dict[str, Any] | None = None
        if state is not None:
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
        found: dict[str, Any] = {_STEPS: np.array(self.t)}
        found |= {key: np.array(value) for key, value in self._carried.items()}
        by_name: dict[str, dict[str, Any]] = {}
        for group in self._groups:
            for key, flat in group.state.items():
                for member, view in group.views(flat):
                    by_name.setdefault(member.name, {})[key] = view.copy()
        for name in self.params:
            for key, value in by_name.get(name, {}).items():
                found[f"{name}.{key}"] = value
        return found

    @property
    def gradients(self) -> dict[str, Any]:
        """Arrays for the gradients; a step that is given this dictionary copies nothing."""
        if self._gradients is None:
            found: dict[str, Any] = {}
            for group in self._groups:
                found |= {m.name: view for m, view in group.views(_memory(group))}
            self._gradients = {name: found[name] for name in self.params}
        return self._gradients

    def ahead(self) -> dict[str, Any]:
        """Where the next gradient is taken: the parameters, or a copy if the rule looks ahead."""
        if not self.optimizer.ahead:
            return self.params
        values = {**self.optimizer.numbers, "lr": self.lr, "t": self.t + 1, **self._carried}
        found: dict[str, Any] = {}
        for group in self._groups:
            _collect(group, self.params)
            flat = {**values, "theta": group.theta, **group.state}
            moved = evaluate_expression(self.optimizer.ahead[0].expr, flat, numpy_backend())
            found |= {m.name: view for m, view in group.views(moved)}
        return {name: _like(self.params[name], found[name]) for name in self.params}

    def step(self, grads: Mapping[str, Any], *, loss: float | None = None) -> None:
        """Take one step with the gradients of all parameters; others are ignored.

        Raises `InputError` for a gradient that is missing, of another shape, or not finite, and for
        a loss that is not finite; nothing is changed then.
        """
        t = self.t + 1
        if loss is not None and not math.isfinite(loss):
            raise InputError(words.LOSS_NOT_FINITE.fill(t=t, value=loss))
        with np.errstate(all="ignore"):  # a division by 0 shows in the loss
            for group in self._groups:
                if grads is not self._gradients:
                    self._gather(group, grads)
                else:
                    group.gradient = group.own_gradient
            norm = self._looked_at()
            numbers, carried = self._numbers(t, norm)
            for group in self._groups:
                self._move(group, numbers)
        self._carried = dict(zip(self._routine.carried, carried, strict=True))
        self.t = t

    def _numbers(self, t: int, norm: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
        now = {"t": float(t), "lr": self.optimizer.lr(t), "norm": norm}
        values = {**self.optimizer.numbers, **now, **self._carried}
        try:
            return self._scalars(*[values[name] for name in self._routine.numbers])
        except (ArithmeticError, ValueError) as error:
            raise InputError(words.NO_NUMBER.fill(t=t, reason=error)) from error

    def _move(self, group: Group, numbers: tuple[float, ...]) -> None:
        _collect(group, self.params)
        arrays = (group.theta, group.gradient, *group.state.values())
        self._update(numbers, group.buffers, group.block, *arrays)
        if not group.joined:
            for member, view in group.views(group.theta):
                old = self.params[member.name]
                if isinstance(old, np.ndarray):
                    old[...] = view
                else:
                    self.params[member.name] = _like(old, view)

    def _gather(self, group: Group, grads: Mapping[str, Any]) -> None:
        """The gradients of a group as one flat array, every one checked."""
        if len(group.members) == 1:
            member = group.members[0]
            array = self._checked(member.name, member.shape, grads)
            group.gradient = array.astype(group.theta.dtype, copy=False).reshape(-1)
            return
        flat = group.gradient = _memory(group)
        for member in group.members:
            array = self._checked(member.name, member.shape, grads)
            flat[member.start : member.stop] = array.reshape(-1)

    def _checked(self, name: str, shape: tuple[int, ...], grads: Mapping[str, Any]) -> Any:
        if name not in grads:
            hint = suggest(name, [other for other in grads if other not in self.params])
            raise InputError(words.NO_GRADIENT.fill(name=name, hint=hint))
        array = np.asarray(grads[name])
        if array.dtype.kind not in "fiu":
            raise InputError(words.GRADIENT_NOT_NUMBERS.fill(name=name, kind=array.dtype.name))
        if array.shape != shape:
            parts = {"gradient": _told(array.shape), "parameter": _told(shape)}
            raise InputError(words.SHAPES_DIFFER.fill(name=name, **parts))
        return array

    def _looked_at(self) -> float:
        """The norm of all gradients together; raises where one is not finite."""
        if not self.check and not self.optimizer.needs_norm:
            return 0.0
        squares = 0.0
        for group in self._groups:
            flat = group.gradient
            square = float(np.dot(flat, flat))
            if not math.isfinite(square):  # also where only the square is too large
                if not np.isfinite(flat).all():
                    raise self._not_finite()
                square = float(np.linalg.norm(flat.astype(np.float64))) ** 2
            squares += square
        return math.sqrt(squares)

    def _not_finite(self) -> InputError:
        for group in self._groups:
            for member, view in group.views(group.gradient):
                bad = np.argwhere(~np.isfinite(view))
                if len(bad):
                    index = tuple(int(i) for i in bad[0])
                    place = words.AT_PLACE.fill(place=list(index)) if index else same("")
                    parts = {"value": float(view[index]), "place": place}
                    message = words.GRADIENT_NOT_FINITE.fill(
                        t=self.t + 1, name=member.name, **parts
                    )
                    return InputError(message)
        raise AssertionError("a gradient that is not finite was not found")

    def _load(self, state: Mapping[str, Any]) -> None:
        fresh = self.state
        name = self.optimizer.rule.name
        for key in state:
            if key not in fresh:
                hint = suggest(key, fresh)
                raise InputError(words.STATE_UNKNOWN.fill(key=key, name=name, hint=hint))
        for key, value in fresh.items():
            if key not in state:
                raise InputError(words.STATE_MISSING.fill(key=key, name=name))
            found = np.shape(state[key])
            if found != value.shape:
                parts = {"found": _told(found), "wanted": _told(value.shape)}
                raise InputError(words.STATE_SHAPE.fill(key=key, **parts))
        self.t = int(state[_STEPS])
        self._carried = {key: float(state[key]) for key in self._carried}
        for group in self._groups:
            for key, flat in group.state.items():
                for member, view in group.views(flat):
                    view[...] = state[f"{member.name}.{key}"]


def _memory(group: Group) -> Any:
    if group.own_gradient is None:
        group.own_gradient = np.zeros_like(group.theta)
    return group.own_gradient


def _collect(group: Group, params: Mapping[str, Any]) -> None:
    """The parameters in their flat array, where that is not their own memory."""
    if not group.joined:
        for member in group.members:
            group.theta[member.start : member.stop] = np.asarray(params[member.name]).reshape(-1)


def _like(old: Any, new: Any) -> Any:
    """A new value of the kind of the old one: an array, or a number."""
    if isinstance(old, np.ndarray):
        return new
    return type(old)(new)


def _told(shape: tuple[int, ...]) -> str:
    return str(shape) if shape else "()"
