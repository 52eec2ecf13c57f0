"""Initialisers: the numbers of PyTorch's distributions, and draws that follow them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import byhand as bh
from byhand.errors import InputError

RECORDED = json.loads(
    (Path(__file__).parents[1] / "published" / "initialisers.json").read_text(encoding="utf-8")
)
DRAWN = [name for name, entry in bh.init.INITIALISERS.items() if entry.random]


def title(case: dict[str, Any]) -> str:
    """A case in one line."""
    return f"{case['name']} {case['settings']} {case['shape']}"


@pytest.mark.parametrize("case", RECORDED["cases"], ids=title)
def test_the_numbers_of_pytorch(case: dict[str, Any]) -> None:
    """Bounds and deviations as PyTorch hands them to its random functions."""
    found = bh.init.INITIALISERS[case["name"]].at(case["shape"], **case["settings"])
    assert found.keys() == case["numbers"].keys()
    for key, expected in case["numbers"].items():
        assert found[key] == pytest.approx(expected, rel=1e-12), key


@pytest.mark.parametrize("case", RECORDED["gains"], ids=lambda case: case["nonlinearity"])
def test_the_gains_of_pytorch(case: dict[str, Any]) -> None:
    found = bh.init.calculate_gain(case["nonlinearity"], case["param"])
    assert found == pytest.approx(case["gain"], rel=1e-12)


def test_fans_of_a_layer_and_of_a_kernel() -> None:
    assert bh.init.fans((64, 32)) == (32, 64)
    assert bh.init.fans((32, 64), "in_out") == (32, 64)
    assert bh.init.fans((8, 3, 5, 5)) == (3 * 25, 8 * 25)


@pytest.mark.parametrize("name", DRAWN)
def test_the_draws_have_the_variance_that_is_told(name: str) -> None:
    """Of 90,000 entries the variance is known to about half a hundredth."""
    init = bh.init.INITIALISERS[name]
    array = init(np.empty((300, 300)), generator=1)
    expected = init.variance((300, 300))
    assert np.var(array) == pytest.approx(expected, rel=0.03)
    assert abs(np.mean(array) - _mean(init, array.shape)) < 4 * math.sqrt(expected) / 300


def _mean(init: Any, shape: tuple[int, ...]) -> float:
    numbers = init.at(shape)
    if "low" in numbers and "mean" not in numbers:
        return (numbers["low"] + numbers["high"]) / 2
    return numbers.get("mean", 0.0)


@pytest.mark.parametrize("name", DRAWN)
def test_a_seed_gives_the_same_weights_and_the_type_stays(name: str) -> None:
    init = bh.init.INITIALISERS[name]
    first, second, other = (init(np.empty((6, 4)), generator=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)
    array = np.empty((6, 4), dtype=np.float32)
    assert init(array, generator=3) is array
    assert array.dtype == np.float32


def test_uniform_draws_stay_inside_and_reach_the_ends() -> None:
    array = bh.init.xavier_uniform_(np.empty((200, 100)), generator=0)
    bound = math.sqrt(6 / 300)
    assert np.abs(array).max() <= bound
    assert np.abs(array).max() > 0.999 * bound


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (6, 2, 2)])
def test_orthogonal_rows_or_columns(shape: tuple[int, ...]) -> None:
    array = bh.init.orthogonal_(np.empty(shape), 1.5, generator=0)
    flat = array.reshape(shape[0], -1)
    square = flat @ flat.T if flat.shape[0] <= flat.shape[1] else flat.T @ flat
    np.testing.assert_allclose(square, 2.25 * np.eye(len(square)), atol=1e-12)


def test_what_zero_and_constant_weights_do_is_told_in_both_languages() -> None:
    for name in ("zeros_", "ones_", "constant_"):
        beware = bh.init.INITIALISERS[name].beware
        assert beware is not None
        assert beware.en != beware.zh


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda a: bh.init.kaiming_normal_(a, mode="fan_inn"), "fan_in"),
        (lambda a: bh.init.kaiming_normal_(a, nonlinearity="rely"), "relu"),
        (lambda a: bh.init.normal_(a, sdt=1), "std"),
        (lambda a: bh.init.normal_(a, std=-1), "negative"),
        (lambda a: bh.init.uniform_(a, 1, 0), "above the upper end"),
        (lambda a: bh.init.constant_(a), "needs a value for 'val'"),
        (lambda a: bh.init.normal_(a, std=math.nan), "finite number"),
        (lambda a: bh.init.zeros_(a, 1), "by position"),
        (lambda a: bh.init.xavier_normal_(a[0]), "axes"),
    ],
)
def test_errors_change_nothing(call: Any, message: str) -> None:
    array = np.full((3, 2), 7.0)
    with pytest.raises(InputError, match=message) as caught:
        call(array)
    assert caught.value.say("zh") != caught.value.say("en")
    assert (array == 7).all()


def test_only_floating_point_arrays_are_filled() -> None:
    with pytest.raises(TypeError, match="floating-point"):
        bh.init.zeros_(np.zeros(3, dtype=int))
