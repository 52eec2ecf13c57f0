"""Arrays as a page shows them: small ones whole, large ones by their shape and range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from byhand.language.expr import ONE, ZERO, Apply, Expr, Extent, Listing, Literal, Matrix
from byhand.language.show import show
from byhand.numeric.rounding import Shown, shown
from byhand.page.blocks import Part
from byhand.page.lines import MEASURE

if TYPE_CHECKING:
    from byhand.numeric.backends import Value
# The most entries that a person takes in at a glance: of a vector, and of a matrix by its sides.
_VECTOR, _ROWS, _COLUMNS, _SLICES = 8, 6, 6, 3
# The widest line of a matrix, in characters.
_WIDTH = 56
# Relative to the largest entry.
_NOISE = 1e-15


@dataclass(frozen=True, slots=True)
class ShownArray:
    """An array on the page."""

    expr: Expr
    exact: bool
    """Whether it is the whole truth; a rounded entry makes it an approximation."""
    whole: bool
    """Whether every entry is there."""


def shown_array(value: Value, digits: int) -> ShownArray:
    """A number, a vector `(1, 2)`, a matrix, its slices, or how large it is.

    >>> import numpy as np
    >>> from byhand.language.notations import UNICODE
    >>> show(shown_array(np.array([[1.0, 0.5], [2.0, -1.0]]), 4).expr, UNICODE)
    '[1 0.5; 2 −1]'
    >>> show(shown_array(np.linspace(-1, 2, 600).reshape(20, 30), 4).expr, UNICODE)
    '20×30, −1 … 2'
    """
    shape = _shape(value)
    if not shape:
        number = shown(value, digits)
        return ShownArray(number.expr, number.exact, True)
    if _is_small(shape):
        expr, exact = _entries(value, digits)
        if len(show(expr, MEASURE)) <= _WIDTH:
            return ShownArray(expr, exact, True)
    if 0 in shape:
        return ShownArray(Extent(shape), True, False)
    low, high = shown(float(value.min()), digits), shown(float(value.max()), digits)
    if value.min() == value.max():
        return ShownArray(_repeated(low.expr, shape), low.exact, True)
    return ShownArray(Extent(shape, low.expr, high.expr), low.exact and high.exact, False)


def _repeated(entry: Expr, shape: tuple[int, ...]) -> Expr:
    """An array of which all entries are equal: `𝟎`, `0.01·𝟏`."""
    settings = (("shape", Literal(shape)),)
    if entry == ZERO:
        return Apply("zeros", (), settings)
    ones = Apply("ones", (), settings)
    return ones if entry == ONE else Apply("mul", (entry, ones))


def value_of(value: Value, digits: int) -> Part:
    """The end of a chain: `= [1 2; 3 4]`, `≈ (0.18, 0.82)`, `: 64×512, −2.1 … 3.4`."""
    found = shown_array(value, digits)
    if not found.whole:
        return Part(":", found.expr)
    return Part("=" if found.exact else "≈", found.expr, dots=True)


def as_column(value: Any, digits: int) -> Expr:
    """A vector as the column that it is in a product."""
    return Matrix(tuple((shown(float(entry), digits).expr,) for entry in value))


def as_row(value: Any, digits: int) -> Expr:
    """A transposed vector."""
    return Matrix((tuple(shown(float(entry), digits).expr for entry in value),))


def _shape(value: Value) -> tuple[int, ...]:
    return tuple(getattr(value, "shape", ()))


def _is_small(shape: Sequence[int]) -> bool:
    if len(shape) == 1:
        return 0 < shape[0] <= _VECTOR
    *slices, rows, columns = shape
    count = 1
    for size in slices:
        count *= size
    return 0 < rows <= _ROWS and 0 < columns <= _COLUMNS and 0 < count <= _SLICES


def _entry(value: float, digits: int, noise: float) -> Shown:
    return Shown(ZERO, exact=False) if 0 < abs(value) <= noise else shown(value, digits)


def _entries(array: Any, digits: int) -> tuple[Expr, bool]:
    """An array written out, and whether nothing was rounded away.

    Among entries of size 1, one of 10⁻¹⁷ is what rounding left of a 0.
    """
    if array.ndim > 2:
        slices = [_entries(one, digits) for one in array]
        return Listing(tuple(expr for expr, _ in slices)), all(exact for _, exact in slices)
    noise = _NOISE * float(abs(array).max())
    numbers = [
        [_entry(float(x), digits, noise) for x in row] for row in array.reshape(-1, array.shape[-1])
    ]
    exact = all(number.exact for row in numbers for number in row)
    if array.ndim == 1:
        return Listing(tuple(number.expr for number in numbers[0])), exact
    return Matrix(tuple(tuple(number.expr for number in row) for row in numbers)), exact
