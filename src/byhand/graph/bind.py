"""What shapes decide about a graph: numbers for letters, and which operation a word means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from byhand import shape_messages as messages
from byhand.graph.graph import Graph
from byhand.graph.patterns import case_of
from byhand.graph.shape_rules import axes_of, product_of
from byhand.graph.shapes import fixed_settings, shape_of
from byhand.language.expr import Apply, Expr, Leaf, Literal, Static, fold, number, substitute
from byhand.language.program import Shape
from byhand.ops import CATALOGUE


def with_dimensions(graph: Graph, dims: Mapping[str, int]) -> Graph:
    """The graph with `ones(N, D)` as `ones(4, 3)` where N and D are known."""
    if not dims:
        return graph
    nodes = {
        name: replace(
            node,
            args=tuple(with_numbers(arg, dims) for arg in node.args),
            settings=_settings(node.settings, dims),
        )
        for name, node in graph.nodes.items()
    }
    return Graph(nodes, graph.program, graph.latest)


def with_numbers(expr: Expr, dims: Mapping[str, int]) -> Expr:
    """An expression with numbers for the letters of its shapes."""

    def leaf(node: Leaf) -> Expr:
        return node

    def join(node: Apply, parts: list[Expr]) -> Expr:
        return Apply(node.op, tuple(parts), _settings(node.settings, dims), node.at)

    return fold(expr, leaf, join)


def check_letters(graph: Graph, letters: Collection[str]) -> None:
    """Raise `InputError` for a letter in a shape, as in `ones(N)`, whose length nothing tells."""
    for node in graph.nodes.values():
        waiting: list[Expr] = [node.expr]
        while waiting:
            part = waiting.pop()
            if not isinstance(part, Apply):
                continue
            waiting += part.args
            for dim in _letters(part):
                if dim not in letters:
                    raise graph.error(messages.LENGTH_UNKNOWN, node, dim=dim)


def _letters(node: Apply) -> list[str]:
    values = [value.value for _, value in node.settings if isinstance(value, Literal)]
    items = [item for v in values for item in (v if isinstance(v, tuple) else (v,))]
    return [item for item in items if isinstance(item, str)]


def _settings(
    settings: tuple[tuple[str, Expr], ...], dims: Mapping[str, int]
) -> tuple[tuple[str, Expr], ...]:
    return tuple(
        (key, Literal(_static(value.value, dims)) if isinstance(value, Literal) else value)
        for key, value in settings
    )


def _static(value: Static, dims: Mapping[str, int]) -> Static:
    if isinstance(value, tuple):
        return tuple(_static(item, dims) for item in value)
    return dims.get(value, value) if isinstance(value, str) else value


def with_twins(graph: Graph, shapes: Mapping[str, Shape]) -> Graph:
    """The graph with the operation that each word means for the shapes of its operands.

    `cross_entropy(z, y)` takes rows of probabilities, or the numbers of the classes.
    """
    turned = {}
    for name, node in graph.nodes.items():
        op = CATALOGUE[node.op] if node.op else None
        if op is None or not op.twin:
            continue
        if case_of(op, [shape_of(arg, shapes) for arg in node.args]) is None:
            turned[name] = replace(node, op=op.twin)
    if not turned:
        return graph
    return Graph({**graph.nodes, **turned}, graph.program, graph.latest)


def with_sizes(graph: Graph, shapes: Mapping[str, Shape]) -> Graph:
    """The graph with `size(Y, axis=0)` as the number that it is, where shapes are known.

    A size that the person gave a name stays a line of its own.
    """
    sizes: dict[str, Expr] = {}
    for node in graph.nodes.values():
        if node.op == "size" and not node.named:
            shape = shape_of(node.args[0], shapes)
            fixed = fixed_settings(CATALOGUE[node.op], node.settings)
            count = product_of(tuple(shape[i] for i in axes_of(fixed["axis"], len(shape))))
            if isinstance(count, int):
                sizes[node.id] = number(count)
    if not sizes:
        return graph
    nodes = {
        name: replace(node, args=tuple(substitute(arg, sizes) for arg in node.args))
        for name, node in graph.nodes.items()
        if name not in sizes
    }
    return Graph(nodes, graph.program, graph.latest)
