"""Running a program forward."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from byhand import messages
from byhand.errors import InputError
from byhand.graph import Graph, Node
from byhand.language.constants import constant_value
from byhand.language.expr import Apply, Expr, Name, fold, names
from byhand.language.notations import UNICODE
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.numeric.backends import FLOAT, Backend, NotRationalError, Value
from byhand.numeric.functions import all_settings, evaluate_constant, function_of, lambda_of
from byhand.ops import CATALOGUE
from byhand.text import Text, same

Arithmetic = (ValueError, ZeroDivisionError, OverflowError, ArithmeticError)


def evaluate(
    graph: Graph, inputs: Mapping[str, Value], backend: Backend = FLOAT
) -> dict[str, Value]:
    """The value of every node, by id.

    Raises `InputError` that quotes the line where a value does not exist (division by zero, the
    logarithm of a negative number) or is not finite.

    >>> from byhand.graph import build
    >>> from byhand.language.parse import parse
    >>> evaluate(build(parse("L = (w*x - 1)^2")), {"w": 2.0, "x": 3.0})["L"]
    25.0
    """
    values: dict[str, Value] = dict(inputs)
    for node in graph.nodes.values():
        if node.is_input:
            continue
        operands: list[Value] = []
        try:
            operands = operand_values(node, values, backend)
            value = function_of(node.op, node.settings, backend)(*operands)
        except NotRationalError as error:
            raise _at(graph, node, messages.NOT_RATIONAL) from error
        except Arithmetic as error:
            raise undefined(graph, node, operands) from error
        if isinstance(value, (float, complex)) and not _finite(value):
            raise undefined(graph, node, operands)
        values[node.id] = value
    return values


def _finite(value: float | complex) -> bool:
    return not isinstance(value, complex) and math.isfinite(value)


def operand_values(node: Node, values: Mapping[str, Value], backend: Backend) -> list[Value]:
    """The operands of a node: values of other nodes, and constants."""
    return [
        values[arg.name] if isinstance(arg, Name) else evaluate_constant(arg, backend)
        for arg in node.args
    ]


def _at(graph: Graph, node: Node, message: Text) -> InputError:
    what = show(node.expr, UNICODE)
    return graph.error(message, node, line=graph.line_of(node), what=what)


def undefined(graph: Graph, node: Node, operands: list[Value]) -> InputError:
    """Which line has no value, and which operand is to blame."""
    if len(operands) < len(node.args):
        return undefined_constant(graph, node)
    reason = _reason(node, operands)
    return graph.error(
        messages.UNDEFINED,
        node,
        line=graph.line_of(node),
        what=show(node.expr, UNICODE),
        reason=reason,
        where=where_text(node, operands),
    )


def _reason(node: Node, operands: list[Value]) -> Text:
    """The first need of the operation that its operands do not meet."""
    op = CATALOGUE[node.op]
    for need in op.needs:
        holds = lambda_of(
            parse_expression(need.condition), op.operands, all_settings(op, node.settings), FLOAT
        )
        if not _holds(holds, operands):
            return need.says.fill(**dict(zip(op.operands, map(_short, operands), strict=True)))
    return messages.OVERFLOW


def check_constants(graph: Graph) -> None:
    """Raise `InputError` for a constant without a value, such as 1/0, before deriving anything."""
    for node in graph.nodes.values():
        try:
            values = [evaluate_constant(a, FLOAT) for a in node.args if not isinstance(a, Name)]
        except Arithmetic as error:
            raise undefined_constant(graph, node) from error
        if not all(_finite(value) for value in values):
            raise undefined_constant(graph, node)
        _check_needs(graph, node)


def _check_needs(graph: Graph, node: Node) -> None:
    """Raise `InputError` where a constant operand alone rules a value out, as in x/0."""
    op = CATALOGUE[node.op] if node.op else None
    if op is None or not op.needs:
        return
    fixed = {
        name: evaluate_constant(arg, FLOAT)
        for name, arg in zip(op.operands, node.args, strict=True)
        if not isinstance(arg, Name)
    }
    for need in op.needs:
        condition = parse_expression(need.condition)
        if names(condition) and set(names(condition)) <= set(fixed):
            holds = lambda_of(condition, list(fixed), all_settings(op, node.settings), FLOAT)
            if not _holds(holds, list(fixed.values())):
                what, line = show(node.expr, UNICODE), graph.line_of(node)
                parts = {"what": what, "line": line, "reason": need.says, "where": same("")}
                raise graph.error(messages.UNDEFINED, node, **parts)


def undefined_constant(graph: Graph, node: Node) -> InputError:
    """Which constant of a line has no value, and why."""
    for arg in node.args:
        for part in _from_the_inside(arg):
            inner = Node("", part.op, part.args, part.settings, at=part.at)
            try:
                operands = [evaluate_constant(a, FLOAT) for a in part.args]
                if _finite(function_of(part.op, part.settings, FLOAT)(*operands)):
                    continue
            except Arithmetic:
                operands = [evaluate_constant(a, FLOAT) for a in part.args]
            what, line = show(part, UNICODE), graph.line_of(inner if part.at >= 0 else node)
            reason = _reason(inner, operands)
            return graph.error(
                messages.UNDEFINED, inner, line=line, what=what, reason=reason, where=same("")
            )
    return _at(graph, node, messages.UNDEFINED)


def _from_the_inside(expr: Expr) -> list[Apply]:
    """The operations of an expression, innermost first."""
    found: list[Apply] = []

    def join(node: Apply, parts: list[object]) -> None:
        found.append(node)

    fold(expr, lambda _: None, join)
    return found


def _holds(condition: Callable[..., Value], operands: list[Value]) -> bool:
    try:
        return bool(condition(*map(float, operands)))
    except Arithmetic:
        return False


def where_text(node: Node, operands: list[Value]) -> Text:
    """The operands and their values, for the end of a message."""
    pairs = [
        f"{show(arg, UNICODE)} = {_short(value)}"
        for arg, value in zip(node.args, operands, strict=True)
        if constant_value(arg) is None
    ]
    if not pairs:
        return same("")
    return messages.WITH_VALUES.fill(values=", ".join(dict.fromkeys(pairs)))


def _short(value: Value) -> str:
    return str(value) if isinstance(value, Fraction) else f"{float(value):.6g}".replace("-", "−")
