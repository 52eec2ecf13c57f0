"""The experiments with optimizers against loops in plain NumPy, closed forms, and autograd."""

from __future__ import annotations

import math
from typing import Any

import autograd
import autograd.numpy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.errors import InputError
from byhand.training.experiments.ravine import ACROSS, ALONG, spectral_radius
from byhand.training.experiments.surfaces import SURFACES
from byhand.training.lessons.table import lesson

anp: Any = autograd.numpy
grad: Any = autograd.grad
hessian: Any = autograd.hessian

BY_HAND: dict[str, Any] = {
    "ravine": lambda v: 0.1 * v[0] ** 2 + 2 * v[1] ** 2,
    "saddle": lambda v: v[0] ** 2 - v[1] ** 2,
    "rosenbrock": lambda v: (1 - v[0]) ** 2 + 100 * (v[1] - v[0] ** 2) ** 2,
    "beale": lambda v: sum(
        (c - v[0] * (1 - v[1] ** n)) ** 2 for n, c in ((1, 1.5), (2, 2.25), (3, 2.625))
    ),
    "himmelblau": lambda v: (v[0] ** 2 + v[1] - 11) ** 2 + (v[0] + v[1] ** 2 - 7) ** 2,
}


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_and_its_minima(name: str) -> None:
    surface, by_hand = SURFACES[name], BY_HAND[name]
    for x, y in np.random.default_rng(0).uniform(-2, 2, (5, 2)):
        value, gradient = surface.function(x=float(x), y=float(y))
        point = anp.array([x, y])
        assert value == pytest.approx(by_hand(point)), (value, by_hand(point))
        expected = grad(by_hand)(point)
        assert np.allclose([gradient["x"], gradient["y"]], expected), (gradient, expected)
    for place in surface.lowest:
        point = anp.array(place)
        assert np.abs(grad(by_hand)(point)).max() < 1e-9, place
        assert np.linalg.eigvalsh(hessian(by_hand)(point)).min() > 0, place


def test_the_ravine_is_two_geometric_sequences() -> None:
    found = lesson("ravine", {"safe": 0.3, "steps": 15}).result.safe
    t = np.arange(16)
    assert np.allclose(found.x, -5 * (1 - 0.3 * ALONG) ** t)
    assert np.allclose(found.y, -2 * (1 - 0.3 * ACROSS) ** t)
    assert np.allclose(hessian(BY_HAND["ravine"])(anp.zeros(2)), np.diag([ALONG, ACROSS]))


@given(st.floats(0.01, 2), st.floats(0, 0.99), st.floats(0.1, 5))
@settings(max_examples=60, deadline=None)
def test_the_radius_of_momentum_is_that_of_its_matrix(rate: float, mu: float, h: float) -> None:
    matrix = np.array([[1 + mu - rate * h, -mu], [1, 0]])
    expected = np.abs(np.linalg.eigvals(matrix)).max()
    found = spectral_radius(rate, mu, h)
    assert found == pytest.approx(expected, rel=1e-6), (found, expected)


def test_momentum_in_the_ravine() -> None:
    found = lesson("ravine", {}).result.momentum
    point, velocity, path = np.array([-5.0, -2.0]), np.zeros(2), []
    for _ in range(21):
        path.append(point)
        velocity = 0.5 * velocity + np.array([ALONG, ACROSS]) * point
        point = point - 0.6 * velocity
    assert np.allclose(np.transpose([found.x, found.y]), path)


def test_momentum_shrinks_the_distance_by_the_root_of_itself() -> None:
    page = lesson("ravine", {})
    assert page.numbers["radius"] == pytest.approx(math.sqrt(0.5))
    point, velocity = np.array([-5.0, -2.0]), np.zeros(2)
    for _ in range(20):
        velocity = 0.5 * velocity + np.array([ALONG, ACROSS]) * point
        point = point - 0.6 * velocity
    shrunk = (np.linalg.norm(point) / math.sqrt(29)) ** (1 / 20)
    assert page.numbers["measured"] == pytest.approx(shrunk)
    long = lesson("ravine", {"steps": 200}).numbers["measured"]
    assert long == pytest.approx(math.sqrt(0.5), rel=0.01), long


