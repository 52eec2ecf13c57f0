"""Arrays of complex numbers as a kind of number (see `complex_numbers`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from byhand import shape_messages
from byhand.language.expr import Static
from byhand.numeric.array_kernels import KERNELS, NoValueError
from byhand.numeric.backends import Backend

Array = Any


def _needs(holds: Array) -> None:
    if not np.all(holds):
        raise ValueError


def _log(x: Array) -> Array:
    _needs(np.real(x) > 0)
    return np.log(x)


def _log1p(x: Array) -> Array:
    a, b = np.real(x), np.imag(x)
    _needs(a > -1)
    return np.log1p(a * (2 + a) + b * b) / 2 + 1j * np.arctan2(b, 1 + a)


def _expm1(x: Array) -> Array:
    a, b = np.real(x), np.imag(x)
    real = np.expm1(a) * np.cos(b) - 2 * np.sin(b / 2) ** 2
    return real + 1j * np.exp(a) * np.sin(b)


def _sqrt(x: Array) -> Array:
    _needs((np.real(x) > 0) | (np.asarray(x) == 0))
    return np.sqrt(np.asarray(x, dtype=complex))


def _pow(x: Array, y: Array) -> Array:
    x, y = np.broadcast_arrays(np.asarray(x, dtype=complex), np.asarray(y, dtype=complex))
    whole = (y.imag == 0) & (y.real == np.floor(y.real))
    _needs(whole | (x.real > 0) | (x == 0))
    below = x.real < 0
    odd = below & (y.real % 2 == 1)
    found = np.power(np.where(below, -x, x), y)
    return np.where(odd, -found, found)


def _where(c: Array, x: Array, y: Array) -> Array:
    return np.where(np.real(c) != 0, x, y)


def _compared(compare: Callable[..., Any]) -> Callable[..., Array]:
    return lambda x, y: np.asarray(compare(np.real(x), np.real(y)), dtype=float)


def _of_real(name: str) -> Callable[..., Array]:
    """Where an extreme is reached: the order is that of the real parts."""
    return lambda x, **settings: KERNELS[name](np.real(x), **settings)


def _extreme(place: str) -> Callable[..., Array]:
    """The entry at the place of the extreme, the first one where several tie."""

    def pick(x: Array, axis: Static, keepdims: Static) -> Array:
        at = KERNELS[place](np.real(x), axis=axis)
        return KERNELS["sum"](x * at, axis=axis, keepdims=keepdims)

    return pick


def _routed(name: str) -> Callable[..., Array]:
    return lambda s, x, **settings: KERNELS[name](s, np.real(x), **settings)


def _linear(name: str) -> Callable[..., Array]:
    """A kernel for real numbers that is linear in its first operand."""
    kernel = KERNELS[name]

    def function(s: Array, *others: Array, **settings: Any) -> Array:
        real, imag = (kernel(part, *others, **settings) for part in (np.real(s), np.imag(s)))
        return real + 1j * imag

    return function


def _largest(x: Array, axis: Static) -> Array:
    return np.max(np.real(x), axis=axis, keepdims=True)  # type: ignore[arg-type]


def _logsumexp(x: Array, axis: Static, keepdims: Static) -> Array:
    """Shifted by the largest real part, which is a constant."""
    top = _largest(x, axis)
    total = KERNELS["sum"](np.exp(x - top), axis=axis, keepdims=True)
    found = np.log(total) + top
    return found if keepdims else KERNELS["sum"](found, axis=axis, keepdims=False)


def _softmax(x: Array, axis: Static) -> Array:
    weights = np.exp(x - _largest(x, axis))
    return weights / KERNELS["sum"](weights, axis=axis, keepdims=True)


def _norm(x: Array, axis: Static, keepdims: Static) -> Array:
    """√Σx², without the bar over x that a complex length has; scaled by the largest entry."""
    largest = np.max(np.abs(np.real(x)), axis=axis, keepdims=True)  # type: ignore[arg-type]
    safe = np.where(largest > 0, largest, 1.0)
    scaled = x / safe
    found = _sqrt(KERNELS["sum"](scaled * scaled, axis=axis, keepdims=True)) * safe
    return found if keepdims else KERNELS["sum"](found, axis=axis, keepdims=False)


def _bce_with_logits(z: Array, y: Array) -> Array:
    """The mean of max(z, 0) − z y + log(1 + exp(−|z|))."""
    z = np.asarray(z)
    size = np.where(np.real(z) < 0, -z, z)
    return np.mean(np.where(np.real(z) > 0, z, 0) - z * y + _log1p(np.exp(-size)))


def _logdet(a: Array) -> Array:
    """log|det A| + i·arg det A; `NoValueError` where the determinant is not positive."""
    sign, value = np.linalg.slogdet(a)
    if np.real(sign) <= 0:
        raise NoValueError(shape_messages.NOT_POSITIVE)
    return np.real(value) + 1j * np.angle(sign)


def _inv(a: Array) -> Array:
    KERNELS["inv"](np.real(a))  # raises where there is none
    return np.linalg.inv(a)


@cache
def complex_arrays() -> Backend:
    """Arrays of complex numbers; what is not said here the kernels for real arrays can do."""
    relations = {
        "gt": np.greater,
        "ge": np.greater_equal,
        "lt": np.less,
        "le": np.less_equal,
        "eq": np.equal,
        "ne": np.not_equal,
    }
    own: dict[str, Callable[..., Array]] = {
        **{name: _compared(compare) for name, compare in relations.items()},
        **{name: _of_real(name) for name in ("first_max", "first_min")},
        **{name: _routed(name) for name in ("max_unpool2d", "max_pick2d")},
        **{name: _linear(name) for name in ("scatter", "place_first", "place_last")},
        "amax": _extreme("first_max"),
        "amin": _extreme("first_min"),
        "maxpool2d": lambda x, **how: KERNELS["max_pick2d"](x, np.real(x), **how),
        "where": _where,
        "max": lambda x, y: np.where(np.real(x) >= np.real(y), x, y),
        "min": lambda x, y: np.where(np.real(x) <= np.real(y), x, y),
        "abs": lambda x: np.where(np.real(x) < 0, np.negative(x), x),
        "sign": lambda x: np.sign(np.real(x)),
        "truediv": np.divide,
        "pow": _pow,
        "log": _log,
        "log1p": _log1p,
        "expm1": _expm1,
        "sqrt": _sqrt,
        "logsumexp": _logsumexp,
        "softmax": _softmax,
        "norm": _norm,
        "bce_with_logits": _bce_with_logits,
        "logdet": _logdet,
        "inv": _inv,
    }
    modules = ("operator", "numpy")
    table = KERNELS | own
    return Backend("complex array", float, modules, table, stable=True, arrays=True, real=False)
