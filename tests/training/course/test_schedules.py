"""The page of schedules against recursions written out and formulas of probability."""

from __future__ import annotations

import math

import numpy as np
import pytest

from byhand.training.course.schedules import schedules_of
from byhand.training.lessons.table import lesson

GIVEN = {"lr": 0.3, "steps": 90, "noise": 0.5, "start": 2.0, "seed": 4}


def test_every_rate_by_hand() -> None:
    found = schedules_of(GIVEN)
    for k in range(90):
        expected = {
            "constant": 0.3,
            "step": 0.3 * 0.1 ** (k // 30),
            "exponential": 0.3 * 10 ** (-2 * k / 90),
            "cosine": 0.15 * (1 + math.cos(math.pi * k / 90)),
            "warm_up": 0.3 * (0.1 + 0.9 * min(k, 9) / 9),
            "both": 0.3 * (0.1 + 0.1 * k)
            if k < 9
            else 0.15 * (1 + math.cos(math.pi * (k - 9) / 81)),
        }
        rates = {name: schedule(k) for name, schedule in found.items()}
        assert rates == pytest.approx(expected, rel=1e-12), k


def test_the_mean_loss_is_that_of_the_recursion_of_mean_and_variance() -> None:
    result = lesson("schedules", GIVEN).result
    for name, rates in result.rates.items():
        mean, variance = 2.0, 0.0
        for t, rate in enumerate(rates):
            expected = (mean**2 + variance) / 2
            error = 5 * math.sqrt((2 * variance**2 + 4 * mean**2 * variance) / 400) / 2
            found = float(result.losses[name][t])
            assert abs(found - expected) <= error + 1e-12, (name, t, found, expected)
            mean, variance = (1 - rate) * mean, (1 - rate) ** 2 * variance + (0.5 * rate) ** 2
    assert result.floor == pytest.approx(variance_at_rest(0.3, 0.5) / 2)


def variance_at_rest(rate: float, noise: float) -> float:
    """The fixed point of the recursion, by going on until nothing changes."""
    variance = 0.0
    for _ in range(10_000):
        variance = (1 - rate) ** 2 * variance + (rate * noise) ** 2
    return variance


def test_walks_that_do_not_fit_the_noise_are_told() -> None:
    page = lesson("schedules", {"steps": 20, "start": 100.0})
    assert [claim.holds for claim in page.claims] == [False, False], page.numbers
    assert np.isfinite(page.result.end("constant"))
