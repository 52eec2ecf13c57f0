"""Mistakes with optimizers, against updates written out in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import pytest
from tests.marking.mistakes.test_mistakes import check_words

from byhand import optim
from byhand.marking.mistakes.step_table import STEP_MISTAKES, step_variants
from byhand.marking.mistakes.steps import StepMistake
from byhand.training.optimizers.hand import work
from byhand.training.optimizers.optimizer import Optimizer

# The loss is (w + 1)², so that no step leads to 0, and w starts at 2.
START, STEPS, LR = 2.0, 3, 0.1
Memory = dict[str, float]
Step = Callable[[float, float, int, Memory], float]
"""The parameter, its gradient, the number of the step, and what is remembered: to the parameter."""

MOMENTUM = optim.SGD(lr=LR, momentum=0.9)
NESTEROV = optim.SGD(lr=LR, momentum=0.9, nesterov=True)
AHEAD = optim.SGD(lr=LR, momentum=0.9, lookahead=True)
DECAY = optim.SGD(lr=LR, weight_decay=0.2)
ADAM = optim.Adam(lr=LR, betas=(0.9, 0.99), eps=1e-3)
ADAMW = optim.AdamW(lr=LR, betas=(0.9, 0.99), eps=1e-3, weight_decay=0.2)


def _adam(
    first: Callable[[float, int], float] = lambda m, t: m / (1 - 0.9**t),
    second: Callable[[float, int], float] = lambda v, t: v / (1 - 0.99**t),
    old: tuple[float, float] = (0.9, 0.99),
    new: tuple[float, float] = (0.1, 0.01),
    square: Callable[[float], float] = lambda g: g * g,
    divide: Callable[[float, float], float] = lambda m, v: m / (sqrt(v) + 1e-3),
    decay: float = 0.0,
) -> Step:
    def step(w: float, g: float, t: int, kept: Memory) -> float:
        g = g + decay * w
        kept["m"] = old[0] * kept.get("m", 0.0) + new[0] * g
        kept["v"] = old[1] * kept.get("v", 0.0) + new[1] * square(g)
        return w - LR * divide(first(kept["m"], t), second(kept["v"], t))

    return step


def _momentum(
    sign: float = 1.0, new: float = 1.0, stale: bool = False, rate: float = LR, up: bool = False
) -> Step:
    def step(w: float, g: float, t: int, kept: Memory) -> float:
        before = kept.get("v", 0.0)
        kept["v"] = sign * 0.9 * before + new * g
        move = rate * (before if stale else kept["v"])
        return w + move if up else w - move

    return step


def _nesterov(weight: float) -> Step:
    def step(w: float, g: float, t: int, kept: Memory) -> float:
        kept["v"] = 0.9 * kept.get("v", 0.0) + g
        return w - LR * (g + weight * kept["v"])

    return step


def _not_undone(w: float, g: float, t: int, kept: Memory) -> float:
    ahead = w - LR * 0.9 * kept.get("v", 0.0)
    kept["v"] = 0.9 * kept.get("v", 0.0) + g
    return ahead - LR * kept["v"]


HAND: list[tuple[str, Optimizer, Step]] = [
    ("correction_missing", ADAM, _adam(lambda m, t: m, lambda v, t: v)),
    ("correction_missing", ADAM, _adam(first=lambda m, t: m)),
    ("correction_missing", ADAM, _adam(second=lambda v, t: v)),
    (
        "correction_multiplied",
        ADAM,
        _adam(lambda m, t: m * (1 - 0.9**t), lambda v, t: v * (1 - 0.99**t)),
    ),
    ("correction_multiplied", ADAM, _adam(first=lambda m, t: m * (1 - 0.9**t))),
    (
        "step_count",
        ADAM,
        _adam(lambda m, t: m / (1 - 0.9 ** (t + 1)), lambda v, t: v / (1 - 0.99 ** (t + 1))),
    ),
    ("root_missing", ADAM, _adam(divide=lambda m, v: m / (v + 1e-3))),
    ("square_missing_in_average", ADAM, _adam(square=lambda g: g)),
    ("average_weights_swapped", ADAM, _adam(old=(0.1, 0.01), new=(0.9, 0.99))),
    ("average_unweighted", ADAM, _adam(new=(1.0, 1.0))),
    ("epsilon_place", ADAM, _adam(divide=lambda m, v: m / sqrt(v + 1e-3))),
    ("weight_decay_place", ADAMW, _adam(decay=0.2)),
    ("weight_decay_forgotten", ADAMW, _adam()),
    ("weight_decay_sign", DECAY, lambda w, g, t, kept: w - LR * (g - 0.2 * w)),
    ("weight_decay_forgotten", DECAY, lambda w, g, t, kept: w - LR * g),
    ("momentum_sign", MOMENTUM, _momentum(sign=-1.0)),
    ("momentum_forgotten", MOMENTUM, lambda w, g, t, kept: w - LR * g),
    ("momentum_averaged", MOMENTUM, _momentum(new=0.1)),
    ("momentum_rate_inside", MOMENTUM, _momentum()),
    ("stale_state", MOMENTUM, _momentum(stale=True)),
    ("rate_missing", MOMENTUM, _momentum(rate=1.0)),
    ("uphill", MOMENTUM, _momentum(up=True)),
    ("nesterov_twice", NESTEROV, _nesterov(1.8)),
    ("nesterov_missing", NESTEROV, _momentum()),
    ("nesterov_twice", AHEAD, _not_undone),
]


def _by_hand(step: Step, optimizer: Optimizer) -> float:
    w, kept = START, Memory()
    for t in range(1, STEPS + 1):
        at = w - LR * 0.9 * kept.get("v", 0.0) if optimizer is AHEAD else w
        w = step(w, 2 * (at + 1), t, kept)
    return w


def _stepped(optimizer: Optimizer) -> float:
    done = work(
        optimizer, lambda p: ((p["w"] + 1) ** 2, {"w": 2 * (p["w"] + 1)}), {"w": START}, STEPS
    )
    return float(done[-1].after["w"])


@pytest.mark.parametrize(("name", "optimizer", "step"), HAND, ids=[name for name, *_ in HAND])
def test_the_lines_do_what_a_person_does(name: str, optimizer: Optimizer, step: Step) -> None:
    wanted = _by_hand(step, optimizer)
    found = [_stepped(wrong) for entry, wrong in step_variants(optimizer) if entry.name == name]
    assert any(abs(w - wanted) < 1e-12 for w in found), f"{wanted} by hand, {found} by the lines"


def test_every_entry_is_worked_by_hand() -> None:
    assert set(STEP_MISTAKES) == {name for name, *_ in HAND}


@pytest.mark.parametrize("entry", STEP_MISTAKES.values(), ids=list(STEP_MISTAKES))
def test_the_words_of_a_step(entry: StepMistake) -> None:
    check_words(entry, frozenset({"target"}))


def test_a_mistake_is_no_right_step() -> None:
    for optimizer in (MOMENTUM, NESTEROV, AHEAD, DECAY, ADAM, ADAMW, optim.RMSprop(lr=LR)):
        right = _stepped(optimizer)
        for entry, wrong in step_variants(optimizer):
            if entry.name != "momentum_rate_inside":  # the same parameters by another velocity
                assert abs(_stepped(wrong) - right) > 1e-9, entry.name


def test_the_optimizer_itself_is_left_alone() -> None:
    before = [line.text for line in ADAM.updates]
    list(step_variants(ADAM))
    assert [line.text for line in ADAM.updates] == before
