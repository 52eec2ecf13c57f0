"""What is compared: the same work by several tools, one of which the others are measured by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Run = tuple[Callable[[], Any], Callable[[Any], list[float]]]
"""What does the work once, on inputs of its own, and what says in numbers what came out."""

MODULES = (
    *("scalars", "compiling", "networks", "mixture", "points", "products", "start"),
    "deep_network",
)
"""The files that list rows, in the order of the table."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    key: str
    title: str
    floor: str
    """The tool by whose time the others are divided."""
    tools: Mapping[str, Callable[[], Run]]
    """For every tool how its run is prepared; a package that is missing raises `ImportError`."""
    must: Mapping[str, float] = field(default_factory=dict)
    """The ratio that a tool should not exceed."""
    within: float = 0.0
    """Seconds that the floor should not exceed; 0 for no such limit."""
    at_most: Mapping[str, float] = field(default_factory=dict)
    """Seconds that other tools should not exceed."""
    faster: Mapping[str, float] = field(default_factory=dict)
    """How many times faster than a tool byhand should be."""
    size: int = 0
    """How many operations, where rows of different size are compared."""
    grows: Mapping[str, float] = field(default_factory=dict)
    """How much more time than in another row the floor may take for one operation."""
    tolerance: float = 1e-8
    """How far a tool's numbers may be from those of the floor, relative to the largest."""
    cores: int = 1
    rounds: int = 15


def all_rows() -> list[Row]:
    """Every row, in order."""
    from importlib import import_module

    return [row for name in MODULES for row in import_module(f"tests.benchmarks.{name}").ROWS]