@pytest.mark.parametrize(("mu", "turning"), [(0.5, True), (0.1, False), (0.9, True), (0.0, False)])
def test_the_roots_of_momentum_are_complex_or_not(mu: float, turning: bool) -> None:
    page = lesson("ravine", {"momentum": mu})
    roots = [np.roots([1, -(1 + mu - 0.6 * h), mu]) for h in (ALONG, ACROSS)]
    assert all(np.iscomplexobj(r) for r in roots) == turning == page.result.turning, roots
    assert ("complex roots" in str(page)) == turning
    assert page.result.radius == pytest.approx(np.abs(roots).max())


@pytest.mark.parametrize("beside", [1e-6, 0.001, 0.1])
def test_the_escape_from_a_saddle(beside: float) -> None:
    page = lesson("saddle", {"beside": beside, "steps": 400})
    expected = next(t for t in range(500) if beside * 1.1**t >= 1)
    assert page.result.escape("gd") == expected, (page.result.escape("gd"), expected)
    assert lesson("saddle", {"noise": 0}).result.noise_escape == math.inf


def test_the_rates_of_adagrad_and_rmsprop() -> None:
    result = lesson("adagrad_rate", {"steps": 50}).result
    for walk, decay in ((result.adagrad, 1.0), (result.rmsprop, 0.99)):
        w, total, rates = 20.0, 0.0, []
        for _ in range(50):
            g = w / math.sqrt(1 + w * w)
            total = decay * total + (1.0 if decay == 1 else 1 - decay) * g * g
            rates.append(0.1 / math.sqrt(total))
            w -= rates[-1] * g
        assert np.allclose(walk.rates, rates, rtol=1e-6), (walk.rates[-1], rates[-1])
        assert walk.weights[-1] == pytest.approx(w, rel=1e-7), (walk.weights[-1], w)


def test_the_slope_that_adagrad_is_too_slow_for() -> None:
    numbers = lesson("adagrad_rate", {}).numbers
    w, total, step = 20.0, 0.0, 0
    while w > 0.1:
        g = w / math.sqrt(1 + w * w)
        total += g * g
        w -= 0.1 / math.sqrt(total) * g
        step += 1
        if step == 300:
            assert numbers["stuck"] == pytest.approx(w), (numbers["stuck"], w)
    assert step == pytest.approx(numbers["needed"], rel=0.2), (step, numbers["needed"])


def test_the_rate_of_rmsprop_falls_and_rises_again() -> None:
    numbers = lesson("adagrad_rate", {}).numbers
    w, mean, rates = 20.0, 0.0, []
    for _ in range(300):
        g = w / math.sqrt(1 + w * w)
        mean = 0.99 * mean + 0.01 * g * g
        rates.append(0.1 / math.sqrt(mean))
        w -= rates[-1] * g
    assert rates.index(min(rates)) == 91, rates.index(min(rates))
    expected = {"highest": rates[0], "least": min(rates), "again": rates[-1]}
    found = {key: numbers[key] for key in expected}
    assert found == pytest.approx(expected, rel=1e-4), (found, expected)


def test_the_steps_of_adam_under_a_constant_gradient() -> None:
    page = lesson("adam_bias", {"steps": 40})
    t = np.arange(1, 41)
    factors = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert np.allclose(-np.diff(page.result.without.weights) / -0.01, factors, rtol=1e-5)
    assert np.allclose(np.diff(page.result.with_it.weights), 0.01, rtol=1e-6)
    assert page.numbers["at"] == 1 + np.argmax(factors) == 12
    assert page.numbers["peak"] == pytest.approx(factors.max(), rel=1e-5)
    assert page.numbers["factor"] == pytest.approx(math.sqrt(10)), "0.1 over the root of 0.001"


@pytest.mark.parametrize(("gradient", "sign"), [(-0.5, "−"), (0.5, "")])
def test_the_first_step_of_adam_has_the_sign_of_the_gradient(gradient: float, sign: str) -> None:
    told = str(lesson("adam_bias", {"gradient": gradient, "steps": 20}))
    assert f"≈ {sign}3.1623\n" in told, told
    assert f"= {sign}1\n" in told, told


def test_adam_needs_a_gradient() -> None:
    with pytest.raises(InputError, match="gradient of 0"):
        lesson("adam_bias", {"gradient": 0})


