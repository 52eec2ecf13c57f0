"""Parameters in flat arrays, so that many small ones are stepped as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from byhand.errors import InputError
from byhand.training.optimizers import words

# From this many entries on an array is stepped where it is; a copy would cost more than a call.
_LARGE = 1 << 14
# The bytes of a block: a few of them fit into the second-level cache of a processor.
BLOCK = 1 << 19


@dataclass(frozen=True, slots=True)
class Member:
    """One parameter, and its place in the flat array of its group."""

    name: str
    shape: tuple[int, ...]
    start: int
    stop: int


@dataclass
class Group:
    """Parameters of one type that are stepped together, flat."""

    members: tuple[Member, ...]
    theta: Any
    joined: bool
    """Whether `theta` is the memory of the parameters themselves and not a copy."""
    gradient: Any = None
    own_gradient: Any = None
    """Memory that gradients are gathered in."""
    state: dict[str, Any] = field(default_factory=dict)
    buffers: list[Any] = field(default_factory=list)
    block: int = 0

    def views(self, flat: Any) -> Iterator[tuple[Member, Any]]:
        """Every member with its part of a flat array, in its shape."""
        for member in self.members:
            yield member, flat[member.start : member.stop].reshape(member.shape)

    def prepare(self, state: Mapping[str, float], buffers: int) -> None:
        """Fresh state, and scratch arrays of the length of a block."""
        theta = self.theta
        self.state = {key: np.full_like(theta, start) for key, start in state.items()}
        self.block = max(1, BLOCK // theta.itemsize)
        length = min(self.block, theta.size)
        self.buffers = [np.empty(length, theta.dtype) for _ in range(buffers)]


def check_parameters(params: Mapping[str, Any]) -> None:
    """Raise `InputError` unless all are floats or writeable arrays of finite floats."""
    if not params:
        raise InputError(words.NO_PARAMETERS)
    for name, value in params.items():
        is_array = isinstance(value, np.ndarray)
        if not (is_array and value.dtype.kind == "f") and not isinstance(
            value, (float, np.floating)
        ):
            kind = value.dtype.name if is_array else type(value).__name__
            raise InputError(words.NOT_FLOATS.fill(name=name, kind=kind))
        if is_array and not value.flags.writeable:
            raise InputError(words.READ_ONLY.fill(name=name))
        if not np.isfinite(value).all():
            raise InputError(words.PARAMETER_NOT_FINITE.fill(name=name))


def grouped(params: Mapping[str, Any]) -> list[Group]:
    """The groups of a dict of parameters: each large array alone, small ones of a type together."""
    groups: list[Group] = []
    small: dict[Any, list[str]] = {}
    for name, value in params.items():
        if isinstance(value, np.ndarray) and value.size >= _LARGE and value.flags.c_contiguous:
            groups.append(
                Group((Member(name, value.shape, 0, value.size),), value.reshape(-1), True)
            )
        else:
            small.setdefault(np.asarray(value).dtype, []).append(name)
    groups += [_together(params, names, dtype) for dtype, names in small.items()]
    return groups


def _together(params: Mapping[str, Any], names: list[str], dtype: Any) -> Group:
    members = _members(params, names)
    flat = _shared_memory([params[name] for name in names])
    if flat is not None:
        return Group(members, flat, True)
    return Group(members, np.empty(members[-1].stop, dtype), False)


def _members(params: Mapping[str, Any], names: Iterable[str]) -> tuple[Member, ...]:
    found: list[Member] = []
    start = 0
    for name in names:
        shape, size = np.shape(params[name]), np.size(params[name])
        found.append(Member(name, shape, start, start + size))
        start += size
    return tuple(found)


def _shared_memory(arrays: list[Any]) -> Any:
    """The stretch of one flat array that some arrays are consecutive views of, or None."""
    if not all(isinstance(a, np.ndarray) and a.flags.c_contiguous for a in arrays):
        return None
    if len(arrays) == 1:
        return arrays[0].reshape(-1)
    base = arrays[0].base
    if base is None or base.ndim != 1 or not base.flags.c_contiguous:
        return None
    if any(a.base is not base or a.dtype != base.dtype for a in arrays):
        return None
    starts = [(_address(a) - _address(base)) // base.itemsize for a in arrays]
    if any(x + a.size != y for a, (x, y) in zip(arrays, pairwise(starts), strict=False)):
        return None
    return base[starts[0] : starts[-1] + arrays[-1].size]


def _address(array: Any) -> int:
    return array.__array_interface__["data"][0]


def pack(params: Mapping[str, Any]) -> dict[str, Any]:
    """Copies of some arrays that lie one behind the other in memory, so that no step copies them.

    Floats become arrays without axes. Raises `InputError` for what an optimizer cannot step.

    >>> packed = pack({"W": np.ones((2, 2)), "b": np.zeros(2)})
    >>> packed["b"].base is packed["W"].base, packed["W"].shape
    (True, (2, 2))
    """
    check_parameters(params)
    by_type: dict[Any, list[str]] = {}
    for name, value in params.items():
        by_type.setdefault(np.asarray(value).dtype, []).append(name)
    found: dict[str, Any] = {}
    for dtype, names in by_type.items():
        members = _members(params, names)
        flat = np.empty(members[-1].stop, dtype)
        for member, view in Group(members, flat, True).views(flat):
            view[...] = params[member.name]
            found[member.name] = view
    return {name: found[name] for name in params}
