"""SymPy as a second opinion: derivatives that share nothing with the catalogue's partials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from byhand.calculus.sympy_bridge import to_sympy
from byhand.graph import Graph, Node
from byhand.language.expr import Apply, Expr, Name, names, size, substitute
from byhand.numeric.backends import Value, many_digits
from byhand.numeric.functions import Settings
from byhand.ops import CATALOGUE, Op

WHOLE_LIMIT = 60
"""Up to this many operations, written out without shared parts, SymPy gets the whole formula."""

_KNOWN: dict[tuple[str, int, Settings], tuple[Op, Callable[..., Value]]] = {}


def whole_formula(graph: Graph, of: str) -> Expr | None:
    """The output in terms of the inputs alone, or None where that is too long."""
    expr: Expr = Name(of)
    while True:
        inner = [n for n in names(expr) if not graph.nodes[n].is_input]
        if not inner:
            return expr
        expr = substitute(expr, {name: graph.nodes[name].expr for name in inner})
        if size(expr) > WHOLE_LIMIT:
            return None


def whole_derivatives(
    expr: Expr, wrt: tuple[str, ...], at: Mapping[str, Fraction]
) -> dict[str, float]:
    """SymPy's derivatives of the whole formula, evaluated to 30 digits."""
    import sympy as sp

    symbols: dict[str, Any] = {name: sp.Symbol(name, real=True) for name in at}
    formula = to_sympy(expr, symbols)
    point = {symbols[n]: sp.Rational(v.numerator, v.denominator) for n, v in at.items()}
    found: dict[str, float] = {}
    for name in wrt:
        slope = sp.diff(formula, symbols[name]).subs(point)
        found[name] = float(sp.N(slope, 30))
    return found


def tangent(
    graph: Graph, of: str, values: Mapping[str, Value], direction: Mapping[str, Value]
) -> Value:
    """The derivative along a direction, carried forward with SymPy's derivative of each operation.

    `values` are many-digit numbers for every node.
    """
    zero = many_digits().number(Fraction(0))
    slopes: dict[str, Value] = {n: direction.get(n, zero) for n in graph.inputs}
    for node in graph.nodes.values():
        if node.is_input:
            continue
        total = direction.get(node.id, zero)
        for edge in graph.edges_into(node):
            slope = slopes[edge.tail]
            if (
                slope
                and CATALOGUE[node.op].operands[edge.slot] in CATALOGUE[node.op].differentiable
            ):
                total += slope * _slope(node, edge.slot, values)
        slopes[node.id] = total
        if node.id == of:
            break
    return slopes[of]


def _slope(node: Node, slot: int, values: Mapping[str, Value]) -> Value:
    from byhand.numeric.evaluate import operand_values

    op = CATALOGUE[node.op]
    key = (node.op, slot, node.settings)
    known = _KNOWN.get(key)
    if known is None or known[0] is not op:
        known = _KNOWN[key] = (op, _slope_function(op, slot, node.settings))
    return known[1](*operand_values(node, values, many_digits()))


def _slope_function(op: Op, slot: int, settings: Settings) -> Callable[..., Value]:
    import sympy as sp

    symbols: dict[str, Any] = {n: sp.Symbol(n, real=True) for n in op.operands}
    call = Apply(op.name, tuple(Name(n) for n in op.operands), settings)
    slope = sp.diff(to_sympy(call, symbols), symbols[op.operands[slot]])
    return sp.lambdify([symbols[n] for n in op.operands], slope, modules="mpmath")
