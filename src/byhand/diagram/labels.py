"""What stands in the boxes: the sign of an operation, or its whole formula."""

from __future__ import annotations

from byhand.diagram.scene import Label
from byhand.graph import Node
from byhand.language.constants import constant_value
from byhand.language.expr import Apply, Expr, Name
from byhand.language.identifiers import Symbol
from byhand.language.notations import TYPST, UNICODE
from byhand.language.show import show
from byhand.numeric.backends import Value
from byhand.numeric.rounding import shown
from byhand.ops import CATALOGUE
from byhand.ops.forms import Call, Exponential, Fraction, Infix, Negative, Product, Relation, Same

NAME_SIZE = 8.0


def formula_label(expr: Expr, color: str = "ink", size: float = 11) -> Label:
    """A formula, typeset and in plain characters."""
    if isinstance(expr, Apply) and isinstance(CATALOGUE[expr.op].form, Relation):
        expr = Apply("ind", (expr,))
    return Label(show(expr, TYPST), show(expr, UNICODE), color, size)


def equation_label(
    left: Expr, right: Expr, sign: str = "=", color: str = "ink", size: float = 11
) -> Label:
    """A line of the program, `z = v₁ + b`."""
    one, other = formula_label(left), formula_label(right)
    relation = sign if sign == "=" else f'class("relation", "{sign}")'
    math = f"{one.math} {relation} {other.math}"
    return Label(math, f"{one.plain} {sign} {other.plain}", color, size)


def number_label(value: Value, digits: int, color: str) -> Label:
    """A number as the page shows it."""
    return formula_label(shown(value, digits).expr, color, 10)


def sign_label(node: Node, expr: Expr) -> Label:
    """The sign of an operation, with its constant where it has one: `×`, `+1`, `σ`, `z²`."""
    form = CATALOGUE[node.op].form
    values = [arg for arg in node.args if isinstance(arg, Name)]
    if len(values) == len(node.args):
        sign = _bare_sign(form)
        if sign and not node.settings:
            return sign
    if isinstance(form, (Infix, Product, Fraction)) and isinstance(node.args[0], Name):
        return _with_constant(form, node.args[1])
    commutes = isinstance(form, Product) or (isinstance(form, Infix) and form.chains)
    if commutes and constant_value(node.args[0]) is not None:
        return _with_constant(form, node.args[0])
    return formula_label(expr)


def _bare_sign(form: object) -> Label | None:
    match form:
        case Infix(sign=sign):
            return Label(TYPST.sign(sign), sign)
        case Product():
            return Label("×", "×")
        case Fraction():
            return Label("÷", "÷")
        case Negative():
            return Label("−", "−")
        case Same():
            return Label("=", "=")
        case Exponential():
            return Label('op("exp")', "exp")
        case Call(sign=sign):
            return Label(TYPST.symbol(Symbol(sign)), sign)
        case _:
            return None


def _with_constant(form: object, constant: Expr) -> Label:
    """`+1`, `×2`, `÷2`; a negative constant in brackets."""
    sign = form.sign if isinstance(form, Infix) else ("×" if isinstance(form, Product) else "÷")
    math, plain = (show(constant, notation) for notation in (TYPST, UNICODE))
    if plain.startswith("−"):
        math, plain = f"({math})", f"({plain})"
    # `class("unary")` keeps the sign close to its number: +1, not + 1.
    return Label(f'class("unary", {TYPST.sign(sign).strip()}) {math}', f"{sign}{plain}")


def name_label(name: str) -> Label:
    """The name of a value, small and grey, under the sign of the operation that makes it."""
    expr = Name(name)
    return Label(show(expr, TYPST), show(expr, UNICODE), "faint", NAME_SIZE)
