"""Small arithmetic that a person does without noticing: `1·x` is `x`, `3·x^(3 − 1)` is `3·x²`.

Nothing is reordered and nothing is expanded.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from byhand.language.constants import constant_value
from byhand.language.expr import ONE, ZERO, Apply, Expr, Leaf, Number, fold, leaves, number

_LARGEST_DENOMINATOR = 10**6


def tidy(expr: Expr) -> Expr:
    """The expression with trivial factors, terms and exponents gone.

    >>> from byhand.language.parse import parse_expression
    >>> tidy(parse_expression("1*x + 0")).name
    'x'
    """
    return fold(expr, _leaf, _join)


def _leaf(node: Leaf) -> Expr:
    return node


def _join(node: Apply, parts: list[Expr]) -> Expr:
    rule = _RULES.get(node.op)
    plain = Apply(node.op, tuple(parts), node.settings, node.at)
    if rule is not None and (result := rule(*parts)) is not None:
        return result
    value = constant_value(plain)
    # 2·3.14159… is left as it stands: nobody wants its fraction.
    if value is None or value.denominator > _LARGEST_DENOMINATOR:
        return plain
    return _constant(value, parts)


def _constant(value: Fraction, written: list[Expr]) -> Expr:
    """A constant in the spelling it came from: 1/2 is not 0.5 unless there is a decimal point."""
    texts = (leaf.text for expr in written for leaf in leaves(expr) if isinstance(leaf, Number))
    return literal(value) if any("." in text for text in texts) else number(value)


def literal(value: Fraction) -> Expr:
    """A constant as a person writes it: a short decimal where it is exact, else a fraction.

    >>> literal(Fraction(1, 50)).text
    '0.02'
    """
    if value < 0:
        return Apply("neg", (literal(-value),))
    scaled = value * 10**6
    if value.denominator > 1 and scaled.denominator == 1 and value.denominator % 3:
        text = f"{int(scaled):07d}"
        return Number(f"{text[:-6]}.{text[-6:]}".rstrip("0"))
    return number(value)


def negative(expr: Expr) -> Expr:
    """−x, without a second minus sign.

    >>> negative(Apply("neg", (ONE,))).text
    '1'
    """
    if isinstance(expr, Apply) and expr.op == "neg":
        return expr.args[0]
    return Apply("neg", (expr,))


def signs_merged(expr: Expr) -> Expr:
    """Two signs that meet as one, and nothing else: `a − (−b)` is `a + b`.

    >>> from byhand.language.notations import UNICODE
    >>> from byhand.language.parse import parse_expression
    >>> from byhand.language.show import show
    >>> show(signs_merged(parse_expression("a - -b + -c")), UNICODE)
    'a + b − c'
    """

    def join(node: Apply, parts: list[Expr]) -> Expr:
        last = parts[-1]
        if node.op in _FLIPPED and is_neg(last):
            return Apply(_FLIPPED[node.op], (parts[0], negative(last)))
        if node.op == "neg" and is_neg(last):
            return negative(last)
        return Apply(node.op, tuple(parts), node.settings, node.at)

    return fold(expr, _leaf, join)


_FLIPPED = {"add": "sub", "sub": "add"}


def is_neg(expr: Expr) -> bool:
    """Whether an expression is written with a minus sign in front."""
    return isinstance(expr, Apply) and expr.op == "neg"


def _add(x: Expr, y: Expr) -> Expr | None:
    if x == ZERO:
        return y
    if y == ZERO:
        return x
    if is_neg(y) and not (constant_value(x) is not None and constant_value(y) is not None):
        return Apply("sub", (x, negative(y)))
    return None


def _sub(x: Expr, y: Expr) -> Expr | None:
    if y == ZERO:
        return x
    if is_neg(y) and not (constant_value(x) is not None and constant_value(y) is not None):
        return Apply("add", (x, negative(y)))
    return negative(y) if x == ZERO else None


def _mul(x: Expr, y: Expr) -> Expr | None:
    if ZERO in (x, y):
        return ZERO
    if x == ONE:
        return y
    if y == ONE:
        return x
    if is_neg(x) and not is_neg(y):
        return negative(_mul(negative(x), y) or Apply("mul", (negative(x), y)))
    if isinstance(y, Apply) and y.op == "div" and y.args[0] == ONE:
        if isinstance(x, Apply) and x.op == "div" and constant_value(x) is not None:
            return Apply("div", (x.args[0], Apply("mul", (x.args[1], y.args[1]))))
        return Apply("div", (x, y.args[1]))
    return None


def _div(x: Expr, y: Expr) -> Expr | None:
    if y == ONE:
        return x
    if x == ZERO and constant_value(y) != 0:
        return ZERO
    return negative(Apply("div", (negative(x), y))) if is_neg(x) else None


def _pow(x: Expr, y: Expr) -> Expr | None:
    exponent = constant_value(y)
    if exponent == 1:
        return x
    if exponent == 0:
        return ONE
    if exponent is not None and exponent < 0 and constant_value(x) is None:
        raised = _constant(-exponent, [y])
        return Apply("div", (ONE, _pow(x, raised) or Apply("pow", (x, raised))))
    if exponent is not None and constant_value(x) is None:
        return Apply("pow", (x, _constant(exponent, [y])))
    return None


_OPPOSITES = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "eq": "ne", "ne": "eq"}


def _is_relation(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op in _OPPOSITES


def _ne(x: Expr, y: Expr) -> Expr | None:
    """A comparison is worth 1 or 0, so `(r > 0) ≠ 0` is `r > 0`."""
    return x if y == ZERO and _is_relation(x) else None


def _eq(x: Expr, y: Expr) -> Expr | None:
    if y == ZERO and isinstance(x, Apply) and x.op in _OPPOSITES:
        return Apply(_OPPOSITES[x.op], x.args)
    return None


def _where(c: Expr, x: Expr, y: Expr) -> Expr | None:
    holds = constant_value(c)
    return None if holds is None else (x if holds else y)


_RULES: dict[str, Callable[..., Expr | None]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "neg": lambda x: x.args[0] if is_neg(x) else None,
    "where": _where,
    "ne": _ne,
    "eq": _eq,
}
_RULES["copy"] = lambda x: x


def times(left: Expr | None, right: Expr) -> Expr:
    """A product written from left to right, without inner brackets: `g · a(1 − a)`.

    `None` stands for an empty product.
    """
    if left is None:
        return right
    waiting = [right]
    tail: list[Expr] = []
    while waiting:  # a product groups to the left, so its factors come out last first
        factor = waiting.pop()
        if isinstance(factor, Apply) and factor.op == "mul":
            waiting.extend(factor.args)
        else:
            tail.append(factor)
    for factor in reversed(tail):
        left = Apply("mul", (left, factor))
    return left


def plus(terms: list[Expr]) -> Expr:
    """A sum written from left to right; a negative term is subtracted."""
    total = terms[0]
    for term in terms[1:]:
        if is_neg(term):
            total = Apply("sub", (total, negative(term)))
        else:
            total = Apply("add", (total, term))
    return total
