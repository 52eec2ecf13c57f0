"""Lines of a terminal: words, Chinese characters and formulas folded at a width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from byhand.page.blocks import Row, Span
from byhand.writers.common import UNICODE, columns_of, items

# A space at which no line is broken.
_TIED = "\u00a0"
# Closing punctuation never begins a line; an opening bracket never ends one.
_CLOSING = frozenset("。、》”’\uff0c\uff1b\uff1a\uff1f\uff01\uff09,.;:?!)]")
_OPENING = frozenset("《“‘\uff08([")
# A formula up to this many columns is never broken; a longer one only before its signs.
_SHORT = 24
# A longer one may not fit on a line by itself, and is broken before a sign.
_LONG = 60
_SIGN = re.compile(f"{_TIED}([+−⊙]){_TIED}")


def one_line(pieces: Sequence[Span]) -> str:
    """Words and formulas as one line that `folded` knows where to break."""
    line = "".join(_formula(piece) if isinstance(piece, Row) else piece for piece in pieces)
    return line.lstrip(f" {_TIED}")  # a formula may begin with its sign


def _formula(row: Row) -> str:
    return ", ".join(_chain(item) for item in items(row))


def _chain(row: Row) -> str:
    written = [UNICODE.part(part) for part in row.parts]
    if columns_of("".join(written)) <= _SHORT:
        return "".join(written).replace(" ", _TIED)
    # Every sign begins a line; the signs are written with a space on either side.
    return "".join(text[:1] + _tied(text[1:]) for text in written)


def _tied(formula: str) -> str:
    """A formula without breaks; before the outermost signs of a very long one it may be broken."""
    tied = formula.replace(" ", _TIED)
    if columns_of(formula) <= _LONG:
        return tied
    signs = [(_depth(tied[: found.start()]), found.start()) for found in _SIGN.finditer(tied)]
    outermost = min((depth for depth, _ in signs), default=0)
    chars = list(tied)
    for depth, at in signs:
        if depth == outermost:
            chars[at] = " "
    return "".join(chars)


def _depth(text: str) -> int:
    """How many brackets are open at the end of a text."""
    return sum(text.count(c) for c in "([{") - sum(text.count(c) for c in ")]}")


def folded(line: str, width: int) -> list[str]:
    """A line as several that are no wider than `width`, where it can be broken at all.

    >>> folded("one two three", 8)
    ['one two', 'three']
    >>> folded("上游梯度乘以导数。", 8)
    ['上游梯度', '乘以导', '数。']
    """
    lines: list[str] = [""]
    for atom in _atoms(line):
        if lines[-1] and columns_of((lines[-1] + atom).rstrip(" ")) > width:
            lines.append("")
        lines[-1] += atom
    return [each.rstrip(" ").replace(_TIED, " ") for each in lines]


def narrowest(line: str) -> int:
    """The width below which a line cannot be folded."""
    return max((columns_of(atom.rstrip(" ")) for atom in _atoms(line)), default=0)


def _atoms(line: str) -> Iterator[str]:
    start = 0
    for end in range(1, len(line)):
        if _may_break(line[end - 1], line[end]):
            yield line[start:end]
            start = end
    if line:
        yield line[start:]


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if after in _CLOSING or before in _OPENING or after == " " or _TIED in (before, after):
        return False
    return columns_of(before) == 2 or columns_of(after) == 2
