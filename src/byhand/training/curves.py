"""Activations of the catalogue as functions of whole arrays, with their slopes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from byhand.calculus.local import slope_of
from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.language.expr import Expr, Number
from byhand.messages import UNKNOWN_FUNCTION
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.functions import all_settings, function_of, lambda_of
from byhand.ops import CATALOGUE


def activations() -> list[str]:
    """The names of all activations that take one number, in the order of the catalogue."""
    from byhand.ops.activations import OPS

    return [op.name for op in OPS if len(op.operands) == 1]


@dataclass(frozen=True)
class Curve:
    """An activation as two functions of an array: its value and its slope."""

    name: str
    value: Callable[[Any], Any]
    slope: Callable[[Any], Any]


def curve(name: str, settings: Mapping[str, float] | None = None) -> Curve:
    """The curve of an activation; an empty name is the identity.

    Raises `InputError` for an activation that does not exist.

    >>> import numpy as np
    >>> c = curve("relu")
    >>> c.value(np.array([-1.0, 2.0])).tolist(), c.slope(np.array([-1.0, 2.0])).tolist()
    ([0.0, 2.0], [0.0, 1.0])
    """
    import numpy as np

    if not name:
        return Curve(name, lambda x: x, np.ones_like)
    if name not in activations():
        hint = suggest(name, activations())
        raise InputError(UNKNOWN_FUNCTION.fill(name=name, hint=hint))
    backend = numpy_backend()
    given: tuple[tuple[str, Expr], ...] = tuple(
        (key, Number(repr(float(value)))) for key, value in (settings or {}).items()
    )
    value = function_of(name, given, backend)
    op = CATALOGUE[name]
    local = lambda_of(slope_of(name, 0, given), ["x", "out"], all_settings(op, given), backend)

    def slope(x: Any) -> Any:
        return local(x, value(x)) + np.zeros_like(x)

    return Curve(name, value, slope)
