"""Operations on arrays whose entries are expressions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from byhand.language.expr import ONE, ZERO, Apply, Expr, number
from byhand.numeric.window_kernels import pools

Array = Any


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An expression that answers to `+` and `*`; what is added to 0 or times 1 stays as it is."""

    expr: Expr

    def __add__(self, other: Any) -> Entry:
        return _joined("add", self, other)

    def __radd__(self, other: Any) -> Entry:
        return _joined("add", other, self)

    def __sub__(self, other: Any) -> Entry:
        return _joined("sub", self, other)

    def __rsub__(self, other: Any) -> Entry:
        return _joined("sub", other, self)

    def __mul__(self, other: Any) -> Entry:
        return _joined("mul", self, other)

    def __rmul__(self, other: Any) -> Entry:
        return _joined("mul", other, self)

    def __truediv__(self, other: Any) -> Entry:
        return _joined("div", self, other)

    def __neg__(self) -> Entry:
        return Entry(_simple("neg", (self.expr,), ()))


def entry(value: Any) -> Entry:
    """An entry, from a number or as it is."""
    return value if isinstance(value, Entry) else Entry(number(Fraction(float(value))))


def _joined(op: str, left: Any, right: Any) -> Entry:
    return Entry(_simple(op, (entry(left).expr, entry(right).expr), ()))


def _simple(op: str, args: tuple[Expr, ...], settings: tuple[tuple[str, Expr], ...]) -> Expr:
    """The operation, where a 0 or 1 that only fills a place leaves nothing to do."""
    match op, args:
        case ("add", (x, y)) | ("sub", (x, y)) if y == ZERO:
            return x
        case "add", (x, y) if x == ZERO:
            return y
        case "sub", (x, y) if x == ZERO:
            return _simple("neg", (y,), ())
        case "mul", (x, y) if ZERO in (x, y):
            return ZERO
        case ("mul", (x, y)) | ("div", (x, y)) if y == ONE:
            return x
        case "mul", (x, y) if x == ONE:
            return y
        case "neg", (x,) if x == ZERO:
            return ZERO
        case "neg", (Apply("neg", (x,)),):
            return x
        case "add", (x, Apply("neg", (y,))):
            return Apply("sub", (x, y))
    return Apply(op, args, settings)


def each_entry(node: Apply, operands: list[Array]) -> Array:
    """An elementwise operation, for every entry of operands that broadcast."""
    together = np.broadcast_arrays(*operands)
    found = np.empty(together[0].shape, dtype=object)
    for at in np.ndindex(*found.shape):
        args = tuple(entry(operand[at]).expr for operand in together)
        found[at] = Entry(_simple(node.op, args, node.settings))
    return found


def constant(found: Any) -> Array:
    """An array of entries, whatever a kernel made of them."""
    values = np.asarray(found, dtype=object)
    result = np.empty(values.shape, dtype=object)
    for at in np.ndindex(*values.shape):
        result[at] = entry(values[at])
    return result


def _along(x: Array, axis: Any, join: Callable[[list[Entry]], Entry], keepdims: bool) -> Array:
    """A list of entries along axes made one, for every place on the other axes."""
    axes = range(x.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    gone = [a % x.ndim for a in axes]
    kept = [a for a in range(x.ndim) if a not in gone]
    rows = np.transpose(x, [*kept, *gone]).reshape([x.shape[a] for a in kept] + [-1])
    found = np.empty(rows.shape[:-1], dtype=object)
    for at in np.ndindex(*found.shape):
        found[at] = join(list(rows[at]))
    return np.expand_dims(found, tuple(gone)) if keepdims else found


def _two_by_two(op: str) -> Callable[[list[Entry]], Entry]:
    """A chain of an operation, as `max(max(a, b), c)`."""
    return lambda row: reduce(lambda x, y: _joined(op, x, y), row)


def _others(x: Array, axis: Any) -> Array:
    x = np.asarray(x)
    axes = range(x.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    gone = {a % x.ndim for a in axes}
    found = np.empty(x.shape, dtype=object)
    for at in np.ndindex(*x.shape):
        line = x[tuple(slice(None) if a in gone else i for a, i in enumerate(at))]
        own = tuple(i for a, i in enumerate(at) if a in gone)
        factors = [line[j] for j in np.ndindex(*line.shape) if j != own]
        found[at] = reduce(lambda p, q: p * q, factors, entry(1))
    return found


def det(a: Array) -> Entry:
    """The determinant by cofactors of the first row."""
    if len(a) == 1:
        return a[0, 0]
    total = entry(0)
    for j in range(len(a)):
        term = a[0, j] * det(_minor(a, 0, j))
        total = total - term if j % 2 else total + term
    return total


def _minor(a: Array, i: int, j: int) -> Array:
    return np.delete(np.delete(a, i, axis=0), j, axis=1)


def inv(a: Array) -> Array:
    """The inverse: cofactors, transposed, over the determinant."""
    whole, found = det(a), np.empty(a.shape, dtype=object)
    for i, j in np.ndindex(*a.shape):
        part = det(_minor(a, j, i)) if len(a) > 1 else entry(1)
        found[i, j] = (-part if (i + j) % 2 else part) / whole
    return found


DEFINED: dict[str, Callable[..., Any]] = {
    "amax": lambda x, axis, keepdims: _along(x, axis, _two_by_two("max"), keepdims),
    "amin": lambda x, axis, keepdims: _along(x, axis, _two_by_two("min"), keepdims),
    "others": _others,
    "det": det,
    "inv": inv,
    "maxpool2d": lambda x, size, stride: _along(
        pools(x, size, stride), -1, _two_by_two("max"), keepdims=False
    ),
}
"""Operations whose kernels compare or solve, by what they mean for each entry."""
