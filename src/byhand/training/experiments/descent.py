"""The walk of one weight down the loss of a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byhand.training.optimizers.optimizer import Optimizer


@dataclass(frozen=True)
class Descent:
    """The weight and its loss before the first and after every step, and the gradients."""

    weights: tuple[float, ...]
    losses: tuple[float, ...]
    gradients: tuple[float, ...]

    @property
    def rates(self) -> tuple[float, ...]:
        """What every step multiplied its gradient by: the effective learning rate."""
        pairs = zip(self.weights, self.weights[1:], self.gradients, strict=False)
        return tuple((before - after) / slope for before, after, slope in pairs)


def descend(
    program: str, optimizer: Optimizer, start: float, steps: int, **fixed: float
) -> Descent:
    """Some steps of an optimizer on the weight `w` of a program; other inputs are fixed.

    >>> from byhand import optim
    >>> descend("L = w^2", optim.SGD(lr=0.25), 4, 2).weights
    (4.0, 2.0, 1.0)
    """
    from byhand.emit.many import function_of
    from byhand.graph import build
    from byhand.language.parse import parse

    asked = {"of": None, "wrt": ["w"], "constants": ()}
    loss = function_of(build(parse(program)), {}, asked, (), "float64", 1)
    params = {"w": float(start)}
    stepper = optimizer.start(params)
    weights, losses, gradients = [], [], []
    for step in range(steps + 1):
        value, slopes = loss(w=params["w"], **fixed)
        weights.append(params["w"])
        losses.append(value)
        gradients.append(slopes["w"])
        if step < steps:
            stepper.step(slopes)
    return Descent(tuple(weights), tuple(losses), tuple(gradients))
