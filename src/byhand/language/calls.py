"""Calls of functions: who exists, how many operands, which settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from byhand import messages, shape_messages
from byhand.language.constants import constant_value
from byhand.language.errors_at import input_error, suggest
from byhand.language.expr import Apply, Expr, Literal, Name
from byhand.language.forms_of import callable_names, is_callable, ops_typed
from byhand.language.statics import as_static
from byhand.language.tokens import Token
from byhand.ops import CATALOGUE, Op
from byhand.text import same


def check_exists(function: str, name: Token, source: str) -> None:
    """Raise for a function that does not exist, before its arguments are read."""
    if is_callable(function):
        return
    hint = suggest(function, callable_names())
    hint = hint if hint.en else messages.PRODUCT_HINT.fill(name=name.text)
    raise input_error(messages.UNKNOWN_FUNCTION, source, name.at, name=name.text, hint=hint)


def make_call(
    function: str,
    name: Token,
    args: list[Expr],
    settings: list[tuple[Token, Expr]],
    source: str,
    template: bool = False,
) -> Expr:
    """The call as written, with its operands counted and its settings checked."""
    op = _choose(function, args, settings)
    given = _given(op, args, settings, name, source)
    checked = {
        key: value
        if template and isinstance(value, Name) and key not in op.static_names
        else _setting(op, key, value, name, source, template)
        for key, value in given.items()
    }
    for key, default in op.settings.items():
        if not default and key not in checked:
            parts = {"name": op.word, "key": key}
            raise input_error(shape_messages.SETTING_MISSING, source, name.at, **parts)
    open_ended = op.variadic or op.many
    operands = tuple(args if open_ended else args[: len(op.operands)])
    _no_tuples(op, operands, name, source)
    return _built(op, operands, checked, name.at)


def _given(
    op: Op, args: list[Expr], settings: list[tuple[Token, Expr]], name: Token, source: str
) -> dict[str, Expr]:
    """The settings, given by name or by position: leaky_relu(x, 0.1), reshape(x, 2, 3)."""
    wanted = len(op.operands) - op.many
    spare = [] if op.variadic or op.many else args[wanted:]
    keys = [key for key in op.settings if key != op.rest]
    room = len(keys) if not op.rest else len(spare)
    if len(args) < wanted or len(spare) > room:
        raise _count_error(op, len(args), name, source)
    given: dict[str, Expr] = {}
    if op.rest and spare:
        given[op.rest] = _collected(op, spare, name, source)
    elif spare:
        given = dict(zip(keys, spare, strict=False))
    for key, value in settings:
        if key.text not in op.settings:
            raise _unknown_setting(op, key, source)
        if key.text in given:
            raise input_error(messages.SETTING_TWICE, source, key.at, key=key.text)
        given[key.text] = value
    return given


def _choose(function: str, args: list[Expr], settings: list[tuple[Token, Expr]]) -> Op:
    """The operation of this word that fits: `max(x)` and `max(x, axis=0)`, or `max(x, y)`."""
    found = ops_typed(function) or [CATALOGUE[function]]
    keys = {key.text for key, _ in settings}
    for op in found:
        if len(args) == len(op.operands) and keys <= set(op.settings):
            return op
    fitting = [op for op in found if len(args) == len(op.operands)]
    return max(fitting or found, key=lambda op: len(op.operands))


def _built(op: Op, operands: tuple[Expr, ...], given: Mapping[str, Expr], at: int) -> Expr:
    settings = tuple(sorted(given.items()))
    if op.each:
        operands = tuple(Apply(op.each, (part,), settings, at) for part in operands)
    if not op.joins:
        return Apply(op.name, operands, settings, at)
    return reduce(lambda x, y: Apply(op.joins, (x, y), settings, at), operands)


def _collected(op: Op, spare: list[Expr], name: Token, source: str) -> Expr:
    if len(spare) == 1 and isinstance(spare[0], Literal):
        return spare[0]
    items = [as_static(part) for part in spare]
    if any(item is None for item in items):
        raise input_error(shape_messages.WHOLE_NUMBER, source, name.at)
    return Literal(tuple(item.value for item in items if item is not None))


def _setting(op: Op, key: str, value: Expr, name: Token, source: str, template: bool) -> Expr:
    if key in op.static_names:
        fixed = as_static(value)
        # A letter is a dimension, and only a shape has dimensions.
        stray = fixed is not None and key != op.rest and isinstance(fixed.value, str)
        if fixed is None or (stray and not template):
            raise input_error(shape_messages.SETTING_NOT_STATIC, source, name.at, key=key)
        return fixed
    if constant_value(value) is None:
        raise input_error(messages.SETTING_NOT_CONSTANT, source, name.at, key=key)
    return value


def _no_tuples(op: Op, operands: tuple[Expr, ...], name: Token, source: str) -> None:
    if any(isinstance(part, Literal) for part in operands):
        raise input_error(shape_messages.TUPLE_AS_VALUE, source, name.at, name=op.word)


def _count_error(op: Op, given: int, name: Token, source: str) -> Exception:
    n = len(op.operands)
    wanted = (messages.ARGUMENTS_AT_LEAST if op.variadic else messages.ARGUMENTS).fill(n=n)
    return input_error(
        messages.ARGUMENT_COUNT, source, name.at, name=op.word, wanted=wanted, given=given
    )


def _unknown_setting(op: Op, key: Token, source: str) -> Exception:
    hint = suggest(key.text, op.settings)
    if not hint.en and op.settings:
        hint = messages.SETTINGS_ARE.fill(names=", ".join(op.settings))
    return input_error(
        messages.UNKNOWN_SETTING,
        source,
        key.at,
        name=op.word,
        key=key.text,
        hint=hint if hint.en else same(""),
    )
