"""All gradient lines of the product of n variables, from its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks.rows import Row, Run


def product(count: int) -> str:
    """The program."""
    return "L = " + "*".join(f"x{i}" for i in range(count))


def _by_byhand(count: int) -> Run:
    import byhand as bh

    text = product(count)

    return lambda: len(bh.derive(text).derivation.formulas()), _counted


def _counted(lines: int) -> list[float]:
    return [float(lines)]


def _as_lines(variables: int) -> list[float]:
    """byhand has a line for every product on the way, too."""
    return [2.0 * variables - 1]


def _by_sympy(count: int) -> Run:
    import sympy as sp
    from sympy.core.cache import clear_cache

    def run() -> int:
        clear_cache()
        symbols = sp.symbols(f"x:{count}")
        loss = sp.prod(symbols)
        found = [sp.diff(loss, symbol) for symbol in symbols]
        return len(found)

    return run, _as_lines


def _by_symengine(count: int) -> Run:
    import symengine as se  # pyright: ignore[reportMissingImports]

    def run() -> int:
        symbols = [se.Symbol(f"x{i}") for i in range(count)]
        loss: Any = 1
        for symbol in symbols:
            loss = loss * symbol
        return len([loss.diff(symbol) for symbol in symbols])

    return run, _as_lines


def _by_casadi(count: int) -> Run:
    import casadi as ca  # pyright: ignore[reportMissingImports]

    def run() -> int:
        x = ca.SX.sym("x", count)
        loss = 1
        for i in range(count):
            loss = loss * x[i]
        return ca.gradient(loss, x).numel()

    return run, _as_lines


_PEERS: dict[str, tuple[Callable[[int], Run], int]] = {
    "SymPy diff": (_by_sympy, 100),
    "symengine": (_by_symengine, 1_000),
    "CasADi": (_by_casadi, 10_000),
}
"""How a peer does it, and the largest product that it is given."""


def _row(count: int) -> Row:
    tools: dict[str, Callable[[], Run]] = {"byhand": lambda: _by_byhand(count)}
    for name, (prepare, largest) in _PEERS.items():
        if count <= largest:
            tools[name] = lambda prepare=prepare: prepare(count)
    title = f"deriving all gradients of the product of {count:,} variables"
    rounds = 5 if count < 100_000 else 3
    within = {10_000: 0.5, 100_000: 6.0}.get(count, 0.0)
    grows = {"product-1000": 1.3} if count == 100_000 else {}
    return Row(
        f"product-{count}",
        title,
        "byhand",
        tools,
        within=within,
        size=count,
        grows=grows,
        rounds=rounds,
    )


ROWS = [_row(100), _row(1_000), _row(10_000), _row(100_000)]
