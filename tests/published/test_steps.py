"""Published steps of optimizers: every printed parameter, state and loss, traces included.

Every case is run twice: with the entry of the table whose conventions are those of the source, and
with the source's own lines as `optim.rule`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.published.test_arrays import entry

import byhand as bh
from byhand import optim

Case = dict[str, Any]

CASES: list[Case] = json.loads(Path(__file__).with_name("steps.json").read_text("utf-8"))

ENTRIES: dict[str, optim.Optimizer] = {
    "ai-edu-2.1-solve-b": optim.rule("theta = theta - dz/g", dz=12.0)(),
    "q4quant-adam-first-step": optim.Adam(lr=0.1, eps=0.0),
    "graduateml-adam": optim.Adam(lr=0.001, betas=(0.9, 0.99)),
    "coursera-opt-momentum": optim.SGD(lr=0.01, momentum=0.9, dampening=0.9, dampen_first=True),
    "cs231n-a2-adam": optim.Adam(lr=0.01),
    "keras-nadam-single-step": optim.NAdam(lr=0.5, eps=1e-7, momentum_decay=1.0),
    "keras-adamw-single-step": optim.AdamW(
        lr=0.5, eps=1e-7, weight_decay=0.004, eps_uncorrected=True
    ),
    "keras-adamw-golden": optim.AdamW(lr=1.0, eps=2.0, weight_decay=0.5, eps_uncorrected=True),
    "keras-adagrad-golden": optim.Adagrad(
        lr=0.2, eps=1e-6, initial_accumulator_value=0.3, eps_inside=True
    ),
    "tf-adagrad-3steps": optim.Adagrad(lr=3.0, eps=0.0, initial_accumulator_value=0.1),
    "keras-doc-rmsprop": optim.RMSprop(lr=0.1, alpha=0.9, eps=1e-7, eps_inside=True),
    "optax-doc-adadelta": optim.Adadelta(lr=10.0, rho=0.9, eps=1e-6),
    "d2l-momentum-0.25": optim.SGD(lr=0.6, momentum=0.25),
    "cs231n-nesterov-lookahead": optim.SGD(lr=0.1, momentum=0.9, lr_inside=True, lookahead=True),
    "hackers-xpy-z-ascent": optim.SGD(lr=0.01, maximize=True),
    "hackers-mul-2-3-ascent": optim.SGD(lr=0.01, maximize=True),
}
"""The optimizer of every case that is not plain gradient descent."""

# Names that a source gives to its intermediate results; the lines of the table have no such state.
INTERMEDIATE = ("mh", "vh")


def _entry_of(case: Case) -> optim.Optimizer:
    return ENTRIES.get(case["id"]) or optim.SGD(lr=case["optimizer"]["hyper"]["lr"])


def _own_rule(case: Case) -> optim.Optimizer:
    """The source's lines; their `w` is byhand's `theta`."""
    given = case["optimizer"]
    lines = [re.sub(r"\bw\b", "theta", line) for line in given["rule"]]
    state = {k: v for k, v in given.get("state0", {}).items() if not isinstance(v, list)}
    state |= {k: 0 for k, v in given.get("state0", {}).items() if isinstance(v, list)}
    return optim.rule(lines, state=state, **given["hyper"])()


def _floats(value: Any) -> Any:
    return np.array(value, dtype=float) if isinstance(value, list) else float(value)


def _started(case: Case, optimizer: optim.Optimizer, params: dict[str, Any]) -> optim.Stepper:
    """A stepper, from the state and the number of steps that the source begins with."""
    given = case["optimizer"]
    stepper = optimizer.start(params)
    state = stepper.state
    for key, value in given.get("state0", {}).items():
        for name in params:
            if f"{name}.{key}" in state and isinstance(value, list):
                state[f"{name}.{key}"] = np.array(value)
    state["t"] = np.array(given.get("t0", 0))
    return optimizer.start(params, state)


def _run(case: Case, optimizer: optim.Optimizer) -> tuple[list[dict[str, Any]], list[float]]:
    """All parameters and state after every step, and the losses before, between and after."""
    given = case["optimizer"]
    values = {name: _floats(value) for name, value in case["inputs"].items()}
    wrt = given["params_to_update"]
    params = {name: values[name] for name in wrt}
    stepper = _started(case, optimizer, params)
    problem = bh.Problem("\n".join(case["program"]), case["inputs"])
    f = bh.compile(problem, of=case["output"], wrt=wrt)

    def at(parameters: dict[str, Any]) -> dict[str, Any]:
        now = {**values, **parameters}
        return {name: now[name] for name in f.routine.parameters}

    trace, losses = [], []
    inputs = given.get("inputs_per_step") or [{}] * given["steps"]
    for more in inputs:
        values |= {name: _floats(value) for name, value in more.items()}
        losses.append(float(f(**at(params))[0]))
        ahead = stepper.ahead()
        if given.get("lookahead") and ahead is params:  # the source's lines do not say where
            v, mu = stepper.state, given["hyper"]["mu"]
            ahead = {name: params[name] + mu * v[f"{name}.v"] for name in wrt}
        stepper.step(f(**at(ahead))[1])
        copies = {k: np.copy(v) for k, v in params.items()}
        trace.append({**copies, **stepper.state})
    losses.append(float(f(**at(params))[0]))
    return trace, losses


def _printed(
    case: Case, trace: list[dict[str, Any]], losses: list[float]
) -> Iterator[tuple[str, Any, Any, float]]:
    """What is printed: its key, our number, the printed one, and half a unit of its last digit."""
    for part, printed in case["expected"].items():
        for key, expected in printed.items():
            name = key.partition("[")[0]
            if part == "updated":
                if name.partition(".")[2] in INTERMEDIATE and name not in trace[-1]:
                    continue
                found = entry(trace[-1][name], key)
            elif part == "updated_trace":
                found = entry(np.array([step[name] for step in trace]), key)
            else:
                found = entry(np.array(losses), key)
            yield f"{part} {key}", found, np.array(expected), case["tolerance"][part][key]


@pytest.mark.parametrize("how", [_entry_of, _own_rule], ids=["entry", "rule"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_published_steps(case: Case, how: Any) -> None:
    count = 0
    for key, found, expected, tolerance in _printed(case, *_run(case, how(case))):
        assert np.shape(found) == np.shape(expected), key
        worst = np.abs(found - expected).max()
        assert worst <= tolerance, f"{key}: {found}, printed {expected} ± {tolerance}"
        count += 1
    assert count > 0


def test_every_case_is_here() -> None:
    # 35 print something of an optimizer's doing; Zaki and Meira print the values before it only.
    assert len({case["id"] for case in CASES}) == len(CASES) == 34
    plain = [c["optimizer"]["rule"] for c in CASES if c["id"] not in ENTRIES]
    assert {tuple(rule) for rule in plain} == {("w = w - lr*g",)}
