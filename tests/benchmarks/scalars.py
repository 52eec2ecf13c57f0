"""A random program of numbers: its value and all gradients."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import Any

from tests.benchmarks.rows import Row, Run

INPUTS = [f"x{i}" for i in range(8)]
Line = tuple[str, str, str, str]
"""Target, operation, first and second operand."""


def random_program(length: int) -> list[Line]:
    """A shared graph of sums, differences and products; every fourth line is a tanh or a sine.

    Those keep the others small: a sum or a product takes two of the last forty, and of the inputs.
    """
    draw = random.Random(length)
    small, all_names, lines = list(INPUTS), list(INPUTS), []
    for i in range(length):
        target, bounded = f"a{i}", i % 4 == 3
        pool = all_names if bounded else small
        first, second = draw.choice(pool[-40:]), draw.choice(pool[-40:])
        kind = draw.choice(("tanh", "sin") if bounded else ("+", "-", "*", "*"))
        lines.append((target, kind, first, second))
        all_names.append(target)
        small += [target] if bounded else []
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
    return cycle([{name: 0.1 * i - 0.3 + move for i, name in enumerate(INPUTS)} for move in moves])


def shown(result: tuple[Any, Mapping[str, Any]]) -> list[float]:
    """The value and the gradients."""
    value, gradients = result
    return [float(value), *(float(gradients[name]) for name in INPUTS)]


def _calls(function: Callable[..., Any]) -> Run:
    given = inputs()
    return lambda: function(**next(given)), shown


def _by_floor(length: int) -> Run:
    return _calls(straight_line(random_program(length)))


def _by_byhand(length: int) -> Run:
    import byhand as bh

    return _calls(bh.compile(typed(random_program(length)), wrt=INPUTS))


def _forward(lines: list[Line], values: dict[str, Any], functions: dict[str, Any]) -> Any:
    """The program on the values of some other library."""
    for t, kind, p, q in lines:
        x, y = values[p], values[q]
        if kind == "+":
            values[t] = x + y
        elif kind == "-":
            values[t] = x - y
        elif kind == "*":
            values[t] = x * y
        else:
            values[t] = functions[kind](x)
    total = 0.0
    for name in sinks(lines):
        total = values[name] + total
    return total


def _by_micrograd(length: int) -> Run:
    from micrograd.engine import Value  # pyright: ignore[reportMissingImports]

    def function(compute: Callable[[float], float], slope: Callable[[float, float], float]) -> Any:
        def apply(x: Any) -> Any:
            out = Value(compute(x.data), (x,))

            def backward() -> None:
                x.grad += slope(x.data, out.data) * out.grad

            out._backward = backward
            return out

        return apply

    functions = {
        "tanh": function(math.tanh, lambda x, y: 1.0 - y * y),
        "sin": function(math.sin, lambda x, y: math.cos(x)),
    }
    lines, given = random_program(length), inputs()

    def run() -> tuple[float, dict[str, float]]:
        values = {name: Value(x) for name, x in next(given).items()}
        leaves = dict(values)
        total = _forward(lines, values, functions)
        total.backward()
        return total.data, {name: leaf.grad for name, leaf in leaves.items()}

    return run, shown


def _by_autograd(length: int) -> Run:
    import autograd.numpy as anp
    from autograd import value_and_grad

    lines, given = random_program(length), inputs()
    functions: Any = {"tanh": anp.tanh, "sin": anp.sin}  # pyright: ignore
    differentiate: Any = value_and_grad
    both = differentiate(lambda values: _forward(lines, dict(values), functions))

    return lambda: both(next(given)), shown


def _by_torch(length: int) -> Run:
    import torch  # pyright: ignore[reportMissingImports]

    torch.set_num_threads(1)
    lines, given = random_program(length), inputs()
    functions = {"tanh": torch.tanh, "sin": torch.sin}

    def run() -> tuple[Any, dict[str, Any]]:
        values = {
            name: torch.tensor(x, dtype=torch.float64, requires_grad=True)
            for name, x in next(given).items()
        }
        leaves = list(values.values())
        total = _forward(lines, values, functions)
        return total, dict(zip(INPUTS, torch.autograd.grad(total, leaves), strict=True))

    return run, shown


def _by_jax(length: int) -> Run:
    import jax  # pyright: ignore[reportMissingImports]
    import jax.numpy as jnp  # pyright: ignore[reportMissingImports]

    jax.config.update("jax_enable_x64", True)
    lines, given = random_program(length), inputs()
    functions = {"tanh": jnp.tanh, "sin": jnp.sin}
    both = jax.jit(jax.value_and_grad(lambda values: _forward(lines, dict(values), functions)))

    return lambda: jax.block_until_ready(both(next(given))), shown


def _by_casadi(length: int) -> Run:
    import casadi as ca  # pyright: ignore[reportMissingImports]

    x = ca.SX.sym("x", len(INPUTS))
    values: dict[str, Any] = {name: x[i] for i, name in enumerate(INPUTS)}
    total = _forward(random_program(length), values, {"tanh": ca.tanh, "sin": ca.sin})
    both, given = ca.Function("f", [x], [total, ca.gradient(total, x)]), inputs()

    def run() -> tuple[Any, dict[str, Any]]:
        value, gradient = both(list(next(given).values()))
        return value, dict(zip(INPUTS, gradient.nonzeros(), strict=True))

    return run, shown


_PEERS = {
    "micrograd": (_by_micrograd, 1_000),
    "autograd": (_by_autograd, 1_000),
    "PyTorch": (_by_torch, 1_000),
    "JAX jit": (_by_jax, 100),
    "CasADi": (_by_casadi, 10_000),
}
"""How a peer does it, and the longest program that it is given."""


def _row(length: int, must: float) -> Row:
    tools: dict[str, Callable[[], Run]] = {
        "straight-line Python": lambda: _by_floor(length),
        "byhand": lambda: _by_byhand(length),
    }
    for name, (prepare, longest) in _PEERS.items():
        if length <= longest:
            tools[name] = lambda prepare=prepare: prepare(length)
    return Row(
        f"scalar-{length}",
        f"random program of {length:,} operations, value and gradients",
        "straight-line Python",
        tools,
        {"byhand": must},
        rounds=25 if length < 100_000 else 9,
    )


ROWS = [_row(100, 0.85), _row(1_000, 0.70), _row(10_000, 0.70), _row(100_000, 0.70)]
