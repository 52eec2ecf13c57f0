"""Cutting one line of homework into pieces: one pass, every character accounted for.

A piece is `(kind, text, start, end)`. The kind of a number is `num`, of a word `word`; a sign
is its own kind, in its plain spelling (`−` is `-`), except that a dot that multiplies stays `·`,
since between matrices it may mean another product than `*`.
"""

from __future__ import annotations

import re
import unicodedata

from byhand import messages
from byhand.language.letters import FROM_SUPERSCRIPT, GREEK_NAMES
from byhand.marking import read_words
from byhand.marking.read_words import Unreadable

Piece = tuple[str, str, int, int]

_GREEK = "".join(GREEK_NAMES)
_ACCENTED = "âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶẐāēīōūȳĀĒĪŌŪȲãẽĩñõũṽỹÃẼĨÑÕŨṼỸ"
_ACCENTS = "\u0302\u0303\u0304\u0305"
_FIRST = f"A-Za-z{_GREEK}{_ACCENTED}"
_REST = f"{_FIRST}0-9_₀-₉"
_CHINESE = "\u3400-\u9fff"
_SIGNS = "-+*/^@()[],;=<>.:{}|!'%&_?√∂∇ᵀ⊤𝟙½⅓⅔¼¾⅕⅛·⊙≈≤≥≠≔‖→⇒∴…Σ∑\"“”#~∫∏"

_PIECE = re.compile(
    rf"""[ \t\n$`\u00a0\u2009\u202f\u3000]*+(?:
    (?P<num>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)
    |(?P<word>[{_FIRST}][{_ACCENTS}]?[{_REST}{_ACCENTS}]*+(?:'[0-9]++|⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]++⁾)?)
    |(?P<sign>:=|\*\*|[<>=!]=|~=|\|\||=>|\.[*/^](?!\.)|[{re.escape(_SIGNS)}])
    |(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]++|⁻ᵀ)
    |(?P<command>\\(?:[A-Za-z]++|.))
    |(?P<chinese>[{_CHINESE}]++)
    |(?P<bad>.))""",
    re.VERBOSE | re.DOTALL,
)
_COMMA_NUMBER = r"(?P<num>(?:[0-9]++(?:[.,][0-9]++|\.)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)"
_COMMA_PIECE = re.compile(
    _PIECE.pattern.replace(
        r"(?P<num>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)", _COMMA_NUMBER
    ),
    re.VERBOSE | re.DOTALL,
)
_PLAIN: dict[str, str] = {
    "**": "^",
    ".*": "*",
    "./": "/",
    ".^": "^",
    ":=": "=",
    "≔": "=",
    "~=": "≈",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "⊤": "ᵀ",
    "||": "‖",
    "=>": "⇒",
    "→": "⇒",
    "∴": "⇒",
    "∑": "Σ",
}
_VULGAR = {"½": "12", "⅓": "13", "⅔": "23", "¼": "14", "¾": "34", "⅕": "15", "⅛": "18"}
_BLANKS = " \t\n$`\u00a0\u2009\u202f\u3000"


def _likes() -> dict[int, str]:
    """Characters that input methods and word processors type for plain ones, one for one."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in (
        *range(0x1D400, 0x1D7CC),
        *range(0x1D7E2, 0x1D800),
        0x2113,
        0x2112,
        0x210E,
        0xB5,
        0x2126,
    ):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    table |= dict.fromkeys(map(ord, "−–﹣‐‑‒"), "-") | dict.fromkeys(map(ord, "⋅∙•×⨯"), "·")
    table |= dict.fromkeys(map(ord, "∗"), "*") | dict.fromkeys(map(ord, "∘○⊗⨀◦"), "⊙")
    table |= dict.fromkeys(map(ord, "≃≅≐≒≑"), "≈") | dict.fromkeys(map(ord, "′’‘´"), "'")
    table |= dict.fromkeys(map(ord, "÷∕⁄"), "/") | dict.fromkeys(map(ord, "∥"), "‖")
    table |= dict.fromkeys(map(ord, "𝜕𝝏𝞉ð"), "∂") | dict.fromkeys(map(ord, "。｡"), ".")
    del table[0xFF1A]  # a full-width colon ends a label with no space behind it
    return table


_LIKES = _likes()


def plain_signs(text: str) -> str:
    """The text with full-width and typeset characters as plain ones, column for column.

    >>> plain_signs("𝑎＝（１−𝑦）×2")
    'a=(1-y)·2'
    """
    return text if text.isascii() else text.translate(_LIKES)


def pieces_of(text: str, decimal_comma: bool = False) -> list[Piece]:
    """The pieces of a line whose signs are plain; an `end` follows the last one.

    Raises `Unreadable` at a character that cannot be part of a line.

    >>> [kind for kind, *_ in pieces_of("dL/da = 2(a-y)²")]
    ['word', '/', 'word', '=', 'num', '(', 'word', '-', 'word', ')', '^', 'num', 'end']
    """
    pieces: list[Piece] = []
    add = pieces.append
    text = text.rstrip(_BLANKS)  # behind the last piece nothing may be left to search
    plain = _PLAIN
    for match in (_COMMA_PIECE if decimal_comma else _PIECE).finditer(text):
        kind = match.lastgroup
        start, end = match.span(kind)  # pyright: ignore[reportArgumentType]
        piece = text[start:end]
        if kind == "word" or kind == "num":
            add((kind, piece, start, end))
        elif kind == "sign":
            if piece in _VULGAR:
                _add_fraction(pieces, piece, start, end)
            else:
                add((plain.get(piece, piece), piece, start, end))
        else:
            _special(pieces, str(kind), piece, start, end)
    end = len(text)
    add(("end", "", end, end))
    return pieces


def _add_fraction(pieces: list[Piece], sign: str, start: int, end: int) -> None:
    top, bottom = _VULGAR[sign]
    pieces.append(("(", sign, start, start))
    pieces.append(("num", top, start, start))
    pieces.append(("/", "/", start, start))
    pieces.append(("num", bottom, start, end))
    pieces.append((")", sign, end, end))


def _special(pieces: list[Piece], kind: str, piece: str, start: int, end: int) -> None:
    """Raised numbers, LaTeX commands, and a clear word about every other character."""
    if kind in ("command", "chinese"):
        pieces.append((kind, piece, start, end))
        return
    if kind == "raised":
        pieces.append(("^", "^", start, start))
        if piece[0] == "⁻":
            pieces.append(("-", "-", start, start))
            piece = piece[1:]
        if piece == "ᵀ":
            pieces.append(("ᵀ", piece, start, end))
        else:
            pieces.append(("num", piece.translate(FROM_SUPERSCRIPT), start, end))
        return
    if piece == "\ufffd" or "\ud800" <= piece <= "\udfff":
        raise Unreadable(read_words.BROKEN_TEXT, start)
    if unicodedata.category(piece) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"):
        raise Unreadable(messages.INVISIBLE.fill(code=f"U+{ord(piece):04X}"), start)
    raise Unreadable(messages.CHARACTER.fill(char=piece), start)
