"""What a student wrote, line by line, as values: read, but not yet judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from byhand.language.expr import Expr, Name, Partial
from byhand.language.program import Shape
from byhand.text import Text

Target = Name | Partial
"""What a line is about: `z`, ∂L/∂z, ∂a/∂z, or a name of one's own."""


@dataclass(frozen=True)
class Vocabulary:
    """The names that a problem gives a student, by which a line is understood."""

    of: str
    """The output: `dz` means ∂of/∂z."""
    names: frozenset[str]
    """The inputs and the variables that the program assigns."""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    """The shapes of those that are arrays."""
    letters: frozenset[str] = frozenset()
    """The names among them that are only the sizes of declared shapes; a student may mean others
    by them."""
    decimal_comma: bool = False
    """Whether `0,5` is a half; entries of a list are then separated by `;`."""


@dataclass(frozen=True, eq=False)
class Link:
    """One side of a chain of equations: a formula, or a number and how precisely it was written."""

    text: str
    """As it was written."""
    expr: Expr | None = None
    """A formula; None for a number or an array of numbers."""
    value: Any = None
    """A number as a float, or an array of numbers; None for a formula."""
    half: Any = None
    """Half a unit of the last digit that was written, in the shape of `value`; 0 where exact."""
    read_as: str = ""
    """How it was understood, where that is not plain: `2·(a − y)` for `2(a − y)`."""


@dataclass(frozen=True, eq=False)
class Answer:
    """One line: what it is about, and everything it is said to equal, in order."""

    line: int
    """Its number in the submission, from 1."""
    text: str
    target: Target | None = None
    links: tuple[Link, ...] = ()
    error: Text | None = None
    """Why it cannot be read; nothing else of it counts then."""
    at: int = 0
    """The column of the error, from 0."""


@dataclass(frozen=True, eq=False)
class Submission:
    """Everything that one student handed in."""

    student: str
    answers: tuple[Answer, ...]
    error: Text | None = None
    """Why the whole of it cannot be read."""