def test_the_noise_of_batches() -> None:
    page = lesson("batch_noise", {})
    result = page.result
    for size in result.sizes[:-1]:
        ratio = result.measured[size] / result.predicted[size]
        assert abs(ratio - 1) < 0.05, (result.measured[size], result.predicted[size])
    assert result.measured[256] < 1e-12
    rng = np.random.default_rng(0)
    x = rng.normal(size=256)
    y = 2 * x - 1 + rng.normal(size=256)
    # Without replacement two samples are correlated by −1/(N − 1), so the mean of 32 of them has
    # the variance (1 − 31/255)/32 of a sample.
    predicted = math.sqrt(32 / (1 - 31 / 255))
    assert page.numbers["predicted"] == pytest.approx(predicted)
    assert page.numbers["sigma"] == pytest.approx(np.std(-2 * y * x))
    assert page.numbers["updates"] == 12 * 256
    assert page.numbers["most"] == 4 * 12 * 256 / 32
    slope, offset = np.polyfit(x, y, 1)
    assert result.lowest == pytest.approx(np.mean((slope * x + offset - y) ** 2))
    w = b = 0.0
    for cost in result.costs[256]:
        error = w * x + b - y
        assert cost == pytest.approx(np.mean(error**2))
        w, b = w - 0.1 * np.mean(error * x), b - 0.1 * np.mean(error)


@pytest.mark.parametrize("batch", [100, 255, 256, 5000])
def test_a_batch_is_smaller_than_all_samples(batch: int) -> None:
    page = lesson("batch_noise", {"batch": batch, "epochs": 2})
    assert page.result.sizes == [1, min(batch, 255), 256]
    assert page.claims[0].holds == (
        abs(page.numbers["ratio"] / page.numbers["predicted"] - 1) < 0.05
    )


def test_who_leaves_the_saddle_first() -> None:
    """Along y the saddle is y' = -(-2y), whatever x does; every rule is written out."""
    numbers = lesson("paths", {}).numbers
    count: dict[str, int] = {}
    for name, keep, share in (("s1", 0.99, 0.01), ("s3", 1.0, 1.0)):
        y, total, count[name] = 0.001, 0.0, 0
        while y < 1:
            total = keep * total + share * 4 * y * y
            y += 0.05 * 2 * y / math.sqrt(total)
            count[name] += 1
    y, m, v, t = 0.001, 0.0, 0.0, 0
    while y < 1:
        t += 1
        m, v = 0.9 * m + 0.1 * 2 * y, 0.999 * v + 0.001 * 4 * y * y
        y += 0.05 * m / (1 - 0.9**t) / math.sqrt(v / (1 - 0.999**t))
    count["s2"] = t
    y, velocity, count["s4"] = 0.001, 0.0, 0
    while y < 1:
        velocity = 0.9 * velocity + 2 * y
        y += 0.05 * velocity
        count["s4"] += 1
    count["s5"] = math.ceil(math.log(1000) / math.log(1.1))
    assert {key: numbers[key] for key in count} == count


def test_the_last_to_reach_the_minimum_of_beale() -> None:
    page = lesson("paths", {})
    arrived = {}
    for name, walked in page.result.walks["beale"].items():
        near = np.hypot(np.array(walked.x) - 3, np.array(walked.y) - 0.5) <= 0.05
        arrived[name] = len(near) - int(np.argmin(near[::-1]))
    assert max(arrived, key=arrived.__getitem__) == "sgd", arrived
    assert min(arrived, key=arrived.__getitem__) == "adam", arrived
    assert [page.numbers["b1"], page.numbers["b2"]] == [arrived["sgd"], arrived["adam"]]


def test_paths_of_gradient_descent_and_adam() -> None:
    walks = lesson("paths", {"steps": 60}).result.walks["beale"]
    slope = grad(BY_HAND["beale"])
    point = anp.array([1.0, 1.0])
    for x, y in zip(walks["sgd"].x, walks["sgd"].y, strict=True):
        assert np.allclose([x, y], point), ([x, y], point)
        point = point - 0.05 * slope(point)
    point, m, v = anp.array([1.0, 1.0]), 0.0, 0.0
    for t in range(1, 61):
        g = slope(point)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        point = point - 0.2 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    end = [walks["adam"].x[-1], walks["adam"].y[-1]]
    assert np.allclose(end, point), (end, point)
