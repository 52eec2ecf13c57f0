"""A derivation of arrays as the few lines that its outputs need, in byhand's own expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from byhand.calculus.array_closed import ClosedForms
from byhand.calculus.backward import gradient_words
from byhand.calculus.derivation import Derivation
from byhand.calculus.local import partial_of, slope_of
from byhand.calculus.steps import Forward
from byhand.calculus.sympy_bridge import names_only
from byhand.calculus.tidy import tidy
from byhand.graph.shapes import shape_of
from byhand.language.expr import (
    ONE,
    Apply,
    Expr,
    Leaf,
    Name,
    Partial,
    fold,
    leaves,
    size,
    substitute,
)
from byhand.language.program import Shape
from byhand.ops import CATALOGUE

# A closed form of at most so many operations takes the place of the lines that lead to it.
_FUSED = 4
# In longer programs nobody looks for closed forms.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ArrayLine:
    """One assignment, and what may be said about it."""

    name: str
    expr: Expr
    shape: Shape
    at: int = -1
    of: str = ""
    """The variable whose gradient it is."""


def array_lines(derivation: Derivation) -> tuple[list[ArrayLine], dict[str, str]]:
    """The lines forward and back that the value and the asked gradients need, in order.

    The second result names the gradient of every variable asked for.
    """
    words = gradient_words(derivation)
    shapes = derivation.shapes
    lines = [
        ArrayLine(s.node, s.expr, shapes[s.node], derivation.graph.nodes[s.node].at)
        for s in derivation.steps
        if isinstance(s, Forward)
    ]
    fused = _fused(derivation)
    for node in derivation.order:
        expr = fused.get(node) or _stable(derivation, node)
        named = gradients_named(expr, words)
        lines.append(ArrayLine(words[node], named, shapes[node], _place(derivation, node), node))
    lines, same = without_copies(shared(lines))
    wanted = {name: same.get(words[name], words[name]) for name in derivation.wrt}
    return needed(lines, [derivation.of, *wanted.values()]), wanted


def _place(derivation: Derivation, node: str) -> int:
    pulls = derivation.pulls.get(node, ())
    return derivation.graph.nodes[pulls[0].edge.head].at if pulls else -1


def _stable(derivation: Derivation, node: str) -> Expr:
    """The node-local line; slopes in the form that is computed, `A > 0` for `Z > 0`."""
    expr = derivation.formula(node)
    if node == derivation.of:
        return ONE
    for pull in derivation.pulls.get(node, ()):
        head = derivation.graph.nodes[pull.edge.head]
        op = CATALOGUE[head.op]
        stable = op.stable_partials.get(op.operand(pull.edge.slot)) if op.elementwise else None
        if stable is not None:
            words = dict(zip(op.operands, head.args, strict=True)) | {"out": Name(head.id)}
            slopes = (
                find(head.op, pull.edge.slot, head.settings) for find in (partial_of, slope_of)
            )
            shown, computed = (tidy(substitute(slope, words)) for slope in slopes)
            expr = _replaced(expr, shown, computed)
    return expr


def _replaced(expr: Expr, old: Expr, new: Expr) -> Expr:
    def join(node: Apply, parts: list[Expr]) -> Expr:
        made = Apply(node.op, tuple(parts), node.settings, node.at)
        return new if made == old else made

    return fold(expr, lambda leaf: new if leaf == old else leaf, join)


def _fused(derivation: Derivation) -> Mapping[str, Expr]:
    """The gradients near the output that a short closed form gives at once: (P − Y)/N."""
    if len(derivation.relevant) > _LONGEST:
        return {}
    forms = ClosedForms(derivation)
    found: dict[str, Expr] = {}
    for node in derivation.order:
        if not derivation.shapes[node]:
            continue
        form = forms.form(node)
        # A shorter node-local line uses what is computed already.
        short = size(form.expr) <= min(_FUSED, size(derivation.formula(node)))
        if short and len(form.steps) > 1 and names_only(form.expr):
            found[node] = form.expr
    return found


def gradients_named(expr: Expr, words: Mapping[str, str]) -> Expr:
    """An expression with ∂L/∂z as the variable that holds it."""

    def leaf(node: Leaf) -> Expr:
        return Name(words[node.wrt]) if isinstance(node, Partial) else node

    return fold(
        expr, leaf, lambda node, parts: Apply(node.op, tuple(parts), node.settings, node.at)
    )


def without_copies(lines: Sequence[ArrayLine]) -> tuple[list[ArrayLine], dict[str, str]]:
    """Lines that only rename a value, dropped, and what is read in their place.

    The last forward line stays: a program may end in `L = x`.
    """
    same: dict[str, Expr] = {}
    kept: list[ArrayLine] = []
    for line in lines:
        expr = substitute(line.expr, same) if same else line.expr
        bare = isinstance(expr, Name) and (line.of or line.shape)
        if bare or (line.of and expr == ONE):
            same[line.name] = expr
        if not bare:
            kept.append(replace(line, expr=expr))
    return kept, {name: expr.name for name, expr in same.items() if isinstance(expr, Name)}


def shared(lines: Sequence[ArrayLine]) -> list[ArrayLine]:
    """What an earlier line computes already is read from there."""
    known: dict[Expr, str] = {}
    kept: list[ArrayLine] = []

    def join(node: Apply, parts: list[Expr]) -> Expr:
        made = Apply(node.op, tuple(parts), node.settings)
        return Name(known[made]) if made in known else made

    for line in lines:
        expr = fold(line.expr, lambda leaf: leaf, join)
        kept.append(replace(line, expr=expr))
        if isinstance(expr, Apply):
            known.setdefault(expr, line.name)
    return kept


def needed(lines: Sequence[ArrayLine], outputs: Sequence[str]) -> list[ArrayLine]:
    """Only what the outputs need, from the last line back."""
    wanted = set(outputs)
    kept: list[ArrayLine] = []
    for line in reversed(lines):
        if line.name in wanted:
            kept.append(line)
            wanted.update(names_in(line.expr))
    return kept[::-1]


def broadcast_last(expr: Expr, shapes: Mapping[str, Shape]) -> Expr:
    """A number repeated in a product is left to broadcasting: `expand(g, x)*2*x` as `g*2*x`."""

    def join(node: Apply, parts: list[Expr]) -> Expr:
        made = Apply(node.op, tuple(parts), node.settings, node.at)
        if node.op != "mul":
            return made
        for slot, part in enumerate(parts):
            other = parts[1 - slot]
            if not isinstance(part, Apply) or part.op != "expand" or shape_of(part.args[0], shapes):
                continue
            pair = (part.args[0], other) if slot == 0 else (other, part.args[0])
            if not shape_of(other, shapes):
                return Apply("expand", (Apply("mul", pair), part.args[1]), part.settings)
            if shape_of(other, shapes) == shape_of(part, shapes):
                return Apply("mul", pair)
        return made

    return fold(expr, lambda leaf: leaf, join)


def names_in(expr: Expr) -> Iterator[str]:
    """The names an expression reads, repeats included."""
    for leaf in leaves(expr):
        if isinstance(leaf, Name):
            yield leaf.name
