"""Printers for notations on one line: what a keyboard and a terminal can do."""

from __future__ import annotations

from dataclasses import replace

from byhand.language.expr import Apply, Expr, Literal, Partial
from byhand.language.forms_of import form_of
from byhand.language.letters import SUBSCRIPT_DIGITS
from byhand.language.marks import (
    ENTRYWISE as ENTRYWISE,
)
from byhand.language.marks import (
    MARKS,
    array_factors,
    is_entrywise,
    is_transposed,
    permutes,
    raisable,
    raised,
)
from byhand.language.show import Notation, Piece, Printer, factors, product_sign, show_piece
from byhand.language.statics import spelled_index
from byhand.ops import CATALOGUE
from byhand.ops.forms import (
    ATOM,
    POWER,
    PRODUCT,
    RELATION,
    SIGN,
    SUM,
    Bars,
    Call,
    Cases,
    Constant,
    Exponential,
    Form,
    Fraction,
    Index,
    Indicator,
    Infix,
    MatrixProduct,
    Negative,
    Norm,
    Power,
    Product,
    Relation,
    Root,
    Same,
    Superscript,
    Total,
)


def infix(form: Infix, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`x + y`, with brackets around a right operand of the same level."""
    left = notation.hold(parts[0], form.level, leading=True)
    right = notation.hold(parts[1], form.level + 1)
    text = f"{left.text} {notation.sign(form.sign)} {right.text}"
    tall = left.tall or right.tall
    return Piece(text, form.level, left.first, right.last, left.signed, tall)


def product(form: Product, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`x·y`, or `x y` where the factors may stand side by side."""
    left, right = array_factors(node, parts, notation)
    sign = "⊙" if is_entrywise(node) else product_sign(left, right, notation)
    if sign == "⊙":
        sign = f" {notation.sign(sign)} "
    elif _last_factor(node.args[0]) == node.args[1]:
        sign = notation.sign("·")  # xx would be read as one word
    elif not sign and _is_quotient(node.args[0]):
        sign = notation.sign("·")  # 1/2x would leave open what is below the line
    if sign.strip() and not sign.startswith(" ") and (notation.dots or _loud(left, right)):
        sign = f" {sign} "
    text = f"{left.text}{sign}{right.text}"
    return Piece(text, PRODUCT, left.first, right.last, left.signed, left.tall or right.tall)


def _last_factor(expr: Expr) -> Expr:
    return expr.args[1] if isinstance(expr, Apply) and expr.op == "mul" else expr


def _is_quotient(expr: Expr) -> bool:
    return isinstance(expr, Apply) and isinstance(form_of(expr.op), Fraction)


def _loud(left: Piece, right: Piece) -> bool:
    return bool({left.last, right.first} & {"partial", "numbers"}) or right.first == "number"


def quotient(form: Fraction, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`x/y` on one line."""
    left, right = factors(parts, notation)
    top = node.args[0]
    if not notation.exact and isinstance(top, Apply) and isinstance(form_of(top.op), Fraction):
        left = notation.wrapped(left)  # 1/2/3 reads back, but nobody reads it
    return Piece(f"{left.text}/{right.text}", PRODUCT, left.first, right.last, left.signed)


def negative(form: Negative, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`−x`; a product stays bare where the text need not read back as the same tree."""
    held = notation.hold(parts[0], POWER if notation.exact else PRODUCT)
    tall, level = held.tall, min(SIGN, held.level)
    return Piece(f"{notation.sign('−')}{held.text}", level, held.first, held.last, True, tall)


def power(form: Power, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`x^y`, with a raised digit where the notation has one."""
    base = notation.wrapped(parts[0]) if parts[0].script else notation.hold(parts[0], ATOM)
    exponent = notation.hold(parts[1], POWER).text
    if is_entrywise(node) and not notation.exact:
        exponent = f"⊙{exponent}"
    raised = notation.sign("^" + exponent)
    text = base.text + (raised if raised[0] != "^" else f"^{exponent}")
    return Piece(text, POWER, base.first, base.last)


def call(form: Form, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`σ(x)`, with settings that differ from the default as a subscript."""
    sign = form.sign if isinstance(form, Call) else node.op
    values = [show_piece(value, notation).text for _, value in special_settings(node)]
    sign += "".join(map(_subscript, values))
    inner = ", ".join(part.text for part in parts)
    return Piece(f"{sign}({inner})", ATOM, "call", "call")


def _subscript(value: str) -> str:
    """An axis as lowered digits, any other setting in square brackets."""
    axes = value.strip("(,)").replace(", ", "")
    return axes.translate(SUBSCRIPT_DIGITS) if axes.isdigit() else f"[{value}]"


def typed_call(form: Form, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`sigmoid(x)`, as typed in a program, settings included."""
    settings = [
        f"{key}={show_piece(value, notation).text}"
        for key, value in node.settings
        if key not in MARKS
    ]
    inner = ", ".join([part.text for part in parts] + settings)
    return Piece(f"{CATALOGUE[node.op].word}({inner})", ATOM, "call", "call")


def special_settings(node: Apply) -> list[tuple[str, Expr]]:
    """The settings that differ from their defaults, which is when they must be shown."""
    from byhand.language.defaults import differs

    if not node.settings:
        return []
    quiet = {*CATALOGUE[node.op].quiet.split(), *MARKS}
    return [(k, v) for k, v in node.settings if k not in quiet and differs(node.op, k, v)]


def matrix_product(
    form: MatrixProduct, node: Apply, parts: list[Piece], notation: Notation
) -> Piece:
    """`A B`; typed `A @ B`."""
    left, right = array_factors(node, parts, notation)
    sign = " @ " if notation.exact else " "
    text = f"{left.text}{sign}{right.text}"
    return Piece(text, PRODUCT, left.first, right.last, left.signed, left.tall or right.tall)


def superscript(form: Superscript, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`Aᵀ`; typed `A.T`, or as a function."""
    if notation.exact and (not form.postfix or node.settings):
        typed = typed_call(form, node, parts, notation)
        return replace(typed, text=f"{typed.text}.T") if is_transposed(node) else typed
    if permutes(node):
        return call(form, node, parts, notation)
    base = raisable(parts[0], notation)
    if notation.exact and parts[0].first == "number":
        base = notation.wrapped(parts[0])  # `2.T` would be a number and a name
    sign = f".{form.postfix}" if notation.exact else notation.sign(raised(form, node))
    script = not notation.exact
    return Piece(f"{base.text}{sign}", ATOM, base.first, base.last, tall=base.tall, script=script)


def norm(form: Norm, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`‖x‖`."""
    return Piece(f"‖{parts[0].text}‖", ATOM, "other", "other", tall=parts[0].tall)


def index(form: Index, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`x[0, :]`."""
    base = notation.hold(parts[0], ATOM) if not parts[0].script else notation.wrapped(parts[0])
    # `2[0]` is no number, and in `∂L/∂u[2:4]` the entries would be those of u.
    if (notation.exact and parts[0].first == "number") or isinstance(node.args[0], Partial):
        base = notation.wrapped(parts[0])
    spec = dict(node.settings)["at"]
    assert isinstance(spec, Literal)
    assert isinstance(spec.value, tuple)
    inner = spelled_index(spec.value, [part.text for part in parts[1:]], notation.words)
    left, right = notation.sign("["), notation.sign("]")
    return Piece(f"{base.text}{left}{inner}{right}", ATOM, base.first, "call", tall=base.tall)


def constant(form: Constant, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`I`."""
    return Piece(notation.sign(form.sign), ATOM, "letter", "letter")


def bars(form: Bars, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`|x|`."""
    return Piece(f"|{parts[0].text}|", ATOM, "other", "other", tall=parts[0].tall)


def root(form: Root, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`√x`, with brackets around anything longer than a name."""
    short = parts[0].first == parts[0].last in ("letter", "number") and parts[0].level == ATOM
    inner = parts[0] if short else notation.wrapped(parts[0])
    return Piece(f"√{inner.text}", ATOM, "call", "call")


def relation(form: Relation, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`x ≥ y`."""
    left, right = (notation.hold(p, RELATION + 1, leading=True) for p in parts)
    sign = form.typed if notation.exact else notation.sign(form.sign)
    return Piece(f"{left.text} {sign} {right.text}", RELATION, left.first, right.last, left.signed)


def indicator(form: Indicator, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`1[condition]`."""
    return Piece(f"{notation.sign('𝟙')}[{parts[0].text}]", ATOM, "call", "call")


def conditions(node: Apply, held: Piece, notation: Notation) -> tuple[str, str]:
    """The condition of a choice and its opposite, without a word of any language."""
    condition = node.args[0]
    form = form_of(condition.op) if isinstance(condition, Apply) else None
    if isinstance(condition, Apply) and isinstance(form, Relation):
        sides = [show_piece(arg, notation) for arg in condition.args]
        left, right = (notation.hold(side, SUM, leading=True).text for side in sides)
        return held.text, f"{left} {notation.sign(form.opposite)} {right}"
    return f"{held.text} {notation.sign('≠')} 0", f"{held.text} {notation.sign('=')} 0"


def cases(form: Cases, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`{x, z > 0; y, z ≤ 0}` on one line."""
    yes, no = conditions(node, parts[0], notation)
    return Piece(f"{{{parts[1].text}, {yes}; {parts[2].text}, {no}}}")


def same(form: Same, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """The operand itself."""
    return parts[0]


def total(form: Total, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    """`Σ_i x`, over an index that the entries of the operand carry."""
    held = notation.hold(parts[0], PRODUCT, leading=True)
    text = f"{notation.sign('Σ')}_{total_over(node)} {held.text}"
    return Piece(text, PRODUCT, "other", held.last)


def total_over(node: Apply) -> str:
    """The indices that a sum runs over, `ij`."""
    over = dict(node.settings)["over"]
    assert isinstance(over, Literal)
    return str(over.value)


LINEAR_FORMS: dict[type[Form], Printer] = {
    Infix: infix,
    Product: product,
    Fraction: quotient,
    Negative: negative,
    Power: power,
    Exponential: call,
    Root: root,
    Bars: bars,
    Call: call,
    Relation: relation,
    Indicator: indicator,
    Cases: cases,
    MatrixProduct: matrix_product,
    Superscript: superscript,
    Norm: norm,
    Index: index,
    Constant: constant,
    Same: same,
    Total: total,
}
"""A printer for every form; a notation starts from these and replaces what it does better."""
