"""How operations are written in NumPy that are neither a sign, a method nor a plain function."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from byhand.graph.shapes import fixed_settings
from byhand.language.expr import Apply, Expr, Literal, Slice, Static
from byhand.language.statics import spelled_index
from byhand.ops import CATALOGUE

if TYPE_CHECKING:
    from byhand.emit.numpy_text import NumpyText

ATOM, POWER, SIGN, PRODUCT, SUM, RELATION = 100, 40, 30, 20, 10, 5
RELATIONS = {"gt": " > ", "ge": " >= ", "lt": " < ", "le": " <= ", "eq": " == ", "ne": " != "}

Piece = tuple[str, int]
"""A text, and how tightly it holds together."""


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
    return isinstance(expr, Apply) and (expr.op == "ind" or expr.op in RELATIONS)


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


Writes = Callable[["NumpyText", Apply], Piece]
"""How one operation is written."""

SPECIAL: dict[str, Writes] = {
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
