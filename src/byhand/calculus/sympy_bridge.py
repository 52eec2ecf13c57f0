"""Between byhand's expressions and SymPy's; nothing a person typed is ever handed over as text."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

from byhand.language.expr import Apply, Expr, Leaf, Name, Number, Partial, fold, number
from byhand.language.notations import PLAIN
from byhand.language.parse import parse_expression
from byhand.language.show import show
from byhand.numeric.functions import all_settings
from byhand.ops import CATALOGUE

if TYPE_CHECKING:
    import sympy as sp


def to_sympy(expr: Expr, symbols: dict[str, Any]) -> sp.Expr:
    """The whole meaning of an expression: operations by their definitions, down to SymPy's own.

    `symbols` maps names to SymPy symbols and is filled as names appear.
    """
    import sympy as sp

    def leaf(node: Leaf) -> Any:
        if isinstance(node, Number):
            return sp.Rational(node.value.numerator, node.value.denominator)
        name = node.name if isinstance(node, Name) else show(node, PLAIN)
        return symbols.setdefault(name, sp.Symbol(name, real=True))

    def join(node: Apply, parts: list[Any]) -> Any:
        op = CATALOGUE[node.op]
        if len(parts) > len(op.operands):
            first = join(node_of(node, 2), parts[:2])
            return reduce(lambda x, y: join(node_of(node, 2), [x, y]), parts[2:], first)
        if op.formula:
            inner: dict[str, Any] = dict(zip(op.operands, parts, strict=True))
            for key, value in all_settings(op, node.settings).items():
                inner[key] = to_sympy(value, {})
            return to_sympy(parse_expression(op.formula), inner)
        return _kernel(op.kernel)(*parts)

    return fold(expr, leaf, join)


def node_of(node: Apply, count: int) -> Apply:
    """The same operation on the first operands only."""
    return Apply(node.op, node.args[:count], node.settings)


def _kernel(name: str) -> Callable[..., Any]:
    import sympy as sp

    own: dict[str, Callable[..., Any]] = {
        "truediv": operator.truediv,
        "pow": sp.Pow,
        "abs": sp.Abs,
        "max": sp.Max,
        "min": sp.Min,
        "sign": sp.sign,
        "log1p": lambda x: sp.log(1 + x),
        "expm1": lambda x: sp.exp(x) - 1,
        "where": lambda c, x, y: sp.Piecewise((x, sp.Ne(c, 0)), (y, True)),
    }
    relations = {"gt": sp.Gt, "ge": sp.Ge, "lt": sp.Lt, "le": sp.Le, "eq": sp.Eq, "ne": sp.Ne}
    if name in relations:
        return lambda x, y: sp.Piecewise((1, relations[name](x, y)), (0, True))
    return own.get(name) or getattr(sp, name, None) or getattr(operator, name)


class NotOursError(LookupError):
    """SymPy answered with something byhand's language has no word for."""


def from_sympy(value: Any, words: dict[Any, Expr] | None = None) -> Expr:
    """A SymPy expression in byhand's language; `words` names the symbols.

    Raises `NotOursError` for functions outside the catalogue.
    """
    import sympy as sp

    kinds: dict[Any, str] = {
        sp.exp: "exp",
        sp.log: "log",
        sp.sin: "sin",
        sp.cos: "cos",
        sp.tan: "tan",
        sp.tanh: "tanh",
        sp.Abs: "abs",
        sp.sign: "sign",
        sp.erf: "erf",
        sp.Max: "max",
        sp.Min: "min",
    }
    if value.is_Rational:
        return number(value.p) if value.q == 1 else _ratio(value)
    if value.is_Symbol:
        return (words or {}).get(value, Name(value.name))
    if value.is_Number or value.is_NumberSymbol:
        return Number(str(sp.N(value, 17)))
    parts = [from_sympy(arg, words) for arg in value.args if not isinstance(arg, sp.Tuple)]
    if value.is_Add or value.is_Mul:
        op = "add" if value.is_Add else "mul"
        return reduce(lambda x, y: Apply(op, (x, y)), parts)
    if value.is_Pow:
        return Apply("pow", (parts[0], parts[1]))
    if value.func in kinds:
        return Apply(kinds[value.func], tuple(parts))
    if value.func == sp.Heaviside:
        return Apply("ind", (Apply("gt", (parts[0], Number("0"))),))
    raise NotOursError(str(value.func))


def _ratio(value: Any) -> Expr:
    top, bottom = number(abs(value.p)), number(value.q)
    ratio = Apply("div", (top, bottom))
    return Apply("neg", (ratio,)) if value.p < 0 else ratio


def names_only(expr: Expr) -> bool:
    """Whether an expression holds no gradient of its own."""
    return fold(expr, lambda leaf: not isinstance(leaf, Partial), lambda _, parts: all(parts))
