"""What the array operations of the catalogue compute, in NumPy.

Most of it is written so that it works on arrays of objects too: with expressions in place of
numbers, the same code writes a matrix program out entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from byhand import shape_messages
from byhand.language.expr import Gap, Slice, Static
from byhand.numeric.layer_kernels import LAYER_KERNELS
from byhand.numeric.window_kernels import WINDOW_KERNELS
from byhand.text import Text

Array = Any


class NoValueError(ArithmeticError):
    """A value that does not exist, and why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


def picked(at: Static, arrays: tuple[Array, ...]) -> tuple[Any, ...]:
    """An index plan with its arrays filled in, as NumPy takes it."""
    waiting = iter(arrays)
    assert isinstance(at, tuple)
    return tuple(_item(item, waiting) for item in at)


def _item(item: Static, waiting: Any) -> Any:
    if isinstance(item, Slice):
        return slice(item.start, item.stop, item.step)
    if item == Gap():
        return whole_numbers(next(waiting))
    return item


def whole_numbers(values: Array) -> Array:
    """Indices as integers; `IndexError` for a fraction."""
    given = np.asarray(values)
    found = given.astype(int)
    if (found != given).any():
        raise IndexError
    return found


def index(x: Array, *arrays: Array, at: Static) -> Array:
    """`x[...]`."""
    return np.asarray(x)[picked(at, arrays)]


def scatter(s: Array, like: Array, *arrays: Array, at: Static) -> Array:
    """An array of zeros like another one, with values added at an index."""
    out = zeros_like(like, s)
    np.add.at(out, picked(at, arrays), s)
    return out


def zeros_like(like: Array, values: Array) -> Array:
    """Zeros of a shape, of the kind of number that is to be put there."""
    kind = object if np.asarray(values).dtype == object else float
    return np.zeros(np.shape(like), dtype=kind)


def expand(s: Array, like: Array, axis: Static, keepdims: Static) -> Array:
    """An array repeated along the axes that a reduction took away."""
    s, shape = np.asarray(s), np.shape(like)
    if not keepdims and axis is not None:
        s = np.expand_dims(s, tuple(a % len(shape) for a in _axes(axis)))
    return np.broadcast_to(s, shape) + 0


def _axes(axis: Static) -> tuple[int, ...]:
    found = axis if isinstance(axis, tuple) else (axis,)
    return tuple(one for one in found if isinstance(one, int))


def size(x: Array, axis: Static) -> float:
    """The number of entries along axes."""
    shape = np.shape(x)
    wanted = range(len(shape)) if axis is None else _axes(axis)
    return float(np.prod([shape[i] for i in wanted])) if shape else 1.0


def others(x: Array, axis: Static) -> Array:
    """For every entry the product of the others; exact where an entry is 0."""
    x = np.asarray(x)
    axes = tuple(range(x.ndim)) if axis is None else tuple(a % x.ndim for a in _axes(axis))
    kept = [a for a in range(x.ndim) if a not in axes]
    rows = np.transpose(x, [*kept, *axes]).reshape([x.shape[a] for a in kept] + [-1])
    before, after = np.ones_like(rows), np.ones_like(rows)
    before[..., 1:] = np.cumprod(rows, axis=-1)[..., :-1]
    after[..., :-1] = np.cumprod(rows[..., ::-1], axis=-1)[..., ::-1][..., 1:]
    back = (before * after).reshape([x.shape[a] for a in [*kept, *axes]])
    return np.transpose(back, np.argsort([*kept, *axes]))


def _first_of(pick: Callable[..., Any]) -> Callable[..., Array]:
    """1 at the first place where an extreme is reached, 0 elsewhere."""

    def place(x: Array, axis: Static) -> Array:
        x = np.asarray(x, dtype=float)
        axes = tuple(range(x.ndim)) if axis is None else tuple(a % x.ndim for a in _axes(axis))
        kept = [a for a in range(x.ndim) if a not in axes]
        rows = np.transpose(x, [*kept, *axes]).reshape([x.shape[a] for a in kept] + [-1])
        mask = np.zeros_like(rows)
        np.put_along_axis(mask, pick(rows, axis=-1)[..., None], 1.0, axis=-1)
        back = mask.reshape([x.shape[a] for a in [*kept, *axes]])
        return np.transpose(back, np.argsort([*kept, *axes]))

    return place


def var(x: Array, axis: Static, keepdims: Static, correction: float) -> Array:
    """The mean squared distance from the mean, in two passes."""
    x = np.asarray(x, dtype=float)
    spread = x - x.mean(axis=axis, keepdims=True)  # type: ignore[arg-type]
    total = (spread * spread).sum(axis=axis, keepdims=keepdims)  # type: ignore[arg-type]
    return total / (size(x, axis) - float(correction))


def std(x: Array, axis: Static, keepdims: Static, correction: float) -> Array:
    """The square root of the variance."""
    return np.sqrt(var(x, axis, keepdims, correction))


def norm(x: Array, axis: Static, keepdims: Static) -> Array:
    """Euclidean length; scaled, so that squares do not overflow."""
    x = np.asarray(x, dtype=float)
    largest = np.max(np.abs(x), axis=axis, keepdims=True)  # type: ignore[arg-type]
    safe = np.where(largest > 0, largest, 1.0)
    scaled = np.sqrt(((x / safe) ** 2).sum(axis=axis, keepdims=True))  # type: ignore[arg-type]
    length = scaled * safe
    return length if keepdims else np.squeeze(length, axis=_gone(axis, x.ndim))


