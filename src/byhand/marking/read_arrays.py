"""Arrays of numbers: nested lists, tuples, MATLAB's rows, and what NumPy and PyTorch print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from byhand import messages
from byhand.marking import read_words
from byhand.marking.read_numbers import number_at
from byhand.marking.read_tokens import Piece
from byhand.marking.read_words import Unreadable

DEEPEST = 32
"""How deep lists may be nested, as in the values of a problem; NumPy has 32 axes at most."""
_MAKERS = frozenset(["array", "asarray", "tensor", "Tensor", "matrix", "Matrix", "mat"])
_OPEN, _CLOSE = ("[", "("), ("]", ")")


class _List:
    """A list whose closing bracket is still to come."""

    def __init__(self, kind: str, at: int) -> None:
        self.kind = kind
        self.at = at
        self.rows: list[list[Any]] = []
        self.items: list[Any] = []
        self.by_line = False  # whether rows were ended by the ends of lines only
        self.separated = True  # whether a sign stands before the next entry

    def end_row(self, by_line: bool) -> None:
        if self.items:
            self.rows.append(self.items)
            self.items = []
            self.by_line = by_line if len(self.rows) == 1 else self.by_line and by_line

    def end_line(self) -> None:
        """A line that ends between two numbers ends a row; between two lists it says nothing."""
        if not isinstance(self.items[-1], list):
            self.end_row(by_line=True)

    def closed(self, flat_rows: bool) -> list[Any]:
        if not self.rows:
            return self.items
        self.end_row(self.by_line)
        lengths = {len(row) for row in self.rows}
        lists = any(isinstance(row[0], list) for row in self.rows)
        if (self.by_line and len(lengths) > 1) or ((flat_rows or lists) and lengths == {1}):
            return [item for row in self.rows for item in row]
        return self.rows


def array_at(
    pieces: Sequence[Piece], i: int, text: str, about: bool, decimal_comma: bool
) -> tuple[Any, Any, int] | None:
    """The array that begins at a piece, its halves, and the place behind it.

    None where no array begins; raises `Unreadable` where one does and cannot be read.
    """
    start = _behind_maker(pieces, i)
    if pieces[start][0] not in _OPEN or not _is_array(pieces, start):
        return None
    nested, after = _nested(pieces, start, text, about, decimal_comma)
    value, half = _filled(nested, pieces[start][2])
    if start > i:
        after = _to_the_end(pieces, after)
    turned = _transposed(pieces, after)
    if turned > after:
        value, half = _column(value), _column(half)
    for array in (value, half):
        array.setflags(write=False)  # readings are kept and shared
    return value, half, turned


def _behind_maker(pieces: Sequence[Piece], i: int) -> int:
    """The place behind `np.array(`."""
    place = i
    while (
        pieces[place][0] == "word"
        and pieces[place + 1][0] == "."
        and pieces[place + 2][0] == "word"
    ):
        place += 2
    if pieces[place][0] == "word" and pieces[place][1] in _MAKERS and pieces[place + 1][0] == "(":
        return place + 2
    return i


def _to_the_end(pieces: Sequence[Piece], i: int) -> int:
    """The place behind `, dtype=float32)`."""
    place = i
    while pieces[place][0] not in (")", "end"):
        place += 1
    return place + 1 if pieces[place][0] == ")" else i


def _is_array(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a bracket holds a list, and not a condition or a product."""
    depth, comma, plain = 0, False, True
    for kind, *_ in pieces[i:]:
        if kind in ("[", "(", "{"):
            depth += 1
        elif kind in ("]", ")", "}"):
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and kind in (",", ";"):
            comma = True
        elif kind in ("<", ">", "<=", ">=", "==", "!=", "="):
            return False
        plain = plain and kind not in ("word", "+", "*", "·", "^")
    return pieces[i][0] == "[" or (comma and plain)


def _nested(
    pieces: Sequence[Piece], i: int, text: str, about: bool, decimal_comma: bool
) -> tuple[list[Any], int]:
    """Nested lists of numbers with their halves, and the place behind the last bracket."""
    waiting = [_List(pieces[i][0], pieces[i][2])]
    i += 1
    while True:
        kind, _, at, _ = pieces[i]
        here = waiting[-1]
        if here.items and not here.separated and "\n" in text[pieces[i - 1][3] : at]:
            here.end_line()
        if kind in _OPEN and _begins_list(pieces, i):
            if len(waiting) >= DEEPEST:
                raise Unreadable(messages.TOO_DEEP.fill(limit=DEEPEST), at)
            waiting.append(_List(kind, at))
            i += 1
        elif kind in _CLOSE and kind == _CLOSE[_OPEN.index(here.kind)]:
            done = waiting.pop().closed(decimal_comma)
            i += 1
            if not waiting:
                return done, i
            waiting[-1].items.append(done)
            waiting[-1].separated = False
        else:
            i = _entry(pieces, i, here, about)


def _begins_list(pieces: Sequence[Piece], i: int) -> bool:
    return not (pieces[i][0] == "(" and pieces[i + 1][2] == pieces[i][2])  # ½ is cut into ( 1 / 2 )


def _entry(pieces: Sequence[Piece], i: int, here: _List, about: bool) -> int:
    """One number, or the sign behind it."""
    kind, _, at, end = pieces[i]
    if kind == "end":
        raise Unreadable(messages.UNCLOSED, here.at)
    if kind in (",", ";"):
        if here.separated or not here.items:
            raise Unreadable(read_words.ENTRY, at)
        if kind == ";":
            here.end_row(by_line=False)
        here.separated = True
        return i + 1
    signed = kind in ("-", "+")
    if signed and not here.separated and pieces[i + 1][2] > end:
        raise Unreadable(read_words.ENTRY, at)  # 1 - 2 is not two entries
    if not here.separated and at == pieces[i - 1][3] and pieces[i - 1][0] not in _CLOSE:
        raise Unreadable(read_words.ENTRY, at)
    found = number_at(pieces, i, about)
    if found is None:
        raise Unreadable(read_words.ENTRY, at)
    here.items.append(found[0])
    here.separated = False
    return found[1]


def _filled(nested: list[Any], at: int) -> tuple[Any, Any]:
    import numpy as np

    if not nested:
        raise Unreadable(read_words.EMPTY_ARRAY, at)
    try:
        both = np.array(nested, dtype=float)
    except (ValueError, TypeError) as error:
        raise Unreadable(read_words.RAGGED, at) from error
    if not both.size or both.ndim < 2 or both.shape[-1] != 2:
        raise Unreadable(read_words.EMPTY_ARRAY if not both.size else read_words.RAGGED, at)
    return both[..., 0].copy(), both[..., 1].copy()


def _transposed(pieces: Sequence[Piece], i: int) -> int:
    """The place behind `ᵀ`, `^T`, `'` or `.T`."""
    kind = pieces[i][0]
    if kind in ("ᵀ", "'"):
        return i + 1
    if kind in ("^", ".") and pieces[i + 1][1] in ("T", "ᵀ"):
        return i + 2
    return i


def _column(array: Any) -> Any:
    return array.reshape(-1, 1).copy() if array.ndim == 1 else array.T.copy()
