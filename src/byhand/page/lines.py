"""Breaking chains of equalities that are wider than the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from byhand.language.expr import Apply, Expr
from byhand.language.notations import UNICODE
from byhand.language.show import show
from byhand.page.blocks import Part, Row


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    """As wide as the widest line of a matrix, and no wider."""
    columns = zip(*rows, strict=True)
    return "□" * (sum(max(map(len, column)) + 2 for column in columns) + 2)


def _under(text: str, shape: str) -> str:
    return text.ljust(len(shape), "□")


MEASURE = replace(UNICODE, matrix=_matrix, under=_under)
"""Unicode mathematics with matrices and shapes as wide as they are on several lines."""


def width_of(part: Part) -> int:
    """About how many characters a part takes; a fraction counts its longer half."""
    notation = MEASURE.with_dots() if part.dots else MEASURE
    return len(show(part.expr, notation)) + 3


def broken(row: Row, width: int) -> Iterator[tuple[Part, ...]]:
    """The lines of a row: broken before a sign, and inside a long sum before a plus or minus.

    The first line holds the left side; every later line starts with its sign.

    >>> from byhand.language.parse import parse_expression as read
    >>> row = Row((Part("", read("L")), Part("=", read("a*b*c + d*e*f")), Part("=", read("12"))))
    >>> len(list(broken(row, 12)))
    3
    """
    left, *rest = row.parts
    line: list[Part] = [left]
    used = start = width_of(left)
    for part in rest:
        for piece in _pieces(part, max(width - start, 8)):
            needed = width_of(piece)
            # The first sign always stays beside the left side, or there is nothing to align at.
            alone = not line or line == [left]
            if not alone and used + needed > width:
                yield tuple(line)
                line, used = [], start
            line.append(piece)
            used += needed
    yield tuple(line)


def _pieces(part: Part, width: int) -> Iterator[Part]:
    """A part, or the stretches of a long sum that fit one line each."""
    if width_of(part) <= width:
        yield part
        return
    terms: list[tuple[str, Expr]] = []
    expr = part.expr
    while isinstance(expr, Apply) and expr.op in ("add", "sub"):
        terms.append(("+" if expr.op == "add" else "−", expr.args[1]))
        expr = expr.args[0]
    terms.append((part.sign, expr))
    sign, stretch = terms.pop()
    while terms:
        next_sign, term = terms.pop()
        longer = Apply("add" if next_sign == "+" else "sub", (stretch, term))
        # A bracketed sum stays with what stands before it: alone it would lose its brackets.
        bracketed = isinstance(term, Apply) and term.op in ("add", "sub")
        if not bracketed and width_of(Part("=", longer, part.dots)) > width:
            yield Part(sign, stretch, part.dots)  # type: ignore[arg-type]
            sign, stretch = next_sign, term
        else:
            stretch = longer
    yield Part(sign, stretch, part.dots)  # type: ignore[arg-type]
