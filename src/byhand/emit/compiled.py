"""Emitted source as a callable: `f(**inputs)` gives the value and the gradients."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

from byhand import messages, shape_messages
from byhand.calculus.derivation import Derivation
from byhand.emit.routine import Routine
from byhand.errors import InputError
from byhand.graph import Graph, Node
from byhand.language.errors_at import suggest
from byhand.language.expr import Partial
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.text import same

_CACHE_LIMIT = 256
_compiled: dict[str, CodeType] = {}


class Compiled:
    """A function of the inputs of a program, made from source that can be read."""

    def __init__(self, routine: Routine, graph: Graph, dtype: str, arrays: bool) -> None:
        self.routine, self.graph = routine, graph
        self.dtype, self.arrays = dtype, arrays
        self._file = f"<byhand {_key(routine.source)[:12]}>"
        self._function = _function(routine, self._file)

    @property
    def source(self) -> str:
        """The module that is run; it stands alone."""
        return self.routine.source

    def __repr__(self) -> str:
        return f"<compiled f({', '.join(self.routine.parameters)})>"

    def __call__(self, **inputs: Any) -> tuple[Any, dict[str, Any]]:
        """The value of the output, and its gradient by every variable.

        Raises `InputError` for inputs that are missing or unknown, and with the line of the
        program where a value does not exist.
        """
        parameters = self.routine.parameters
        if inputs.keys() != parameters.keys():
            raise self._inputs_error(inputs)
        given = {parameters[name]: value for name, value in inputs.items()}
        if self.arrays:
            given = self._as_arrays(given)
        try:
            return self._function(**given)
        except (ArithmeticError, ValueError, IndexError) as error:
            raise self._located(error) from error

    def _as_arrays(self, given: Mapping[str, Any]) -> dict[str, Any]:
        import numpy as np

        found = {}
        for name, value in given.items():
            kind = np.int64 if name in self.routine.indices else self.dtype
            found[name] = np.asarray(value).astype(kind, copy=False)
        return found

    def _inputs_error(self, inputs: Mapping[str, Any]) -> InputError:
        known = self.routine.parameters
        for name in inputs:
            if name not in known:
                return InputError(messages.UNKNOWN_NAME.fill(name=name, hint=suggest(name, known)))
        missing = next(name for name in known if name not in inputs)
        return self.graph.error(
            messages.MISSING_VALUE, self.graph.nodes[missing], name=missing, hint=same("")
        )

    def _located(self, error: Exception) -> InputError:
        """Which line of the program an arithmetic error comes from."""
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == self._file]
        at = -1
        if frames and frames[-1].lineno:
            at = self.routine.places[frames[-1].lineno - 1]
        node = Node("", at=at)
        line = self.graph.line_of(node)
        return self.graph.error(shape_messages.RUN_FAILED, node, line=line, reason=str(error))


def routine_of(derivation: Derivation) -> Routine:
    """The source of a derivation: plain Python for numbers, NumPy for arrays."""
    if derivation.is_arrays:
        from byhand.emit.arrays import array_routine

        return array_routine(derivation)
    from byhand.emit.scalars import scalar_routine

    return scalar_routine(derivation.graph, derivation.of, derivation.wrt, _comments(derivation))


# In longer programs nobody reads comments, and finding them would take the longest.
_COMMENTED = 60


def _comments(derivation: Derivation) -> dict[str, str]:
    """The node-local line of every gradient, by the name that the source gives it."""
    if len(derivation.graph.nodes) > _COMMENTED:
        return {}
    return {
        f"d{derivation.of}_d{name}": _shown(derivation, name)
        for name in derivation.order
        if name != derivation.of
    }


def _shown(derivation: Derivation, name: str) -> str:
    left = show(Partial(derivation.of, name), UNICODE)
    return f"{left} = {show(derivation.formula(name), UNICODE)}"


def compiled(derivation: Derivation, dtype: str = "float64") -> Compiled:
    """A derivation as a callable."""
    return Compiled(routine_of(derivation), derivation.graph, dtype, derivation.is_arrays)


def _key(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def _function(routine: Routine, file: str) -> Callable[..., Any]:
    return defined_by(routine.source, file)[routine.function]


def defined_by(source: str, file: str = "<byhand>") -> dict[str, Any]:
    """What a module of byhand's own making defines."""
    key = _key(source)
    code = _compiled.get(key)
    if code is None:
        if len(_compiled) >= _CACHE_LIMIT:
            _compiled.clear()
        code = _compiled[key] = compile(source, file, "exec")
    space: dict[str, Any] = {}
    # Nothing a person typed is run: the source is written from parsed expressions and own names.
    exec(code, space)
    return space
