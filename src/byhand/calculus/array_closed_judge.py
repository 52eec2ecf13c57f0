"""Formulas held against gradients at random arrays, before anyone sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from byhand.calculus.array_derive import whole_numbers
from byhand.calculus.array_proof import at_some_arrays
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.errors import InputError
from byhand.language.expr import Expr, Partial
from byhand.numeric.array_evaluate import evaluate_formula

_AGREE = 1e-8
_MANY = 100_000
"""Beyond this many entries no further points are tried."""

Point = tuple[dict[Any, Any], Mapping[str, Any]]
"""What is known at one point, gradients included, and the gradients by node."""


class Judge:
    """Holds formulas against gradients at random arrays and at the given values."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.points: list[Point] | None = None

    def agrees(self, node: str, expr: Expr) -> bool:
        """Whether a formula has the value and the shape of the gradient at every point."""
        if self.points is None:
            self.points = [*self._points()]
        return bool(self.points) and all(
            _equal(expr, known, gradients.get(node)) for known, gradients in self.points
        )

    def _points(self) -> Iterator[Point]:
        given = self.derivation
        subjects = [given] if given.has_values else []
        with suppress(InputError):  # some programs have values at few points only
            subjects.append(self._random())
        for subject in subjects:
            known: dict[Any, Any] = dict(subject.values)
            known.update((Partial(subject.of, n), v) for n, v in subject.gradients.items())
            yield known, subject.gradients

    def _random(self) -> Derivation:
        """The derivation at other arrays: random ones, or the given ones shaken."""
        given = self.derivation
        if given.has_values:
            for strength in (0.3, 0.01):
                with suppress(InputError):
                    return derive(given.graph, self._shaken(strength), of=given.of, wrt=given.wrt)
            if sum(np.size(value) for value in given.values.values()) > _MANY:
                return given
        found = at_some_arrays(given)[0]
        point = {**(found.inputs or {}), **self._whole()}
        return derive(given.graph, point, of=given.of, wrt=given.wrt) if self._whole() else found

    def _whole(self) -> dict[str, Any]:
        given = self.derivation.inputs or {}
        return {n: v for n, v in given.items() if n in whole_numbers(self.derivation.graph)}

    def _shaken(self, strength: float) -> dict[str, Any]:
        """The given arrays with noise; indices and what has declared properties stay."""
        random = np.random.default_rng(0)
        point: dict[str, Any] = {}
        for name, value in (self.derivation.inputs or {}).items():
            array = np.asarray(value, dtype=float)
            if name in self._whole() or name in self.derivation.facts:
                point[name] = value
            else:
                spread = float(np.abs(array).mean()) or 1.0
                noise = random.normal(size=array.shape) * strength * spread
                point[name] = array + noise if array.ndim else float(array + noise)
        return point


def _equal(expr: Expr, known: Mapping[Any, Any], wanted: Any) -> bool:
    if wanted is None:
        return True
    try:
        found = evaluate_formula(expr, known)
    except (ValueError, ArithmeticError, KeyError, IndexError, TypeError, InputError):
        return False
    if np.shape(found) != np.shape(wanted):
        return False
    scale = float(np.abs(np.asarray(wanted)).max(initial=0.0))
    return bool(np.abs(np.asarray(found) - wanted).max(initial=0.0) <= _AGREE * scale + 1e-10)
