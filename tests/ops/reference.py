"""A second opinion on the catalogue: every operation defined again, in SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from byhand.language.expr import Apply, Expr, Leaf, Name, Number, fold
from byhand.language.parse import parse_expression
from byhand.ops import CATALOGUE


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + sp.exp(-x))


def _one_if(condition: Any) -> Any:
    return sp.Piecewise((1, condition), (0, True))


def _if_positive(x: Any, yes: Any, no: Any) -> Any:
    return sp.Piecewise((yes, x > 0), (no, True))


# PyTorch's defaults, from its documentation.
LEAK = sp.Rational(1, 100)
SELU_ALPHA = sp.Rational("1.6732632423543772848170429916717")
SELU_SCALE = sp.Rational("1.0507009873554804934193349852946")

DEFINITIONS: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "pow": lambda x, y: x**y,
    "copy": lambda x: x,
    "abs": lambda x: _if_positive(x, x, -x),
    "sign": lambda x: _one_if(x > 0) - _one_if(x < 0),
    "max": lambda x, y: sp.Piecewise((x, x >= y), (y, True)),
    "min": lambda x, y: sp.Piecewise((x, x <= y), (y, True)),
    "maxout": lambda x, y: sp.Piecewise((x, x >= y), (y, True)),
    "where": lambda c, x, y: sp.Piecewise((x, sp.Ne(c, 0)), (y, True)),
    "ind": lambda c: c,
    "gt": lambda x, y: _one_if(x > y),
    "ge": lambda x, y: _one_if(x >= y),
    "lt": lambda x, y: _one_if(x < y),
    "le": lambda x, y: _one_if(x <= y),
    "eq": lambda x, y: _one_if(sp.Eq(x, y)),
    "ne": lambda x, y: _one_if(sp.Ne(x, y)),
    "exp": sp.exp,
    "log": sp.log,
    "log1p": lambda x: sp.log(1 + x),
    "expm1": lambda x: sp.exp(x) - 1,
    "sqrt": sp.sqrt,
    "sin": sp.sin,
    "cos": sp.cos,
    "tan": lambda x: sp.sin(x) / sp.cos(x),
    "erf": sp.erf,
    "sigmoid": _sigmoid,
    "tanh": lambda x: (sp.exp(x) - sp.exp(-x)) / (sp.exp(x) + sp.exp(-x)),
    "relu": lambda x: _if_positive(x, x, 0),
    "leaky_relu": lambda x, negative_slope=LEAK: _if_positive(x, x, negative_slope * x),
    "elu": lambda x, alpha=1: _if_positive(x, x, alpha * (sp.exp(x) - 1)),
    "selu": lambda x, alpha=SELU_ALPHA, scale=SELU_SCALE: (
        scale * _if_positive(x, x, alpha * (sp.exp(x) - 1))
    ),
    "gelu": lambda x: x * (1 + sp.erf(x / sp.sqrt(2))) / 2,
    "silu": lambda x: x * _sigmoid(x),
    "softplus": lambda x, beta=1: sp.log(1 + sp.exp(beta * x)) / beta,
}


def definition(name: str) -> Callable[..., Any]:
    """The SymPy definition of an operation; an entry not in the table speaks for itself."""
    if name in DEFINITIONS:
        return DEFINITIONS[name]
    op = CATALOGUE[name]

    def from_entry(*operands: Any, **settings: Any) -> Any:
        if not op.formula:
            return getattr(sp, op.kernel)(*operands)
        defaults = {key: meaning(parse_expression(v), {}) for key, v in op.settings.items()}
        words = {**dict(zip(op.operands, operands, strict=True)), **defaults, **settings}
        return meaning(parse_expression(op.formula), words)

    return from_entry


def meaning(expr: Expr, words: Mapping[str, Any]) -> Any:
    """An expression in SymPy, by the definitions above and not by the catalogue's."""

    def leaf(node: Leaf) -> Any:
        if isinstance(node, Number):
            return sp.Rational(node.value.numerator, node.value.denominator)
        assert isinstance(node, Name), node
        return words[node.name] if node.name in words else sp.Symbol(node.name, real=True)

    def join(node: Apply, parts: list[Any]) -> Any:
        settings = {key: meaning(value, {}) for key, value in node.settings}
        function, wanted = definition(node.op), len(CATALOGUE[node.op].operands)
        result = function(*parts[:wanted], **settings)
        for part in parts[wanted:]:
            result = function(result, part)
        return result

    return fold(expr, leaf, join)
