"""Telling wrong formulas apart by their values: from the truth, and from each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from byhand.marking.mistakes.mistake import Variant
from byhand.marking.relations import Leaf
from byhand.marking.worlds import World

_ALIKE, _ZERO = 1e-9, 1e-12


class Distinct:
    """Remembers the values of what was let through, for every quantity.

    A mistake must differ from the truth at random points; a convention may differ at the given
    values only, because random points avoid kinks and ties.
    """

    def __init__(self, spaces: Sequence[World], *, has_given: bool) -> None:
        self.spaces, self.random = spaces, len(spaces) - has_given
        self.seen: dict[Leaf, list[list[Any]]] = {}

    def is_new(self, variant: Variant) -> bool:
        """Whether the values are finite, and neither the truth's nor those of an earlier one."""
        values = self._values(variant)
        if values is None:
            return False
        truth = [world[variant.leaf] for world in self.spaces]
        count = len(self.spaces) if variant.mistake.convention else self.random
        if _alike(values[:count], truth[:count]):
            return False
        known = self.seen.setdefault(variant.leaf, [])
        if not variant.also:
            if any(_alike(values, other) for other in known):
                return False
            known.append(values)
        return True

    def _values(self, variant: Variant) -> list[Any] | None:
        import numpy as np

        way = variant.ways[variant.leaf]
        found = []
        with np.errstate(all="ignore"):
            for world in self.spaces:
                try:
                    value = np.asarray(way(world), dtype=float)
                except (ValueError, IndexError, ArithmeticError, TypeError):
                    return None
                if not np.isfinite(value).all():
                    return None
                found.append(value)
        return found


def _alike(some: list[Any], others: list[Any]) -> bool:
    """Whether two lists of values agree at every point; numbers stand for many equal ones."""
    import numpy as np

    for x, y in zip(some, others, strict=True):
        if np.ndim(x) and np.ndim(y) and np.shape(x) != np.shape(y):
            return False
        if np.ndim(x) != np.ndim(y) and max(np.ndim(x), np.ndim(y)) > 1:
            return False
        apart = np.abs(x - y).max(initial=0.0)
        if apart > _ZERO + _ALIKE * (np.abs(x).max(initial=0.0) + np.abs(y).max(initial=0.0)):
            return False
    return True
