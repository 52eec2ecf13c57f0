"""Expressions over arrays as NumPy text that a person could have written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from byhand.graph.shapes import fixed_settings, shape_of
from byhand.language.expr import (
    Apply,
    Expr,
    Literal,
    Name,
    Number,
    Slice,
    Static,
    size,
    substitute,
)
from byhand.language.program import Shape
from byhand.language.statics import spelled_index
from byhand.language.templates import template
from byhand.numeric.functions import all_settings
from byhand.ops import CATALOGUE

ATOM, POWER, SIGN, PRODUCT, SUM, RELATION = 100, 40, 30, 20, 10, 5
_INFIX = {
    "add": (" + ", SUM),
    "sub": (" - ", SUM),
    "mul": (" * ", PRODUCT),
    "div": (" / ", PRODUCT),
    "matmul": (" @ ", PRODUCT),
    "dot": (" @ ", PRODUCT),
}
_RELATIONS = {"gt": " > ", "ge": " >= ", "lt": " < ", "le": " <= ", "eq": " == ", "ne": " != "}
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

Piece = tuple[str, int]


class NumpyText:
    """Writes expressions; what NumPy has no word for becomes a call of a helper function."""

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
        if op in _INFIX and op not in _SPECIAL:
            sign, level = _INFIX[op]
            left, right = self.held(args[0], level), self.held(args[1], level + 1)
            return f"{left}{sign}{right}", level
        if op in _RELATIONS:
            left, right = (self.held(arg, RELATION + 1) for arg in args)
            return f"{left}{_RELATIONS[op]}{right}", RELATION
        special = _SPECIAL.get(op)
        if special is not None:
            return special(self, node)
        if op in _METHODS:
            inner = ", ".join(self.axes(node))
            return f"{self.held(args[0], ATOM)}.{_METHODS[op]}({inner})", ATOM
        short = simple(node)
        if short is not node:
            return self.piece(short)
        function = FUNCTIONS.get(op) or self.helper(op)
        return f"{function}({self.arguments(node)})", ATOM

    def helper(self, op: str) -> str:
        """The name of the function of an operation that NumPy does not have."""
        self.helpers[op] = op
        return op

    def arguments(self, node: Apply) -> str:
        """Operands, and the settings that differ from the default."""
        parts = [self.text(arg) for arg in node.args]
        op = CATALOGUE[node.op]
        if node.op not in FUNCTIONS:
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


def number_text(value: Fraction) -> str:
    """A constant as Python writes it."""
    if value.denominator == 1 and abs(value) < 10**16:
        return str(value.numerator)
    return repr(float(value))


def python_text(value: Static) -> str:
    """A fixed setting as Python writes it."""
    if isinstance(value, tuple):
        inner = ", ".join(map(python_text, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, Slice):
        return f"slice({value.start}, {value.stop}, {value.step})"
    return str(value)


def _negative(writer: NumpyText, node: Apply) -> Piece:
    return f"-{writer.held(node.args[0], SIGN)}", SIGN


def _power(writer: NumpyText, node: Apply) -> Piece:
    base, exponent = writer.held(node.args[0], ATOM), writer.held(node.args[1], POWER)
    return f"{base} ** {exponent}", POWER


def _transpose(writer: NumpyText, node: Apply) -> Piece:
    axes = fixed_settings(CATALOGUE["transpose"], node.settings)["axes"]
    base = writer.held(node.args[0], ATOM)
    return (f"{base}.T" if axes is None else f"{base}.transpose{python_text(axes)}"), ATOM


def _swapped(writer: NumpyText, node: Apply) -> Piece:
    return f"{writer.held(node.args[0], ATOM)}.swapaxes(-1, -2)", ATOM


def _index(writer: NumpyText, node: Apply) -> Piece:
    spec = dict(node.settings)["at"]
    assert isinstance(spec, Literal)
    assert isinstance(spec.value, tuple)
    inner = spelled_index(spec.value, [writer.text(arg) for arg in node.args[1:]])
    return f"{writer.held(node.args[0], ATOM)}[{inner}]", ATOM


def _scatter(writer: NumpyText, node: Apply) -> Piece:
    s, like, *arrays = node.args
    spec = dict(node.settings)["at"]
    assert isinstance(spec, Literal)
    assert isinstance(spec.value, tuple)
    inner = spelled_index(spec.value, [writer.text(arg) for arg in arrays])
    writer.helpers["scatter"] = "scatter"
    return f"scatter({writer.text(s)}, {writer.held(like, ATOM)}.shape, np.s_[{inner}])", ATOM


def _expand(writer: NumpyText, node: Apply) -> Piece:
    s, like = node.args
    fixed = fixed_settings(CATALOGUE["expand"], node.settings)
    shape = f"{writer.held(like, ATOM)}.shape"
    text = writer.text(s)
    if not fixed["keepdims"] and fixed["axis"] is not None and writer.rank(s):
        text = f"np.expand_dims({text}, {python_text(fixed['axis'])})"
    return f"np.broadcast_to({text}, {shape})", ATOM


def _size(writer: NumpyText, node: Apply) -> Piece:
    axis = fixed_settings(CATALOGUE["size"], node.settings)["axis"]
    base = writer.held(node.args[0], ATOM)
    if axis is None:
        return (f"{base}.size" if writer.rank(node.args[0]) else "1"), ATOM
    axes = axis if isinstance(axis, tuple) else (axis,)
    return " * ".join(f"{base}.shape[{one}]" for one in axes), PRODUCT if len(axes) > 1 else ATOM


def _indicator(writer: NumpyText, node: Apply) -> Piece:
    return f"np.where({writer.text(node.args[0])}, 1.0, 0.0)", ATOM


def _product(writer: NumpyText, node: Apply) -> Piece:
    """A product; beside an array a condition may stand as it is, for True counts as 1."""
    left, right = node.args
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Apply) and one.op == "ind" and not _is_condition(other):
            gate = f"({writer.text(one.args[0])})"
            text = writer.held(other, PRODUCT)
            return (f"{gate} * {text}" if one is left else f"{text} * {gate}"), PRODUCT
    return f"{writer.held(left, PRODUCT)} * {writer.held(right, PRODUCT + 1)}", PRODUCT


def _is_condition(expr: Expr) -> bool:
    return isinstance(expr, Apply) and (expr.op == "ind" or expr.op in _RELATIONS)


def _shaped(writer: NumpyText, node: Apply) -> Piece:
    fixed: Any = fixed_settings(CATALOGUE[node.op], node.settings)["shape"]
    shape = python_text(fixed if isinstance(fixed, tuple) else (fixed,))
    if node.op == "eye":
        return f"np.eye({shape.strip('(,)')})", ATOM
    return f"np.{node.op}({shape})", ATOM


def _reshape(writer: NumpyText, node: Apply) -> Piece:
    shape: Any = fixed_settings(CATALOGUE["reshape"], node.settings)["shape"]
    inner = python_text(shape if isinstance(shape, tuple) else (shape,))
    return f"{writer.held(node.args[0], ATOM)}.reshape({inner})", ATOM


def _reshape_like(writer: NumpyText, node: Apply) -> Piece:
    base, like = (writer.held(arg, ATOM) for arg in node.args)
    return f"{base}.reshape({like}.shape)", ATOM


def _along_axis(function: str) -> Callable[[NumpyText, Apply], Piece]:
    def written(writer: NumpyText, node: Apply) -> Piece:
        axis = fixed_settings(CATALOGUE[node.op], node.settings)["axis"]
        parts = ", ".join(writer.text(arg) for arg in node.args)
        inner = f"[{parts}]" if len(node.args) > 1 else parts
        return f"{function}({inner}, {python_text(axis)})", ATOM

    return written


def _identity(writer: NumpyText, node: Apply) -> Piece:
    return f"np.eye({writer.held(node.args[0], ATOM)}.shape[0])", ATOM


def _logdet(writer: NumpyText, node: Apply) -> Piece:
    return f"np.linalg.slogdet({writer.text(node.args[0])})[1]", ATOM


def _copy(writer: NumpyText, node: Apply) -> Piece:
    return writer.piece(node.args[0])


_SPECIAL: dict[str, Callable[[NumpyText, Apply], Piece]] = {
    "neg": _negative,
    "pow": _power,
    "mul": _product,
    "transpose": _transpose,
    "mT": _swapped,
    "index": _index,
    "scatter": _scatter,
    "expand": _expand,
    "size": _size,
    "ind": _indicator,
    "ones": _shaped,
    "zeros": _shaped,
    "eye": _shaped,
    "reshape": _reshape,
    "reshape_like": _reshape_like,
    "unsqueeze": _along_axis("np.expand_dims"),
    "squeeze": _along_axis("np.squeeze"),
    "concat": _along_axis("np.concatenate"),
    "identity": _identity,
    "logdet": _logdet,
    "copy": _copy,
}
