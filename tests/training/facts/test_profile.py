"""The computed facts of activations against closed forms and integrals by mpmath."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from typing import Any

import mpmath
import pytest

from byhand.text import LANGS
from byhand.training.curves import activations
from byhand.training.facts.profile import Profile
from byhand.training.lessons.lesson import Lesson
from byhand.training.lessons.table import lesson

mp: Any = mpmath.mp.clone()
mp.dps = 25

ALPHA, SCALE = mp.mpf("1.6732632423543772"), mp.mpf("1.0507009873554805")


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


VALUE: dict[str, Callable[[Any], Any]] = {
    "sigmoid": sigmoid,
    "tanh": mp.tanh,
    "relu": lambda x: max(x, 0),
    "leaky_relu": lambda x: x if x > 0 else x / 100,
    "elu": lambda x: x if x > 0 else mp.exp(x) - 1,
    "selu": lambda x: SCALE * (x if x > 0 else ALPHA * (mp.exp(x) - 1)),
    "gelu": lambda x: x * mp.ncdf(x),
    "silu": lambda x: x * sigmoid(x),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
}
SLOPE: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda x: 1 / (2 * mp.cosh(x / 2)) ** 2,
    "tanh": lambda x: mp.sech(x) ** 2,
    "relu": lambda x: int(x > 0),
    "leaky_relu": lambda x: 1 if x > 0 else mp.mpf(1) / 100,
    "elu": lambda x: 1 if x > 0 else mp.exp(x),
    "selu": lambda x: SCALE * (1 if x > 0 else ALPHA * mp.exp(x)),
    "gelu": lambda x: mp.ncdf(x) + x * mp.npdf(x),
    "silu": lambda x: (1 + mp.exp(-x) + x * mp.exp(-x)) / (1 + mp.exp(-x)) ** 2,
    "softplus": lambda x: 1 / (1 + mp.exp(-x)),
}


def root(name: str, level: float, near: float) -> Any:
    """Where the slope has a value, on the side of `near`."""
    return mp.findroot(lambda x: SLOPE[name](x) - mp.mpf(level), near)


SMALL = mp.mpf("0.001")
QUARTER = (1 - mp.sqrt(1 - 4 * SMALL)) / 2
"""The smaller solution of s(1 − s) = 0.001."""
EDGES: dict[str, tuple[Any, Any]] = {
    "sigmoid": (mp.log(QUARTER / (1 - QUARTER)), mp.log((1 - QUARTER) / QUARTER)),
    "tanh": (-mp.atanh(mp.sqrt(1 - SMALL)), mp.atanh(mp.sqrt(1 - SMALL))),
    "relu": (0, mp.inf),
    "leaky_relu": (-mp.inf, mp.inf),
    "elu": (mp.log(SMALL), mp.inf),
    "selu": (mp.log(SMALL / (SCALE * ALPHA)), mp.inf),
    "gelu": (root("gelu", -SMALL, -4), mp.inf),
    "silu": (root("silu", -SMALL, -9), mp.inf),
    "softplus": (-mp.log(999), mp.inf),
}
TAIL = mp.exp(0.5) * mp.ncdf(-1) - 0.5
"""E(eˣ − 1 | x < 0)·P(x < 0), by completing the square."""
RAMP = 1 / mp.sqrt(2 * mp.pi)
MEANS: dict[str, Any] = {
    "sigmoid": 0.5,
    "tanh": 0,
    "relu": RAMP,
    "leaky_relu": RAMP * 99 / 100,
    "elu": RAMP + TAIL,
    "selu": 0,  # what λ and α are made for
    "gelu": 1 / (2 * mp.sqrt(mp.pi)),  # E(x·Φ(x)) = E(φ(x)), by Stein's lemma
}
TURN = {"gelu": mp.sqrt(2), "silu": mp.findroot(lambda x: x * mp.tanh(x / 2) - 2, 2.4)}
"""Where the slope is largest; it is least at the opposite place, as f'(x) + f'(−x) = 1."""
SLOPES: dict[str, tuple[Any, Any]] = {
    "sigmoid": (0, 0.25),
    "tanh": (0, 1),
    "relu": (0, 1),
    "leaky_relu": (0.01, 1),
    "elu": (0, 1),
    "selu": (0, SCALE * ALPHA),
    "gelu": (SLOPE["gelu"](-TURN["gelu"]), SLOPE["gelu"](TURN["gelu"])),
    "silu": (SLOPE["silu"](-TURN["silu"]), SLOPE["silu"](TURN["silu"])),
    "softplus": (0, 1),
}
RANGE: dict[str, tuple[Any, Any]] = {
    "sigmoid": (0, 1),
    "tanh": (-1, 1),
    "relu": (0, mp.inf),
    "leaky_relu": (-mp.inf, mp.inf),
    "elu": (-1, mp.inf),
    "selu": (-SCALE * ALPHA, mp.inf),
    "gelu": (VALUE["gelu"](root("gelu", 0, -0.75)), mp.inf),
    "silu": (VALUE["silu"](root("silu", 0, -1.28)), mp.inf),
    "softplus": (0, mp.inf),
}
NAMES = sorted(VALUE)


@pytest.fixture(scope="module")
def lessons() -> dict[str, Lesson]:
    return {name: lesson(name, {}) for name in NAMES}


@pytest.fixture(scope="module")
def profiles(lessons: dict[str, Lesson]) -> dict[str, Profile]:
    return {name: page.result for name, page in lessons.items()}


def close(found: float, expected: Any, tolerance: float) -> None:
    """Equal to a tolerance; an infinity only equals itself."""
    wanted = float(expected)
    near = found == wanted or abs(found - wanted) <= tolerance * (1 + abs(wanted))
    assert near, f"found {found}, expected {wanted}"


def test_every_activation_is_checked() -> None:
    assert sorted(activations()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_where_it_is_flat(profiles: dict[str, Profile], name: str) -> None:
    below, above = EDGES[name]
    close(profiles[name].flat_below, below, 1e-10)
    close(profiles[name].flat_above, above, 1e-10)
    assert profiles[name].saturates == (name in ("sigmoid", "tanh"))


@pytest.mark.parametrize("name", NAMES)
def test_past_the_edges_it_stays_flat(profiles: dict[str, Profile], name: str) -> None:
    for edge, side in ((profiles[name].flat_below, -1), (profiles[name].flat_above, 1)):
        if math.isfinite(edge):
            beyond = [abs(SLOPE[name](edge + side * d)) for d in (0.001, 0.1, 1, 5, 20)]
            assert max(beyond) < SMALL, (name, beyond)
            within = abs(SLOPE[name](edge - side * mp.mpf("0.001")))
            assert within > SMALL, (name, within)


def integral(of: Callable[[Any], Any]) -> Any:
    return mp.quad(lambda x: of(x) * mp.npdf(x), [-12, -4, 0, 4, 12])


@pytest.mark.parametrize("name", NAMES)
def test_the_mean_for_normal_inputs(profiles: dict[str, Profile], name: str) -> None:
    expected = MEANS.get(name, integral(VALUE[name]))
    close(profiles[name].mean, expected, 1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_the_mean_squared_slope(profiles: dict[str, Profile], name: str) -> None:
    close(profiles[name].square, integral(lambda x: SLOPE[name](x) ** 2), 1e-10)


def test_squared_slopes_in_closed_form(profiles: dict[str, Profile]) -> None:
    tail = mp.exp(2) * mp.ncdf(-2)  # E(e²ˣ) over x < 0
    close(profiles["relu"].square, 0.5, 1e-10)
    close(profiles["leaky_relu"].square, (1 + mp.mpf("0.0001")) / 2, 1e-10)
    close(profiles["elu"].square, 0.5 + tail, 1e-10)
    close(profiles["selu"].square, SCALE**2 * (0.5 + ALPHA**2 * tail), 1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_the_variance_for_normal_inputs(profiles: dict[str, Profile], name: str) -> None:
    expected = integral(lambda x: VALUE[name](x) ** 2) - integral(VALUE[name]) ** 2
    close(profiles[name].variance, expected, 1e-10)


def test_selu_keeps_mean_0_and_variance_1(lessons: dict[str, Lesson]) -> None:
    """The two equations that λ and α solve."""
    tails = [mp.exp(mp.mpf(k) ** 2 / 2) * mp.ncdf(-k) for k in (0, 1, 2)]  # E(e^{kx}) over x < 0
    mean = SCALE * (RAMP + ALPHA * (tails[1] - tails[0]))
    second = SCALE**2 * (0.5 + ALPHA**2 * (tails[2] - 2 * tails[1] + tails[0]))
    close(lessons["selu"].numbers["mean"], mean, 1e-12)
    close(lessons["selu"].numbers["variance"], second - mean**2, 1e-12)
    close(lessons["selu"].numbers["variance"], 1, 1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_range_of_values(profiles: dict[str, Profile], name: str) -> None:
    low, high = RANGE[name]
    close(profiles[name].low, low, 1e-7)
    close(profiles[name].high, high, 1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_the_extreme_slopes(profiles: dict[str, Profile], name: str) -> None:
    least, most = SLOPES[name]
    close(profiles[name].least, least, 1e-7)
    close(profiles[name].steepest, most, 1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_the_slope_at_0_and_left_of_it(profiles: dict[str, Profile], name: str) -> None:
    tiny = mp.mpf("1e-20")
    close(profiles[name].jump, SLOPE[name](tiny) - SLOPE[name](-tiny), 1e-9)
    dead = all(SLOPE[name](-x) == 0 for x in (tiny, 0.5, 3, 50))
    assert profiles[name].dead == dead, (profiles[name].dead, dead)


@pytest.mark.parametrize("name", NAMES)
def test_symmetry_and_monotony(lessons: dict[str, Lesson], name: str) -> None:
    x = [mp.mpf(i) / 8 for i in range(-80, 81)]
    values = [VALUE[name](v) for v in x]
    odd = all(abs(a + b) < 1e-20 for a, b in zip(values, reversed(values), strict=True))
    found = lessons[name].result.odd
    assert found == odd, (found, odd)
    rising = all(a <= b for a, b in itertools.pairwise(values))
    text = lessons[name].pages("txt")[f"{name}.txt"].decode()
    line = next(line for line in text.splitlines() if line.strip().startswith("monotone"))
    assert line.split()[-1] == ("yes" if rising else "no"), (line, rising)


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_that_the_page_quotes(lessons: dict[str, Lesson], name: str) -> None:
    expected = {
        "left": EDGES[name][0],
        "right": EDGES[name][1],
        "mean": MEANS.get(name, integral(VALUE[name])),
        "steepest": SLOPES[name][1],
        "least": SLOPES[name][0],
        "low": RANGE[name][0],
        "square": integral(lambda x: SLOPE[name](x) ** 2),
        "variance": integral(lambda x: VALUE[name](x) ** 2) - integral(VALUE[name]) ** 2,
        "relu": RAMP,
        "one": 1,
    }
    quoted = {k: v for k, v in lessons[name].numbers.items() if k != "cost"}
    assert set(quoted) <= set(expected), set(quoted) - set(expected)
    for key, value in quoted.items():
        assert math.isclose(value, float(expected[key]), abs_tol=1e-7), (key, value, expected[key])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["selu", "softplus"])
def test_rounding_is_not_told_as_a_fact(lessons: dict[str, Lesson], name: str, lang: Any) -> None:
    """SELU's mean is 0, and softplus has no least slope: it falls towards 0."""
    text = lessons[name].pages("txt", lang=lang)[f"{name}.txt"].decode()
    lines = [line for line in text.splitlines() if "10⁻" in line]
    assert lines == [], lines


