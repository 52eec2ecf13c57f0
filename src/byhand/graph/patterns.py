"""Patterns of shapes, `m k, k n -> m n`, held against the shapes that are there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from byhand.language.program import Dim, Shape
from byhand.ops import Op
from byhand.ops.op import Case
from byhand.text import Text


class ShapeError(ValueError):
    """Shapes that do not fit an operation; caught where the line is known."""

    def __init__(self, reason: Text | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        """What exactly is wrong, where the shapes alone do not say it."""


class TooLargeError(ShapeError):
    """An array of more entries than there is room for."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


@dataclass(frozen=True, slots=True)
class Pattern:
    """The letters of each operand and of the result; `...` stands for any leading axes."""

    operands: tuple[tuple[str, ...], ...]
    result: tuple[str, ...]


@lru_cache(maxsize=256)
def pattern(text: str) -> Pattern:
    """Read a pattern.

    >>> pattern("m k, k n -> m n").operands
    (('m', 'k'), ('k', 'n'))
    """
    left, _, right = text.partition("->")
    return Pattern(tuple(tuple(part.split()) for part in left.split(",")), tuple(right.split()))


def broadcast(*shapes: Shape) -> Shape:
    """The shape that elementwise operands have together; `ShapeError` where they do not fit.

    >>> broadcast(("N", "H"), ("H",)), broadcast((3, 1), (4,))
    (('N', 'H'), (3, 4))
    """
    rank = max(map(len, shapes), default=0)
    result: list[Dim] = []
    for i in range(-rank, 0):
        there = {shape[i] for shape in shapes if len(shape) >= -i} - {1}
        if len(there) > 1:
            raise ShapeError
        result.append(next(iter(there), 1))
    return tuple(result)


def matched(found: Pattern, shapes: list[Shape]) -> Shape | None:
    """The result of a pattern at given shapes, or None where they do not fit."""
    letters: dict[str, Dim] = {}
    leading: list[Shape] = []
    for wanted, shape in zip(found.operands, shapes, strict=True):
        if wanted[:1] == ("...",):
            tail = len(wanted) - 1
            if len(shape) < tail:
                return None
            leading.append(shape[: len(shape) - tail])
            wanted, shape = wanted[1:], shape[len(shape) - tail :]
        if len(wanted) != len(shape):
            return None
        for letter, dim in zip(wanted, shape, strict=True):
            if letters.setdefault(letter, dim) != dim:
                return None
    try:
        batch = broadcast(*leading)
    except ShapeError:
        return None
    batch = batch if "..." in found.result else ()
    return batch + tuple(letters[letter] for letter in found.result if letter != "...")


def case_of(op: Op, shapes: list[Shape]) -> tuple[Case, Shape] | None:
    """The case of an operation that fits the shapes of its operands, and the result's shape."""
    cases = op.cases or (Case(op.shape, op.pullbacks, op.entries),)
    for case in cases:
        result = matched(pattern(case.shape), shapes)
        if result is not None:
            return case, result
    return None
