"""Pullbacks: what an edge of arrays sends back, as a formula in byhand's own language."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.calculus.array_tidy import tidy_arrays
from byhand.calculus.local import local_derivative
from byhand.calculus.tidy import is_neg, times
from byhand.graph import Edge, Graph, Node
from byhand.graph.patterns import case_of
from byhand.graph.shapes import shape_of
from byhand.language.errors_at import not_yet
from byhand.language.expr import ONE, Apply, Expr, Literal, Name
from byhand.language.program import Shape
from byhand.language.templates import Word, filled, template
from byhand.numeric.functions import all_settings
from byhand.ops import CATALOGUE, Op
from byhand.shape_messages import NO_PULLBACK

Shapes = Mapping[str, Shape]


def contribution(
    graph: Graph, edge: Edge, upstream: Expr, shapes: Shapes
) -> tuple[Expr, tuple[int, ...]]:
    """∂L/∂tail through one edge, and the axes over which broadcasting makes it a sum.

    `Z = X @ W` sends `X.T @ dL/dZ` to W; `Z = V + b` sends `sum(dL/dZ, axis=0)` to b.
    """
    node = graph.spelled(graph.nodes[edge.head])
    tail = shapes[edge.tail]
    raw = raw_contribution(graph, node, edge.slot, upstream, shapes)
    there = shape_of(raw, shapes)
    expr, axes = reduced(raw, there, tail)
    return tidy_arrays(expr, shapes), axes


def raw_contribution(graph: Graph, node: Node, slot: int, upstream: Expr, shapes: Shapes) -> Expr:
    """The pullback before broadcasting is undone; `upstream` is 1 at the output itself."""
    op = CATALOGUE[node.op]
    if op.elementwise:
        local = local_derivative(node, slot)
        if upstream == ONE:
            return local
        if isinstance(local, Apply) and is_neg(local):
            return Apply("neg", (times(upstream, local.args[0]),))
        return upstream if local == ONE else times(upstream, local)
    words: dict[str, Word] = {"g": upstream, "out": Name(node.id), **operand_words(op, node)}
    text = pullback_text(op, node, slot, shapes)
    if not text:
        raise not_yet(NO_PULLBACK, graph.program.source, node.at, name=op.word)
    return filled(template(text), words, all_settings(op, node.settings))


def operand_words(op: Op, node: Node) -> dict[str, Word]:
    """The operands of a node by the names its catalogue entry has for them."""
    words: dict[str, Word] = dict(zip(op.operands, node.args, strict=False))
    if op.many:
        fixed = len(op.operands) - 1
        words[op.operands[-1]] = node.args[fixed:]
    return words


def pullback_text(op: Op, node: Node, slot: int, shapes: Shapes) -> str:
    """The catalogue's pullback for an operand; ranks decide where there are several."""
    operand = op.operand(slot)
    if not op.cases:
        return op.pullbacks.get(operand, "")
    found = case_of(op, [shape_of(arg, shapes) for arg in node.args])
    assert found is not None, f"{op.name} was given a shape"
    return found[0].pullbacks.get(operand, "")


def reduced(expr: Expr, there: Shape, wanted: Shape) -> tuple[Expr, tuple[int, ...]]:
    """A gradient summed over the axes along which its variable was repeated.

    >>> from byhand.language.parse import parse_expression
    >>> reduced(parse_expression("G"), ("N", "H"), ("H",))[1]
    (0,)
    """
    if there == wanted:
        return expr, ()
    extra = len(there) - len(wanted)
    if extra < 0:  # a scalar upstream for an array: every entry receives it
        return expr, ()
    front = tuple(range(extra))
    if front:
        expr = _sum(expr, front, keepdims=False, rank=len(there))
    single = tuple(
        i for i, (a, b) in enumerate(zip(there[extra:], wanted, strict=True)) if b == 1 != a
    )
    if single:
        expr = _sum(expr, single, keepdims=True, rank=-1)
    return expr, front + tuple(extra + i for i in single)


def _sum(expr: Expr, axes: tuple[int, ...], *, keepdims: bool, rank: int) -> Expr:
    settings: list[tuple[str, Expr]] = []
    if len(axes) != rank:
        settings.append(("axis", Literal(axes[0] if len(axes) == 1 else axes)))
    if keepdims:
        settings.append(("keepdims", Literal(True)))
    return Apply("sum", (expr,), tuple(settings))
