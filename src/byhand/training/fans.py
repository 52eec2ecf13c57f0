"""How many values come into a unit and how many it feeds, and the gain of its activation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from byhand.errors import InputError
from byhand.language.errors_at import suggest
from byhand.language.expr import Expr, Number, substitute
from byhand.language.parse import parse_expression
from byhand.numeric.backends import FLOAT
from byhand.numeric.functions import evaluate_expression
from byhand.ops.gains import GAIN_SETTINGS, GAINS
from byhand.text import Text

Layout = Literal["out_in", "in_out"]
"""Which axes of a weight array are its outputs and inputs.

`out_in` is PyTorch's: `(out, in)` for `x @ W.T`, `(out, in, height, width)` for a convolution.
`in_out` is that of `X @ W`: `(in, out)`; further axes stand in front, `(height, width, in, out)`.
"""

_UNKNOWN = Text(
    en="I don't know the {what} '{name}'. There are: {known}.{hint}",
    zh="没有名为“{name}”的{what}。可用的有：{known}。{hint}",
)
_LAYOUT = Text(en="layout", zh="权重排布")
_NONLINEARITY = Text(en="nonlinearity", zh="非线性函数")
_TWO_AXES = Text(
    en="fan_in and fan_out need a weight array with at least 2 axes; this one has shape {shape}. "
    "Start a bias with zeros_.",
    zh="fan_in 和 fan_out 要求权重数组至少有 2 个轴，而这里的形状是 {shape}。"
    "偏置请用 zeros_ 初始化。",
)
_EMPTY = Text(
    en="A weight array of shape {shape} has no entries to start.",
    zh="形状为 {shape} 的权重数组没有元素，无从初始化。",
)


def check_choice(what: Text, name: object, known: Iterable[str]) -> None:
    """Raise `InputError` with a suggestion for a choice that does not exist."""
    options = list(known)
    if name not in options:
        hint = suggest(str(name), options)
        raise InputError(_UNKNOWN.fill(what=what, name=name, known=", ".join(options), hint=hint))


def fans(shape: Sequence[int], layout: Layout = "out_in") -> tuple[int, int]:
    """fan_in and fan_out of a weight array; both count the window of a convolution.

    `layout` says which axes are outputs and inputs: "out_in" for PyTorch's `(out, in, ...)`,
    "in_out" for the `(..., in, out)` of `X @ W`. Raises `InputError` for fewer than 2 axes.

    >>> fans((3, 5)), fans((3, 5), "in_out"), fans((8, 3, 5, 5))
    ((5, 3), (3, 5), (75, 200))
    """
    check_choice(_LAYOUT, layout, get_args(Layout))
    if len(shape) < 2:
        raise InputError(_TWO_AXES.fill(shape=tuple(shape)))
    if 0 in shape:
        raise InputError(_EMPTY.fill(shape=tuple(shape)))
    if layout == "out_in":
        (outputs, inputs), window = shape[:2], shape[2:]
    else:
        window, (inputs, outputs) = shape[:-2], shape[-2:]
    return inputs * math.prod(window), outputs * math.prod(window)


def gain_formula(nonlinearity: str, param: float | None = None) -> Expr:
    """The gain as a formula, its settings filled in; raises `InputError` for an unknown name."""
    check_choice(_NONLINEARITY, nonlinearity, GAINS)
    settings = dict(GAIN_SETTINGS.get(nonlinearity, {}))
    if param is not None:
        settings = dict.fromkeys(settings, float(param))
    words: dict[str, Expr] = {k: Number(repr(abs(v))) for k, v in settings.items()}
    return substitute(parse_expression(GAINS[nonlinearity]), words)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The gain that PyTorch recommends for a nonlinearity; `param` is a Leaky ReLU's slope.

    Source: `torch.nn.init.calculate_gain`.

    >>> calculate_gain("relu"), calculate_gain("tanh") == 5 / 3
    (1.4142135623730951, True)
    """
    return float(evaluate_expression(gain_formula(nonlinearity, param), {}, FLOAT))
