"""How an operation is written: a handful of kinds that every notation knows.

An operation declares one of these forms; a notation has one printer per form. So a new operation
touches no printer, and a new notation touches no operation. Signs are single Unicode characters;
a notation translates them.
"""

from __future__ import annotations

from dataclasses import dataclass

# How tightly a form holds its operands; a looser operand inside a tighter form gets brackets.
RELATION, SUM, PRODUCT, SIGN, POWER, ATOM = 5, 10, 20, 25, 30, 100


@dataclass(frozen=True, slots=True)
class Infix:
    """`x + y`: a sign between two operands, grouping to the left."""

    sign: str
    typed: str
    """The sign as typed in a program."""
    level: int
    chains: bool = False
    """Whether `x + (y + z)` may be read without its brackets."""


@dataclass(frozen=True, slots=True)
class Product:
    """`x·y`: a product, where typeset notations may leave the sign out."""


@dataclass(frozen=True, slots=True)
class Negative:
    """`−x`."""


@dataclass(frozen=True, slots=True)
class Fraction:
    """`x / y`, set as a fraction where the notation can."""


@dataclass(frozen=True, slots=True)
class Power:
    """`x ^ y`, grouping to the right."""


@dataclass(frozen=True, slots=True)
class Exponential:
    """`exp(x)`, set as a power of e where the notation can."""


@dataclass(frozen=True, slots=True)
class Root:
    """`sqrt(x)`."""


@dataclass(frozen=True, slots=True)
class Bars:
    """`abs(x)`, set between vertical bars."""


@dataclass(frozen=True, slots=True)
class Call:
    """`σ(x)`: a name in front of bracketed operands."""

    sign: str


@dataclass(frozen=True, slots=True)
class Relation:
    """`x ≥ y`: a comparison; standing alone it is worth 1 or 0."""

    sign: str
    typed: str
    opposite: str
    """The sign of the comparison that holds exactly when this one fails."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """`1[condition]`: 1 where the condition holds, else 0."""


@dataclass(frozen=True, slots=True)
class Cases:
    """`where(condition, x, y)`: two lines behind a brace."""


@dataclass(frozen=True, slots=True)
class MatrixProduct:
    """`A B`: a product of matrices, written without a sign where the notation can."""


@dataclass(frozen=True, slots=True)
class Superscript:
    """`Aᵀ`, `A⁻¹`: a sign raised behind the operand."""

    sign: str
    postfix: str = ""
    """What is typed behind the operand, `.T`; empty where it is typed as a function."""


@dataclass(frozen=True, slots=True)
class Norm:
    """`‖x‖`."""


@dataclass(frozen=True, slots=True)
class Index:
    """`x[0, :]`: entries of an array."""


@dataclass(frozen=True, slots=True)
class Constant:
    """`I`: a fixed array, with a subscript for its shape or nothing behind it."""

    sign: str


@dataclass(frozen=True, slots=True)
class Total:
    """`Σ_i x`: a sum over an index; stands on pages only, never in a program."""


@dataclass(frozen=True, slots=True)
class Same:
    """`x`: the operand itself, under a new name."""


Form = (
    Infix
    | Product
    | Negative
    | Fraction
    | Power
    | Exponential
    | Root
    | Bars
    | Call
    | Relation
    | Indicator
    | Cases
    | MatrixProduct
    | Superscript
    | Norm
    | Index
    | Constant
    | Total
    | Same
)
