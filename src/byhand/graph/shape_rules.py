"""Shapes of results that no pattern of letters can say: reductions, slices, joins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from byhand import shape_messages as messages
from byhand.graph.axes import Rule, axes_of, axis_of
from byhand.graph.layer_shapes import LAYER_RULES
from byhand.graph.patterns import ShapeError, broadcast
from byhand.language.expr import Gap, Slice, Static
from byhand.language.program import Dim, Shape


def _reduce(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (shape,) = shapes
    gone = axes_of(settings["axis"], len(shape))
    if settings["keepdims"]:
        return tuple(1 if i in gone else dim for i, dim in enumerate(shape))
    return tuple(dim for i, dim in enumerate(shape) if i not in gone)


def _transpose(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (shape,) = shapes
    axes = settings["axes"]
    if axes is None:
        if len(shape) > 2:
            raise ShapeError
        return shape[::-1]
    if not isinstance(axes, tuple) or len(axes) != len(shape):
        raise ShapeError
    return tuple(shape[i] for i in axes_of(axes, len(shape)))


def product_of(dims: Shape) -> Dim:
    """The number of entries: a number, or letters side by side.

    >>> product_of((2, 3)), product_of(("N", 2, "D"))
    (6, '2*D*N')
    """
    number, letters = 1, []
    for dim in dims:
        if isinstance(dim, int):
            number *= dim
        else:
            letters += dim.split("*")
    for letter in [x for x in letters if x.isdigit()]:
        letters.remove(letter)
        number *= int(letter)
    if not letters:
        return number
    return "*".join(([str(number)] if number != 1 else []) + sorted(letters))


def _reshape(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (shape,) = shapes
    wanted = settings["shape"]
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    if wanted.count(-1) > 1 or not all(isinstance(dim, (int, str)) for dim in wanted):
        raise ShapeError
    if -1 in wanted:
        known = product_of(tuple(dim for dim in wanted if dim != -1))
        wanted = tuple(_rest(shape, known) if dim == -1 else dim for dim in wanted)
    if product_of(wanted) != product_of(shape):
        raise _misarranged(shape, wanted)
    return wanted


def _misarranged(shape: Shape, wanted: Shape) -> ShapeError:
    typed = "(" + ", ".join(map(str, wanted)) + ")"
    return ShapeError(messages.RESHAPED.fill(size=product_of(shape), shape=typed))


def _rest(shape: Shape, known: Dim) -> Dim:
    total = product_of(shape)
    if isinstance(total, int) and isinstance(known, int):
        if known < 1 or total % known:
            raise _misarranged(shape, (known, -1))
        return total // known
    letters = str(total).split("*")
    for letter in str(known).split("*"):
        if letter not in letters:
            raise ShapeError
        letters.remove(letter)
    return product_of(tuple(int(x) if x.isdigit() else x for x in letters))


def _unsqueeze(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (shape,) = shapes
    axis = axis_of(settings["axis"], len(shape) + 1)
    return (*shape[:axis], 1, *shape[axis:])


def _squeeze(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (shape,) = shapes
    axis = axis_of(settings["axis"], len(shape))
    if shape[axis] != 1:
        raise ShapeError
    return shape[:axis] + shape[axis + 1 :]


def _concat(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    x, y = shapes
    if len(x) != len(y) or not x:
        raise ShapeError
    axis = axis_of(settings["axis"], len(x))
    if x[:axis] + x[axis + 1 :] != y[:axis] + y[axis + 1 :]:
        raise ShapeError
    return (*x[:axis], sum_of(x[axis], y[axis]), *x[axis + 1 :])


def sum_of(x: Dim, y: Dim) -> Dim:
    """Two lengths one behind the other."""
    if isinstance(x, int) and isinstance(y, int):
        return x + y
    return f"{x}+{y}"


def _index(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    shape, *arrays = shapes
    spec = settings["at"]
    axis, result = 0, []
    picked: list[Shape] = []
    if sum(item == Gap() for item in spec) != len(arrays):
        raise ShapeError(messages.TOO_MANY_INDICES)
    first_array = -1
    for item in spec:
        if item is None:
            result.append(1)
            continue
        if axis >= len(shape):
            raise ShapeError(messages.TOO_MANY_INDICES)
        if isinstance(item, Slice):
            result.append(_sliced(shape[axis], item))
        elif item == Gap():
            first_array = len(result) if first_array < 0 else first_array
            picked.append(arrays[len(picked)])
        else:
            _axis_entry(item, shape[axis])
        axis += 1
    if picked:
        apart = _are_apart(spec)
        place = 0 if apart else first_array
        result[place:place] = broadcast(*picked)
    return (*result, *shape[axis:])


def _are_apart(spec: tuple[Static, ...]) -> bool:
    """Whether index arrays stand apart, which puts their axes in front, as NumPy does."""
    advanced = [i for i, item in enumerate(spec) if item == Gap() or type(item) is int]
    return advanced[-1] - advanced[0] + 1 != len(advanced)


def _axis_entry(item: Static, dim: Dim) -> None:
    if type(item) is not int:
        raise ShapeError
    if isinstance(dim, int) and not -dim <= item < dim:
        raise ShapeError(messages.NOT_IN_AXIS.fill(index=item, length=dim))


def _sliced(dim: Dim, part: Slice) -> Dim:
    if isinstance(dim, int):
        if part.step == 0:
            raise ShapeError(messages.STEP_ZERO)
        length = len(range(*slice(part.start, part.stop, part.step).indices(dim)))
        if not length:
            raise ShapeError(messages.EMPTY_SLICE)
        return length
    if part == Slice():
        return dim
    start, stop = part.start or 0, part.stop
    if part.step is None and start >= 0 and stop is not None and stop >= start:
        return stop - start
    raise ShapeError


def _filled(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    shape = settings["shape"]
    shape = shape if isinstance(shape, tuple) else (shape,)
    if not all(isinstance(dim, str) or (type(dim) is int and dim > 0) for dim in shape):
        raise ShapeError
    return shape


def _eye(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    shape = _filled(shapes, settings)
    if len(shape) > 2:
        raise ShapeError
    return shape if len(shape) == 2 else shape * 2


def _onehot(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    classes = settings["classes"]
    classes = classes[0] if isinstance(classes, tuple) and len(classes) == 1 else classes
    if not isinstance(classes, (int, str)) or isinstance(classes, bool):
        raise ShapeError
    return (*shapes[0], classes)


RULES: dict[str, Rule] = {
    "reduce": _reduce,
    "number": lambda shapes, settings: (),
    "transpose": _transpose,
    "reshape": _reshape,
    "unsqueeze": _unsqueeze,
    "squeeze": _squeeze,
    "concat": _concat,
    "index": _index,
    "filled": _filled,
    "eye": _eye,
    "onehot": _onehot,
} | LAYER_RULES
