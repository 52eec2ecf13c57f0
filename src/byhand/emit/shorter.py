"""What a person would not write: `x + 0`, `1*x`, `−(−x)`; the shorter form of an operation."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from byhand.language.constants import constant_value
from byhand.language.expr import Apply, number

if TYPE_CHECKING:
    from byhand.emit.dag import Dag


def folded(op: str, values: list[Fraction]) -> Fraction | None:
    """The value of an operation on constants, where it is a modest rational number."""
    return constant_value(Apply(op, tuple(number(value) for value in values)))


def _add(dag: Dag, x: int, y: int) -> int | None:
    if x == dag.zero:
        return y
    if y == dag.zero:
        return x
    if (positive := dag.negative_of(y)) is not None:
        return dag.node("sub", x, positive)
    if (positive := dag.negative_of(x)) is not None:
        return dag.node("sub", y, positive)
    return None


def _sub(dag: Dag, x: int, y: int) -> int | None:
    if y == dag.zero:
        return x
    if x == dag.zero:
        return dag.node("neg", y)
    if (positive := dag.negative_of(y)) is not None:
        return dag.node("add", x, positive)
    return None


def _mul(dag: Dag, x: int, y: int) -> int | None:
    if x == dag.one:
        return y
    if y == dag.one:
        return x
    telling = dag.telling
    for one, other in ((x, y), (y, x)):
        if one not in telling:
            continue
        if one in dag.numbers and dag.ops[other] == "mul" and dag.args[other][0] in dag.numbers:
            first, rest = dag.args[other]
            return dag.node("mul", dag.number(dag.numbers[one] * dag.numbers[first]), rest)
        if (positive := dag.negative_of(one)) is not None:
            return dag.node("neg", dag.node("mul", positive, other))
        if dag.ops[one] == "ind":  # a product with an indicator is a choice
            return dag.node("where", dag.args[one][0], other, dag.zero)
    if y in dag.numbers:
        return dag.node("mul", y, x)  # a number leads, so that it meets the next one
    return None


def _div(dag: Dag, x: int, y: int) -> int | None:
    if y == dag.one:
        return x
    if (positive := dag.negative_of(x)) is not None:
        return dag.node("neg", dag.node("div", positive, y))
    if dag.ops[y] == "number" and (value := dag.numbers[y]) and _is_short(1 / value):
        return dag.node("mul", x, dag.number(1 / value))  # dividing by 2 is exact either way
    return None


def _is_short(value: Fraction) -> bool:
    """Whether a factor is a power of two, so that multiplying rounds like dividing."""
    return value.denominator & (value.denominator - 1) == 0 and abs(value.numerator) == 1


def _neg(dag: Dag, x: int) -> int | None:
    if dag.ops[x] == "sub":
        return dag.node("sub", *reversed(dag.args[x]))
    return dag.negative_of(x)


def _pow(dag: Dag, x: int, y: int) -> int | None:
    exponent = dag.numbers.get(y)
    if exponent == 1:
        return x
    if exponent == 2:
        return dag.node("mul", x, x)
    if exponent == 3:
        return dag.node("mul", dag.node("mul", x, x), x)
    if exponent == -1:
        return dag.node("div", dag.one, x)
    if exponent == Fraction(1, 2):
        return dag.node("sqrt", x)
    return None


def _ind(dag: Dag, c: int) -> int | None:
    return dag.number(dag.numbers[c]) if c in dag.numbers else None


def _where(dag: Dag, c: int, x: int, y: int) -> int | None:
    if c in dag.numbers:
        return x if dag.numbers[c] else y
    return x if x == y else None


SHORTER: dict[str, Callable[..., int | None]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "neg": _neg,
    "pow": _pow,
    "ind": _ind,
    "where": _where,
    "copy": lambda dag, x: x,
}

# The rest of the rules apply only where an operand is one of these.
TELLING = frozenset(("number", "neg", "sub", "ind"))
ALWAYS = frozenset(("copy", "where"))
