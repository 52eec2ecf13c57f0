"""Writing an expression in a notation: brackets and signs are decided here, once for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from byhand.language.expr import (
    Apply,
    Expr,
    Extent,
    Leaf,
    Listing,
    Literal,
    Matrix,
    Name,
    Number,
    Partial,
    Under,
    fold,
)
from byhand.language.forms_of import form_of
from byhand.language.identifiers import Symbol, symbol
from byhand.language.statics import spelled
from byhand.ops.forms import ATOM, PRODUCT, Form


@dataclass(frozen=True, slots=True)
class Piece:
    """A written part of an expression, and what its surroundings must know about it."""

    text: str
    level: int = ATOM
    first: str = "other"
    """What it begins with: number letter word brackets fraction call partial indicator other."""
    last: str = "other"
    signed: bool = False
    """Whether it begins with a minus sign."""
    tall: bool = False
    """Whether brackets around it must grow."""
    script: bool = False
    """Whether it already carries a superscript."""


Printer = Callable[[Any, Apply, "list[Piece]", "Notation"], Piece]
Rows = Sequence[Sequence[str]]


def inline_matrix(rows: Rows) -> str:
    """`[1 2; 3 4]`."""
    return f"[{'; '.join(' '.join(row) for row in rows)}]"


def _bare(text: str, shape: str) -> str:
    return text


@dataclass(frozen=True)
class Notation:
    """How numbers, symbols and each form are written; one value per notation."""

    name: str
    number: Callable[[str], Piece]
    symbol: Callable[[Symbol], str]
    partial: Callable[[str, str], Piece]
    brackets: Callable[[Piece], str]
    forms: Mapping[type[Form], Printer]
    signs: Mapping[str, str] = field(default_factory=dict)
    """The notation's spelling of Unicode signs; a sign not listed is written as it is."""
    silent: frozenset[tuple[str, str]] = frozenset()
    """Which (end, beginning) pairs of factors may stand side by side without a sign."""
    beside: str = ""
    """What is typed between such factors; nothing of it is seen."""
    words: Callable[[str], str] = str
    """The spelling of fixed settings, such as an axis or a shape."""
    exact: bool = False
    """Whether the text must read back as the same tree."""
    dots: bool = False
    """Whether every product shows its sign."""
    matrix: Callable[[Rows], str] = inline_matrix
    """How rows and columns of numbers are written."""
    under: Callable[[str, str], str] = _bare
    """How a factor is written with its shape under it; on one line only the factor is."""

    def sign(self, sign: str) -> str:
        """The notation's spelling of a Unicode sign."""
        return self.signs.get(sign, sign)

    def hold(self, piece: Piece, level: int, *, leading: bool = False) -> Piece:
        """The piece, bracketed if it binds looser than `level` or starts with an inner minus."""
        if piece.level >= level and (leading or not piece.signed):
            return piece
        return self.wrapped(piece)

    def wrapped(self, piece: Piece) -> Piece:
        """The piece in brackets."""
        # Two bare numbers never stand side by side, not even when one is in brackets.
        kind = "numbers" if piece.first == piece.last == "number" else "brackets"
        return Piece(self.brackets(piece), ATOM, kind, kind, tall=piece.tall)

    def with_dots(self) -> Notation:
        """The same notation with a sign in every product, as in `w · x = 2 · (−1)`."""
        return replace(self, dots=True)


def show(expr: Expr, notation: Notation) -> str:
    """The expression in a notation.

    >>> from byhand.language.notations import NOTATIONS
    >>> from byhand.language.parse import parse_expression
    >>> show(parse_expression("-(a-y)^2/2"), NOTATIONS["unicode"])
    '−(a − y)²/2'
    """
    return show_piece(expr, notation).text


def show_piece(expr: Expr, notation: Notation) -> Piece:
    """The expression in a notation, with what its surroundings must know."""

    def leaf(node: Leaf) -> Piece:
        match node:
            case Number(text):
                return notation.number(text)
            case Name(name):
                return _name(name, notation)
            case Literal(value):
                return Piece(notation.words(spelled(value)), ATOM)
            case Partial():
                of, wrt = (notation.symbol(symbol(n)) for n in (node.of, node.wrt))
                return notation.partial(of, wrt)
            case Under(inner, shape):
                piece = show_piece(inner, notation)
                text = notation.under(piece.text, spelled_shape(shape, notation))
                return replace(piece, text=text)
            case _:
                return _numbers(node, notation)

    def join(node: Apply, parts: list[Piece]) -> Piece:
        form = form_of(node.op)
        return notation.forms[type(form)](form, node, parts, notation)

    return fold(expr, leaf, join)


def spelled_shape(shape: Sequence[int | str], notation: Notation) -> str:
    """`N×D`; a vector has its length only."""
    return notation.sign("×").join(_dimension(dim, notation) for dim in shape)


def _dimension(dim: int | str, notation: Notation) -> str:
    if isinstance(dim, int):
        return str(dim)
    parts = (p if p.isdigit() else notation.symbol(symbol(p)) for p in dim.split("*"))
    return notation.sign("·").join(parts)


def _numbers(node: Matrix | Listing | Extent, notation: Notation) -> Piece:
    """The numbers of an array, or how many there are and between what they lie."""

    def text(expr: Expr) -> str:
        return show_piece(expr, notation).text

    if isinstance(node, Matrix):
        rows = [[text(entry) for entry in row] for row in node.rows]
        return Piece(notation.matrix(rows), ATOM, "brackets", "brackets", tall=len(rows) > 1)
    if isinstance(node, Listing):
        tall = any(isinstance(item, (Matrix, Listing)) for item in node.items)
        inner = Piece(", ".join(map(text, node.items)), tall=tall)
        listed = f"[{inner.text}]" if notation.exact else notation.brackets(inner)
        return Piece(listed, ATOM, "brackets", "brackets", tall=tall)
    shape = spelled_shape(node.shape, notation)
    if node.low is None or node.high is None:
        return Piece(shape, 0)
    spread = f"{text(node.low)}{notation.sign(' … ')}{text(node.high)}"
    return Piece(f"{shape}{notation.sign(', ')}{spread}", 0)


def as_subscript(value: Expr, notation: Notation) -> str:
    """A setting as a subscript: a tuple of axes without its brackets."""
    if isinstance(value, Literal) and isinstance(value.value, tuple):
        return ",".join(notation.words(spelled(item)) for item in value.value)
    return show_piece(value, notation).text


def _name(name: str, notation: Notation) -> Piece:
    parts = symbol(name)
    kind = "letter" if parts.is_letter else "word"
    return Piece(notation.symbol(parts), ATOM, kind, kind, script=parts.version > 0)


def product_sign(left: Piece, right: Piece, notation: Notation) -> str:
    """The sign between two factors: none where the notation lets them stand side by side."""
    if notation.dots or right.signed or (left.last, right.first) not in notation.silent:
        return notation.sign("·")
    return notation.beside


def factors(parts: list[Piece], notation: Notation) -> tuple[Piece, Piece]:
    """Both operands of a product or quotient, bracketed where needed."""
    left, right = parts
    return notation.hold(left, PRODUCT, leading=True), notation.hold(right, PRODUCT + 1)
