"""What was written, in the order it was written.

Nothing here reorders, simplifies or evaluates: an expression is a tree of frozen values. Trees may
be ten thousand levels deep (a long sum is), so every walk in byhand goes through `fold`, which
keeps its own stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number without a sign, spelled as the person spelled it."""

    text: str
    at: int = field(default=-1, compare=False, repr=False)
    """Offset in the source, for error messages."""

    @property
    def value(self) -> Fraction:
        """The exact value.

        >>> Number("0.5").value
        Fraction(1, 2)
        """
        return Fraction(self.text)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable; `d'2` is the second value that a program gives to `d`."""

    name: str
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Partial:
    """The derivative of one variable by another, ∂L/∂z."""

    of: str
    wrt: str


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:stop:step` inside square brackets; None where nothing is written."""

    start: int | None = None
    stop: int | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """The place of an index array inside square brackets; the array itself is an operand."""


Static = int | str | bool | None | Slice | Gap | tuple["Static", ...]
"""What is fixed when a program is read: an axis, a shape, an index; a `str` names a dimension."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A setting that is no number of the mathematics: `axis=0`, `keepdims=True`, `[:, 0]`."""

    value: Static


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """An operation of the catalogue, its operands in order, and its settings."""

    op: str
    args: tuple[Expr, ...]
    settings: tuple[tuple[str, Expr], ...] = ()
    at: int = field(default=-1, repr=False)
    """Offset in the source, which is not compared."""

    def __eq__(self, other: object) -> bool:
        waiting: list[tuple[object, object]] = [(self, other)]
        while waiting:
            x, y = waiting.pop()
            if x is y:
                continue
            if not (isinstance(x, Apply) and isinstance(y, Apply)):
                if isinstance(x, Apply) or isinstance(y, Apply) or x != y:
                    return False
                continue
            if (x.op, len(x.args), x.settings) != (y.op, len(y.args), y.settings):
                return False
            waiting.extend(zip(x.args, y.args, strict=True))
        return True

    def __hash__(self) -> int:
        return fold(self, hash, lambda node, parts: hash((node.op, *parts, node.settings)))


# What follows is written on pages only: no parser makes it and no evaluator meets it ------------


@dataclass(frozen=True, slots=True)
class Matrix:
    """Numbers in rows and columns, as a page shows them."""

    rows: tuple[tuple[Expr, ...], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """`(1, 2, 3)`: the entries of a vector, or the slices of an array with more than two axes."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """`64×512, −2.1 … 3.4`: an array too large to show, by its shape and range if it has one."""

    shape: tuple[int | str, ...]
    low: Expr | None = None
    high: Expr | None = None


@dataclass(frozen=True, slots=True)
class Under:
    """A factor with its shape under it."""

    expr: Expr
    shape: tuple[int | str, ...]


Shown = Matrix | Listing | Extent | Under
Expr = Number | Name | Partial | Literal | Shown | Apply
Leaf = Number | Name | Partial | Literal | Shown


def fold(expr: Expr, leaf: Callable[[Leaf], T], join: Callable[[Apply, list[T]], T]) -> T:
    """Build a result from the leaves up, without recursion.

    >>> fold(Apply("add", (Name("a"), Name("b"))), lambda x: 1, lambda node, parts: sum(parts))
    2
    """
    waiting: list[tuple[Expr, bool]] = [(expr, False)]
    done: list[T] = []
    while waiting:
        node, operands_done = waiting.pop()
        if not isinstance(node, Apply):
            done.append(leaf(node))
        elif operands_done:
            first = len(done) - len(node.args)
            parts = done[first:]
            del done[first:]
            done.append(join(node, parts))
        else:
            waiting.append((node, True))
            waiting.extend((arg, False) for arg in reversed(node.args))
    return done[0]


def leaves(expr: Expr) -> Iterator[Leaf]:
    """All leaves from left to right, repeats included."""
    waiting: list[Expr] = [expr]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Apply):
            waiting.extend(reversed(node.args))
        else:
            yield node


def names(expr: Expr) -> list[str]:
    """The distinct names in order of first appearance."""
    return list(dict.fromkeys(leaf.name for leaf in leaves(expr) if isinstance(leaf, Name)))


def substitute(expr: Expr, by: Mapping[str, Expr]) -> Expr:
    """The expression with names replaced; names not listed stay."""

    def leaf(node: Leaf) -> Expr:
        return by.get(node.name, node) if isinstance(node, Name) else node

    return with_leaves(expr, leaf)


def with_leaves(expr: Expr, leaf: Callable[[Leaf], Expr]) -> Expr:
    """The expression with every leaf put through a function.

    >>> with_leaves(Apply("add", (Name("a"), Name("b"))), lambda x: Name("c")).args[0].name
    'c'
    """
    return fold(
        expr, leaf, lambda node, parts: Apply(node.op, tuple(parts), node.settings, node.at)
    )


def size(expr: Expr) -> int:
    """The number of operations."""
    return fold(expr, lambda _: 0, lambda _, parts: 1 + sum(parts))


def number(value: Fraction | int) -> Expr:
    """A whole number or fraction as an expression; the sign becomes an operation.

    >>> number(Fraction(-1, 2)).op
    'neg'
    """
    value = Fraction(value)
    top: Expr = Number(str(abs(value.numerator)))
    if value.denominator != 1:
        top = Apply("div", (top, Number(str(value.denominator))))
    return Apply("neg", (top,)) if value < 0 else top


ZERO, ONE = Number("0"), Number("1")
