"""Stepping in place: the same numbers whatever way arrays lie in memory, and from a saved state."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from byhand import optim
from byhand.training.optimizers.hand import work

OPTIMIZERS: dict[str, optim.Optimizer] = {
    **{name: rule(lr=0.05) for name, rule in optim.RULES.items()},
    "momentum": optim.SGD(lr=0.05, momentum=0.9, dampening=0.2, weight_decay=0.1),
    "lr inside": optim.SGD(lr=0.05, momentum=0.9, lr_inside=True, nesterov=True),
    "centered": optim.RMSprop(lr=0.05, centered=True, momentum=0.5, eps_inside=True),
    "adagrad decay": optim.Adagrad(lr=0.05, lr_decay=0.1, eps_inside=True),
    "amsgrad": optim.Adam(lr=0.05, amsgrad=True, maximize=True, weight_decay=0.1),
    "no correction": optim.Adam(lr=0.05, bias_correction=False, clip_norm=0.5, clip_value=0.2),
    "eps uncorrected": optim.Adam(lr=0.05, eps=0.01, eps_uncorrected=True),
    "eps inside": optim.AdamW(lr=0.05, eps=0.01, eps_inside=True),
    "schedule": optim.NAdam(lr=optim.warm_up(0.1, total_iters=3) * optim.step(1, step_size=4)),
    "radam soon": optim.RAdam(lr=0.05, betas=(0.9, 0.9), decoupled_weight_decay=True),
}


def _start(dtype: str = "float64") -> dict[str, Any]:
    rng = np.random.default_rng(5)
    shapes = {"W": (3, 4), "b": (4,), "c": (), "large": (9000,)}
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


def _gradients(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value + np.cos(3 * value) for name, value in params.items()}


def _run(
    optimizer: optim.Optimizer,
    params: dict[str, Any],
    steps: int = 8,
    how: Callable[[optim.Stepper, dict[str, Any]], None] = lambda s, g: s.step(g),
) -> tuple[dict[str, Any], dict[str, Any]]:
    stepper = optimizer.start(params)
    for _ in range(steps):
        how(stepper, _gradients(params))
    return params, stepper.state


def _same(found: dict[str, Any], expected: dict[str, Any], digits: float = 0.0) -> None:
    """The same to the last bit, or to some digits."""
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        apart = np.abs(np.asarray(found[key]) - value)
        assert (apart <= digits * (1 + np.abs(value))).all(), f"{key}: {found[key]}, not {value}"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_emitted_step_is_the_lines_one_by_one(name: str) -> None:
    """The evaluator of pages and the NumPy that is emitted know nothing of each other."""
    optimizer = OPTIMIZERS[name]
    found, state = _run(optimizer, _start())
    last = work(optimizer, lambda params: (0.0, _gradients(dict(params))), _start(), 8)[-1]
    for key, value in {**last.after, **last.state}.items():
        here = found[key] if key in found else state[key]
        assert here == pytest.approx(value, rel=1e-11, abs=1e-13), key
    moved = np.abs(found["W"] - _start()["W"]).max()
    assert moved > 1e-3, "an optimizer that stands still would agree with nothing"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_memory_makes_no_difference(name: str) -> None:
    """Packed arrays, arrays of another order, views, and gradients written in place."""
    # A norm is a sum, whose last digit depends on the order.
    digits = 1e-12 if "clip_norm" in repr(OPTIMIZERS[name]) else 0.0
    expected, state = _run(OPTIMIZERS[name], _start())
    packed, packed_state = _run(OPTIMIZERS[name], optim.pack(_start()))
    _same(packed, expected, digits)
    _same(packed_state, state, digits)

    odd = _start()
    odd["W"] = np.asfortranarray(odd["W"])
    odd["large"] = np.repeat(odd["large"], 2)[::2]
    _same(_run(OPTIMIZERS[name], odd)[0], expected, digits)

    def in_place(stepper: optim.Stepper, gradients: dict[str, Any]) -> None:
        own = stepper.gradients
        for key, value in gradients.items():
            own[key][...] = value
        stepper.step(own)

    for params in (_start(), optim.pack(_start())):
        _same(_run(OPTIMIZERS[name], params, how=in_place)[0], expected, digits)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_going_on_from_a_saved_state_is_going_on(name: str) -> None:
    expected, state = _run(OPTIMIZERS[name], _start(), 8)
    params, half = _run(OPTIMIZERS[name], _start(), 3)
    file = io.BytesIO()
    np.savez(file, **half)
    file.seek(0)
    with np.load(file) as saved:
        stepper = OPTIMIZERS[name].start(params, dict(saved))
    assert stepper.t == 3
    for _ in range(5):
        stepper.step(_gradients(params))
    _same(params, expected)
    _same(stepper.state, state)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_single_precision_stays_single(name: str) -> None:
    expected, _ = _run(OPTIMIZERS[name], _start())
    found, state = _run(OPTIMIZERS[name], _start("float32"))
    for key, value in found.items():
        assert value.dtype == np.float32
        assert value == pytest.approx(expected[key], abs=2e-3), key
    assert {v.dtype.name for k, v in state.items() if "." in k} <= {"float32"}
    for line in optim.make("adam").source.splitlines():
        assert "np." not in line or "out=" in line or "copyto" in line, line


def test_types_are_stepped_side_by_side() -> None:
    params: dict[str, Any] = {"single": np.ones(3, "float32"), "double": np.ones(3), "number": 1.0}
    kept = dict(params)
    stepper = optim.Adam(lr=0.1).start(params)
    stepper.step({"single": np.ones(3), "double": np.ones(3, "float32"), "number": 1})
    assert params["single"] is kept["single"]
    assert params["double"] is kept["double"]
    assert params["single"].dtype == np.float32
    assert type(params["number"]) is float
    assert params["number"] == pytest.approx(0.9)
    assert params["double"].tolist() == [params["number"]] * 3


def test_no_step_allocates_what_grows_with_the_arrays() -> None:
    import tracemalloc

    params = {"W": np.ones(400_000)}
    gradients = {"W": np.full(400_000, 0.5)}
    stepper = optim.Adam(lr=0.1).start(params)
    stepper.step(gradients)
    tracemalloc.start()
    stepper.step(gradients)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000, f"{peak} bytes beside 3,200,000 of the array"


def test_an_array_put_in_the_place_of_another_is_followed() -> None:
    expected = {"w": np.array([1.0, 2.0])}
    params = {"w": np.array([1.0, 2.0])}
    first, second = (optim.Adam(lr=0.1).start(p) for p in (expected, params))
    for stepper in (first, second):
        stepper.step({"w": np.ones(2)})
    params["w"] = params["w"].copy()
    for stepper in (first, second):
        stepper.step({"w": np.ones(2)})
    assert params["w"].tolist() == expected["w"].tolist()


@pytest.mark.parametrize("size", [3, 9000])
def test_a_gradient_may_be_the_parameter_itself(size: int) -> None:
    """The gradient of w²/2 is w; weight decay moves the parameter before the gradient is used."""
    start = np.linspace(1, 2, size)
    found, expected = {"w": start.copy()}, {"w": start.copy()}
    for params, gradient in ((found, lambda p: p), (expected, lambda p: {"w": p["w"].copy()})):
        stepper = optim.AdamW(lr=0.1, weight_decay=0.5).start(params)
        for _ in range(3):
            stepper.step(gradient(params))
    _same(found, expected)


def test_interleaved_arrays_are_apart() -> None:
    base = np.arange(6.0)
    params = {"even": base[::2], "odd": base[1::2]}
    optim.SGD(lr=1.0).start(params).step({"even": np.ones(3), "odd": np.zeros(3)})
    assert base.tolist() == [-1, 1, 1, 3, 3, 5]


def test_a_memory_map_is_stepped_in_the_file(tmp_path: Path) -> None:
    array = np.memmap(tmp_path / "w", dtype="float64", mode="w+", shape=(2, 2))
    array[...] = 1
    optim.SGD(lr=0.5).start({"w": array}).step({"w": np.ones((2, 2))})
    assert np.asarray(array).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_a_gradient_is_read_only() -> None:
    gradient = np.array([3.0, -4.0])
    gradient.flags.writeable = False
    params = {"w": np.zeros(2)}
    optim.SGD(lr=1.0, clip_norm=1.0, weight_decay=0.1, maximize=True).start(params).step(
        {"w": gradient}
    )
    assert params["w"] == pytest.approx([0.6, -0.8], rel=1e-6)
    assert gradient.tolist() == [3.0, -4.0]


def test_very_large_gradients_are_not_taken_for_infinite() -> None:
    params = {"w": np.zeros(2)}
    stepper = optim.SGD(lr=1.0, clip_norm=1.0).start(params)
    stepper.step({"w": np.array([3e200, -4e200])})
    assert params["w"] == pytest.approx([-0.6, 0.8])


def test_lookahead_is_where_momentum_alone_would_lead() -> None:
    """The hand calculation of Nesterov's momentum for x²/2: v = 0.9·v + 0.1·g, x = x − v."""
    params = {"x": 1.0}
    stepper = optim.SGD(lr=0.1, momentum=0.9, lr_inside=True, lookahead=True).start(params)
    x, v = 1.0, 0.0
    for _ in range(5):
        ahead = stepper.ahead()
        assert ahead["x"] == pytest.approx(x - 0.9 * v, rel=1e-14)
        stepper.step(ahead)
        v = 0.9 * v + 0.1 * (x - 0.9 * v)
        x -= v
        assert params["x"] == pytest.approx(x, rel=1e-14)


def test_schedules_compose() -> None:
    lr = optim.warm_up(1.0, start_factor=0.5, total_iters=2).then(
        optim.exponential(1.0, gamma=0.5), at=3
    )
    assert [lr(k) for k in range(6)] == [0.5, 0.75, 1.0, 1.0, 0.5, 0.25]
    both = optim.exponential(0.1, gamma=0.5) * optim.step(1.0, step_size=2, gamma=0.1)
    assert [both(k) for k in range(4)] == pytest.approx([0.1, 0.05, 0.0025, 0.00125])
    assert optim.constant(0.3)(1000) == 0.3
