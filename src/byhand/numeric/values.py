"""What a person gives as a value, and the number it stands for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from byhand import messages, shape_messages
from byhand.errors import InputError
from byhand.graph import Graph
from byhand.graph.shapes import ARRAY_LIMIT
from byhand.language.errors_at import suggest
from byhand.text import Text, same


def as_fraction(name: str, value: Any) -> Fraction:
    """The exact number that a given value stands for; a float stands for its shortest decimal.

    Raises `InputError` for text that is no number, for arrays, and for values that are not finite.

    >>> as_fraction("w", 0.1), as_fraction("w", "1/3")
    (Fraction(1, 10), Fraction(1, 3))
    """
    if isinstance(value, bool) or value is None:
        raise InputError(messages.VALUE_NOT_NUMBER.fill(name=name, value=value))
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    try:
        number = _from_text(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError, ZeroDivisionError) as error:
        shown = str(value)[:40]
        raise InputError(messages.VALUE_NOT_NUMBER.fill(name=name, value=shown)) from error
    if isinstance(number, Fraction):
        return number
    if not math.isfinite(number):
        raise InputError(messages.VALUE_NOT_FINITE.fill(name=name, value=number))
    return Fraction(repr(number))


def _from_text(text: str) -> Fraction | float:
    text = text.strip().replace("−", "-")
    if len(text) > 400:
        raise ValueError(text)
    top, slash, bottom = text.partition("/")
    if slash:
        return Fraction(_decimal(top)) / Fraction(_decimal(bottom))
    value = float(text)
    return Fraction(_decimal(text)) if math.isfinite(value) else value


def _decimal(text: str) -> str:
    # float() bounds the exponent before Fraction would spell it out: 1e999999999 must not be built.
    if not math.isfinite(float(text)):
        raise ValueError(text)
    exponent = text.lower().partition("e")[2]
    if exponent and abs(int(exponent)) > 400:
        raise ValueError(text)
    return text


def shape_of(name: str, value: Any) -> tuple[int, ...]:
    """The shape of a given value; () for a number. Raises `InputError` for ragged lists."""
    if isinstance(value, (bool, int, float, str, Fraction)) or value is None:
        return ()
    import numpy as np

    if _depth(value) > DEEPEST:
        raise InputError(shape_messages.TOO_MANY_AXES.fill(name=name, limit=DEEPEST))
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise InputError(shape_messages.RAGGED.fill(name=name)) from error
    if array.size > ARRAY_LIMIT:
        message = messages.ARRAY_TOO_LARGE.fill(name=name, size=array.size, limit=ARRAY_LIMIT)
        raise InputError(message)
    return array.shape


DEEPEST = 32
"""How many axes a given array may have."""


def _depth(value: Any) -> int:
    depth = 0
    while isinstance(value, (list, tuple)) and value and depth <= DEEPEST:
        value, depth = value[0], depth + 1
    return depth


def _check_names(graph: Graph, at: Mapping[str, Any]) -> None:
    """Every input has a value, and every value an input."""
    inputs = graph.inputs
    for name in at:
        if name not in inputs:
            if name in graph.latest:
                raise InputError(messages.VALUE_FOR_ASSIGNED.fill(name=name))
            hint = suggest(name, inputs)
            raise InputError(messages.UNKNOWN_NAME.fill(name=name, hint=hint))
    for name in inputs:
        if name not in at:
            unused = [other for other in at if other.lower() == name.lower()]
            hint = suggest(name, unused) if unused else same("")
            raise graph.error(messages.MISSING_VALUE, graph.nodes[name], name=name, hint=hint)


def check_given(graph: Graph, at: Mapping[str, Any]) -> dict[str, Fraction]:
    """The exact value of every input of a graph of numbers.

    Raises `InputError` for a value that is missing, unknown, not finite or not a number.
    """
    _check_names(graph, at)
    # In the order in which the person gave them.
    given = {name: as_fraction(name, at[name]) for name in at}
    for name, value in given.items():
        if not _fits_float(value):
            raise InputError(messages.VALUE_NOT_FINITE.fill(name=name, value=_SIZE))
    return given


_SIZE = Text(en="too large for float64", zh="超出双精度范围的数")


def _fits_float(value: Fraction) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def as_array(name: str, value: Any) -> Any:
    """A given value as an array of float64, or a float where it has no axes.

    Raises `InputError` for ragged lists, text, NaN and infinity, and arrays without entries.

    >>> as_array("w", [[1, 2], [3, 4]]).shape
    (2, 2)
    """
    if shape_of(name, value) == ():
        return float(as_fraction(name, value))
    import numpy as np

    stray = _no_number(value)
    if stray is not None:
        raise InputError(shape_messages.ENTRY_NOT_NUMBER.fill(name=name, value=stray))
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(
            messages.VALUE_NOT_NUMBER.fill(name=name, value=str(value)[:40])
        ) from error
    if array.size == 0:
        parts = {"name": name, "shape": array.shape}
        raise InputError(shape_messages.EMPTY_ARRAY.fill(**parts))
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        at = tuple(int(i) for i in bad[0])
        parts = {"name": name, "value": float(array[at]), "at": ", ".join(map(str, at))}
        raise InputError(shape_messages.BAD_ENTRY.fill(**parts))
    return array


def _no_number(value: Any) -> str | None:
    """The first entry that NumPy would take for a number, though it is none."""
    import numpy as np

    kind = value.dtype.kind if isinstance(value, np.ndarray) else "O"
    if kind in "iufUS":  # what a text says is looked at when it becomes a number
        return None
    for entry in np.asarray(value, dtype=object).flat:
        if kind != "O" or entry is None or isinstance(entry, (bool, np.bool_, complex)):
            return str(entry)
    return None


def check_arrays(graph: Graph, at: Mapping[str, Any]) -> dict[str, Any]:
    """The value of every input of a graph of arrays.

    Raises `InputError` for a value that is missing, unknown, or no array of finite numbers.
    """
    _check_names(graph, at)
    return {name: as_array(name, at[name]) for name in at}
