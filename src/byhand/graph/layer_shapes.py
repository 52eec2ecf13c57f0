"""Shapes of what layers and losses compute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand import shape_messages as messages
from byhand.graph.axes import Rule, axes_of
from byhand.graph.patterns import ShapeError
from byhand.language.expr import Static
from byhand.language.program import Dim, Shape


def windows(length: Dim, size: Dim, stride: int, padding: int = 0) -> int:
    """How many windows of a size fit in a length."""
    if not isinstance(length, int) or not isinstance(size, int):
        raise ShapeError(messages.WINDOW_LETTERS)
    if size < 1 or stride < 1 or padding < 0:
        raise ShapeError(messages.WINDOW_NUMBERS)
    count = (length + 2 * padding - size) // stride + 1
    if count < 1:
        parts = {"size": size, "length": length + 2 * padding}
        raise ShapeError(messages.WINDOW_TOO_LARGE.fill(**parts))
    return count


def _conv2d(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    x, kernel = shapes
    if (len(x), len(kernel)) not in ((2, 2), (3, 4), (4, 4)):
        raise ShapeError(messages.CONV_RANKS)
    if len(kernel) == 4 and x[-3] != kernel[1]:
        raise ShapeError(messages.CHANNELS.fill(kernel=kernel[1], image=x[-3]))
    stride, padding = settings["stride"], settings["padding"]
    rows, columns = (windows(x[i], kernel[i], *_whole(stride, padding)) for i in (-2, -1))
    channels = kernel[:1] if len(kernel) == 4 else ()
    return (*x[: len(x) - 3], *channels, rows, columns) if len(x) > 2 else (rows, columns)


def _whole(*values: Static) -> tuple[int, ...]:
    if not all(type(value) is int for value in values):
        raise ShapeError(messages.WINDOW_NUMBERS)
    return tuple(value for value in values if isinstance(value, int))


def _pool2d(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    x = shapes[0]
    if shapes[1:] not in ([], [x]):
        raise ShapeError
    size, stride = settings["size"], settings["stride"]
    if len(x) < 2:
        raise ShapeError
    step = size if stride is None else stride
    return (*x[:-2], *(windows(dim, size, *_whole(step)) for dim in x[-2:]))


def _along(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (shape,) = shapes
    if not axes_of(settings["axis"], len(shape)):
        raise ShapeError
    return shape


def _batchnorm(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    shape, gamma, beta = shapes
    gone = axes_of(settings["axis"], len(shape))
    kept = tuple(dim for i, dim in enumerate(shape) if i not in gone)
    if not gone or not gamma == beta == kept:
        raise ShapeError(messages.PER_FEATURE.fill(shape=_text(kept)))
    return shape


def _text(shape: Shape) -> str:
    inner = ", ".join(map(str, shape))
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def _layernorm(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    shape, gamma, beta = shapes
    axes = sorted(axes_of(settings["axis"], len(shape)))
    last = list(range(len(shape) - len(axes), len(shape)))
    if not axes or axes != last:
        raise ShapeError(messages.LAST_AXES)
    wanted = shape[-len(axes) :]
    if not gamma == beta == wanted:
        raise ShapeError(messages.PER_FEATURE.fill(shape=_text(wanted)))
    return shape


def _embedding(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    table, i = shapes
    if not table:
        raise ShapeError
    return (*i, *table[1:])


def _loss(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    """A prediction and a target of the same shape, or one target for all; never broadcast."""
    prediction, target = shapes
    if target not in (prediction, ()):
        raise ShapeError(messages.SAME_SHAPE)
    return ()


def _onehot_like(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    numbers, like = shapes
    if not like or numbers != like[:-1]:
        raise ShapeError
    return like


LAYER_RULES: dict[str, Rule] = {
    "conv2d": _conv2d,
    "pool2d": _pool2d,
    "along": _along,
    "batchnorm": _batchnorm,
    "layernorm": _layernorm,
    "embedding": _embedding,
    "loss": _loss,
    "onehot_like": _onehot_like,
}
