"""What a person gives as a value, and the number it stands for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from byhand import messages
from byhand.errors import InputError
from byhand.graph import Graph
from byhand.language.errors_at import suggest
from byhand.text import Text, same

ARRAY_LIMIT = 10_000_000


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

    try:
        array = np.asarray(value)
    except ValueError as error:
        raise InputError(messages.VALUE_NOT_NUMBER.fill(name=name, value=error)) from error
    if array.size > ARRAY_LIMIT:
        message = messages.ARRAY_TOO_LARGE.fill(name=name, size=array.size, limit=ARRAY_LIMIT)
        raise InputError(message)
    return array.shape


def check_given(graph: Graph, at: Mapping[str, Any], of: str) -> dict[str, Fraction]:
    """The exact value of every input of a graph.

    Raises `InputError` for a value that is missing, unknown, not finite or not a number, and for
    an array that would make the output an array.
    """
    inputs = graph.inputs
    for name in at:
        if name not in inputs:
            if name in graph.latest:
                raise InputError(messages.VALUE_FOR_ASSIGNED.fill(name=name))
            hint = suggest(name, inputs)
            raise InputError(messages.UNKNOWN_NAME.fill(name=name, hint=hint))
    relevant = graph.ancestors(of)
    for name in inputs:
        if name not in at:
            unused = [other for other in at if other.lower() == name.lower()]
            hint = suggest(name, unused) if unused else same("")
            raise graph.error(messages.MISSING_VALUE, graph.nodes[name], name=name, hint=hint)
        shape = shape_of(name, at[name])
        if shape and name in relevant:
            raise InputError(messages.LOSS_NOT_SCALAR.fill(name=of, shape=shape, source=name))
    # In the order in which the person gave them.
    given = {name: as_fraction(name, at[name]) for name in at if not shape_of(name, at[name])}
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
