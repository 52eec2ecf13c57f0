"""Parameters in flat arrays, so that many small ones are stepped as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from byhand.errors import InputError
from byhand.training.optimizers import words

# From this many entries on an array is stepped where it is; a copy would cost more than the calls.
_LARGE = 1 << 13
# The bytes of a block: what one call leaves behind is still in the cache for the next.
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One parameter, and its place in the flat array of its group."""

    name: str
    shape: tuple[int, ...]
    start: int
    stop: int


def add_scaled(x: Any, y: Any, a: float) -> None:
    """Add a·x to y in place.

    >>> y = np.array([1.0, 2.0])
    >>> add_scaled(np.array([3.0, 4.0]), y, a=0.5)
    >>> y
    array([2.5, 4. ])
    """
    np.add(y, a * x, out=y)


def axpy_for(dtype: Any, size: int) -> Callable[..., Any]:
    """What adds multiples of arrays of a type, where there are so many parameters in all.

    BLAS does it in one pass over memory, NumPy in two; but loading SciPy takes longer than many
    steps of a few parameters.
    """
    name = {"float64": "daxpy", "float32": "saxpy"}.get(dtype.name)
    if name is None or size < _LARGE:
        return add_scaled
    from scipy.linalg import blas

    return getattr(blas, name)


@dataclass
class Group:
    """Parameters of one type that are stepped together, flat."""

    members: tuple[Member, ...]
    theta: Any
    joined: bool
    """Whether `theta` is the memory of the parameters themselves and not a copy."""
    sources: list[Any] = field(default_factory=list)
    """The parameters as flat arrays, where all of them are arrays that can be seen so."""
    state: dict[str, Any] = field(default_factory=dict)
    gradient: Any = None
    axpy: Callable[..., Any] = add_scaled
    _memory: Any = None
    _blocks: list[list[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = [member.name for member in self.members]
        self.shapes = [member.shape for member in self.members]
        parts = [self.theta[member.start : member.stop] for member in self.members]
        self._pairs = list(zip(self.sources, parts, strict=False))

    def prepare(self, state: Mapping[str, float], buffers: int) -> None:
        """Fresh state, and blocks with scratch arrays of their length."""
        theta = self.theta
        self.state = {key: np.full_like(theta, start) for key, start in state.items()}
        length = max(1, _BLOCK // theta.itemsize)
        scratch = [np.empty(min(length, theta.size), theta.dtype) for _ in range(buffers)]
        for start in range(0, theta.size, length):
            part = theta[start : start + length]
            # The gradient comes with every step; its place is second.
            states = [flat[start : start + length] for flat in self.state.values()]
            self._blocks.append([part, part, *states, *(s[: part.size] for s in scratch)])

    def blocks(self) -> list[list[Any]]:
        """What `update` of the emitted source goes through, with the gradients of this step."""
        start = 0
        for block in self._blocks:
            stop = start + block[0].size
            block[1] = self.gradient[start:stop]
            start = stop
        return self._blocks

    @property
    def memory(self) -> Any:
        """A flat array for the gradients of the group."""
        if self._memory is None:
            self._memory = np.zeros_like(self.theta)
        return self._memory

    def views(self, flat: Any) -> Iterator[tuple[Member, Any]]:
        """Every member with its part of a flat array, in its shape."""
        for member in self.members:
            yield member, flat[member.start : member.stop].reshape(member.shape)

    def collect(self, params: Mapping[str, Any]) -> None:
        """The parameters into the flat array, where that is not their own memory."""
        if self.joined:
            return
        if self.sources:
            np.concatenate(self.sources, out=self.theta)
            return
        for member in self.members:
            self.theta[member.start : member.stop] = np.asarray(params[member.name]).reshape(-1)

    def spread(self, params: dict[str, Any]) -> None:
        """The flat array back into the parameters."""
        if self.joined:
            return
        if self.sources:
            for source, part in self._pairs:
                source[...] = part
            return
        for member, view in self.views(self.theta):
            old = params[member.name]
            if isinstance(old, np.ndarray):
                old[...] = view
            else:
                params[member.name] = type(old)(view)


def check_parameters(params: Mapping[str, Any]) -> None:
    """Raise `InputError` unless all are floats or writeable arrays of finite floats."""
    if not params:
        raise InputError(words.NO_PARAMETERS)
    for name, value in params.items():
        is_array = isinstance(value, np.ndarray)
        kind = value.dtype.name if is_array else type(value).__name__
        if not (value.dtype.kind == "f" if is_array else isinstance(value, (float, np.floating))):
            raise InputError(words.NOT_FLOATS.fill(name=name, kind=kind))
        if is_array and not value.flags.writeable:
            raise InputError(words.READ_ONLY.fill(name=name))
        if not np.isfinite(value).all():
            raise InputError(words.PARAMETER_NOT_FINITE.fill(name=name))
    _check_apart({n: np.asarray(v) for n, v in params.items() if isinstance(v, np.ndarray)})


def _check_apart(arrays: Mapping[str, Any]) -> None:
    """Raise `InputError` for two parameters with common entries, which would be stepped twice."""
    spans = sorted((*_span(array), name) for name, array in arrays.items() if array.size)
    for (_, end, one), (start, _, two) in pairwise(spans):
        # Strided arrays may lie between each other's entries.
        if start < end and np.shares_memory(arrays[one], arrays[two]):
            raise InputError(words.SHARED.fill(one=one, two=two))


def _span(array: Any) -> tuple[int, int]:
    """The addresses between which the entries of an array lie."""
    ends = [(size - 1) * stride for size, stride in zip(array.shape, array.strides, strict=True)]
    first = _address(array) + sum(end for end in ends if end < 0)
    return first, first + sum(map(abs, ends)) + array.itemsize


def grouped(params: Mapping[str, Any]) -> list[Group]:
    """The groups of some parameters: packed ones together, large arrays alone, small together."""
    groups: list[Group] = []
    for dtype, names in _by_type(params).items():
        flat = _shared_memory([params[name] for name in names])
        if flat is not None:
            groups.append(Group(_members(params, names), flat, joined=True))
            continue
        large = [name for name in names if _is_large(params[name])]
        for name in large:
            flat = np.asarray(params[name]).reshape(-1)
            groups.append(Group(_members(params, [name]), flat, joined=True))
        small = [name for name in names if name not in large]
        if small:
            groups.append(_together(params, small, dtype))
    return groups


def _by_type(params: Mapping[str, Any]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for name, value in params.items():
        found.setdefault(np.asarray(value).dtype, []).append(name)
    return found


def _is_flat(value: Any) -> bool:
    """Whether a value is an array whose entries can be seen as one row without a copy."""
    return isinstance(value, np.ndarray) and value.flags.c_contiguous


def _is_large(value: Any) -> bool:
    return _is_flat(value) and value.size >= _LARGE


def _together(params: Mapping[str, Any], names: list[str], dtype: Any) -> Group:
    members = _members(params, names)
    arrays = [params[name] for name in names]
    sources = [np.asarray(a).reshape(-1) for a in arrays] if all(map(_is_flat, arrays)) else []
    return Group(members, np.empty(members[-1].stop, dtype), joined=False, sources=sources)


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
    if not all(map(_is_flat, arrays)):
        return None
    if len(arrays) == 1:
        return np.asarray(arrays[0]).reshape(-1)
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
    found: dict[str, Any] = {}
    for dtype, names in _by_type(params).items():
        members = _members(params, names)
        flat = np.empty(members[-1].stop, dtype)
        for member, view in Group(members, flat, joined=True).views(flat):
            view[...] = params[member.name]
            found[member.name] = view
    return {name: found[name] for name in params}
