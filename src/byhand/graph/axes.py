"""Axes as settings name them, and what a rule of shapes is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from byhand import shape_messages as messages
from byhand.graph.patterns import ShapeError
from byhand.language.expr import Static
from byhand.language.program import Shape

Rule = Callable[[list[Shape], Mapping[str, Any]], Shape]
"""Shapes of the operands and the fixed settings, to the shape of the result."""


def axes_of(axis: Static, rank: int) -> tuple[int, ...]:
    """The axes that a setting names, counted from the front; None means all.

    >>> axes_of(-1, 3), axes_of(None, 2), axes_of((0, -1), 3)
    ((2,), (0, 1), (0, 2))
    """
    if axis is None:
        return tuple(range(rank))
    wanted = axis if isinstance(axis, tuple) else (axis,)
    found = tuple(axis_of(one, rank) for one in wanted)
    if len(set(found)) < len(found):
        raise ShapeError(messages.AXIS_TWICE)
    return found


def axis_of(axis: Static, rank: int) -> int:
    """One axis, counted from the front."""
    if type(axis) is not int:
        raise ShapeError
    if not -rank <= axis < rank:
        raise ShapeError(messages.NO_AXIS.fill(axis=axis, rank=rank))
    return axis % rank
