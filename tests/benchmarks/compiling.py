"""How long it takes to have a function at all, for a long program of numbers."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.benchmarks.rows import Row, Run
from tests.benchmarks.scalar_program import INPUTS, random_program, straight_line_source, typed


def _nothing(result: Any) -> list[float]:
    """There is nothing to compare: a code object is no number."""
    return []


def _by_floor(length: int) -> Run:
    source = straight_line_source(random_program(length))
    return lambda: compile(source, "<straight line>", "exec"), _nothing


def _by_byhand(length: int) -> Run:
    """Python alone, on the source that byhand wrote."""
    import byhand as bh

    source = bh.compile(typed(random_program(length)), wrt=INPUTS).source
    return lambda: compile(source, "<byhand>", "exec"), _nothing


def _from_text(length: int) -> Run:
    """`bh.compile` of programs that differ, since byhand keeps what it has compiled."""
    import byhand as bh

    program, numbers = typed(random_program(length)), count(2)
    return lambda: bh.compile(f"{program}\nM = L*{next(numbers)}", wrt=INPUTS), _nothing


def _row(length: int) -> Row:
    return Row(
        f"compile-{length}",
        f"Python compiles the source of a program of {length:,} operations",
        "straight-line Python",
        {
            "straight-line Python": lambda: _by_floor(length),
            "byhand": lambda: _by_byhand(length),
            "bh.compile, from its text on": lambda: _from_text(length),
        },
        at_most={"byhand": 3.0},
        rounds=5,
    )


ROWS = [_row(10_000), _row(100_000)]
