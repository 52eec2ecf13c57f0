"""Convolution and pooling: windows are views of the padded image, never copies pixel by pixel.

The linear ones also work on arrays of objects, which is how they are written out entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Array = Any


def _padded(x: Array, padding: int) -> Array:
    if not padding:
        return x
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(padding, padding)] * 2)


def _windows(x: Array, rows: int, columns: int, stride: int) -> Array:
    """All windows over the last two axes: `... H W` to `... rows columns (window)`."""
    every = sliding_window_view(x, (rows, columns), axis=(-2, -1))
    return every[..., ::stride, ::stride, :, :]


def _four(*arrays: Array) -> list[Array]:
    """Arrays with the axes that an image or a kernel leaves out put in front."""
    found = [np.asarray(array) for array in arrays]
    return [array.reshape((1,) * (4 - array.ndim) + array.shape) for array in found]


def conv2d(x: Array, kernel: Array, stride: int, padding: int) -> Array:
    """Σ over window and channels of image × kernel, for every window."""
    image, weight = _four(x, kernel)
    rows, columns = weight.shape[2:]
    seen = _windows(_padded(image, padding), rows, columns, stride)
    out = np.moveaxis(np.tensordot(seen, weight, axes=([1, 4, 5], [1, 2, 3])), -1, 1)
    return out.reshape(out.shape[4 - np.ndim(x) :])


def conv2d_input(s: Array, kernel: Array, like: Array, stride: int, padding: int) -> Array:
    """Every value spread over its window of the image, weighted by the kernel."""
    value, weight = _four(s, kernel)
    (image,) = _four(np.empty(np.shape(like), dtype=bool))
    parts = np.moveaxis(np.tensordot(value, weight, axes=([1], [0])), 3, 1)
    size = [image.shape[0], image.shape[1], *(n + 2 * padding for n in image.shape[2:])]
    out = np.zeros(size, dtype=parts.dtype)
    for (i, j), at in _places(weight.shape[2:], parts.shape[2:4], stride):
        out[(..., *at)] += parts[..., i, j]
    inside = slice(padding, -padding or None)
    return out[..., inside, inside].reshape(np.shape(like))


def conv2d_weight(s: Array, x: Array, like: Array, stride: int, padding: int) -> Array:
    """For every weight the sum over windows of value × the entry that it met there."""
    value, image = _four(s, x)
    rows, columns = np.shape(like)[-2:]
    seen = _windows(_padded(image, padding), rows, columns, stride)
    seen = seen[:, :, : value.shape[2], : value.shape[3]]
    return np.tensordot(value, seen, axes=([0, 2, 3], [0, 2, 3])).reshape(np.shape(like))


def _places(
    window: tuple[int, ...], count: tuple[int, ...], stride: int
) -> Iterator[tuple[tuple[int, int], tuple[slice, slice]]]:
    """For each place inside a window, where all windows have it in the image."""
    for i in range(window[0]):
        for j in range(window[1]):
            rows = slice(i, i + stride * count[0], stride)
            columns = slice(j, j + stride * count[1], stride)
            yield (i, j), (rows, columns)


def pools(x: Array, size: int, stride: int | None) -> Array:
    """The entries of every pooling window, side by side on a last axis."""
    seen = _windows(np.asarray(x), size, size, stride or size)
    return seen.reshape(*seen.shape[:-2], size * size)


def _largest(x: Array, size: int, stride: int | None) -> Array:
    return np.argmax(pools(np.asarray(x, dtype=float), size, stride), axis=-1)


def avgpool2d(x: Array, size: int, stride: int | None) -> Array:
    """The mean of every window."""
    return pools(x, size, stride).sum(axis=-1) / (size * size)


def avg_unpool2d(s: Array, like: Array, size: int, stride: int | None) -> Array:
    """Every value shared out equally over its window."""
    share = np.asarray(s) / (size * size)
    out = np.zeros(np.shape(like), dtype=share.dtype)
    for _, at in _places((size, size), share.shape[-2:], stride or size):
        out[(..., *at)] += share
    return out


def max_unpool2d(s: Array, x: Array, size: int, stride: int | None) -> Array:
    """Every value put at the first largest entry of its window of x."""
    s = np.asarray(s)
    largest = _largest(x, size, stride)
    out = np.zeros(np.shape(x), dtype=s.dtype)
    for (i, j), at in _places((size, size), s.shape[-2:], stride or size):
        out[(..., *at)] += s * (largest == i * size + j)
    return out


def max_pick2d(s: Array, x: Array, size: int, stride: int | None) -> Array:
    """For every window the entry of s where x is largest."""
    largest = _largest(x, size, stride)
    return np.take_along_axis(pools(s, size, stride), largest[..., None], axis=-1)[..., 0]


WINDOW_KERNELS: dict[str, Callable[..., Any]] = {
    "conv2d": conv2d,
    "conv2d_input": conv2d_input,
    "conv2d_weight": conv2d_weight,
    "maxpool2d": lambda x, size, stride: pools(x, size, stride).max(axis=-1),
    "avgpool2d": avgpool2d,
    "max_unpool2d": max_unpool2d,
    "max_pick2d": max_pick2d,
    "avg_unpool2d": avg_unpool2d,
}
