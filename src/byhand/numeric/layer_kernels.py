"""Softmax, normalisation and cross-entropies in forms that neither overflow nor lose digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from byhand.language.expr import Static

Array = Any


def log_softmax(x: Array, axis: Static) -> Array:
    """x − log Σ exp x, shifted by the largest entry."""
    x = np.asarray(x, dtype=float)
    shifted = x - x.max(axis=axis, keepdims=True)  # type: ignore[arg-type]
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))  # type: ignore[arg-type]


def softmax(x: Array, axis: Static) -> Array:
    """exp x / Σ exp x, shifted by the largest entry."""
    x = np.asarray(x, dtype=float)
    weights = np.exp(x - x.max(axis=axis, keepdims=True))  # type: ignore[arg-type]
    return weights / weights.sum(axis=axis, keepdims=True)  # type: ignore[arg-type]


def standardize(x: Array, axis: Static, eps: float) -> Array:
    """Mean 0 and variance 1 along axes; eps inside the root."""
    x = np.asarray(x, dtype=float)
    spread = x - x.mean(axis=axis, keepdims=True)  # type: ignore[arg-type]
    variance = (spread * spread).mean(axis=axis, keepdims=True)  # type: ignore[arg-type]
    return spread / np.sqrt(variance + eps)


def batchnorm(x: Array, gamma: Array, beta: Array, axis: Static, eps: float) -> Array:
    """Standardized along axes, then scaled and shifted for each entry of the other axes."""
    x = np.asarray(x, dtype=float)
    axes = axis if isinstance(axis, tuple) else (axis,)
    gone = tuple(one % x.ndim for one in axes if isinstance(one, int))
    scale, shift = (np.expand_dims(np.asarray(part), gone) for part in (gamma, beta))
    return standardize(x, axis, eps) * scale + shift


def layernorm(x: Array, gamma: Array, beta: Array, axis: Static, eps: float) -> Array:
    """Standardized along the last axes, then scaled and shifted entry by entry."""
    return standardize(x, axis, eps) * gamma + beta


def _times_log(weight: Array, x: Array) -> Array:
    """weight · log x, where 0 · log 0 is 0."""
    weight, x = np.broadcast_arrays(np.asarray(weight, dtype=float), np.asarray(x, dtype=float))
    safe = np.where(weight == 0, 1.0, x)
    return weight * np.log(safe)


def bce(p: Array, y: Array) -> float:
    """−mean(y log p + (1 − y) log(1 − p)); `ValueError` outside the probabilities."""
    p, y = np.asarray(p, dtype=float), np.asarray(y, dtype=float)
    if (p < 0).any() or (p > 1).any():
        raise ValueError
    return float(-np.mean(_times_log(y, p) + _times_log(1 - y, 1 - p)))


def bce_with_logits(z: Array, y: Array) -> float:
    """The same with p = σ(z): max(z, 0) − z y + log(1 + exp(−|z|))."""
    z = np.asarray(z, dtype=float)
    return float(np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))))


def cross_entropy(z: Array, y: Array) -> float:
    """−mean over rows of Σ y log softmax(z); y may be class numbers instead of rows."""
    if np.ndim(y) < np.ndim(z):
        y = onehot_like(y, z)
    return float(-np.mean((np.asarray(y) * log_softmax(z, -1)).sum(axis=-1)))


def cross_entropy_at(z: Array, y: Array) -> float:
    """−mean over rows of log softmax(z) at the class; `IndexError` for a class there is not."""
    return cross_entropy(z, onehot_like(y, z))


def kl(p: Array, q: Array) -> float:
    """mean over rows of Σ p log(p/q); `ValueError` for what is no probability."""
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if (p < 0).any() or (q < 0).any():
        raise ValueError
    return float(np.mean((_times_log(p, p) - _times_log(p, q)).sum(axis=-1)))


def onehot_like(y: Array, like: Array) -> Array:
    """A row for every class number, as long as the rows of another array."""
    classes = np.shape(like)[-1]
    given = np.asarray(y)
    numbers = given.astype(int)
    if (numbers != given).any() or (numbers < 0).any() or (numbers >= classes).any():
        raise IndexError
    return (numbers[..., None] == np.arange(classes)).astype(float)


LAYER_KERNELS: dict[str, Callable[..., Any]] = {
    "softmax": softmax,
    "log_softmax": log_softmax,
    "standardize": standardize,
    "batchnorm": batchnorm,
    "layernorm": layernorm,
    "bce": bce,
    "bce_with_logits": bce_with_logits,
    "cross_entropy": cross_entropy,
    "cross_entropy_at": cross_entropy_at,
    "kl": kl,
    "onehot_like": onehot_like,
    "embedding": lambda table, i: np.asarray(table)[np.asarray(i).astype(int)],
}
