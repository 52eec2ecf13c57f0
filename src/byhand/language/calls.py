"""Calls of functions: who exists, how many operands, which settings."""

from __future__ import annotations

from byhand import messages
from byhand.language.constants import constant_value
from byhand.language.errors_at import input_error, not_yet, suggest
from byhand.language.expr import Apply, Expr
from byhand.language.forms_of import callable_names, is_callable
from byhand.language.tokens import Token
from byhand.ops import CATALOGUE, Op
from byhand.text import same

# The vocabulary of vectors and matrices: known words, not misspellings.
_NOT_YET = """
    softmax log_softmax logsumexp sum mean var std prod norm dot outer trace det logdet inv
    transpose reshape concat stack onehot ones zeros eye diag tril cumsum matmul
    conv2d maxpool2d avgpool2d batchnorm layernorm dropout embedding
    mse bce cross_entropy kl hinge huber
"""
NOT_YET = frozenset(_NOT_YET.split())


def check_exists(function: str, name: Token, source: str) -> None:
    """Raise for a function that does not exist, before its arguments are read."""
    if is_callable(function):
        return
    if function in NOT_YET:
        raise not_yet(messages.FUNCTION_NOT_YET, source, name.at, name=function)
    hint = suggest(function, callable_names())
    hint = hint if hint.en else messages.PRODUCT_HINT.fill(name=name.text)
    raise input_error(messages.UNKNOWN_FUNCTION, source, name.at, name=name.text, hint=hint)


def make_call(
    function: str,
    name: Token,
    args: list[Expr],
    settings: list[tuple[Token, Expr]],
    source: str,
) -> Apply:
    """The call as written, with its operands counted and its settings checked."""
    op = CATALOGUE[function]
    wanted = len(op.operands)
    spare = args[wanted:] if not op.variadic else []
    keys = list(op.settings)
    if len(args) < wanted or len(spare) > len(keys):
        raise _count_error(op, len(args), name, source)
    # Settings may also be given by position, as in leaky_relu(x, 0.1).
    given = dict(zip(keys, spare, strict=False))
    for key, value in settings:
        if key.text not in op.settings:
            raise _unknown_setting(op, key, source)
        if key.text in given:
            raise input_error(messages.SETTING_TWICE, source, key.at, key=key.text)
        given[key.text] = value
    for key, value in given.items():
        if constant_value(value) is None:
            raise input_error(messages.SETTING_NOT_CONSTANT, source, name.at, key=key)
    operands = args if op.variadic else args[:wanted]
    return Apply(function, tuple(operands), tuple(sorted(given.items())), name.at)


def _count_error(op: Op, given: int, name: Token, source: str) -> Exception:
    n = len(op.operands)
    wanted = (messages.ARGUMENTS_AT_LEAST if op.variadic else messages.ARGUMENTS).fill(n=n)
    return input_error(
        messages.ARGUMENT_COUNT, source, name.at, name=op.name, wanted=wanted, given=given
    )


def _unknown_setting(op: Op, key: Token, source: str) -> Exception:
    hint = suggest(key.text, op.settings)
    if not hint.en and op.settings:
        hint = messages.SETTINGS_ARE.fill(names=", ".join(op.settings))
    return input_error(
        messages.UNKNOWN_SETTING,
        source,
        key.at,
        name=op.name,
        key=key.text,
        hint=hint if hint.en else same(""),
    )
