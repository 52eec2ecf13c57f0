"""Emitted source as a callable: `f(**inputs)` gives the value and the gradients."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import CodeType
from typing import Any

from byhand import messages, shape_messages
from byhand.calculus.asked import asked_for
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.emit.routine import Routine
from byhand.errors import InputError
from byhand.graph import Graph, Node
from byhand.graph.infer import is_array_program
from byhand.language.errors_at import suggest
from byhand.language.expr import Partial
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.numeric.evaluate import check_constants
from byhand.text import same

_CACHE_LIMIT = 256
_compiled: dict[str, CodeType] = {}


class Compiled:
    """A function of the inputs of a program, made from source that can be read."""

    def __init__(
        self,
        routine: Routine,
        graph: Graph,
        of: str,
        wrt: Sequence[str],
        dtype: str,
        *,
        arrays: bool,
    ) -> None:
        self.routine, self.graph, self.of, self.wrt = routine, graph, of, wrt
        self.dtype, self.arrays = dtype, arrays
        self._file = f"<byhand {_key(routine.source)[:12]}>"
        self._function = _function(routine, self._file)
        # Numbers under the names that the source has for them need no look at each of them.
        names = routine.parameters.items()
        self._as_given = not arrays and all(name == word for name, word in names)

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
        try:
            if self._as_given:
                return self._function(**inputs)
            return self._called(inputs)
        except TypeError:
            if inputs.keys() != self.routine.parameters.keys():
                raise self._inputs_error(inputs) from None
            raise
        except (ArithmeticError, ValueError, IndexError) as error:
            raise self.explained(error, inputs) from error

    def _called(self, inputs: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        parameters = self.routine.parameters
        if inputs.keys() != parameters.keys():
            raise self._inputs_error(inputs)
        given = self.prepared(inputs)
        return self._function(**{parameters[name]: value for name, value in given.items()})

    def prepared(self, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        """The inputs as the function takes them."""
        if not self.arrays:
            return inputs
        return {name: self.as_array(name, value) for name, value in inputs.items()}

    def as_array(self, name: str, value: Any) -> Any:
        """An input as an array of the right kind of number."""
        import numpy as np

        kind = self.kinds[name]
        if type(value) is np.ndarray and value.dtype == kind:
            return value
        return np.asarray(value).astype(kind, copy=False)

    @cached_property
    def kinds(self) -> Mapping[str, Any]:
        """The kind of number of every input."""
        import numpy as np

        whole, other = np.dtype(np.int64), np.dtype(self.dtype)
        parameters, indices = self.routine.parameters, self.routine.indices
        return {name: whole if word in indices else other for name, word in parameters.items()}

    def _inputs_error(self, inputs: Mapping[str, Any]) -> InputError:
        known = self.routine.parameters
        for name in inputs:
            if name not in known:
                return InputError(messages.UNKNOWN_NAME.fill(name=name, hint=suggest(name, known)))
        missing = next(name for name in known if name not in inputs)
        return self.graph.error(
            messages.MISSING_VALUE, self.graph.nodes[missing], name=missing, hint=same("")
        )

    def explained(self, error: Exception, inputs: Mapping[str, Any]) -> InputError:
        """Which line of the program an arithmetic error comes from, and why.

        A line of the source may hold several lines of the program; where all are numbers, the
        derivation tells them apart.
        """
        if not self.arrays:
            derive(self.graph, inputs, of=self.of, wrt=self.wrt)
        return self.located(error)

    def located(self, error: Exception) -> InputError:
        """The line of the program at which the source stopped."""
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

    comments = gradient_lines(derivation)
    return scalar_routine(derivation.graph, derivation.of, derivation.wrt, comments)


# In longer programs nobody reads comments, and finding them would take the longest.
COMMENTED = 60


def gradient_lines(derivation: Derivation) -> dict[str, str]:
    """The node-local line of every gradient, by the name that the source gives it."""
    if len(derivation.graph.nodes) > COMMENTED:
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
    d = derivation
    return Compiled(routine_of(d), d.graph, d.of, d.wrt, dtype, arrays=d.is_arrays)


def compiled_graph(
    graph: Graph, of: str | None, wrt: Sequence[str] | None, constants: Sequence[str]
) -> Compiled | None:
    """A long program of numbers as a callable; None for all others, which need a derivation.

    Nothing of a derivation is written into the source of a long program, so none is made.
    """
    if len(graph.nodes) <= COMMENTED or is_array_program(graph, {}):
        return None
    from byhand.emit.scalars import scalar_routine

    output, wanted = asked_for(graph, of, wrt, constants)
    check_constants(graph)
    routine = scalar_routine(graph, output, wanted)
    return Compiled(routine, graph, output, wanted, "float64", arrays=False)


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
