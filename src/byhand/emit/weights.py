"""Softmax and log-sum-exp of one array: the exponentials are computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from byhand.emit.array_lines import ArrayLine
from byhand.graph.shapes import fixed_settings, shape_of
from byhand.language.expr import Apply, Expr, Literal, Name
from byhand.language.program import Shape
from byhand.ops import CATALOGUE

_PAIR = frozenset(("softmax", "logsumexp"))
Key = tuple[str, tuple[int, ...]]
"""An array and the axes over which its exponentials are added."""


def with_shared_weights(lines: Sequence[ArrayLine], shapes: Mapping[str, Shape]) -> list[ArrayLine]:
    """The lines, where both are taken of one array, with its shifted exponentials as lines.

    exp(x − max x) and their sum give softmax x as a quotient, and log Σ exp x as a logarithm.
    """
    keys = [_key(line.expr, shapes) for line in lines]
    both = {k for k in keys if k is not None and _ops(lines, keys, k) == _PAIR}
    taken = {*shapes, *(line.name for line in lines)}
    made: dict[Key, tuple[str, str, str]] = {}
    found: list[ArrayLine] = []
    for line, key in zip(lines, keys, strict=True):
        if key is None or key not in both:
            found.append(line)
            continue
        if key not in made:
            made[key] = _names(taken)
            found += _weights(key, made[key], line, shapes)
        found.append(replace(line, expr=_from_weights(line.expr, key, made[key])))
    return found


def _key(expr: Expr, shapes: Mapping[str, Shape]) -> Key | None:
    if not isinstance(expr, Apply) or expr.op not in _PAIR or not isinstance(expr.args[0], Name):
        return None
    rank = len(shape_of(expr.args[0], shapes))
    axis = _fixed(expr)["axis"]
    axes = range(rank) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return expr.args[0].name, tuple(sorted(one % rank for one in axes))


def _fixed(expr: Apply) -> dict[str, Any]:
    return fixed_settings(CATALOGUE[expr.op], expr.settings)


def _ops(lines: Sequence[ArrayLine], keys: Sequence[Key | None], key: Key) -> set[str]:
    pairs = zip(lines, keys, strict=True)
    return {line.expr.op for line, own in pairs if own == key and isinstance(line.expr, Apply)}


def _names(taken: set[str]) -> tuple[str, str, str]:
    found = []
    for word in ("top", "weights", "total"):
        while word in taken:
            word += "_"
        taken.add(word)
        found.append(word)
    return found[0], found[1], found[2]


def _weights(
    key: Key, names: tuple[str, str, str], line: ArrayLine, shapes: Mapping[str, Shape]
) -> list[ArrayLine]:
    """Largest entry, exponentials and their sum."""
    name, axes = key
    top, weights, total = names
    settings = (("axis", _axis(axes)), ("keepdims", Literal(True)))
    x = Name(name)
    shape = shape_of(x, shapes)
    small = shape_of(Apply("amax", (x,), settings), shapes)
    shifted = f"{weights}_shifted"
    return [
        ArrayLine(top, Apply("amax", (x,), settings), small, line.at),
        ArrayLine(shifted, Apply("sub", (x, Name(top))), shape, line.at),
        ArrayLine(weights, Apply("exp", (Name(shifted),)), shape, line.at),
        ArrayLine(total, Apply("sum", (Name(weights),), settings), small, line.at),
    ]


def _axis(axes: tuple[int, ...]) -> Literal:
    return Literal(axes[0] if len(axes) == 1 else axes)


def _from_weights(expr: Expr, key: Key, names: tuple[str, str, str]) -> Expr:
    assert isinstance(expr, Apply)
    top, weights, total = (Name(name) for name in names)
    if expr.op == "softmax":
        return Apply("div", (weights, total))
    result: Expr = Apply("add", (Apply("log", (total,)), top))
    if not _fixed(expr)["keepdims"]:
        for axis in reversed(key[1]):
            result = Apply("squeeze", (result,), (("axis", Literal(axis)),))
    return result
