"""Learning rates that change from step to step, as data: a formula each, with PyTorch's names.

`schedule(k)` is the learning rate after k steps, so the first step has `schedule(0)`. Schedules
compose: `a.then(b, at=5)` follows a for 5 steps and b from its own beginning afterwards, `a * b`
multiplies them.

>>> lr = warm_up(0.1, start_factor=0.2, total_iters=4).then(cosine(0.1, T_max=10), at=4)
>>> [round(lr(k), 4) for k in range(6)]
[0.02, 0.04, 0.06, 0.08, 0.1, 0.0976]
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from byhand.errors import InputError
from byhand.language.expr import Expr
from byhand.language.letters import PI
from byhand.language.parse import parse_expression
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression
from byhand.text import Text
from byhand.training.fans import check_choice
from byhand.training.optimizers import words


class Schedule(ABC):
    """A learning rate as a function of the number of steps taken."""

    @abstractmethod
    def __call__(self, k: int) -> float:
        """The learning rate after k steps."""

    def then(self, after: Schedule, at: int) -> Schedule:
        """This schedule for `at` steps, then another from its own beginning."""
        _whole("then", "at", at)
        return Sequence(self, after, at)

    def __mul__(self, other: Schedule) -> Schedule:
        return Product(self, other)


@dataclass(frozen=True)
class Sequence(Schedule):
    """One schedule after another (`torch.optim.lr_scheduler.SequentialLR`)."""

    first: Schedule
    after: Schedule
    at: int

    def __call__(self, k: int) -> float:
        """The learning rate after k steps."""
        return self.first(k) if k < self.at else self.after(k - self.at)


@dataclass(frozen=True)
class Product(Schedule):
    """The product of two schedules, as of a rate and a factor."""

    first: Schedule
    second: Schedule

    def __call__(self, k: int) -> float:
        """The learning rate after k steps."""
        return self.first(k) * self.second(k)


@dataclass(frozen=True, kw_only=True, repr=False)
class ScheduleRule:
    """One entry of the table: makes a schedule when it is called with `lr` and its settings.

    `formula` is over `lr`, `k` (the steps taken), the settings, and `n` (how often `k` has gone
    through `period`).
    """

    name: str
    formula: str
    settings: Mapping[str, Any]
    title: Text
    source: str
    period: str = ""
    wholes: tuple[str, ...] = ()

    def __call__(self, lr: float, *args: float, **settings: float) -> Formula:
        """A schedule with these settings; `InputError` for one that makes no sense."""
        if len(args) > len(self.settings):
            count = {"most": len(self.settings), "count": len(args)}
            raise InputError(words.TOO_MANY.fill(name=self.name, **count))
        for key in settings:
            check_choice(words.SETTING.fill(name=self.name), key, self.settings)
        given = dict(zip(self.settings, args, strict=False))
        found = {**self.settings, **given, **settings, "lr": lr}
        for key, value in found.items():
            if key in self.wholes:
                _whole(self.name, key, value)
            elif not _finite(value) or (key != "eta_min" and value < 0):
                wanted = words.FINITE if key == "eta_min" else words.AT_LEAST_0
                parts = {"key": key, "wanted": wanted, "value": repr(value)[:60]}
                raise InputError(words.NOT_NUMBER.fill(name=self.name, **parts))
        return Formula(self, found)

    def __repr__(self) -> str:
        return f"<schedule {self.name}(lr, {', '.join(self.settings)})>"


@dataclass(frozen=True)
class Formula(Schedule):
    """A schedule of the table with its settings."""

    rule: ScheduleRule
    settings: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def expr(self) -> Expr:
        """The formula, over `lr`, `k`, `n` and the settings."""
        return parse_expression(self.rule.formula)

    def at(self, k: int) -> dict[str, float]:
        """What the names in the formula stand for after k steps."""
        values = {**self.settings, "k": float(k)}
        if self.rule.period:
            values["n"] = float(k // int(self.settings[self.rule.period]))
        return values

    def __call__(self, k: int) -> float:
        """The learning rate after k steps."""
        return float(evaluate_expression(self.expr, self.at(k), FLOAT))

    def __repr__(self) -> str:
        inner = ", ".join(f"{key}={self.settings[key]:g}" for key in ("lr", *self.rule.settings))
        return f"{self.rule.name}({inner})"


def _finite(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value)


def _whole(name: str, key: str, value: Any) -> None:
    if not _finite(value) or value != int(value) or value < 1:
        parts = {"key": key, "wanted": words.WHOLE, "value": repr(value)[:60]}
        raise InputError(words.NOT_NUMBER.fill(name=name, **parts))


constant = ScheduleRule(
    name="constant",
    formula="lr",
    settings={},
    title=Text(en="constant", zh="恒定学习率"),
    source="",
)
step = ScheduleRule(
    name="step",
    formula="lr*gamma^n",
    settings={"step_size": 30, "gamma": 0.1},
    period="step_size",
    wholes=("step_size",),
    title=Text(en="step decay", zh="阶梯衰减"),
    source="torch.optim.lr_scheduler.StepLR",
)
exponential = ScheduleRule(
    name="exponential",
    formula="lr*gamma^k",
    settings={"gamma": 0.9},
    title=Text(en="exponential decay", zh="指数衰减"),
    source="torch.optim.lr_scheduler.ExponentialLR",
)
cosine = ScheduleRule(
    name="cosine",
    formula=f"eta_min + (lr - eta_min)*(1 + cos({PI}*k/T_max))/2",
    settings={"T_max": 100, "eta_min": 0.0},
    wholes=("T_max",),
    title=Text(en="cosine annealing", zh="余弦退火"),
    source="torch.optim.lr_scheduler.CosineAnnealingLR; Loshchilov and Hutter, “SGDR” (2017)",
)
warm_up = ScheduleRule(
    name="warm_up",
    formula="lr*(start_factor + (end_factor - start_factor)*min(k, total_iters)/total_iters)",
    settings={"start_factor": 1 / 3, "end_factor": 1.0, "total_iters": 5},
    wholes=("total_iters",),
    title=Text(en="linear warm-up", zh="线性预热"),
    source="torch.optim.lr_scheduler.LinearLR",
)

SCHEDULES = {s.name: s for s in (constant, step, exponential, cosine, warm_up)}
"""Every schedule by its name."""
