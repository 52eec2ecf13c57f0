"""Cutting a program into tokens; every character is accounted for."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal, NamedTuple

from byhand import messages
from byhand.language.errors_at import input_error
from byhand.language.letters import FROM_SUBSCRIPT, FROM_SUPERSCRIPT, GREEK_NAMES, SIGNS

LINE_LIMIT = 1_000_000
PROGRAM_LIMIT = 20_000_000
DIGIT_LIMIT = 400

Kind = Literal["number", "name", "sign", "newline", "end"]

_GREEK = "".join(GREEK_NAMES)
_WORD = "A-Za-z0-9_₀-₉"
_OTHER_SIGNS = "".join(sign for sign in SIGNS if len(sign) == 1)
_TOKEN = re.compile(
    rf"""(?:[ \t\u3000\r]+|\#[^\n]*)
    |(?P<newline>\n)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[A-Za-z_{_GREEK}][{_WORD}{_GREEK}]*\u0302?(?:[0-9_₀-₉][{_WORD}]*)?(?:'[0-9]+)?)
    |(?P<super>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    |(?P<sign>\*\*|:=|[<>=!]=|[-+*/^@()\[\],;=<>.:{{}}|!]|[{_OTHER_SIGNS}])
    """,
    re.VERBOSE,
)
_HAT = "\u0302"


class Token(NamedTuple):
    """A piece of the source: its kind, its plain spelling, and where it starts."""

    kind: Kind
    text: str
    at: int


def tokenize(source: str) -> list[Token]:
    """Cut a program into tokens with signs in their plain spelling.

    Raises `InputError` for a character that cannot be part of a program, and for lines and
    programs beyond the limits.

    >>> [token.text for token in tokenize("a = σ(w₁·x²)")]
    ['a', '=', 'σ', '(', 'w1', '*', 'x', '^', '2', ')', '']
    """
    _check_length(source)
    tokens: list[Token] = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            at = _special(source, at, tokens)
            continue
        if match.lastgroup is not None:  # spaces and comments have no name
            _take(match, match.lastgroup, source, tokens)
        at = match.end()
    tokens.append(Token("end", "", len(source)))
    return tokens


def _check_length(source: str) -> None:
    if len(source) > PROGRAM_LIMIT:
        raise input_error(
            messages.PROGRAM_TOO_LONG, source, -1, length=len(source), limit=PROGRAM_LIMIT
        )
    for index, line in enumerate(source.split("\n")):
        if len(line) > LINE_LIMIT:
            raise input_error(
                messages.LINE_TOO_LONG,
                source,
                -1,
                line=index + 1,
                length=len(line),
                limit=LINE_LIMIT,
            )


def _take(match: re.Match[str], kind: str, source: str, tokens: list[Token]) -> None:
    text, at = match.group(), match.start()
    match kind:
        case "sign" if text != "√":
            tokens.append(Token("sign", SIGNS.get(text, text), at))
        case "name":
            tokens.append(Token("name", plain_name(text), at))
        case "number":
            tokens.append(Token("number", _number(text, source, at), at))
        case "super":
            tokens.append(Token("sign", "^", at))
            if text[0] == "⁻":
                tokens.append(Token("sign", "-", at))
            digits = text.lstrip("⁻").translate(FROM_SUPERSCRIPT)
            tokens.append(Token("number", _number(digits, source, at), at))
        case "newline":
            tokens.append(Token("newline", "\n", at))
        case _:
            tokens.append(Token("name", "sqrt", at))


def plain_name(text: str) -> str:
    """A name in the letters of a keyboard, so that `θ₁` and `theta1` are one variable.

    A lone σ keeps its letter until it is known whether it is a function or a variable.
    """
    if text.isascii() or text == "σ":
        return text
    text = unicodedata.normalize("NFD", text).replace(_HAT, "hat").translate(FROM_SUBSCRIPT)
    return "".join(GREEK_NAMES.get(char, char) for char in text)


def variable_name(text: str) -> str:
    """The variable that a person means by a name typed outside a program.

    >>> variable_name("θ₁"), variable_name("σ")
    ('theta1', 'sigma')
    """
    return "sigma" if text == "σ" else plain_name(text)


def _number(text: str, source: str, at: int) -> str:
    # Full-width digits and those of other scripts are numbers too.
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text.lower())
    mantissa, _, exponent = text.partition("e")
    too_long = len(mantissa) > DIGIT_LIMIT or len(exponent) > 4
    if too_long or not math.isfinite(float(text)):
        raise input_error(messages.NUMBER_TOO_LONG, source, at)
    # "2." and ".5" are spelled out, so that every notation prints them well.
    whole, _, decimals = mantissa.partition(".")
    spelled = (whole or "0") + (f".{decimals}" if decimals else "")
    return spelled + (f"e{int(exponent)}" if exponent else "")


def _special(source: str, at: int, tokens: list[Token]) -> int:
    """Accented letters, and a clear word about every other character."""
    char = source[at]
    letter = unicodedata.normalize("NFD", char)
    if len(letter) == 2 and letter[1] == _HAT and letter[0].isascii():
        match = re.compile(f"[{_WORD}]*").match(source, at + 1)
        rest = match.group() if match else ""
        tokens.append(Token("name", plain_name(letter + rest), at))
        return at + 1 + len(rest)
    if char in "\"'`“”‘’":
        raise input_error(messages.QUOTES, source, at)
    if char in "ᵀ⊤":
        tokens.append(Token("sign", "ᵀ", at))
        return at + 1
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"):
        raise input_error(messages.INVISIBLE, source, at, code=f"U+{ord(char):04X}")
    raise input_error(messages.CHARACTER, source, at, char=char)
