"""Every update rule against numbers that PyTorch and optax made, over 20 steps in float64."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from byhand import optim

RECORD = json.loads(Path(__file__).with_name("optimizers.json").read_text("utf-8"))
PROBLEM = RECORD["problem"]
CASES = [(library, case) for library in ("torch", "optax") for case in RECORD[library]["cases"]]
SHAPES = {name: tuple(shape) for name, shape in PROBLEM["shapes"].items()}


def _id(case: tuple[str, dict[str, Any]]) -> str:
    library, what = case
    inner = ",".join(f"{k}={v}" for k, v in what["settings"].items())
    return f"{library}-{what['name']}-{inner}"


def _gradient(x: Any) -> Any:
    return np.array(PROBLEM["A"]) @ x - np.array(PROBLEM["b"]) + 0.3 * np.cos(3 * x)


def _split(x: Any) -> dict[str, Any]:
    found, at = {}, 0
    for name, shape in SHAPES.items():
        size = int(np.prod(shape))
        found[name], at = x[at : at + size].reshape(shape).copy(), at + size
    return found


def _flat(params: dict[str, Any]) -> Any:
    return np.concatenate([value.ravel() for value in params.values()])


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_twenty_steps(case: tuple[str, dict[str, Any]]) -> None:
    what = case[1]
    params = _split(np.array(PROBLEM["start"]))
    stepper = optim.make(what["name"], **what["settings"]).start(params)
    for t in range(1, 21):
        stepper.step(_split(_gradient(_flat(params))))
        if str(t) in what["trace"]:
            expected = np.array(what["trace"][str(t)])
            worst = np.abs(_flat(params) - expected).max()
            assert worst <= 1e-12, f"step {t}: {_flat(params)}, recorded {expected}"
    moved = np.abs(_flat(params) - np.array(PROBLEM["start"])).max()
    assert moved > 1e-4, "an optimizer that stands still would agree with nothing"


def test_every_rule_is_recorded() -> None:
    assert {what["name"].lower() for _, what in CASES} == set(optim.RULES)
    for name, rule in optim.RULES.items():
        used = {
            key for _, what in CASES if what["name"].lower() == name for key in what["settings"]
        }
        missing = set(rule.settings) - used
        assert missing == set(), f"{name}: no recorded case sets {missing}"


def _schedule(name: str, lr: float, settings: dict[str, Any]) -> optim.Schedule:
    if name == "SequentialLR":
        total = settings["total_iters"]
        warm = optim.warm_up(lr, total_iters=total)
        return warm.then(optim.cosine(lr, T_max=settings["T_max"]), at=total)
    names = {"StepLR": "step", "ExponentialLR": "exponential", "LinearLR": "warm_up"}
    return optim.SCHEDULES[names.get(name, "cosine")](lr, **settings)


@pytest.mark.parametrize("case", RECORD["torch"]["schedules"], ids=lambda c: c["name"])
def test_schedule(case: dict[str, Any]) -> None:
    made = _schedule(case["name"], case["lr"], case["settings"])
    rates = [made(k) for k in range(len(case["rates"]))]
    # PyTorch multiplies from step to step, so its own rounding errors add up.
    assert rates == pytest.approx(case["rates"], rel=1e-12, abs=1e-15)


def test_a_stepper_follows_its_schedule() -> None:
    rates = RECORD["torch"]["schedules"][0]
    lr = optim.step(0.1, step_size=7, gamma=0.3)
    params = {"w": 0.0}
    stepper = optim.SGD(lr=lr).start(params)
    for rate in rates["rates"]:
        before = params["w"]
        assert stepper.lr == pytest.approx(rate, rel=1e-12)
        stepper.step({"w": 1.0})
        assert before - params["w"] == pytest.approx(rate, rel=1e-9)
