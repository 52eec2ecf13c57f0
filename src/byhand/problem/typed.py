"""Arrays as a person types them: `[1, 2, 3]`, `[[1, 2], [3, 4]]`, `[1 2; 3 4]`."""

from __future__ import annotations

import re
from typing import Any

from byhand import shape_messages as messages
from byhand.errors import InputError

_PIECE = re.compile(r"\s*([\[\],;]|[^\s\[\],;]+)")
_DEEPEST = 32
_SIGNS = str.maketrans("，；［］−", ",;[]-")


def is_array_text(text: str) -> bool:
    """Whether a value is typed in square brackets."""
    return text.translate(_SIGNS).lstrip().startswith("[")


def array_from(name: str, text: str) -> list[Any]:
    """The nested lists of numbers that a text spells; `;` ends a row.

    Raises `InputError` for brackets that do not match and entries that are no numbers.

    >>> array_from("W", "[[1, 2], [3, 1/4]]"), array_from("W", "[1 2; 3 -4]")
    ([[1.0, 2.0], [3.0, 0.25]], [[1.0, 2.0], [3.0, -4.0]])
    """
    pieces = _PIECE.findall(text.translate(_SIGNS))
    open_lists: list[_Open] = []
    for place, piece in enumerate(pieces):
        if piece == "[" and len(open_lists) < _DEEPEST:
            open_lists.append(_Open())
        elif piece == "[" or not open_lists:
            raise _unreadable(name, text)
        elif piece == "]":
            done = open_lists.pop().closed()
            if open_lists:
                open_lists[-1].add(done)
            elif place == len(pieces) - 1:
                return done
        elif piece in ",;":
            if not open_lists[-1].divided(piece):
                raise _unreadable(name, text)
        else:
            open_lists[-1].add(_number(name, piece))
    raise _unreadable(name, text)


class _Open:
    """A list whose closing bracket is still to come."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.items: list[Any] = []
        self.waiting = True  # whether a comma here would have nothing in front of it

    def add(self, item: Any) -> None:
        self.items.append(item)
        self.waiting = False

    def divided(self, sign: str) -> bool:
        """Take a comma or a semicolon; false where nothing stands before it."""
        if self.waiting:
            return False
        self.waiting = True
        if sign == ";":
            self.rows.append(self.items)
            self.items = []
        return True

    def closed(self) -> list[Any]:
        """The list, or the list of its rows."""
        if self.rows and not self.items:
            return self.rows  # a semicolon behind the last row
        return [*self.rows, self.items] if self.rows else self.items


def _number(name: str, piece: str) -> float:
    top, slash, bottom = piece.partition("/")
    try:
        return float(top) / float(bottom) if slash else float(piece)
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(messages.ENTRY_NOT_NUMBER.fill(name=name, value=piece[:40])) from error


def _unreadable(name: str, text: str) -> InputError:
    shown = text if len(text) <= 40 else text[:39] + "…"
    return InputError(messages.ARRAY_SYNTAX.fill(name=name, text=shown))
