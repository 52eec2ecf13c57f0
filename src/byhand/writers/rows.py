"""Breaking rows for formats that set fractions upright, where ∂L/∂z is no wider than ∂z."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from byhand.language.expr import Apply
from byhand.language.show import Notation, Piece, show
from byhand.ops.forms import ATOM, Fraction
from byhand.page.blocks import Part, Row
from byhand.page.lines import MEASURE, broken


def set_lines(row: Row, width: int) -> Iterator[tuple[Part, ...]]:
    """The lines of a row; what fits beside each other once it is typeset is put together again."""
    start = _width(row.parts[0])
    line: tuple[Part, ...] = ()
    used = 0
    for more in broken(row, width):
        needed = sum(map(_width, more))
        if line and used + needed > width:
            yield line
            line, used = (), start
        line += more
        used += needed
    yield line


def _width(part: Part) -> int:
    """About how many characters of a line a part takes, its sign included."""
    return len(show(part.expr, _MEASURE.with_dots() if part.dots else _MEASURE)) + 3


def _partial(of: str, wrt: str) -> Piece:
    return Piece(f"∂{max(of, wrt, key=len)}", ATOM, "partial", "partial")


def _fraction(form: Fraction, node: Apply, parts: list[Piece], notation: Notation) -> Piece:
    return Piece(max((part.text for part in parts), key=len), ATOM, "fraction", "fraction")


_MEASURE = replace(MEASURE, partial=_partial, forms={**MEASURE.forms, Fraction: _fraction})
