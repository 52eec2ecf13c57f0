"""A random program of numbers, in byhand's language and in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import Any

INPUTS = [f"x{i}" for i in range(8)]
Line = tuple[str, str, str, str]
"""Target, operation, first and second operand."""


def random_program(length: int) -> list[Line]:
    """A shared graph of sums, differences and products; every fourth line is a tanh or a sine.

    A line reads one of the last forty values, and one of the last twenty that lie between -1 and
    1 or, now and then, an input. So nothing explodes, nothing dies out (with more products and no
    inputs, a long program ends in zeros, on which every tool is fast), and the gradients stay
    small enough to be compared.
    """
    draw = random.Random(length)
    pairs = zip(INPUTS[::2], INPUTS[1::2], strict=True)  # so that every input is read
    lines = [(f"a{i}", "*", first, second) for i, (first, second) in enumerate(pairs)]
    values, bounded = [*INPUTS, *(target for target, *_ in lines)], list(INPUTS)
    for i in range(len(lines), length):
        target, first = f"a{i}", draw.choice(values[-40:])
        others = bounded[-20:] if i % 20 else INPUTS
        second = draw.choice([name for name in others if name != first])
        kind = draw.choice("+-*") if i % 4 < 3 else draw.choice(("tanh", "sin"))
        lines.append((target, kind, first, second))
        values.append(target)
        bounded += [target] if i % 4 == 3 else []
    return lines


def sinks(lines: list[Line]) -> list[str]:
    """The values that no line reads; their sum is the output."""
    read = {first for _, _, first, _ in lines}
    read |= {second for _, kind, _, second in lines if kind in "+-*"}
    return [target for target, *_ in lines if target not in read]


def typed(lines: list[Line]) -> str:
    """The program in byhand's language."""
    rows = [
        f"{t} = {p} {kind} {q}" if kind in "+-*" else f"{t} = {kind}({p})"
        for t, kind, p, q in lines
    ]
    return "\n".join([*rows, f"L = {' + '.join(sinks(lines))}"])


def straight_line_source(lines: list[Line]) -> str:
    """Forward and reverse, every operation by itself."""
    forward, back = [], [f"    g_{name} += 1.0" for name in sinks(lines)]
    for t, kind, p, q in lines:
        forward.append(f"    {t} = {p} {kind} {q}" if kind in "+-*" else f"    {t} = {kind}({p})")
    for t, kind, p, q in reversed(lines):
        if kind in "+-":
            back += [f"    g_{q} += {'-' if kind == '-' else ''}g_{t}", f"    g_{p} += g_{t}"]
        elif kind == "*":
            back += [f"    g_{q} += g_{t}*{p}", f"    g_{p} += g_{t}*{q}"]
        elif kind == "tanh":
            back.append(f"    g_{p} += g_{t}*(1.0 - {t}*{t})")
        else:
            back.append(f"    g_{p} += g_{t}*cos({p})")
    zeros = [f"    g_{name} = 0.0" for name in [*INPUTS, *(t for t, *_ in lines)]]
    # In one expression, tens of thousands of terms overflow the stack of Python's compiler.
    value = ["    L = 0.0", *(f"    L += {name}" for name in sinks(lines))]
    ending = "    return L, {" + ", ".join(f"'{n}': g_{n}" for n in INPUTS) + "}"
    head = f"from math import sin, cos, tanh\ndef f({', '.join(INPUTS)}):"
    return "\n".join([head, *forward, *value, *zeros, *back, ending])


def straight_line(lines: list[Line]) -> Callable[..., Any]:
    """The same, compiled once."""
    space: dict[str, Any] = {}
    exec(straight_line_source(lines), space)
    return space["f"]


def inputs() -> Iterator[dict[str, float]]:
    """Inputs that differ a little from run to run, the same ones for every tool."""
    draw = random.Random(1)
    moves = [0.0, *(1e-9 * draw.random() for _ in range(63))]
    return cycle([{name: 0.25 * i - 0.9 + move for i, name in enumerate(INPUTS)} for move in moves])


def shown(result: tuple[Any, Mapping[str, Any]]) -> list[float]:
    """The value and the gradients."""
    value, gradients = result
    return [float(value), *(float(gradients[name]) for name in INPUTS)]
