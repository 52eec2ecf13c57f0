"""Wrong formulas, written as a derivation writes its right ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from byhand.calculus.array_tidy import tidy_arrays
from byhand.calculus.local import local_derivative
from byhand.calculus.pullback import raw_contribution, reduced
from byhand.calculus.tidy import is_neg, plus, tidy, times
from byhand.graph import Node
from byhand.graph.shapes import shape_of
from byhand.language.constants import constant_value
from byhand.language.expr import ONE, Apply, Expr, Name, Number, Partial
from byhand.language.program import Shape
from byhand.marking.mistakes.mistake import Instead, Place
from byhand.marking.relations import Term
from byhand.ops import CATALOGUE
from byhand.training.curves import activations

ACTIVATIONS = frozenset(activations())
"""Those of one number."""
TWO = Number("2")


def head_of(place: Place, term: Term) -> Node:
    """The node that uses the variable, conditions spelled out."""
    graph = place.derivation.graph
    return graph.spelled(graph.nodes[term.edge.head])


def node_at(place: Place) -> Node:
    """The node that the relation is about."""
    return place.derivation.graph.nodes[place.relation.node]


def is_named(place: Place) -> bool:
    """Whether a person has a name for what the relation is about."""
    return node_at(place).named


def is_function(node: Node) -> bool:
    """Whether a node is a function of one variable that bends: σ, log, a square."""
    op = CATALOGUE[node.op] if node.op else None
    if op is None or not op.elementwise or node.op in ("neg", "copy", "abs", "sign", "ind"):
        return False
    return len(op.operands) == 1 or (node.op == "pow" and not isinstance(node.args[1], Name))


def number_of(expr: Expr) -> float | None:
    """The value of a constant, None for anything else."""
    value = constant_value(expr)
    return None if value is None else float(value)


def arriving(place: Place, term: Term) -> Expr:
    """The gradient that arrives at the head, as the derivation names it; 1 at the output."""
    derivation, head = place.derivation, term.edge.head
    if head == derivation.of:
        return ONE
    if head in derivation.passed:  # v1 that only hands on the gradient of a named variable
        return place.relations[Partial(derivation.of, head)].expr
    return term.upstream


def local_of(place: Place, term: Term) -> Expr | None:
    """The local derivative of an elementwise step, in names; None for operations on arrays."""
    if term.local is not None:
        return term.local
    node = head_of(place, term)
    return local_derivative(node, term.edge.slot) if CATALOGUE[node.op].elementwise else None


def shape_in(place: Place, expr: Expr) -> Shape | None:
    """The shape of a formula, () among numbers, None where its parts do not fit."""
    if not place.derivation.is_arrays:
        return ()
    try:
        return shape_of(expr, place.derivation.shapes)
    except (ValueError, IndexError):
        return None


def shape_at(place: Place, name: str) -> Shape:
    """The shape of a variable, () among numbers."""
    return place.derivation.shapes.get(name, ())


def fitted(place: Place, raw: Expr) -> Expr | None:
    """A contribution in the shape of the variable, summed where it was repeated; None if none."""
    if not place.derivation.is_arrays:
        return tidy(raw)
    shapes, tail = place.derivation.shapes, place.relation.node
    there, wanted = shape_in(place, raw), shapes[tail]
    if there is None:
        return None
    if there == () and wanted:
        raw = Apply("mul", (raw, Apply("ones_like", (Name(tail),))))
        there = wanted
    try:
        expr, _ = reduced(raw, there, wanted)
    except ValueError:
        return None
    return tidy_arrays(expr, shapes) if shape_in(place, expr) == wanted else None


def through(place: Place, term: Term, local: Expr, upstream: Expr | None = None) -> Expr | None:
    """Upstream times another local derivative, in the shape of the variable."""
    arrives = arriving(place, term) if upstream is None else upstream
    if arrives == ONE:
        return fitted(place, local)
    if isinstance(local, Apply) and is_neg(local):
        return fitted(place, Apply("neg", (times(arrives, local.args[0]),)))
    return fitted(place, times(arrives, local))


def pulled(
    place: Place, term: Term, *, slot: int | None = None, args: tuple[Expr, ...] | None = None
) -> Expr | None:
    """The contribution of a step as if for another operand, or with other operands.

    It need not have the shape of the variable; None where its parts do not fit.
    """
    node = head_of(place, term)
    if args is not None:
        node = replace(node, args=args)
    slot = term.edge.slot if slot is None else slot
    shapes, graph = place.derivation.shapes, place.derivation.graph
    if not place.derivation.is_arrays:
        return through(place, term, local_derivative(node, slot))
    try:
        raw = raw_contribution(graph, node, slot, arriving(place, term), shapes)
        return tidy_arrays(raw, shapes)
    except (ValueError, IndexError, AssertionError):
        return None


def with_term(place: Place, term: Term, product: Expr) -> Expr:
    """The relation with one of its terms written otherwise."""
    terms = place.relation.terms
    return plus([product if other is term else other.product for other in terms])


Change = Callable[[Place, Term], Iterable[Expr | None]]


def each_term(place: Place, change: Change) -> Iterator[Instead]:
    """The relation with one term after the other changed, then with all that can be changed.

    A variable of several uses is often mistreated in the same way at all of them.
    """
    terms = place.relation.terms
    changed = [[e for e in change(place, term) if e is not None] for term in terms]
    for term, found in zip(terms, changed, strict=True):
        for product in found:
            yield Instead(with_term(place, term, product), term.edge)
    if sum(1 for found in changed if found) > 1:
        first = next(i for i, found in enumerate(changed) if found)
        for k in range(len(changed[first])):
            pairs = zip(terms, changed, strict=True)
            parts = [found[k] if k < len(found) else term.product for term, found in pairs]
            yield Instead(plus(parts), terms[first].edge)
