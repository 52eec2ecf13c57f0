"""Local derivatives: how the result of one operation answers to one of its operands."""

from __future__ import annotations

from byhand.calculus.tidy import tidy
from byhand.graph import Node
from byhand.language.expr import Expr, Name, Number, substitute
from byhand.language.parse import parse_expression
from byhand.numeric.functions import Settings, all_settings
from byhand.ops import CATALOGUE, Op

_KNOWN: dict[tuple[str, int, Settings], tuple[Op, Expr]] = {}


def partial_of(name: str, slot: int, settings: Settings) -> Expr:
    """∂out/∂operand over the operand names and `out`: the hand-written form, or SymPy's.

    >>> partial_of("sigmoid", 0, ()).op
    'mul'
    """
    op = CATALOGUE[name]
    key = (name, slot, settings)
    known = _KNOWN.get(key)
    if known is None or known[0] is not op:
        known = _KNOWN[key] = (op, _partial(op, slot, settings))
    return known[1]


def _partial(op: Op, slot: int, settings: Settings) -> Expr:
    operand = op.operands[slot]
    if operand in op.partials:
        partial = parse_expression(op.partials[operand])
    else:
        partial = _by_sympy(op, operand)
    return substitute(partial, all_settings(op, settings))


def slope_of(name: str, slot: int, settings: Settings) -> Expr:
    """The local derivative as it is computed: in a form that does not overflow, if there is one."""
    op = CATALOGUE[name]
    stable = op.stable_partials.get(op.operands[slot])
    if stable is None:
        return partial_of(name, slot, settings)
    key = (name, ~slot, settings)
    known = _KNOWN.get(key)
    if known is None or known[0] is not op:
        expr = substitute(parse_expression(stable), all_settings(op, settings))
        known = _KNOWN[key] = (op, expr)
    return known[1]


def _by_sympy(op: Op, operand: str) -> Expr:
    """SymPy's derivative of the definition, in its shortest form."""
    import sympy as sp

    from byhand.calculus.sympy_bridge import from_sympy, to_sympy
    from byhand.language.expr import Apply

    symbols: dict[str, sp.Symbol] = {}
    call = Apply(op.name, tuple(Name(name) for name in op.operands))
    settings = {key: Name(key) for key in op.settings}
    call = Apply(op.name, call.args, tuple(settings.items()))
    slope = sp.diff(to_sympy(call, symbols), symbols[operand])
    forms = [slope, sp.factor(slope), sp.together(slope)]
    return tidy(from_sympy(min(forms, key=lambda form: (form.count_ops(), str(form)))))


def local_derivative(node: Node, slot: int) -> Expr:
    """∂node/∂operand in the names of the graph, `a·(1 − a)`.

    >>> from byhand.language.parse import parse_expression
    >>> node = Node("a", "sigmoid", (Name("z"),))
    >>> local_derivative(node, 0) == parse_expression("a*(1 - a)")
    True
    """
    op = CATALOGUE[node.op]
    words: dict[str, Expr] = dict(zip(op.operands, node.args, strict=True))
    words["out"] = Name(node.id)
    partial = partial_of(node.op, slot, node.settings)
    if isinstance(partial, Name):  # the other factor of a product: nothing to tidy
        return words.get(partial.name, partial)
    return partial if isinstance(partial, Number) else tidy(substitute(partial, words))


def flows(node: Node, slot: int) -> bool:
    """Whether a gradient flows back through an operand: not through a condition."""
    op = CATALOGUE[node.op]
    return not op.stops or op.operand(slot) in op.differentiable
