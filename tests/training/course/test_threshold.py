"""Logistic regression and its thresholds, sample by sample in plain loops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from byhand.plots import Plot
from byhand.training.course.threshold import Counts
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

GIVEN = [{}, {"samples": 60, "lr": 0.3, "steps": 80, "seed": 12}]
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)


@pytest.fixture(scope="module", params=GIVEN, ids=["defaults", "others"])
def page(request: pytest.FixtureRequest) -> Lesson:
    return lesson("threshold", request.param)


@pytest.fixture(scope="module")
def clouds(page: Lesson) -> tuple[Any, Any]:
    """Two clouds, the second around (1.5, 1)."""
    half = page.settings["samples"] // 2
    x = np.random.default_rng(page.settings["seed"]).normal(size=(2 * half, 2))
    x[half:] += [1.5, 1.0]
    return x, [0] * half + [1] * half


@pytest.fixture(scope="module")
def model(page: Lesson, clouds: tuple[Any, Any]) -> tuple[float, float, float]:
    """Weights and bias after gradient descent on the cross-entropy: p − y, times the input."""
    x, y = clouds
    rows, u, v, b = x.tolist(), 0.0, 0.0, 0.0
    for _ in range(page.settings["steps"]):
        delta = [
            1 / (1 + math.exp(-(u * r + v * s + b))) - t for (r, s), t in zip(rows, y, strict=True)
        ]
        rate = page.settings["lr"] / len(rows)
        u -= rate * sum(d * r for d, (r, _) in zip(delta, rows, strict=True))
        v -= rate * sum(d * s for d, (_, s) in zip(delta, rows, strict=True))
        b -= rate * sum(delta)
    return u, v, b


def test_the_trained_model(page: Lesson, model: tuple[float, float, float]) -> None:
    found = (page.numbers["w1"], page.numbers["w2"], page.numbers["b"])
    assert found == pytest.approx(model, rel=1e-8), (found, model)
    assert page.numbers["steps"] == page.settings["steps"]
    assert page.numbers["count"] == page.settings["samples"]


def tally(clouds: tuple[Any, Any], model: tuple[float, float, float], t: float) -> dict[str, int]:
    """By the side of the boundary on which a sample lies, without a probability."""
    u, v, b = model
    found = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for (r, s), y in zip(clouds[0].tolist(), clouds[1], strict=True):
        called = u * r + v * s >= math.log(t) - math.log(1 - t) - b
        found[("t" if called == (y == 1) else "f") + ("p" if called else "n")] += 1
    return found


@pytest.mark.parametrize("t", THRESHOLDS)
def test_the_counts(
    page: Lesson, clouds: tuple[Any, Any], model: tuple[float, float, float], t: float
) -> None:
    counts, expected = page.result.counts[t], tally(clouds, model, t)
    found = {key: getattr(counts, key) for key in expected}
    assert found == expected, (t, found, expected)
    called = expected["tp"] + expected["fp"]
    right = expected["tp"] + expected["tn"]
    assert counts.accuracy == right / len(clouds[1])
    assert counts.recall == expected["tp"] / sum(clouds[1])
    precision = expected["tp"] / called if called else math.nan
    assert counts.precision == pytest.approx(precision, nan_ok=True), (counts, precision)


def test_the_numbers_of_the_page(
    page: Lesson, clouds: tuple[Any, Any], model: tuple[float, float, float]
) -> None:
    low, middle, high = (tally(clouds, model, t) for t in (0.1, 0.5, 0.9))
    half = sum(clouds[1])
    expected = {
        "many": low["tp"] + low["fp"],
        "few": high["tp"] + high["fp"],
        "r1": low["tp"] / half,
        "r2": high["tp"] / half,
        "p1": low["tp"] / (low["tp"] + low["fp"]),
        "p2": high["tp"] / (high["tp"] + high["fp"]),
        "accuracy": (middle["tp"] + middle["tn"]) / (2 * half),
        "low": 0.1,
        "high": 0.9,
        "middle": 0.5,
        "thresholds": 5,
    }
    found = {key: page.numbers[key] for key in expected}
    assert found == pytest.approx(expected, rel=1e-12), (found, expected)


def test_the_claims_are_what_the_counts_say(
    page: Lesson, clouds: tuple[Any, Any], model: tuple[float, float, float]
) -> None:
    found = [tally(clouds, model, t) for t in THRESHOLDS]
    recall = [c["tp"] for c in found]
    assert recall == sorted(recall, reverse=True), "text, not a claim: it cannot be otherwise"
    precision = [c["tp"] / (c["tp"] + c["fp"]) for c in (found[0], found[-1])]
    right = [c["tp"] + c["tn"] for c in found]
    rises = recall[-1] < recall[0] and precision[1] > precision[0]
    best = right.count(max(right)) == 1 and right[2] == max(right)
    assert [claim.holds for claim in page.claims] == [rises, best], (precision, right)


def test_precision_of_nothing_is_no_number() -> None:
    assert math.isnan(Counts(tp=0, fp=0, fn=3, tn=4).precision)


@pytest.mark.parametrize(("panel", "t"), [(0, 0.1), (1, 0.5), (2, 0.9)])
def test_the_boundary_that_is_drawn(
    page: Lesson, model: tuple[float, float, float], panel: int, t: float
) -> None:
    """Where the drawn probability is t: for t = 0.5 the line crosses the axis at −b/w₁."""
    u, _, b = model
    plot = page.plot("threshold")
    assert isinstance(plot, Plot)
    contours = plot.panels[panel].contours
    assert contours is not None
    assert contours.boundary == t
    row = int(np.argmin(np.abs(np.asarray(contours.y))))
    height = float(contours.y[row])
    crossing = float(np.interp(t, contours.z[row], contours.x))
    expected = (math.log(t / (1 - t)) - b - model[1] * height) / u
    if contours.x[0] < expected < contours.x[-1]:
        assert crossing == pytest.approx(expected, abs=0.01), (t, crossing, expected)
    else:
        assert crossing in (contours.x[0], contours.x[-1]), (t, crossing, expected)
