"""An emitted function, and the callable that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Routine:
    """Source of a module that defines one function."""

    source: str
    function: str
    parameters: Mapping[str, str]
    """The name of every input, and the parameter that takes it."""
    places: tuple[int, ...] = ()
    """For every line of the source the offset in the program that it comes from; −1 for none."""
    indices: frozenset[str] = frozenset()
    """The parameters that hold whole numbers used as indices."""
