"""Rewriting a formula step by step: each step has a reason, and the shortest form is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from byhand.calculus.rewrite_context import Axes, Context, reduction
from byhand.calculus.rewrite_monomials import monomial
from byhand.graph.patterns import ShapeError
from byhand.language.expr import Apply, Expr, Leaf, Literal, Name, fold
from byhand.language.notations import PLAIN
from byhand.language.program import Shape
from byhand.language.show import show
from byhand.ops import CATALOGUE
from byhand.text import Text

ARITHMETIC = ("add", "sub", "mul", "div", "neg", "pow", "sqrt", "copy")
_MOVING = (
    *("expand", "unsqueeze", "squeeze", "transpose", "mT", "reshape", "reshape_like"),
    *("index", "first", "last"),
)
_ROUNDS = 8
_REPEATS = 12


@dataclass(frozen=True)
class Reason:
    """Why a step may be taken; `parts` fill the placeholders of the text."""

    text: Text
    parts: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True)
class Rewriting:
    """One line of a derivation of a closed form: the formula, and why it equals the one before."""

    expr: Expr
    reason: Text
    parts: Mapping[str, Expr] = field(default_factory=dict)


Rule = Callable[[Apply], "tuple[Expr, Reason] | None"]
"""One operation, its operands already rewritten, to something equal and why."""


def everywhere(expr: Expr, rule: Rule, ctx: Context) -> tuple[Expr, Reason | None]:
    """A rule applied wherever it fits, from the leaves up, as long as the reason is the same."""
    found: list[Reason] = []

    def join(node: Apply, parts: list[Expr]) -> Expr:
        new = rebuilt(node, parts, ctx)
        for _ in range(_REPEATS):
            step = rule(new) if isinstance(new, Apply) else None
            if step is None or step[0] == new or (found and step[1] != found[0]):
                break
            if not ctx.fits(step[0], ctx.shape(new)):
                break
            found.append(step[1])
            new = step[0]
        return new

    result = fold(expr, _leaf, join)
    return result, found[0] if found else None


def _leaf(node: Leaf) -> Expr:
    return node


def rebuilt(node: Apply, parts: Sequence[Expr], ctx: Context) -> Expr:
    """An operation with rewritten operands, each with the shape that the operation needs."""
    if all(new is old or new == old for new, old in zip(parts, node.args, strict=True)):
        return node
    if node.op == "sum":
        axes, keepdims = ctx.axes(node)
        return summed(parts[0], ctx.shape(node.args[0]), axes, keepdims, ctx)
    if node.op in _MOVING and ctx.shape(parts[0]) == ():
        return parts[0]  # every entry is the same number, wherever it is moved
    args = tuple(parts)
    if not CATALOGUE[node.op].elementwise:
        args = tuple(
            ctx.exact(new, ctx.shape(old), _model(old))
            for new, old in zip(parts, node.args, strict=True)
        )
    return Apply(node.op, args, node.settings)


def _model(old: Expr) -> str:
    """The value whose shape an array of ones was made with."""
    ones = isinstance(old, Apply) and old.op == "ones_like" and isinstance(old.args[0], Name)
    return old.args[0].name if ones else ""  # type: ignore[union-attr]


def summed(expr: Expr, full: Shape, axes: Axes, keepdims: bool, ctx: Context) -> Expr:
    """The sum of what broadcasts to a shape: an axis that is not there gives its length."""
    shape = ctx.shape(expr)
    missing = len(full) - len(shape)
    absent = [a for a in axes if a < missing or (shape[a - missing] == 1 != full[a])]
    inside = tuple(a - missing for a in axes if a >= missing)
    count = ctx.length(tuple(full[a] for a in absent))
    if any(shape[a] != 1 for a in inside) or (inside and not absent):
        expr = reduction(expr, inside, len(shape), keepdims)
    elif not keepdims:
        expr = squeezed(expr, inside, len(shape), ctx)
    return (count * monomial(expr)).expr() if absent else expr


def squeezed(expr: Expr, axes: Axes, rank: int, ctx: Context) -> Expr:
    """An expression without some axes of length 1, counted in the rank it broadcasts to."""
    missing = rank - len(ctx.shape(expr))
    own = tuple(sorted(a - missing for a in axes if a >= missing))
    if not own:
        return expr
    if isinstance(expr, Apply) and expr.op in ("sum", "mean"):
        there, keepdims = ctx.axes(expr)
        if keepdims and there == own:
            return reduction(expr.args[0], own, len(ctx.shape(expr.args[0])), False, expr.op)
    if isinstance(expr, Apply) and expr.op in ("add", "sub", "mul", "div", "neg"):
        full = len(ctx.shape(expr))
        return Apply(expr.op, tuple(squeezed(arg, own, full, ctx) for arg in expr.args))
    if isinstance(expr, Apply) and expr.op in ("pow", "sqrt"):
        full = len(ctx.shape(expr))
        return Apply(expr.op, (squeezed(expr.args[0], own, full, ctx), *expr.args[1:]))
    for axis in reversed(own):
        expr = Apply("squeeze", (expr,), (("axis", Literal(axis)),))
    return expr


def regions(expr: Expr, change: Callable[[Expr], Expr], ctx: Context) -> Expr:
    """Every largest part that is elementwise arithmetic changed, from the inside out."""

    def changed(part: Expr) -> Expr:
        if not isinstance(part, Apply) or part.op not in ARITHMETIC:
            return part
        try:
            new = change(part)
            return new if ctx.fits(new, ctx.shape(part)) else part
        except ShapeError:
            return part

    def join(node: Apply, parts: list[Expr]) -> Expr:
        if node.op not in ARITHMETIC:
            parts = [changed(part) for part in parts]
        return rebuilt(node, parts, ctx)

    return changed(fold(expr, _leaf, join))


def weight(expr: Expr) -> tuple[int, int, int]:
    """How many operations and names there are, and how often these stand there.

    A length of an axis is no more than a letter.

    A power counts twice: a(1 − a) reads better than a − a². So does a fraction among the terms of
    another one: (y − a)/(a(a − 1)) reads better than (y/a − 1)/(a − 1).
    """
    names: list[str] = []
    operations, waiting = 0, [(expr, False, False)]
    while waiting:
        part, within, summed_up = waiting.pop()
        if isinstance(part, Name):
            names.append(part.name)
        elif isinstance(part, Apply) and part.op not in ("size", "ones_like"):
            fraction = part.op == "div"
            operations += 1 + (part.op == "pow" or (fraction and summed_up))
            arithmetic = part.op in ARITHMETIC
            within = arithmetic and (within or fraction)
            summed_up = within and (summed_up or part.op in ("add", "sub"))
            waiting.extend((arg, within, summed_up) for arg in part.args)
    return operations, len(set(names)), len(names)


def cost(expr: Expr) -> tuple[int, int, int, int]:
    """What a person would rather not write: operations first, then names, then characters."""
    return (*weight(expr), len(show(expr, PLAIN)))


Pass = Callable[[Expr], "tuple[Expr, Reason | None]"]


def rewritten(start: Expr, passes: Sequence[Pass]) -> list[tuple[Expr, Reason | None]]:
    """The formulas that the passes lead to, in order, up to the shortest of them."""
    found: list[tuple[Expr, Reason | None]] = [(start, None)]
    current = start
    for _ in range(_ROUNDS):
        before = current
        for one in passes:
            for _ in range(_REPEATS):
                new, reason = one(current)
                if new == current:
                    break
                found.append((new, reason))
                current = new
        if current == before:
            break
    best = min(range(len(found)), key=lambda i: (*weight(found[i][0]), -i))
    return found[: best + 1]
