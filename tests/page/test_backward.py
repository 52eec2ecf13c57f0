"""The backward pass as a person orders it: rule by rule, nothing before it is known."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Read = Callable[..., list[str]]

LAYERS = (
    "u = w1*x + b; h = sigmoid(u); p = w2*h; q = w3*h; s = sigmoid(p); t = sigmoid(q); L = s - t"
)
REUSED = "c = a + b; d = a*b; c = c*2 + relu(d); d = d - c; L = c*d + a"
PROGRAMS = {"layers": LAYERS, "reused": REUSED, "chain": "x = sin(x); x = x*x; x = x + 1; L = x"}


def backward(lines: list[str]) -> list[str]:
    start = next(i for i, line in enumerate(lines) if line.startswith("4 ·"))
    end = next(i for i, line in enumerate(lines) if line.startswith("5 ·"))
    return lines[start + 2 : end]


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_gradient_is_used_only_after_it_is_known(read: Read, program: str) -> None:
    known: set[str] = set()
    for line in backward(read(program)):
        if found := re.match(r"∂(\S+)/∂(\S+) = (.*)", line):
            of, node, rest = found.groups()
            needed = set(re.findall(rf"∂{re.escape(of)}/∂([^\s)]+)", rest))
            assert needed <= known, line
            known.add(node)
    assert len(known) >= 3


def test_all_that_follows_from_one_rule_stands_below_it(read: Read) -> None:
    lines = backward(read(LAYERS))
    at = lines.index("The slope of σ is its output times one minus its output.")
    assert lines[at + 1].startswith("∂L/∂q = ")
    assert lines[at + 2].startswith("∂L/∂p = ")
    assert (
        lines[at + 3] == "Multiply swaps: each input receives the gradient times the other input."
    )


def test_a_rule_is_named_again_where_it_applies_again(read: Read) -> None:
    lines = backward(read("p = x*y; q = p + x; r = q*y; L = r + x"))
    rules = [line for line in lines if not line.startswith("∂")]
    assert rules[:3] == [
        "Add distributes: both inputs receive the gradient unchanged.",
        "Multiply swaps: each input receives the gradient times the other input.",
        "Add distributes.",
    ]


def test_a_rule_is_named_again_in_chinese(read: Read) -> None:
    lines = read("p = x*y; q = p + x; r = q*y; L = r + x", lang="zh")
    assert "加法节点分发梯度。" in lines


@pytest.mark.parametrize("program", ["L = 2^x", "L = b^x"])
def test_an_exponent_does_not_follow_the_power_rule(read: Read, program: str) -> None:
    lines = backward(read(program))
    at = next(i for i, line in enumerate(lines) if line.startswith("∂L/∂x = "))
    assert lines[at - 1].startswith("Exponential rule: ")


def test_a_base_follows_the_power_rule(read: Read) -> None:
    lines = backward(read("L = b^x", {"x": 3, "b": 2}))
    at = lines.index("Power rule: bring the exponent down as a factor and lower it by one.")
    assert lines[at + 1].startswith("∂L/∂b = ")
