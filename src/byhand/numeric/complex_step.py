"""The complex step: Im L(x + ih) / h, which subtracts nothing and so loses no digits.

L(x + ih) = L(x) + ih L'(x) − h² L''(x)/2 − ..., so the error is of order h², and h may be so small
that h² is nothing (Squire and Trapp 1998; see `complex_numbers`).
"""

from __future__ import annotations

import cmath
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from byhand.graph import Graph, Node
from byhand.language.expr import Apply, fold
from byhand.language.templates import template
from byhand.numeric.backends import Backend, Value
from byhand.numeric.complex_numbers import COMPLEX
from byhand.numeric.evaluate import operand_values
from byhand.numeric.functions import function_of
from byhand.numeric.kinks import gap
from byhand.ops import CATALOGUE, Op


def speaks_complex(op: Op) -> bool:
    """Whether an operation has a value for complex operands: by its kernel or its definition.

    >>> speaks_complex(CATALOGUE["sigmoid"]), speaks_complex(CATALOGUE["erf"])
    (True, False)
    """
    if op.kernel and not op.real:
        return True
    return bool(op.formula) and all(map(speaks_complex, _inside(op)))


def _inside(op: Op) -> list[Op]:
    """The operations of which a definition is made."""
    found: list[Op] = []

    def join(node: Apply, parts: list[object]) -> None:
        found.append(CATALOGUE[node.op])

    for text in filter(None, (op.formula, op.stable)):
        fold(template(text), lambda _: None, join)
    return found


@dataclass
class ComplexSteps:
    """Complex steps of one program: only what follows from a moved input is run again."""

    graph: Graph
    of: str
    values: Mapping[str, Value]
    """The values of all nodes where nothing is moved."""
    arrays: bool = False
    single: bool = False
    """Whether numbers are rounded to single precision."""
    _follow: dict[tuple[str, ...], list[Node]] = field(default_factory=dict)

    def deaf(self, names: Iterable[str]) -> Node | None:
        """The first operation on the way to the output that has no complex values."""
        follow = self.follow(tuple(names))
        return next((n for n in follow if not speaks_complex(CATALOGUE[n.op])), None)

    def follow(self, names: tuple[str, ...]) -> list[Node]:
        """The nodes between some inputs and the output, in reading order."""
        if names not in self._follow:
            wanted = self._wanted
            self._follow[names] = [n for n in self.graph.descendants(names) if n.id in wanted]
        return self._follow[names]

    @cached_property
    def _wanted(self) -> set[str]:
        return self.graph.ancestors(self.of)

    def slope(self, way: Mapping[str, Any], step: float) -> tuple[float, bool]:
        """The derivative along a way, and whether the way leaves a kink on which the values sit.

        Raises `ArithmeticError` or `ValueError` at the edge of the domain, where a root branches.
        """
        values = {**self.values}
        values |= {name: self.values[name] + 1j * step * along for name, along in way.items()}
        nodes, kinked = self.follow(tuple(way)), False
        with self._quiet():
            for node in nodes:
                values[node.id] = self._value(node, values)
                kinked = kinked or (node.id in self._on_kink and self._leaves(node, values))
        return float(values[self.of].imag) / step, kinked

    def _value(self, node: Node, values: Mapping[str, Value]) -> Value:
        """The value of a node; through a condition no gradient flows, so it sees real parts."""
        op = CATALOGUE[node.op]
        operands = operand_values(node, values, self._backend)
        operands = [
            operand if op.operand(slot) in op.differentiable else operand.real
            for slot, operand in enumerate(operands)
        ]
        value = function_of(node.op, node.settings, self._backend)(*operands)
        return self._checked(value)

    @cached_property
    def _backend(self) -> Backend:
        if not self.arrays:
            return COMPLEX
        from byhand.numeric.array_complex import complex_arrays

        return complex_arrays()

    def _quiet(self) -> AbstractContextManager[Any]:
        """What is not finite is found out by looking, not by NumPy's warning."""
        if not self.arrays:
            return nullcontext()
        import numpy as np

        return np.errstate(all="ignore")

    @cached_property
    def _checked(self) -> Callable[[Value], Value]:
        if not self.arrays:
            return _finite
        from byhand.numeric.array_precision import finite

        return lambda value: finite(value, "complex64" if self.single else "complex128")

    @cached_property
    def _on_kink(self) -> set[str]:
        """The nodes of which an entry sits on a kink where nothing is moved."""
        found: set[str] = set()
        with self._quiet():
            for node in self.graph.restrict(self._wanted):
                distance = gap(node, self.values, self._backend)
                if distance is not None and _any(self._at(node, distance, self.values)):
                    found.add(node.id)
        return found

    def _leaves(self, node: Node, values: Mapping[str, Value]) -> bool:
        """Whether a step takes an entry of a node off the kink on which it sits."""
        distance = gap(node, values, self._backend)
        if distance is None:
            return False
        return _any(self._at(node, distance, values) & (distance.imag != 0))

    def _at(self, node: Node, distance: Value, values: Mapping[str, Value]) -> Any:
        near = _near(operand_values(node, values, self._backend), self.single)
        return abs(distance.real) <= near


def _near(operands: Sequence[Value], single: bool) -> float:
    """How near to a kink rounding cannot tell the sides apart, for operands of some size."""
    sizes = (abs(operand.real) for operand in operands)
    largest = max([1.0, *(float(s.max()) if hasattr(s, "max") else s for s in sizes)])
    return (2e-6 if single else 4e-15) * largest


def _any(found: Any) -> bool:
    return bool(found.any() if hasattr(found, "any") else found)


def _finite(value: complex) -> complex:
    if not cmath.isfinite(value):
        raise OverflowError
    return value
