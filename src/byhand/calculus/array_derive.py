"""Hand backpropagation through a program of arrays: one pullback for every edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from byhand import shape_messages
from byhand.calculus.asked import active_nodes, below, wanted_nodes
from byhand.calculus.derivation import Derivation
from byhand.calculus.facts import facts_of
from byhand.calculus.local import flows
from byhand.calculus.pullback import contribution
from byhand.calculus.steps import Forward, Gather, Pull, Seed, Step
from byhand.errors import InputError
from byhand.graph import Graph, Node
from byhand.graph.bind import check_letters, with_dimensions, with_sizes, with_twins
from byhand.graph.infer import bound, infer, shape_text
from byhand.language.expr import ONE, Expr, Partial
from byhand.language.program import Shape
from byhand.numeric.backends import Value
from byhand.numeric.values import check_arrays, shape_of
from byhand.ops import CATALOGUE

Given = Mapping[str, Any]


def derive_arrays(
    graph: Graph,
    at: Given,
    *,
    of: str,
    wrt: Sequence[str] | None,
    constants: Sequence[str],
    exact: bool,
) -> Derivation:
    """Derive ∂of/∂wrt through a graph of arrays, with numbers where values are given.

    Raises `InputError` for shapes that do not fit, an output that is no scalar, and values that
    do not exist.
    """
    if exact:
        raise InputError(shape_messages.EXACT_ARRAYS)
    inputs = check_arrays(graph, at) if at or not graph.inputs else None
    graph, shapes = shaped(graph, inputs or {})
    output = graph.resolve(of)
    if shapes[output]:
        parts = {"name": of, "shape": shape_text(shapes[output])}
        raise graph.error(shape_messages.NOT_SCALAR, graph.nodes[output], **parts)
    fixed = {graph.resolve(name) for name in constants} | whole_numbers(graph)
    wanted = wanted_nodes(graph, output, wrt, fixed)
    active = active_nodes(graph, output, wanted)
    walk = _Walk(graph, output, active, shapes, _forward_values(graph, inputs))
    steps = (*walk.forward(), *walk.backward())
    if inputs is not None:
        walk.zeros(wanted)
    kinks = _kinks(graph, below(graph, wanted) & graph.ancestors(output), walk.values)
    facts = facts_of(graph, inputs or {}, shapes, wanted)
    found = (walk.values, walk.gradients, active, kinks, False, shapes, facts)
    return Derivation(graph, output, wanted, steps, inputs, *found)


def shaped(graph: Graph, inputs: Mapping[str, Any]) -> tuple[Graph, dict[str, Shape]]:
    """The graph that is meant with inputs of these shapes, and the shape of every node.

    Letters become numbers, and an operation that shares its word with another one (a matrix times
    a vector) becomes the one that fits.
    """
    given = {name: shape_of(name, value) for name, value in inputs.items()}
    known, dims = bound(graph, given)
    graph = with_dimensions(graph, dims)
    check_letters(graph, {d for shape in known.values() for d in shape if isinstance(d, str)})
    shapes = infer(graph, known)
    graph = with_twins(with_sizes(graph, shapes), shapes)
    return graph, {name: shapes[name] for name in graph.nodes}


def whole_numbers(graph: Graph) -> set[str]:
    """The inputs that are used as indices only: they have no gradient."""
    found = set()
    for name in graph.inputs:
        uses = graph.uses[name]
        if uses and all(_is_index(graph.nodes[use.head], use.slot) for use in uses):
            found.add(name)
    return found


def _is_index(node: Node, slot: int) -> bool:
    op = CATALOGUE[node.op]
    return op.operand(slot) in op.indices.split()


def _forward_values(graph: Graph, inputs: Given | None) -> dict[str, Value]:
    if inputs is None:
        return {}
    from byhand.numeric.array_evaluate import evaluate_arrays

    return evaluate_arrays(graph, inputs)


def _kinks(graph: Graph, moving: set[str], values: Mapping[str, Value]) -> tuple[str, ...]:
    if not values:
        return ()
    from byhand.numeric.array_kinks import on_array_kinks

    return tuple(on_array_kinks(graph, moving, values))


class _Walk:
    """One pass forward and one back; gradients become known from the output to the inputs.

    `passed` says for v1, v2, ... that only hand a gradient on whose gradient it is, so that
    `∂L/∂W = Xᵀ ∂L/∂Z` names what the person named.
    """

    def __init__(
        self,
        graph: Graph,
        of: str,
        active: frozenset[str],
        shapes: Mapping[str, Shape],
        values: Mapping[str, Value],
    ) -> None:
        self.graph, self.of, self.active = graph, of, active
        self.shapes, self.values = shapes, values
        self.gradients: dict[str, Value] = {}
        self.arrived: dict[str, list[Pull]] = {}
        self.known: dict[Any, Value] = dict(values)
        self.passed: dict[str, Expr] = {of: ONE}

    def forward(self) -> Iterator[Step]:
        relevant = self.graph.ancestors(self.of)
        for node in self.graph.nodes.values():
            if not node.is_input and node.id in relevant:
                yield Forward(node.id, self.graph.spelled(node).expr, self.values.get(node.id))

    def backward(self) -> Iterator[Step]:
        one = 1.0 if self.values else None
        if one is not None:
            self.learn(self.of, one)
        yield Seed(self.of, one)
        for name in reversed(list(self.graph.nodes)):
            if name not in self.active:
                continue
            yield from self.gather(name)
            node = self.graph.nodes[name]
            for edge in reversed(list(self.graph.edges_into(node))):
                if edge.tail in self.active and flows(node, edge.slot):
                    upstream = Partial(self.of, name)
                    arrives = self.passed.get(name, upstream)
                    product, summed = contribution(self.graph, edge, arrives, self.shapes)
                    value = self.value(product, edge.tail)
                    arriving = self.gradients.get(name)
                    pull = Pull(edge, upstream, product, summed, arriving, value)
                    self.arrived.setdefault(edge.tail, []).append(pull)
                    yield pull

    def value(self, product: Expr, tail: str) -> Value | None:
        if not self.values:
            return None
        from byhand.numeric.array_evaluate import evaluate_formula

        try:
            value = evaluate_formula(product, self.known)
        except ArithmeticError as error:
            reason = getattr(error, "reason", shape_messages.NOT_FINITE)
            parts = {"of": self.of, "name": self.graph.nodes[tail].id, "reason": reason}
            raise InputError(shape_messages.PULLBACK_FAILS.fill(**parts)) from error
        import numpy as np

        if not np.isfinite(value).all():
            name = self.graph.nodes[tail].id
            raise InputError(shape_messages.GRADIENT_UNDEFINED.fill(of=self.of, name=name))
        return value

    def learn(self, name: str, value: Value) -> None:
        self.gradients[name] = value
        self.known[Partial(self.of, name)] = value

    def gather(self, name: str) -> Iterator[Gather]:
        pulls = self.arrived.pop(name, [])[::-1]
        if not pulls:
            return
        total = None
        if self.values:
            total = sum((pull.value for pull in pulls[1:]), pulls[0].value)
            self.learn(name, total)
        if len(pulls) > 1:
            yield Gather(name, pulls[0].target, tuple(pulls), total)
        elif isinstance(pulls[0].product, Partial) and not self.graph.nodes[name].named:
            self.passed[name] = pulls[0].product

    def zeros(self, wanted: Sequence[str]) -> None:
        """The gradients of variables that the output does not depend on."""
        import numpy as np

        for name in wanted:
            if name not in self.active:
                shape = np.shape(self.values[name])
                self.learn(name, np.zeros(shape) if shape else 0.0)
