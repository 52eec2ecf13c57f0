"""A random program of numbers: its value and all gradients."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Mapping
from typing import Any

from tests.benchmarks.rows import Row, Run
from tests.benchmarks.scalar_program import (
    INPUTS,
    Line,
    inputs,
    random_program,
    shown,
    sinks,
    straight_line,
    typed,
)

NOTHING: Mapping[str, float] = {}


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


def _casadi_function(length: int) -> Any:
    import casadi as ca  # pyright: ignore[reportMissingImports]

    x = ca.SX.sym("x", len(INPUTS))
    values: dict[str, Any] = {name: x[i] for i, name in enumerate(INPUTS)}
    total = _forward(random_program(length), values, {"tanh": ca.tanh, "sin": ca.sin})
    return ca.Function("f", [x], [total, ca.gradient(total, x)])


def _by_casadi(length: int) -> Run:
    both, given = _casadi_function(length), inputs()

    def run() -> tuple[Any, dict[str, Any]]:
        value, gradient = both(list(next(given).values()))
        return value, dict(zip(INPUTS, gradient.nonzeros(), strict=True))

    return run, shown


def _by_casadi_buffers(length: int) -> Run:
    """The fastest call from Python: memory that both sides know."""
    function = _casadi_function(length)
    buffer, call = function.buffer()
    numbers, value = array("d", [0.0] * len(INPUTS)), array("d", [0.0])
    gradients, given = array("d", [0.0] * len(INPUTS)), inputs()
    for place, memory in enumerate((value, gradients)):
        buffer.set_res(place, memoryview(memory))
    buffer.set_arg(0, memoryview(numbers))

    def run() -> tuple[Any, dict[str, Any]]:
        numbers[:] = array("d", next(given).values())
        call()
        return value[0], dict(zip(INPUTS, gradients, strict=True))

    run.__dict__["kept"] = (function, buffer)  # the call uses their memory and does not keep it
    return run, shown


def _by_sympy(length: int) -> Run:
    import sympy as sp

    symbols = sp.symbols(INPUTS)
    values: dict[str, Any] = dict(zip(INPUTS, symbols, strict=True))
    total = _forward(random_program(length), values, {"tanh": sp.tanh, "sin": sp.sin})
    slopes = {symbol.name: sp.diff(total, symbol) for symbol in symbols}
    function = sp.lambdify(symbols, [total, list(slopes.values())], modules="math", cse=True)
    given = inputs()

    def run() -> tuple[Any, dict[str, Any]]:
        value, gradients = function(**next(given))
        return value, dict(zip(INPUTS, gradients, strict=True))

    return run, shown


_PEERS = {
    "micrograd": (_by_micrograd, 1_000),
    "autograd": (_by_autograd, 10_000),
    "PyTorch": (_by_torch, 10_000),
    "JAX jit": (_by_jax, 1_000),
    "CasADi": (_by_casadi, 100_000),
    "CasADi, buffers": (_by_casadi_buffers, 100_000),
    "SymPy lambdify": (_by_sympy, 12),
}
"""How a peer does it, and the longest program that it is given."""


def _row(
    length: int, must: Mapping[str, float] = NOTHING, faster: Mapping[str, float] = NOTHING
) -> Row:
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
        rounds=25 if length < 100_000 else 9,
        must=must,
        faster=faster,
    )


ROWS = [
    _row(12),
    _row(100, must={"byhand": 0.85}, faster={"micrograd": 60}),
    *(_row(length, must={"byhand": 0.7}) for length in (1_000, 10_000, 100_000)),
]
