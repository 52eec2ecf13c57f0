"""A program at many points at once as a callable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from byhand import shape_messages
from byhand.calculus.asked import asked_for
from byhand.calculus.derivation import Derivation
from byhand.calculus.derive import derive
from byhand.emit.compiled import (
    COMMENTED,
    Compiled,
    compiled,
    compiled_graph,
    gradient_lines,
    routine_of,
)
from byhand.emit.point_loop import looped
from byhand.emit.points_text import points_routine
from byhand.emit.routine import Routine
from byhand.errors import InputError
from byhand.graph import Graph
from byhand.graph.infer import is_array_program, shape_text
from byhand.language.expr import Name
from byhand.language.notations import UNICODE
from byhand.language.program import Shape
from byhand.language.show import show
from byhand.numeric.evaluate import check_constants
from byhand.numeric.values import shape_of

THREADS_LIMIT = 64


class CompiledPoints(Compiled):
    """A function of inputs of which some carry a first axis of points."""

    def __init__(
        self,
        routine: Routine,
        graph: Graph,
        asked: tuple[str, Sequence[str]],
        shapes: Mapping[str, Shape],
        batch: Sequence[str],
        dtype: str,
    ) -> None:
        super().__init__(routine, graph, *asked, dtype, arrays=bool(shapes))
        self._as_given = False
        self.batch = batch
        self.ranks = {name: len(shapes.get(name, ())) for name in routine.parameters}

    def prepared(self, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        """The inputs as arrays with as many axes, and as many points, as they should have."""
        found = {name: self.checked(name, value) for name, value in inputs.items()}
        first, *others = self.batch
        count = len(found[first])
        for name in others:
            if len(found[name]) != count:
                raise InputError(
                    shape_messages.POINTS_DIFFER.fill(
                        first=first, name=name, count=count, other=len(found[name])
                    )
                )
        return found

    def checked(self, name: str, value: Any) -> Any:
        """One input as an array, or as a number where all points share one."""
        import numpy as np

        raw = np.asarray(value)
        if raw.dtype.kind not in "fiub":
            raise InputError(shape_messages.POINTS_KIND.fill(name=name, kind=raw.dtype.name))
        batched = name in self.batch
        if raw.ndim != self.ranks[name] + batched:
            message = shape_messages.POINTS_RANK if batched else shape_messages.POINTS_SHARED
            shape = shape_text(raw.shape)
            raise InputError(message.fill(name=name, shape=shape, axes=self.ranks[name] + batched))
        array = self.as_array(name, raw)
        return array if array.ndim or self.arrays else array.item()

    def explained(self, error: Exception, inputs: Mapping[str, Any]) -> InputError:
        """Which line of the program an error comes from; at a single point nan would say it."""
        return self.located(error)


def function_of(
    graph: Graph,
    at: Mapping[str, Any],
    asked: Mapping[str, Any],
    batch: Sequence[str],
    dtype: str,
    threads: int,
) -> Compiled:
    """A program as a callable, of one point or of many; `asked` are of, wrt and constants."""
    if batch:
        return compiled_points(graph, at, asked, batch, dtype, threads)
    long = None if at else compiled_graph(graph, **asked)
    return long or compiled(derive(graph, at, **asked), dtype)


def compiled_points(
    graph: Graph,
    at: Mapping[str, Any],
    asked: Mapping[str, Any],
    batch: Sequence[str],
    dtype: str,
    threads: int,
) -> CompiledPoints:
    """A program as a function of many points; `batch` names the inputs that differ by point."""
    names = batched(graph, batch)
    if not 1 <= threads <= THREADS_LIMIT:
        raise InputError(shape_messages.THREADS.fill(threads=threads, limit=THREADS_LIMIT))
    given = {name: shape_of(name, value) for name, value in at.items()}
    if is_array_program(graph, given):
        d = derive(graph, at, **asked)
        routine = looped(routine_of(d), d.wrt, names)
        return CompiledPoints(routine, graph, (d.of, d.wrt), d.shapes, names, dtype)
    of, wrt = asked_for(graph, **asked)
    check_constants(graph)
    lines = _comments(derive(graph, **asked)) if len(graph.nodes) <= COMMENTED else {}
    routine = points_routine(graph, of, wrt, names, threads=threads, comments=lines)
    return CompiledPoints(routine, graph, (of, wrt), {}, names, dtype)


def batched(graph: Graph, names: Sequence[str]) -> list[str]:
    """The inputs that carry the axis of points, each once."""
    found = list(dict.fromkeys(graph.resolve(name) for name in names))
    for name in found:
        if not graph.nodes[name].is_input:
            raise InputError(shape_messages.POINTS_COMPUTED.fill(name=name))
    return found


def _comments(derivation: Derivation) -> dict[str, str]:
    """What is computed: the lines of the program, and those of the gradients."""
    nodes = derivation.graph.nodes
    lines = {
        name: f"{show(Name(name), UNICODE)} = {show(node.expr, UNICODE)}"
        for name, node in nodes.items()
    }
    return {**lines, **gradient_lines(derivation)}