AT_1 = {"leaky_relu": "1", "elu": "1", "selu": "1.0507", "softplus": "0.7311"}
LETTERS = {"leaky_relu": "α = 0.01", "elu": "α = 1", "selu": "λ ≈ 1.0507", "softplus": "β = 1"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", AT_1)
def test_settings_stand_as_letters(lessons: dict[str, Lesson], name: str, lang: Any) -> None:
    text = lessons[name].pages("txt", lang=lang)[f"{name}.txt"].decode()
    worked = text[text.index("∂a/∂x") :].split("\n\n")[0]
    assert worked.split()[-1] == AT_1[name], worked
    assert float(AT_1[name]) == pytest.approx(float(SLOPE[name](1)), abs=5e-5)
    assert LETTERS[name] in text
    assert ("β" if name == "softplus" else "α") in worked
    assert "1.05070" not in text, "a letter stands for all its digits"


def test_the_definition_of_tanh(lessons: dict[str, Lesson]) -> None:
    text = lessons["tanh"].pages("txt")["tanh.txt"].decode()
    assert "tanh(x) = (exp(x) − exp(−x))/(exp(x) + exp(−x))" in text
    for x in (-2, -0.5, 0, 1, 3):
        written = (mp.exp(x) - mp.exp(-x)) / (mp.exp(x) + mp.exp(-x))
        assert abs(written - mp.tanh(x)) < 1e-20, (x, written)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_where_it_is_from(lessons: dict[str, Lesson], name: str) -> None:
    source = str(lessons[name].topic.source)
    assert re.search(r"\((19|20)\d\d\)", source), source


@pytest.mark.parametrize("name", NAMES)
def test_continuous_slopes(lessons: dict[str, Lesson], name: str) -> None:
    """Where a slope is called continuous, it moves little from place to place on a fine grid."""
    said = any("continuous" in claim.prose.text.en for claim in lessons[name].claims)
    if said:
        x = [mp.mpf(i) / 500 for i in range(-5000, 5001)]
        steps = [abs(SLOPE[name](b) - SLOPE[name](a)) for a, b in itertools.pairwise(x)]
        assert max(steps) < 0.002 * 1.2, (name, max(steps))
    assert said == (name in ("gelu", "silu", "softplus"))
