"""Small arithmetic on arrays that a person does without noticing; shapes are kept."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.calculus.tidy import tidy
from byhand.graph.patterns import ShapeError, broadcast
from byhand.graph.shape_rules import axes_of
from byhand.graph.shapes import fixed_settings, shape_of
from byhand.language.expr import ONE, Apply, Expr, Literal, fold
from byhand.language.program import Shape
from byhand.ops import CATALOGUE

Shapes = Mapping[str, Shape]


def tidy_arrays(expr: Expr, shapes: Shapes) -> Expr:
    """The expression without transposes of transposes, factors 1, and needless repetition.

    >>> from byhand.language.parse import parse_expression as read
    >>> from byhand.language.notations import PLAIN
    >>> from byhand.language.show import show
    >>> show(tidy_arrays(read("expand(g, x) * (2 * x)"), {"x": ("N",)}), PLAIN)
    'g*(2*x)'
    """
    wanted = shape_of(expr, shapes)

    def join(node: Apply, parts: list[Expr]) -> Expr:
        return _step(Apply(node.op, tuple(parts), node.settings, node.at), shapes)

    found = fold(expr, lambda leaf: leaf, join)
    for better in (tidy(found), found):
        if _fits(better, wanted, shapes):
            return better
    return expr


def _fits(expr: Expr, wanted: Shape, shapes: Shapes) -> bool:
    try:
        return shape_of(expr, shapes) == wanted
    except ShapeError:
        return False


def _step(node: Apply, shapes: Shapes) -> Expr:
    match node:
        case Apply("expand", (s, like)):
            return _expanded(node, s, like, shapes)
        case Apply("transpose", (Apply("transpose", (x,), ()),), ()):
            return x
        case Apply("transpose" | "mT", (x,)) if len(shape_of(x, shapes)) < 2:
            return x
        case Apply("mT", (x,)) if len(shape_of(x, shapes)) == 2:
            return _step(Apply("transpose", (x,)), shapes)
        case Apply("reshape_like", (x, like)) if shape_of(x, shapes) == shape_of(like, shapes):
            return x
        case Apply("mul" | "div", args) if any(_is_expand(arg) for arg in args):
            return _merged(node, shapes)
    return node


def _expanded(node: Apply, s: Expr, like: Expr, shapes: Shapes) -> Expr:
    if shape_of(s, shapes) == shape_of(like, shapes):
        return s
    return Apply("ones_like", (like,)) if s == ONE else node


def _is_expand(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op in ("expand", "ones_like")


def _merged(node: Apply, shapes: Shapes) -> Expr:
    """A product in which repeating an operand is left to broadcasting, where it does the same."""
    whole = shape_of(node, shapes)
    for slot, arg in enumerate(node.args):
        if not _is_expand(arg) or not isinstance(arg, Apply):
            continue
        if node.op == "div" and slot == 1:
            continue
        bare = ONE if arg.op == "ones_like" else broadcasting(arg, shapes)
        args = tuple(bare if i == slot else other for i, other in enumerate(node.args))
        if broadcast(*(shape_of(a, shapes) for a in args)) == whole:
            return tidy(Apply(node.op, args, node.settings))
        if node.op == "div" and arg.op == "expand":  # expand(g) / n is expand(g / n)
            inner = tidy(Apply("div", (arg.args[0], node.args[1])))
            if shape_of(node.args[1], shapes) == ():
                return Apply("expand", (inner, arg.args[1]), arg.settings)
        if node.op == "div" and arg.op == "ones_like" and shape_of(node.args[1], shapes) == ():
            inner = tidy(Apply("div", (ONE, node.args[1])))
            return Apply("expand", (inner, arg.args[0]))
    return node


def broadcasting(arg: Apply, shapes: Shapes) -> Expr:
    """What is repeated, with axes of length 1 where the repetition goes on inside."""
    inner, like = arg.args
    fixed = fixed_settings(CATALOGUE["expand"], arg.settings)
    if fixed["keepdims"] or fixed["axis"] is None:
        return inner
    rank = len(shape_of(like, shapes))
    gone = sorted(axes_of(fixed["axis"], rank))
    if gone == list(range(len(gone))):
        return inner  # only leading axes were repeated, which broadcasting does by itself
    for axis in gone:
        inner = Apply("unsqueeze", (inner,), (("axis", Literal(axis)),))
    return inner
