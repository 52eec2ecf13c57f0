"""What can be computed about an activation: its range, where it saturates, what it costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from byhand.training.curves import curve
from byhand.training.facts.counting import Count, slope_count, value_count

FLAT = 1e-3
"""A slope below this lets nothing through that matters."""
_REACH = 60.0
"""Far enough out for every activation to have settled."""


@dataclass(frozen=True)
class Profile:
    """The computed properties of an activation of one number."""

    name: str
    low: float
    """The infimum of its values; −inf where it has none."""
    high: float
    odd: bool
    """Whether f(−x) = −f(x), so that normal inputs give outputs with mean 0."""
    mean: float
    """The mean of its outputs for standard normal inputs."""
    variance: float
    """The variance of its outputs for standard normal inputs."""
    square: float
    """The mean of its squared slope for standard normal inputs."""
    flat_below: float
    """Left of this the slope stays below `FLAT`; −inf where it does not."""
    flat_above: float
    """Right of this the slope stays below `FLAT`; inf where it does not."""
    steepest: float
    least: float
    """The least slope of those computed; negative where it is not monotone."""
    jump: float
    """By how much the slope jumps at 0."""
    dead: bool
    """Whether the slope is exactly 0 for all negative inputs."""
    value: Count
    slope: Count

    @property
    def saturates(self) -> bool:
        """Whether the slope dies out on both sides."""
        return math.isfinite(self.flat_below) and math.isfinite(self.flat_above)


def profile(name: str) -> Profile:
    """The computed properties of an activation.

    >>> p = profile("sigmoid")
    >>> p.low, p.high, round(p.flat_above, 4), p.steepest
    (0.0, 1.0, 6.9058, 0.25)
    """
    import numpy as np

    found = curve(name)
    x = np.linspace(-_REACH, _REACH, 120_001)
    values, slopes = found.value(x), found.slope(x)
    # Gauss's two places of every cell; a slope that jumps at 0 has no value there.
    middles, apart = (x[1:] + x[:-1]) / 2, (x[1] - x[0]) / math.sqrt(12)
    between = np.concatenate([middles - apart, middles + apart])
    density = np.exp(-(between**2) / 2)
    density = density / density.sum()
    outputs = found.value(between)
    mean = float(density @ outputs)
    return Profile(
        name,
        low=_limit(found.value, -1, float(values.min())),
        high=_limit(found.value, 1, float(values.max())),
        odd=bool(np.allclose(found.value(-x), -values, atol=1e-12)),
        mean=settled(mean),
        variance=float(density @ (outputs - mean) ** 2),
        square=float(density @ found.slope(between) ** 2),
        flat_below=_edge(found.slope, x[::-1], slopes[::-1]),
        flat_above=_edge(found.slope, x, slopes),
        steepest=float(slopes.max()),
        least=float(slopes.min()),
        jump=settled(float(np.diff(found.slope(np.array([-1e-12, 1e-12])))[0])),
        dead=not slopes[x < 0].any(),
        value=value_count(name),
        slope=slope_count(name),
    )


def settled(value: float) -> float:
    """A number of the size of rounding errors is 0."""
    return 0.0 if abs(value) < 1e-9 else value


def _limit(value: Callable[[Any], Any], side: int, extreme: float) -> float:
    """The extreme value on one side: a limit, a turning point, or infinity."""
    import numpy as np

    near, far = (float(v) for v in value(np.array([side * _REACH, 4 * side * _REACH])))
    if abs(far - near) > 1e-6:
        return math.copysign(math.inf, far) if (far > near) == (side > 0) else extreme
    return round(extreme, 9) + 0.0


def _edge(slope: Callable[[Any], Any], x: Any, slopes: Any) -> float:
    """From where on, towards the end of a grid, the slope stays below `FLAT`."""
    import numpy as np

    steep = np.flatnonzero(np.abs(slopes) >= FLAT)
    if steep[-1] == len(x) - 1:
        return math.copysign(math.inf, x[-1])
    inner, outer = float(x[steep[-1]]), float(x[steep[-1] + 1])
    for _ in range(60):
        middle = (inner + outer) / 2
        if abs(float(slope(np.array([middle]))[0])) >= FLAT:
            inner = middle
        else:
            outer = middle
    return outer
