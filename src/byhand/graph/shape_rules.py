"""Shapes of results that no pattern of letters can say: reductions, slices, windows, joins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from byhand.graph.patterns import ShapeError, broadcast
from byhand.language.expr import Gap, Slice, Static
from byhand.language.program import Dim, Shape

Rule = Callable[[list[Shape], Mapping[str, Any]], Shape]
"""Shapes of the operands and the fixed settings, to the shape of the result."""


def axes_of(axis: Static, rank: int) -> tuple[int, ...]:
    """The axes that a setting names, counted from the front; None means all.

    >>> axes_of(-1, 3), axes_of(None, 2), axes_of((0, -1), 3)
    ((2,), (0, 1), (0, 2))
    """
    if axis is None:
        return tuple(range(rank))
    wanted = axis if isinstance(axis, tuple) else (axis,)
    found = tuple(_axis(one, rank) for one in wanted)
    if len(set(found)) < len(found):
        raise ShapeError
    return found


def _axis(axis: Static, rank: int) -> int:
    if type(axis) is not int or not -rank <= axis < rank:
        raise ShapeError
    return axis % rank


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
        raise ShapeError
    return wanted


def _rest(shape: Shape, known: Dim) -> Dim:
    total = product_of(shape)
    if isinstance(total, int) and isinstance(known, int):
        if known < 1 or total % known:
            raise ShapeError
        return total // known
    letters = str(total).split("*")
    for letter in str(known).split("*"):
        if letter not in letters:
            raise ShapeError
        letters.remove(letter)
    return product_of(tuple(int(x) if x.isdigit() else x for x in letters))


def _unsqueeze(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (shape,) = shapes
    axis = _axis(settings["axis"], len(shape) + 1)
    return (*shape[:axis], 1, *shape[axis:])


def _squeeze(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (shape,) = shapes
    axis = _axis(settings["axis"], len(shape))
    if shape[axis] != 1:
        raise ShapeError
    return shape[:axis] + shape[axis + 1 :]


def _concat(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    x, y = shapes
    if len(x) != len(y) or not x:
        raise ShapeError
    axis = _axis(settings["axis"], len(x))
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
    first_array = -1
    for item in spec:
        if item is None:
            result.append(1)
            continue
        if axis >= len(shape):
            raise ShapeError
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
    if type(item) is not int or (isinstance(dim, int) and not -dim <= item < dim):
        raise ShapeError


def _sliced(dim: Dim, part: Slice) -> Dim:
    if isinstance(dim, int):
        if part.step == 0:
            raise ShapeError
        return len(range(*slice(part.start, part.stop, part.step).indices(dim)))
    if part == Slice():
        return dim
    start, stop = part.start or 0, part.stop
    if part.step is None and start >= 0 and stop is not None and stop >= start:
        return stop - start
    raise ShapeError


def _filled(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    shape = settings["shape"]
    shape = shape if isinstance(shape, tuple) else (shape,)
    if not all(isinstance(dim, str) or (type(dim) is int and dim >= 0) for dim in shape):
        raise ShapeError
    return shape


def _onehot(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    classes = settings["classes"]
    classes = classes[0] if isinstance(classes, tuple) and len(classes) == 1 else classes
    if not isinstance(classes, (int, str)) or isinstance(classes, bool):
        raise ShapeError
    return (*shapes[0], classes)


def windows(length: Dim, size: Dim, stride: int, padding: int = 0) -> int:
    """How many windows of a size fit in a length."""
    if not isinstance(length, int) or not isinstance(size, int) or stride < 1 or padding < 0:
        raise ShapeError
    count = (length + 2 * padding - size) // stride + 1
    if size < 1 or count < 1:
        raise ShapeError
    return count


def _conv2d(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    x, kernel = shapes
    if (len(x), len(kernel)) not in ((2, 2), (3, 4), (4, 4)):
        raise ShapeError
    if len(kernel) == 4 and x[-3] != kernel[1]:
        raise ShapeError
    stride, padding = settings["stride"], settings["padding"]
    rows, columns = (windows(x[i], kernel[i], *_whole(stride, padding)) for i in (-2, -1))
    channels = kernel[:1] if len(kernel) == 4 else ()
    return (*x[: len(x) - 3], *channels, rows, columns) if len(x) > 2 else (rows, columns)


def _whole(*values: Static) -> tuple[int, ...]:
    if not all(type(value) is int for value in values):
        raise ShapeError
    return tuple(value for value in values if isinstance(value, int))


def _pool2d(shapes: list[Shape], settings: Mapping[str, Any]) -> Shape:
    (x,) = shapes
    size, stride = settings["size"], settings["stride"]
    if len(x) < 2:
        raise ShapeError
    step = size if stride is None else stride
    return (*x[:-2], *(windows(dim, size, *_whole(step)) for dim in x[-2:]))


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
    "onehot": _onehot,
    "conv2d": _conv2d,
    "pool2d": _pool2d,
}
