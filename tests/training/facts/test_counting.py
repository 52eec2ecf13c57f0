"""What activations cost against counts by hand, and e^x in plain operations against mpmath."""

from __future__ import annotations

import math

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand.training.curves import activations
from byhand.training.facts.counting import Count, exponential, slope_count, value_count
from byhand.training.facts.exp_cost import horner
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

EXPONENTIAL = 4 + 2 * 13 + 1
"""Four operations to split x, a product and a sum for each of 13 powers, one shift."""

BY_HAND: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    # Value, then slope; each the plain operations, then the exponentials.
    "sigmoid": ((2, 1), (2, 0)),  # 1/(1 + exp(−x)): /, +; a(1 − a): ·, −
    "tanh": ((0, 1), (2, 0)),  # 1 − a²: −, ²
    "relu": ((1, 0), (1, 0)),  # max; x > 0
    "leaky_relu": ((3, 0), (2, 0)),  # >, choice, ·; >, choice
    "elu": ((4, 1), (3, 0)),  # >, choice, ·, −; >, choice, +
    "selu": ((5, 1), (4, 0)),  # one product more; >, choice, +, ·
    "gelu": ((5, 1), (11, 2)),  # √, /, +, ·, /; those of Φ: √, /, +, /, then +, ·, ², /, ·, √, /
    "silu": ((3, 1), (7, 2)),  # · and a sigmoid; +, ·, − and two sigmoids
    "softplus": ((3, 2), (3, 1)),  # ·, +, /; · and a sigmoid
}


@pytest.fixture(scope="module")
def page() -> Lesson:
    return lesson("exp_cost", {})


def test_every_activation_is_counted() -> None:
    assert sorted(BY_HAND) == sorted(activations())


@pytest.mark.parametrize("name", BY_HAND)
def test_counts_by_hand(page: Lesson, name: str) -> None:
    value, slope = (Count(*pair) for pair in BY_HAND[name])
    assert value_count(name) == value, (value_count(name), value)
    assert slope_count(name) == slope, (slope_count(name), slope)
    assert page.result.counts[name] == (value, slope)
    whole = value.plain + EXPONENTIAL * value.transcendental
    assert page.result.counts[name][0].whole == whole, (page.result.counts[name][0].whole, whole)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_cost_on_the_page_of_an_activation(name: str) -> None:
    plain, hard = BY_HAND[name][0]
    quoted = lesson(name, {}).numbers.get("cost", plain + EXPONENTIAL * hard)
    assert quoted == plain + EXPONENTIAL * hard, (quoted, plain, hard)


def test_the_numbers_of_the_page(page: Lesson) -> None:
    wanted = {"operations": EXPONENTIAL, "sigmoid": EXPONENTIAL + 2, "relu": 1, "slope": 2}
    wanted |= {"times": EXPONENTIAL + 2, "degree": 13, "shown": 4}
    found = {key: page.numbers[key] for key in wanted}
    assert found == wanted, (found, wanted)
    assert page.result.seconds == {}, "nothing is timed unless it is asked for"


@given(st.floats(-700, 700))
@settings(max_examples=300, deadline=None)
def test_an_exponential_by_hand(x: float) -> None:
    value, operations = exponential(x)
    error = abs(value / mpmath.mp.exp(x) - 1)
    # The rest x − k·ln 2 carries the rounding of a number as large as x.
    bound = (8 + 2 * abs(x)) * 2.0**-53
    assert error <= bound, (x, value, float(error), bound)
    assert operations == EXPONENTIAL, (operations, EXPONENTIAL)


def test_an_exponential_at_its_seams() -> None:
    """Where the multiple of ln 2 goes from one to the next, and at 0."""
    for half in range(-9, 10):
        for x in (half * math.log(2) / 2, math.nextafter(half * math.log(2) / 2, 100)):
            found, expected = exponential(x)[0], math.exp(x)
            assert math.isclose(found, expected, rel_tol=2e-15), (x, found, expected)


def test_the_error_by_degree(page: Lesson) -> None:
    ends = (-mpmath.log(2) / 2, mpmath.log(2) / 2)
    for degree, found in enumerate(page.result.errors, 1):
        rests = [
            sum(r**n / mpmath.factorial(n) for n in range(degree + 1, degree + 30)) / mpmath.exp(r)
            for r in ends
        ]
        expected = float(max(abs(rest) for rest in rests))
        assert abs(found - expected) <= 1e-6 * expected + 4e-16, (degree, found, expected)


def test_what_is_not_drawn(page: Lesson) -> None:
    """From degree 13 on there is no error left; below there is one, so a logarithm exists."""
    assert max(page.result.errors[12:]) <= 2.0**-52, page.result.errors[12:]
    panel = page.plot().panels[0]  # type: ignore[attr-defined]
    assert list(panel.lines[0].x) == list(range(1, 13))
    assert min(panel.lines[0].y) > 0, panel.lines[0].y


@given(st.floats(-0.35, 0.35))
def test_the_polynomial_as_it_is_written(r: float) -> None:
    at = {f"c_{n}": 1 / math.factorial(n) for n in range(5)}
    assert horner(4) == "c_0 + r*(c_1 + r*(c_2 + r*(c_3 + r*c_4)))"
    found = eval(horner(4), {"r": r, **at})
    assert found == pytest.approx(sum(r**n / math.factorial(n) for n in range(5)), rel=1e-12)


def test_the_worst_error_of_the_page(page: Lesson) -> None:
    errors = [
        float(abs(exponential(-20 + i / 100)[0] / mpmath.mp.exp(-20 + i / 100) - 1))
        for i in range(4001)
    ]
    # The page compares with the library, which is right to one unit in the last place.
    assert abs(page.numbers["worst"] - max(errors)) < 2.3e-16, (page.numbers["worst"], max(errors))
