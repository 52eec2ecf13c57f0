"""The steps of a derivation: facts without words, from which everything else is written."""

from __future__ import annotations

from dataclasses import dataclass

from byhand.graph import Edge
from byhand.language.expr import Expr, Partial
from byhand.numeric.backends import Value


@dataclass(frozen=True, slots=True)
class Forward:
    """One value: `z = v1 + b`."""

    node: str
    expr: Expr
    value: Value
    """None, here and below, in a derivation without numbers."""


@dataclass(frozen=True, slots=True)
class Seed:
    """The start of the backward pass: ∂L/∂L = 1."""

    node: str
    value: Value


@dataclass(frozen=True, slots=True)
class Push:
    """One edge backwards: upstream × local."""

    edge: Edge
    upstream: Partial
    """∂L/∂head."""
    rule: Partial
    """∂head/∂tail, the factor that the chain rule puts here."""
    local: Expr
    """The same factor in the names of the program, `a·(1 − a)`."""
    upstream_value: Value
    local_value: Value
    value: Value

    @property
    def target(self) -> Partial:
        """∂L/∂tail, to which this edge contributes."""
        return Partial(self.upstream.of, self.edge.tail)


@dataclass(frozen=True, slots=True)
class Pull:
    """One edge of arrays backwards: the pullback of the operation, `X.T @ dL/dZ`."""

    edge: Edge
    upstream: Partial
    """∂L/∂head."""
    product: Expr
    """The whole contribution, upstream included."""
    summed: tuple[int, ...]
    """The axes over which broadcasting makes it a sum."""
    upstream_value: Value
    value: Value

    @property
    def target(self) -> Partial:
        """∂L/∂tail, to which this edge contributes."""
        return Partial(self.upstream.of, self.edge.tail)


@dataclass(frozen=True, slots=True)
class Gather:
    """A branch node: the contributions of its uses, added."""

    node: str
    target: Partial
    pushes: tuple[Push | Pull, ...]
    value: Value


Step = Forward | Seed | Push | Pull | Gather
