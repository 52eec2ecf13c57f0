"""Numbers as students write them, with half a unit of the last digit written.

`0.39` may stand for anything from 0.385 to 0.395, so its `half` is 0.005; `1.50e-3` has 0.5e-5. A
whole number (0 too), and a fraction of whole numbers, is exact, except that behind `≈` a whole
number other than 0 is a rounded one. Scientific notation and percent show their digits on purpose:
`2e-3` has 0.5e-3 and `12%` has 0.005.
"""

from __future__ import annotations

from collections.abc import Sequence

from byhand import messages
from byhand.marking import read_words
from byhand.marking.read_cursor import number_text
from byhand.marking.read_tokens import Piece
from byhand.marking.read_words import Unreadable

Measured = tuple[float, float]
"""A number, and half a unit of its last digit."""

_TIMES = ("·", "*")


def number_at(pieces: Sequence[Piece], i: int, about: bool) -> tuple[Measured, int] | None:
    """The number that begins at a piece, and the place behind it; None where none begins.

    `about` says that it is written behind ≈.
    """
    negative = False
    while pieces[i][0] in ("-", "+"):
        negative ^= pieces[i][0] == "-"
        i += 1
    kind, text, at, _ = pieces[i]
    if kind == "(" and pieces[i + 1][0] == "num" and pieces[i + 1][2] == at:
        found = _vulgar(pieces, i)
    elif kind != "num":
        return None
    else:
        found = _number(pieces, i, number_text(text, at), about)
    (value, half), after = found
    return ((-value if negative else value), half), after


def _vulgar(pieces: Sequence[Piece], i: int) -> tuple[Measured, int]:
    """`½`, which was cut into ( 1 / 2 )."""
    return (int(pieces[i + 1][1]) / int(pieces[i + 3][1]), 0.0), i + 5


def _number(pieces: Sequence[Piece], i: int, text: str, about: bool) -> tuple[Measured, int]:
    behind = pieces[i + 1][0]
    if behind == "%":
        return _measured(text, -2, shown=True), i + 2
    if behind == "/":
        return _fraction(pieces, i, text, about)
    if behind in _TIMES and pieces[i + 2][1] == "10" and pieces[i + 3][0] == "^":
        power, after = _exponent(pieces, i + 4)
        if after:
            return _measured(text, power, shown=True, at=pieces[i][2]), after
    return _measured(text, 0, shown=about and text != "0", at=pieces[i][2]), i + 1


def _exponent(pieces: Sequence[Piece], i: int) -> tuple[int, int]:
    """A whole exponent, perhaps in brackets, and the place behind it; place 0 where none is."""
    bracket = pieces[i][0] == "("
    i += bracket
    negative = pieces[i][0] == "-"
    i += pieces[i][0] in ("-", "+")
    kind, text, _, _ = pieces[i]
    if kind != "num" or not text.isdigit() or len(text) > 3:
        return 0, 0
    if bracket and pieces[i + 1][0] != ")":
        return 0, 0
    return (-int(text) if negative else int(text)), i + 1 + bracket


def _measured(text: str, power: int, *, shown: bool, at: int = 0) -> Measured:
    """A number times a power of ten; `shown` says that its last digit is a rounded one."""
    mantissa, _, exponent = text.partition("e")
    whole = int(exponent or 0) + power
    decimals = len(mantissa.partition(".")[2])
    value = float(f"{mantissa}e{whole}") if whole else float(mantissa)
    if value == float("inf"):
        raise Unreadable(messages.NUMBER_TOO_LONG, at)
    if not (decimals or exponent or shown):
        return value, 0.0
    return value, 0.5 * 10.0 ** max(whole - decimals, -320)


def _fraction(pieces: Sequence[Piece], i: int, text: str, about: bool) -> tuple[Measured, int]:
    """`2/3`, of whole numbers; anything else divided is a formula."""
    sign = 1 + (pieces[i + 2][0] == "-")
    kind, bottom, at, _ = pieces[i + 1 + sign]
    alone = (_measured(text, 0, shown=about and text != "0", at=pieces[i][2]), i + 1)
    if kind != "num" or not (text.isdigit() and bottom.isdigit()) or len(text + bottom) > 300:
        return alone
    if not int(bottom):
        raise Unreadable(read_words.DIVISION_BY_ZERO, at)
    value = int(text) / int(bottom)
    return (-value if sign == 2 else value, 0.0), i + 2 + sign
