"""Single lines of a derivation: rule = names = numbers = value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from byhand.calculus.derivation import Derivation, push_product
from byhand.calculus.steps import Forward, Push
from byhand.calculus.tidy import is_neg, literal, plus, times
from byhand.language.constants import constant_value
from byhand.language.expr import (
    ONE,
    Apply,
    Expr,
    Leaf,
    Name,
    Number,
    Partial,
    fold,
    names,
    number,
)
from byhand.language.templates import Word, filled, template
from byhand.numeric.backends import Value
from byhand.numeric.functions import all_settings
from byhand.numeric.rounding import shown
from byhand.ops import CATALOGUE
from byhand.ops.forms import Relation
from byhand.page.blocks import Part, Role, Row


def value_part(value: Value, digits: int) -> Part:
    """The end of a chain: `≈ 0.1824`, or `= 0.5` where nothing is rounded away."""
    number_shown = shown(value, digits)
    return Part("=" if number_shown.exact else "≈", number_shown.expr)


def chain(left: Expr, parts: list[Part], role: Role = "plain") -> Row:
    """A row without links that repeat the one before."""
    kept: list[Part] = []
    for part in parts:
        if not kept or not _alike(kept[-1].expr, part.expr):
            kept.append(part)
    return Row((Part("", left), *kept), role)


def _alike(left: Expr, right: Expr) -> bool:
    """Whether a link repeats the one before, also if only the spelling of a number differs."""
    if left == right:
        return True
    values = constant_value(left), constant_value(right)
    single = not isinstance(left, Apply) or (is_neg(left) and isinstance(left.args[0], Number))
    return single and values[0] is not None and values[0] == values[1]


def numbers_in(expr: Expr, values: Mapping[str, Value], digits: int) -> Expr:
    """A formula with the numbers put in, otherwise as it stands: `2 · (−0.8176)`.

    Only two minus signs in a row are merged, and of a choice the case that applies is kept.
    """

    def leaf(node: Leaf) -> Expr:
        return shown(values[node.name], digits).expr if isinstance(node, Name) else node

    def join(node: Apply, parts: list[Expr]) -> Expr:
        if node.op == "neg" and is_neg(parts[0]) and isinstance(parts[0], Apply):
            return parts[0].args[0]
        if node.op == "where":
            condition = constant_value(parts[0])
            if condition is not None:
                return parts[1] if condition else parts[2]
        return Apply(node.op, tuple(parts), node.settings)

    return fold(expr, leaf, join)


def worth(expr: Expr) -> Expr:
    """A comparison standing as a value is written as an indicator."""
    if isinstance(expr, Apply) and isinstance(CATALOGUE[expr.op].form, Relation):
        return Apply("ind", (expr,))
    return expr


def forward_row(derivation: Derivation, step: Forward, digits: int) -> Row:
    """`a = σ(z) = 1/(1 + exp(1.5)) ≈ 0.1824`."""
    expr = original(step.expr)
    parts = [Part("=", worth(expr), dots=True)]
    if step.value is None:
        return chain(Name(step.node), parts)
    filled = numbers_in(definition(expr), derivation.values, digits)
    parts.append(Part("=", worth(filled), dots=True))
    parts.append(value_part(step.value, digits))
    return chain(Name(step.node), parts, "value")


def original(expr: Expr) -> Expr:
    """What a new name stands for: `3` for the copy of 3 in `a = 3`."""
    return expr.args[0] if isinstance(expr, Apply) and expr.op == "copy" else expr


def definition(expr: Expr) -> Expr:
    """An operation by its definition where it has one: σ(z) as 1/(1 + exp(−z))."""
    if not isinstance(expr, Apply):
        return expr
    op = CATALOGUE[expr.op]
    if not op.formula:
        return expr
    words: dict[str, Word] = dict(zip(op.operands, expr.args, strict=True))
    return filled(template(op.formula), words, all_settings(op, expr.settings))


def gradient_row(derivation: Derivation, node: str, digits: int, *, rule: bool) -> Row:
    """`∂L/∂z = ∂L/∂a · ∂a/∂z = ∂L/∂a · a(1 − a) = −1.6351 · 0.1491 ≈ −0.2439`."""
    of = derivation.of
    left = Partial(of, node)
    pushes = derivation.pushes[node]
    parts: list[Part] = []
    if rule:
        parts.append(Part("=", plus(_chain_rule(pushes, of))))
    parts.append(Part("=", plus([push_product(push, of) for push in pushes])))
    if not derivation.has_values:
        return chain(left, _without_trivial(parts, left))
    bare = len(pushes) == 1 and pushes[0].local == ONE
    if not bare:
        parts.append(Part("=", plus([_numbers(derivation, p, digits) for p in pushes]), dots=True))
    parts.append(value_part(derivation.gradients[node], digits))
    return chain(left, _without_trivial(parts, left), "gradient")


def _without_trivial(parts: list[Part], left: Expr) -> list[Part]:
    return [part for part in parts if part.expr != left]


def _chain_rule(pushes: Sequence[Push], of: str) -> list[Expr]:
    """∂L/∂a · ∂a/∂z for every node a; next to the output the factor itself, as ∂L/∂z is sought.

    A node that takes z twice has one derivative by z, whatever its two uses contribute.
    """
    products = (p.local if p.edge.head == of else times(p.upstream, p.rule) for p in pushes)
    heads = [push.edge.head for push in pushes]
    return [x for i, x in enumerate(products) if heads[i] == of or heads[i] not in heads[:i]]


def _numbers(derivation: Derivation, push: Push, digits: int) -> Expr:
    """Upstream · local in numbers; next to the output, the local derivative with numbers put in."""
    if push.edge.head == derivation.of:
        numbers = numbers_in(push.local, derivation.values, digits)
        truth = shown(push.value, digits).expr
        return truth if _says_otherwise(numbers, push.value) else numbers
    upstream = shown(push.upstream_value, digits).expr
    local = shown(push.local_value, digits).expr
    # A leading minus belongs to the whole product, so that a sum subtracts it without brackets.
    if isinstance(upstream, Apply) and is_neg(upstream):
        return Apply("neg", (Apply("mul", (upstream.args[0], local)),))
    return Apply("mul", (upstream, local))


def local_row(pushes: list[Push]) -> Row:
    """`∂v₁/∂w = x, ∂v₁/∂x = w`; equal derivatives share one value."""
    parts: list[Part] = []
    for uses in _by_operand(pushes):
        local = plus([push.local for push in uses])
        if parts and parts[-1].expr == local:
            parts.insert(-1, Part("=", uses[0].rule))
            continue
        parts.append(Part("," if parts else "", uses[0].rule))
        parts.append(Part("=", local))
    return Row(tuple(parts))


def _by_operand(pushes: list[Push]) -> list[list[Push]]:
    """The pushes of one node, those to the same operand together: `x · x` has one slope by x."""
    found: dict[str, list[Push]] = {}
    for push in pushes:
        found.setdefault(push.edge.tail, []).append(push)
    return list(found.values())


def here_row(derivation: Derivation, pushes: list[Push], digits: int) -> Row:
    """The same derivatives in numbers: `0.1824 · (1 − 0.1824) ≈ 0.1491`."""
    parts: list[Part] = []
    seen: list[Expr] = []
    for uses in _by_operand(pushes):
        local = plus([push.local for push in uses])
        if local in seen:
            continue
        seen.append(local)
        truth = sum(push.local_value for push in uses)
        filled = numbers_in(local, derivation.values, digits)
        value = value_part(truth, digits)
        sign = "," if parts else ""
        if _says_otherwise(filled, truth):
            filled = value.expr
        if names(local) and not _alike(filled, value.expr) and isinstance(filled, Apply):
            parts += [Part(sign, filled, dots=True), value]
        else:
            parts.append(Part(sign, value.expr))
    return Row(tuple(parts))


def _says_otherwise(filled: Expr, value: Value) -> bool:
    """Whether rounding made a comparison read wrong, as 1 > 1 for 1.0000000000001 > 1."""
    if not isinstance(filled, Apply) or filled.op != "ind":
        return False
    shown_to_be = constant_value(filled)
    return shown_to_be is not None and float(shown_to_be) != float(value)


def given_row(name: str, value: Value, *, exact: bool = False) -> Row:
    """`w = 2`: a given number, as a fraction where the arithmetic is exact."""
    # The float nearest to 0.2 has 54 decimals; a person typed two digits.
    typed = Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)
    expr = number(Fraction(value)) if exact else _typed(typed)
    return Row((Part("", Name(name)), Part("=", expr)))


def _typed(value: Fraction) -> Expr:
    """A number as a person types it: 1e-200 and not two hundred zeros."""
    text = repr(float(abs(value)))
    if "e" in text and Fraction(text) == abs(value):
        mantissa, _, exponent = text.partition("e")
        expr: Expr = Number(f"{mantissa}e{int(exponent)}")
        return Apply("neg", (expr,)) if value < 0 else expr
    return literal(value)
