"""Drawing the entries of an array from a distribution, seeded."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from byhand.errors import InputError
from byhand.text import Text

if TYPE_CHECKING:
    import numpy as np

# Below so many standard deviations of width a truncated normal is drawn from the interval itself.
_NARROW = 2.5
# A mean this far outside leaves an interval where next to nothing is ever drawn.
_FAR = 2.0

_NEGATIVE = Text(
    en="{name}: a standard deviation cannot be negative; it is {value}.",
    zh="{name}：标准差不能为负，这里是 {value}。",
)
_REVERSED = Text(
    en="{name}: the lower end {low} lies above the upper end {high}.",
    zh="{name}：区间下端 {low} 大于上端 {high}。",
)
_FAR_AWAY = Text(
    en="{name}: the mean {mean} lies more than two standard deviations outside [{low}, {high}].",
    zh="{name}：均值 {mean} 在区间 [{low}, {high}] 之外，且相距超过两个标准差。",
)
_MATRIX = Text(
    en="{name} needs an array with at least 2 axes; this one has shape {shape}.",
    zh="{name} 要求数组至少有 2 个轴，而这里的形状是 {shape}。",
)


def constant(rng: np.random.Generator, shape: Sequence[int], value: float) -> Any:
    """The same number everywhere."""
    return value


def uniform(rng: np.random.Generator, shape: Sequence[int], low: float, high: float) -> Any:
    """Any number of an interval, all equally likely."""
    return rng.uniform(low, high, shape)


def normal(rng: np.random.Generator, shape: Sequence[int], mean: float, std: float) -> Any:
    """The normal distribution."""
    return rng.normal(mean, std, shape)


def truncated(
    rng: np.random.Generator, shape: Sequence[int], mean: float, std: float, low: float, high: float
) -> Any:
    """The normal distribution with what falls outside the interval drawn again."""
    import numpy as np

    if std == 0 or low == high:
        return np.full(shape, min(max(mean, low), high))
    drawn = np.empty(math.prod(shape))
    missing = np.arange(drawn.size)
    peak = min(max(mean, low), high)
    while missing.size:
        if high - low < _NARROW * std:
            tried = rng.uniform(low, high, missing.size)
            height = ((tried - mean) ** 2 - (peak - mean) ** 2) / (2 * std**2)
            taken = rng.uniform(size=missing.size) < np.exp(-height)
        else:
            tried = rng.normal(mean, std, missing.size)
            taken = (tried >= low) & (tried <= high)
        drawn[missing[taken]] = tried[taken]
        missing = missing[~taken]
    return drawn.reshape(shape)


def orthogonal(rng: np.random.Generator, shape: Sequence[int], gain: float) -> Any:
    """Rows, or columns where there are fewer, of length `gain` at right angles to each other.

    The first axis makes the rows. The signs of R are moved into Q, or the draw would not be
    uniform over all rotations: Mezzadri, "How to generate random matrices" (2007).
    """
    import numpy as np

    rows, columns = shape[0], math.prod(shape[1:])
    tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return gain * (q.T if rows < columns else q).reshape(shape)


DRAWS: dict[str, Callable[..., Any]] = {
    "constant": constant,
    "uniform": uniform,
    "normal": normal,
    "truncated": truncated,
    "orthogonal": orthogonal,
}


def check(name: str, kind: str, shape: Sequence[int], numbers: Mapping[str, float]) -> None:
    """Raise `InputError` for numbers that no distribution has, or a shape without a matrix."""
    if kind == "orthogonal" and (len(shape) < 2 or 0 in shape):
        raise InputError(_MATRIX.fill(name=name, shape=tuple(shape)))
    if numbers.get("std", 0.0) < 0:
        raise InputError(_NEGATIVE.fill(name=name, value=numbers["std"]))
    if "low" not in numbers:
        return
    low, high = numbers["low"], numbers["high"]
    if low > high:
        raise InputError(_REVERSED.fill(name=name, low=low, high=high))
    if kind == "truncated":
        mean, reach = numbers["mean"], _FAR * numbers["std"]
        if mean < low - reach or mean > high + reach:
            raise InputError(_FAR_AWAY.fill(name=name, mean=mean, low=low, high=high))


def variance(kind: str, shape: Sequence[int], numbers: Mapping[str, float]) -> float:
    """The variance of one entry."""
    match kind:
        case "constant":
            return 0.0
        case "uniform":
            return (numbers["high"] - numbers["low"]) ** 2 / 12
        case "normal":
            return numbers["std"] ** 2
        case "orthogonal":  # min(m, n) directions of length gain, spread over m·n entries
            return numbers["gain"] ** 2 / max(shape[0], math.prod(shape[1:]))
        case _:
            return _truncated_variance(**numbers)


def _truncated_variance(mean: float, std: float, low: float, high: float) -> float:
    """Johnson, Kotz and Balakrishnan, "Continuous Univariate Distributions" (1994), 13.10.1."""
    if std == 0 or low == high:
        return 0.0
    ends = [(edge - mean) / std for edge in (low, high)]
    density = [math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi) for x in ends]
    inside = (math.erf(ends[1] / math.sqrt(2)) - math.erf(ends[0] / math.sqrt(2))) / 2
    shift = (density[0] - density[1]) / inside
    edges = (ends[0] * density[0] - ends[1] * density[1]) / inside
    return std**2 * (1 + edges - shift**2)
