"""How the time of a derivation grows with the program, beside SymPy's `diff` on the same program.

python tests/benchmarks/growth.py [--json FILE]

Every figure is the median of interleaved runs in this process; SymPy's cache is cleared before each
of its runs. Trust the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import sympy as sp
from sympy.core.cache import clear_cache

import byhand as bh
from byhand.calculus.derive import derive
from byhand.graph import build
from byhand.language.notations import UNICODE
from byhand.language.parse import parse
from byhand.language.show import show

RUNS = 5


def chain(length: int) -> str:
    """A program of `length` operations in which most values are used twice."""
    lines = [f"x{i} = sin(x{i - 1}) + x{max(i - 3, 0)}" for i in range(1, length // 2)]
    return "\n".join(["x0 = x*1", *lines])


def product(count: int) -> str:
    """The product of `count` variables."""
    return "L = " + "*".join(f"x{i}" for i in range(count))


def by_hand(source: str) -> Callable[[], object]:
    """Parse, derive, and write every formula line, with numbers for every input."""
    at = dict.fromkeys(parse(source).inputs(), 0.7)

    def run() -> object:
        derivation = derive(build(parse(source)), at)
        return [show(derivation.formula(node), UNICODE) for node in derivation.order]

    return run


def by_sympy(count: int) -> Callable[[], object]:
    """All derivatives of the same product by SymPy, from a cold cache."""

    def run() -> object:
        clear_cache()
        symbols = sp.symbols(f"x:{count}")
        loss = sp.prod(symbols)
        return [sp.diff(loss, symbol) for symbol in symbols]

    return run


def medians(contestants: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds, one run of each in turn."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(RUNS):
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    out = parser.parse_args().json
    lengths = (2_500, 5_000, 10_000, 20_000)
    growth = medians({str(n): by_hand(chain(n)) for n in lengths})
    print("a chain of n operations, steps and formula lines")
    for short, long in pairwise(lengths):
        ratio = growth[str(long)] / growth[str(short)]
        print(f"  {short:>6,} -> {long:>6,} operations: {ratio:.2f} times the time")
    counts = (25, 50, 100)
    peers: dict[str, dict[str, float]] = {}
    print("a product of n variables, all gradients")
    for n in counts:
        peers[str(n)] = medians({"byhand": by_hand(product(n)), "sympy": by_sympy(n)})
        ratio = peers[str(n)]["sympy"] / peers[str(n)]["byhand"]
        print(f"  {n:>4} variables: SymPy's diff takes {ratio:.1f} times as long")
    if out:
        versions = {"byhand": bh.__version__, "sympy": sp.__version__, "numpy": np.__version__}
        machine = {"python": sys.version.split()[0], "machine": platform.machine()}
        report = {"growth": growth, "product": peers, "versions": versions, **machine}
        out.write_text(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
