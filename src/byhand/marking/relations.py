"""A derivation as relations: every value and every gradient by what stands right before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from byhand.calculus.derivation import Derivation, push_product
from byhand.calculus.tidy import plus
from byhand.graph import Edge
from byhand.language.expr import ONE, ZERO, Expr, Name, Partial, leaves
from byhand.marking.answers import Target

Leaf = str | Partial
"""How values are kept: a variable by its name, a derivative as ∂L/∂z."""


def leaf_of(target: Target) -> Leaf:
    """The key under which the value of a target is kept."""
    return target.name if isinstance(target, Name) else target


@dataclass(frozen=True, eq=False)
class Term:
    """What one use of a variable brings to its gradient."""

    edge: Edge
    upstream: Partial
    product: Expr
    """The whole contribution, upstream included."""
    local: Expr | None = None
    """∂head/∂tail in the names of the program; None among arrays."""
    summed: tuple[int, ...] = ()
    """The axes over which broadcasting makes it a sum."""


@dataclass(frozen=True, eq=False)
class Relation:
    """How one quantity follows from others.

    A value follows from its operands; a gradient is the sum of its terms, one for every use.
    """

    target: Target
    expr: Expr
    terms: tuple[Term, ...] = ()

    @property
    def leaf(self) -> Leaf:
        """The key of its value."""
        return leaf_of(self.target)

    @property
    def node(self) -> str:
        """The variable that it is about."""
        return self.target.name if isinstance(self.target, Name) else self.target.wrt

    @property
    def is_gradient(self) -> bool:
        """Whether it is about a gradient and not about a value."""
        return isinstance(self.target, Partial)

    def needs(self) -> frozenset[Leaf]:
        """The keys of what it is computed from."""
        return frozenset(needed(self.expr))

    def having(self, expr: Expr) -> Relation:
        """The same quantity by another formula."""
        return replace(self, expr=expr)


def needed(expr: Expr) -> Iterator[Leaf]:
    """The keys of the names and derivatives in a formula."""
    for leaf in leaves(expr):
        if isinstance(leaf, Name):
            yield leaf.name
        elif isinstance(leaf, Partial):
            yield leaf


def relations_of(derivation: Derivation) -> tuple[Relation, ...]:
    """All relations, each after those that it needs: forward, then backward."""
    values = [Relation(Name(n.id), n.expr) for n in derivation.relevant if not n.is_input]
    return (*values, *(_gradient(derivation, name) for name in derivation.order))


def _gradient(derivation: Derivation, name: str) -> Relation:
    target = Partial(derivation.of, name)
    if name == derivation.of:
        return Relation(target, ONE)
    terms = [
        Term(push.edge, push.upstream, push_product(push, derivation.of), push.local)
        for push in derivation.pushes.get(name, ())
    ]
    terms += [
        Term(pull.edge, pull.upstream, pull.product, None, pull.summed)
        for pull in derivation.pulls.get(name, ())
    ]
    if not terms:
        return Relation(target, derivation.formula(name) if derivation.is_arrays else ZERO)
    return Relation(target, plus([term.product for term in terms]), tuple(terms))
