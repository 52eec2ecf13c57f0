"""Points at which formulas are compared: random values for all inputs, and what follows from them.

Two formulas that agree at these points are taken to be equal. For functions that are analytic
between their kinks a difference that is not zero vanishes only on a set of measure zero; for
polynomials of total degree d, values drawn from 2⁵² numbers hit a zero by chance with a
probability of at most d/2⁵² at each point (Schwartz 1980, Zippel 1979). Numbers of a program are
drawn with both signs, so that both sides of a kink are seen; matrices are drawn entry by entry and
do not commute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from byhand import messages
from byhand.calculus.array_derive import whole_numbers
from byhand.calculus.array_proof import letters_of, sample
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.errors import InputError
from byhand.language.expr import Partial
from byhand.marking.relations import Leaf

World = Mapping[Leaf, Any]
"""The value of every variable and of every gradient at one point, or at many for numbers."""

NUMBER_POINTS = 16
ARRAY_POINTS = 3
_TRIES = 400
_LARGEST = 1e6
"""Where a value or a gradient is larger, rounding errors would hide a difference."""


def worlds_of(derivation: Derivation) -> tuple[World, ...]:
    """Random points: of numbers all in one world, as arrays; of arrays one after the other."""
    import numpy as np

    points = _taken(derivation, ARRAY_POINTS if derivation.is_arrays else NUMBER_POINTS)
    if derivation.is_arrays:
        return tuple(points)
    keys = points[0].keys()
    return ({key: np.array([float(point[key]) for point in points]) for key in keys},)


def _taken(derivation: Derivation, count: int) -> list[World]:
    """So many points; on kinks only where the program is never off them, as max(x, x)."""
    for smooth in (True, False):
        found = _subjects(derivation, smooth=smooth)
        taken = [world for _, world in zip(range(count), found, strict=False)]
        if len(taken) == count:
            return taken
    raise InputError(messages.NO_POINT.fill(of=derivation.of))


def world_of(derivation: Derivation) -> dict[Leaf, Any]:
    """The values and gradients of a derivation with numbers, as floats and arrays."""
    import numpy as np

    def plain(value: Any) -> Any:
        array = np.asarray(value, dtype=float)
        return array if array.ndim else float(array)

    found: dict[Leaf, Any] = {name: plain(v) for name, v in derivation.values.items()}
    for name, value in derivation.gradients.items():
        found[Partial(derivation.of, name)] = plain(value)
    return found


def _subjects(derivation: Derivation, *, smooth: bool) -> Iterator[World]:
    """The derivation at one random point after the other, where it has a value, and no kink."""
    graph = derivation.graph
    for attempt in range(_TRIES):
        point = _point(derivation, attempt)
        try:
            found = derive(graph, point, of=derivation.of, wrt=derivation.wrt)
        except InputError:
            continue
        world = world_of(found)
        if not (smooth and found.kinks) and all(_moderate(value) for value in world.values()):
            yield world


def _moderate(value: Any) -> bool:
    import numpy as np

    return bool(np.abs(value).max(initial=0.0) < _LARGEST)


def _point(derivation: Derivation, attempt: int) -> dict[str, Any]:
    """Values for all inputs; every third point is of positive numbers, for logarithms and roots."""
    import numpy as np

    random = np.random.default_rng(attempt)
    whole = whole_numbers(derivation.graph) if derivation.is_arrays else frozenset[str]()
    positive = attempt % 3 == 1
    point: dict[str, Any] = {}
    for name in derivation.graph.inputs:
        shape = _shape(derivation, name)
        given = (derivation.inputs or {}).get(name)
        if name in whole and given is not None:
            point[name] = given  # an index means another entry, not another number
        elif name in whole:
            point[name] = random.integers(0, 2, size=shape or None)
        else:
            facts = derivation.facts.get(name, ())
            point[name] = sample(random, shape, facts, positive=positive)
    return point


def _shape(derivation: Derivation, name: str) -> tuple[int, ...]:
    shape = derivation.shapes.get(name, ())
    letters = sorted({d for s in derivation.shapes.values() for d in letters_of(s)})
    sizes = {letter: (2, 3, 4)[i % 3] for i, letter in enumerate(letters)}
    return tuple(sizes[d] if isinstance(d, str) else d for d in shape)
