"""How far honest rounding of earlier lines may carry a later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand.language.expr import Expr, Number, fold, with_leaves
from byhand.marking.key import Key, way_of
from byhand.marking.relations import Leaf

_MOST = 64
"""Larger arrays are shaken as a whole, in some random directions."""
_DIRECTIONS = 4
_STEP = 1e-5


class Spread:
    """By how much each quantity moves when another one does, at the given values of a problem."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self._moved: dict[Leaf, list[dict[Leaf, Any]]] = {}
        self._numbers: dict[Leaf, dict[Leaf, float]] = {}

    def radius(self, leaf: Leaf, halves: Mapping[Leaf, Any]) -> Any:
        """The most by which a quantity is off if every earlier one was rounded by its half unit.

        That is Σ |∂q/∂p|·h over the values p that were written, to first order.
        """
        if self.key.derivation.is_arrays:
            return self._radius(leaf, halves)
        total = 0.0
        for other, half in halves.items():
            if half and other != leaf and self._rounds(other):
                total += abs(self._slope_of(other).get(leaf, 0.0)) * half
        return total

    def _slope_of(self, other: Leaf) -> dict[Leaf, float]:
        """The slopes of numbers by another number."""
        if other not in self._numbers:
            shaken = self._shaken(other)
            slopes = {n: float(s) for n, s in shaken[0].items() if not getattr(s, "shape", ())}
            self._numbers[other] = slopes if len(shaken) == 1 else {}
        return self._numbers[other]

    def _radius(self, leaf: Leaf, halves: Mapping[Leaf, Any]) -> Any:
        import numpy as np

        total: Any = 0.0
        for other, half in halves.items():
            if other == leaf or not np.any(half) or not self._rounds(other):
                continue
            for slopes, share in self._slopes(other, half):
                if leaf in slopes:
                    total = total + np.abs(slopes[leaf]) * share
        return total

    def _rounds(self, leaf: Leaf) -> bool:
        """Whether others are worked out from a quantity: ∂a/∂z is on the way to nothing."""
        return self.key.given is not None and leaf in self.key.given

    def _slopes(self, other: Leaf, half: Any) -> list[tuple[dict[Leaf, Any], float]]:
        """The slopes by every entry of a value, each with the half unit of that entry."""
        import numpy as np

        if other not in self._moved:
            self._moved[other] = self._shaken(other)
        moved = self._moved[other]
        if np.ndim(half) and np.size(half) == len(moved):
            return list(zip(moved, map(float, np.ravel(half)), strict=True))
        return [(slopes, float(np.max(half))) for slopes in moved]

    def _shaken(self, other: Leaf) -> list[dict[Leaf, Any]]:
        import numpy as np

        given = self.key.given
        assert given is not None
        base = np.asarray(given[other], dtype=float)
        if base.size <= _MOST:
            directions = np.eye(base.size).reshape((base.size, *base.shape))
        else:
            signs = np.random.default_rng(0).choice([-1.0, 1.0], size=(_DIRECTIONS, *base.shape))
            directions = signs
        return [self._slope(other, base, direction) for direction in directions]

    def _slope(self, other: Leaf, base: Any, direction: Any) -> dict[Leaf, Any]:
        given = self.key.given
        assert given is not None
        up = self.key.follow(given, {other: base + _STEP * direction})
        down = self.key.follow(given, {other: base - _STEP * direction})
        both = up.keys() & down.keys()
        return {leaf: (up[leaf] - down[leaf]) / (2 * _STEP) for leaf in both}


def half_of(expr: Expr, at: Mapping[Any, Any]) -> Any:
    """By how much a formula moves if its decimals are off by half a unit of their last digits."""
    import numpy as np

    base = way_of(expr)(at)
    total = np.zeros(np.shape(base))
    for i, half in enumerate(_halves(expr)):
        if half:
            total = total + np.abs(way_of(_shifted(expr, i, half))(at) - base)
    return total


def _halves(expr: Expr) -> list[float]:
    found: list[float] = []

    def leaf(node: Any) -> None:
        if isinstance(node, Number):
            found.append(half_unit(node.text))

    fold(expr, leaf, lambda node, parts: None)
    return found


def half_unit(text: str) -> float:
    """Half a unit of the last digit of a decimal as it was written; whole numbers are exact.

    >>> half_unit("0.39"), half_unit("3"), half_unit("1.5e-3")
    (0.005, 0.0, 5e-05)
    """
    mantissa, _, power = text.lower().partition("e")
    _, dot, places = mantissa.partition(".")
    return 0.5 * 10.0 ** (int(power or 0) - len(places)) if dot else 0.0


def _shifted(expr: Expr, index: int, by: float) -> Expr:
    """The formula with its number `index` made larger."""
    count = -1

    def leaf(node: Any) -> Expr:
        nonlocal count
        if isinstance(node, Number):
            count += 1
            if count == index:
                return Number(repr(float(node.text) + by))
        return node

    return with_leaves(expr, leaf)
