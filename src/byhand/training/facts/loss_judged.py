"""Whether a run of a loss shows what the course says of it, and with which numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byhand.training.facts.losses import Result

Judged = tuple[bool, dict[str, float]]
_SAMPLE = (0.0, 1.0, 2.0, 3.0, 100.0)
"""Four ordinary targets and an outlier."""


def outlier(result: Result) -> Judged:
    """The best single prediction is the mean, which one outlier carries away."""
    from byhand.training.facts.losses import best_constant

    best = best_constant(result.loss, _SAMPLE)
    mean = sum(_SAMPLE) / len(_SAMPLE)
    return math.isclose(best, mean), {"best": best, "mean": mean}


def robust(result: Result) -> Judged:
    """The best single prediction stays among the ordinary targets."""
    from byhand.training.facts.losses import best_constant

    best = best_constant(result.loss, _SAMPLE)
    return best < 3, {"best": best, "mean": sum(_SAMPLE) / len(_SAMPLE)}


def grows(result: Result) -> Judged:
    """The slope grows in proportion to the distance."""
    s1, s100 = (abs(result.slope(x, 0)) for x in (1.0, 100.0))
    return math.isclose(s100, 100 * s1), {"s1": s1, "s100": s100}


def bounded(result: Result) -> Judged:
    """The slope does not grow with the distance."""
    s100, s1000 = (abs(result.slope(x, 0)) for x in (100.0, 1000.0))
    return s100 == s1000, {"s100": s100}


def punishes(result: Result) -> Judged:
    """The loss at three probabilities of what happened."""
    values = {p: -math.log(p) for p in (0.5, 0.1, 0.01)}
    found = {p: _value(result, p, 1) for p in values}
    holds = all(math.isclose(found[p], values[p]) for p in values)
    return holds, {"half": found[0.5], "tenth": found[0.1], "hundredth": found[0.01]}


def _value(result: Result, x: float, y: float) -> float:
    from byhand.training.facts.losses import evaluated

    return evaluated(result.loss, x, y)[0]


def no_vanishing(result: Result) -> Judged:
    """The slope at a confident mistake against that of the squared error of a sigmoid."""
    z = -6.0
    p = 1 / (1 + math.exp(-z))
    squared = 2 * (p - 1) * p * (1 - p)
    slope = result.slope(z, 1)
    return abs(slope) > 100 * abs(squared), {"z": z, "slope": slope, "squared": squared}


def is_difference(result: Result) -> Judged:
    """The slope is probability minus target."""
    z = 1.0
    p = 1 / (1 + math.exp(-z))
    slope = result.slope(z, 0)
    return math.isclose(slope, p), {"slope_1": slope, "p": p}


def margin(result: Result) -> Judged:
    """Nothing is lost, and nothing learned, beyond the margin."""
    inside, outside = result.slope(0.5, 1), result.slope(1.5, 1)
    return outside == 0 and inside != 0, {"inside": inside, "outside": outside}


def difference(result: Result) -> Judged:
    """The slope with respect to a logit is probability minus one-hot target."""
    z1, z2, z3 = (result.loss.at[f"z_{i}"] for i in (1, 2, 3))
    p = math.exp(z1) / (math.exp(z1) + math.exp(z2) + math.exp(z3))
    slope = result.slope(z1, 0)
    return math.isclose(slope, p - 1), {"slope": slope, "p": p}


def never_negative(result: Result) -> Judged:
    """The least value is 0, and it is taken where the two distributions are equal, only there."""
    p, values = result.loss.at["p"], next(iter(result.values.values()))
    least = abs(_value(result, p, 0))
    elsewhere = values[abs(result.x - p) > 1e-9]
    return least < 1e-15 and bool((elsewhere > 0).all()), {"least": least, "p": p}


def not_symmetric(result: Result) -> Judged:
    """Either direction has its own value."""
    p, q = result.loss.at["p"], 0.9

    def kl(a: float, b: float) -> float:
        return a * math.log(a / b) + (1 - a) * math.log((1 - a) / (1 - b))

    there, back = _value(result, q, 0), kl(q, p)
    return math.isclose(there, kl(p, q)) and abs(there - back) > 0.01, {
        "there": there,
        "back": back,
        "q": q,
    }
