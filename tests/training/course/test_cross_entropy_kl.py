"""Cross-entropy, entropy and KL divergence by logarithms, their gradients by differences."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.plots import Plot
from byhand.training.course.cross_entropy_kl import Result
from byhand.training.lessons.table import lesson

LOGITS = (0.5, 0.2, -0.3)


def softmax(z: tuple[float, ...]) -> list[float]:
    """Around the largest logit, in which it is the same."""
    shifted = [math.exp(v - max(z)) for v in z]
    return [v / math.fsum(shifted) for v in shifted]


def cross(p: list[float], z: tuple[float, ...]) -> float:
    return -math.fsum(a * math.log(b) for a, b in zip(p, softmax(z), strict=True))


def kl(p: list[float], z: tuple[float, ...]) -> float:
    pairs = zip(p, softmax(z), strict=True)
    return math.fsum(a * (math.log(a) - math.log(b)) for a, b in pairs)


def ran(p1: float, p2: float) -> tuple[Result, list[float]]:
    return lesson("cross_entropy_kl", {"p_1": p1, "p_2": p2}).result, [p1, p2, 1 - p1 - p2]


@given(st.floats(0.01, 0.69), st.floats(0.01, 0.29))
@settings(max_examples=40, deadline=None)
def test_the_three_quantities(p1: float, p2: float) -> None:
    result, p = ran(p1, p2)
    entropy = math.fsum(-a * math.log(a) for a in p)
    assert result.entropy == pytest.approx(entropy, rel=1e-12), (result.entropy, entropy)
    assert result.kl == pytest.approx(kl(p, LOGITS), abs=1e-12), (result.kl, kl(p, LOGITS))
    assert result.cross == pytest.approx(cross(p, LOGITS), rel=1e-12)
    split = entropy + kl(p, LOGITS)
    assert result.cross == pytest.approx(split, rel=1e-12), (result.cross, split)
    assert result.q == pytest.approx(softmax(LOGITS), rel=1e-12)
    assert result.kl >= 0, "Gibbs' inequality"


@given(st.floats(0.01, 0.69), st.floats(0.01, 0.29))
@settings(max_examples=40, deadline=None)
def test_gradients_by_differences(p1: float, p2: float) -> None:
    result, p = ran(p1, p2)
    for i in range(3):
        up, down = list(LOGITS), list(LOGITS)
        up[i], down[i] = up[i] + 1e-5, down[i] - 1e-5
        by_cross = (cross(p, tuple(up)) - cross(p, tuple(down))) / 2e-5
        by_kl = (kl(p, tuple(up)) - kl(p, tuple(down))) / 2e-5
        assert by_cross == pytest.approx(by_kl, abs=1e-9), "the entropy has no gradient"
        assert result.by_cross[i] == pytest.approx(by_cross, abs=1e-8), (
            i,
            result.by_cross,
            by_cross,
        )
        assert result.by_kl[i] == pytest.approx(by_kl, abs=1e-8), (i, result.by_kl, by_kl)
        assert result.by_kl[i] == pytest.approx(softmax(LOGITS)[i] - p[i], abs=1e-12)
    assert result.gap == max(abs(a - b) for a, b in zip(result.by_cross, result.by_kl, strict=True))
    both = [*result.by_cross, *result.by_kl]
    target = [b - a for a, b in zip(p, softmax(LOGITS), strict=True)] * 2
    away = max(abs(a - b) for a, b in zip(both, target, strict=True))
    assert result.away == pytest.approx(away, abs=1e-15), (result.away, away)


def test_the_numbers_of_the_page() -> None:
    numbers = lesson("cross_entropy_kl", {}).numbers
    p, q = [0.6, 0.25, 0.15], softmax(LOGITS)
    expected = {f"p{i + 1}": a for i, a in enumerate(p)} | {f"q{i + 1}": b for i, b in enumerate(q)}
    expected |= {"cross": cross(p, LOGITS), "kl": kl(p, LOGITS)}
    expected |= {"entropy": cross(p, LOGITS) - kl(p, LOGITS), "first": q[0] - p[0]}
    expected |= {"z1": 0.5, "z2": 0.2, "z3": -0.3, "rounding": 1e-12}
    found = dict(numbers)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12), (found, expected)


def test_the_two_curves_are_parallel() -> None:
    page = lesson("cross_entropy_kl", {})
    plot = page.plot()
    assert isinstance(plot, Plot)
    lines = plot.panels[0].lines
    p = [0.6, 0.25, 0.15]
    for i in range(0, 161, 20):
        z = (-4 + 8 * i / 160, *LOGITS[1:])
        assert lines[0].x[i] == pytest.approx(z[0])
        assert lines[0].y[i] == pytest.approx(cross(p, z), rel=1e-12), (z, lines[0].y[i])
        assert lines[1].y[i] == pytest.approx(kl(p, z), abs=1e-12), (z, lines[1].y[i])
