"""Surfaces on which optimizers are compared, and walks over them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from byhand.errors import InputError
from byhand.text import Text

if TYPE_CHECKING:
    from byhand.plots import Contours
    from byhand.training.optimizers.optimizer import Optimizer

FAR = 1e8
"""A walk that has come this far from 0 is over: it diverged."""


@dataclass(frozen=True)
class Surface:
    """A loss over two parameters x and y, where it starts, and the part of it that is drawn."""

    name: str
    title: Text
    program: str
    start: tuple[float, float]
    lowest: tuple[tuple[float, float], ...]
    """Its minima; empty where it has none."""
    x: tuple[float, float]
    y: tuple[float, float]
    source: str = ""

    @cached_property
    def function(self) -> Callable[..., tuple[float, dict[str, float]]]:
        """Its height and its gradient."""
        from byhand.emit.many import function_of
        from byhand.graph import build
        from byhand.language.parse import parse

        asked = {"of": None, "wrt": ["x", "y"], "constants": ()}
        return function_of(build(parse(self.program)), {}, asked, (), "float64", 1)

    def contours(self, count: int = 14) -> Contours:
        """Lines of equal height; around a minimum they are as dense as far from it."""
        import numpy as np

        from byhand.emit.many import function_of
        from byhand.graph import build
        from byhand.language.parse import parse
        from byhand.plots import Contours

        asked = {"of": None, "wrt": ["x"], "constants": ()}
        graph = build(parse(self.program))
        many = function_of(graph, {}, asked, ("x", "y"), "float64", 1)
        x, y = np.linspace(*self.x, 161), np.linspace(*self.y, 161)
        across, along = np.meshgrid(x, y)
        z = many(x=across.ravel(), y=along.ravel())[0].reshape(across.shape)
        low, high = z.min(), z.max()
        spacing = np.linspace(0.03, 1, count)
        levels = low + (high - low) * (spacing**3 if self.lowest else spacing)
        return Contours(x, y, z, levels)


@dataclass(frozen=True)
class Walk:
    """The points of a walk, x and y, and the loss at every one."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    losses: tuple[float, ...]

    @property
    def diverged(self) -> bool:
        """Whether it was broken off because it went to infinity."""
        return not math.isfinite(self.losses[-1]) or abs(self.x[-1]) + abs(self.y[-1]) > FAR


def walk(surface: Surface, optimizer: Optimizer, steps: int) -> Walk:
    """Some steps of an optimizer over a surface, broken off where they go to infinity.

    >>> from byhand import optim
    >>> [round(x, 3) for x in walk(RAVINE, optim.SGD(lr=0.4), 2).x]
    [-5.0, -4.6, -4.232]
    """
    params: dict[str, Any] = dict(zip("xy", surface.start, strict=True))
    stepper = optimizer.start(params)
    points: list[Mapping[str, float]] = [dict(params)]
    losses = [surface.function(**params)[0]]
    for _ in range(steps):
        here = {**params, **stepper.ahead()} if optimizer.ahead else params
        stepper.step(surface.function(**here)[1])
        points.append(dict(params))
        losses.append(_height(surface, params))
        if abs(params["x"]) + abs(params["y"]) > FAR:
            break
    xs, ys = (tuple(float(p[key]) for p in points) for key in "xy")
    return Walk(xs, ys, tuple(float(loss) for loss in losses))


def _height(surface: Surface, params: Mapping[str, float]) -> float:
    """The loss, which is infinite where it is too large for a float."""
    try:
        return surface.function(**params)[0]
    except InputError:
        return math.inf


RAVINE = Surface(
    "ravine",
    Text(en="A ravine", zh="峡谷"),
    "L = 0.1*x^2 + 2*y^2",
    (-5.0, -2.0),
    ((0.0, 0.0),),
    (-5.5, 2.5),
    (-2.6, 2.6),
    "Zhang, Lipton, Li and Smola, Dive into Deep Learning, section 12.6 (11.6 in the Chinese "
    "edition)",
)
SADDLE = Surface(
    "saddle",
    Text(en="A saddle", zh="鞍面"),
    "L = x^2 - y^2",
    (-1.0, 0.001),
    (),
    (-1.3, 1.3),
    (-1.5, 1.5),
)
ROSENBROCK = Surface(
    "rosenbrock",
    Text(en="Rosenbrock's valley", zh="Rosenbrock 函数"),
    "L = (1 - x)^2 + 100*(y - x^2)^2",
    (-1.2, 1.0),
    ((1.0, 1.0),),
    (-1.8, 1.8),
    (-0.8, 2.4),
    "Rosenbrock, The Computer Journal 3 (1960), 175–184",
)
BEALE = Surface(
    "beale",
    Text(en="Beale's function", zh="Beale 函数"),
    "L = (1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    (1.0, 1.0),
    ((3.0, 0.5),),
    (-0.5, 4.5),
    (-1.5, 1.5),
    "Moré, Garbow and Hillstrom, ACM TOMS 7 (1981), problem 5",
)
HIMMELBLAU = Surface(
    "himmelblau",
    Text(en="Himmelblau's function", zh="Himmelblau 函数"),
    "L = (x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    (0.0, 0.0),
    (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    ),
    (-5.0, 5.0),
    (-5.0, 5.0),
    "Himmelblau, Applied Nonlinear Programming (1972)",
)
SURFACES = {s.name: s for s in (RAVINE, SADDLE, ROSENBROCK, BEALE, HIMMELBLAU)}
