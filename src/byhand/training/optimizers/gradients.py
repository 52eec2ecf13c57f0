"""Gradients as they are handed in: checked, and gathered into flat arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.text import same
from byhand.training.optimizers import words
from byhand.training.optimizers.groups import Group, Member


def gather(group: Group, grads: Mapping[str, Any], params: Mapping[str, Any]) -> Any:
    """The gradients of a group as one flat array; raises as `checked` does.

    A single gradient is not copied.
    """
    dtype = group.theta.dtype
    if len(group.members) == 1:
        array = grads.get(group.names[0])
        if type(array) is not np.ndarray or array.dtype != dtype or [array.shape] != group.shapes:
            array = checked(group.members[0], grads, params).astype(dtype, copy=False)
        # A gradient may be the parameter itself, as that of w²/2 is.
        return (array.copy() if np.may_share_memory(array, group.theta) else array).reshape(-1)
    # Of many small arrays, asking all at once takes less time than asking each.
    found: list[Any] = [grads.get(name) for name in group.names]
    if (
        {type(array) for array in found} == {np.ndarray}
        and [array.dtype for array in found] == [dtype] * len(found)
        and [array.shape for array in found] == group.shapes
    ):
        return np.concatenate([array.ravel() for array in found], out=group.memory)
    parts = [checked(member, grads, params).astype(dtype, copy=False) for member in group.members]
    return np.concatenate([array.ravel() for array in parts], out=group.memory)


def checked(member: Member, grads: Mapping[str, Any], params: Mapping[str, Any]) -> Any:
    """The gradient of one parameter as an array of its shape.

    Raises `InputError` where it is missing, has another shape or holds no real numbers.
    """
    name, shape = member.name, member.shape
    if name not in grads:
        hint = suggest(name, [other for other in grads if other not in params])
        raise InputError(words.NO_GRADIENT.fill(name=name, hint=hint))
    array = np.asarray(grads[name])
    if array.dtype.kind not in "fiu":
        raise InputError(words.GRADIENT_NOT_NUMBERS.fill(name=name, kind=array.dtype.name))
    if array.shape != shape:
        parts = {"gradient": array.shape, "parameter": shape}
        raise InputError(words.SHAPES_DIFFER.fill(name=name, **parts))
    return array


def not_finite(groups: Sequence[Group], t: int) -> InputError:
    """Which gradient of step t is not finite, and where."""
    for group in groups:
        for member, view in group.views(group.gradient):
            bad = np.argwhere(~np.isfinite(view))
            if len(bad):
                index = tuple(int(i) for i in bad[0])
                place = words.AT_PLACE.fill(place=list(index)) if index else same("")
                parts = {"t": t, "name": member.name, "value": float(view[index])}
                return InputError(words.GRADIENT_NOT_FINITE.fill(place=place, **parts))
    raise AssertionError("every gradient is finite")
