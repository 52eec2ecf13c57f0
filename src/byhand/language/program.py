"""A program: named lines, in the order they were written."""

from __future__ import annotations

from dataclasses import dataclass

from byhand.language.expr import Expr, names

Dim = int | str
"""A number of rows or columns: known, or a letter that stands for it."""
Shape = tuple[Dim, ...]

FACTS = ("onehot", "probability", "symmetric", "orthogonal")
"""What may be said about an array behind its shape: `Y: (N, C) onehot`."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """`X: (N, D)`: the shape of a variable, and what is known about its values."""

    name: str
    shape: Shape
    facts: tuple[str, ...] = ()
    at: int = -1


@dataclass(frozen=True, slots=True)
class Statement:
    """One line `target = expr`."""

    target: str
    expr: Expr
    at: int
    """Offset of the line in the source."""


@dataclass(frozen=True, slots=True)
class Program:
    """Statements in reading order, and the text they were read from."""

    statements: tuple[Statement, ...]
    source: str
    declarations: tuple[Declaration, ...] = ()

    def inputs(self) -> list[str]:
        """The names that are used before any line assigns them, in order of first use."""
        assigned: set[str] = set()
        found: dict[str, None] = {}
        for statement in self.statements:
            found.update((n, None) for n in names(statement.expr) if n not in assigned)
            assigned.add(statement.target)
        return list(found)

    @property
    def last(self) -> str:
        """The name that the last line assigns: the output, unless another is asked for."""
        return self.statements[-1].target
