"""What is known about arrays beyond their shapes: declared, or seen in the values of constants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from byhand import shape_messages as messages
from byhand.errors import InputError
from byhand.graph import Graph
from byhand.language.program import Shape
from byhand.text import Text

_TOLERANCE = 1e-9


def facts_of(
    graph: Graph, inputs: Mapping[str, Any], shapes: Mapping[str, Shape], wanted: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """The facts about every input.

    Declared facts are held against given values; raises `InputError` where a value belies one.
    For constants that are not differentiated, rows of probabilities are seen without being told.
    """
    found: dict[str, tuple[str, ...]] = {}
    for declaration in graph.program.declarations:
        name = declaration.name
        for fact in declaration.facts:
            check_shape(name, fact, shapes.get(name, ()))
            if name in inputs:
                check_value(name, fact, inputs[name])
        if declaration.facts:
            found[name] = tuple(dict.fromkeys(f for d in declaration.facts for f in _implied(d)))
    for name, value in inputs.items():
        if name not in found and name not in wanted and _rows_sum_to_one(value):
            found[name] = ("probability",)
    return found


def _implied(fact: str) -> tuple[str, ...]:
    return ("onehot", "probability") if fact == "onehot" else (fact,)


def check_shape(name: str, fact: str, shape: Shape) -> None:
    """Raise `InputError` for a fact that an array of this shape cannot have."""
    square = fact in ("symmetric", "orthogonal")
    if (square and (len(shape) != 2 or shape[0] != shape[1])) or not shape:
        parts = {"name": name, "fact": fact}
        why = messages.NOT_SQUARE if square else messages.NO_ROWS
        raise InputError(messages.FACT_FAILS.fill(why=why, **parts))


def check_value(name: str, fact: str, value: Any) -> None:
    """Raise `InputError` where a given value belies a declared fact."""
    import numpy as np

    array = np.asarray(value)
    why: Text | None = None
    if fact in ("onehot", "probability") and not _rows_sum_to_one(array):
        why = messages.ROWS_DIFFER
    elif fact == "onehot" and not np.isin(array, (0.0, 1.0)).all():
        why = messages.NOT_ZERO_ONE
    elif fact == "symmetric" and np.abs(array - array.T).max() > _TOLERANCE:
        why = messages.NOT_EQUAL_TRANSPOSE
    elif fact == "orthogonal" and np.abs(array.T @ array - np.eye(len(array))).max() > 1e-6:
        why = messages.NOT_ORTHOGONAL
    if why is not None:
        raise InputError(messages.FACT_FAILS.fill(name=name, fact=fact, why=why))


def _rows_sum_to_one(value: Any) -> bool:
    import numpy as np

    array = np.asarray(value)
    if array.ndim == 0 or array.shape[-1] < 2 or (array < 0).any():
        return False
    return bool(np.abs(array.sum(axis=-1) - 1).max() < _TOLERANCE)
