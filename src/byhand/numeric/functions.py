"""Operations of the catalogue as functions of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from byhand.graph.shapes import fixed_settings
from byhand.language.defaults import default_of
from byhand.language.expr import Apply, Expr, Leaf, Name, Number, Partial, fold
from byhand.language.parse import parse_expression
from byhand.language.templates import filled, template
from byhand.numeric.backends import Backend, Value
from byhand.ops import CATALOGUE, Op

Settings = tuple[tuple[str, Expr], ...]
_Step = Callable[[Mapping[Any, Value]], Value]

# Keyed by name and checked by identity, so that a replaced entry is never served stale.
_KNOWN: dict[tuple[str, Settings, str], tuple[Op, Callable[..., Value]]] = {}


def all_settings(op: Op, settings: Settings) -> dict[str, Expr]:
    """The settings of a call with the defaults filled in."""
    defaults = {key: default_of(op.name, key) for key in op.settings}
    return {key: value for key, value in defaults.items() if value is not None} | dict(settings)


def function_of(name: str, settings: Settings, backend: Backend) -> Callable[..., Value]:
    """The operation as a function of its operands, in order."""
    op = CATALOGUE[name]
    key = (name, settings, backend.name)
    known = _KNOWN.get(key)
    if known is None or known[0] is not op:
        known = _KNOWN[key] = (op, _make(op, settings, backend))
    return known[1]


def _make(op: Op, settings: Settings, backend: Backend) -> Callable[..., Value]:
    if not op.elementwise:
        return _make_whole(op, settings, backend)
    text = (op.stable if backend.stable else "") or op.formula
    if not text:
        return backend.kernel(op.kernel)
    return lambda_of(parse_expression(text), op.operands, all_settings(op, settings), backend)


def _make_whole(op: Op, settings: Settings, backend: Backend) -> Callable[..., Value]:
    """An operation on whole arrays: its kernel, or its definition by simpler operations."""
    given = all_settings(op, settings)
    if not op.kernel or (op.real and not backend.real):
        words = {name: Name(name) for name in op.operands}
        return lambda_of(filled(template(op.formula), words, given), op.operands, {}, backend)
    numbers = {
        k: evaluate_constant(v, backend) for k, v in given.items() if k not in op.static_names
    }
    fixed = fixed_settings(op, settings)
    return partial(backend.kernel(op.kernel), **numbers, **fixed)


def lambda_of(
    expr: Expr, parameters: Sequence[str], settings: Mapping[str, Expr], backend: Backend
) -> Callable[..., Value]:
    """An expression as a function of its parameters, in order.

    >>> from byhand.numeric.backends import FLOAT
    >>> lambda_of(parse_expression("a*(1 - a)"), ["a"], {}, FLOAT)(0.5)
    0.25
    """
    fixed = {key: evaluate_constant(value, backend) for key, value in settings.items()}
    step = _compile(expr, backend)

    def function(*operands: Any) -> Value:
        return step({**fixed, **dict(zip(parameters, operands, strict=True))})

    return function


def evaluate_constant(expr: Expr, backend: Backend) -> Value:
    """The value of an expression without names."""
    return _compile(expr, backend)({})


def evaluate_expression(expr: Expr, at: Mapping[Any, Value], backend: Backend) -> Value:
    """The value of an expression at given values of its names, and of the gradients in it."""
    return _compile(expr, backend)(at)


def evaluator(expr: Expr, backend: Backend) -> Callable[[Mapping[Any, Value]], Value]:
    """An expression as a function of the values of its names, to be called many times."""
    return _compile(expr, backend)


def _compile(expr: Expr, backend: Backend) -> _Step:
    """Nested closures; the catalogue's formulas are shallow, so calls nest only a few deep."""

    def leaf(node: Leaf) -> _Step:
        if isinstance(node, Number):
            value = backend.number(node.value)
            return lambda _: value
        if isinstance(node, (Name, Partial)):
            name = node.name if isinstance(node, Name) else node
            return lambda at: at[name]
        raise TypeError(f"{node} has no value of its own")

    def join(node: Apply, parts: list[_Step]) -> _Step:
        function = function_of(node.op, node.settings, backend)
        if node.op == "where" and not backend.arrays:  # only the branch that is taken is computed
            c, x, y = parts
            return lambda at: x(at) if c(at) else y(at)
        op = CATALOGUE[node.op]
        if len(parts) > len(op.operands) and not op.many:
            return lambda at: _pairwise(function, [part(at) for part in parts])
        return lambda at: function(*[part(at) for part in parts])

    return fold(expr, leaf, join)


def _pairwise(function: Callable[..., Value], values: list[Value]) -> Value:
    result = values[0]
    for value in values[1:]:
        result = function(result, value)
    return result
