"""When two values are the same: formulas to rounding errors, numbers to the digits written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_RELATIVE = 1e-9
_NOISE = 1e-12
"""Of the largest entry; what is left of a difference that cancels."""
_SLACK = 1.02
"""Rounding is propagated to first order; this covers the rest of it."""


def fits(value: Any, truth: Any) -> Any | None:
    """A value in the shape of the true one, if it has as many axes longer than 1; else None."""
    import numpy as np

    value, truth = np.asarray(value, dtype=float), np.asarray(truth, dtype=float)
    if value.shape == truth.shape:
        return value
    if value.ndim == 0 and truth.ndim == 1:
        return None if truth.dtype == object else np.full(truth.shape, float(value))
    longer = tuple(n for n in value.shape if n != 1) == tuple(n for n in truth.shape if n != 1)
    return value.reshape(truth.shape) if longer and value.size == truth.size else None


def same(values: Sequence[Any], truths: Sequence[Any], *, numbers: bool) -> bool:
    """Whether a formula has the true value at all points.

    `numbers` says that every value holds one number at many points, so that a constant may stand
    for all of them; otherwise the shapes have to be alike.
    """
    return all(_same(v, t, numbers) for v, t in zip(values, truths, strict=True))


def _same(value: Any, truth: Any, numbers: bool) -> bool:
    import numpy as np

    truth = np.asarray(truth, dtype=float)
    if numbers and truth.ndim == 0:
        truth = np.broadcast_to(truth, np.shape(value))
    found = np.broadcast_to(value, truth.shape) if numbers and np.ndim(value) == 0 else value
    if np.shape(found) != truth.shape:
        found = None if numbers else fits(found, truth)
    if found is None:
        return False
    noise = _NOISE * float(np.abs(truth).max(initial=0.0))
    close = np.abs(found - truth) <= _RELATIVE * (np.abs(found) + np.abs(truth)) + noise
    return bool(close.all())


def near(value: Any, truth: Any, half: Any, radius: Any = 0.0) -> bool:
    """Whether a number that was written is the true one to its precision.

    `half` is half a unit of its last digit, `radius` what rounding of earlier values may have
    moved it by. A number that is cut off instead of rounded is taken too.
    """
    if type(value) is float and type(truth) is float and type(radius) is float:
        return _near_number(value, truth, float(half), radius)
    import numpy as np

    found = fits(value, truth)
    if found is None:
        return False
    truth = np.asarray(truth, dtype=float)
    off = found - truth
    if np.shape(half) == truth.shape and (np.abs(off) <= half).all():
        return True
    band = _SLACK * (_in_shape(half, truth) + _in_shape(radius, truth))
    band = band + _RELATIVE * np.abs(truth) + _NOISE
    cut = (np.abs(found) <= np.abs(truth)) & (np.abs(off) < 2 * _in_shape(half, truth))
    return bool(((np.abs(off) <= band) | cut).all())


def _near_number(value: float, truth: float, half: float, radius: float) -> bool:
    off = abs(value - truth)
    if off <= _SLACK * (half + radius) + _RELATIVE * abs(truth) + _NOISE:
        return True
    return abs(value) <= abs(truth) and off < 2 * half


def _in_shape(width: Any, truth: Any) -> Any:
    """Half units in the shape of a value; the widest for all where they belong to another shape."""
    import numpy as np

    if np.size(width) == truth.size:
        return np.reshape(width, truth.shape)
    return np.broadcast_to(np.max(width), truth.shape)
