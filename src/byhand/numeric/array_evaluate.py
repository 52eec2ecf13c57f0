"""Running a program of arrays forward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from byhand import shape_messages
from byhand.errors import InputError
from byhand.graph import Graph, Node
from byhand.language.expr import Expr
from byhand.language.notations import UNICODE
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.numeric.arrays import numpy_backend
from byhand.numeric.backends import Value
from byhand.numeric.evaluate import Arithmetic, operand_values
from byhand.numeric.functions import all_settings, evaluate_expression, function_of, lambda_of
from byhand.ops import CATALOGUE
from byhand.text import Text, same


def evaluate_arrays(graph: Graph, inputs: Mapping[str, Value]) -> dict[str, Value]:
    """The value of every node: a float, or an array of float64.

    Raises `InputError` that quotes the line where a value does not exist or is not finite, with
    the entry that is to blame.
    """
    return rerun(graph, {name: plain(x) for name, x in inputs.items()}, graph.nodes.values())


def rerun(graph: Graph, known: Mapping[str, Value], nodes: Iterable[Node]) -> dict[str, Value]:
    """The values with some nodes computed from the others; inputs stay as they are."""
    values = dict(known)
    backend = numpy_backend()
    with np.errstate(all="ignore"):
        for node in nodes:
            if node.is_input:
                continue
            try:
                operands = operand_values(node, values, backend)
                value = function_of(node.op, node.settings, backend)(*operands)
            except (*Arithmetic, IndexError) as error:
                raise _undefined(graph, node, values, getattr(error, "reason", None)) from error
            if not np.isfinite(value).all():
                raise _undefined(graph, node, values)
            values[node.id] = plain(value)
    return values


def plain(value: Any) -> Value:
    """An array of float64, or a float where there are no axes."""
    array = np.asarray(value, dtype=float)
    return float(array) if array.ndim == 0 else array


def evaluate_formula(expr: Expr, at: Mapping[Any, Value]) -> Value:
    """The value of an expression over arrays, with gradients among its names.

    >>> evaluate_formula(parse_expression("sum(x * x)"), {"x": np.array([1.0, 2.0])})
    5.0
    """
    with np.errstate(all="ignore"):
        return plain(evaluate_expression(expr, at, numpy_backend()))


def _undefined(
    graph: Graph, node: Node, values: Mapping[str, Value], known: Text | None = None
) -> InputError:
    op = CATALOGUE[node.op]
    operands = operand_values(node, values, numpy_backend())
    reason, where = _reason(node, operands)
    if op.indices and reason is None:
        reason = shape_messages.BAD_INDEX
    reason = known or reason
    return graph.error(
        shape_messages.UNDEFINED_ENTRY,
        node,
        line=graph.line_of(node),
        what=show(node.expr, UNICODE),
        reason=reason or shape_messages.NOT_FINITE,
        where=where,
    )


def _reason(node: Node, operands: list[Value]) -> tuple[Text | None, Text]:
    """The first need of the operation that fails, and the entry where it does."""
    op = CATALOGUE[node.op]
    for need in op.needs:
        condition = parse_expression(need.condition)
        settings = all_settings(op, node.settings)
        holds = lambda_of(condition, op.operands, settings, numpy_backend())
        shape = np.broadcast_shapes(*(np.shape(v) for v in operands))
        failing = np.argwhere(np.broadcast_to(np.asarray(holds(*operands)) == 0, shape))
        if len(failing):
            place = tuple(int(i) for i in failing[0])
            words = {n: _entry(v, place) for n, v in zip(op.operands, operands, strict=True)}
            at = ", ".join(map(str, place))
            where = shape_messages.AT_ENTRY.fill(at=at) if shape else same("")
            return need.says.fill(**words), where
    return None, same("")


def _entry(value: Value, place: tuple[int, ...]) -> str:
    """The entry of an operand that takes part in an entry of the result."""
    array = np.asarray(value)
    if not array.ndim:
        return _short(float(array))
    own = place[len(place) - array.ndim :]
    at = tuple(0 if size == 1 else i for i, size in zip(own, array.shape, strict=True))
    return _short(float(array[at]))


def _short(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")