def logsumexp(x: Array, axis: Static, keepdims: Static) -> Array:
    """log Σ exp, shifted by the largest entry so that nothing overflows."""
    x = np.asarray(x, dtype=float)
    top = np.max(x, axis=axis, keepdims=True)  # type: ignore[arg-type]
    total = np.log(np.exp(x - top).sum(axis=axis, keepdims=True)) + top  # type: ignore[arg-type]
    return total if keepdims else np.squeeze(total, axis=_gone(axis, x.ndim))


def _gone(axis: Static, rank: int) -> tuple[int, ...]:
    return tuple(range(rank)) if axis is None else _axes(axis)


def cumsum(x: Array, axis: Static, reverse: Static) -> Array:
    """The running sum along an axis, from its start or from its end."""
    (one,) = _axes(axis)
    x = np.asarray(x)
    if reverse:
        return np.flip(np.cumsum(np.flip(x, one), axis=one), one)
    return np.cumsum(x, axis=one)


def _piece(s: Array, like: Array, axis: Static, *, front: bool) -> Array:
    (one,) = _axes(axis)
    length = np.shape(like)[one]
    parts: list[Any] = [slice(None)] * np.ndim(s)
    total = np.shape(s)[one]
    parts[one] = slice(0, length) if front else slice(total - length, total)
    return np.asarray(s)[tuple(parts)]


def _place(s: Array, like: Array, axis: Static, *, front: bool) -> Array:
    (one,) = _axes(axis)
    out = zeros_like(like, s)
    length, total = np.shape(s)[one], np.shape(like)[one]
    parts: list[Any] = [slice(None)] * out.ndim
    parts[one] = slice(0, length) if front else slice(total - length, total)
    out[tuple(parts)] = s
    return out


def transpose(x: Array, axes: Static) -> Array:
    """Axes in another order; without one, back to front."""
    return np.transpose(np.asarray(x), axes)  # type: ignore[arg-type]


def onehot(y: Array, classes: Static) -> Array:
    """A row for every class number, with a single 1."""
    count = classes[0] if isinstance(classes, tuple) else classes
    assert isinstance(count, int)
    numbers = whole_numbers(y)
    if numbers.size and not (numbers.min() >= 0 and numbers.max() < count):
        raise IndexError
    return (numbers[..., None] == np.arange(count)).astype(float)


def _shape(shape: Static) -> tuple[int, ...]:
    found = shape if isinstance(shape, tuple) else (shape,)
    assert all(isinstance(dim, int) for dim in found), f"{shape} has letters"
    return _axes(found)


def logdet(a: Array) -> float:
    """log det, without forming the determinant; `NoValueError` where it is not positive."""
    sign, value = np.linalg.slogdet(a)
    if sign <= 0:
        raise NoValueError(shape_messages.NOT_POSITIVE)
    return float(value)


def inv(a: Array) -> Array:
    """The inverse; `NoValueError` for a matrix that is singular to float64."""
    try:
        found = np.linalg.inv(a)
    except np.linalg.LinAlgError as error:
        raise NoValueError(shape_messages.SINGULAR) from error
    if not np.isfinite(found).all() or np.linalg.cond(a) > 1e15:
        raise NoValueError(shape_messages.SINGULAR)
    return found


KERNELS: dict[str, Callable[..., Any]] = {
    "sum": lambda x, axis, keepdims: np.asarray(x).sum(axis=axis, keepdims=keepdims),
    "mean": lambda x, axis, keepdims: np.asarray(x).mean(axis=axis, keepdims=keepdims),
    "prod": lambda x, axis, keepdims: np.asarray(x).prod(axis=axis, keepdims=keepdims),
    "amax": lambda x, axis, keepdims: np.asarray(x).max(axis=axis, keepdims=keepdims),
    "amin": lambda x, axis, keepdims: np.asarray(x).min(axis=axis, keepdims=keepdims),
    "var": var,
    "std": std,
    "norm": norm,
    "logsumexp": logsumexp,
    "cumsum": cumsum,
    "size": size,
    "expand": expand,
    "others": others,
    "first_max": _first_of(np.argmax),
    "first_min": _first_of(np.argmin),
    "matmul": np.matmul,
    "dot": np.dot,
    "outer": np.multiply.outer,
    "transpose": transpose,
    "mT": lambda x: np.swapaxes(x, -1, -2),
    "trace": np.trace,
    "identity": lambda a: np.eye(len(a)),
    "det": np.linalg.det,
    "logdet": logdet,
    "inv": inv,
    "diag": np.diag,
    "tril": np.tril,
    "index": index,
    "scatter": scatter,
    "reshape": lambda x, shape: np.reshape(x, _shape(shape)),
    "reshape_like": lambda s, like: np.reshape(s, np.shape(like)),
    "unsqueeze": lambda x, axis: np.expand_dims(x, axis),
    "squeeze": lambda x, axis: np.squeeze(x, axis),
    "concat": lambda x, y, axis: np.concatenate([x, y], axis),
    "first": lambda s, like, axis: _piece(s, like, axis, front=True),
    "last": lambda s, like, axis: _piece(s, like, axis, front=False),
    "place_first": lambda s, like, axis: _place(s, like, axis, front=True),
    "place_last": lambda s, like, axis: _place(s, like, axis, front=False),
    "onehot": onehot,
    "ones_like": lambda x: np.ones(np.shape(x)),
    "ones": lambda shape: np.ones(_shape(shape)),
    "zeros": lambda shape: np.zeros(_shape(shape)),
    "eye": lambda shape: np.eye(*(shape if isinstance(shape, tuple) else (shape,))),
    **LAYER_KERNELS,
    **WINDOW_KERNELS,
}
