"""What cannot be stepped: one clear message in both languages, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from byhand import optim
from byhand.errors import InputError

SETTINGS: dict[str, tuple[Callable[[], Any], str]] = {
    "negative lr": (lambda: optim.Adam(lr=-1), "lr must be a number of at least 0; it is -1."),
    "lr no number": (lambda: optim.SGD(lr="fast"), "lr must be a number of at least 0"),
    "lr nan": (lambda: optim.SGD(lr=float("nan")), "lr must be a number of at least 0"),
    "lr infinite": (lambda: optim.SGD(lr=float("inf")), "lr must be a number of at least 0"),
    "beta of 1": (lambda: optim.Adam(betas=(0.9, 1)), "each at least 0 and below 1"),
    "one beta": (lambda: optim.Adam(betas=0.9), "betas must be two numbers"),
    "three betas": (lambda: optim.Adam(betas=(0.1, 0.2, 0.3)), "betas must be two numbers"),
    "negative beta": (lambda: optim.Lion(betas=(-0.1, 0.9)), "each at least 0 and below 1"),
    "alpha of 1": (lambda: optim.RMSprop(alpha=1), "alpha must be at least 0 and below 1"),
    "rho of 1": (lambda: optim.Adadelta(rho=1.0), "rho must be at least 0 and below 1"),
    "momentum of 1": (lambda: optim.SGD(momentum=1), "momentum must be at least 0 and below 1"),
    "negative decay": (lambda: optim.AdamW(weight_decay=-0.1), "weight_decay must be a number"),
    "negative eps": (lambda: optim.Adam(eps=-1e-8), "eps must be a number of at least 0"),
    "flag": (lambda: optim.Adam(amsgrad=3), "amsgrad must be True or False; it is 3."),
    "clip at 0": (lambda: optim.SGD(clip_norm=0), "clip_norm must be a number above 0"),
    "nesterov alone": (lambda: optim.SGD(nesterov=True), "needs momentum above 0"),
    "unknown setting": (lambda: optim.SGD(momentun=0.9), "Did you mean 'momentum'?"),
    "too many": (lambda: optim.Lion(1, (0, 0), 3, 4), "takes 3 settings by position; 4 were"),
    "unknown name": (lambda: optim.make("adamm"), "Did you mean 'adam'?"),
    "schedule unmade": (lambda: optim.SGD(lr=optim.step), "lr must be a number"),
    "period of 0": (lambda: optim.step(0.1, step_size=0), "a whole number of at least 1"),
    "half a period": (lambda: optim.cosine(0.1, T_max=2.5), "a whole number of at least 1"),
    "negative rate": (lambda: optim.exponential(-0.1), "lr must be a number of at least 0"),
    "schedule setting": (lambda: optim.step(0.1, gama=1), "Did you mean 'gamma'?"),
    "then never": (lambda: optim.step(0.1).then(optim.constant(1), at=0), "whole number"),
    "rule unread": (lambda: optim.rule("theta = theta - "), "Here a number"),
    "rule unknown": (lambda: optim.rule("theta = theta - lr*grad"), "'grad' means nothing"),
    "rule unmoved": (lambda: optim.rule("v = g", state={"v": 0}), "No line of this rule moves"),
    "rule reserved": (lambda: optim.rule("theta = g", t=3), "'t' is given in every rule"),
    "rule assigns": (lambda: optim.rule("lr = 2; theta = g"), "'lr' is given in every rule"),
    "rule of sums": (
        lambda: optim.rule("theta = theta - lr*sum(g)")().start({"w": 1.0}),
        "'sum' of arrays cannot be used in an update rule. There are: + - * / ^ abs exp",
    ),
    "rule of choices": (
        lambda: optim.rule("theta = where(g > 0, theta, g)")().start({"w": 1.0}),
        "'where' of arrays cannot be used",
    ),
}
GOOD: dict[str, Any] = {"W": np.ones((2, 2)), "b": 0.5}
PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "none": ({}, "There are no parameters"),
    "integer": ({"w": 2}, "The parameter w holds int;"),
    "truth": ({"w": True}, "The parameter w holds bool;"),
    "integers": ({"w": np.array([1, 2])}, "The parameter w holds int64;"),
    "complex": ({"w": np.array([1j])}, "The parameter w holds complex128;"),
    "list": ({"w": [1.0]}, "The parameter w holds list;"),
    "nan": ({"w": np.array([1.0, np.nan])}, "w is not finite before the first step"),
    "shared": ({"w": GOOD["W"], "u": GOOD["W"]}, "The parameters u and w share memory"),
    "overlapping": ({"w": GOOD["W"], "u": GOOD["W"][0]}, "share memory"),
    "read-only": ({"w": np.broadcast_to(1.0, (3,))}, "The parameter w is read-only"),
}
GRADIENTS: dict[str, tuple[dict[str, Any], str]] = {
    "missing": ({"W": GOOD["W"]}, "There is no gradient for the parameter b."),
    "misspelled": ({"w": GOOD["W"], "b": 1.0}, "parameter W. Did you mean 'w'?"),
    "flat": ({"W": np.ones(4), "b": 1.0}, "W has shape (4,), but W itself has shape (2, 2)."),
    "transposed": ({"W": np.ones((2, 1)), "b": 1.0}, "has shape (2, 1)"),
    "array for a number": ({"W": GOOD["W"], "b": np.ones(1)}, "b has shape (1,), but b itself"),
    "nan": ({"W": np.array([[1, 2], [np.nan, 4]]), "b": 1.0}, "W is not finite: nan at [1, 0]."),
    "infinite": ({"W": GOOD["W"], "b": float("-inf")}, "b is not finite: -inf."),
    "complex": ({"W": GOOD["W"] * 1j, "b": 1.0}, "W holds complex128, not real numbers."),
    "text": ({"W": GOOD["W"], "b": "one"}, "b holds str"),
    "none": ({"W": GOOD["W"], "b": None}, "b holds object"),
}


def _message(call: Callable[[], Any]) -> str:
    with pytest.raises(InputError) as caught:
        call()
    english, chinese = (caught.value.say(lang) for lang in ("en", "zh"))
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese), chinese
    assert "{" not in english + chinese
    return english


@pytest.mark.parametrize("name", SETTINGS)
def test_settings(name: str) -> None:
    call, expected = SETTINGS[name]
    assert expected in _message(call)


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters(name: str) -> None:
    params, expected = PARAMETERS[name]
    assert expected in _message(lambda: optim.Adam().start(params))


@pytest.mark.parametrize("rule", ["sgd", "momentum", "adam", "nadam"])
@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients_leave_everything_as_it_was(name: str, rule: str) -> None:
    gradients, expected = GRADIENTS[name]
    params: dict[str, Any] = {"W": np.arange(4.0).reshape(2, 2), "b": 0.5}
    stepper = optim.make(rule, lr=0.1).start(params)
    stepper.step(GOOD)
    before = {**{k: np.copy(v) for k, v in params.items()}, **stepper.state}
    assert expected in _message(lambda: stepper.step(gradients))
    after = {**params, **stepper.state}
    assert {k: np.asarray(v).tolist() for k, v in after.items()} == {
        k: np.asarray(v).tolist() for k, v in before.items()
    }
    stepper.step(GOOD)
    assert stepper.t == 2


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), np.float64("nan")])
def test_a_loss_that_is_not_finite(loss: float) -> None:
    params = {"w": np.ones(2)}
    stepper = optim.SGD(lr=0.1).start(params)
    said = _message(lambda: stepper.step({"w": np.ones(2)}, loss=loss))
    assert "In step 1 the loss is" in said
    assert params["w"].tolist() == [1, 1]
    assert stepper.t == 0


def test_a_division_by_zero_in_a_rule_of_ones_own() -> None:
    params = {"w": 1.0}
    stepper = optim.rule("theta = theta - lr*g/k", k=0)().start(params)
    assert "Step 1 of this rule has no value" in _message(lambda: stepper.step({"w": 1.0}))
    assert (params, stepper.t) == ({"w": 1.0}, 0)


def test_a_state_of_something_else() -> None:
    params = {"W": np.ones((2, 2))}
    saved = optim.Adam().start(params).state
    other = {"W": np.ones(4)}
    assert "has an entry 'W.m' that SGD" in _message(lambda: optim.SGD().start(params, saved))
    assert "has no entry 'W.v'" in _message(
        lambda: optim.Adam().start(params, {k: v for k, v in saved.items() if k != "W.v"})
    )
    assert "should have (4,)" in _message(lambda: optim.Adam().start(other, saved))


@pytest.mark.parametrize(
    "name", ['"""\nimport os', "x\nprint(1)", "\0", "\ud800", "a # b", "x" * 10_000]
)
def test_nothing_typed_becomes_code(name: str) -> None:
    made = optim.rule("theta = theta - lr*g # print(2)", name=name, lr=0.5)()
    params = {"w": 1.0}
    made.start(params).step({"w": 1.0})
    assert params == {"w": 0.5}
    code = [line for line in made.source.splitlines() if not line.strip().startswith("#")]
    assert "print" not in "\n".join(code)
    assert "import os" not in "\n".join(code)
