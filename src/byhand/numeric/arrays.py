"""NumPy as a kind of number: every value an array of float64, or a float where it has no axes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

from byhand.numeric.backends import Backend, Value


@cache
def numpy_backend() -> Backend:
    """Arrays of float64; imports NumPy."""
    import numpy as np

    from byhand.numeric.array_kernels import KERNELS

    def compared(compare: Callable[..., Any]) -> Callable[..., Value]:
        return lambda x, y: np.asarray(compare(x, y), dtype=float)

    def power(x: Value, y: Value) -> Value:
        return np.power(np.asarray(x, dtype=float), y)

    own: dict[str, Callable[..., Value]] = {
        "gt": compared(np.greater),
        "ge": compared(np.greater_equal),
        "lt": compared(np.less),
        "le": compared(np.less_equal),
        "eq": compared(np.equal),
        "ne": compared(np.not_equal),
        "where": lambda c, x, y: np.where(np.asarray(c) != 0, x, y),
        "max": np.maximum,
        "min": np.minimum,
        "truediv": np.divide,
        "pow": power,
        "erf": np.vectorize(math.erf, otypes=[float]),
    }
    return Backend("array", float, ("operator", "numpy"), own | KERNELS, stable=True, arrays=True)
