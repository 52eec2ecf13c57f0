"""What is written for an array: its entries where they are few, else its shape and its range."""

from __future__ import annotations

from itertools import chain
from typing import Any

from byhand.diagram.labels import formula_label, number_label
from byhand.diagram.scene import Label
from byhand.language.identifiers import symbol
from byhand.language.notations import TYPST, UNICODE
from byhand.language.program import Dim, Shape
from byhand.language.show import Notation
from byhand.numeric.backends import Value
from byhand.numeric.rounding import shown

SHAPE_SIZE = 8.0
_MATRIX_SIZE = 9.0
_MOST_ROWS, _MOST_COLUMNS, _MOST_IN_VECTOR = 4, 3, 4
_RANGE_DIGITS = 2
# How far entries are rounded before they are given up, and how long each may then be.
_ROUNDINGS = ((15, 7), (3, 7), (_RANGE_DIGITS, 9))


def shape_label(shape: Shape, size: float = SHAPE_SIZE, color: str = "faint") -> Label | None:
    """`64×512`; nothing for a number."""
    if not shape:
        return None
    math = " times ".join(_dimension(dim, TYPST, " dot ") for dim in shape)
    return Label(math, shape_words(shape), color, size)


def shape_words(shape: Shape) -> str:
    """The shape in plain characters.

    >>> shape_words((64, "D"))
    '64×D'
    """
    return "×".join(_dimension(dim, UNICODE, "·") for dim in shape)


def _dimension(dim: Dim, notation: Notation, times: str) -> str:
    """A number, a letter, or a product of both: `N*4`."""
    factors = str(dim).split("*")
    return times.join(f if f.isdigit() else notation.symbol(symbol(f)) for f in factors)


def value_label(value: Value, digits: int, color: str, *, shape: bool = True) -> Label:
    """A number, a small array entry by entry, or the shape and range of a larger one."""
    if not _shape(value):
        return number_label(float(value), digits, color)
    return _entries(value, digits, color) or range_label(value, color, shape=shape)


def blank_label(value: Value, color: str) -> Label:
    """The box to write a value into, as large as the array would stand in the picture."""
    shape = _shape(value)
    rows, columns = shape if len(shape) == 2 else (1, *shape) if shape else (1, 1)
    most = _MOST_COLUMNS if len(shape) == 2 else _MOST_IN_VECTOR
    small = len(shape) <= 2 and rows <= _MOST_ROWS and columns <= most
    return Label(color=color, blank=True, grid=(rows, columns) if small else (1, 1))


def _shape(value: Value) -> tuple[int, ...]:
    """The shape of an array, and () for a number, which NumPy need not be loaded to know."""
    return getattr(value, "shape", ())


def range_label(array: Any, color: str, size: float = 9.0, *, shape: bool = True) -> Label:
    """`64×512` above `−2.1 … 3.4`."""
    low, high = (_spelled(float(v), _RANGE_DIGITS) for v in (array.min(), array.max()))
    math, plain = f"{low[0]} thick dots thick {high[0]}", f"{low[1]} … {high[1]}"
    if not shape:
        return Label(math, plain, color, size)
    above = " times ".join(map(str, array.shape))
    stacked = f"mat(delim: #none, row-gap: #0.35em, {above}; {math})"
    return Label(stacked, f"{shape_words(array.shape)}\n{plain}", color, size)


def _entries(array: Any, digits: int, color: str) -> Label | None:
    """All entries, where they are few and short enough to be read on a wire."""
    if array.ndim > 2 or not array.size:
        return None
    rows, columns = array.shape if array.ndim == 2 else (1, len(array))
    most = _MOST_COLUMNS if array.ndim == 2 else _MOST_IN_VECTOR
    if rows > _MOST_ROWS or columns > most:
        return None
    for fewer, longest in _ROUNDINGS:
        fewer = min(digits, fewer)
        grid = [[_spelled(float(v), fewer) for v in row] for row in array.reshape(rows, columns)]
        if all(len(plain) <= longest for _, plain in chain.from_iterable(grid)):
            return _written(array, grid, color)
    return None


def _written(array: Any, grid: list[list[tuple[str, str]]], color: str) -> Label:
    inside = [", ".join(math for math, _ in row) for row in grid]
    plain = "\n".join(f"[{', '.join(text for _, text in row)}]" for row in grid)
    if array.ndim == 1:
        return Label(f"({inside[0]})", f"({plain[1:-1]})", color, _MATRIX_SIZE)
    spacing = "row-gap: #0.35em, column-gap: #0.6em"
    math = f'mat(delim: "[", align: #right, {spacing}, {"; ".join(inside)})'
    return Label(math, plain, color, _MATRIX_SIZE)


def _spelled(value: float, digits: int) -> tuple[str, str]:
    label = formula_label(shown(value, digits).expr)
    return label.math, label.plain
