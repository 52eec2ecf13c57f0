"""Hand backpropagation: forward values, the seed, a push for every edge, a gather at branches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from byhand import messages
from byhand.calculus.asked import active_nodes, asked_for, below
from byhand.calculus.derivation import Derivation
from byhand.calculus.local import flows, local_derivative, slope_of
from byhand.calculus.steps import Forward, Gather, Push, Seed, Step
from byhand.errors import InputError
from byhand.graph import Edge, Graph, Node
from byhand.graph.infer import is_array_program
from byhand.language.expr import Expr, Name, Partial
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.numeric.backends import EXACT, FLOAT, Backend, NotRationalError, Value, many_digits
from byhand.numeric.evaluate import (
    Arithmetic,
    check_constants,
    evaluate,
    operand_values,
    where_text,
)
from byhand.numeric.functions import Settings, evaluate_expression, lambda_of
from byhand.numeric.kinks import on_kinks
from byhand.numeric.values import check_given, shape_of
from byhand.ops import CATALOGUE


def derive(
    graph: Graph,
    at: Mapping[str, Any] | None = None,
    *,
    of: str | None = None,
    wrt: Sequence[str] | None = None,
    constants: Sequence[str] = (),
    exact: bool = False,
) -> Derivation:
    """Derive ∂of/∂wrt through a graph, with numbers where values are given.

    `of` defaults to the last line, `wrt` to all inputs that are not `constants`. Raises
    `InputError` for names that do not exist and for values that do not either.
    """
    output = graph.resolve(of or graph.program.last)
    if is_array_program(graph, {name: shape_of(name, value) for name, value in (at or {}).items()}):
        from byhand.calculus.array_derive import derive_arrays

        return derive_arrays(graph, at or {}, of=output, wrt=wrt, constants=constants, exact=exact)
    check_constants(graph)
    output, wanted = asked_for(graph, output, wrt, constants)
    active = active_nodes(graph, output, wanted)
    inputs = check_given(graph, at or {}) if at or not graph.inputs else None
    backend = EXACT if exact else FLOAT
    values: dict[str, Value] = {}
    if inputs is not None:
        numbers = {name: backend.number(value) for name, value in inputs.items()}
        values = evaluate(graph, numbers, backend)
    walk = _Walk(graph, output, active, values, backend)
    steps = (*walk.forward(), *walk.backward())
    if inputs is not None:
        walk.gradients.update({n: backend.number(Fraction(0)) for n in wanted if n not in active})
    kinks: tuple[str, ...] = ()
    if values:
        moving = below(graph, wanted) & walk.relevant
        kinks = tuple(on_kinks(graph, moving, values, backend))
    return Derivation(
        graph, output, wanted, steps, inputs, values, walk.gradients, active, kinks, exact
    )


class _Walk:
    """One pass forward and one back; gradients become known from the output to the inputs."""

    def __init__(
        self,
        graph: Graph,
        of: str,
        active: frozenset[str],
        values: Mapping[str, Value],
        backend: Backend,
    ) -> None:
        self.graph, self.of, self.active = graph, of, active
        self.relevant = graph.ancestors(of)
        self.values, self.backend = values, backend
        self.gradients: dict[str, Value] = {}
        self.arrived: dict[str, list[Push]] = {}

    def forward(self) -> Iterator[Step]:
        for node in self.graph.nodes.values():
            if not node.is_input and node.id in self.relevant:
                yield Forward(node.id, self.graph.spelled(node).expr, self.values.get(node.id))

    def backward(self) -> Iterator[Step]:
        one = self.backend.number(Fraction(1)) if self.values else None
        if one is not None:
            self.gradients[self.of] = one
        yield Seed(self.of, one)
        for name in reversed(list(self.graph.nodes)):
            if name not in self.active:
                continue
            yield from self.gather(name)
            node = self.graph.nodes[name]
            upstream = Partial(self.of, name)
            for edge in reversed(self.graph.edges_into(node)):
                if edge.tail in self.active and flows(node, edge.slot):
                    push = self.push(node, edge, upstream)
                    self.arrived.setdefault(edge.tail, []).append(push)
                    yield push

    def gather(self, name: str) -> Iterator[Gather]:
        pushes = tuple(reversed(self.arrived.pop(name, [])))
        if not pushes:
            return
        total = None
        if self.values:
            total = sum((push.value for push in pushes[1:]), pushes[0].value)
            self.gradients[name] = total
        if len(pushes) > 1:
            yield Gather(name, pushes[0].target, pushes, total)

    def push(self, node: Node, edge: Edge, upstream: Partial) -> Push:
        rule = Partial(node.id, edge.tail)
        local = local_derivative(self.graph.spelled(node), edge.slot)
        if not self.values:
            return Push(edge, upstream, rule, local, None, None, None)
        slope = self.slope(node, edge.slot, local)
        arriving = self.gradients[node.id]
        return Push(edge, upstream, rule, local, arriving, slope, arriving * slope)

    def slope(self, node: Node, slot: int, local: Expr) -> Value:
        try:
            if all(isinstance(arg, Name) for arg in node.args):
                function = _slope_function(node.op, slot, node.settings, self.backend)
                operands = operand_values(node, self.values, self.backend)
                value = function(*operands, self.values[node.id])
            else:  # with constants put in, x^1 has a slope at 0, where y·x^(y − 1) has none
                value = evaluate_expression(local, self.values, self.backend)
        except NotRationalError as error:
            raise self.no_slope(node, slot, rational=False) from error
        except Arithmetic as error:
            value = self.slope_in_digits(local)
            if value is None:
                raise self.no_slope(node, slot) from error
        if isinstance(value, float) and (value != value or abs(value) == float("inf")):
            raise self.no_slope(node, slot)
        return value

    def slope_in_digits(self, local: Expr) -> Value | None:
        """The slope where only a part of its formula overflows: −10/f² at f = 1e200."""
        if self.backend is not FLOAT:
            return None
        digits = many_digits()
        values = {n: digits.number(Fraction(v)) for n, v in self.values.items()}
        try:
            return float(evaluate_expression(local, values, digits))
        except Arithmetic:
            return None

    def no_slope(self, node: Node, slot: int, *, rational: bool = True) -> InputError:
        message = messages.SLOPE_UNDEFINED if rational else messages.NOT_RATIONAL
        what = show(node.expr if rational else local_derivative(node, slot), UNICODE)
        operands = operand_values(node, self.values, self.backend)
        return self.graph.error(
            message,
            node,
            line=self.graph.line_of(node),
            what=what,
            of=show(Partial(node.id, node.id), UNICODE).split("/")[0].lstrip("∂"),
            wrt=show(node.args[slot], UNICODE),
            where=where_text(node, operands),
        )


_SLOPES: dict[tuple[str, int, Settings, str], tuple[object, Callable[..., Value]]] = {}


def _slope_function(
    name: str, slot: int, settings: Settings, backend: Backend
) -> Callable[..., Value]:
    """A local derivative as a function of the operands and the output; made once per operation."""
    partial = slope_of(name, slot, settings)
    key = (name, slot, settings, backend.name)
    known = _SLOPES.get(key)
    if known is None or known[0] is not partial:
        parameters = [*CATALOGUE[name].operands, "out"]
        known = _SLOPES[key] = (partial, lambda_of(partial, parameters, {}, backend))
    return known[1]
