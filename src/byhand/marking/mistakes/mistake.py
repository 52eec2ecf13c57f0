"""A mistake as data: what a person writes in place of one relation of a derivation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from byhand.calculus.derivation import Derivation
from byhand.graph import Edge
from byhand.language.expr import Expr
from byhand.marking.key import Way, way_of
from byhand.marking.relations import Leaf, Relation
from byhand.text import Text


@dataclass(frozen=True, eq=False)
class Place:
    """One relation of a derivation, where a mistake may happen."""

    derivation: Derivation
    relation: Relation
    relations: dict[Leaf, Relation]
    """All of them, by what they are about."""


@dataclass(frozen=True)
class Instead:
    """A wrong formula for a relation, and the edge at which it goes wrong, if it is at one."""

    expr: Expr
    edge: Edge | None = None
    also: Mapping[Leaf, Expr] = field(default_factory=dict)
    """Other relations that the same slip changes with it."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One entry of the table.

    `vary` yields what a person who makes it writes at a place; nothing where it cannot occur.
    """

    name: str
    title: Text
    """A few words, for a table: `one branch only`."""
    says: Text
    """A sentence to the student about what went wrong and how it is done; `{target}` is what the
    line is about, `{edge}` the step at which it happened."""
    source: str
    vary: Callable[[Place], Iterator[Instead]]
    general: bool = False
    """Whether it says little, so that it is named only where no other mistake explains a line."""
    convention: bool = False
    """Whether it is no mistake but another convention, which is accepted and named."""
    general: bool = False
    """Whether it says what is wrong but not why: a sign, a factor. It is named only where no entry
    that tells more explains the line."""
    habit: bool = False
    """Whether a person who makes it in one place makes it in all: then there is a variant with all
    of them at once, beside those with one."""


@dataclass(frozen=True, eq=False)
class Variant:
    """A mistake at one place of one derivation, or at several at once."""

    mistake: Mistake
    leaf: Leaf
    """The quantity whose relation is replaced."""
    expr: Expr
    edge: Edge | None = None
    also: Mapping[Leaf, Expr] = field(default_factory=dict)
    """Other relations that are replaced with it."""

    @cached_property
    def ways(self) -> dict[Leaf, Way]:
        """Everything that is replaced, ready to be evaluated: the `instead` of `Key.follow`."""
        exprs = {self.leaf: self.expr, **self.also}
        return {leaf: way_of(expr) for leaf, expr in exprs.items()}
