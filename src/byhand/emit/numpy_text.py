"""Expressions over arrays as NumPy text that a person could have written."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.emit.numpy_forms import (
    ATOM,
    PRODUCT,
    RELATION,
    RELATIONS,
    SPECIAL,
    SUM,
    Piece,
    Writes,
    number_text,
    python_text,
)
from byhand.graph.shapes import fixed_settings, shape_of
from byhand.language.expr import (
    Apply,
    Expr,
    Name,
    Number,
    size,
    substitute,
)
from byhand.language.program import Shape
from byhand.language.templates import template
from byhand.numeric.functions import all_settings
from byhand.ops import CATALOGUE

_INFIX = {
    "add": (" + ", SUM),
    "sub": (" - ", SUM),
    "mul": (" * ", PRODUCT),
    "div": (" / ", PRODUCT),
    "matmul": (" @ ", PRODUCT),
    "dot": (" @ ", PRODUCT),
}
UFUNCS = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "log1p", "expm1", "sign")
FUNCTIONS = {name: f"np.{name}" for name in UFUNCS} | {
    "abs": "np.abs",
    "max": "np.maximum",
    "min": "np.minimum",
    "where": "np.where",
    "outer": "np.outer",
    "trace": "np.trace",
    "det": "np.linalg.det",
    "inv": "np.linalg.inv",
    "diag": "np.diag",
    "tril": "np.tril",
    "ones_like": "np.ones_like",
}
_METHODS = {"sum": "sum", "mean": "mean", "prod": "prod", "amax": "max", "amin": "min"}


class NumpyText:
    """Writes expressions; what NumPy has no word for becomes a call of a helper function."""

    functions: Mapping[str, str] = FUNCTIONS
    special: Mapping[str, Writes] = SPECIAL

    def __init__(self, names: Mapping[str, str], shapes: Mapping[str, Shape]) -> None:
        self.names, self.shapes = names, shapes
        self.helpers: dict[str, str] = {}
        """The operations that need a function of their own, by the name of the function."""

    def text(self, expr: Expr) -> str:
        """An expression, without brackets around it."""
        return self.piece(expr)[0]

    def held(self, expr: Expr, level: int) -> str:
        """An operand, in brackets where it binds looser."""
        text, holds = self.piece(expr)
        return text if holds >= level else f"({text})"

    def piece(self, expr: Expr) -> Piece:
        """An expression and how tightly it holds together."""
        match expr:
            case Number():
                # `2.shape` would be no number: what follows a dot needs brackets.
                return number_text(expr.value), ATOM - 1
            case Name(name):
                return self.names.get(name, name), ATOM
            case Apply():
                return self.apply(expr)
            case _:
                raise TypeError(expr)

    def apply(self, node: Apply) -> Piece:
        """An operation, in the way NumPy has for it."""
        op, args = node.op, node.args
        if op in _INFIX and op not in self.special:
            sign, level = _INFIX[op]
            left, right = self.held(args[0], level), self.held(args[1], level + 1)
            return f"{left}{sign}{right}", level
        if op in RELATIONS:
            left, right = (self.held(arg, RELATION + 1) for arg in args)
            return f"{left}{RELATIONS[op]}{right}", RELATION
        special = self.special.get(op)
        if special is not None:
            return special(self, node)
        if op in _METHODS:
            inner = ", ".join(self.axes(node))
            return f"{self.held(args[0], ATOM)}.{_METHODS[op]}({inner})", ATOM
        short = simple(node)
        if short is not node:
            return self.piece(short)
        return self.called(node)

    def called(self, node: Apply) -> Piece:
        """A function of the library, or one of byhand's own."""
        function = self.functions.get(node.op) or self.helper(node.op)
        return f"{function}({self.arguments(node)})", ATOM

    def helper(self, op: str) -> str:
        """The name of the function of an operation that NumPy does not have."""
        self.helpers[op] = op
        return op

    def arguments(self, node: Apply) -> str:
        """Operands, and the settings that differ from the default."""
        parts = [self.text(arg) for arg in node.args]
        op = CATALOGUE[node.op]
        if node.op not in self.functions:
            fixed = fixed_settings(op, node.settings)
            for key, value in all_settings(op, node.settings).items():
                text = python_text(fixed[key]) if key in fixed else self.text(value)
                # A kernel has no defaults of its own.
                if not op.elementwise or op.settings[key] != text:
                    parts.append(f"{key}={text}")
        return ", ".join(parts)

    def axes(self, node: Apply) -> list[str]:
        """The settings of a reduction that differ from the default."""
        fixed = fixed_settings(CATALOGUE[node.op], node.settings)
        shown = [] if fixed["axis"] is None else [f"axis={python_text(fixed['axis'])}"]
        return shown + (["keepdims=True"] if fixed.get("keepdims") else [])

    def rank(self, expr: Expr) -> int:
        """The number of axes of an expression."""
        return len(shape_of(expr, self.shapes))


def simple(expr: Expr) -> Expr:
    """An operation whose definition is one other operation, by that: ReLU is max(0, x)."""
    if not isinstance(expr, Apply):
        return expr
    entry = CATALOGUE[expr.op]
    if not entry.elementwise or not entry.formula or entry.stable or entry.settings:
        return expr
    formula = template(entry.formula)
    if size(formula) > 1:
        return expr
    return substitute(formula, dict(zip(entry.operands, expr.args, strict=True)))
