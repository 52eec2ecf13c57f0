"""Small scenes that several tests draw."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from byhand.diagram import Box, Label, Scene, Wire
from byhand.diagram.scene import Direction


@pytest.fixture(scope="session")
def scenes() -> ModuleType:
    """The functions below; test files in separate folders cannot import each other."""
    return sys.modules[__name__]


def value(text: str) -> Label:
    return Label(math=text, plain=text, color="value", size=9)


def gradient(text: str) -> Label:
    return Label(math=text, plain=text, color="gradient", size=9)


def neuron(direction: Direction = "LR", theme: str = "default") -> Scene:
    """The two-input neuron of every course, as far as its first sum."""
    names = {"w0": "w_0", "x0": "x_0", "w1": "w_1", "x1": "x_1"}
    boxes = [Box(i, (Label(m, i),), "plain", "input") for i, m in names.items()]
    boxes += [Box(i, (Label("times", "×"),)) for i in ("m0", "m1")]
    boxes += [Box("sum", (Label("+", "+"),)), Box("z", (Label("z", "z"),), "plain", "output")]
    wires = [
        Wire("w0-m0", "w0", "m0", 0, value("2.00"), gradient("-0.20")),
        Wire("x0-m0", "x0", "m0", 1, value("-1.00"), gradient("0.39")),
        Wire("w1-m1", "w1", "m1", 0, value("-3.00"), gradient("-0.39")),
        Wire("x1-m1", "x1", "m1", 1, value("-2.00"), gradient("-0.59")),
        Wire("m0-sum", "m0", "sum", 0, value("-2.00"), gradient("0.20")),
        Wire("m1-sum", "m1", "sum", 1, value("6.00"), gradient("0.20")),
        Wire("sum-z", "sum", "z", 0, value("4.00"), Label(blank=True)),
    ]
    return Scene(tuple(boxes), tuple(wires), direction, "Neuron", theme)


def square(direction: Direction = "LR", labelled: bool = False) -> Scene:
    """x*x: two wires from the same box to the same box."""
    boxes = (Box("x", (Label("x", "x"),), "plain", "input"), Box("m", (Label("times", "×"),)))
    over = (value("3.00"), value("3.01")) if labelled else (None, None)
    wires = tuple(Wire(f"x-m-{slot}", "x", "m", slot, over[slot]) for slot in (0, 1))
    return Scene(boxes, wires, direction)


def beside(direction: Direction = "TB") -> Scene:
    """Boxes of two lines, with formulas next to the wires."""
    dims = Label("in RR^(3 times 2)", "3×2", "faint", 8)
    boxes = tuple(Box(i, (Label(f"bold({i})", i), dims)) for i in "XWZ")
    wires = (
        Wire("X-Z", "X", "Z", 0, beside=gradient("overline(Z) W^top")),
        Wire("W-Z", "W", "Z", 1, beside=gradient("X^top overline(Z)")),
    )
    return Scene(boxes, wires, direction)


def tangle(boxes: int, wires: int) -> Scene:
    """A graph in which everything feeds into anything further on."""
    named = tuple(Box(f"n{i}", (Label("x", "x"),)) for i in range(boxes))
    joined, seed, slots = [], 1, [0] * boxes
    for k in range(wires):
        seed = (seed * 1103515245 + 12345) % 2**31
        tail = seed // 7 % (boxes - 1)
        head = tail + 1 + seed // 1013 % (boxes - 1 - tail)
        label = Label("1.0", "1.0", "value", 9)
        joined.append(Wire(f"w{k}", f"n{tail}", f"n{head}", slots[head], label))
        slots[head] += 1
    return Scene(named, tuple(joined))
